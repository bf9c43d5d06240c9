"""German, Spanish and French into the English that the tables of reading know, word by word, each with its place.

No translation: a word that the glossary lacks stays as it is and is asked about like any unread one. Names, products
and places are left alone. What follows the noun there ("empresa china") is put before it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from assistant.reading.fold import fold, key_of
from assistant.reading.found import Found
from assistant.reading.gazetteer import rightly_spelled, table
from assistant.reading.genitives import told_apart
from assistant.reading.inflect import apart, in_form, infinitives
from assistant.reading.lists import words, words_file
from assistant.reading.normalise import Normal

LANGUAGES: tuple[Literal["de", "es", "fr"], ...] = ("de", "es", "fr")
_LOOSE = ("read ", "a name that no list knows")
_KEPT = {"item", "eccn", "place", "party", "figure", "date", "cite"}
_TOKEN = re.compile(
    r"(?:[ldjnsmct]|qu)'(?=[^\W\d_])|(?:sud|süd|nord(?=-[ck]or)|saudi|néo|costa)-[^\W\d_]+|[^\W\d_]+", re.IGNORECASE
)
_ENDINGS = {
    "de": ("en", "er", "es", "em", "e", "n", "s", "in", "innen"),
    "es": ("es", "s"),
    "fr": ("es", "e", "s", "x"),
}
_ACCENTED = {  # how else a letter is typed
    "ä": "(?:ä|ae|a)", "ö": "(?:ö|oe|o)", "ü": "(?:ü|ue|u)", "ß": "(?:ß|ss)",
    "á": "[áa]", "à": "[àa]", "â": "[âa]", "ç": "[çc]", "é": "[ée]", "è": "[èe]", "ê": "[êe]", "í": "[íi]", "î": "[îi]",
    "ñ": "[ñn]", "ó": "[óo]", "ô": "[ôo]", "ú": "[úu]", "û": "[ûu]",
}  # fmt: skip
_TYPED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_JOINTS = ("", "s", "n", "en", "es", "e")
SHORTEST = 3  # letters of a part of a German compound
_Chars = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class _Glossary:
    language: str
    phrases: tuple[tuple[re.Pattern[str], str], ...]
    words: Mapping[str, str]  # as written, without accents, and with "ae" for "ä"

    def said(self, low: str) -> str | None:
        """The English of a word, its accents left out or not."""
        return self.words.get(low) or self.words.get(fold(low))


def gloss(normal: Normal, text: str, language: str, finds: Sequence[Found]) -> Normal:
    """The text in English words, as far as the glossary goes; the map back is that to the user's own characters."""
    held = [(find.start, find.end) for find in finds if find.kind in _KEPT and not _is_loose(find, language, text)]
    glossary = _glossary(language)
    chars = _glossed(text, 0, len(text), glossary, held)
    chars = _with_commas(chars)
    if language != "de":
        chars = _put_before(chars)
        places = {find.start for find in finds if find.kind == "place" or _is_town_too(find)}
        towns = {find.start for find in finds if getattr(find.value, "kind", "") == "city" or _is_town_too(find)}
        chars = told_apart(chars, towns, places)
    return Normal(
        "".join(char for char, _ in chars),
        tuple(normal.back[place] if place < len(normal.back) else normal.size for _, place in chars),
        normal.notes,
        normal.size,
    )


def _is_town_too(find: Found) -> bool:
    """Is it a listed name that is a town behind "in" ("una universidad pública de Lima")?"""
    return find.kind == "party" and key_of(find.text) in table()


_THOUSANDS = re.compile(
    r"(?<![\w.,+/-])(?<!\+\d )(?<!\+\d\d )\d{1,3}(?:(?:\.\d{3})+|(?:[ \u00a0\u202f]\d00)+)(?![\d.,]*\d)"
)


def _with_commas(chars: _Chars) -> _Chars:
    """Thousands parted as English parts them: "1.000" and "1 000" are 1,000."""
    found = list(_THOUSANDS.finditer("".join(char for char, _ in chars)))
    marks = {at for match in found for at in range(*match.span()) if not chars[at][0].isdigit()}
    return [("," if at in marks else char, place) for at, (char, place) in enumerate(chars)]


