"""Note 1 to ECCN 3A090.a: what foundries and packaging houses have to presume of advanced logic chips.

15 CFR Part 774, Supp. No. 1, ECCN 3A090.a, Note 1 with Supps. No. 6 and 7 to part 740. The presumption binds a
front-end fabricator or an OSAT alone, and never a board or computer. Figures are in foundry.yaml, the lists in
part_740/approved_makers.yaml. Not modelled: how transistors are counted (Technical Note 1), goods en
route on the compliance day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

from rules.deal import Deal, Open
from rules.proof import Step, step
from rules.truth import Truth

MAKERS = frozenset({"fabricator", "osat"})
LEGAL_FORMS = frozenset({"inc", "corporation", "corp", "company", "co", "ltd", "limited", "ag", "nv", "sa", "berhad",
                         "llc", "plc", "the", "group", "com"})  # fmt: skip
NOTE = "15 CFR Part 774, Supp. No. 1, ECCN 3A090.a, Note 1"


def concerns(deal: Deal) -> bool:
    """Does Note 1 speak of this exporter and article: a bare chip, out of a maker's hands?"""
    if deal.look("item.form") != "chip" or not deal.law.figure("foundry.presumption").value:
        return False
    role = deal.look("exporter.role")
    return isinstance(role, Open) or role in MAKERS or deal.look("exporter.kind") in MAKERS


def presumption(deal: Deal, meets_lines: Callable[[Deal], Truth]) -> Step:
    """Is the chip presumed to be 3A090.a for data centers? `meets_lines`: do TPP and density, without Note 2?"""
    holds = _by_maker(deal)
    if holds is not Truth.NO:
        holds &= advanced_logic(deal)
    if holds is not Truth.NO:
        holds &= ~_overcome(deal, meets_lines)
    return step(
        deal,
        "part_774.foundry.presumption",
        "Is the maker's chip presumed to be 3A090.a and for data centers?",
        holds,
        "an item of 3A090.a for data centers by presumption",
        (deal.law.figure("foundry.presumption"), deal.law.figure("foundry.transistors.below")),
        (NOTE,),
    )


def _by_maker(deal: Deal) -> Truth:
    """Is the exporter a front-end fabricator or an OSAT?"""
    if deal.get("exporter.kind") in MAKERS:
        return Truth.YES
    return deal.one_of("exporter.role", MAKERS)


def advanced_logic(deal: Deal) -> Truth:
    """Is it logic of the 16/14 nm node or below, or with non-planar transistors?"""
    told = deal.told("item.process_nonplanar") and deal.get("item.process_nonplanar") is True
    if told and not isinstance(deal.look("item.tpp"), Open):  # a chip that processes is logic
        return Truth.YES
    return deal.yes("foundry.advanced_logic")


def _overcome(deal: Deal, meets_lines: Callable[[Deal], Truth]) -> Truth:
    """Does one of the three ways out hold? A later one is only looked at where no earlier one does."""
    holds = _designer_attests(deal, meets_lines)
    for way in (_fabricator_packages, _approved_osat_packages):
        if holds is not Truth.YES:
            holds |= way(deal)
    return holds


def _designer_attests(deal: Deal, meets_lines: Callable[[Deal], Truth]) -> Truth:
    """Paragraph a: an approved or authorized designer gives TPP and density, which are below the lines."""
    holds = by_qualified_designer(deal)
    if holds is not Truth.NO:
        holds &= _attested(deal, "designer")
    if holds is not Truth.NO:
        holds &= ~meets_lines(deal)
    return holds


def _fabricator_packages(deal: Deal) -> Truth:
    """Paragraph b: packaged by the fabricator outside Macau and D:5, which attests the transistor count."""
    holds = _packaged(deal, "fabricator")
    if holds is not Truth.NO:
        holds &= ~deal.place_in("foundry.packaged_in", deal.law.d5m)
    if holds is not Truth.NO:
        holds &= _few_transistors(deal)
    return holds & _attested(deal, "fabricator") if holds is not Truth.NO else holds


def _approved_osat_packages(deal: Deal) -> Truth:
    """Paragraph c: packaged by an approved OSAT, anywhere, which attests the transistor count."""
    holds = _packaged(deal, "approved_osat")
    if holds is not Truth.NO:
        holds &= _few_transistors(deal)
    return holds & _attested(deal, "osat") if holds is not Truth.NO else holds


def _few_transistors(deal: Deal) -> Truth:
    """Is the count of the final package below the line, or below the year's other line without memory?"""
    without: Decimal | None = deal.law.figure("foundry.transistors.below_without_memory").value
    under = ~deal.at_least("foundry.transistors", deal.law.figure("foundry.transistors.below").value)
    if under is Truth.YES or without is None:
        return under
    below = ~deal.at_least("foundry.transistors", without)
    return under | (below & ~deal.yes("foundry.has_hbm")) if below is not Truth.NO else below


