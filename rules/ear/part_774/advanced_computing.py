"""ECCN 3A090, 4A090 and their twins: is the item an advanced computing item, and in which paragraph?

15 CFR Part 774, Supp. No. 1, ECCN 3A090 with Technical Note 2 and Notes 2 to 4; ECCN 4A090. The
figures are in eccn_3a090.yaml. What falls below is classified in below.py, software and technology in
software_technology.py; Note 1 to 3A090.a is foundry.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from rules.deal import Deal, Open
from rules.ear.part_774 import foundry
from rules.proof import Step, step
from rules.truth import Truth

ASSEMBLIES = frozenset({"module", "card", "server", "system", "component"})
HARDWARE = ASSEMBLIES | {"chip", "memory"}


@dataclass(frozen=True, slots=True)
class Class:
    """What the item is: one truth per kind that a rule tells apart."""

    a: Truth  # 3A090.a, 4A090.a or a twin
    b: Truth  # 3A090.b, 4A090.b or a twin
    c: Truth  # 3A090.c, loose high-bandwidth memory
    v1: Truth  # 3A090 or 4A090 of 2022
    steps: tuple[Step, ...] = field(compare=False)
    entry: str | None = None  # of software, technology or weights, where it is settled
    goods: bool = True  # no software, technology or weights
    held: bool = True  # the rule base knows the reasons for control of the entry
    weights: Truth = Truth.NO  # 4E091
    presumed: Truth = Truth.NO  # an a item for data centers by Note 1, whatever its figures

    @property
    def advanced(self) -> Truth:
        """a, b, or described by the entry of 2022."""
        return self.a | self.b | self.v1

    @property
    def closed(self) -> bool:
        """Is nothing of it open?"""
        truths = (self.a, self.b, self.c, self.v1, self.weights, self.presumed)
        return Truth.UNKNOWN not in truths and not any(one.asks for one in self.steps)


def stated_paragraph(deal: Deal) -> str | None:
    """The ECCN that the user stated, without the word ECCN."""
    eccn = deal.get("item.eccn")
    return None if eccn is None else str(eccn).upper().removeprefix("ECCN").strip().replace(".Z", ".z")


def lowered(eccn: str) -> str:
    """3A090.A.1 as 3A090.a.1: the number in capitals, the paragraph small."""
    number, _, paragraph = eccn.partition(".")
    return f"{number.upper()}.{paragraph.lower()}" if paragraph else number.upper()


def _among(eccn: str, paragraphs: tuple[str, ...]) -> Truth:
    """Is the stated ECCN one of the paragraphs, or part of one? UNKNOWN where it names the entry only."""
    if any(eccn == one or eccn.startswith(f"{one}.") for one in paragraphs):
        return Truth.YES
    return Truth.UNKNOWN if any(one.startswith(f"{eccn}.") for one in paragraphs) else Truth.NO


def described_in_a(deal: Deal) -> Step:
    """Is the chip described in 3A090.a on the law's date, Note 2 taken into account?"""
    law = deal.law
    figures = tuple(law.figure(f"eccn_3a090.a.{one}") for one in ("tpp_alone", "tpp_with_density", "density_from"))
    note = law.figure("eccn_3a090.note_2.tpp_below")
    a1 = deal.at_least("item.tpp", figures[0].value)
    holds = a1
    if a1 is not Truth.YES:
        a2 = deal.at_least("item.tpp", figures[1].value)
        if a2 is not Truth.NO:
            a2 &= dense(deal, figures[2].value)
        if a2 is not Truth.NO:  # Note 2 can only take out what is described
            a2 &= ~left_out(deal, note.value)
        holds = a1 | a2
    return step(
        deal,
        "part_774.eccn_3a090.a",
        "Is the chip described in ECCN 3A090.a?",
        holds,
        "an item of 3A090.a",
        (*figures, note),
    )


