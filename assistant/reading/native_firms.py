"""Names of firms in Chinese and Japanese by their company form: 宏达科技有限公司, 株式会社みなと製菓, みなと製菓㈱.

A name is to be screened and its owners asked for, in whatever script it stands. The town in front of a Chinese name
("深圳市宏达…") is a part of it, but stays a find of its own, for it is the firm's seat.
"""

import re
from collections.abc import Iterator
from functools import cache

from assistant.reading.fold import key_of
from assistant.reading.found import Found, PartyName
from assistant.reading.gazetteer import table
from assistant.reading.han import simplified
from assistant.reading.lists import words, words_file

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff々]"
_KATAKANA = r"[\u30a1-\u30ff]"
_FORMS = {
    "zh": r"(?:集团)?(?:股份|责任)?有限(?:责任)?公司",
    "ja": r"(?:株式会社|有限会社|合同会社|合资会社|[（(](?:株|有|同)[）)]|㈱|㈲)",
}
_STEM = rf"(?:[\u3041-\u3096]{{2,8}}(?={_HAN}|{_KATAKANA}))?(?:{_HAN}|{_KATAKANA}|[A-Za-z0-9&＆]){{1,20}}"
_HIRAGANA_ONLY = r"[\u3041-\u3096]{3,8}?(?=[はがをにのとへ]|から|より|様|さま|御中|向け|[、。，,\s）)]|$)"
_BEHIND = re.compile(rf"{_FORMS['ja']}[ \u3000]?(?P<name>{_HIRAGANA_ONLY}|{_STEM})")
_AHEAD = re.compile(
    rf"(?P<name>(?:{_HAN}|{_KATAKANA}|[A-Za-z0-9&＆（）()]){{2,24}}?)(?P<form>{_FORMS['zh']}|{_FORMS['ja']})"
)
_KANA_AHEAD = re.compile(r"[\u3041-\u3096]{2,8}$")
_PARTICLES = re.compile(r".*(?:から|より|まで|[はがをにのとへで])")
_POLITE = re.compile(r"(?:様|殿|御中|向)$")
_LONGEST_TOWN = 5


@cache
def _academies() -> re.Pattern[str]:
    return re.compile(words_file("native.yaml")["academies"])


def native_firms(text: str) -> Iterator[Found]:
    """The names in company forms of Chinese and Japanese, in the order of the text."""
    plain = simplified(text)
    in_english = words_file("native.yaml")["in_english"]
    at = 0
    found = (*_BEHIND.finditer(plain), *_AHEAD.finditer(plain), *_academies().finditer(plain))
    for start, end in sorted(_span(plain, match) for match in found):
        if start < at or _is_plain(plain[start:end]):
            continue
        at = end
        inner = start + _town(plain[start:end])
        yield Found(inner, end, text[inner:end], "party", PartyName(in_english.get(plain[start:end], text[start:end])))


_LATIN = re.compile(  # "卖给Zentrix公司", "Nordvik Marine社"
    r"(?<![A-Za-z0-9&])(?P<name>[A-Z][A-Za-z0-9&'’.-]+(?: [A-Z][A-Za-z0-9&'’.-]*){0,3})"
    rf"\s?(?:{_FORMS['zh']}|{_FORMS['ja']}|公司|集[团團]|社(?![员員会會长長内区區团團]))"
)


def latin_firms(text: str) -> Iterator[Found]:
    """Latin names right before a Chinese or Japanese company form; "IT公司" and "AI公司" only say the trade."""
    short = words("harmless.yaml", "acronyms") | words("harmless.yaml", "shouted")
    for match in _LATIN.finditer(text):
        if any(part.strip(".").lower() not in short for part in match["name"].split()):
            yield Found(match.start(), match.end(), match.group(), "party", PartyName(match["name"]))


def _span(plain: str, match: re.Match[str]) -> tuple[int, int]:
    """Where the name begins and ends: what leads over to it is no part of it."""
    if match.re is _academies():
        return match.span()
    if match.re is _BEHIND:
        polite = _POLITE.search(match.group())
        return match.start(), match.start() + polite.start() if polite else match.end()
    start = match.start()
    for led in _leads().finditer(plain, match.start(), match.start("form")):
        start = led.end()
    kana = _KANA_AHEAD.search(plain[max(0, start - 8) : start]) if start == match.start() else None
    if kana is not None:
        told = kana.group()
        particle = _PARTICLES.match(told)
        rest = told[particle.end() :] if particle else told
        start -= len(rest) if len(rest) > 1 else 0
    return start, match.end()


@cache
def _leads() -> re.Pattern[str]:
    """What stands before a name and is none of it: "卖给", "客户", "一家"."""
    told = sorted(words("native.yaml", "leads"), key=lambda word: (-len(word), word))
    return re.compile("|".join([*map(re.escape, told), words_file("native.yaml")["lead"]]))


def _is_plain(name: str) -> bool:
    """Is it only a trade with a company form ("贸易有限公司"), so that nobody is named?"""
    bare = re.sub("|".join(_FORMS.values()), "", name)
    bare = bare[_town(f"{bare}公司") :]
    trades = words("native.yaml", "trades") | {simplified(word) for word in words("native.yaml", "trades")}
    reached = [True] + [False] * len(bare)
    for start in range(len(bare)):
        if reached[start]:
            for end in range(start + 1, len(bare) + 1):
                reached[end] = reached[end] or bare[start:end] in trades
    return reached[-1]


def _town(name: str) -> int:
    """How many letters of a name are the town or nation in front of it."""
    for size in range(_LONGEST_TOWN, 1, -1):
        if key_of(name[:size]) in table() and not name.startswith("之", size) and len(name) > size + 1:
            return size + (name[size] in "市省县区都府")
    return 0
