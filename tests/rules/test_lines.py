"""On the line itself, just below and just above it: what no case on a whole deal can tell apart."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from rules.checker import check
from rules.cite import Cite, CiteError, canonical
from rules.completions import _Budget, _overlap, deciding, grow, ranked
from rules.deal import Open
from rules.errors import BadFact, BadLawFile, LawNotModelled
from rules.facts import Owner, read_facts
from rules.figures import number
from rules.freshness import FRESH_DAYS, OLD_DAYS, SCREENING_DAYS
from rules.law import FIRST_DAY, Law, _topic, verified_through
from rules.lawbook import diff, freshness, status
from rules.proof import ListState, Verdict
from rules.questions import _just_below
from rules.replay import replay
from rules.silence import _share, fill

DAY = dt.date(2026, 8, 5)
ONE_DAY = dt.timedelta(days=1)
CARD = {"form": "card", "tpp": 2000, "applicable_die_area_mm2": 300, "designed_or_marketed_for_datacenter": True}
NAMED = {
    "name": "Nordlicht Rechner AS", "roles": ["end_user"], "kind": "company", "headquarters": "NO",
    "ultimate_parent": {"headquarters": "NO"}, "owners": [],
}  # fmt: skip


def decided(facts: dict[str, Any], day: dt.date = DAY, lists: tuple[ListState, ...] = ()) -> Verdict:
    return check(read_facts(facts), Law(day), lists=lists)


def warned(verdict: Verdict) -> set[str]:
    return {one.id for one in verdict.law.warnings}


# ---- figures


def test_figures_are_written_in_full_up_to_a_quadrillion() -> None:
    assert number(Decimal(10) ** 15 - 1) == "999,999,999,999,999"
    assert number(Decimal(10) ** 15) == "1e15"


@pytest.mark.parametrize(("stated", "agrees"), [("4040", True), ("4040.1", False), ("3960", True), ("3959.9", False)])
def test_a_stated_tpp_may_differ_from_its_rates_by_a_hundredth(stated: str, agrees: bool) -> None:
    item = {"tpp": Decimal(stated), "tops": [{"operation": "FP8", "dense_tops": 500}]}
    if agrees:
        assert decided({"item": item}).computed["tpp"] == 4000
    else:
        with pytest.raises(BadFact, match=r"item\.tpp"):
            decided({"item": item})


@pytest.mark.parametrize(("stated", "agrees"), [("10.1", True), ("10.11", False), ("9.9", True), ("9.89", False)])
def test_a_stated_density_may_differ_from_tpp_over_area_by_a_hundredth(stated: str, agrees: bool) -> None:
    item = {"tpp": 3000, "applicable_die_area_mm2": 300, "performance_density": Decimal(stated)}
    if agrees:
        assert decided({"item": item}).computed["performance_density"] == 10
    else:
        with pytest.raises(BadFact, match=r"item\.performance_density"):
            decided({"item": item})


def test_a_mode_of_32_bits_belongs_to_the_wide_unit() -> None:
    rates = [{"operation": "FP8", "dense_tops": 100}, {"operation": "FP32", "dense_tops": 10}]
    assert decided({"item": {"tops": rates}}).computed["tpp_all_units"] == 100 * 8 + 10 * 32


@pytest.mark.parametrize(("tops", "warns"), [(125, True), (124, False)])
def test_the_sum_over_units_warns_where_it_reaches_the_line_that_no_unit_reaches(tops: int, warns: bool) -> None:
    rates = [{"operation": "FP16", "dense_tops": 50}, {"operation": "FP32", "dense_tops": tops}]
    assert ("all_units" in warned(decided({"item": {"form": "card", "tops": rates}}))) is warns


def test_the_figure_just_below_a_line_keeps_its_precision() -> None:
    assert _just_below(Decimal("99.5")) == Decimal("99.49")
    assert _just_below(Decimal(100)) == Decimal("99.9")


# ---- completions


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (Open(low=Decimal(5)), Decimal(5), True),
        (Open(low=Decimal(5)), Decimal(4), False),
        (Open(high=Decimal(5)), Decimal(5), False),
        (Open(high=Decimal(5)), Decimal(4), True),
        (Open(low=Decimal(5)), Open(low=Decimal(0), high=Decimal(5)), False),
        (Open(low=Decimal(0), high=Decimal(5)), Open(low=Decimal(5)), False),
        (Open(low=Decimal(4)), Open(low=Decimal(0), high=Decimal(5)), True),
    ],
)
def test_ranges_hold_their_lower_bound_and_not_their_upper(one: Open, other: Any, meet: bool) -> None:
    assert _overlap(one, other) is meet
    assert _overlap(other, one) is meet


def test_what_lies_beyond_the_bound_is_named_where_nothing_else_was_found() -> None:
    assert ranked(frozenset({("needs_facts", None)})) == ("needs_facts",)
    assert ranked(frozenset({("needs_facts", None), ("prohibited", None)})) == ("prohibited",)


def test_a_tree_settles_with_many_leaves_and_two_ends() -> None:
    assert _Budget(512, 96, leaves=96, seen={"prohibited", "license_required"}).settled
    assert not _Budget(512, 96, leaves=95, seen={"prohibited", "license_required"}).settled
    assert not _Budget(512, 96, leaves=96, seen={"prohibited"}).settled


# ---- days


def test_the_rule_base_ages_after_its_days() -> None:
    newest = verified_through()
    for gap, state in ((FRESH_DAYS, "fresh"), (FRESH_DAYS + 1, "ageing"), (OLD_DAYS, "ageing"), (OLD_DAYS + 1, "old")):
        day = newest + dt.timedelta(days=gap)
        assert freshness(day) == (gap, state)
        assert decided({"item": CARD, "destination": "NO"}, day).law.state == state


def test_the_law_begins_on_its_first_day() -> None:
    assert Law(FIRST_DAY).as_of == FIRST_DAY
    assert diff(FIRST_DAY, FIRST_DAY)["figures"] == []
    with pytest.raises(LawNotModelled):
        Law(FIRST_DAY - ONE_DAY)
    with pytest.raises(LawNotModelled, match="from"):
        diff(FIRST_DAY - ONE_DAY, FIRST_DAY)


def test_what_changes_on_a_day_is_no_more_scheduled_on_it() -> None:
    day = status(dt.date(2024, 12, 31))["scheduled"][0]["effective"]
    assert day not in {one["effective"] for one in status(day)["scheduled"]}
    assert day in {one["effective"] for one in status(day - ONE_DAY)["scheduled"]}


def test_a_change_lies_between_the_day_before_and_its_day() -> None:
    day = dt.date(2023, 11, 17)
    ids = {one["id"] for one in diff(day - ONE_DAY, day)["figures"]}
    assert "eccn_3a090.a.tpp_alone" in ids
    assert {one["effective"] for one in diff(day - ONE_DAY, day)["amendments"]} == {day}
    assert all(change["effective"] == day for one in diff(day - ONE_DAY, day)["figures"] for change in one["changes"])
    after = diff(day, dt.date(2024, 4, 4))
    assert day not in {one["effective"] for one in after["amendments"]}
    rules = {one["modelled_since"] for one in diff(day - ONE_DAY, day)["rules"]}
    assert rules <= {day}
    assert day not in {one["modelled_since"] for one in after["rules"]}
    first = min(one["modelled_since"] for one in diff(FIRST_DAY, DAY)["rules"])
    assert first in {one["modelled_since"] for one in diff(first - ONE_DAY, first)["rules"]}


def test_spans_follow_each_other() -> None:
    def topic(*days: dt.date) -> Any:
        values = [{"from": day, "value": 1, "cite": "15 CFR 742.6", "by": "1 FR 1"} for day in days]
        return _topic("some.figure", {"means": "x", "values": values, "checked_through": DAY}, "some.yaml")

    later = FIRST_DAY + ONE_DAY
    assert [one.effective_to for one in topic(FIRST_DAY, later).spans] == [FIRST_DAY, None]
    with pytest.raises(BadLawFile, match="does not come after"):
        topic(FIRST_DAY, FIRST_DAY)


def test_a_strip_of_one_day_has_one_period() -> None:
    facts = read_facts({"item": CARD, "destination": "NO"})
    assert [one.from_ for one in replay(facts, DAY, DAY, asked=DAY)] == [DAY]


def test_the_first_and_last_day_of_a_strip() -> None:
    """An amendment of its first day opens no second period; one of its last day opens one."""
    facts = read_facts({"item": CARD, "destination": "NO"})
    whole = replay(facts, FIRST_DAY, DAY, asked=DAY)
    moved = [one.from_ for one in whole][1:]
    assert moved
    for change in moved:
        assert [one.from_ for one in replay(facts, change, change + ONE_DAY, asked=DAY)][:1] == [change]
        assert [one.from_ for one in replay(facts, change - ONE_DAY, change, asked=DAY)] == [change - ONE_DAY, change]


# ---- periods


def test_the_cause_of_a_period_is_found_where_both_sides_of_its_day_read_the_same() -> None:
    company = {
        "roles": ["end_user"],
        "kind": "company",
        "headquarters": "DK",
        "ultimate_parent": {"headquarters": "DK"},
    }
    facts = read_facts({"item": {**CARD, "tpp": 15832}, "quantity": 1, "destination": "DK", "parties": [company]})
    periods = replay(facts, dt.date(2025, 5, 14), dt.date(2025, 5, 20), asked=DAY)
    cause = periods[1].by
    assert cause is not None
    assert (periods[1].from_, cause.cite) == (dt.date(2025, 5, 15), "90 FR 4544")


# ---- lists and screenings


@pytest.mark.parametrize(
    ("age", "warning", "outcome"),
    [
        (-1, "list_later", None),
        (0, None, None),
        (SCREENING_DAYS, None, "no_license_required"),
        (SCREENING_DAYS + 1, "list_age", "needs_facts"),
    ],
)
def test_a_list_counts_for_a_week(age: int, warning: str | None, outcome: str | None) -> None:
    state = ListState(id="csl", date=DAY - dt.timedelta(days=age), age_days=age, entries=1)
    small = {"item": {"form": "card", "tpp": 100, "applicable_die_area_mm2": 300}, "destination": "NO"}
    verdict = decided({**small, "parties": [NAMED]}, lists=(state,))
    assert warned(verdict) & {"list_later", "list_age"} == ({warning} if warning else set())
    assert outcome in (None, verdict.outcome)


@pytest.mark.parametrize(("age", "left"), [(0, SCREENING_DAYS), (SCREENING_DAYS - 1, 1), (SCREENING_DAYS, 1)])
def test_a_clearance_holds_for_a_week_after_its_list(age: int, left: int) -> None:
    day = verified_through() + ONE_DAY
    state = ListState(id="csl", date=day - dt.timedelta(days=age), age_days=age, entries=1)
    small = {"item": {"form": "card", "tpp": 100, "applicable_die_area_mm2": 300}, "destination": "NO"}
    verdict = decided({**small, "parties": [NAMED]}, day, lists=(state,))
    assert verdict.valid_until == day + dt.timedelta(days=left)


def test_a_verdict_before_the_law_was_last_looked_at_has_no_end_and_one_of_that_day_has() -> None:
    facts = {"item": CARD, "destination": "NO"}
    assert decided(facts, verified_through() - ONE_DAY).valid_until is None
    assert decided(facts, verified_through()).valid_until is not None


@pytest.mark.parametrize(
    ("days", "result"), [(SCREENING_DAYS, "no_license_required"), (SCREENING_DAYS + 1, "needs_facts")]
)
def test_a_screening_elsewhere_counts_for_a_week(days: int, result: str) -> None:
    screened = {"result": "no_hit", "on": (DAY - dt.timedelta(days=days)).isoformat()}
    small = {"item": {"form": "card", "tpp": 100, "applicable_die_area_mm2": 300}, "destination": "NO"}
    assert decided({**small, "parties": [{**NAMED, "screened": screened}]}).outcome == result


# ---- shares


def test_bounds_of_a_share_may_meet_and_not_cross() -> None:
    meeting = _share(Owner(percent_min=Decimal(30), percent_max=Decimal(30)))
    assert meeting.low == 30
    assert meeting.high is not None
    crossing = _share(Owner(percent_min=Decimal(31), percent_max=Decimal(30)))
    assert (crossing.low, crossing.high) == (0, None)


# ---- citations


def test_general_prohibitions_are_one_to_ten() -> None:
    assert canonical("General Prohibition 1") == "15 CFR 736.2(b)(1)"
    assert canonical("General Prohibition 10") == "15 CFR 736.2(b)(10)"
    for place in ("0", "11"):
        with pytest.raises(CiteError):
            canonical(f"General Prohibition {place}")


def test_a_section_without_title_has_a_part_of_three_figures() -> None:
    assert canonical("§ 734.3") == "15 CFR 734.3"
    with pytest.raises(CiteError):
        canonical("§ 30.37")


def test_a_part_has_nothing_above_it() -> None:
    assert [str(one) for one in Cite.parse("15 CFR 742.6(a)").lineage()][-1] == "15 CFR Part 742"
    assert Cite.parse("15 CFR Part 742").parent is None


# ---- questions and papers

CHINESE = {"roles": ["end_user"], "kind": "company", "headquarters": "CN", "ultimate_parent": {"headquarters": "CN"}}


@pytest.mark.parametrize(("tpp", "memory", "open_"), [(20999, 6499, True), (21000, 6499, False), (20999, 6500, False)])
def test_the_papers_of_january_are_named_below_both_lines(tpp: int, memory: int, open_: bool) -> None:
    item = {"form": "card", "tpp": tpp, "performance_density": 20, "memory_bandwidth_gb_s": memory,
            "designed_or_marketed_for_datacenter": True}  # fmt: skip
    verdict = decided({"item": item, "destination": "CN", "parties": [{**CHINESE, "location": "CN"}]})
    assert verdict.review_policy == "presumption_of_denial"
    assert any("certifications" in step for step in verdict.next_steps) is open_


def test_the_line_of_a_question_is_the_line_of_the_rule() -> None:
    memory = {"item": {"form": "memory", "memory_bandwidth_gb_s": 800}, "destination": "CN", "parties": [CHINESE]}
    area = next(one for one in decided(memory).questions if one.fact == "item.hbm.area_mm2")
    assert area.options[0].sets == {"item.hbm.area_mm2": Decimal(400)}  # at 2 GB/s per mm2 itself nothing is exceeded
    order = {
        "item": {"form": "card", "tpp": 26900, "performance_density": 20, "designed_or_marketed_for_datacenter": True},
        "destination": "BR", "quantity": 500, "lpp_received_tpp": None, "certificates": {"lpp": True},
        "nac": {"number": "none"},
        "parties": [{"roles": ["purchaser", "ultimate_consignee", "end_user"], "kind": "company", "headquarters": "BR",
                     "ultimate_parent": {"headquarters": "BR"}}],
    }  # fmt: skip
    received = next(one for one in decided(order).questions if one.fact == "lpp_received_tpp")
    assert received.options[0].sets["lpp_received_tpp"] > Decimal(13450000)  # the year's limit itself is kept


def test_what_changes_no_review_policy_is_not_asked_for_it() -> None:
    for facts in (
        {"item": CARD, "destination": "CN", "parties": [CHINESE]},
        {"item": {"tpp": 5000}, "destination": "CN"},
        {"item": CARD, "destination": "VN", "parties": [{"roles": ["ultimate_consignee"]}, {"roles": ["end_user"]}]},
    ):
        node = grow(fill(read_facts(facts), Law(DAY)).deal, "codified")
        for key in deciding(node)[1]:
            asked = [one for one in node.nodes() if one.ask is not None and one.ask.key == key]
            assert any(len({branch.results for _, _, branch in one.branches}) > 1 for one in asked)


@pytest.mark.parametrize(("age", "warns"), [(-1, True), (0, False)])
def test_an_entry_of_a_list_that_is_younger_than_the_day(age: int, warns: bool) -> None:
    state = ListState(id="csl", date=DAY - dt.timedelta(days=age), age_days=age, entries=1)
    listed = {**NAMED, "listings": [{"list": "entity_list", "state": "match", "scope": "ALL", "policy": "POD"}]}
    verdict = decided({"item": CARD, "destination": "NO", "parties": [listed]}, lists=(state,))
    assert ("entry_of_later_list" in warned(verdict)) is warns


def test_no_warning_of_units_where_one_mode_reaches_the_line_itself() -> None:
    rates = [{"operation": "FP16", "dense_tops": 300}, {"operation": "FP32", "dense_tops": 10}]
    assert "all_units" not in warned(decided({"item": {"form": "card", "tops": rates}}))


def test_what_ends_on_the_day_itself_is_no_end_to_come() -> None:
    day = verified_through() + dt.timedelta(days=OLD_DAYS)
    until = decided({"item": CARD, "destination": "NO"}, day).valid_until
    assert until is None or until > day
