"""Spans of days and the arithmetic of the calendar; its words come from `data/calendar.yaml`."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import yaml

from assistant.reading.cities import DATA


def _calendar(part: str) -> dict[str, int]:
    """The words of one part of the calendar file with their number."""
    loaded = yaml.load((DATA / "calendar.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    return {str(word): int(number) for number, known in loaded[part].items() for word in known}


MONTHS = _calendar("months")
NAMED_DAYS = _calendar("days")  # days from today
WEEKDAYS = {
    name: index
    for index, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; one day where they are equal."""

    first: date
    last: date


def in_words(span: Span) -> str:
    return span.first.isoformat() if span.first == span.last else f"{span.first.isoformat()} to {span.last.isoformat()}"


def day_of(year: int, month: int, day: int) -> Span | None:
    """One day as a span, None where the calendar has no such day."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Span(found, found)


def month_of(year: int, month: int) -> Span:
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def quarter_of(year: int, quarter: int) -> Span:
    return Span(date(year, 3 * quarter - 2, 1), month_of(year, 3 * quarter).last)


def half_of(year: int, half: int) -> Span:
    return Span(date(year, 6 * half - 5, 1), month_of(year, 6 * half).last)


def year_of(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def nearest_year(of_year: Callable[[int], Span | None], today: date) -> Span | None:
    """The span of the year in which it lies nearest to today; a span around today has no distance."""
    spans = [span for span in (of_year(today.year + shift) for shift in (0, -1, 1, -2, 2)) if span is not None]
    return min(spans, key=lambda span: _distance(span, today), default=None)


def _distance(span: Span, today: date) -> int:
    if span.first <= today <= span.last:
        return 0
    return min(abs((span.first - today).days), abs((span.last - today).days))


def shifted(today: date, amount: int, unit: str) -> date:
    """The day `amount` units away; the end of a month cuts the day."""
    if unit in {"day", "week"}:
        return today + timedelta(days=amount * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 + amount * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def period(today: date, unit: str, shift: int) -> Span:
    """The week (from Monday), month, quarter or year `shift` away from that of today."""
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
        return Span(monday, monday + timedelta(days=6))
    if unit == "year":
        return year_of(today.year + shift)
    if unit == "month":
        there = shifted(today.replace(day=1), shift, "month")
        return month_of(there.year, there.month)
    there = shifted(today.replace(day=1), shift, "quarter")
    return quarter_of(there.year, (there.month + 2) // 3)


def weekday(today: date, weekday: int, shift: int) -> Span:
    """The day of that name: the one before today, the coming one, or that of this week."""
    ahead = (weekday - today.weekday()) % 7
    if shift < 0:
        day = today + timedelta(days=ahead - 7)
    else:
        day = today + timedelta(days=ahead or 7 * shift)
    return Span(day, day)


def third_of(span: Span, part: str) -> Span:
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
