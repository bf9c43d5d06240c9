"""Embargoes and special country controls: nothing goes there on this rule base without a license.

15 CFR 746.2 (Cuba), 746.4 (North Korea), 746.6 (occupied regions of Ukraine), 746.7 (Iran), 746.8
(Russia, Belarus), 746.9 (Syria). Not modelled: tariff-code lists of 746.8 for EAR99 goods and the
exceptions of the sections (coverage part_746.exceptions).
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_774.advanced_computing import stated_paragraph
from rules.ear.requirement import Requirement
from rules.law import Figure
from rules.proof import Policy, Step, step
from rules.truth import Truth


def _is_ear99(deal: Deal) -> Truth:
    return Truth.of(stated_paragraph(deal) == "EAR99")


def targets(deal: Deal) -> frozenset[str]:
    """Every country that a section of part 746 names."""
    names = ("cuba", "iran", "north_korea", "syria", "russia_belarus", "region_country")
    return frozenset().union(*(deal.law.places(f"embargoes.{name}") for name in names))


def none_touched(deal: Deal) -> bool:
    """Is the destination certainly outside part 746, and no occupied region named?"""
    return "region" not in deal.stated and deal.place_in("destination", targets(deal)) is Truth.NO


def elsewhere(deal: Deal) -> Requirement:
    """Is the destination under part 746? Asked in one step where it is not."""
    deal.bound("destination")
    held = step(
        deal,
        "part_746.embargoes",
        "Is the destination under an embargo of part 746?",
        Truth.NO,
        cites=("15 CFR 746.2", "15 CFR 746.4", "15 CFR 746.6(a)", "15 CFR 746.7", "15 CFR 746.8(a)(1)", "15 CFR 746.9"),
    )
    return Requirement(held, "embargo")


def _target(deal: Deal, rule: str, figure: Figure, policy: Policy, holds: Truth | None = None) -> Requirement:
    there = deal.place_in("destination", frozenset(figure.value))
    held = step(
        deal,
        f"part_746.{rule}",
        f"Is the destination under {figure.cite}?",
        there if holds is None else there & holds,
        "a license is required",
        (figure,),
    )
    return Requirement(held, "embargo", policy)


def cuba(deal: Deal) -> Requirement:
    """Is it going to Cuba?"""
    return _target(deal, "cuba", deal.law.figure("embargoes.cuba"), "policy_of_denial")


def north_korea(deal: Deal) -> Requirement:
    """Is it going to North Korea?"""
    return _target(deal, "north_korea", deal.law.figure("embargoes.north_korea"), "policy_of_denial")


def syria(deal: Deal) -> Requirement:
    """Is it going to Syria?"""
    policy = deal.law.figure("embargoes.syria_policy").value
    return _target(deal, "syria", deal.law.figure("embargoes.syria"), policy)


def iran(deal: Deal) -> Requirement:
    """Is an item of the Commerce Control List going to Iran?"""
    return _target(deal, "iran", deal.law.figure("embargoes.iran"), "policy_of_denial", ~_is_ear99(deal))


def iran_by_treasury(deal: Deal) -> Step:
    """Is an EAR99 item going to Iran without Treasury's authorization?"""
    figure = deal.law.figure("embargoes.iran")
    there = deal.place_in("destination", frozenset(figure.value)) & _is_ear99(deal)
    return step(
        deal,
        "part_746.iran.treasury",
        "Is an EAR99 item going to Iran without authorization by OFAC?",
        there & ~deal.yes("ofac_authorization"),
        "prohibited as long as OFAC has not authorized it",
        cites=("15 CFR 746.7(e)", "31 CFR ch. V"),
    )


def russia_belarus(deal: Deal) -> Requirement:
    """Is an item of the Commerce Control List going to Russia or Belarus?"""
    figure = deal.law.figure("embargoes.russia_belarus")
    return _target(deal, "russia_belarus", figure, "policy_of_denial", ~_is_ear99(deal))


def goods_by_code(deal: Deal) -> Requirement:
    """Does an EAR99 good to Russia or Belarus stand on the lists by tariff code?"""
    figure = deal.law.figure("embargoes.russia_belarus")
    there = deal.place_in("destination", frozenset(figure.value)) & _is_ear99(deal)
    if there is not Truth.NO:
        there &= deal.equals("item.hts#class", "listed")
    held = step(
        deal,
        "part_746.russia_belarus.codes",
        "Does the good stand on the lists of section 746.8 by its tariff code?",
        there,
        "a license is required",
        cites=("15 CFR 746.8(a)(5)",),
    )
    return Requirement(held, "embargo", "policy_of_denial")


def occupied_region(deal: Deal) -> Requirement:
    """Is it going to an occupied region of Ukraine?"""
    regions, country = deal.law.figure("embargoes.regions"), deal.law.figure("embargoes.region_country")
    there = deal.place_in("destination", frozenset(country.value))
    stated = "region" in deal.stated and deal.get("region") in regions.value
    holds = Truth.YES if stated else there
    if there is not Truth.NO and not stated:
        holds = there & deal.one_of("region", regions.value)
    held = step(
        deal,
        "part_746.occupied_region",
        "Is it going to Crimea, Sevastopol or the so-called republics of Donetsk and Luhansk?",
        holds,
        "a license is required",
        (regions,),
    )
    return Requirement(held, "embargo", "policy_of_denial")
