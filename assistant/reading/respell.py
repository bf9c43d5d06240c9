"""Misspelt words of the trade ("custmer", "Portugese"): read as the one word that they are a slip of, and said so.

English only. The words that may be meant are those of `data/respelled.yaml` and of nationality; names, numbers,
places and words that are rightly spelled stay as they are.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.reading.cities import city
from assistant.reading.fold import key_of
from assistant.reading.gazetteer import civil_words, demonyms, keys, rightly_spelled, table
from assistant.reading.lists import everyday, words, words_file
from assistant.reading.misspelt import LONG, SHORTEST, is_english
from assistant.reading.normalise import Normal
from assistant.reading.parse import dictionary

_WORD = re.compile(r"(?<![\w@./&'’-])[A-Za-z][a-z]{3,}(?![\w@&]|[./-]\w)")
_OF_A_PARTY = re.compile(r"(?i)(?:[- ](?:owned|based|held|run|controlled)\b|(?:\s[a-z][\w-]*){1,4})")


def respelled(normal: Normal) -> Normal:
    """The text with its slips mended, the map back and a note for each."""
    chars: list[str] = []
    back: list[int] = []
    notes: list[str] = []
    at = 0
    for match in _WORD.finditer(normal.text):
        meant = _meant(normal.text, match)
        if meant is None:
            continue
        chars += normal.text[at : match.start()]
        back += normal.back[at : match.start()]
        chars += meant
        last = match.end() - 1
        back += (normal.back[min(match.start() + place, last)] for place in range(len(meant)))
        notes.append(f"read {match.group()} as {meant}")
        at = match.end()
    if not notes:
        return normal
    chars += normal.text[at:]
    back += normal.back[at:]
    return Normal("".join(chars), tuple(back), (*normal.notes, *dict.fromkeys(notes)), normal.size)


def _meant(text: str, match: re.Match[str]) -> str | None:
    """The word that one is a slip of, where the spot lets it be: a word of nationality before a noun, a small word."""
    word = match.group().lower()
    if match.group().islower() and word in _doubled():
        return _doubled()[word]
    if _is_right(word) or _SUBJECT.search(text[max(0, match.start() - 12) : match.start()]):
        return None  # "they develope games": a misspelt verb
    nation = _nearest(word, nations=True)
    if nation is not None and _stands_before_party(text, match.end()):
        return nation[0].upper() + nation[1:]
    if _OF_A_BODY.search(text[max(0, match.start() - 40) : match.start()]):
        subject = _subject(word)
        return subject.capitalize() if subject and match.group()[0].isupper() else subject
    if match.group().islower():
        return _nearest(word, nations=False)
    body = _body(word) if _OF_WHAT.match(text, match.end()) else None
    return body.capitalize() if body else None


_SUBJECT = re.compile(r"(?i)\b(?:they|we|he|she|it|who|which)\s+$")


@cache
def _doubled() -> dict[str, str]:
    """Words that are short of a doubled letter, though a word could be formed so ("shiped")."""
    pairs = str(words_file("respelled.yaml")["doubled"]).split()
    return {word: meant for word, _, meant in (pair.partition("=") for pair in pairs)}


_OF_A_BODY = re.compile(
    r"(?i)\b(?:ministry|department|faculty|institute|school|bureau|college|agency)\s+(?:of|for)\s+(?:the\s+)?$"
)


_OF_WHAT = re.compile(r"\s(?:of|for)\s(?:the\s)?[A-Z]")


@lru_cache(maxsize=1024)
def _body(word: str) -> str | None:
    """The public body that a word with a capital means before "of" ("Minstry of Health")."""
    near = [one for one in words("respelled.yaml", "bodies") if OSA.distance(word, one, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 and near[0][0] == word[0] else None


@lru_cache(maxsize=1024)
def _subject(word: str) -> str | None:
    """What a ministry or faculty is for ("Ministry of Educaton")."""
    subjects = words("respelled.yaml", "subjects")
    near = [
        one
        for one in subjects
        if OSA.distance(word, one, score_cutoff=1 + (len(one) >= LONG)) <= 1 + (len(one) >= LONG)
    ]
    return near[0] if len(near) == 1 else None


def _stands_before_party(text: str, end: int) -> bool:
    behind = _OF_A_PARTY.match(text, end)
    if behind is None:
        return False
    heads = words("party_words.yaml", "heads") | words("respelled.yaml", "parties") | words("respelled.yaml", "persons")
    said = re.split(r"[\s-]+", behind.group().strip(" -").lower())
    return behind.group()[0] == "-" or any(
        one in heads or one == "owned" or (not _is_right(one) and _nearest(one, nations=False)) for one in said
    )


@lru_cache(maxsize=8192)
def _is_right(word: str) -> bool:
    """Is it a word or name as it is spelled?"""
    key = key_of(word)
    return (
        is_english(word)
        or bool({word, word.removesuffix("s"), word.removesuffix("ing"), word.removesuffix("ed")} & dictionary())
        or word in rightly_spelled()
        or word.removesuffix("s") in rightly_spelled()
        or word in civil_words()
        or word in everyday()
        or word in _other_words()
        or key in demonyms()
        or key in table()
        or key in keys("person_names")
        or city(key) is not None
    )


@cache
def _other_words() -> frozenset[str]:
    """Words of the other lists, the glosses of other languages among them."""
    known = {word.lower() for word in words("party_words.yaml", "heads")}
    for key in ("function", "acronyms", "plain", "uses", "foreign"):
        known |= words("harmless.yaml", key)
    return frozenset(known)


@lru_cache(maxsize=8192)
def _nearest(word: str, *, nations: bool) -> str | None:
    """The one word within a slip, None without just one."""
    if len(word) < SHORTEST:
        fuller = [
            one for one in _targets(False) if len(one) == SHORTEST and OSA.distance(word, one, score_cutoff=1) <= 1
        ]
        return fuller[0] if len(fuller) == 1 and fuller[0][0] == word[0] and not nations else None
    allowed = 2 if len(word) >= LONG else 1
    near = process.extract(word, _targets(nations), scorer=OSA.distance, score_cutoff=allowed, limit=8)
    if not near:
        return None
    best = min(distance for _, distance, _ in near)
    ties = [target for target, distance, _ in near if distance == best]
    if nations and len({demonyms()[target].place for target, _, _ in near}) > 1:
        return None  # Slovanian
    meant = min(ties, key=len)
    same = all(target.startswith(meant) or meant.rstrip("s") == target.rstrip("s") for target in ties)
    likely = word[0] == meant[0] or word[:2] == meant[1::-1]
    return meant if same and likely else None


@cache
def _targets(nations: bool) -> tuple[str, ...]:
    if nations:
        return tuple(key for key in demonyms() if len(key) > SHORTEST and key.isascii() and key.isalpha())
    return tuple(dict.fromkeys(_words()))


def _words() -> Iterator[str]:
    """The list's words, and the nouns of parties that are long enough and English."""
    for name, listed in words_file("respelled.yaml").items():
        yield from () if name in {"subjects", "doubled", "bodies"} else str(listed).split()
    yield from (one for one in sorted(words("party_words.yaml", "heads")) if len(one) > LONG and is_english(one))