def _packaged(deal: Deal, by: str) -> Truth:
    """Is it packaged by the fabricator, or by an approved OSAT?"""
    name = deal.get("foundry.packaged_by")
    if name is None or (name == "osat" and by == "approved_osat" and _own_name(deal, "osat") is None):
        return deal.yes(f"foundry.packaged_by#{by}")
    own = _own_name(deal, str(name))
    if by == "fabricator":
        return Truth.of(name == "fabricator" or _is_exporter(deal, str(name), "fabricator"))
    return Truth.of(name == "approved_osat" or approved(deal, own or str(name), "osats"))


def _own_name(deal: Deal, role: str) -> str | None:
    """The exporter's name, where the word says no more than its own role."""
    name = deal.get("exporter.name")
    return str(name) if name is not None and deal.get("exporter.role") == role else None


def _is_exporter(deal: Deal, name: str, role: str) -> bool:
    own = _own_name(deal, role)
    return own is not None and same(own, name)


def _attested(deal: Deal, by: str) -> Truth:
    """Does the one whose word counts attest it? Anybody else's word is not enough, paragraph d."""
    name = deal.get("foundry.attested_by")
    if name is None:
        return deal.yes(f"foundry.attested_by#{by}")
    if name == by:
        return Truth.YES
    packager, designer = deal.get("foundry.packaged_by"), deal.get("item.designer")
    if by == "designer":
        return Truth.of(designer is not None and same(str(designer), str(name)))
    return Truth.of((packager is not None and same(str(packager), str(name))) or _is_exporter(deal, str(name), by))


def by_qualified_designer(deal: Deal) -> Truth:
    """Is the chip designed by an approved designer, or by one that is authorized on this day?"""
    name, status = deal.get("item.designer"), deal.get("item.designer_status")
    if name is not None and approved(deal, str(name), "designers"):
        return Truth.YES
    if status == "approved":  # a name that the list does not hold is not approved, whatever is said of it
        return Truth.of(name is None and deal.look("item.designer_headquarters") not in deal.law.d5m)
    return _authorized(deal) if status == "authorized" else Truth.NO


def _authorized(deal: Deal) -> Truth:
    """Paragraph a(2) and (3): seat, no location or parent in Macau or D:5, and later an application."""
    law, seat = deal.law, deal.bound("item.designer_headquarters")
    named = law.figure("foundry.designer.seats").value
    if named is None:
        return Truth.NO
    holds = Truth.YES
    if seat is not None:
        places = (
            law.places("foundry.designer.seats") | law.places("country_groups.a_1") | law.places("country_groups.a_5")
        )
        holds = deal.place_in("item.designer_headquarters", places - law.d5m)
    if holds is Truth.NO or _designer_of_d5m(deal):
        return Truth.NO
    trigger: dt.date = law.figure("foundry.designer.applies_from").value
    return holds & _applied(deal) if law.reached(trigger) else holds


def _designer_of_d5m(deal: Deal) -> bool:
    """Is a party that is the designer located, seated or owned there?"""
    places = deal.law.d5m
    names = ("location", "headquarters", "ultimate_parent.headquarters")
    designers = [f"parties[{index}]" for index in range(deal.parties)]
    designers = [path for path in designers if deal.look(f"{path}.kind") == "designer"]
    seats = [deal.look(f"{path}.{name}") for path in designers for name in names]
    return any(isinstance(seat, str) and (seat in places or deal.law.row(seat) in places) for seat in seats)


def _applied(deal: Deal) -> Truth:
    """Has the designer applied to be approved, not longer ago than its status lasts?"""
    filed = deal.get("item.designer_applied_on")
    if filed is None:
        return deal.yes("item.designer_applied_on#in_time")
    last = filed + dt.timedelta(days=int(deal.law.figure("foundry.designer.days").value))
    return Truth.of(deal.law.reached(filed) and not deal.law.reached(last + dt.timedelta(days=1)))


def reports_due(deal: Deal) -> bool:
    """Does the fabricator owe BIS the quarterly report of section 743.9: a chip for an authorized designer?"""
    if not concerns(deal) or deal.look("exporter.role") != "fabricator":
        return False
    name = deal.look("item.designer")
    listed = isinstance(name, str) and approved(deal, name, "designers")
    return deal.look("item.designer_status") == "authorized" and not listed


def approved(deal: Deal, name: str, names: str) -> bool:
    """Does Supp. No. 6 ("designers") or 7 ("osats") of the day hold this name?"""
    listed = deal.law.figure(f"approved_makers.{names}").value or ()
    return bare(name) in {bare(one) for one in listed}


def bare(name: str) -> str:
    """The name without legal form, case and signs: "NXP Semiconductors N.V." as "nxp semiconductors"."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=\b\w)\.(?=\w\b)|(?<=\b\w)\.(?=\W|$)", "", name.lower()))
    return " ".join(word for word in words if word not in LEGAL_FORMS)


def same(one: str, other: str) -> bool:
    """Are both names those of one company: equal, or one the beginning of the other, as Amkor of Amkor Technology?"""
    first, second = sorted((bare(one), bare(other)), key=len)
    return bool(first) and (first == second or second.startswith(f"{first} "))
