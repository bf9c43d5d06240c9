"""Iran: 15 CFR 746.7. Items of the Commerce Control List, and what Treasury forbids besides.

No exception is left, (c). OFAC's authorization counts for the EAR too, (a)(2). EAR99 items need no BIS
license outside Supp. No. 7, whose list is not at hand, but are barred without OFAC, (e).
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_746.items import is_ear99, meets_humanitarian_needs
from rules.ear.part_746.target import target
from rules.ear.requirement import Requirement
from rules.proof import Policy, Step, step
from rules.truth import Truth


def iran(deal: Deal) -> Requirement:
    """Is an item of the Commerce Control List going to Iran?"""
    policy: Policy = "case_by_case" if meets_humanitarian_needs(deal) else "policy_of_denial"
    return target(deal, "iran", unless=is_ear99, policy=policy)


def touched(deal: Deal) -> bool:
    """Can the destination be Iran?"""
    destination = deal.look("destination")
    return not isinstance(destination, str) or deal.law.row(destination) in deal.law.places("embargoes.iran")


def iran_by_treasury(deal: Deal) -> Step:
    """Is an EAR99 item going to Iran without Treasury's authorization?"""
    figure = deal.law.figure("embargoes.iran")
    there = deal.place_in("destination", frozenset(figure.value))
    if there is not Truth.NO:
        there &= is_ear99(deal)
    barred = there & ~deal.yes("ofac_authorization") if there is not Truth.NO else there
    if barred is not Truth.NO and _may_be_licensed(deal):
        barred &= ~deal.yes("ofac_authorization#looked")
    return step(
        deal,
        "part_746.iran.treasury",
        "Is an EAR99 item going to Iran without authorization by OFAC?",
        barred,
        "prohibited as long as OFAC has not authorized it",
        cites=("15 CFR 746.7(e)", "31 CFR ch. V"),
    )


def _may_be_licensed(deal: Deal) -> bool:
    """Goods for which OFAC has standing general licenses: whether their terms are met has to be looked up."""
    return deal.look("item.humanitarian_kind") is not None and not deal.told("ofac_authorization")
