"""Chip factories in Macau or D:5 that make advanced-node chips, and the design of such chips.

15 CFR 744.23(a)(2)(i) to (iv) and (a)(5). What an advanced node is, stands in 772.1 and comes in as a fact. Design
software of a designer is judged by (iii) alone; in a factory of unknown node (ii) reaches it too.
"""

from __future__ import annotations

from rules.deal import Deal, Open
from rules.ear.part_744.chips import places, policy, stands_in
from rules.ear.part_744.items import SOFT, entry, not_known
from rules.ear.part_744.listed_parties import entries
from rules.ear.requirement import Requirement
from rules.ear.seats import served
from rules.proof import step
from rules.truth import Truth, all_of, any_of

PLACES = "advanced_node.places"


def facility(deal: Deal) -> Requirement:
    """Is it, whatever it is, for making chips at a factory there that makes advanced-node chips?"""
    use = _production_there(deal)
    if use is not Truth.NO:
        use &= ~_is_design(deal)
    if use is not Truth.NO:
        use &= deal.yes("fab.advanced_node")
    if use is not Truth.NO:
        use &= ~carved_out(deal)
    viewed = policy(deal) if use is not Truth.NO else None
    held = step(
        deal,
        "part_744.advanced_node_end_use.facility",
        "Is it for making chips at a factory there where advanced-node chips are made?",
        use,
        "a license is required for any item, no exception",
        (deal.law.figure(PLACES),),
        ("15 CFR 744.23(a)(2)", "15 CFR 744.23(a)(5)"),
    )
    return Requirement(held, "end_use", viewed)


def unknown_node(deal: Deal) -> Requirement:
    """Is it an item of category 3, groups B to E, for a factory there of which nobody knows the node?"""
    groups = deal.law.figure("advanced_node.unknown_node_groups")
    use = Truth.NO
    if deal.told("fab.advanced_node") and isinstance(deal.look("fab.advanced_node"), Open):
        use = _production_there(deal)
        if use is not Truth.NO:
            use &= _in_groups(deal, groups.value) & ~_is_design(deal) & ~carved_out(deal)
        if use is not Truth.NO:
            deal.bound("fab.advanced_node")
    viewed = policy(deal) if use is not Truth.NO else None
    held = step(
        deal,
        "part_744.advanced_node_end_use.unknown_node",
        "Is it a category 3 item for a factory there of which nobody knows the node?",
        use,
        "a license is required, no exception",
        (deal.law.figure(PLACES), groups),
        ("15 CFR 744.23(a)(2)",),
    )
    return Requirement(held, "end_use", viewed)


def design(deal: Deal) -> Requirement:
    """Is it design software or technology for an advanced-node chip that will be made there?"""
    figure = deal.law.figure("advanced_node.design_places")
    use = Truth.NO
    if figure.value is not None and deal.look("item.form") in SOFT:
        use = deal.yes("end_uses#advanced_node")
        if use is not Truth.NO:
            use &= deal.yes("fab.advanced_node")
        if use is not Truth.NO:
            use &= _made_there(deal, places(deal, figure.id))
    viewed = policy(deal) if use is not Truth.NO else None
    held = step(
        deal,
        "part_744.advanced_node_end_use.design",
        "Is it design software or technology for an advanced-node chip that will be made there?",
        use,
        "a license is required, no exception",
        (figure,),
        ("15 CFR 744.23(a)(2)",),
    )
    return Requirement(held, "end_use", viewed)


def _made_there(deal: Deal, countries: frozenset[str]) -> Truth:
    """Will the chip be made there? Where nobody says, a designer there makes it there, and another is asked."""
    there = stands_in(deal, "fab.location", countries)
    asked = there is Truth.NO and deal.look("fab.location") is None
    return deal.yes("fab.location#there") if asked else there


def _production_there(deal: Deal) -> Truth:
    """Used to develop or produce chips at a factory there, beyond back-end steps, (a)(5)?"""
    if deal.law.figure(PLACES).value is None:
        return Truth.NO
    there = stands_in(deal, "fab.location", places(deal, PLACES))
    if there is not Truth.NO:
        there &= deal.yes("end_uses#advanced_node")
    return there & ~deal.yes("fab.back_end_only") if there is not Truth.NO else there


def _is_design(deal: Deal) -> Truth:
    """Software or technology for a designer, who has no factory."""
    if deal.look("item.form") not in SOFT:
        return Truth.NO
    return all_of([Truth.of(deal.get(f"{party}.kind") == "designer") for party in served(deal)])


def _in_groups(deal: Deal, groups: tuple[str, ...]) -> Truth:
    eccn = entry(deal)
    if eccn is None:
        return not_known(deal, "category_3")
    deal.bound("item.eccn")
    return Truth.of(eccn.startswith(groups))


def carved_out(deal: Deal) -> Truth:
    """(iv): does it go to an entity with footnote 5, whom 744.11 covers instead?"""
    footnote = deal.law.figure("advanced_node.footnote").value
    if footnote is None:
        return Truth.NO
    return any_of(
        [
            holds
            for party in served(deal)
            for key, holds in entries(deal, party, "entity_list")
            if footnote in (deal.look(f"{key}.footnotes") or ())
        ]
    )
