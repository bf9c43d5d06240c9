"""Military end uses and end users.

15 CFR 744.21(a)(1) with Supp. No. 2, (a)(2), (c), (e) and the meanings of (f) and (g). Outside their own country
only listed ones count: the MEU List and footnote 3 of the Entity List are asked in listed_parties.py. A military-
intelligence organization is read here too, beside 744.22: which of the two a unit falls under is not always plain,
and the stricter answer counts. (a)(3), owners: listed_parties.py. (h) concerns contracts of 2014.
"""

from __future__ import annotations

from rules.deal import Deal, Open
from rules.ear.part_744.items import entry, is_ear99, named, on_list
from rules.ear.requirement import Requirement
from rules.ear.seats import everyone
from rules.proof import Policy, step
from rules.truth import Truth, any_of

ONLY_GOV = frozenset({"GOV(b)"})  # for the US Government
POD: Policy = "presumption_of_denial"
ARMED = "armed_forces"
ORDINARY = frozenset({"food", "medicine"})


def is_military(deal: Deal, party: str) -> Truth:
    """Is the party a military end user in the sense of (g)? The armed forces always are, their hospitals too."""
    kind = deal.look(f"{party}.kind")
    forces = deal.equals(f"{party}.kind", ARMED) if isinstance(kind, Open) or kind == ARMED else Truth.NO
    if forces is Truth.YES:
        return forces
    return forces | deal.yes(f"{party}.military_end_user") | deal.yes(f"{party}.military_intelligence_end_user")


def for_forces(deal: Deal, places: frozenset[str]) -> Truth:
    """A military end use in one of the places, or a military end user who is there."""
    there = deal.place_in("destination", places)
    found = there
    if found is not Truth.NO:
        found &= deal.yes("end_uses#military") | deal.yes("end_uses#military_intelligence")
    for party in everyone(deal):
        if found is Truth.YES:
            break
        where = there
        if where is not Truth.YES and deal.look(f"{party}.location") is not None:
            where |= deal.place_in(f"{party}.location", places)
        if where is not Truth.NO:
            found |= where & is_military(deal, party)
    return found


def listed_items(deal: Deal) -> Requirement:
    """Is it an item of Supp. No. 2 for a military end use or end user of the countries of (a)(1)?"""
    places, items = deal.law.figure("military.listed_places"), deal.law.figure("military.supplement_2")
    app = deal.law.figure("military.app_above")
    holds = for_forces(deal, frozenset(places.value))
    if holds is not Truth.NO:
        holds &= in_supplement_2(deal)
    held = step(
        deal,
        "part_744.military_end_use.listed_items",
        "Is it an item of Supp. No. 2 for a military end use or end user there?",
        holds,
        "a license is required, no exception but GOV",
        (places, items, app),
        ("15 CFR 744.21(a)(1)",),
    )
    return Requirement(held, "end_use", POD, ONLY_GOV)


def in_supplement_2(deal: Deal) -> Truth:
    """Does Supp. No. 2 list the item? Where it lists part of an entry, the part is asked for; of computers, APP."""
    law = deal.law
    partly = law.figure("military.supplement_2_partly").value
    eccn = entry(deal)
    if eccn is not None and named(eccn, partly):
        deal.bound("item.eccn")
        return deal.yes("item.eccn#supplement_2")
    found = on_list(deal, law.figure("military.supplement_2").value, "supplement_2")
    by_app = eccn is not None and named(eccn, law.figure("military.supplement_2_by_app").value)
    if by_app and deal.look("item.app_wt") is not None:
        found &= deal.above("item.app_wt", law.figure("military.app_above").value)
    return found


def any_item(deal: Deal) -> Requirement:
    """Is it, whatever it is, for a military end use or end user of the countries of (a)(2)?"""
    places = deal.law.figure("military.any_item_places")
    held = step(
        deal,
        "part_744.military_end_use.any_item",
        "Is it, whatever it is, for a military end use or end user there?",
        for_forces(deal, frozenset(places.value)),
        "a license is required, no exception but GOV",
        (places,),
        ("15 CFR 744.21(a)(2)",),
    )
    return Requirement(held, "end_use", _denied(deal), ONLY_GOV)


def _denied(deal: Deal) -> Policy:
    """(e)(1): policy of denial, EAR99 food and medicine case by case."""
    spared = is_ear99(deal) and deal.look("item.humanitarian_kind") in ORDINARY
    return "case_by_case" if spared else "policy_of_denial"


def other_licenses(deal: Deal) -> Requirement:
    """Does (e)(3) draw a license that another provision asks for under the policy of (e)(1)?"""
    listed, every = deal.law.figure("military.listed_places"), deal.law.figure("military.any_item_places")
    denial = for_forces(deal, frozenset(every.value))
    holds = denial if denial is Truth.YES else denial | for_forces(deal, frozenset(listed.value))
    held = step(
        deal,
        "part_742.review_policy.military",
        "Is it for a military end use or end user of a country of section 744.21?",
        holds,
        "every license for it is viewed under the policy of section 744.21(e)(1)",
        (listed, every),
        ("15 CFR 744.21(e)(3)",),
    )
    return Requirement(held, "end_use", _denied(deal) if denial is not Truth.NO else POD)


def known_fact(deal: Deal) -> Truth:
    """Is a military or military-intelligence fact known, wherever the user is?"""
    uses = deal.yes("end_uses#military") | deal.yes("end_uses#military_intelligence")
    return uses | any_of([is_military(deal, party) for party in everyone(deal)])
