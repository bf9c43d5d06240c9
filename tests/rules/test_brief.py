"""A verdict in brief is the verdict."""

from __future__ import annotations

import datetime as dt

import pytest

from benchmarks.verdict import deals, open_deals
from rules.brief import brief
from rules.checker import check
from rules.facts import Facts, read_facts
from rules.law import Law

DAY = Law(dt.date(2026, 10, 5))
CHIP = {"form": "card", "tpp": 15832, "applicable_die_area_mm2": 814, "designed_or_marketed_for_datacenter": True}


@pytest.mark.parametrize("facts", [*deals()[::7], *open_deals()[::9]])
def test_it_ends_as_the_verdict_does(facts: Facts) -> None:
    found, verdict = brief(facts, DAY), check(facts, DAY)
    assert (found.outcome, found.eccn, found.review_policy) == (
        verdict.outcome, verdict.eccn, verdict.review_policy
    )  # fmt: skip
    assert found.deciding_fact is not None
    if verdict.missing:
        assert found.deciding_fact == verdict.missing[0]
    shares = [abs(one["by"] / one["line"]) for one in verdict.computed["distances"].values()]
    assert (None if found.near is None else pytest.approx(float(abs(found.near.share)))) == min(shares, default=None)


@pytest.mark.parametrize(
    ("facts", "fact"),
    [
        ({"destination": "CN", "item": CHIP, "parties": [{"headquarters": "CN"}]}, "parties[0].headquarters"),
        ({"activity": "domestic", "destination": "US", "item": CHIP}, "destination"),
        ({"destination": "RU", "item": {"eccn": "EAR99"}}, "item.hts"),
        (
            {"destination": "DE", "item": CHIP, "parties": [{"headquarters": "DE",
             "listings": [{"list": "denied_persons", "state": "match", "name": "x"}]}]},
            "parties[0].listings[0].list",
        ),
    ],
)  # fmt: skip
def test_the_deciding_fact(facts: dict[str, object], fact: str) -> None:
    assert brief(read_facts(facts), DAY).deciding_fact == fact


def test_the_day_of_the_event_decides() -> None:
    facts = read_facts({"destination": "CN", "date": "2022-12-01", "item": CHIP})
    found, verdict = brief(facts, DAY), check(facts, DAY)
    assert (found.outcome, found.eccn) == (verdict.outcome, verdict.eccn)
