"""Properties of listings and owners, and the codes of the shipped list against the tables of the rules."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.checker import check
from rules.facts import read_facts
from rules.law import Law
from rules.proof import CLEARING, POLICIES, Verdict, strictness

SOME = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
LIST = Path(__file__).parents[2] / "assistant" / "screening" / "data"
DAYS = [dt.date(2025, 9, 28), dt.date(2025, 10, 20), dt.date(2026, 3, 15), dt.date(2026, 11, 24)]
ITEMS = [{"form": "other", "eccn": "EAR99"}, {"form": "chip", "eccn": "3A991.p"}]
ENTITY = {"list": "entity_list", "state": "match", "scope": "ALL", "policy": "POD"}
STRICT_ENTITY = {**ENTITY, "policy": "PD"}
MILITARY = {"list": "meu_list", "state": "match", "scope": "MEU_SUPP2", "policy": "REF_744_21"}
BLOCKED = {"list": "sdn", "state": "match", "programs": ["RUSSIA-EO14024"]}
UNVERIFIED = {"list": "unverified_list", "state": "match"}
OPEN = {**ENTITY, "state": "open"}

listings = st.sampled_from([[], [ENTITY], [STRICT_ENTITY], [MILITARY], [BLOCKED], [UNVERIFIED], [OPEN]])
shares = st.sampled_from([{"percent": 10}, {"percent": 25}, {"percent": 30}, {"percent_max": 20}, {}])
stakes = st.builds(lambda listed, share: {"listings": listed, **share}, listings, shares)
owned = st.lists(stakes, max_size=3)
days = st.sampled_from(DAYS)
items = st.sampled_from(ITEMS)


def verdict(item: Any, owners: list[Any], day: dt.date, more: tuple[Any, ...] = (), seat: str = "MY") -> Verdict:
    buyer = {"roles": ["ultimate_consignee", "end_user"], "headquarters": seat, "owners": owners}
    return check(read_facts({"item": item, "destination": seat, "parties": [buyer, *more]}), Law(day))


def rank(found: Verdict) -> tuple[int, int]:
    return strictness(found.outcome, found.review_policy)


@SOME
@given(items, owned, days, st.randoms(use_true_random=False))
def test_order_of_owners_does_not_matter(item: Any, owners: list[Any], day: dt.date, chance: Any) -> None:
    mixed = list(owners)
    chance.shuffle(mixed)
    before, after = verdict(item, owners, day), verdict(item, mixed, day)
    assert (before.outcome, before.review_policy) == (after.outcome, after.review_policy)
    assert set(before.possible_outcomes) == set(after.possible_outcomes)


@SOME
@given(
    items,
    owned,
    days,
    st.sampled_from([[ENTITY], [MILITARY], [BLOCKED], [OPEN]]),
    shares,
    st.sampled_from(["MY", "NL"]),
)
def test_another_listed_owner_never_loosens(
    item: Any, owners: list[Any], day: dt.date, listed: list[Any], share: dict[str, Any], seat: str
) -> None:
    before = verdict(item, owners, day, seat=seat)
    after = verdict(item, [*owners, {"listings": listed, **share}], day, seat=seat)
    assert rank(after) <= rank(before) or before.outcome == "needs_facts" or after.outcome == before.outcome
    if before.outcome not in CLEARING:
        assert after.outcome not in CLEARING


@SOME
@given(items, days, st.sampled_from([[ENTITY], [MILITARY], [BLOCKED]]), st.integers(0, 99))
def test_a_larger_stake_never_loosens(item: Any, day: dt.date, listed: list[Any], share: int) -> None:
    less = verdict(item, [{"listings": listed, "percent": share}], day)
    more = verdict(item, [{"listings": listed, "percent": share + 1}], day)
    assert rank(more) <= rank(less)


@SOME
@given(items, owned, days)
def test_a_party_that_no_rule_mentions_changes_nothing(item: Any, owners: list[Any], day: dt.date) -> None:
    before = verdict(item, owners, day)
    ordinary = {"roles": ["forwarder"], "kind": "company", "headquarters": "MY", "owners": []}
    after = verdict(item, owners, day, (ordinary,))
    assert (before.outcome, before.review_policy) == (after.outcome, after.review_policy)


@SOME
@given(items, owned, days)
def test_a_clearance_with_unknown_shares_holds_for_every_share(item: Any, owners: list[Any], day: dt.date) -> None:
    if verdict(item, owners, day).outcome not in CLEARING:
        return
    for share in (1, 19, 20):
        stated = [{**one, "percent": share} if "percent" not in one else one for one in owners]
        assert verdict(item, stated, day).outcome in CLEARING


def rows(*lists: str) -> list[dict[str, Any]]:
    with gzip.open(LIST / "party_list_2026-07-31.jsonl.gz", "rt", encoding="utf-8") as file:
        return [row for row in map(json.loads, file) if row["list"] in lists]


def test_every_code_of_the_list_has_a_meaning() -> None:
    law = Law(dt.date(2026, 11, 24))
    scopes, policies = (dict(law.figure(f"entity_list.{name}").value) for name in ("scopes", "residual"))
    listed = rows("entity_list", "meu_list")
    assert len(listed) == 3_490
    assert {row["requirement"] for row in listed} == set(scopes)
    assert {row["policy"] for row in listed} == set(policies)


def test_residual_policies_are_those_of_the_code_table() -> None:
    policies = dict(Law(dt.date(2026, 11, 24)).figure("entity_list.residual").value)
    with (LIST / "policy_codes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert policies[row["code"]] == row["residual"], row["code"]
            assert row["residual"] in POLICIES


@pytest.mark.parametrize("row", [row for row in rows("entity_list", "meu_list") if row["requirement"] != "ALL"][::9],
                         ids=lambda row: str(row["entry_id"]))  # fmt: skip
def test_no_row_of_the_list_is_cleared_for_an_item_of_the_ccl(row: dict[str, Any]) -> None:
    listing = {"list": row["list"], "entry_id": row["entry_id"], "state": "match", "scope": row["requirement"],
               "policy": row["policy"]}  # fmt: skip
    listed = {"roles": ["ultimate_consignee", "end_user"], "headquarters": "MY", "listings": [listing]}
    facts = {"item": ITEMS[1], "destination": "MY", "parties": [listed]}
    assert check(read_facts(facts), Law(dt.date(2026, 10, 1))).outcome not in CLEARING


def test_every_program_of_the_list_is_named_or_a_matter_of_treasury() -> None:
    """What 744.8 names is spelled in the list as the rules spell it."""
    named = set(Law(dt.date(2026, 11, 24)).figure("designated.identifiers").value)
    programs = {program for row in rows("sdn") for program in row.get("programs", ())}
    assert named <= programs


UNREAD = {"list": "unknown", "entry_id": "unknown-1", "name": "ООО Ромашка", "state": "open"}


@pytest.mark.parametrize(
    ("party", "words"),
    [
        ({"name": "ООО Ромашка", "listings": [UNREAD]}, "by its name in Latin letters, a listed party"),
        (
            {"name": "Romashka", "listings": [{**OPEN, "name": "OOO Romashka"}]},
            "Is Romashka the same as the listed OOO",
        ),
        (
            {"name": "Delta", "ultimate_parent": {"name": "Romashka", "listings": [{**OPEN, "name": "OOO Romashka"}]}},
            "Is Romashka the same as the listed OOO Romashka",
        ),
        (
            {"name": "Delta", "owners": [{"percent": 60, "listings": [{**OPEN, "name": "OOO Romashka"}]}]},
            "Is an owner of Delta the same as the listed OOO Romashka",
        ),
    ],
)
def test_a_question_names_the_entry_and_whom_it_would_be(party: dict[str, Any], words: str) -> None:
    buyer = {"roles": ["ultimate_consignee", "end_user"], "location": "KZ", **party}
    facts = {"item": {"form": "chip", "eccn": "3A991.p"}, "destination": "KZ", "parties": [buyer]}
    asked = check(read_facts(facts), Law(DAYS[-1])).questions
    assert any(words in one.text for one in asked), [one.text for one in asked]
