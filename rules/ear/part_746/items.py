"""What sections of part 746 ask about the item and its user: EAR99, humanitarian goods, civil units.

15 CFR 746.4(a), 746.6(a), 746.9(a): EAR99 food and medicine are free. 15 CFR 746.6(d)(3): software for
personal communications. 15 CFR 746.8(a)(12)(ii), (b)(3)(vi), (c)(2)(vi): units of companies of the
United States, A:5 or A:6.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_774.advanced_computing import HARDWARE, lowered, stated_paragraph
from rules.ear.part_774.below import described_in_p
from rules.ear.part_774.classification import classify
from rules.ear.seats import served
from rules.truth import Truth, all_of, any_of

NEEDS = frozenset({"food", "medicine"})
NOT_CIVIL = frozenset({"armed_forces", "government_agency", "state_owned", "supercomputer_center"})


def is_ear99(deal: Deal) -> Truth:
    """Is it EAR99: said so, or a chip whose figures no entry describes?"""
    paragraph = stated_paragraph(deal)
    if paragraph is not None:
        return Truth.of(paragraph == "EAR99")
    found = classify(deal)
    if found.advanced is not Truth.NO or found.c is not Truth.NO or deal.look("item.form") not in HARDWARE:
        return Truth.NO
    return ~deal.recall("below", described_in_p).holds


def is_food_or_medicine(deal: Deal) -> Truth:
    """Is it food or medicine, designated EAR99?"""
    if deal.look("item.humanitarian_kind") not in NEEDS:
        return Truth.NO
    return is_ear99(deal) & deal.one_of("item.humanitarian_kind", NEEDS)


def is_free_messaging_software(deal: Deal) -> Truth:
    """Is it software for personal communications over the Internet, EAR99 or mass-market?"""
    if deal.look("item.humanitarian_kind") != "personal_communications" or deal.look("item.form") != "software":
        return Truth.NO
    paragraph = lowered(stated_paragraph(deal) or "")
    mass_market = deal.law.figure("consumer_communications.software").value
    return deal.equals("item.humanitarian_kind", "personal_communications") & (
        is_ear99(deal) | Truth.of(paragraph in mass_market)
    )


def meets_humanitarian_needs(deal: Deal) -> bool:
    """Was food or medicine stated, whatever its classification?"""
    return deal.look("item.humanitarian_kind") in NEEDS


def for_civil_units_of_allies(deal: Deal) -> Truth:
    """Is every user a civil branch, wholly owned unit or joint venture of companies of the US, A:5 or A:6?"""
    if any(deal.look(f"end_uses#{use}") is not False for use in ("military", "military_intelligence")):
        return Truth.NO
    users = [_unit_of_allies(deal, party) for party in served(deal)]
    return all_of(users) if users else Truth.NO


def _unit_of_allies(deal: Deal, party: str) -> Truth:
    if deal.get(f"{party}.kind") in NOT_CIVIL or deal.look(f"{party}.military_end_user") is not False:
        return Truth.NO
    allies = deal.law.a5_a6 | {"US"}
    branch = Truth.NO
    if not deal.look(f"{party}.listings") and isinstance(deal.look(f"{party}.headquarters"), str):
        branch = deal.place_in(f"{party}.headquarters", allies)
        if branch is not Truth.NO:
            branch &= deal.place_in(f"{party}.ultimate_parent.headquarters", allies)
    return any_of([branch, deal.yes(f"{party}.owners#allied")])
