"""The paper of Hong Kong stands among the conditions of an exception: 15 CFR 740.2(a)(19) and (20)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from rules.checker import check
from rules.facts import Facts
from rules.law import Law

CARD = {"form": "card", "tpp": 3000, "performance_density": 3, "designed_or_marketed_for_datacenter": True}


@pytest.mark.parametrize(
    ("facts", "code", "asked"),
    [
        ({"item": CARD, "destination": "HK", "nac": {"number": "N1"}}, "NAC", True),
        ({"item": CARD, "destination": "CN", "nac": {"number": "N1"}}, "NAC", False),
        ({"item": {"eccn": "3A001.a.2"}, "destination": "BR", "departure": "HK", "activity": "reexport"}, "GBS", True),
        ({"item": {"eccn": "3A001.a.2"}, "destination": "BR"}, "GBS", False),
    ],
)
def test_the_license_of_hong_kong_is_a_condition(facts: dict[str, Any], code: str, asked: bool) -> None:
    place = facts["destination"]
    party = {"roles": ["purchaser", "ultimate_consignee", "end_user"], "kind": "company", "headquarters": place,
             "location": place, "ultimate_parent": {"headquarters": place}}  # fmt: skip
    verdict = check(Facts.model_validate({**facts, "parties": [party]}), Law(dt.date(2026, 9, 24)))
    [found] = [one for one in verdict.exceptions if one.available]
    assert found.code == code
    assert any("Hong Kong" in condition for condition in found.conditions) is asked
