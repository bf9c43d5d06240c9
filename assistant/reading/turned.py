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
_OWNS = "\ue003"  # a letter of the ending that makes a place a word of who owns: the last two of "丹麦资本"
_ENDING = re.compile(r"(?:の?[資资]本的?の?|[人系])$")
_START = "{start}"  # where a sentence, or a clause behind a comma, begins
_SLOTS = {
    _START: r"(?:(?<=[。.!?\n ,;、])|^)",
    "{place}": f"{_PLACE}+(?:・{_PLACE}+)*{_OWNS}*[市省州县縣府都]?",
    "{bare}": f"{_PLACE}+",
    "{owned}": f"{_OWNS}+",
    "{noun}": f"(?:{_NOUN}+|{{plain}})",
    "{firm}": f"(?:{_NAME}+|{_NOUN}+|{{plain}})",
}
_Chars = list[tuple[str, int]]


def turned(normal: Normal, text: str, language: str, finds: Sequence[Found]) -> Normal:
    """The text with its relations in English order; the map back is that to the user's own characters."""
    shadow = _shadow(text, finds)
    chars: _Chars = []
    at = 0
    for start, end, said, tells_more in _relations(shadow, language):
        if start < at or (tells_more and _of_a_bystander(text, start)):
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
                ending = _ENDING.search(find.text) if kind == "demonym" else None
                if ending is not None and ending.start():
                    chars[find.start + ending.start() : find.end] = _OWNS * len(ending.group())
    return "".join(chars)


def _of_a_bystander(text: str, start: int) -> bool:
    """Is the clause that tells more of somebody about who pays, carries or supplies, as the words before it name them?

    Behind a full stop it is the buyer again, save where the sentence before only said who pays.
    """
    table = words_file("turned.yaml")
    before = re.split(r"[。.!?\n]", text[:start].rstrip("。.!?\n "))[-1]
    if text[:start].rstrip(" ").endswith((",", ";", "、")):
        return re.search(table["bystanders"], before) is not None
    return re.search(table["payers"], before) is not None


def _relations(shadow: str, language: str) -> Iterator[tuple[int, int, list[str | tuple[int, int]], bool]]:
    """Where a relation stands, and what is said in its place: English words and spans of the text, in order.

    The last is true for a clause that tells more of the buyer of whom was spoken.
    """
    found = []
    for order, (pattern, said, tells_more) in enumerate(_patterns(language)):
        for match in pattern.finditer(shadow):
            found.append((match.start(), order, match, said, tells_more))
    for _, _, match, said, tells_more in sorted(found, key=lambda one: one[:2]):
        yield match.start(), match.end(), list(_pieces(match, said)), tells_more


def _pieces(match: re.Match[str], said: str) -> Iterator[str | tuple[int, int]]:
    """The English of a relation: its own words, spans for its groups, and words for what a group is called."""
    for piece in re.split(r"(\\\d|<\d>|<\d%>)", said):
        if re.fullmatch(r"\\\d", piece):
            if match.group(int(piece[1])) is not None:
                yield match.span(int(piece[1]))
        elif re.fullmatch(r"<\d>", piece):
            yield _called(match.group(int(piece[1])))
        elif re.fullmatch(r"<\d%>", piece):
            yield _share(match.group(int(piece[1])))
        elif piece:
            yield piece


def _called(native: str) -> str:
    """The English of a part or site of a firm ("子公司", "機房")."""
    return next((said for said, told in _units().items() if re.fullmatch(told, native)), "site")


_TENTHS = "零一二三四五六七八九"
_TENTH = re.compile(r"(?P<tenths>[\d一二三四五六七八九])(?:成|割)(?:(?P<more>[\d一二三四五六七八九半])分?)?")


def _share(native: str) -> str:
    """The English of a share of a firm: "七成五" is 75%, "過半数" the majority, "全部" 100%."""
    tenth = _TENTH.fullmatch(native)
    if tenth is not None:
        tenths, more = tenth["tenths"], (tenth["more"] or "0").replace("半", "5")
        return "".join(str(_TENTHS.index(one)) if one in _TENTHS else one for one in (tenths, more)) + "%"
    if native[0].isdigit():
        return native
    return next(str(said) for said, told in words_file("turned.yaml")["shares"].items() if re.fullmatch(told, native))


@cache
def _units() -> dict[str, str]:
    return {str(said): str(told) for said, told in words_file("turned.yaml")["units"].items()}


@cache
def _last_unit() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_units().values())})$")


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    table = words_file("turned.yaml")
    part = r"\d+(?:\.\d+)?\s?[%％]|[\d一二三四五六七八九](?:成|割)(?:[\d一二三四五六七八九半]分?)?"
    slots = {
        **_SLOTS,
        **{f"{{{key}}}": f"(?:{told})" for key, told in table["slots"].items()},
        "{plain}": table["plain"],
        "{unit}": f"(?:{'|'.join(_units().values())})",
        "{share}": f"(?:{part}|{'|'.join(table['shares'].values())})",
    }
    found = []
    for told, said in table[language]:
        tells_more = told.startswith(_START)
        for slot, written in (*slots.items(), *slots.items()):
            told = told.replace(slot, written)
        found.append((re.compile(told), said, tells_more))
    return tuple(found)
