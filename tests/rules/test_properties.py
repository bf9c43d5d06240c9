"""Properties of verdicts: what must hold for every deal, not only for the worked ones.

About the outcome and about facts that must be known: stating a missing one never adds a possible outcome,
no completion that the law forbids is cleared, and more TPP, a listing or an embargo never loosens.
"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.checker import check
from rules.facts import read_facts
from rules.law import FIRST_DAY, Law, topics
from rules.proof import CLEARING, OUTCOMES, Verdict, strictness

PLACES = ["DE", "CN", "VN", "AE", "UY", "IN", "IL", "SG", "MO", "RU", "SA", "KH", "US"]
SOME = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
DAYS = [dt.date(2023, 3, 1), dt.date(2024, 5, 1), dt.date(2025, 3, 1), dt.date(2025, 10, 20), dt.date(2026, 3, 1),
        dt.date(2026, 10, 5), dt.date(2026, 11, 24)]  # fmt: skip

days = st.sampled_from(DAYS)
places = st.sampled_from(PLACES)
items = st.fixed_dictionaries(
    {},
    optional={
        "tpp": st.sampled_from([1599, 1600, 2399, 2400, 4799, 4800, 15832, 36000]),
        "applicable_die_area_mm2": st.sampled_from([150, 300, 700, 1600]),
        "designed_or_marketed_for_datacenter": st.booleans(),
        "memory_bandwidth_gb_s": st.sampled_from([600, 3350, 4800, 8000]),
        "aggregate_io_gb_s": st.sampled_from([64, 600]),
        "form": st.sampled_from(["chip", "card", "server"]),
    },
)
parties = st.fixed_dictionaries(
    {},
    optional={
        "headquarters": places,
        "ultimate_parent": st.fixed_dictionaries({"headquarters": places}),
        "kind": st.sampled_from(["company", "distributor", "university", "data_center"]),
        "supplement_8": st.booleans(),
    },
)
deals = st.fixed_dictionaries(
    {"item": items, "parties": st.lists(parties, min_size=1, max_size=2)},
    optional={
        "destination": places,
        "quantity": st.sampled_from([1, 100, 5000]),
        "activity": st.sampled_from(["export", "reexport", "transfer_in_country"]),
        "nac": st.sampled_from([{"number": "none"}, {"number": "N1"}]),
    },
)


def verdict(facts: dict[str, Any], day: dt.date) -> Verdict:
    return check(read_facts(facts), Law(day))


def with_fact(facts: Any, path: str, value: object) -> Any:
    """A copy of the facts with one path stated."""
    head, _, rest = path.partition(".")
    name, _, index = head.partition("[")
    if index:
        members = list(facts.get(name, [{}]))
        at = int(index.rstrip("]"))
        members[at] = with_fact(members[at], rest, value)
        return {**facts, name: members}
    return {**facts, name: with_fact(facts.get(name, {}), rest, value) if rest else value}


@SOME
@given(deals, days)
def test_answering_a_question_adds_no_outcome(facts: dict[str, Any], day: dt.date) -> None:
    before = verdict(facts, day)
    for question in before.questions:
        if question.decides != "outcome":
            continue
        for option in question.options:
            stated = facts
            for path, value in option.sets.items():
                stated = with_fact(stated, path, value)
            if option.sets:
                after = verdict(stated, day)
                assert set(after.possible_outcomes) <= set(before.possible_outcomes), (question.fact, option.label)


@SOME
@given(
    deals, days, st.sampled_from(["destination", "parties[0].headquarters", "parties[0].ultimate_parent.headquarters"])
)
def test_no_place_is_cleared_that_the_law_forbids(facts: dict[str, Any], day: dt.date, path: str) -> None:
    """A clearance while a place is unknown holds for every place it can be."""
    unknown = with_fact(facts, path, None)
    if verdict(unknown, day).outcome in CLEARING:
        for place in PLACES:
            if path == "destination" or place != "US":
                assert verdict(with_fact(facts, path, place), day).outcome in CLEARING, place


@SOME
@given(deals, days)
def test_a_listed_party_never_loosens(facts: dict[str, Any], day: dt.date) -> None:
    listing = {"list": "entity_list", "state": "match", "scope": "ALL", "policy": "POD"}
    listed = with_fact(facts, "parties[0].listings", [listing])
    before, after = verdict(facts, day), verdict(listed, day)
    assert strictness(after.outcome) <= strictness(before.outcome) or before.outcome == "needs_facts"
    if facts.get("destination") not in {None, "US"}:
        assert after.outcome not in CLEARING


@SOME
@given(deals, days, st.sampled_from(["IR", "CU", "KP", "SY", "RU", "BY"]))
def test_nothing_clears_to_an_embargoed_place(facts: dict[str, Any], day: dt.date, place: str) -> None:
    assert verdict({**facts, "destination": place}, day).outcome not in CLEARING


@SOME
@given(deals, days)
def test_more_tpp_never_loosens(facts: dict[str, Any], day: dt.date) -> None:
    """At the same density: a larger die with more of the same."""
    base = {**facts["item"], "performance_density": 6.1, "designed_or_marketed_for_datacenter": True}
    base.pop("applicable_die_area_mm2", None)
    outcomes = [
        verdict({**facts, "item": {**base, "tpp": tpp}}, day).outcome for tpp in (1000, 1600, 2400, 4800, 20000)
    ]
    # a b item can have ACA where the a item of a data center has nothing: never the other way round
    for lower, higher in itertools.pairwise(outcomes):
        assert not (lower == "license_required" and higher in CLEARING), outcomes


@SOME
@given(deals, days)
def test_null_for_a_fact_that_must_be_known_is_silence(facts: dict[str, Any], day: dt.date) -> None:
    silent = {key: value for key, value in facts.items() if key != "destination"}
    assert verdict({**silent, "destination": None}, day).outcome == verdict(silent, day).outcome


@SOME
@given(deals, days)
def test_missing_and_possible_outcomes_agree(facts: dict[str, Any], day: dt.date) -> None:
    found = verdict(facts, day)
    assert (found.outcome == "needs_facts") == bool(found.missing)
    assert list(found.possible_outcomes) == [one for one in OUTCOMES if one in found.possible_outcomes]
    if found.outcome != "needs_facts":
        assert found.possible_outcomes == (found.outcome,)
    if found.outcome in CLEARING:
        assert found.review_policy is None
    assert sum(one.followed for one in found.readings) == (1 if found.readings else 0)


@SOME
@given(deals, days)
def test_the_announced_reading_is_never_stricter(facts: dict[str, Any], day: dt.date) -> None:
    for one in verdict(facts, day).readings:
        other = next(two for two in verdict(facts, day).readings if two.id != one.id)
        if one.id == "codified" and "needs_facts" not in {one.outcome, other.outcome}:
            assert strictness(one.outcome, one.review_policy) <= strictness(other.outcome, other.review_policy)


def first_days() -> list[dt.date]:
    """The first day of each period of the law since the first modelled one."""
    return sorted({span.effective_from for topic in topics().values() for span in topic.spans} | {FIRST_DAY})


@pytest.mark.parametrize("day", first_days(), ids=str)
def test_every_period_gives_a_verdict(day: dt.date) -> None:
    seats = {"headquarters": "CN", "ultimate_parent": {"headquarters": "CN"}}
    item = {"tpp": 15832, "applicable_die_area_mm2": 814, "memory_bandwidth_gb_s": 3350, "form": "module",
            "aggregate_io_gb_s": 900, "designed_or_marketed_for_datacenter": True}  # fmt: skip
    found = verdict({"item": item, "destination": "CN", "parties": [seats]}, day)
    assert found.outcome not in CLEARING
    assert all(step["cites"] or step["rule"].startswith(("law", "part_774")) for step in found.reasons)


ALTERNATIVES: dict[str, list[Any]] = {
    "activity": ["reexport", "transfer_in_country"],
    "departure": ["KR", "CN"],
    "supply_history_lawful": [False],
    "is_informed_letter": [True],
    "end_uses": [["military"], ["nuclear"], ["missile"], ["military_intelligence"], ["chemical_biological"]],
    "exporter.role": ["fabricator"],
    "onward_export": [True],
    "parties[0].military_end_user": [True],
    "parties[0].military_intelligence_end_user": [True],
}


@SOME
@given(deals, days, st.sampled_from(sorted(ALTERNATIVES)))
def test_a_presumed_fact_moves_the_outcome_only_as_it_says(facts: dict[str, Any], day: dt.date, path: str) -> None:
    """Also where other values were not tried because they could lead to nothing new."""
    if path in facts:
        return
    before = verdict(facts, day)
    said = [one for one in before.assumptions if one.fact == path]
    allowed = set(before.possible_outcomes).union(*(one.otherwise for one in said))
    for value in ALTERNATIVES[path]:
        assert set(verdict(with_fact(facts, path, value), day).possible_outcomes) <= allowed, value


@SOME
@given(deals, days)
def test_a_promised_paper_never_changes_a_license_requirement(facts: dict[str, Any], day: dt.date) -> None:
    """A condition turns an exception off when it is refused; it lifts nothing."""
    before = verdict(facts, day)
    for path in ("purchase_order", "certificates.aia", "certificates.lpp"):
        refused = verdict(with_fact(facts, path, False), day)
        promised = verdict(with_fact(facts, path, True), day)
        assert promised.outcome == before.outcome
        if before.outcome == "license_required":
            assert refused.outcome == "license_required"


CLOSED = {
    "item.published": True,
    "license_held": True,
    "ofac_authorization": True,
    "parties[0].veu": True,
    "replacement.one_for_one": True,
}


@SOME
@given(deals, days)
def test_a_fact_that_never_helps_unstated_opens_nothing_by_null(facts: dict[str, Any], day: dt.date) -> None:
    before = verdict(facts, day)
    for path in CLOSED:
        if not path.startswith("replacement"):
            assert verdict(with_fact(facts, path, None), day).outcome == before.outcome, path


FLAGS: list[Any] = [{"id": 9}, {"id": "RF 21", "resolved": False}, {"id": 29}, {"id": "below_threshold"}, {"id": "odd"}]


@SOME
@given(deals, days, st.lists(st.sampled_from(FLAGS), min_size=1, max_size=2))
def test_an_open_red_flag_never_loosens(facts: dict[str, Any], day: dt.date, flags: list[Any]) -> None:
    """It turns a clearance into a question and leaves every requirement as it was, review policy and all."""
    before, after = verdict(facts, day), verdict({**facts, "red_flags": flags}, day)
    assert after.outcome not in CLEARING
    if before.outcome in CLEARING:
        assert (after.outcome, before.outcome in after.possible_outcomes) == ("needs_facts", True)
    else:
        assert (after.outcome, after.review_policy) == (before.outcome, before.review_policy)
    assert set(before.possible_outcomes) <= set(after.possible_outcomes)
    assert len(after.red_flags) >= 1


@SOME
@given(deals, days)
def test_a_resolved_red_flag_changes_nothing(facts: dict[str, Any], day: dt.date) -> None:
    resolved = {**facts, "red_flags": [{"id": 4, "resolved": True}]}
    assert verdict(resolved, day).outcome == verdict(facts, day).outcome


CIVIL = {"kind": "company", "headquarters": "DE", "ultimate_parent": {"headquarters": "DE"}}
LISTS = [
    {"list": "entity_list", "state": "match", "scope": "ALL", "policy": "POD", "footnotes": [4]},
    {"list": "meu_list", "state": "match"},
    {"list": "denied_persons", "state": "match"},
    {"list": "unverified_list", "state": "match"},
    {"list": "sdn", "state": "match", "programs": ["SDGT"]},
    {"list": "sdn", "state": "match", "programs": ["CYBER2"]},
    {"list": "unknown", "state": "match"},
    {"list": "entity_list", "state": "open"},
]
ACTS = ["export", "reexport", "transfer_in_country", "domestic", "remote_access", "service", "store", "finance"]
MADE_ABROAD = {"made_in": "KR", "controlled_share": 0, "direct_product_of": ["3D991"], "plant_is_direct_product": False}
listings = st.sampled_from(LISTS)
worse = st.one_of(
    st.fixed_dictionaries({"listings": st.lists(listings, min_size=1, max_size=1)}),
    st.builds(
        lambda entry, share: {"owners": [{"headquarters": "CN", "percent": share, "listings": [entry]}]},
        listings,
        st.sampled_from([20, 50, None]),
    ),
    st.builds(lambda place: {"location": place}, st.sampled_from(["IR", "CU", "KP"])),
    st.builds(lambda place: {"headquarters": place}, st.sampled_from(["IR", "CU", "KP"])),
    st.sampled_from([{"kind": "armed_forces"}, {"military_intelligence_end_user": True}]),
)
acts = st.fixed_dictionaries(
    {"activity": st.sampled_from(ACTS)},
    optional={"content": st.just(MADE_ABROAD), "supply_history_lawful": st.just(True)},
)
roles = st.sampled_from(
    ["end_user", "purchaser", "forwarder", "carrier", "financier", "tenant", "downstream", "unknown"]
)


def loosest(found: Verdict) -> int:
    """The least strict outcome that it can still become."""
    return max(OUTCOMES.index(one) for one in found.possible_outcomes)


@SOME
@given(deals, days, acts, worse, roles)
def test_a_worse_party_never_loosens(
    facts: dict[str, Any], day: dt.date, act: dict[str, Any], how: dict[str, Any], role: str
) -> None:
    """A listed party, a listed owner's stake, an embargoed place, forces: whatever is done, in whatever role."""
    beside = {**CIVIL, "roles": [role]}
    first, *others = facts["parties"]
    base = {**facts, **act, "parties": [{**first, "roles": ["end_user"]}, *others]}
    before = verdict({**base, "parties": [*base["parties"], beside]}, day)
    after = verdict({**base, "parties": [*base["parties"], {**beside, **how}]}, day)
    assert loosest(after) <= loosest(before)
    assert before.outcome != "prohibited" or after.outcome == "prohibited"