def _is_loose(find: Found, language: str, text: str) -> bool:
    """A guess, an adjective ("empresa china") or noun ("una telefonica"), or a name by its capital alone.

    Every German noun has a capital, and so has each first word ("Seul notre personnel").
    """
    first = re.search(r"(?:^|[.!?;:\n])\W*$", text[max(0, find.start - 4) : find.start]) is not None
    small = find.text.islower() or (find.note or "").startswith("understood as the town")  # "Una empresa …"
    plain = small and (find.text in _nations() or _said(find.text, language) is not None)
    plain |= (
        first and find.kind == "place" and language != "de" and _glossary(language).said(find.text.lower()) is not None
    )
    plain |= find.text.islower() and _is_phrase_of_words(find.text, language)
    return find.status == "guessed" or plain or (find.note or "").startswith(_LOOSE)


def _is_phrase_of_words(text: str, language: str) -> bool:
    """Is a name in small letters an article and a plain word ("la línea", which a cartel is called)?"""
    first, _, rest = text.partition(" ")
    return first in {"la", "el", "los", "las", "le", "les", "die", "der", "das"} and (
        bool(rest) and all(_said(word, language) is not None for word in rest.split())
    )


@cache
def _glossary(language: str) -> _Glossary:
    source = words_file("gloss.yaml")[language]
    lines = (source["words"] + words_file(f"vocabulary/{language}.yaml")["words"]).splitlines()
    pairs = (pair.partition(" = ") for line in lines for pair in line.split("; "))
    told = {word.strip(): said.strip() for word, _, said in pairs if said}
    several = [(word, said) for word, said in told.items() if re.search(r"[ -]", word)]
    signs = words_file("signs.yaml")[language]
    phrases = tuple((_typed(pattern), said) for pattern, said in (*signs, *source["phrases"], *several))
    plain = {fold(word): said for word, said in told.items()} | {word.translate(_TYPED): told[word] for word in told}
    return _Glossary(language, phrases, plain | told)


def _typed(told: str) -> re.Pattern[str]:
    """The pattern of whole words, its letters with and without their accents; a class in brackets stays.

    What begins or ends with a comma or a blank may stand beside a word.
    """
    if "{nation}" in told:
        told = told.replace("{nation}", rf"(?:{'|'.join(sorted(_nations(), key=len, reverse=True))})(?:e[rnms]?|es|s)?")
    parts = re.split(r"(\[[^\]]*\])", told)
    free = (part if place % 2 else re.sub(r"[^\x00-\x7f]", _either, part) for place, part in enumerate(parts))
    return re.compile(rf"(?:(?<!\w)|(?!\w))(?:{''.join(free)})(?:(?<!\w)|(?!\w))", re.IGNORECASE)


def _either(letter: re.Match[str]) -> str:
    return _ACCENTED.get(letter.group(), letter.group())


@cache
def is_word_of(language: str, low: str) -> bool:
    """Is it a word that the glossary of a language knows, and no English one?"""
    if key_of(low) in table() or rightly_spelled() & {low, fold(low)} or low in words("harmless.yaml", "plain"):
        return False
    said = _said(low, language)
    return said is not None and said.lower() != low


def _glossed(text: str, start: int, end: int, glossary: _Glossary, held: Sequence[tuple[int, int]]) -> _Chars:
    """A stretch of text: its phrases in their order, each with what its groups hold, and the words around them."""
    ahead = [_next(pattern, text, start, end, held) for pattern, _ in glossary.phrases]
    chars: _Chars = []
    at = start
    while True:
        for number, (pattern, _) in enumerate(glossary.phrases):
            known = ahead[number]
            if known is not None and known.start() < at:
                ahead[number] = _next(pattern, text, at, end, held)
        coming = [(match.start(), number) for number, match in enumerate(ahead) if match is not None]
        if not coming:
            return chars + list(_words(text, at, end, glossary, held))
        first, number = min(coming)
        match = ahead[number]
        assert match is not None
        chars += _words(text, at, first, glossary, held)
        chars += _said_by(match, glossary.phrases[number][1], text, glossary, held)
        at = max(match.end(), first + 1)


def _next(
    pattern: re.Pattern[str], text: str, start: int, end: int, held: Sequence[tuple[int, int]]
) -> re.Match[str] | None:
    """The next place of a phrase whose own words lie in no name."""
    match = pattern.search(text, start, end)
    while match is not None and _cuts(match, held):
        match = pattern.search(text, match.start() + 1, end)
    return match


def _said_by(
    match: re.Match[str], said: str, text: str, glossary: _Glossary, held: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, int]]:
    """The English of a phrase, its groups in their own words."""
    for piece in re.split(r"(\\\d)", said):
        if not re.fullmatch(r"\\\d", piece):
            yield from ((char, match.start()) for char in piece)
        elif match.group(int(piece[1])) is not None:
            yield from _glossed(text, match.start(int(piece[1])), match.end(int(piece[1])), glossary, held)