def described_in_b(deal: Deal) -> Step:
    """Is the chip described in 3A090.b, Note 2 taken into account?"""
    law = deal.law
    names = ("tpp_from", "tpp_below", "density_from", "density_below", "tpp_dense", "dense_from", "dense_below")
    figures = tuple(law.figure(f"eccn_3a090.b.{one}") for one in names)
    tpp_from, tpp_below, density_from, density_below, tpp_dense, dense_from, dense_below = (
        one.value for one in figures
    )
    note = law.figure("eccn_3a090.note_2.tpp_below")
    b1 = deal.at_least("item.tpp", tpp_from) & ~deal.at_least("item.tpp", tpp_below)
    if b1 is not Truth.NO:
        b1 &= dense(deal, density_from) & ~dense(deal, density_below)
    b2 = deal.at_least("item.tpp", tpp_dense)
    if b2 is not Truth.NO:
        b2 &= dense(deal, dense_from) & ~dense(deal, dense_below)
    holds = b1 | b2
    if holds is not Truth.NO:
        holds &= ~left_out(deal, note.value)
    return step(
        deal,
        "part_774.eccn_3a090.b",
        "Is the chip described in ECCN 3A090.b?",
        holds,
        "an item of 3A090.b",
        (*figures, note),
    )


def dense(deal: Deal, line: Decimal | None) -> Truth:
    """Does performance density reach the line? Without a non-planar die no density line is met (9.17 of the brief)."""
    if line is not None and deal.get("item.process_nonplanar") is False:
        return Truth.NO  # what turns on it waits for a classification: clearance.no_planar_doubt
    return deal.at_least("item.performance_density", line)


def left_out(deal: Deal, tpp_below: Decimal | None) -> Truth:
    """Note 2: neither designed nor marketed for data centers, and TPP below the line."""
    if tpp_below is None:
        return Truth.NO
    under = ~deal.at_least("item.tpp", tpp_below)
    if under is Truth.NO:
        return under
    return under & ~deal.yes("item.designed_or_marketed_for_datacenter")


def described_in_c(deal: Deal) -> Step:
    """Is it high-bandwidth memory described in 3A090.c?"""
    line = deal.law.figure("eccn_3a090.c.density_above")
    holds = Truth.NO
    if line.value is not None and deal.get("item.form") == "memory":
        bandwidth = deal.bound("item.memory_bandwidth_gb_s")
        area = deal.bound("item.hbm.area_mm2")
        if isinstance(bandwidth, Open):
            holds = deal.above("item.memory_bandwidth_gb_s", line.value)
            holds = Truth.UNKNOWN if holds is not Truth.NO else holds
        elif isinstance(area, Open):
            # the density exceeds the line while the area stays under bandwidth over the line
            holds = ~deal.at_least("item.hbm.area_mm2", bandwidth / line.value)
        else:
            holds = Truth.of(bandwidth / area > line.value)
        holds &= ~deal.yes("item.hbm.processing_dominant")
    return step(deal, "part_774.eccn_3a090.c", "Is it memory described in ECCN 3A090.c?", holds, "3A090.c", (line,))


def described_in_v1(deal: Deal) -> Step:
    """Does the entry of 2022 describe the chip: bits x TOPS and interconnect?"""
    io, bits_tops = deal.law.figure("eccn_3a090.v1.io_from"), deal.law.figure("eccn_3a090.v1.bits_tops_from")
    holds = deal.at_least("item.tpp", bits_tops.value)
    if holds is not Truth.NO:
        holds &= deal.at_least("item.aggregate_io_gb_s", io.value)
    return step(
        deal,
        "part_774.eccn_3a090.v1",
        "Does ECCN 3A090 of 2022 describe the chip?",
        holds,
        "3A090",
        (io, bits_tops),
    )


def classify(deal: Deal) -> Class:
    """The class of a commodity; in the hands of a foundry or packaging house Note 1 comes on top."""
    found = _by_itself(deal)
    if not foundry.concerns(deal):
        return found
    note = foundry.presumption(deal, meets_a_lines)
    a = found.a | note.holds
    return Class(a, found.b & ~a, found.c, found.v1, (note, *found.steps), presumed=note.holds)


