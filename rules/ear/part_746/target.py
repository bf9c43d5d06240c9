"""One section of part 746 for one destination: what needs a license there, and which exceptions it leaves."""

from __future__ import annotations

from collections.abc import Callable

from rules.deal import Deal
from rules.ear.requirement import Requirement
from rules.proof import Policy, step
from rules.truth import Truth


def target(deal: Deal, name: str, *, policy: Policy, unless: Callable[[Deal], Truth] | None = None) -> Requirement:
    """Does the destination fall under the section, and is the item none that it leaves free?"""
    figure = deal.law.figure(f"embargoes.{name}")
    holds = deal.place_in("destination", frozenset(figure.value))
    if holds is not Truth.NO and unless is not None:
        holds &= ~unless(deal)
    held = step(
        deal, f"part_746.{name}", f"Is the destination under {figure.cite}?", holds, "a license is required", (figure,)
    )
    return Requirement(held, "embargo", policy, deal.law.places(f"left_open.{name}"))
