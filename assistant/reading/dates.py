"""Dates and spans of days, by an own grammar, relative to the day of the question.

A find's value is a `Span`, or a tuple of spans where the words have several readings (03/04/2025). A year that nobody
said is the one that makes the date nearest to today, and the find is then `implied`. What a date is the date of
is not read here.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import yaml

from assistant.reading.cities import DATA
from assistant.reading.found import Found, Status
from assistant.reading.numerals import WORDS


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; one day where they are equal."""

    first: date
    last: date


Value = Span | tuple[Span, ...]
Reader = Callable[[re.Match[str], date], "tuple[Value, Status] | None"]

_MONTHS = {
    "january": 1, "jan": 1, "februar": 2, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6,
    "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10, "november": 11, "nov": 11,
    "december": 12, "dec": 12,
    "januar": 1, "märz": 3, "maerz": 3, "mai": 5, "juni": 6, "juli": 7, "oktober": 10, "okt": 10, "dezember": 12, "dez": 12,
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9, "octubre": 10,
    "noviembre": 11, "diciembre": 12,
    "janvier": 1, "février": 2, "fevrier": 2, "mars": 3, "avril": 4, "juin": 6, "juillet": 7, "août": 8, "aout": 8, "septembre": 9,
    "octobre": 10, "novembre": 11, "décembre": 12, "decembre": 12,
}  # fmt: skip
_ALSO_WORDS = {
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
}
_WEEKDAYS = {
    name: index
    for index, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
_M = rf"(?P<m>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_D = r"(?P<d>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º|\.)?(?!\d)"
_Y = r"(?P<y>(?:19|20)\d\d|'\d\d)(?!\d|[.,]\d)"
_NUMBER = rf"(?P<n>\d{{1,3}}|an?|{'|'.join(WORDS)}|a couple of|couple of|a few|few|zwei|drei|dos|tres|deux|trois)"
_UNIT = r"(?P<u>day|week|month|quarter|year)s?"
_PART = r"(?P<part>start|beginning|early|first half|middle|mid|end|late|close|second half|ende|anfang|mitte|finales|fin|principios|début)"
_LEFT = r"(?<![\w./-])"
_RIGHT = r"(?![\w]|[/-]\d)"
_RULE = re.compile(
    r"(?i)\s+(?:(?:interim|final|export|control)\s+)*(?:rules?|regulations?|controls|update|ifr|framework|gate|version of the rule)\b"
)
_PREPOSITION = re.compile(
    r"(?i)(?:\b(?:in|by|until|till|since|before|after|for|during|of|this|from|on|dated|around|as of|early|late|mid|im|seit|en|desde|bis|ab)\s|mid-)$"
)


def spot_dates(text: str, today: date) -> list[Found]:
    """Every date in the text, in order, the longer before the shorter where they overlap."""
    finds = [*_eras(text, today)]
    for pattern, reader in _GRAMMAR:
        for match in pattern.finditer(text):
            read = reader(match, today)
            if read is None or (_RULE.match(text, match.end()) and reader is not _last_year_rule):
                continue
            value, status = read
            finds.append(Found(match.start(), match.end(), match.group(), "date", value, status, _note(value, status)))
    finds.sort(key=lambda find: (-(find.end - find.start), find.start))
    kept: list[Found] = []
    for find in finds:
        if all(find.end <= other.start or other.end <= find.start for other in kept):
            kept.append(find)
    return sorted(kept, key=lambda find: find.start)


def _note(value: Value, status: Status) -> str | None:
    """How a date was read, where more than one reading was possible."""
    if isinstance(value, tuple):
        return "may be " + " or ".join(_words(span) for span in value)
    return f"understood as {_words(value)}" if status == "implied" else None


def _words(span: Span) -> str:
    return span.first.isoformat() if span.first == span.last else f"{span.first.isoformat()} to {span.last.isoformat()}"


def _day(year: int, month: int, day: int) -> Span | None:
    """One day as a span, None where the calendar has no such day."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Span(found, found)


def _month(year: int, month: int) -> Span:
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _quarter(year: int, quarter: int) -> Span:
    return Span(date(year, 3 * quarter - 2, 1), _month(year, 3 * quarter).last)


def _half(year: int, half: int) -> Span:
    return Span(date(year, 6 * half - 5, 1), _month(year, 6 * half).last)


def _year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def _nearest(of_year: Callable[[int], Span | None], today: date) -> Span | None:
    """The span of the year in which it lies nearest to today; a span around today has no distance."""
    spans = [span for span in (of_year(today.year + shift) for shift in (0, -1, 1, -2, 2)) if span is not None]
    return min(spans, key=lambda span: _distance(span, today), default=None)


def _distance(span: Span, today: date) -> int:
    if span.first <= today <= span.last:
        return 0
    return min(abs((span.first - today).days), abs((span.last - today).days))


def _said_year(match: re.Match[str]) -> int | None:
    said = match.groupdict().get("y")
    if not said:
        return None
    digits = said.lstrip("'")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _dated(match: re.Match[str], today: date, of_year: Callable[[int], Span | None]) -> tuple[Value, Status] | None:
    """The span in the year that was said, or in the nearest one (then `implied`)."""
    year = _said_year(match)
    span = of_year(year) if year is not None else _nearest(of_year, today)
    if span is None:
        return None
    return span, "stated" if year is not None else "implied"


def _iso(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    span = _day(int(match.group("y")), int(match.group("mm")), int(match.group("d")))
    return None if span is None else (span, "stated")


def _iso_month(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    return _month(int(match.group("y")), int(match.group("mm"))), "stated"


def _day_month(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    month, day = _MONTHS[match.group("m").lower()], int(match.group("d"))
    second = match.groupdict().get("d2")

    def of_year(year: int) -> Span | None:
        first, last = _day(year, month, day), _day(year, month, int(second or day))
        return (
            Span(first.first, last.last)
            if first is not None and last is not None and first.first <= last.last
            else None
        )

    return _dated(match, today, of_year)


def _month_alone(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    """A month with or without its year; without one, a word such as "may" needs a preposition and a capital."""
    word = match.group("m")
    month = _MONTHS[word.lower()]
    if _said_year(match) is None:
        if re.match(r"\s\d{1,2}\b(?!\s?[x×*])", match.string[match.end() :]):
            return None  # "Feb 30": no such day, and no month either
        cued = _PREPOSITION.search(match.string[: match.start()]) is not None
        if word.islower() and not (cued and word not in {"may", "march", "mar", "mars", "mai"}):
            return None
        if word.lower() in _ALSO_WORDS and not cued:
            return None
    return _dated(match, today, lambda year: _month(year, month))


def _quarter_of(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    said = match.groupdict()
    ordinal = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
    quarter = int(said["q"]) if said.get("q") else ordinal[said["o"].lower()]
    short = said.get("yy")
    if short:
        return _quarter(2000 + int(short), quarter), "stated"
    return _dated(match, today, lambda year: _quarter(year, quarter))


def _half_of(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    said = match.groupdict()
    half = int(said["h"]) if said.get("h") else {"first": 1, "second": 2}[said["o"].lower()]
    return _dated(match, today, lambda year: _half(year, half))


def _year_alone(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    return _year(int(match.group("y"))), "stated"


def _slashed(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    """Two numbers and a year: month first, day first, or both, and then both are kept. Points: day first."""
    one, two, said = int(match.group("a")), int(match.group("b")), match.groupdict().get("y")
    orders = [(two, one)] if match.group("s") == "." else [(one, two), (two, one)]
    spans = []
    for month, day in orders:
        if not said:
            span = _nearest(lambda year, month=month, day=day: _day(year, month, day), today)  # type: ignore[misc]
        else:
            span = _day(int(said) if len(said) == 4 else 2000 + int(said), month, day)
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


def _shift(today: date, amount: int, unit: str) -> date:
    """The day `amount` units away; the end of a month cuts the day."""
    if unit in {"day", "week"}:
        return today + timedelta(days=amount * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 + amount * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _ahead(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    return _away(match, today, 1)


def _ago(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    return _away(match, today, -1)


def _away(match: re.Match[str], today: date, sign: int) -> tuple[Value, Status] | None:
    """So many units from today; a rough amount is the days around it."""
    amount = match.group("n")
    try:
        day = _shift(today, sign * _amount(amount), match.group("u").lower())
    except (ValueError, OverflowError):
        return None
    if not amount.lower().endswith("few"):
        return Span(day, day), "implied"
    slack = timedelta(days={"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[match.group("u").lower()])
    return Span(day - slack, day + slack), "guessed"


_NAMED_DAYS = {
    "today": 0, "tonight": 0, "right now": 0, "tomorrow": 1, "day after tomorrow": 2, "yesterday": -1, "day before yesterday": -2,
    "heute": 0, "morgen": 1, "gestern": -1, "hoy": 0, "mañana": 1, "ayer": -1, "aujourd'hui": 0, "demain": 1, "hier": -1,
    "今天": 0, "明天": 1, "昨天": -1, "今日": 0, "明日": 1, "昨日": -1,
}  # fmt: skip


def _named_day(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    day = today + timedelta(days=_NAMED_DAYS[match.group("w").lower()])
    return Span(day, day), "implied"


def _period(today: date, unit: str, shift: int) -> Span:
    """The week (from Monday), month, quarter or year `shift` away from that of today."""
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
        return Span(monday, monday + timedelta(days=6))
    if unit == "year":
        return _year(today.year + shift)
    if unit == "month":
        there = _shift(today.replace(day=1), shift, "month")
        return _month(there.year, there.month)
    there = _shift(today.replace(day=1), shift, "quarter")
    return _quarter(there.year, (there.month + 2) // 3)


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


def _relative(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    """ "last quarter", "next Friday", "this March"."""
    shift, what = _SHIFTS[match.group("s").lower()], match.group("w").lower()
    if what in {"week", "month", "quarter", "year"}:
        return _period(today, what, shift), "implied"
    if what in _WEEKDAYS:
        return _weekday(today, _WEEKDAYS[what], shift), "implied"
    month = _MONTHS[what]
    if shift == 0:
        return _month(today.year, month), "implied"
    if shift < 0:
        return _month(today.year if month < today.month else today.year - 1, month), "implied"
    return _month(today.year if month > today.month else today.year + 1, month), "implied"


def _last_year_rule(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    """ "last year's rule": the law of that year, which is a date although a rule is named."""
    return _year(today.year - 1), "implied"


def _weekday(today: date, weekday: int, shift: int) -> Span:
    """The day of that name: the one before today, the coming one, or that of this week."""
    ahead = (weekday - today.weekday()) % 7
    if shift < 0:
        day = today + timedelta(days=ahead - 7)
    else:
        day = today + timedelta(days=ahead or 7 * shift)
    return Span(day, day)


def _on_weekday(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    return _weekday(today, _WEEKDAYS[match.group("w").lower()], 0), "implied"


def _part_of(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    """ "end of Q1", "mid-March", "early next year": the third of the span that the word means."""
    inner = match.group("inner").strip()
    whole = next((find for find in (reader_of(inner, today)) if find is not None), None)
    if whole is None or isinstance(whole[0], tuple):
        return None
    return _third(whole[0], match.group("part").lower()), "implied" if whole[1] == "implied" else "stated"


def reader_of(inner: str, today: date) -> Iterator[tuple[Value, Status] | None]:
    """What the grammar makes of a whole phrase."""
    for pattern, reader in _INNER:
        match = pattern.fullmatch(inner)
        if match is not None:
            yield reader(match, today)


def _third(span: Span, part: str) -> Span:
    """The first, middle or last third of a span; the end of one is its last days."""
    days = (span.last - span.first).days + 1
    third = timedelta(days=days // 3)
    if part in {"start", "beginning", "early", "anfang", "principios", "début"}:
        return Span(span.first, span.first + third)
    if part in {"middle", "mid", "mitte"}:
        return Span(span.first + third, span.last - third)
    if part == "first half":
        return Span(span.first, span.first + timedelta(days=days // 2))
    if part == "second half":
        return Span(span.first + timedelta(days=days // 2), span.last)
    return Span(span.last - third, span.last)


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
    return _third(_period(today, unit, 0), "end"), "implied"


def _han(match: re.Match[str], today: date) -> tuple[Value, Status] | None:
    """2026年3月5日, 3月5日, 2026年3月, 2026年."""
    year, month, day = (match.groupdict().get(name) for name in ("y", "mm", "d"))
    if month is None:
        return (_year(int(year)), "stated") if year else None
    number = int(month)
    if not 1 <= number <= 12:
        return None
    return _dated(match, today, lambda at: _day(at, number, int(day)) if day else _month(at, number))


def _rx(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?i){pattern}")


_RELATIVE = _rx(
    rf"{_LEFT}(?P<s>last|past|previous|prior|this|current|next|coming|following|the)\s+(?P<w>week|month|quarter|year|{'|'.join(_WEEKDAYS)}|{'|'.join(_MONTHS)}){_RIGHT}"
)
_QUARTER = _rx(rf"{_LEFT}Q\s?(?P<q>[1-4])(?:(?:\s*[/,'-]?\s*|\s+of\s+)(?:{_Y}|'?(?P<yy>2\d)\b))?{_RIGHT}")
_MONTH = _rx(rf"{_LEFT}{_M}(?:(?:,?\s*(?:of\s+|de\s+|del\s+)?|[-/]){_Y})?{_RIGHT}")
_INNER: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_rx(rf"(?:the\s+|du\s+|des\s+|de\s+)?Q\s?(?P<q>[1-4])(?:[\s/,'-]*(?:of\s+)?(?:{_Y}|(?P<yy>2\d)))?"), _quarter_of),
    (
        _rx(rf"{_M}(?:,?\s*(?:of\s+|de\s+)?{_Y})?"),
        lambda match, today: _dated(match, today, lambda year: _month(year, _MONTHS[match.group("m").lower()])),
    ),
    (_rx(r"(?P<y>20\d\d)"), _year_alone),
    (_rx(r"(?P<s>last|this|the|next|coming|current)\s+(?P<w>week|month|quarter|year)"), _relative),
    (_rx(rf"(?P<s>last|next)\s+(?P<w>{'|'.join(_MONTHS)})"), _relative),
    (_rx(rf"(?:the\s+)?(?P<o>first|second|third|fourth|last)\s+quarter(?:\s+(?:of\s+)?{_Y})?"), _quarter_of),
)
_INSIDE = rf"(?P<inner>Q\s?[1-4](?:[\s/,'-]*(?:of\s+)?(?:20\d\d|2\d\b))?|(?:the\s+)?(?:first|second|third|fourth|last)\s+quarter(?:\s+(?:of\s+)?20\d\d)?|(?:last|this|the|next|coming|current)\s+(?:week|month|quarter|year)|(?:last|next)\s+(?:{'|'.join(_MONTHS)})|(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?(?:,?\s*(?:of\s+|de\s+)?20\d\d)?|20\d\d)"
_GRAMMAR: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_rx(rf"{_LEFT}(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<mm>0?[1-9]|1[0-2])(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])(?![\d]|[.-]\d)"), _iso),
    (_rx(rf"{_LEFT}(?P<y>20\d\d)-(?P<mm>0[1-9]|1[0-2])(?![\w-])"), _iso_month),
    (_rx(rf"{_LEFT}(?P<mm>0?[1-9]|1[0-2])/(?P<y>20\d\d)(?![\w/-])"), _iso_month),
    (_rx(rf"{_LEFT}{_D}(?:\s*-\s*(?P<d2>\d{{1,2}}))?[\s-]*(?:of\s+|de\s+)?{_M}(?:(?:,?\s*(?:de\s+|del\s+)?|-){_Y})?{_RIGHT}"), _day_month),
    (_rx(rf"{_LEFT}{_M}[\s-]*(?:the\s+)?{_D}(?:\s*-\s*(?P<d2>\d{{1,2}}))?(?:(?:,\s*|\s+){_Y})?{_RIGHT}"), _day_month),
    (_rx(rf"{_LEFT}{_Y}[\s,-]+{_M}[\s-]+{_D}{_RIGHT}"), _day_month),
    (_rx(rf"{_LEFT}(?P<y>20\d\d)\s+{_M}{_RIGHT}"), _month_alone),
    (_MONTH, _month_alone),
    (_QUARTER, _quarter_of),
    (_rx(rf"{_LEFT}(?P<y>20\d\d)[\s-]?Q(?P<q>[1-4]){_RIGHT}"), _quarter_of),
    (_rx(rf"{_LEFT}(?P<q>[1-4])Q\s?'?(?:{_Y}|(?P<yy>2\d)){_RIGHT}"), _quarter_of),
    (_rx(rf"{_LEFT}(?:the\s+)?(?P<o>first|second|third|fourth|last)\s+quarter(?:\s+(?:of\s+)?{_Y})?{_RIGHT}"), _quarter_of),
    (_rx(rf"{_LEFT}H(?P<h>[12])[\s/-]+(?:of\s+)?{_Y}{_RIGHT}"), _half_of),
    (_rx(rf"{_LEFT}(?:the\s+)?(?P<o>first|second)\s+half\s+of\s+{_Y}{_RIGHT}"), _half_of),
    (_rx(rf"(?<=\bin\s)(?P<y>20\d\d){_RIGHT}"), _year_alone),
    (_rx(rf"(?<=\bby\s|\bof\s|\bim\s|\ben\s)(?P<y>20\d\d){_RIGHT}"), _year_alone),
    (_rx(rf"(?<=\bafter\s|\bsince\s|\buntil\s)(?P<y>20\d\d){_RIGHT}"), _year_alone),
    (_rx(rf"(?<=\bbefore\s|\bduring\s)(?P<y>20\d\d){_RIGHT}"), _year_alone),
    (_rx(rf"(?<=\bback in\s)(?P<y>20\d\d){_RIGHT}"), _year_alone),
    (_rx(rf"{_LEFT}(?P<a>\d{{1,2}})(?P<s>[/.-])(?P<b>\d{{1,2}})(?P=s)(?P<y>(?:19|20)\d\d|\d\d)(?![\w]|[/.-]\d)"), _slashed),
    (_rx(rf"(?<=\bon\s|\bby\s)(?P<a>\d{{1,2}})(?P<s>/)(?P<b>\d{{1,2}}){_RIGHT}"), _slashed),
    (_rx(rf"{_LEFT}in\s+{_NUMBER}\s+(?:more\s+)?{_UNIT}(?:'\s?time)?(?!\s+ago){_RIGHT}"), _ahead),
    (_rx(rf"{_LEFT}{_NUMBER}\s+{_UNIT}\s+(?:from\s+(?:now|today)|hence|later){_RIGHT}"), _ahead),
    (_rx(rf"{_LEFT}{_NUMBER}\s+{_UNIT}\s+(?:ago|earlier|back){_RIGHT}"), _ago),
    (_rx(r"(?<![\w-])(?:the\s+)?(?P<w>day after tomorrow|day before yesterday|today|tonight|tomorrow|yesterday|right now|heute|gestern|hoy|mañana|ayer|aujourd'hui|demain)(?!\w)"), _named_day),
    (_rx(r"(?P<w>今天|明天|昨天|今日|明日|昨日)"), _named_day),
    (_RELATIVE, lambda match, today: None if match.group("s").lower() == "the" else _relative(match, today)),
    (_rx(r"(?<!\w)last\s+year's(?=\s+(?:rules?|law|regulations?|version|text))"), _last_year_rule),
    (_rx(rf"(?<=\bon\s)(?P<w>{'|'.join(_WEEKDAYS)}){_RIGHT}"), _on_weekday),
    (_rx(rf"{_LEFT}(?:the\s+)?{_PART}(?:\s+of|\s+in|-|\s+des?|\s+du)?\s*(?:the\s+)?{_INSIDE}{_RIGHT}"), _part_of),
    (_rx(r"(?<!\w)(?:the\s+)?(?P<w>EOY|EOM|EOQ|EOW)(?!\w)"), _year_end),
    (_rx(r"(?<!\w)(?P<w>year|month|quarter)[- ]end(?!\w)"), _year_end),
    (_rx(r"(?P<y>20\d\d)\s?年(?:\s?(?P<mm>\d{1,2})\s?月(?:\s?(?P<d>\d{1,2})\s?[日号])?)?"), _han),
    (_rx(r"(?<!\d)(?P<mm>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?(?!\d)"), _han),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Era:
    """A span of law under its names; `other` where the name means either of two."""

    names: tuple[str, ...]
    first: date
    last: date | None
    other: Span | None


@cache
def _era_table() -> tuple[_Era, ...]:
    entries = yaml.load((DATA / "eras.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    eras = []
    for entry in entries:
        last = date.fromisoformat(entry["to"]) if "to" in entry else None
        other = (
            Span(date.fromisoformat(entry["or_from"]), date.fromisoformat(entry["or_to"]))
            if "or_from" in entry
            else None
        )
        eras.append(_Era((entry["name"], *entry["also"]), date.fromisoformat(entry["from"]), last, other))
    return tuple(eras)


_FIRST_DAY = date(2022, 10, 7)  # before it no rule of this kind was there: 87 FR 62186


def _eras(text: str, today: date) -> Iterator[Found]:
    """Named spans of law behind a word of time: "under AI Diffusion", "before the October 2023 rule"."""
    for era in _era_table():
        names = "|".join(re.escape(name) for name in sorted(era.names, key=len, reverse=True))
        pattern = rf"(?i)(?<!\w)(?P<cue>under|during|in|while|when|before|prior to|pre-|after|since|post-)\s*(?:the\s+)?(?:old\s+)?(?:{names})(?!\w)(?:\s+(?:rule|framework|era|days|regime|was in force))?"
        for match in re.finditer(pattern, text):
            spans = [
                _by_cue(match.group("cue").lower(), span, today)
                for span in (Span(era.first, era.last or max(today, era.first)), era.other)
                if span is not None
            ]
            value: Value = spans[0] if len(spans) == 1 else tuple(spans)
            yield Found(match.start(), match.end(), match.group(), "date", value, "implied", _note(value, "implied"))


def _by_cue(cue: str, span: Span, today: date) -> Span:
    """The days before a span of law, since its first day, or within it."""
    if cue in {"before", "prior to", "pre-"}:
        return Span(min(_FIRST_DAY, span.first - timedelta(days=1)), span.first - timedelta(days=1))
    if cue in {"after", "since", "post-"}:
        return Span(span.first, max(today, span.first))
    return span
