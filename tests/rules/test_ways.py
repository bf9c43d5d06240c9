"""Ways forward: conditions out of the same rules, never more than are needed, and only lawful ones."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rules.checker import check
from rules.facts import read_facts
from rules.law import Law
from rules.ways import Way, groups, ways

DAY = dt.date(2026, 10, 5)
B_CARD: dict[str, Any] = {
    "form": "card",
    "tops": [{"operation": "INT8", "dense_tops": 380, "bits": 8}],
    "applicable_die_area_mm2": 640,
    "process_nonplanar": True,
    "memory_bandwidth_gb_s": 800,
    "designed_or_marketed_for_datacenter": True,
}
A_CARD = {**B_CARD, "tops": [{"operation": "FP8", "dense_tops": 1979, "bits": 8}], "memory_bandwidth_gb_s": 4800}
EAR99 = {"form": "other", "eccn": "EAR99"}


def deal(item: dict[str, Any], country: str, **party: Any) -> dict[str, Any]:
    own = {"roles": ["end_user"], "location": country, "headquarters": country}
    own |= {"ultimate_parent": {"headquarters": country}, **party}
    return {"item": item, "quantity": 8, "destination": country, "parties": [own]}


def found(facts: dict[str, Any]) -> dict[str | None, Way]:
    return {way.code or way.review_policy or way.outcome: way for way in ways(read_facts(facts), Law(DAY))}


def outcome(facts: dict[str, Any]) -> str:
    return check(read_facts(facts), Law(DAY)).outcome


def test_a_notice_opens_nac_and_the_papers_open_case_by_case() -> None:
    facts = {**deal(B_CARD, "CN"), "nac": {"number": "none"}}
    open_ways = found(facts)
    assert open_ways["NAC"].outcome == "license_exception"
    assert "NAC number is held" in open_ways["NAC"].conditions[0]
    assert open_ways["case_by_case"].outcome == "license_required"
    assert outcome({**facts, "nac": {"number": "Z123456"}}) == "license_exception"


def test_what_is_not_needed_is_no_condition() -> None:
    assert len(found({**deal(B_CARD, "CN"), "nac": {"number": "none"}})["NAC"].conditions) == 1
    acm = found(deal(A_CARD, "SA"))["ACM"]
    assert acm.conditions == ("the end user is a private-sector end user", "its customers lie outside Macau and D:5")


def test_nothing_opens_a_data_center_chip_for_china_but_repair_replacement_and_papers() -> None:
    assert set(found(deal(A_CARD, "CN"))) == {"TMP", "RPL", "case_by_case"}


def test_a_stated_fact_is_not_wished_away() -> None:
    facts = deal(A_CARD, "SA", private_sector=False)
    assert "ACM" not in found(facts)
    facts = deal(A_CARD, "AE", supplement_8=False)
    assert all("Supp. No. 8" not in line for way in ways(read_facts(facts), Law(DAY)) for line in way.conditions)


def test_a_party_is_called_by_its_name() -> None:
    way = found(deal(EAR99, "DE", name="Rheinwerk"))["no_license_required"]
    assert way.conditions[0] == "Rheinwerk is screened today, without a hit"
    statement = found(deal(EAR99, "MY", listings=[{"list": "unverified_list", "state": "match"}]))
    assert "signed the statement" in statement["no_license_required"].conditions[0]


def test_nothing_opens_what_is_forbidden_or_cleared_already() -> None:
    denied = deal(EAR99, "CL", listings=[{"list": "denied_persons", "state": "match"}])
    assert outcome(denied) == "prohibited"
    assert found(denied) == {}
    assert found(deal(EAR99, "CL")) == {}


def test_no_way_helps_anybody_to_hide_split_or_reroute() -> None:
    touched = {one.key.partition(".")[0].partition("[")[0] for body in groups().values() for one in body}
    assert not touched & {
        "destination",
        "route",
        "quantity",
        "value_usd",
        "exporter",
        "end_uses",
        "red_flags",
        "item.name",
    }
