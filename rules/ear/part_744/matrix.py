"""Footnote 5: who needs a license for a tool that only sections 734.4(a)(9) or 734.9(e)(3) bring in.

15 CFR 744.11(a)(2)(v)(A): four rows by departure, seat of whoever ships, and tool. Where no row is met
the EAR ask for none on this ground; the country it leaves may. US-origin tools get no relief.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_734 import kinds
from rules.ear.part_774.advanced_computing import Class
from rules.truth import Truth

DEPARTURE = "departure#abroad"
SEATS = ("exporter.headquarters#told", "exporter.ultimate_parent_headquarters#told")


def ships_from(deal: Deal, places: frozenset[str]) -> Truth:
    """Does it leave one of these countries? Nobody's departure is presumed abroad."""
    return deal.place_in(DEPARTURE, places, exactly=True)


def seated_in(deal: Deal, places: frozenset[str], exactly: bool = False) -> Truth:
    """Is whoever ships, or its ultimate parent, headquartered there?"""
    seat = deal.place_in(SEATS[0], places, exactly)
    return seat if seat is Truth.YES else seat | deal.place_in(SEATS[1], places, exactly)


def seated_outside(deal: Deal, places: frozenset[str]) -> Truth:
    """Is one of the two headquartered elsewhere?"""
    seat = ~deal.place_in(SEATS[0], places, exactly=True)
    return seat if seat is Truth.YES else seat | ~deal.place_in(SEATS[1], places, exactly=True)


def asks_for_license(deal: Deal, found: Class) -> Truth:
    """Is one of the four rows met?"""
    tool, always = _named(deal, found), _always(deal)
    if tool is Truth.NO:
        return tool
    moving = deal.equals("activity", "transfer_in_country")
    if moving is Truth.YES:
        return tool & _transfer(deal, always)
    rows = seated_in(deal, deal.law.d5m)
    if rows is not Truth.YES:
        rows |= _from_allied_group(deal, always)
    if rows is not Truth.YES:
        rows |= _from_elsewhere(deal, always)
    return tool & rows


def _named(deal: Deal, found: Class) -> Truth:
    """Is it a tool that the rows name?"""
    paragraph = kinds.entry(deal)
    if paragraph is not None and kinds.is_one_of(paragraph, deal.law.figure("footnotes.tools.matrix_also").value or ()):
        return Truth.YES
    return kinds.tool(deal, found)


def _always(deal: Deal) -> Truth:
    """Is it a tool that no allied departure or seat frees?"""
    paragraph = kinds.entry(deal)
    names = deal.law.figure("footnotes.tools.always").value or ()
    return deal.yes(f"{kinds.OPEN}always") if paragraph is None else Truth.of(kinds.is_one_of(paragraph, names))


def _from_allied_group(deal: Deal, always: Truth) -> Truth:
    """Row (2): from A:5 outside Supp. No. 4 to part 742, unless that country controls it equally."""
    if always is Truth.NO or deal.get("content.foreign_control") is True:
        return Truth.NO
    there = deal.law.places("country_groups.a_5") - deal.law.places("footnotes.allies")
    return always & ships_from(deal, there)


def _from_elsewhere(deal: Deal, always: Truth) -> Truth:
    """Row (3): from outside A:5, every named tool, by seats inside Supp. No. 4 only those never freed."""
    outside = ~ships_from(deal, deal.law.places("country_groups.a_5"))
    if outside is Truth.NO:
        return outside
    return outside & (always | seated_outside(deal, deal.law.places("footnotes.allies")))


def _transfer(deal: Deal, always: Truth) -> Truth:
    """Row (4): within the country, by the seat of the ultimate parent."""
    return always | ~deal.place_in(SEATS[1], deal.law.places("footnotes.allies"), exactly=True)
