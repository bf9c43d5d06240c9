"""End uses that need a license by knowledge.

15 CFR 744.2 to 744.4 (weapons of mass destruction), 744.17 (microprocessors), 744.21 (military),
744.22 (military intelligence), 744.23(a)(1), (a)(2), (a)(4). Modelled as far as nothing is cleared on
them; the details are still to come (coverage part_744.end_uses).
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_774.advanced_computing import stated_paragraph
from rules.ear.requirement import Requirement
from rules.ear.seats import everyone, seated_in
from rules.proof import step
from rules.truth import Truth, any_of

WEAPONS = ("nuclear", "maritime_nuclear", "missile", "chemical_biological")
WEAPON_CITES = ("15 CFR 744.2", "15 CFR 744.3", "15 CFR 744.4", "15 CFR 744.5")


FORCES = ("end_uses#military", "end_uses#military_intelligence")
WEAPON_KEYS = tuple(f"end_uses#{use}" for use in WEAPONS)
ONWARD = ("exporter.knowledge#onward_to_embargoed_place", "exporter.knowledge#onward_to_listed_party")


def _speaks(deal: Deal, keys: tuple[str, ...]) -> bool:
    return any(deal.look(key) is not False for key in keys)


def speaks_of_forces(deal: Deal) -> bool:
    """A military or military-intelligence use, or such a user?"""
    users = [
        deal.look(f"{party}.military_end_user") is not False
        or deal.look(f"{party}.military_intelligence_end_user") is not False
        or deal.look(f"{party}.kind") == "armed_forces"
        for party in everyone(deal)
    ]
    return _speaks(deal, FORCES) or any(users)


def speaks_of_weapons(deal: Deal) -> bool:
    """Nuclear, missile, chemical or biological work?"""
    return _speaks(deal, WEAPON_KEYS)


def speaks_of_machines(deal: Deal) -> bool:
    """A supercomputer?"""
    return _speaks(deal, ("end_uses#supercomputer",))


def speaks_of_fabs(deal: Deal) -> bool:
    """A fab or its equipment?"""
    return _speaks(deal, ("end_uses#advanced_node", "end_uses#sme"))


def speaks_of_onward(deal: Deal) -> bool:
    """A place or party that the item is known to go on to?"""
    return _speaks(deal, ONWARD)


def touched(deal: Deal) -> bool:
    """Does anything in the deal speak of an end use or end user of part 744?"""
    named = (speaks_of_forces, speaks_of_weapons, speaks_of_machines, speaks_of_fabs, speaks_of_onward)
    return any(speaks(deal) for speaks in named)


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


def military_user(deal: Deal) -> Truth:
    """A military end use, or a party that is a military end user, wherever."""
    users = [deal.yes(f"{party}.military_end_user") for party in everyone(deal)]
    forces = [Truth.of(deal.get(f"{party}.kind") == "armed_forces") for party in everyone(deal)]
    return deal.yes("end_uses#military") | any_of([*users, *forces])


def military(deal: Deal) -> Requirement:
    """Is it for a military end use or end user of the countries of section 744.21?"""
    law = deal.law
    listed, every = law.figure("end_uses.military.listed_items"), law.figure("end_uses.military.any_item")
    use = military_user(deal)
    place = Truth.NO
    if use is not Truth.NO:
        place = deal.place_in("destination", frozenset(every.value))
        if stated_paragraph(deal) != "EAR99":
            # 744.17 reaches microprocessors anywhere in D:1; a chip of 3A991.p is one
            place |= deal.place_in("destination", frozenset(listed.value) | law.places("country_groups.d_1"))
    holds = use & place
    denial = deal.place_in("destination", frozenset(every.value)) if holds is not Truth.NO else Truth.NO
    held = step(
        deal,
        "part_744.military_end_use",
        "Is it for a military end use or end user there?",
        holds,
        "a license is required; NAC and ACA are out",
        (listed, every),
        ("15 CFR 744.21(e)(3)", "15 CFR 744.17(a)"),
    )
    return Requirement(held, "end_use", "policy_of_denial" if denial is Truth.YES else "presumption_of_denial")


def military_intelligence(deal: Deal) -> Requirement:
    """Is it for a military-intelligence end use or end user of section 744.22?"""
    figure = deal.law.figure("end_uses.intelligence.any_item")
    users = [deal.yes(f"{party}.military_intelligence_end_user") for party in everyone(deal)]
    use = deal.yes("end_uses#military_intelligence") | any_of(users)
    place = Truth.NO
    if use is not Truth.NO:
        places = frozenset(figure.value)
        place = deal.place_in("destination", places)
        if place is not Truth.YES:
            place |= any_of([seated_in(deal, party, places) for party in everyone(deal)])
    held = step(
        deal,
        "part_744.military_intelligence",
        "Is it for a military-intelligence end use or end user?",
        use & place,
        "a license is required",
        (figure,),
    )
    return Requirement(held, "end_use", "presumption_of_denial")


def weapons(deal: Deal) -> Requirement:
    """Is it for nuclear, missile, chemical or biological weapons work?"""
    holds = any_of([deal.yes(f"end_uses#{use}") for use in WEAPONS])
    held = step(
        deal,
        "part_744.weapons",
        "Is it for a nuclear, missile, chemical or biological end use?",
        holds,
        "a license is required",
        cites=WEAPON_CITES,
    )
    return Requirement(held, "end_use", "case_by_case")


def supercomputer(deal: Deal) -> Requirement:
    """Is it for a supercomputer in Macau or D:5?"""
    law = deal.law
    double = law.figure("advanced_computing.supercomputer.fp64_from")
    single = law.figure("advanced_computing.supercomputer.fp32_from")
    use = deal.yes("end_uses#supercomputer") & ~Truth.of(stated_paragraph(deal) == "EAR99")
    if use is not Truth.NO:
        use &= deal.place_in("destination", law.d5m) | deal.place_in("supercomputer.location", law.d5m)
    if use is not Truth.NO:
        use &= deal.at_least("supercomputer.fp64_pflops", double.value) | deal.at_least(
            "supercomputer.fp32_pflops", single.value
        )
    held = step(
        deal,
        "part_744.supercomputer",
        "Is it for a supercomputer in Macau or D:5?",
        use,
        "a license is required, no exception",
        (double, single),
        ("15 CFR 744.23(a)(1)",),
    )
    return Requirement(held, "end_use", "presumption_of_denial")


def chip_making(deal: Deal) -> Requirement:
    """Is it for an advanced-node fab or for chip-making equipment in Macau or D:5?"""
    fab = deal.yes("end_uses#advanced_node") & ~deal.yes("fab.back_end_only")
    if fab is not Truth.NO:
        fab &= deal.yes("fab.advanced_node")
    equipment = deal.yes("end_uses#sme") & ~Truth.of(stated_paragraph(deal) == "EAR99")
    use = fab | equipment
    if use is not Truth.NO:
        use &= deal.place_in("destination", deal.law.d5m) | deal.place_in("fab.location", deal.law.d5m)
    held = step(
        deal,
        "part_744.chip_making",
        "Is it for an advanced-node fab or for chip-making equipment there?",
        use,
        "a license is required, no exception",
        cites=("15 CFR 744.23(a)(2)", "15 CFR 744.23(a)(4)"),
    )
    return Requirement(held, "end_use", "presumption_of_denial")


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
    """Is a military or military-intelligence fact known, which shuts out NAC and ACA (15 CFR 740.8(b))?"""
    return military_user(deal) | deal.yes("end_uses#military_intelligence")
