"""What was worked out for one deal serves another: no verdict may depend on which deals came before it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from rules.deal import Deal
from rules.facts import read_facts
from rules.law import Law, laws_made
from rules.memory import MOST_OF_ONE, Kept, Memory, Pool, forget
from rules.silence import fill
from tests.cases import Case, all_cases
from tests.running import verdict_of

DAY = dt.date(2026, 10, 5)
EVERY = 16  # of the cases one in so many


def _decided(case: Case) -> tuple[str, set[str], set[dt.date]]:
    """The verdict as it is printed, with the figures and days that it says it stands on."""
    with laws_made() as laws:
        printed = verdict_of(case).model_dump_json()
    return printed, {one.id for law in laws for one in law.figures_read}, {day for law in laws for day in law.days_read}


@pytest.mark.parametrize("part", range(2))
def test_a_verdict_is_the_same_alone_and_after_many_others(part: int) -> None:
    cases = [case for _, case in all_cases() if case.pending is None][part::EVERY]
    alone = []
    for case in cases:
        forget()
        alone.append(_decided(case))
    forget()
    together = [_decided(case) for case in cases]
    again = [_decided(case) for case in reversed(cases)]
    assert together == alone
    assert again[::-1] == alone


def test_a_result_is_found_by_the_values_it_read_and_by_no_others() -> None:
    pool, read = Pool(), {"a": None, "b": None}
    for values in ({"a": True, "b": "SG", "c": 1}, {"a": True, "b": "CN", "c": 1}):
        pool.keep("question", values, Kept(values["b"], read, {}, frozenset()))
    assert pool.find("question", {"a": True, "b": "CN", "c": 2}).result == "CN"  # type: ignore[union-attr]
    assert pool.find("question", {"a": False, "b": "CN", "c": 1}) is None
    assert pool.find("question", {"a": True}) is None
    assert pool.find("another", {"a": True, "b": "CN"}) is None


def test_a_question_that_knows_something_unread_is_an_error() -> None:
    pool = Pool()
    pool.keep("question", {"a": True}, Kept(1, {"a": None}, {}, frozenset()))
    with pytest.raises(RuntimeError, match="question"):
        pool.keep("question", {"a": True, "b": False}, Kept(2, {"a": None, "b": None}, {}, frozenset()))
    with pytest.raises(RuntimeError, match="question"):
        pool.keep("question", {"b": False}, Kept(2, {"b": None}, {}, frozenset()))


def test_one_question_never_fills_the_memory() -> None:
    pool = Pool()
    for number in range(MOST_OF_ONE + 2):
        pool.keep("question", {"a": Decimal(number)}, Kept(number, {"a": None}, {}, frozenset()))
    first = {"a": Decimal(0)}
    assert pool.find("question", first) is None
    pool.keep("question", first, Kept("anew", {"a": None}, {}, frozenset()))
    assert pool.find("question", first).result == "anew"  # type: ignore[union-attr]


def test_what_was_stated_is_read_like_a_value() -> None:
    def asks(deal: Deal) -> bool:
        return deal.told("region")

    law = Law(DAY)
    for facts, told in (({"destination": "UA"}, False), ({"destination": "UA", "region": None}, True)) * 2:
        assert fill(read_facts(facts), law).deal.recall("asks", asks) is told


def test_values_are_told_apart_by_how_they_are_written() -> None:
    memory = Memory()
    found = [{"item.tpp": Decimal(text), "destination": "".join(("S", "G"))} for text in ("1", "1.0", "1")]
    for values in found:
        memory.same(values, {})
    assert found[0]["item.tpp"] is found[2]["item.tpp"] is not found[1]["item.tpp"]
    assert found[0]["destination"] is found[1]["destination"]
