"""What "of" means before a place in glossed Spanish and French: "banco de Macao", "sala de Osaka", "comprador de Lima".

English has "from" for whom somebody belongs to and "in" for where something is; the tables of reading tell them apart.
"""

import re
from collections.abc import Collection

from assistant.reading.lists import words, words_file
from assistant.reading.nouns import heads

_OF = re.compile(r" of (?:the )?$")
_OWNER = re.compile(  # "the subsidiary in Lyon of an electronic group of Shenzhen", "bought by a fund of Macao"
    r"\b(?:(?:subsidiary|affiliate|branch|office|arm|unit|plant|parent|company)\b[^,.;!?\n]{0,40}? of|"
    r"(?:owned|acquired|bought|controlled|held|taken over)\b[^,.;!?\n]{0,40}? by) "
    r"(?:an?|the|one of the) (?:[\w-]+ ){0,3}?(?P<noun>[\w-]+)(?: of [\w-]+){0,2}$"
)
_HEAD = re.compile(r"(?<![\w-])(?P<noun>[a-z][\w-]*)(?: of [a-z][\w-]*)?$")
# Who is of a town comes from there.
_PERSONS = "student engineer researcher scientist scholar professor trainee intern tourist visitor colleague employee"
_OF_ORIGIN = {
    one + ending for one in f"tenant fund investor owner shareholder {_PERSONS}".split() for ending in ("", "s")
}
_UNIT_BESIDE = re.compile(r"\b(?:subsidiary|branch|affiliate|office|plant|arm) (?=[A-ZÀ-Þ][a-zà-ÿ]+ of\b)")

Chars = list[tuple[str, int]]


def told_apart(chars: Chars, towns: Collection[int], places: Collection[int]) -> Chars:
    """The glossed text with "from" or "in" before places; `towns` and `places`: where they begin in the source."""
    text = "".join(char for char, _ in chars)
    found: list[tuple[int, int, str]] = []
    begun: set[int] = set()
    for at, (_, source) in enumerate(chars):
        if source not in places or source in begun:
            continue
        begun.add(source)
        before = _OF.search(text, max(0, at - 8), at)
        said = _said(text[max(0, before.start() - 80) : before.start()], source in towns) if before else None
        if before is not None and said is not None:
            found.append((before.start(), before.end(), f" {said} "))
    found += [(unit.end(), unit.end(), "in ") for unit in _UNIT_BESIDE.finditer(text)]
    for start, end, put in sorted(found, reverse=True):
        source = chars[start][1]
        chars = [*chars[:start], *((char, source) for char in put), *chars[end:]]
    return chars


def _said(before: str, town: bool) -> str | None:
    """The English word for "of" behind these words; None where it stays ("ministry of Peru", "made of")."""
    owner = _OWNER.search(before)
    if owner is not None and _is_firm(owner["noun"]):
        return "from"
    head = _HEAD.search(before)
    if head is not None and head["noun"] in _OF_ORIGIN:
        return "from"
    if head is None or not town:
        return None
    return (
        "in" if _is_firm(head["noun"]) or re.fullmatch(words_file("party_words.yaml")["sites"], head["noun"]) else None
    )


def _is_firm(noun: str) -> bool:
    return noun in heads() and noun not in words("party_words.yaml", "seat_by_nature")
