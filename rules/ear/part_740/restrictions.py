"""What is struck out before any exception is looked at.

15 CFR 740.2(a)(9)(ii): for advanced computing items to the D groups (without A:5 and A:6), and to
companies of Macau or D:5 anywhere, only a short list survives. 15 CFR 740.2(a)(17): none with a party
on the Unverified List. 15 CFR 740.2(a)(19) and (20): Hong Kong's own license comes first, a paper still to be had.
"""

from __future__ import annotations

from dataclasses import replace

from rules.deal import Deal
from rules.ear.examined import Examined
from rules.ear.requirement import Requirement
from rules.ear.seats import of_d5m
from rules.truth import Truth

SURVIVORS = frozenset(
    {"NAC", "ACA", "TMP(a)(6)", "RPL", "GOV(b)", "TSU", "HBM", "ACM", "VEU"}
)  # VEU is none of part 740
SURVIVORS_OF_2022 = frozenset({"RPL", "GOV(b)", "TSU"})
CITES_OF_HONG_KONG = ("15 CFR 740.2(a)(19)", "15 CFR 740.2(a)(20)")
HONG_KONG = (
    "for items controlled for NS, MT, CB or NP column 1: a copy of Hong Kong's own license, or of its statement that "
    "none is needed, before it goes",
)
CITE = "15 CFR 740.2(a)(9)(ii)"


def struck_out(deal: Deal) -> Truth:
    """Is the transaction inside the scope in which only the survivors are left?"""
    return deal.ask_once("struck_out", _struck_out)


def _struck_out(deal: Deal) -> Truth:
    law = deal.law
    if law.figure("restrictions.struck.v2").value:
        inside = deal.place_in("destination", law.d145)
        return inside if inside is Truth.YES else inside | of_d5m(deal)
    return deal.place_in("destination", law.places("restrictions.struck.v1"))


def met(one: Examined, left: frozenset[str] | None, firm: list[Requirement]) -> Examined:
    """The exception, refused where section 740.2(a)(9) strikes it out or a requirement leaves no room for it."""
    if one.holds is Truth.NO:
        return one
    if left is not None and not one.among(left):
        why = ("struck out for these items at this place or for this company",)
        return Examined(one.code, Truth.NO, why, (CITE,), limb=one.limb)
    for asks in firm:
        if not one.among(asks.lifted_by):
            cites = (*(figure.cite for figure in asks.step.figures), *asks.step.cites)[:1]
            return Examined(one.code, Truth.NO, ("a requirement stands that it does not lift",), cites, limb=one.limb)
    return one


def by_way_of_hong_kong(deal: Deal, examined: tuple[Examined, ...]) -> tuple[Examined, ...]:
    """The exceptions, to Hong Kong or out of it on the condition of its own license."""
    places = deal.law.figure("restrictions.hong_kong").value
    if not {deal.look("destination"), deal.look("departure")} & set(places):
        return examined
    return tuple(
        one
        if one.holds is Truth.NO
        else replace(one, conditions=(*one.conditions, *HONG_KONG), cites=(*one.cites, *CITES_OF_HONG_KONG))
        for one in examined
    )
