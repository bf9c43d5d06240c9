"""Microprocessors for a military end use or end user in Country Group D:1.

15 CFR 744.17, with the figures of (a). The section names microprocessors; a card built around one, and a machine
described by such chips, are read like the chip (warning `microprocessor_on_board`). It sets aside NLR and every
exception but GOV, (f).
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_744.items import SOFT, entry, named, on_list
from rules.ear.part_744.military import for_forces
from rules.ear.requirement import Requirement
from rules.law import Figure
from rules.proof import step
from rules.truth import Truth, all_of

WHOLE = frozenset({"server", "system"})


def military(deal: Deal) -> Requirement:
    """Is it a microprocessor for a military end use or end user in D:1?"""
    law = deal.law
    speed, width = law.figure("microprocessors.gflops_from"), law.figure("microprocessors.alu_bits_from")
    holds = for_forces(deal, law.places("country_groups.d_1"))
    if holds is not Truth.NO:
        holds &= is_microprocessor(deal, speed, width)
    held = step(
        deal,
        "part_744.microprocessors",
        "Is it a microprocessor for a military end use or end user in Country Group D:1?",
        holds,
        "a license is required, whatever else applies",
        (speed, width),
        ("15 CFR 744.17(a)",),
    )
    return Requirement(held, "end_use", "presumption_of_denial", frozenset({"GOV"}))


def is_microprocessor(deal: Deal, speed: Figure, width: Figure) -> Truth:
    """Does it reach both figures? A chip of the entries that describe such chips does until stated otherwise."""
    form = deal.look("item.form")
    if form in SOFT:
        return on_list(deal, deal.law.figure("microprocessors.software").value, "microprocessors")
    figures = {"item.gflops": speed, "item.alu_bits": width}
    stated = {key: figure for key, figure in figures.items() if deal.look(key) is not None}
    reached = all_of([deal.at_least(key, figure.value) for key, figure in stated.items()])
    if reached is Truth.NO or len(stated) == len(figures):
        return reached
    name = "machines" if form in WHOLE else "entries"
    return reached & on_list(deal, deal.law.figure(f"microprocessors.{name}").value, "microprocessors")


def on_a_board(deal: Deal) -> bool:
    """Is the requirement made for an article around the chip, so that it rests on our reading?"""
    eccn = entry(deal)
    boards = deal.law.figure("microprocessors.machines").value
    return deal.look("item.form") not in SOFT | {"chip"} and eccn is not None and named(eccn, boards)