def _cuts(match: re.Match[str], held: Sequence[tuple[int, int]]) -> bool:
    """Do the phrase's own words lie in a name?"""
    groups = [match.span(number) for number in range(1, (match.re.groups or 0) + 1)]
    return any(
        start < match.end() and match.start() < end and not any(one <= start and end <= other for one, other in groups)
        for start, end in held
    )


def _words(
    text: str, start: int, end: int, glossary: _Glossary, held: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, int]]:
    at = start
    held = [(one, other) for one, other in held if one < end and start < other]
    pieces = _pieces(text, glossary.language) or _pronouns_behind(text, glossary.language)
    for match in _TOKEN.finditer(text, start, end):
        inside = any(one < match.end() and match.start() < other for one, other in held)
        inside |= text[match.start() - 1 : match.start()].isdigit() and len(match.group()) == 1  # "3D"
        said = None if inside else pieces.get(match.start(), _said(match.group(), glossary.language))
        joined = said is not None and re.search(r"[\w)]-$", text[max(0, match.start() - 2) : match.start()]) is not None
        yield from ((text[place], place) for place in range(at, match.start() - joined))
        if joined:
            yield " ", match.start() - 1
        at = match.end()
        if said is None:
            yield from ((text[place], place) for place in range(match.start(), match.end()))
            continue
        if said.startswith("we ") and re.search(r"(?i)\bnous $", text[max(0, match.start() - 5) : match.start()]):
            said = said.removeprefix("we ")  # "nous louons"
        yield from ((char, match.start()) for char in said)
        if match.group().endswith("'"):
            yield " ", match.end() - 1
        elif text[at : at + 1] == "-" and text[at + 1 : at + 2].isalpha():
            yield " ", at
            at += 1
    yield from ((text[place], place) for place in range(at, end))


@cache
def _nations() -> Mapping[str, str]:
    """Adjectives of nationality to their English form."""
    lists = {
        str(code): named
        for code, named in words_file("demonyms.yaml").items()
        if isinstance(named, list) and str(code).isupper()
    }
    found = {str(form).lower(): str(named[0]) for named in lists.values() for form in named}
    more = {code: str(told).split() for code, told in words_file("gloss.yaml")["nations"].items()}
    found |= {form: str(lists[code][0]) for code, told in more.items() if code in lists for form in told}
    return {fold(form): named for form, named in found.items()} | found


@lru_cache(maxsize=8)
def _pieces(text: str, language: str) -> Mapping[int, str]:
    """The German verbs of a text that stand in two pieces."""
    return apart(text, _glossary(language).words.get) if language == "de" else {}


_OBJECT = {
    "es": re.compile(r"(?<![\w-])(l[ao]s)\s+([^\W\d_]{3,}[^\W\d_s])(?![\w-])", re.IGNORECASE),
    "fr": re.compile(r"(?<![\w-])(les)\s+([^\W\d_]{2,}[^\W\d_sxz])(?![\w'-])", re.IGNORECASE),
}


@lru_cache(maxsize=8)
def _pronouns_behind(text: str, language: str) -> Mapping[int, str]:
    """ "Las cede", "les revend": what is no noun of many behind "las" is a verb, and English says "them" behind it."""
    found: dict[int, str] = {}
    for match in _OBJECT[language].finditer(text) if language in _OBJECT else ():
        glossary, low = _glossary(language), match[2].lower()
        said = _said(low, language)
        known = any(stem in glossary.words or fold(stem) in glossary.words for stem, _ in infinitives(low, language))
        if said is not None and known and said.isalpha():
            found[match.start(1)], found[match.start(2)] = "", f"{said} them"
    return found


@lru_cache(maxsize=16384)
def _said(word: str, language: str) -> str | None:
    """The English of a word; of a German compound, that of its parts. None where it is not known."""
    glossary = _glossary(language)
    low = word.lower().rstrip("'")
    known = glossary.said(low) or _nation(low, glossary.language)
    if known is not None:
        return known
    clitic = re.fullmatch(r"(\w+[aei]r)(?:me|te|se|nos|l[aeo]s?)", low) if glossary.language == "es" else None
    if clitic and clitic[1] in glossary.words:
        return f"{glossary.words[clitic[1]]} them"
    for ending in _ENDINGS[glossary.language]:
        if low.endswith(ending) and len(low) - len(ending) > SHORTEST:
            found = glossary.said(low[: -len(ending)])
            if found is not None:
                return found
    conjugated = _conjugated(low, glossary)
    if conjugated is not None:
        return conjugated
    return _of_parts(low, glossary) if glossary.language == "de" else None


