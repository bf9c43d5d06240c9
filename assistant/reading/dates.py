"""Dates and spans of days, by an own grammar, relative to the day of the question.

A find's value is a `Span`, or a tuple of spans where the words have several readings (03/04/2025). A year that nobody
said is the one that makes the date nearest to today, and the find is then `implied`. What a date is the date of
is not read here.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from assistant.reading.eras import EraFind, eras
from assistant.reading.fold import is_caseless
from assistant.reading.found import Found, Status
from assistant.reading.numerals import WORDS
from assistant.reading.spans import (
    MONTHS,
    NAMED_DAYS,
    WEEKDAYS,
    Span,
    day_of,
    half_of,
    in_words,
    month_of,
    nearest_year,
    period,
    quarter_of,
    shifted,
    third_of,
    weekday,
    year_of,
)

__all__ = ["Span", "spot_dates"]


Value = Span | tuple[Span, ...]
Reader = Callable[[re.Match[str], date], "tuple[Value, Status] | None"]

# Month names that are words, first names or abbreviations too: alone they need a preposition.
_ALSO_WORDS = frozenset(
    [
        "may",
        "march",
        "mar",
        "mars",
        "mai",
        "jan",
        "dec",
        "dez",
        "sep",
        "sept",
        "juli",
        "avril",
        "june",
        "august",
        "april",
        "jun",
        "jul",
    ]
)
_WORDS = frozenset({"may", "march", "mar", "mars"})  # in lower case no month behind a number: "the other 20 may go"
_MONTH_WORD = "|".join(sorted(MONTHS, key=len, reverse=True))
_M = rf"(?P<m>{_MONTH_WORD})\b\.?"
_WEEKDAY = "|".join(WEEKDAYS)
_D = r"(?P<d>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º|\.)?(?!\d)"
_Y = r"(?P<y>(?:19|20)\d\d|'\d\d)(?!\d|[.,]\d)"
_NUMBER = rf"(?P<n>\d{{1,3}}|an?|{'|'.join(WORDS)}|a couple of|couple of|a few|few|zwei|drei|dos|tres|deux|trois)"
_UNIT = r"(?P<u>day|week|month|quarter|year)s?"
_PART = (
    r"(?P<part>start|beginning|early|first half|middle|mid|end|late|close|second half"
    r"|ende|anfang|mitte|finales|fin|principios|début)"
)
_LEFT = r"(?<![\w./-])"
_RIGHT = r"(?![\w]|[/-]\d)"
_RULE = re.compile(
    r"(?i)\s+(?:(?:interim|final|export|control)\s+)*"
    r"(?:rules?|regulations?|controls|update|ifr|framework|gate|version of the rule)\b"
)
_PREPOSITION = re.compile(
    r"(?i)(?:\b(?:in|by|until|till|since|before|after|for|during|of|this|from|on|dated|around|as of|early|late|mid"
    r"|im|seit|en|desde|bis|ab)\s|mid-)$"
)


def spot_dates(text: str, today: date) -> list[Found]:
    """Every date in the text, in order, the longer before the shorter where they overlap."""
    finds = [_era_find(text, era) for era in eras(text, today)]
    for pattern, reader in _GRAMMAR:
        for match in pattern.finditer(text):
            read = reader(match, today)
            if read is None or (_RULE.match(text, match.end()) and reader is not _last_year_rule):
                continue
            value, status = read
            end = match.end() - match.group().endswith(".")  # the point of "15 Jan." may end the sentence
            finds.append(_found(text, match.start(), end, value, status))
    finds.sort(key=lambda find: (-(find.end - find.start), find.start))
    kept: list[Found] = []
    for find in finds:
        if all(find.end <= other.start or other.end <= find.start for other in kept):
            kept.append(find)
    return sorted(kept, key=lambda find: find.start)


def _era_find(text: str, era: EraFind) -> Found:
    return _found(text, era.start, era.end, era.spans[0] if len(era.spans) == 1 else era.spans, "implied")


def _found(text: str, start: int, end: int, value: Value, status: Status) -> Found:
    return Found(start, end, text[start:end], "date", value, status, _note(value, status))


def _note(value: Value, status: Status) -> str | None:
    """How a date was read, where more than one reading was possible."""
    if isinstance(value, tuple):
        return "may be " + " or ".join(in_words(span) for span in value)
    return f"understood as {in_words(value)}" if status == "implied" else None


def _said_year(match: re.Match[str]) -> int | None:
    said = match.groupdict().get("y")
    if not said:
        return None
    digits = said.lstrip("'")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _dated(match: re.Match[str], today: date, of_year: Callable[[int], Span | None]) -> tuple[Value, Status] | None:
    """The span in the year that was said, or in the nearest one (then `implied`)."""
    year = _said_year(match)
    span = of_year(year) if year is not None else nearest_year(of_year, today)
    if span is None:
        return None
    return span, "stated" if year is not None else "implied"


def _iso(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    span = day_of(int(match.group("y")), int(match.group("mm")), int(match.group("d")))
    return None if span is None else (span, "stated")


def _iso_month(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    return month_of(int(match.group("y")), int(match.group("mm"))), "stated"


def _day_month(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    month, day = MONTHS[match.group("m").lower()], int(match.group("d"))
    second = match.groupdict().get("d2")
    if match.group("m") in _WORDS and _said_year(match) is None:
        return None

    def of_year(year: int) -> Span | None:
        first, last = day_of(year, month, day), day_of(year, month, int(second or day))
        return (
            Span(first.first, last.last)
            if first is not None and last is not None and first.first <= last.last
            else None
        )

    return _dated(match, today, of_year)


def _month_alone(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    """A month with or without its year; without one, a word such as "may" needs a preposition and a capital."""
    word = match.group("m")
    month = MONTHS[word.lower()]
    if _said_year(match) is None:
        if re.match(r"\s\d{1,2}\b(?!\s?[x×*])", match.string[match.end() :]):
            return None  # "Feb 30": no such day, and no month either
        cued = _PREPOSITION.search(match.string[max(0, match.start() - 20) : match.start()]) is not None
        if word.islower() and not (cued and word not in _WORDS):
            return None
        if word.lower() in _ALSO_WORDS and not cued:
            return None
    return _dated(match, today, lambda year: month_of(year, month))


def _quarter_of(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    said = match.groupdict()
    ordinal = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
    quarter = int(said["q"]) if said.get("q") else ordinal[said["o"].lower()]
    short = said.get("yy")
    if short:
        return quarter_of(2000 + int(short), quarter), "stated"
    return _dated(match, today, lambda year: quarter_of(year, quarter))


def _half_of(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    said = match.groupdict()
    half = int(said["h"]) if said.get("h") else {"first": 1, "second": 2}[said["o"].lower()]
    return _dated(match, today, lambda year: half_of(year, half))


def _year_alone(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    return year_of(int(match.group("y"))), "stated"


def _in_year(month: int, day: int, year: int) -> Span | None:
    return day_of(year, month, day)


def _slashed(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    """Two numbers and a year: month first, day first, or both, and then both are kept. Points: day first."""
    one, two, said = int(match.group("a")), int(match.group("b")), match.groupdict().get("y")
    orders = [(two, one)] if match.group("s") == "." else [(one, two), (two, one)]
    spans = []
    for month, day in orders:
        if not said:
            span = nearest_year(partial(_in_year, month, day), today)
        else:
            span = day_of(int(said) if len(said) == 4 else 2000 + int(said), month, day)
        if span is not None and span not in spans:
            spans.append(span)
    if not spans:
        return None
    status: Status = "stated" if said else "implied"
    return (spans[0] if len(spans) == 1 else tuple(spans)), status


def _amount(text: str) -> int:
    word = text.lower()
    foreign = {"zwei": 2, "dos": 2, "deux": 2, "drei": 3, "tres": 3, "trois": 3}
    if word.isdigit():
        return int(word)
    if word.endswith("couple of"):
        return 2
    if word.endswith("few"):
        return 3
    return foreign.get(word) or WORDS.get(word, 1)


def _ahead(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    return _away(match, today, 1)


def _ago(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    return _away(match, today, -1)


def _away(match: re.Match[str], today: date, sign: int) -> tuple[Value, Status] | None:
    """So many units from today; a rough amount is the days around it."""
    amount = match.group("n")
    try:
        day = shifted(today, sign * _amount(amount), match.group("u").lower())
    except (ValueError, OverflowError):
        return None
    if not amount.lower().endswith("few"):
        return Span(day, day), "implied"
    slack = timedelta(days={"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[match.group("u").lower()])
    return Span(day - slack, day + slack), "guessed"


def _named_day(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    day = today + timedelta(days=NAMED_DAYS[match.group("w").lower()])
    return Span(day, day), "implied"


_SHIFTS = {
    "last": -1,
    "past": -1,
    "previous": -1,
    "prior": -1,
    "this": 0,
    "current": 0,
    "the": 0,
    "next": 1,
    "coming": 1,
    "following": 1,
}


_RECENT = 3  # months back that "last October" may pass over


def _relative(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    """ "last quarter", "next Friday", "this March"."""
    shift, what = _SHIFTS[match.group("s").lower()], match.group("w").lower()
    if what in {"week", "month", "quarter", "year"}:
        return period(today, what, shift), "implied"
    if what in WEEKDAYS:
        return weekday(today, WEEKDAYS[what], shift), "implied"
    month = MONTHS[what]
    if shift == 0:
        return month_of(today.year, month), "implied"
    if shift < 0 and 0 < today.month - month <= _RECENT:  # this year's, or that of the year before: both are said so
        return (month_of(today.year, month), month_of(today.year - 1, month)), "guessed"
    if shift < 0:
        return month_of(today.year if month < today.month else today.year - 1, month), "implied"
    return month_of(today.year if month > today.month else today.year + 1, month), "implied"


def _last_year_rule(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    """ "last year's rule": the law of that year, which is a date although a rule is named."""
    return year_of(today.year - 1), "implied"


def _on_weekday(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    return weekday(today, WEEKDAYS[match.group("w").lower()], 0), "implied"


def _part_of(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    """ "end of Q1", "mid-March", "early next year": the third of the span that the word means."""
    inner = match.group("inner").strip()
    whole = next((find for find in (reader_of(inner, today)) if find is not None), None)
    if whole is None or isinstance(whole[0], tuple):
        return None
    return third_of(whole[0], match.group("part").lower()), "implied" if whole[1] == "implied" else "stated"


def reader_of(inner: str, today: date) -> Iterator[tuple[Value, Status] | None]:
    """What the grammar makes of a whole phrase."""
    for pattern, reader in _INNER:
        match = pattern.fullmatch(inner)
        if match is not None:
            yield reader(match, today)


def _year_end(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    unit = {
        "eoy": "year",
        "year": "year",
        "eom": "month",
        "month": "month",
        "eoq": "quarter",
        "quarter": "quarter",
        "eow": "week",
    }[match.group("w").lower()]
    return third_of(period(today, unit, 0), "end"), "implied"


_BEFORE_REIWA = 2018  # the year before the first of the era 令和


def _han(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    """2026年3月5日, 3月5日, 2026年3月, 2026年, 令和8年3月5日."""
    year, month, day = (match.groupdict().get(name) for name in ("y", "mm", "d"))
    era = match.groupdict().get("era")
    if era and month:
        of_era = _BEFORE_REIWA + (1 if era == "元" else int(era))
        span = day_of(of_era, int(month), int(day)) if day else month_of(of_era, int(month))
        return None if span is None else (span, "stated")
    if month is None:
        return (year_of(int(year)), "stated") if year else None
    number = int(month)
    if not 1 <= number <= 12:
        return None
    return _dated(match, today, lambda at: day_of(at, number, int(day)) if day else month_of(at, number))


def _rx(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?i){pattern}")


_RELATIVE = _rx(
    rf"{_LEFT}(?P<s>last|past|previous|prior|this|current|next|coming|following)\s+"
    rf"(?P<w>week|month|quarter|year|{_WEEKDAY}|{_MONTH_WORD}){_RIGHT}"
)
_ORDINAL_QUARTER = r"(?:the\s+)?(?P<o>first|second|third|fourth|last)\s+quarter"
_QUARTER = _rx(rf"{_LEFT}Q\s?(?P<q>[1-4])(?:(?:\s*[/,'-]?\s*|\s+of\s+)(?:{_Y}|'?(?P<yy>2\d)\b))?{_RIGHT}")
_MONTH = _rx(rf"{_LEFT}{_M}(?:(?:,?\s*(?:of\s+|de\s+|del\s+)?|[-/]){_Y})?{_RIGHT}")
_INNER: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_rx(rf"(?:the\s+|du\s+|des\s+|de\s+)?Q\s?(?P<q>[1-4])(?:[\s/,'-]*(?:of\s+)?(?:{_Y}|(?P<yy>2\d)))?"), _quarter_of),
    (
        _rx(rf"{_M}(?:,?\s*(?:of\s+|de\s+)?{_Y})?"),
        lambda match, today: _dated(match, today, lambda year: month_of(year, MONTHS[match.group("m").lower()])),
    ),
    (_rx(r"(?P<y>20\d\d)"), _year_alone),
    (_rx(r"(?P<s>last|this|the|next|coming|current)\s+(?P<w>week|month|quarter|year)"), _relative),
    (_rx(rf"(?P<s>last|next)\s+(?P<w>{_MONTH_WORD})"), _relative),
    (_rx(rf"{_ORDINAL_QUARTER}(?:\s+(?:of\s+)?{_Y})?"), _quarter_of),
)
_INSIDE = (
    r"(?P<inner>Q\s?[1-4](?:[\s/,'-]*(?:of\s+)?(?:20\d\d|2\d\b))?"
    r"|(?:the\s+)?(?:first|second|third|fourth|last)\s+quarter(?:\s+(?:of\s+)?20\d\d)?"
    r"|(?:last|this|the|next|coming|current)\s+(?:week|month|quarter|year)"
    rf"|(?:last|next)\s+(?:{_MONTH_WORD})"
    rf"|(?:{_MONTH_WORD})\b\.?(?:,?\s*(?:of\s+|de\s+)?20\d\d)?|20\d\d)"
)
_ISO = r"(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<mm>0?[1-9]|1[0-2])(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])(?![\d]|[.-]\d)"
_TO_DAY = r"(?:\s*-\s*(?P<d2>\d{1,2}))?"
_SLASHED = r"(?P<a>\d{1,2})(?P<s>[/.-])(?P<b>\d{1,2})(?P=s)(?P<y>(?:19|20)\d\d|\d\d)(?![\w]|[/.-]\d)"
_LATIN_DAYS = sorted((word for word in NAMED_DAYS if not is_caseless(word)), key=len, reverse=True)
_DAY_WORD = "|".join(_LATIN_DAYS)
_HAN_DAY_WORD = "|".join(word for word in NAMED_DAYS if is_caseless(word))
_PART_OF = rf"(?:the\s+)?{_PART}(?:\s+of|\s+in|-|\s+des?|\s+du)?\s*(?:the\s+)?{_INSIDE}"
_GRAMMAR: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_rx(rf"{_LEFT}{_ISO}"), _iso),
    (_rx(rf"{_LEFT}(?P<y>20\d\d)-(?P<mm>0[1-9]|1[0-2])(?![\w-])"), _iso_month),
    (_rx(rf"{_LEFT}(?P<mm>0?[1-9]|1[0-2])/(?P<y>20\d\d)(?![\w/-])"), _iso_month),
    (_rx(rf"{_LEFT}{_D}{_TO_DAY}[\s-]*(?:of\s+|de\s+)?{_M}(?:(?:,?\s*(?:del?\s+)?|-){_Y})?{_RIGHT}"), _day_month),
    (_rx(rf"{_LEFT}{_M}[\s-]*(?:the\s+)?{_D}{_TO_DAY}(?:(?:,\s*|\s+){_Y})?{_RIGHT}"), _day_month),
    (_rx(rf"{_LEFT}{_Y}[\s,-]+{_M}[\s-]+{_D}{_RIGHT}"), _day_month),
    (_rx(rf"{_LEFT}(?P<y>20\d\d)\s+{_M}{_RIGHT}"), _month_alone),
    (_MONTH, _month_alone),
    (_QUARTER, _quarter_of),
    (_rx(rf"{_LEFT}(?P<y>20\d\d)[\s-]?Q(?P<q>[1-4]){_RIGHT}"), _quarter_of),
    (_rx(rf"{_LEFT}(?P<q>[1-4])Q\s?'?(?:{_Y}|(?P<yy>2\d)){_RIGHT}"), _quarter_of),
    (_rx(rf"{_LEFT}{_ORDINAL_QUARTER}(?:\s+(?:of\s+)?{_Y})?{_RIGHT}"), _quarter_of),
    (_rx(rf"{_LEFT}H(?P<h>[12])[\s/-]+(?:of\s+)?{_Y}{_RIGHT}"), _half_of),
    (_rx(rf"{_LEFT}(?:the\s+)?(?P<o>first|second)\s+half\s+of\s+{_Y}{_RIGHT}"), _half_of),
    (_rx(rf"(?<=\bin\s)(?P<y>20\d\d){_RIGHT}"), _year_alone),
    (_rx(rf"(?<=\bby\s|\bof\s|\bim\s|\ben\s)(?P<y>20\d\d){_RIGHT}"), _year_alone),
    (_rx(rf"(?<=\bafter\s|\bsince\s|\buntil\s)(?P<y>20\d\d){_RIGHT}"), _year_alone),
    (_rx(rf"(?<=\bbefore\s|\bduring\s)(?P<y>20\d\d){_RIGHT}"), _year_alone),
    (_rx(rf"(?<=\bback in\s)(?P<y>20\d\d){_RIGHT}"), _year_alone),
    (_rx(rf"{_LEFT}{_SLASHED}"), _slashed),
    (_rx(rf"(?<=\bon\s|\bby\s)(?P<a>\d{{1,2}})(?P<s>/)(?P<b>\d{{1,2}}){_RIGHT}"), _slashed),
    (_rx(rf"{_LEFT}in\s+{_NUMBER}\s+(?:more\s+)?{_UNIT}(?:'\s?time)?(?!\s+ago){_RIGHT}"), _ahead),
    (_rx(rf"{_LEFT}{_NUMBER}\s+{_UNIT}\s+(?:from\s+(?:now|today)|hence|later){_RIGHT}"), _ahead),
    (_rx(rf"{_LEFT}{_NUMBER}\s+{_UNIT}\s+(?:ago|earlier|back){_RIGHT}"), _ago),
    (_rx(rf"(?<![\w-])(?:the\s+)?(?P<w>{_DAY_WORD})(?!\w)"), _named_day),
    (_rx(rf"(?P<w>{_HAN_DAY_WORD})"), _named_day),
    (_RELATIVE, _relative),
    (_rx(r"(?<!\w)last\s+year's(?=\s+(?:rules?|law|regulations?|version|text))"), _last_year_rule),
    (_rx(rf"(?<=\bon\s)(?P<w>{_WEEKDAY}){_RIGHT}"), _on_weekday),
    (_rx(rf"{_LEFT}{_PART_OF}{_RIGHT}"), _part_of),
    (_rx(r"(?<!\w)(?:the\s+)?(?P<w>EOY|EOM|EOQ|EOW)(?!\w)"), _year_end),
    (_rx(r"(?<!\w)(?P<w>year|month|quarter)[- ]end(?!\w)"), _year_end),
    (_rx(r"令和\s?(?P<era>元|[1-9]\d?)\s?年\s?(?P<mm>\d{1,2})\s?月(?:\s?(?P<d>\d{1,2})\s?日)?"), _han),
    (_rx(r"(?P<y>20\d\d)\s?年(?:\s?(?P<mm>\d{1,2})\s?月(?:\s?(?P<d>\d{1,2})\s?[日号])?)?"), _han),
    (_rx(r"(?<!\d)(?P<mm>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?(?!\d)"), _han),
)  # fmt: skip
