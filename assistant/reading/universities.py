"""Universities by name: "University of Lund", "Universität Graz", "Kyoto University", 東京大学.

The name is the party's, so that it is screened; the place in it says where a university is and whose it is.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.reading.found import Found, PartyName
from assistant.reading.gloss import nation_in_german
from assistant.reading.lists import words
from assistant.reading.places import spot_demonyms, spot_places

NOTE = "a university by name"
INSTITUTE = "an institute by name"
_WORD = r"[A-ZÀ-Þ][\w'’.-]*"
_NOUN = (
    r"(?:University|Univ\.?|Polytechnic|Universität|Universidad|Université|Università|Universidade|Universiteit|"
    r"Hochschule)"
)
_JOIN = r"(?:(?:of|for|and|at|the|in|de|del|la|los|las|el|di|der|für|und|des|du|et)\s+|d['’]|l['’])"
_BEHIND = re.compile(
    rf"(?<![\w])(?:{_WORD}\s+){{0,3}}{_NOUN}\s+(?:(?:of|at|für|zu|der|de|del|di|du|des)\s+(?:the\s+|la\s+|los\s+)?|d['’])?"
    rf"{_WORD}(?:\s+(?:{_JOIN}{{0,2}}){_WORD}){{0,4}}"
)
_BEFORE = re.compile(
    rf"(?<![\w'’])(?:{_WORD}\s+){{1,4}}(?:University|Polytechnic|Universität|Universiteit|Hochschule|"
    rf"Institute of (?:Science and )?Technology)(?:\s+of\s+{_WORD}(?:\s+and\s+{_WORD})?)?(?![\w])"
)

_INSTITUTE = re.compile(  # "Institute of Physics of the Chinese Academy of Sciences", "Chinese Academy of Sciences"
    rf"(?<![\w])(?:{_WORD}\s+){{0,4}}(?:Academy|Institute|Laboratory)\s+(?:of|for)\s+(?:the\s+)?{_WORD}"
    rf"(?:,?\s+(?:{_JOIN}{{0,2}}){_WORD}){{0,6}}"
)
_ONE_OF = re.compile(
    r"(?:一[所家间間个個]|某[所家]?|那[所家]|[这這][所家])$"
)  # "一所沙特大学" describes, it names none
_PLAIN = frozenset(
    ("national", "public", "state", "federal", "technical", "university", "universität", "hochschule", "private")
)
_SHORT = re.compile(rf"(?<![\w])(?:TU|ETH|EPF|FH|RWTH|LMU|FU|HU|IIT|KTH|NTNU|UC|UCL)\s+{_WORD}")


def spot_universities(text: str) -> Iterator[Found]:
    """The names of universities in a text."""
    for pattern in (_BEHIND, _BEFORE, _SHORT):
        for match in pattern.finditer(text):
            start = match.start() + _opening(match.group())
            if start < match.end():
                yield from _found(text, start, _end(text, start, match.end()))
    for match in _INSTITUTE.finditer(text):
        start = match.start() + _opening(match.group())
        for found in _found(text, start, _end(text, start, match.end())):
            yield replace(found, note=INSTITUTE)
    for place in spot_places(text):
        if text[place.end : place.end + 2] in {"大学", "大學"} and not _ONE_OF.search(text[: place.start]):
            name = text[place.start : place.end + 2]
            yield Found(place.start, place.end + 2, name, "party", PartyName(name), "stated", NOTE)


def _found(text: str, start: int, end: int) -> Iterator[Found]:
    name = text[start:end]
    if len(name.split()) > 1 and not _describes(name):
        yield Found(start, end, name, "party", PartyName(name), "stated", NOTE)


def _describes(name: str) -> bool:
    """Is it a description in capitals ("Kazakh National Public University"), and no name? Lists come first."""
    adjectives = {find.text.lower() for find in spot_demonyms(f"{name} firm")}
    return all(
        word.lower() in _PLAIN or word.lower() in adjectives or nation_in_german(word.lower()) for word in name.split()
    )


def _opening(name: str) -> int:
    """Length of the words before the name that only open the sentence ("Can Kyoto University")."""
    at = 0
    for match in re.finditer(r"\S+\s+", name):
        if match.group().strip().lower() not in words("harmless.yaml", "function"):
            return at
        at = match.end()
    return at


def _end(text: str, start: int, end: int) -> int:
    """Where the name ends: "University of Oslo in Norway" without the place it lies in."""
    joined = re.search(r"\s+(?:in|at)\s+", text[start:end])
    if joined and re.match(r"(?i)university\s*$", text[start : start + joined.start()]) is None:
        return start + joined.start()
    return end


def is_university(find: Found) -> bool:
    return find.kind == "party" and find.note == NOTE


def inner_places(find: Found) -> list[Found]:
    """The places in the name of a university or institute, in the text's own positions; a doubtful one is left out."""
    if find.note not in {NOTE, INSTITUTE}:
        return []
    inside = [place for place in spot_places(find.text) if place.status != "guessed" and not place.note]
    inside = inside or spot_demonyms(find.text)  # "Kazakh National University"
    inside = [place for place in inside if not re.fullmatch(r"(?i)universi\w+|institute|technology", place.text)]
    return [replace(place, start=place.start + find.start, end=place.end + find.start) for place in inside]
