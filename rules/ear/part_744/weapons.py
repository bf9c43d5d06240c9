"""Proliferation end uses: nuclear, missile, chemical and biological, maritime nuclear propulsion.

15 CFR 744.2 to 744.5. They turn on what the exporter knows and reach every item subject to the EAR, but for 744.5,
which reaches technology. No license exception meets them. Not modelled: what 744.2(a)(2) leaves to safeguards, and
ranges under the line of 744.3(a)(1), for which there is no fact; both are read as caught.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_744.items import SOFT
from rules.ear.requirement import Requirement
from rules.ear.seats import everyone, seated_in
from rules.proof import step
from rules.truth import Truth, any_of


def nuclear(deal: Deal) -> Requirement:
    """Is it for nuclear activities of section 744.2, at a place that Supp. No. 3 does not spare?"""
    spared = deal.law.figure("weapons.nuclear_spared")
    use = deal.yes("end_uses#nuclear")
    if use is not Truth.NO:
        use &= ~deal.place_in("destination", frozenset(spared.value))
    held = step(
        deal,
        "part_744.nuclear_end_use",
        "Is it for a nuclear explosive, an unsafeguarded facility or the fuel cycle, outside the places spared?",
        use,
        "a license is required, no exception",
        (spared,),
        ("15 CFR 744.2(a)",),
    )
    return Requirement(held, "end_use", "case_by_case")


def missile(deal: Deal) -> Requirement:
    """Is it for rockets or unmanned aircraft in or by a D:4 country, or anywhere to deliver such weapons?

    The range of (a)(1) is no fact of its own: in D:4 an unknown range is caught by (a)(3). Elsewhere it turns on
    delivery, (a)(2); a use called civil too is no such delivery.
    """
    range_line = deal.law.figure("weapons.missile_range")
    use = deal.yes("end_uses#missile")
    if use is not Truth.NO:
        places = deal.law.places("country_groups.d_4")
        place = deal.place_in("destination", places)
        if place is not Truth.YES:
            place |= any_of([seated_in(deal, party, places) for party in everyone(deal)])
        use &= place | _delivers(deal)
    held = step(
        deal,
        "part_744.missile_end_use",
        "Is it for rockets or unmanned aircraft of a D:4 country, or for the delivery of weapons of mass destruction?",
        use,
        "a license is required, no exception",
        (range_line,),
        ("15 CFR 744.3(a)",),
    )
    return Requirement(held, "end_use", "case_by_case")


def _delivers(deal: Deal) -> Truth:
    """Are they to deliver chemical, biological or nuclear weapons?"""
    others = deal.yes("end_uses#nuclear") | deal.yes("end_uses#chemical_biological")
    if others is not Truth.NO:
        return others
    uses = deal.look("end_uses") or ()
    return Truth.NO if "civil" in uses else deal.yes("end_uses#weapons_delivery")


def chemical_biological(deal: Deal) -> Requirement:
    """Is it for chemical or biological weapons, anywhere in the world?"""
    held = step(
        deal,
        "part_744.chemical_biological_end_use",
        "Is it for chemical or biological weapons?",
        deal.yes("end_uses#chemical_biological"),
        "a license is required, no exception",
        cites=("15 CFR 744.4(a)",),
    )
    return Requirement(held, "end_use", "case_by_case")


def maritime_nuclear(deal: Deal) -> Requirement:
    """Is it technology for a foreign maritime nuclear propulsion project? Goods are not covered."""
    use = deal.yes("end_uses#maritime_nuclear")
    if use is not Truth.NO:
        use &= deal.one_of("item.form", SOFT)
    held = step(
        deal,
        "part_744.maritime_nuclear_end_use",
        "Is it technology for a foreign maritime nuclear propulsion project?",
        use,
        "a license is required, no exception",
        cites=("15 CFR 744.5(a)",),
    )
    civil = "civil" in (deal.look("end_uses") or ())
    return Requirement(held, "end_use", "case_by_case" if civil else "policy_of_denial")
