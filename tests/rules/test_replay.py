"""Replay: one deal under the law of every day, without gap or overlap, and with what opened each period."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from rules.checker import ending
from rules.errors import LawNotModelled
from rules.facts import read_facts
from rules.law import FIRST_DAY, Law
from rules.proof import ListState, Period
from rules.replay import replay

PARAGRAPHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
ASKED = dt.date(2026, 11, 25)
CARDS: dict[str, Any] = {
    "item": {
        "form": "card",
        "tops": [{"operation": "INT8", "dense_tops": 380, "bits": 8}],
        "applicable_die_area_mm2": 640,
        "process_nonplanar": True,
        "memory_bandwidth_gb_s": 800,
        "designed_or_marketed_for_datacenter": True,
        "aggregate_io_gb_s": 64,
    },
    "quantity": 12,
}
LISTED = {"list": "entity_list", "state": "match", "scope": "ALL", "policy": "POD", "since": "2024-12-02"}


def deal(country: str, **more: Any) -> dict[str, Any]:
    party = {"roles": ["end_user"], "location": country, "headquarters": country}
    party |= {"ultimate_parent": {"headquarters": country}, **more.pop("party", {})}
    return {**CARDS, "destination": country, "parties": [party], **more}


def strip(facts: dict[str, Any], first: dt.date = FIRST_DAY, last: dt.date = ASKED, **how: Any) -> tuple[Period, ...]:
    return replay(read_facts(facts), first, last, asked=how.pop("asked", last), **how)


def test_the_strip_of_the_contract() -> None:
    papers = {
        "nac": {"number": "none"},
        "dd": dict.fromkeys(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"], True),
    }
    found = strip(deal("CN", **papers), dt.date(2023, 1, 1), dt.date(2026, 10, 5))
    assert [one.model_dump(mode="json") for one in found] == [
        {
            "from": "2023-01-01", "to": "2023-11-16", "outcome": "no_license_required", "eccn": "4A994.l",
            "review_policy": None, "by": None,
        },
        {
            "from": "2023-11-17", "to": "2026-01-14", "outcome": "license_required", "eccn": "4A090.b",
            "review_policy": "presumption_of_denial",
            "by": {"cite": "88 FR 73458", "what": "3A090 and 4A090 by TPP and density"},
        },
        {
            "from": "2026-01-15", "to": None, "outcome": "license_required", "eccn": "4A090.b",
            "review_policy": "case_by_case",
            "by": {"cite": "91 FR 1684", "what": "case-by-case review with the nine certifications"},
        },
    ]  # fmt: skip


DEALS = {
    "China": deal("CN"),
    "Cambodia": deal("KH", nac={"number": "none"}),
    "the Emirates, approved": deal("AE", party={"supplement_8": True}),
    "Macau": deal("MO"),
    "listed buyer in Malaysia": deal("MY", party={"listings": [{**LISTED, "until": "2025-06-30"}]}),
    "half owned by a listed firm": deal("MY", party={"owners": [{"percent": 50, "listings": [LISTED]}]}),
    "notice of NAC": deal("CN", nac={"notice_on": "2024-05-01", "number": "Z1"}, purchase_order=True),
    "seat unknown": {**CARDS, "destination": "VN"},
}


@pytest.mark.parametrize("name", DEALS)
def test_every_day_ends_as_its_period_says(name: str) -> None:
    facts = read_facts(DEALS[name])
    first, last = dt.date(2023, 10, 1), dt.date(2026, 11, 25)
    periods = replay(facts, first, last, asked=ASKED)
    assert periods[0].from_ == first
    assert periods[-1].to is None
    for before, after in itertools.pairwise(periods):
        assert before.to is not None
        assert before.to + dt.timedelta(days=1) == after.from_
        assert (before.outcome, before.eccn, before.review_policy) != (after.outcome, after.eccn, after.review_policy)
    days = [first + dt.timedelta(days=at) for at in range(0, (last - first).days + 1, 3)]
    for day in days:
        period = next(one for one in reversed(periods) if one.from_ <= day)
        assert ending(facts, Law(day, ASKED)) == (period.outcome, period.eccn, period.review_policy), day


def test_a_list_entry_opens_and_closes_a_period_by_its_dates() -> None:
    found = strip(DEALS["listed buyer in Malaysia"], dt.date(2024, 11, 1), dt.date(2025, 12, 1))
    begins = {one.from_: one.by for one in found}
    assert {dt.date(2024, 12, 2), dt.date(2025, 7, 1)} <= set(begins)
    listed = begins[dt.date(2024, 12, 2)]
    assert listed is not None
    assert listed.cite == "15 CFR Part 744, Supp. No. 4"


def test_of_two_documents_of_one_day_the_one_that_moved_the_deal_is_named() -> None:
    found = strip(deal("KH", nac={"number": "none"}))
    assert [one.by.cite for one in found if one.by] == ["87 FR 62186", "88 FR 73458", "90 FR 50489"]


def test_staleness_opens_no_period() -> None:
    late = dt.date(2027, 9, 1)
    found = strip(deal("DE"), dt.date(2026, 10, 1), late, asked=ASKED)
    assert {one.outcome for one in found} == {"no_license_required"}
    named = deal("DE", party={"name": "Rheinwerk Anlagenbau", "owners": []})
    old = (ListState(id="list", date=dt.date(2026, 7, 31), age_days=117, entries=1),)
    assert {one.outcome for one in strip(named, lists=old)} == {"needs_facts"}


def test_days_the_wrong_way_round_and_before_the_law_are_refused() -> None:
    with pytest.raises(LawNotModelled, match="to: expected a day from 2024-01-01 on, found 2023-01-01"):
        strip(CARDS, dt.date(2024, 1, 1), dt.date(2023, 1, 1))
    with pytest.raises(LawNotModelled, match="2022-10-07"):
        strip(CARDS, dt.date(2022, 1, 1), dt.date(2023, 1, 1))
