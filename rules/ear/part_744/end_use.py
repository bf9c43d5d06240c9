"""Which end uses and end users of part 744 a deal speaks of, and where none is named.

The sections stand in weapons.py (744.2 to 744.5), microprocessors.py (744.17), military.py (744.21),
military_intelligence.py (744.22), supercomputer.py, advanced_node.py and chip_equipment.py (744.23). Here: the one
step of a deal that speaks of none of them, what is known to go on elsewhere, and the military fact that shuts out
NAC and ACA.
"""

from __future__ import annotations

from collections.abc import Callable

from rules.deal import Deal, Open
from rules.ear.part_744 import military, military_intelligence
from rules.ear.requirement import Requirement
from rules.ear.seats import everyone, seated_in
from rules.proof import step
from rules.truth import Truth, any_of

WEAPON_CITES = ("15 CFR 744.2", "15 CFR 744.3", "15 CFR 744.4", "15 CFR 744.5")
FORCES = ("end_uses#military", "end_uses#military_intelligence")
OTHER_KEYS = (
    "end_uses#nuclear", "end_uses#maritime_nuclear", "end_uses#missile", "end_uses#chemical_biological",
    "end_uses#supercomputer", "end_uses#advanced_node", "end_uses#sme",
)  # fmt: skip
ONWARD = ("exporter.knowledge#onward_to_embargoed_place", "exporter.knowledge#onward_to_listed_party")


def _speaks(deal: Deal, keys: tuple[str, ...]) -> bool:
    return any(deal.look(key) is not False for key in keys)


def speaks_of_forces(deal: Deal) -> bool:
    """A military or military-intelligence use, or such a user?"""
    return deal.recall("speaks_of_forces", _speaks_of_forces)


def _speaks_of_forces(deal: Deal) -> bool:
    users = [
        deal.look(f"{party}.military_end_user") is not False
        or deal.look(f"{party}.military_intelligence_end_user") is not False
        or isinstance(deal.look(f"{party}.kind"), Open)
        or deal.look(f"{party}.kind") == military.ARMED
        for party in everyone(deal)
    ]
    return _speaks(deal, FORCES) or any(users)


def speaks_of(*uses: str) -> Callable[[Deal], bool]:
    """Does the deal speak of one of these end uses?"""
    keys = tuple(f"end_uses#{use}" for use in uses)
    return lambda deal: _speaks(deal, keys)


def speaks_of_onward(deal: Deal) -> bool:
    """A place or party that the item is known to go on to?"""
    return _speaks(deal, ONWARD)


def touched(deal: Deal) -> bool:
    """Does anything in the deal speak of an end use or end user of part 744?"""
    return _speaks(deal, OTHER_KEYS) or speaks_of_forces(deal) or speaks_of_onward(deal)


def none_named(deal: Deal) -> Requirement:
    """Is it for an end use or end user that part 744 names? Asked in one step where nothing speaks of one."""
    deal.bound("end_uses#military")
    held = step(
        deal,
        "part_744.end_use",
        "Is it for an end use or end user that part 744 names?",
        Truth.NO,
        cites=("15 CFR 744.21(a)(1)", "15 CFR 744.22(a)", "15 CFR 744.23(a)(1)", *WEAPON_CITES),
    )
    return Requirement(held, "end_use")


def onward(deal: Deal) -> Requirement:
    """Is it known that the item goes on to an embargoed place or to a listed party?"""
    kinds = ("onward_to_embargoed_place", "onward_to_listed_party")
    held = step(
        deal,
        "part_744.onward",
        "Is it known that the item goes on to an embargoed place or a listed party?",
        any_of([deal.yes(f"exporter.knowledge#{kind}") for kind in kinds]),
        "judged by where and to whom it goes",
        cites=("15 CFR 736.2(b)(10)", "15 CFR 744.11(a)"),
    )
    return Requirement(held, "end_user", "presumption_of_denial")


def military_fact(deal: Deal) -> Truth:
    """Is a military fact known of a country whose forces part 744 reads? It shuts out NAC and ACA (15 CFR 740.8(b)).

    Whatever Supp. No. 2 says about the item. Elsewhere, the forces of Poland, say, no section of part 744 asks.
    """
    if not speaks_of_forces(deal):
        return Truth.NO
    known = military.known_fact(deal)
    if known is Truth.NO:
        return known
    law = deal.law
    countries = frozenset().union(
        law.figure("military.listed_places").value,
        law.figure("military.any_item_places").value,
        military_intelligence.places(law),
        law.places("country_groups.d_1"),
    )
    where = deal.place_in("destination", countries)
    if where is not Truth.YES:
        where |= any_of([seated_in(deal, party, countries) for party in everyone(deal)])
    return known & where