def _conjugated(low: str, glossary: _Glossary) -> str | None:
    for infinitive, form in infinitives(low, glossary.language):
        said = glossary.words.get(infinitive)
        if said is not None and said.partition(" ")[0] not in words("gloss.yaml", "no_nouns"):
            return in_form(said, form)
    return None


def _nation(low: str, language: str) -> str | None:
    """The adjective of nationality; German has "Dubliner" for what is of a town."""
    found = next((named for stem in _stems(low, language) if (named := _nations().get(stem))), None)
    if found is None and language == "de" and low.endswith("er") and len(low) > 5 and key_of(low[:-2]) in table():
        return low[:-2].title()
    return found


def nation_in_german(low: str) -> bool:
    """Is it a German adjective of nationality ("koreanische")?"""
    return re.fullmatch(r"\w+(?:isch|deutsch)e[nrms]?", low) is not None and _nation(low, "de") is not None


def _stems(low: str, language: str) -> Iterator[str]:
    """An adjective as the lists may hold it: of either gender, of one or many, its accents left out."""
    endings = {"de": r"(?<=isch)e[rnsm]?$", "es": r"(?<=[nlrsíú])(?:es|as?)$|os?$|as?$", "fr": r"(?<=n)nes?$|es?$|s$"}
    for form in (low, re.sub(endings[language], "", low), re.sub(r"s$", "", low)):
        yield from (form, fold(form))
        if language == "es":
            yield from (f"{form}o", f"{form}a")


def _of_parts(word: str, glossary: _Glossary, depth: int = 0) -> str | None:
    """A compound of two or three known nouns ("gesundheits|ministerium")."""
    for cut in range(SHORTEST - 1, len(word) - SHORTEST + 1):  # the longest last part: "seismik|unternehmen"
        last = _ending_off(word[cut:], glossary)
        if last is None or _is_small(last):
            continue
        for joint in _JOINTS:
            stem = word[: cut - len(joint)] if joint and word[:cut].endswith(joint) else word[:cut]
            if (joint and stem == word[:cut]) or len(stem) < SHORTEST - 1:
                continue
            first = glossary.said(stem) or (_of_parts(stem, glossary, depth + 1) if depth < 1 else None)
            if first is not None and not _is_small(first):
                return f"{first} {last}"
    return None


def _is_small(said: str) -> bool:
    """Is it an article, a preposition or the like? None is part of a noun ("zu|gang", "an|teil")."""
    return said in words("gloss.yaml", "no_parts")


def _ending_off(word: str, glossary: _Glossary) -> str | None:
    """The noun that ends a compound, in the genitive or plural too."""
    for ending in ("", *_ENDINGS["de"]):
        stem = word[: len(word) - len(ending)] if ending and word.endswith(ending) else word
        if (not ending or stem != word) and len(stem) >= SHORTEST and (found := glossary.said(stem)) is not None:
            return found
    return None


@cache
def _adjectives() -> re.Pattern[str]:
    told = {*_nations().values(), *words("gloss.yaml", "adjectives")}
    return re.compile("|".join(sorted(map(re.escape, told), key=len, reverse=True)))


@cache
def _behind() -> re.Pattern[str]:
    """A noun, what belongs to it, and the adjectives behind it."""
    adjectives = _adjectives().pattern
    small = "|".join(words("gloss.yaml", "no_nouns"))
    last = "|".join(words("gloss.yaml", "last_nouns"))
    other = rf"(?!(?:{small}|{adjectives}) )[a-z]+"
    noun = rf"{other}(?: (?:{last}))?"
    return re.compile(
        rf"(?<![\w-])({noun}(?: of (?:the )?{other}(?: {other})?)?) "
        rf"((?:{adjectives})(?: (?:{adjectives}))*)(?![\w-])"
    )


def _put_before(chars: _Chars) -> _Chars:
    """Adjectives in front of the noun that they stand behind ("company private Chilean"), the last of them first."""
    for match in reversed(list(_behind().finditer("".join(char for char, _ in chars)))):
        (start, end), (first, last) = match.span(1), match.span(2)
        blank = (" ", chars[first][1])
        told = "".join(char for char, _ in chars[first:last])
        moved = [chars[first + one.start() : first + one.end()] for one in _adjectives().finditer(told)]
        before = [one for adjective in reversed(moved) for one in (*adjective, blank)]
        chars = [*chars[:start], *before, *chars[start:end], *chars[last:]]
    return chars
