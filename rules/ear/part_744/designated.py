"""Specially designated nationals: 15 CFR 744.8, and Treasury's own rules beside it.

744.8 asks for a license where a party is designated under its identifiers; an Entity List entry of the same
party takes precedence, and authorization by OFAC lifts only the former. 31 CFR chapter V is outside the EAR:
its rule on owned entities was never stayed, and who is blocked under other identifiers is barred to US
persons alone. Not modelled: a transaction that an OFAC general license would have covered, had OFAC had
jurisdiction (stricter: the license stays required).
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_734.activities import INSIDE, SERVING, STILL
from rules.ear.part_744 import owners
from rules.ear.part_744.entity_list import reaches
from rules.ear.part_744.listed_parties import entries
from rules.ear.requirement import Requirement
from rules.ear.seats import everyone
from rules.proof import Step, step
from rules.truth import Truth, any_of

OUTSIDE_748_5 = frozenset({"supplier", "financier"})  # no party of 748.5(c) to (f) for certain


def designated_national(deal: Deal) -> Requirement:
    """Is a party a specially designated national whom section 744.8 names?"""
    tests = [holds & ~_has_entry(deal, party) for party in everyone(deal) for holds in _named(deal, party)]
    holds = any_of(tests)
    if holds is not Truth.NO:
        holds &= ~deal.yes("ofac_authorization")
    held = step(
        deal,
        "part_744.designated_national",
        "Is a party a specially designated national whom section 744.8 names?",
        holds,
        "a license is required; Treasury's rules apply besides",
        (deal.law.figure("designated.identifiers"),),
        ("15 CFR 744.8",),
    )
    return Requirement(held, "end_user", "presumption_of_denial")


def _named(deal: Deal, party: str) -> list[Truth]:
    return [holds for key, holds in entries(deal, party, "sdn") if owners.named_in_744_8(deal, key)]


def _has_entry(deal: Deal, party: str) -> Truth:
    """Is the same party on the Entity List, under an entry that reaches the item and so rules in place of 744.8?"""
    asked = len(deal.asks)
    holds = any_of(holds & reaches(deal, key) for key, holds in entries(deal, party, "entity_list"))
    del deal.asks[asked:]  # an open entry is asked for by the Entity List itself
    return Truth.YES if holds is Truth.YES else Truth.NO


def barred_by_treasury(deal: Deal) -> Step:
    """Does Treasury alone forbid it to a US person: a designated national, or one owned by half by some?

    Where section 744.8 asks for a BIS license itself, that is the outcome and Treasury is named beside it.
    """
    tests = [holds for party in _all(deal) for holds in _barred(deal, party)]
    tests += [_owned_by_blocked(deal, party) for party in _all(deal) if deal.look(f"{party}.owners#listed")]
    holds = any_of(tests)
    if holds is not Truth.NO:
        holds &= _us_nexus(deal) & ~deal.yes("ofac_authorization")
    return step(
        deal,
        "part_744.treasury",
        "Does Treasury forbid it to a US person, without authorization by OFAC?",
        holds,
        "prohibited as long as OFAC has not authorized it",
        cites=("31 CFR ch. V", "15 CFR 744.8"),
    )


def _all(deal: Deal) -> list[str]:
    return [f"parties[{index}]" for index in range(deal.parties)]


def _barred(deal: Deal, party: str) -> list[Truth]:
    """The party's designations that 744.8 does not turn into a license requirement."""
    outside = set(deal.look(f"{party}.roles")) <= OUTSIDE_748_5
    return [holds for key, holds in entries(deal, party, "sdn") if outside or not owners.named_in_744_8(deal, key)]


def _owned_by_blocked(deal: Deal, party: str) -> Truth:
    """Do blocked persons own half of it, and no rule on owners in the EAR asks for a license on that ground?

    Of an act that moves nothing none does.
    """
    line = deal.law.figure("designated.treasury_from_percent").value
    blocked = owners.aggregate(deal, party, line, owners.BLOCKED)
    if blocked is Truth.NO or not owners.in_force(deal) or deal.look("activity") in STILL | SERVING | INSIDE:
        return blocked
    return blocked & ~owners.aggregate(deal, party, owners.line(deal), owners.NAMED_IN_744_8)


def barred_outside(deal: Deal) -> Step:
    """Does Treasury forbid a US person's deal with an item outside the EAR, which section 744.8 does not reach?"""
    tests = [holds for party in _all(deal) for _, holds in entries(deal, party, "sdn")]
    holds = any_of(tests)
    if holds is not Truth.NO:
        holds &= _us_nexus(deal) & ~deal.yes("ofac_authorization")
    return step(
        deal,
        "part_744.treasury.outside",
        "Does a US person deal with a blocked person, without authorization by OFAC?",
        holds,
        "prohibited as long as OFAC has not authorized it",
        cites=("31 CFR ch. V",),
    )


def _us_nexus(deal: Deal) -> Truth:
    """Does a US person take part? An export from the United States always has that nexus."""
    export = deal.equals("activity", "export") & deal.equals("departure", "US")
    if export is Truth.YES:
        return export
    stated = deal.told("exporter.us_person") and deal.get("exporter.us_person") is True
    return Truth.YES if stated else deal.yes("exporter.us_nexus")