@SOME
@given(deals, days, acts, st.sampled_from(["IR", "CU", "KP", "RU"]))
def test_an_embargoed_place_on_the_way_never_loosens(
    facts: dict[str, Any], day: dt.date, act: dict[str, Any], place: str
) -> None:
    before, after = verdict({**facts, **act}, day), verdict({**facts, **act, "route": [place]}, day)
    assert loosest(after) <= loosest(before)


BOTH_WAYS = [
    "parties[0].supplement_8", "parties[0].uvl_statement", "parties[0].military_end_user", "exporter.us_nexus",
    "item.designed_or_marketed_for_datacenter", "is_informed_letter", "supply_history_lawful", "fab.advanced_node",
]  # fmt: skip


@SOME
@given(deals, days, acts, st.sampled_from(BOTH_WAYS))
def test_what_nobody_knows_is_the_union_of_what_it_can_be(
    facts: dict[str, Any], day: dt.date, act: dict[str, Any], path: str
) -> None:
    base = {**facts, **act}
    unknown, yes, no = (verdict(with_fact(base, path, value), day) for value in (None, True, False))
    union = set(yes.possible_outcomes) | set(no.possible_outcomes)
    assert loosest(unknown) == max(loosest(yes), loosest(no))
    assert unknown.outcome not in CLEARING or union <= CLEARING


@SOME
@given(deals, days, acts, st.sampled_from(["supplier", "carrier", "financier"]))
def test_a_party_that_no_rule_reads_changes_nothing(
    facts: dict[str, Any], day: dt.date, act: dict[str, Any], role: str
) -> None:
    first, *others = facts["parties"]
    base = {**facts, **act, "parties": [{**first, "roles": ["end_user"]}, *others]}
    before = verdict(base, day)
    after = verdict({**base, "parties": [*base["parties"], {**CIVIL, "roles": [role]}]}, day)
    assert (after.outcome, after.review_policy, after.missing) == (before.outcome, before.review_policy, before.missing)
