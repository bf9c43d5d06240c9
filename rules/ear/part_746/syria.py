"""Syria: 15 CFR 746.9. All items but EAR99 food and medicine; since 2025-09-02 with SPP and milder policies."""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_746.items import NOT_CIVIL, is_food_or_medicine
from rules.ear.part_746.target import target
from rules.ear.requirement import Requirement
from rules.ear.seats import served
from rules.proof import Policy


def syria(deal: Deal) -> Requirement:
    """Is anything but EAR99 food and medicine going to Syria?"""
    return target(deal, "syria", unless=is_food_or_medicine, policy=_policy(deal))


def _policy(deal: Deal) -> Policy:
    """Approval is presumed for a civil use that was stated, for users who are not the state; else case by case."""
    policy: Policy = deal.law.figure("embargoes.syria_policy").value
    if policy != "case_by_case":
        return policy
    civil = deal.told("end_uses") and deal.look("end_uses") == ("civil",)
    private = all(deal.look(f"{party}.kind") not in NOT_CIVIL for party in served(deal))
    return "presumption_of_approval" if civil and private else policy
