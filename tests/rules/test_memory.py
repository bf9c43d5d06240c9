"""What was worked out for one deal serves another: no verdict may depend on which deals came before it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from rules.brief import Brief, brief
from rules.checker import LINES, check
from rules.deal import Deal
from rules.facts import Facts, read_facts
from rules.law import Law, laws_made
from rules.memory import MOST_OF_ONE, Kept, Memory, Pool, forget
from rules.silence import fill
from rules.truth import Truth
from tests.cases import Case, all_cases
from tests.running import lists_at_hand, verdict_of

DAY = dt.date(2026, 10, 5)
LAW = Law(DAY)
EVERY = 16  # of the cases one in so many


def _decided(case: Case) -> tuple[str, set[str], set[dt.date]]:
    """The verdict as it is printed, with the figures and days that it says it stands on."""
    with laws_made() as laws:
        printed = verdict_of(case).model_dump_json()
    return printed, {one.id for law in laws for one in law.figures_read}, {day for law in laws for day in law.days_read}


def _in_brief(case: Case) -> Brief:
    return brief(Facts.model_validate(case.given), Law(case.as_of), lists=lists_at_hand(case))


def test_a_brief_is_the_same_alone_and_after_many_others() -> None:
    cases = [case for _, case in all_cases() if case.pending is None][::4]
    together = [_in_brief(case) for case in cases]
    for case, found in list(zip(cases, together, strict=True))[::3]:
        forget()
        assert _in_brief(case) == found


def test_what_lies_on_the_same_sides_of_all_lines_ends_alike() -> None:
    """Figures at, just below and above every line that rules read: what was found for one serves none across a line."""
    forget()
    order = {"destination": "AE", "parties": [{"headquarters": "AE", "ultimate_parent": {"headquarters": "AE"}}]}
    chip = {"form": "chip", "applicable_die_area_mm2": 800, "designed_or_marketed_for_datacenter": True}
    lines = {figure.value for key in LINES["item.tpp"] if (figure := LAW.figure(key)).value is not None}
    around = [line + step for line in sorted(lines) for step in (-1, 0, 1)]
    for quantity in (1, 2, 100, 5_000, 20_000, 1_000_000):
        for tpp in (*around, *around):
            facts = read_facts({**order, "item": {**chip, "tpp": tpp}, "quantity": quantity})
            found, verdict = brief(facts, LAW), check(facts, LAW)
            assert (found.outcome, found.eccn, found.review_policy) == (
                verdict.outcome, verdict.eccn, verdict.review_policy
            )  # fmt: skip


@pytest.mark.parametrize("turned", [False, True])
def test_an_order_on_the_limit_and_one_beyond_it_end_apart(turned: bool) -> None:
    """5,000 x 5,380 is 26,900,000 TPP, all that a company may get in a year (740.29(a)); one card more is too much."""
    forget()
    firm = {"roles": ["ultimate_consignee", "end_user"], "kind": "company", "location": "CZ", "headquarters": "CZ",
            "ultimate_parent": {"headquarters": "CZ"}}  # fmt: skip
    item = {"form": "card", "tpp": 5380, "applicable_die_area_mm2": 800, "designed_or_marketed_for_datacenter": True}
    wanted = {5_000: "license_exception", 5_001: "license_required"}
    for quantity in sorted(wanted, reverse=turned):
        facts = read_facts({"item": item, "quantity": quantity, "destination": "CZ", "parties": [firm]})
        assert brief(facts, LAW).outcome == wanted[quantity]


def test_a_question_that_tells_no_figure_is_found_by_the_sides_it_lies_on() -> None:
    asked = []

    def reaches(deal: Deal) -> Truth:
        asked.append(deal.values["item.tpp"])
        return deal.at_least("item.tpp", Decimal(4800))

    def of(tpp: int | None) -> Truth:
        facts = {"item": {"form": "chip", "tpp": tpp}} if tpp else {"item": {"form": "chip"}}
        return fill(read_facts(facts), LAW).deal.conclude("reaches 4,800", reaches)

    assert [of(tpp) for tpp in (4799, 100, 4800, 9000)] == [Truth.NO, Truth.NO, Truth.YES, Truth.YES]
    assert of(None) is Truth.UNKNOWN
    assert asked[:2] == [4799, 4800]
    assert len(asked) == 3


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


def keep(pool: Pool, values: dict[str, object], kept: Kept) -> None:
    pool.keep("question", values.get, kept, kept.read)


def test_a_result_is_found_by_the_values_it_read_and_by_no_others() -> None:
    pool, read = Pool(), {"a": None, "b": None}
    for values in ({"a": True, "b": "SG", "c": 1}, {"a": True, "b": "CN", "c": 1}):
        keep(pool, values, Kept(values["b"], read, read, {}, frozenset()))
    assert pool.find("question", {"a": True, "b": "CN", "c": 2}.get).result == "CN"  # type: ignore[union-attr]
    assert pool.find("question", {"a": False, "b": "CN", "c": 1}.get) is None
    assert pool.find("question", {"a": True}.get) is None
    assert pool.find("another", {"a": True, "b": "CN"}.get) is None


def test_a_question_that_knows_something_unread_is_an_error() -> None:
    pool = Pool()
    keep(pool, {"a": True}, Kept(1, {"a": None}, {}, {}, frozenset()))
    with pytest.raises(RuntimeError, match="question"):
        keep(pool, {"a": True, "b": False}, Kept(2, {"a": None, "b": None}, {}, {}, frozenset()))
    with pytest.raises(RuntimeError, match="question"):
        keep(pool, {"b": False}, Kept(2, {"b": None}, {}, {}, frozenset()))


def test_one_question_never_fills_the_memory() -> None:
    pool = Pool()
    for number in range(MOST_OF_ONE + 2):
        keep(pool, {"a": Decimal(number)}, Kept(number, {"a": None}, {}, {}, frozenset()))
    first: dict[str, object] = {"a": Decimal(0)}
    assert pool.find("question", first.get) is None
    keep(pool, first, Kept("anew", {"a": None}, {}, {}, frozenset()))
    assert pool.find("question", first.get).result == "anew"  # type: ignore[union-attr]


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
