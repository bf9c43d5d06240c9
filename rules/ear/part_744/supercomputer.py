"""Supercomputers in Macau or D:5.

15 CFR 744.23(a)(1) with the figures of 772.1: the item's entry, the machine's rate inside its envelope, its place.
Components that will be used in one count like the machine, (ii)(B). 3A090 and 4A090 are not among the entries, nor
is EAR99.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_744.chips import places, policy, stands_in
from rules.ear.part_744.items import on_list
from rules.ear.requirement import Requirement
from rules.proof import step
from rules.truth import Truth


def end_use(deal: Deal) -> Requirement:
    """Is it an item of (a)(1)(i) for a supercomputer in Macau or D:5, or for a part of one?"""
    law = deal.law
    where, items = law.figure("supercomputer.places"), law.figure("supercomputer.entries")
    figures = tuple(law.figure(f"supercomputer.{name}") for name in ("fp64_from", "fp32_from", "volume_to"))
    use = Truth.NO
    if where.value is not None:
        use = stands_in(deal, "supercomputer.location", places(deal, where.id))
    if use is not Truth.NO:
        use &= on_list(deal, items.value, "supercomputer")
    if use is not Truth.NO:
        use &= deal.yes("end_uses#supercomputer")
    if use is not Truth.NO:
        use &= is_supercomputer(deal)
    viewed = policy(deal) if use is not Truth.NO else None
    held = step(
        deal,
        "part_744.supercomputer_end_use",
        "Is it for a supercomputer in Macau or Country Group D:5?",
        use,
        "a license is required, no exception",
        (where, items, *figures),
        ("15 CFR 744.23(a)(1)",),
    )
    return Requirement(held, "end_use", viewed)


def is_supercomputer(deal: Deal) -> Truth:
    """Does the machine reach either rate inside the envelope? A volume nobody states is presumed to be inside."""
    law = deal.law
    double = deal.at_least("supercomputer.fp64_pflops", law.figure("supercomputer.fp64_from").value)
    rate = double
    if rate is not Truth.YES:
        rate |= deal.at_least("supercomputer.fp32_pflops", law.figure("supercomputer.fp32_from").value)
    if rate is Truth.NO:
        return rate
    return rate & ~deal.above("supercomputer.volume_cubic_feet", law.figure("supercomputer.volume_to").value)
