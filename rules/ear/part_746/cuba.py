"""Cuba: 15 CFR 746.2. Everything subject to the EAR needs a license but what its exceptions free."""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_746.target import target
from rules.ear.requirement import Requirement
from rules.ear.seats import served
from rules.proof import Policy

STATE = frozenset({"government_agency", "state_owned", "armed_forces"})


def cuba(deal: Deal) -> Requirement:
    """Is it going to Cuba?"""
    return target(deal, "cuba", policy=_policy(deal))


def _policy(deal: Deal) -> Policy:
    """Denial; medicine and telecommunications for the people are approved as a rule, food is looked at."""
    kind = deal.look("item.humanitarian_kind")
    of_the_state = any(deal.look(f"{party}.kind") in STATE for party in served(deal))
    if kind == "medicine" or (kind == "personal_communications" and not of_the_state):
        return "presumption_of_approval"
    return "case_by_case" if kind == "food" else "policy_of_denial"
