"""General Prohibition Eight: countries where goods may not be unladen unless they could go there.

15 CFR 736.2(b)(8). Whether they could is what the country's own requirement says. Countries of part
746 that the list does not name are held to it too.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_746.embargoes import targets
from rules.proof import Step, step
from rules.truth import Truth


def places(deal: Deal) -> tuple[str, ...]:
    """The countries on the way that need an authorization of their own."""
    named = deal.law.places("general_prohibitions.transit") | targets(deal)
    return tuple(dict.fromkeys(deal.law.row(place) for place in deal.look("route") if deal.law.row(place) in named))


def step_for(deal: Deal, place: str, holds: Truth) -> Step:
    """Would the item need a license for this country?"""
    deal.bound("route")
    return step(
        deal,
        "part_736.transit",
        f"Would the item need a license to be unladen on the way ({place})?",
        holds,
        "a license for that country too",
        (deal.law.figure("general_prohibitions.transit"),),
    )
