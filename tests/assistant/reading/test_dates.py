"""Dates, by the cases of dates.yaml, all as of one Wednesday."""

from datetime import date

import pytest

from assistant.reading.dates import Span, spot_dates
from tests.assistant.reading.cases import Case, cases

AS_OF = date(2026, 11, 25)


def span(words: str) -> Span:
    first, *rest = words.split()
    return Span(date.fromisoformat(first), date.fromisoformat(rest[0] if rest else first))


@pytest.mark.parametrize("case", cases("dates"))
def test_dates(case: Case) -> None:
    found = spot_dates(case["text"], AS_OF)
    assert [find.text for find in found] == [want["words"] for want in case["finds"]], found
    for find, want in zip(found, case["finds"], strict=True):
        expected = (span(want["span"]), span(want["or"])) if "or" in want else span(want["span"])
        assert find.value == expected, find
        assert find.status == want.get("status", "stated"), find


def test_the_nearest_year_follows_the_day_of_the_question() -> None:
    assert [find.value for find in spot_dates("Jan 15", date(2026, 6, 1))] == [span("2026-01-15")]


def test_a_reading_that_was_supplied_is_said() -> None:
    assert [find.note for find in spot_dates("on Jan 15", AS_OF)] == ["understood as 2027-01-15"]
    assert [find.note for find in spot_dates("03/04/2025", AS_OF)] == ["may be 2025-03-04 or 2025-04-03"]


def test_the_end_of_a_long_month_is_a_day_of_the_shorter_one() -> None:
    assert [find.value for find in spot_dates("in three months", date(2026, 11, 30))] == [span("2027-02-28")]
