"""Iraq: 15 CFR 746.3. (a)(1) items controlled for regional stability or national security, which leaves
no NAC or ACA; (a)(4) any item for a military use or user that is not the Government of Iraq.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_744.military import known_fact
from rules.ear.part_774.advanced_computing import Class
from rules.ear.requirement import Requirement
from rules.ear.seats import everyone
from rules.proof import step
from rules.truth import Truth, all_of

OF_THE_GOVERNMENT = frozenset({"government_agency", "armed_forces"})


def controlled_items(deal: Deal, found: Class) -> Requirement:
    """Is an advanced computing item going to Iraq?"""
    figure = deal.law.figure("left_open.iraq_place")
    kind = found.advanced | found.c | found.v1
    holds = kind
    if holds is not Truth.NO:
        holds = deal.place_in("destination", frozenset(figure.value))
        holds = holds & kind if holds is not Truth.NO else holds
    held = step(
        deal, "part_746.iraq", "Is a controlled item going to Iraq?", holds, "a license is required", (figure,),
        ("15 CFR 746.3(a)",),
    )  # fmt: skip
    return Requirement(held, "embargo", None, deal.law.places("left_open.iraq"))


def military(deal: Deal) -> Requirement:
    """Is it for a military use or user in Iraq, other than its government?"""
    figure = deal.law.figure("left_open.iraq_place")
    holds = deal.place_in("destination", frozenset(figure.value))
    if holds is not Truth.NO:
        holds &= known_fact(deal) & ~all_of([_government(deal, party, figure.value) for party in everyone(deal)])
    held = step(
        deal,
        "part_746.iraq.military",
        "Is it for a military end use or end user in Iraq, other than its government?",
        holds,
        "a license is required, no exception",
        (figure,),
        ("15 CFR 746.3(a)(4)", "15 CFR 746.3(b)(4)"),
    )
    return Requirement(held, "end_use", "policy_of_denial")


def _government(deal: Deal, party: str, iraq: tuple[str, ...]) -> Truth:
    kind = Truth.of(deal.get(f"{party}.kind") in OF_THE_GOVERNMENT)
    return kind & deal.place_in(f"{party}.headquarters", frozenset(iraq)) if kind is not Truth.NO else kind
