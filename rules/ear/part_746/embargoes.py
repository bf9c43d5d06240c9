"""Embargoes and special country controls: which section of part 746 the destination falls under.

15 CFR 746.2 (Cuba), 746.4 (North Korea), 746.6 (occupied regions of Ukraine), 746.7 (Iran), 746.8
(Russia, Belarus), 746.9 (Syria), one module each. 746.1(b): the arms embargoes of the United Nations reach items
with a UN reason for control, which no entry modelled here has.
"""

from __future__ import annotations

from collections.abc import Callable

from rules.deal import Deal
from rules.ear.part_746.cuba import cuba
from rules.ear.part_746.iran import iran
from rules.ear.part_746.north_korea import north_korea
from rules.ear.part_746.occupied_regions import occupied_region
from rules.ear.part_746.russia_belarus import goods_by_code, russia_belarus
from rules.ear.part_746.syria import syria
from rules.ear.requirement import Requirement
from rules.proof import step
from rules.truth import Truth

Section = Callable[[Deal], Requirement]
SECTIONS: tuple[tuple[str, Section], ...] = (
    ("cuba", cuba),
    ("iran", iran),
    ("north_korea", north_korea),
    ("syria", syria),
    ("russia_belarus", russia_belarus),
    ("russia_belarus", goods_by_code),
    ("region_country", occupied_region),
)


def sections(deal: Deal) -> tuple[Section, ...]:
    """The sections that can apply: all while the destination is open, and 746.6 wherever a region is named."""
    destination = deal.look("destination")
    if not isinstance(destination, str):
        return tuple(section for _, section in SECTIONS)
    row, named = deal.law.row(destination), deal.told("region")
    return tuple(
        section
        for places, section in SECTIONS
        if row in deal.law.places(f"embargoes.{places}") or (named and section is occupied_region)
    )


def targets(deal: Deal) -> frozenset[str]:
    """Every country that a section of part 746 names."""
    names = ("cuba", "iran", "north_korea", "syria", "russia_belarus", "region_country")
    return frozenset().union(*(deal.law.places(f"embargoes.{name}") for name in names))


def none_touched(deal: Deal) -> bool:
    """Is the destination certainly outside part 746, and no occupied region named?"""
    return not deal.told("region") and deal.place_in("destination", targets(deal)) is Truth.NO


def left_open(deal: Deal) -> frozenset[str]:
    """The exceptions that the section of the destination leaves; empty outside part 746 and for Iran."""
    destination = deal.look("destination")
    if not isinstance(destination, str):
        return frozenset()
    named = ("cuba", "north_korea", "russia_belarus", "syria")
    left = [deal.law.places(f"left_open.{one}") for one in named if destination in deal.law.places(f"embargoes.{one}")]
    if deal.told("region") and deal.look("region") in deal.law.figure("embargoes.regions").value:
        left.append(deal.law.places("left_open.regions"))
    return frozenset().union(*left)


def elsewhere(deal: Deal) -> Requirement:
    """Is the destination under part 746? Asked in one step where it is not."""
    deal.bound("destination")
    held = step(
        deal,
        "part_746.embargoes",
        "Is the destination under an embargo of part 746?",
        Truth.NO,
        cites=("15 CFR 746.2", "15 CFR 746.4", "15 CFR 746.6(a)", "15 CFR 746.7", "15 CFR 746.8(a)(1)", "15 CFR 746.9"),
    )
    return Requirement(held, "embargo")
