"""Verbs of German, Spanish and French as they stand in sentences: the infinitives a form may be of, and the English
verb in the same form. German verbs with a prefix stand in two pieces ("wertet … aus").
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Literal

from assistant.reading.lists import words_file

Form = Literal["base", "present", "past"]

_GERMAN: tuple[tuple[str, Form], ...] = (
    ("eten", "past"), ("ete", "past"), ("ten", "past"), ("te", "past"), ("et", "present"), ("t", "present"),
    ("e", "base"), ("en", "base"), ("n", "base"),
)  # fmt: skip
_PREFIX = (
    r"(?:ab|an|auf|aus|bei|durch|ein|fest|fort|frei|her|hin|los|mit|nach|nieder|statt|teil|über|um|unter|vor|weg|"
    r"weiter|wieder|zu|zurück|zusammen|bereit|hinzu|heraus|herunter|hoch|vorbei|dar)"
)
_APART = re.compile(rf"(?<![\w-])({_PREFIX})(?=[ \t]*(?:[.,;:!?)\n–]|-\s|\Z|\s(?:und|oder|sowie|bzw)\b))")
_CLAUSE = re.compile(r"[.;!?\n:(]")
_TOKEN = re.compile(r"[^\W\d_]{3,}")

_AR = [
    "o",
    "as",
    "a",
    "amos",
    "áis",
    "an",
    "é",
    "aste",
    "ó",
    "aron",
    "aba",
    "aban",
    "ará",
    "arán",
    "aría",
    "arían",
    "aríamos",
    "aremos",
    "e",
    "es",
    "en",
    "emos",
    "ando",
    "abas",
    "ábamos",
    "aré",
    "arás",
    "arías",
    "ara",
    "aran",
    "áramos",
    "ase",
    "éis",
    "ad",
]
_IR = [
    "o",
    "es",
    "e",
    "emos",
    "imos",
    "en",
    "í",
    "ió",
    "ieron",
    "ía",
    "ían",
    "erá",
    "irá",
    "erán",
    "irán",
    "ería",
    "iría",
    "eríamos",
    "iríamos",
    "eremos",
    "iremos",
    "a",
    "an",
    "amos",
    "iendo",
    "íamos",
    "eré",
    "iré",
    "erás",
    "irás",
    "iera",
    "ieran",
    "iéramos",
    "iese",
    "éis",
    "áis",
    "ed",
    "id",
]
_SPANISH: tuple[tuple[str, str, Form], ...] = (
    *((end, "ar", "past") for end in ("ado", "ada", "ados", "adas", "ó", "aron", "amos")),
    *((end, one, "past") for end in ("ido", "ida", "idos", "idas", "ió", "ieron") for one in ("er", "ir")),
    *((end, "ar", "present") for end in _AR),
    *((end, one, "present") for end in _IR for one in ("er", "ir")),
)
_ER = [
    "e",
    "es",
    "ons",
    "ez",
    "ent",
    "ais",
    "ait",
    "aient",
    "a",
    "era",
    "eront",
    "erait",
    "eraient",
    "erons",
    "erions",
    "ions",
    "erez",
    "eriez",
    "iez",
    "ant",
]
_FRENCH: tuple[tuple[str, str, Form], ...] = (
    *((end, "er", "past") for end in ("é", "ée", "és", "ées", "èrent")),
    *((end, "ir", "past") for end in ("i", "ie", "is", "ies")),
    *((end, "re", "past") for end in ("u", "ue", "us", "ues")),
    *((end, "er", "present") for end in _ER),
    *(
        (end, "ir", "present")
        for end in ("it", "issent", "issons", "issant", "ira", "iront", "irait", "irons", "irions", "iraient")
    ),
    *(
        (end, "re", "present")
        for end in ("", "s", "ent", "ons", "ait", "aient", "ra", "ront", "rait", "rons", "rions", "raient", "ant")
    ),
)
_CHANGED = {  # what the last letters of a stem were before the ending changed them
    "es": ((r"ie(?=[^aeiou]{1,3}$)", "e"), (r"ue(?=[^aeiou]{1,3}$)", "o"), (r"i(?=[^aeiou]{1,2}$)", "e"),
           (r"qu$", "c"), (r"gu$", "g"), (r"c$", "z"), (r"zc$", "c"), (r"j$", "g"), (r"y$", "")),
    "fr": ((r"è(?=[^aeiouy]{1,2}$)", "e"), (r"è(?=[^aeiouy]{1,2}$)", "é"), (r"ge$", "g"), (r"ç$", "c"),
           (r"(?<=[aou])i$", "y"), (r"(?<=l)l$", "")),
}  # fmt: skip
_FUTURE = {  # Spanish stems of the future and of "would" that are not the infinitive
    "pondr": "poner", "tendr": "tener", "saldr": "salir", "vendr": "venir", "podr": "poder", "querr": "querer",
    "sabr": "saber", "valdr": "valer", "cabr": "caber", "har": "hacer", "dir": "decir",
}  # fmt: skip
_OF_FUTURE = re.compile(rf"(\w*?)({'|'.join(_FUTURE)})(?:é|ás|á|emos|éis|án|ía|ías|íamos|íais|ían)")
SHORTEST = 3  # letters of the stem of a verb


def infinitives(word: str, language: str) -> Iterator[tuple[str, Form]]:
    """The infinitives that a word in small letters may be a form of, the likelier first."""
    if language == "de":
        yield from _german(word)
        return
    future = _OF_FUTURE.fullmatch(word) if language == "es" else None
    if future is not None:
        yield future[1] + _FUTURE[future[2]], "base"
    for ending, inf, form in _SPANISH if language == "es" else _FRENCH:
        stem = word[: len(word) - len(ending)] if ending else word
        if not word.endswith(ending) or len(stem) < SHORTEST:
            continue
        yield stem + inf, form
        for pattern, was in _CHANGED[language]:
            before = re.sub(pattern, was, stem)
            if before != stem:
                yield before + inf, form


def _german(word: str) -> Iterator[tuple[str, Form]]:
    joined = re.fullmatch(rf"({_PREFIX}?)(ge|zu)(\w{{3,}})", word)
    if joined is not None and joined[2] == "ge":
        stem = re.sub(r"e?t(?:e[rnsm]?)?$", "", joined[3])
        if stem != joined[3]:
            yield from ((f"{joined[1]}{stem}{end}", "past") for end in ("en", "n"))
    if joined is not None and joined[1] and joined[2] == "zu":
        yield joined[1] + joined[3], "base"
    for ending, form in _GERMAN:
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= SHORTEST:
            yield from ((stem + end, form) for end in ("en", "n"))


def apart(text: str, known: Callable[[str], str | None]) -> dict[int, str]:
    """German verbs in two pieces: the English at the first letter of the verb, nothing at that of its prefix."""
    found: dict[int, str] = {}
    for prefix in _APART.finditer(text):
        begin = max((match.end() for match in _CLAUSE.finditer(text, 0, prefix.start())), default=0)
        for token in reversed(list(_TOKEN.finditer(text, begin, prefix.start()))):
            said = _of_pieces(prefix[1], token.group(), known) if token.group().islower() else None
            if said is not None:
                found[token.start()], found[prefix.start()] = said, ""
                break
    return found


def _of_pieces(prefix: str, verb: str, known: Callable[[str], str | None]) -> str | None:
    for whole, form in infinitives(verb, "de"):
        said = known(prefix + whole)
        if said is not None:
            return in_form(said, form)
    return None


@lru_cache(maxsize=4096)
def in_form(said: str, form: Form) -> str:
    """An English verb, the first word of what is said, in another form; what is no plain verb stays."""
    verb, blank, rest = said.partition(" ")
    if form == "base" or not verb.isalpha() or not verb.islower() or verb.endswith(("ed", "ing")):
        return said
    return (_third(verb) if form == "present" else _past(verb)) + blank + rest


def _third(verb: str) -> str:
    if verb in {"be", "have"}:
        return {"be": "is", "have": "has"}[verb]
    if re.search(r"(?:[sxz]|[cs]h|o)$", verb):
        return f"{verb}es"
    return re.sub(r"y$", "ie", verb) + "s" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"


@cache
def _irregular() -> dict[str, str]:
    told = words_file("gloss.yaml")["irregular"]
    return dict(pair.split("=", 1) for pair in told.split())


def _past(verb: str) -> str:
    if verb in _irregular():
        return _irregular()[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ied"
    doubled = re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", verb) is not None
    return f"{verb}{verb[-1]}ed" if doubled else f"{verb}ed"
