"""Occupied regions of Ukraine: 15 CFR 746.6. All but EAR99 food, medicine and messaging software.

Deployments by the Government of Ukraine, (a)(5), are left out here; who relies on that asks an officer.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_746.items import (
    for_civil_units_of_allies,
    is_food_or_medicine,
    is_free_messaging_software,
    meets_humanitarian_needs,
)
from rules.ear.requirement import Requirement
from rules.proof import Policy, step
from rules.truth import Truth


def occupied_region(deal: Deal) -> Requirement:
    """Is it going to an occupied region of Ukraine, and not left free there?"""
    regions, country = deal.law.figure("embargoes.regions"), deal.law.figure("embargoes.region_country")
    there = deal.place_in("destination", frozenset(country.value))
    stated = deal.told("region") and deal.get("region") in regions.value
    holds = Truth.YES if stated else there
    if there is not Truth.NO and not stated:
        holds = there & deal.one_of("region", regions.value)
    policy: Policy = "policy_of_denial"
    if holds is not Truth.NO:
        policy = _policy(deal)
        holds &= ~(is_food_or_medicine(deal) | is_free_messaging_software(deal))
    held = step(
        deal,
        "part_746.occupied_region",
        "Is it going to Crimea, Sevastopol or the so-called republics of Donetsk and Luhansk?",
        holds,
        "a license is required",
        (regions,),
    )
    return Requirement(held, "embargo", policy, deal.law.places("left_open.regions"))


def _policy(deal: Deal) -> Policy:
    """Denial; case by case for humanitarian needs and for units of companies of the US, A:5 or A:6."""
    used, asks = deal.take_used(), deal.take_asks()
    allied = for_civil_units_of_allies(deal)
    deal.used, deal.asks = used, asks
    return "case_by_case" if meets_humanitarian_needs(deal) or allied is Truth.YES else "policy_of_denial"