def meets_a_lines(deal: Deal) -> Truth:
    """Do TPP and density meet 3A090.a.1 or a.2, the data-center note left aside?"""
    law = deal.law
    a1 = deal.at_least("item.tpp", law.figure("eccn_3a090.a.tpp_alone").value)
    if a1 is Truth.YES:
        return a1
    a2 = deal.at_least("item.tpp", law.figure("eccn_3a090.a.tpp_with_density").value)
    return a1 | (a2 & dense(deal, law.figure("eccn_3a090.a.density_from").value)) if a2 is not Truth.NO else a1


def for_data_centers(deal: Deal, found: Class) -> Truth:
    """Is the item designed or marketed for data centers, or presumed to be?"""
    holds = found.presumed
    if holds is Truth.UNKNOWN:
        deal.asks += [ask for one in found.steps if one.rule.startswith("part_774.foundry") for ask in one.asks]
    return holds if holds is Truth.YES else holds | deal.yes("item.designed_or_marketed_for_datacenter")


def _by_itself(deal: Deal) -> Class:
    """Figures decide; where they are open, the ECCN that was stated."""
    paragraph = stated_paragraph(deal)
    figured = not isinstance(deal.look("item.tpp"), Open) or deal.look("item.form") == "memory"
    if paragraph is not None and not figured:
        return from_eccn(deal, lowered(paragraph))
    if deal.look("item.form") not in HARDWARE:
        return unclassified(deal)
    found = from_figures(deal)
    return found if paragraph is None else _with_stated(found, from_eccn(deal, lowered(paragraph)))


def from_figures(deal: Deal) -> Class:
    """The class by TPP, density, interconnect or memory bandwidth, under the test of the day."""
    no = Truth.NO
    if deal.look("item.form") == "memory":
        c = described_in_c(deal)
        return Class(no, no, c.holds, no, (c,))
    if deal.law.figure("eccn_3a090.v1.bits_tops_from").value is not None:
        v1 = described_in_v1(deal)
        return Class(no, no, no, v1.holds, (v1,))
    a = described_in_a(deal)
    if a.holds is Truth.YES:  # a chip of a.1 whose density also falls into the band of b.2 is an a item
        return Class(a.holds, no, no, no, (a,))
    b = described_in_b(deal)
    return Class(a.holds, b.holds & ~a.holds, no, no, (a, b))


def _with_stated(found: Class, stated: Class) -> Class:
    """Figures and a stated paragraph together: figures win where decided, the stated one never loosens them."""

    def settle(by_figures: Truth, by_word: Truth) -> Truth:
        if by_figures is Truth.UNKNOWN:
            return by_word
        return by_figures | by_word if by_word is not Truth.UNKNOWN else by_figures

    a, c, v1 = settle(found.a, stated.a), settle(found.c, stated.c), settle(found.v1, stated.v1)
    return Class(a, settle(found.b, stated.b) & ~a, c, v1, (*found.steps, *stated.steps))


def unclassified(deal: Deal) -> Class:
    """Software, technology, equipment: these entries describe no hardware."""
    held = step(deal, "part_774.advanced_computing", "Is it an advanced computing commodity?", Truth.NO)
    return Class(Truth.NO, Truth.NO, Truth.NO, Truth.NO, (held,))


def from_eccn(deal: Deal, paragraph: str) -> Class:
    """The class that a stated ECCN names; an entry without its paragraph leaves a and b open."""
    law = deal.law
    twins_a, twins_b = law.figure("ccl_terms.twins.a"), law.figure("ccl_terms.twins.b")
    v1 = Truth.of(
        law.figure("eccn_3a090.v1.bits_tops_from").value is not None
        and paragraph.partition(".")[0] in {"3A090", "4A090"}
    )
    a = _among(paragraph, twins_a.value or ())
    b = _among(paragraph, twins_b.value or ())
    c = Truth.of(paragraph.startswith("3A090.c"))
    if Truth.UNKNOWN in {a, b}:
        a = deal.equals("item.eccn#paragraph", "a")
        b = deal.equals("item.eccn#paragraph", "b") & ~a
    held = step(
        deal,
        "part_774.stated_eccn",
        f"Is it classified under {paragraph}, an advanced computing paragraph?",
        a | b | c | v1,
        paragraph,
        (twins_a, twins_b),
    )
    return Class(a, b, c, v1, (held,))
