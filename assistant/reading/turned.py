"""Relations of Chinese and Japanese put into the order of English words (`data/turned.yaml`).

"深圳一家电子集团在里昂的子公司" is "深圳电子集团's subsidiary in 里昂": names, places and nouns stay as they are
written, the words between them that say what one is to the other are those that the English tables read.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.reading.fold import has_han_or_kana
from assistant.reading.found import Found
from assistant.reading.lists import words_file
from assistant.reading.normalise import Normal
from assistant.reading.nouns import compounds, heads

_PLACE, _NOUN, _NAME = "\ue000", "\ue001", "\ue002"  # what a letter of a place, a noun of a party, a name is held as
_SLOTS = {
    "{place}": f"{_PLACE}+[市省州县縣府都]?",
    "{noun}": f"(?:{_NOUN}+|{{plain}})",
    "{firm}": f"(?:{_NAME}+|{_NOUN}+|{{plain}})",
}
_Chars = list[tuple[str, int]]


def turned(normal: Normal, text: str, language: str, finds: Sequence[Found]) -> Normal:
    """The text with its relations in English order; the map back is that to the user's own characters."""
    shadow = _shadow(text, finds)
    chars: _Chars = []
    at = 0
    for start, end, said in _relations(shadow, language):
        if start < at:
            continue
        chars += [(text[place], place) for place in range(at, start)]
        put: _Chars = []
        for piece in said:
            put += (
                [(char, start) for char in piece]
                if isinstance(piece, str)
                else [(text[place], place) for place in range(*piece)]
            )
        if put and text[end : end + 1] in tuple(",.;:!?)、。") and put[-1][0] == " ":
            put.pop()
        if put and put[0][0] == ";" and (not chars or chars[-1][0] in ",;.。、，"):
            put.pop(0)
        chars += put
        at = end
    if not at:
        return Normal(text, normal.back, normal.notes, normal.size)
    chars += [(text[place], place) for place in range(at, len(text))]
    back = tuple(normal.back[place] if place < len(normal.back) else normal.size for _, place in chars)
    return Normal("".join(char for char, _ in chars), back, normal.notes, normal.size)


def _shadow(text: str, finds: Sequence[Found]) -> str:
    """The text of equal length with a sign of its kind for each letter of a place, a name and a noun of a party."""
    chars = list(text)
    for start, end in compounds(text):
        if has_han_or_kana(text[start:end]):
            if re.fullmatch(words_file("turned.yaml")["plain"], text[start:end]):
                continue
            unit = None if text[start:end] in heads() else _last_unit().search(text, start, end)
            end = start if _last_unit().fullmatch(text, start, end) else unit.start() if unit is not None else end
            chars[start:end] = _NOUN * (end - start)
    for kind, sign in (("party", _NAME), ("demonym", _PLACE), ("place", _PLACE)):
        for find in finds:
            if find.kind == kind:
                chars[find.start : find.end] = sign * (find.end - find.start)
    return "".join(chars)


def _relations(shadow: str, language: str) -> Iterator[tuple[int, int, list[str | tuple[int, int]]]]:
    """Where a relation stands, and what is said in its place: English words and spans of the text, in order."""
    found = []
    for order, (pattern, said) in enumerate(_patterns(language)):
        for match in pattern.finditer(shadow):
            found.append((match.start(), order, match, said))
    for _, _, match, said in sorted(found, key=lambda one: one[:2]):
        yield match.start(), match.end(), list(_pieces(match, said))


def _pieces(match: re.Match[str], said: str) -> Iterator[str | tuple[int, int]]:
    """The English of a relation: its own words, spans for its groups, and words for what a group is called."""
    for piece in re.split(r"(\\\d|<\d>)", said):
        if re.fullmatch(r"\\\d", piece):
            if match.group(int(piece[1])) is not None:
                yield match.span(int(piece[1]))
        elif re.fullmatch(r"<\d>", piece):
            yield _called(match.group(int(piece[1])))
        elif piece:
            yield piece


def _called(native: str) -> str:
    """The English of a part or site of a firm ("子公司", "機房")."""
    return next((said for said, told in _units().items() if re.fullmatch(told, native)), "site")


@cache
def _units() -> dict[str, str]:
    return {str(said): str(told) for said, told in words_file("turned.yaml")["units"].items()}


@cache
def _last_unit() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_units().values())})$")


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    table = words_file("turned.yaml")
    slots = {**_SLOTS, "{plain}": table["plain"], "{unit}": f"(?:{'|'.join(_units().values())})"}
    found = []
    for told, said in table[language]:
        for slot, written in slots.items():
            told = told.replace(slot, written)
        found.append((re.compile(told), said))
    return tuple(found)
