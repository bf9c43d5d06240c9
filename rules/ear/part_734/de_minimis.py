"""Controlled US content of a foreign-made item: 15 CFR 734.4.

10 percent for Country Groups E:1 and E:2, 25 percent elsewhere; exactly at the share is still within.
Paragraph (a) names what has no share small enough. Passing never ends the question: section 734.9 is
tested by itself. Content that would itself move without a license is no controlled content.
"""

from __future__ import annotations

from decimal import Decimal

from rules.deal import Deal
from rules.ear.part_734 import kinds
from rules.ear.part_734.direct_product import CHIP, to_d5m
from rules.ear.part_744 import footnoted
from rules.ear.part_744.matrix import seated_in, ships_from
from rules.ear.part_774.advanced_computing import Class
from rules.proof import Step, step
from rules.truth import Truth, any_of

SHARE = "content.controlled_share"


def share(deal: Deal, found: Class) -> Step:
    """Is the controlled share above the level of the destination?"""
    low, high = deal.law.figure("de_minimis.share.embargoed"), deal.law.figure("de_minimis.share.elsewhere")
    holds = deal.above(SHARE, high.value)
    if holds is not Truth.YES:
        more = deal.above(SHARE, low.value)
        if more is not Truth.NO:
            strict = deal.place_in("destination", deal.law.e)
            holds = more if strict is Truth.YES else holds | (strict & more)
        else:
            holds = more
    return step(
        deal,
        "part_734.de_minimis",
        "Is the controlled US content above the de minimis level?",
        holds,
        "subject to the EAR",
        (low, high),
        ("15 CFR 734.3(a)",),
    )


def none_allowed(deal: Deal, found: Class) -> Step:
    """Is it an item for which any controlled content counts, and does it hold some? 734.4(a)(2) to (6)."""
    paragraph = kinds.entry(deal)
    holds = Truth.NO
    if paragraph is not None:
        whole = deal.law.figure("de_minimis.everywhere").value
        holds = Truth.of(kinds.is_one_of(paragraph, whole)) | _lithography(deal, paragraph)
        holds |= _military(deal, found, paragraph)
    if holds is not Truth.NO:
        holds &= deal.above(SHARE, Decimal(0))
    figures = tuple(deal.law.figure(f"de_minimis.{one}") for one in ("everywhere", "lithography.items"))
    return step(
        deal,
        "part_734.de_minimis.none",
        "Is it an item for which no share of controlled US content is small enough?",
        holds,
        "subject to the EAR",
        figures,
    )


def _lithography(deal: Deal, paragraph: str) -> Truth:
    """(a)(3): lithography for advanced-node chips, unless the country it comes from controls it itself."""
    law = deal.law
    items = law.figure("de_minimis.lithography.items").value
    if items is None or not kinds.is_one_of(paragraph, items):
        return Truth.NO
    own = deal.get("content.made_in") in (law.figure("de_minimis.lithography.controlled_by").value or ())
    if own or deal.get("content.foreign_control") is True:
        return Truth.NO
    return deal.yes("fab.advanced_node")


def _military(deal: Deal, found: Class, paragraph: str) -> Truth:
    """(a)(5), (a)(6): military commodities, the 600 and 515 series; .y paragraphs for fewer places."""
    law = deal.law
    named = Truth.of(kinds.is_one_of(paragraph, law.figure("de_minimis.military.items").value))
    if named is Truth.NO:
        named = kinds.munitions(deal, found) | kinds.spacecraft(deal, found)
    if named is Truth.NO:
        return named
    if ".y" in paragraph:
        return deal.place_in("destination", law.e | law.places("de_minimis.military.y_places"))
    return deal.place_in("destination", law.places("country_groups.d_5"))


def with_chip(deal: Deal, found: Class) -> Step:
    """Does a US-origin chip inside leave no de minimis level: computers (1), chip-making equipment (8)?"""
    law, paragraph = deal.law, kinds.entry(deal)
    computers, figure = law.figure("de_minimis.computers"), law.figure("de_minimis.equipment.in_force")
    holds = Truth.of(paragraph is not None and kinds.is_one_of(paragraph, computers.value))
    if holds is Truth.NO and figure.value:
        holds = to_d5m(deal)
        if holds is not Truth.NO:
            holds &= kinds.equipment(deal, found)
        if holds is not Truth.NO:
            holds &= ~freed(deal)
    if holds is not Truth.NO:
        holds &= deal.yes(CHIP)
    return step(
        deal,
        "part_734.de_minimis.chip",
        "Does a US-origin integrated circuit inside leave no de minimis level?",
        holds,
        "subject to the EAR",
        (computers, figure),
    )


def freed(deal: Deal) -> Truth:
    """742.4(a)(4)(ii), 742.6(a)(6)(i)(A): sent by an entity in an allied country, or one with equal controls, not of
    Macau or D:5."""
    own = ships_from(deal, deal.law.places("footnotes.allies"))
    if own is not Truth.YES and deal.get("content.foreign_control") is True:
        own = Truth.YES
    return own & ~seated_in(deal, deal.law.d5m)


def tools(deal: Deal, found: Class) -> Step:
    """Does a US-origin chip in another tool of category 3B leave none for a footnote 5 entity: (9)?"""
    figure = deal.law.figure("de_minimis.tools.in_force")
    holds = Truth.NO
    if figure.value:
        holds = kinds.other_tool(deal, found)
        if holds is not Truth.NO:
            marked = footnoted.takes_part(deal, footnoted.TOOLS)
            holds &= marked if marked is Truth.YES else marked | footnoted.at_advanced_facility(deal)
        if holds is not Truth.NO:
            holds &= deal.yes(CHIP)
    return step(
        deal,
        "part_734.de_minimis.tools",
        "Does a US-origin integrated circuit bring this tool for a footnote 5 entity under the EAR?",
        holds,
        "subject to the EAR",
        (figure,),
    )


def tests(deal: Deal, found: Class) -> tuple[Step, ...]:
    """Every test of section 734.4; the last one by itself opens only section 744.11(a)(2)(v)."""
    return share(deal, found), none_allowed(deal, found), with_chip(deal, found), tools(deal, found)


def any_holds(steps: tuple[Step, ...]) -> Truth:
    """Is there more than a de minimis amount?"""
    return any_of(one.holds for one in steps)
