"""North Korea: 15 CFR 746.4. All items but EAR99 food and medicine.

The words leave items without a named head case by case; the policy printed is the stricter one of
742.19(b) and of most heads, with a warning.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_746.items import is_food_or_medicine, meets_humanitarian_needs
from rules.ear.part_746.target import target
from rules.ear.requirement import Requirement
from rules.proof import Policy


def north_korea(deal: Deal) -> Requirement:
    """Is anything but EAR99 food and medicine going to North Korea?"""
    policy: Policy = "presumption_of_approval" if meets_humanitarian_needs(deal) else "policy_of_denial"
    return target(deal, "north_korea", unless=is_food_or_medicine, policy=policy)
