"""What falls below ECCN 3A090, and the name of the paragraph after the form shipped.

15 CFR Part 774, Supp. No. 1, ECCN 3A991.p, 4A994.l; EAR99 for what no entry describes. A board or a
server takes the paragraph of category 4, a bare chip that of category 3.
"""

from __future__ import annotations

from rules.deal import Deal, Open
from rules.ear.part_774.advanced_computing import ASSEMBLIES, HARDWARE, Class, lowered, stated_paragraph
from rules.proof import Step, step
from rules.truth import Truth


def described_in_p(deal: Deal) -> Step:
    """Does the chip reach 8 TOPS or 150 GB/s, so that 3A991.p or 4A994.l describes it?"""
    tops, io = deal.law.figure("eccn_3a991.p.tops_from"), deal.law.figure("eccn_3a991.p.io_from")
    widest = deal.law.figure("eccn_3a991.p.widest_bits").value
    highest = deal.get("item.tops#highest")
    unknown = deal.is_open("item.tpp")
    if tops.value is None:
        holds = Truth.NO
    elif highest is not None:
        holds = Truth.of(highest >= tops.value)
    elif unknown:
        holds = Truth.YES  # nothing known that would take it out: the entry rather than EAR99
    else:
        holds = Truth.of(deal.reaches("item.tpp", widest * tops.value) or deal.reaches("item.tpp", tops.value))
    reached = deal.look("item.aggregate_io_gb_s")
    if holds is Truth.NO and io.value is not None and not isinstance(reached, Open):
        holds = deal.at_least("item.aggregate_io_gb_s", io.value)
    return step(
        deal,
        "part_774.eccn_3a991.p",
        "Is it above the lines of ECCN 3A991.p?",
        holds,
        "controlled for anti-terrorism reasons",
        (tops, io),
    )


def paragraph_of(deal: Deal, found: Class, below: Step | None) -> str | None:
    """The ECCN to print, or None while the class is open or no entry is modelled for the form."""
    if not found.goods:
        return found.entry
    stated = stated_paragraph(deal)
    assembly = deal.look("item.form") in ASSEMBLIES
    if Truth.UNKNOWN in {found.a, found.b, found.c, found.v1}:
        return None
    for holds, letter in ((found.a, "a"), (found.b, "b")):
        if holds is Truth.YES:
            return _twin(deal, stated, letter) or (f"4A090.{letter}" if assembly else f"3A090.{letter}")
    if found.c is Truth.YES:
        return "3A090.c"
    if found.v1 is Truth.YES:
        return "4A090" if assembly else "3A090"
    if stated is not None and not stated.startswith(("3A090", "4A090")):
        return stated if stated == "EAR99" else lowered(stated)
    if below is None or deal.look("item.form") not in HARDWARE:
        return None
    if below.holds is Truth.NO:
        return "EAR99"
    return "4A994.l" if assembly else "3A991.p"


def _twin(deal: Deal, stated: str | None, letter: str) -> str | None:
    """The stated paragraph where it is a twin of this letter."""
    if stated is None:
        return None
    twins = deal.law.figure(f"ccl_terms.twins.{letter}").value or ()
    name = lowered(stated)
    return name if any(name == one or name.startswith(f"{one}.") for one in twins) else None
