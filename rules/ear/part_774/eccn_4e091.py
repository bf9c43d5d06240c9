"""ECCN 4E091, weights of artificial intelligence models: class, license requirement, review policy.

15 CFR Part 774, Supp. No. 1, ECCN 4E091 with Notes 1 and 2; 15 CFR 742.6(a)(13), (b)(14). Foreign-made weights are
read as subject to the EAR: 734.9(l) asks on which machines they were trained, which silence never answers in the
exporter's favor. Not given: Note 2, which only BIS's guidance or a classification shows.
"""

from __future__ import annotations

from rules.deal import Ask, Deal, Open
from rules.ear.part_734 import release
from rules.ear.part_774.advanced_computing import Class, lowered, stated_paragraph
from rules.ear.part_774.software_technology import EAR99, is_data, stated_entry
from rules.ear.requirement import Requirement
from rules.ear.seats import served, wholly_seated_in
from rules.proof import Policy, Step, step
from rules.truth import Truth, all_of

ENTRY = "4E091"
OPERATIONS, EXTRA = "item.weights.operations", "item.weights.extra_operations"
POD: Policy = "presumption_of_denial"


def are_weights(deal: Deal) -> bool:
    """Weights by the form, or by the stated entry."""
    if deal.look("item.form") == "weights":
        return True
    return is_data(deal) and stated_entry(deal).startswith(ENTRY)


def classify(deal: Deal) -> Class:
    """The class of weights: by operations, less derivatives of published models; a stated 4E091 counts as well."""
    stated = stated_paragraph(deal)
    entry = None if stated is None else EAR99 if stated == EAR99 else lowered(stated)
    law = deal.law
    line, extra = law.figure("eccn_4e091.operations_from"), law.figure("eccn_4e091.extra_above")
    holds = Truth.NO
    if line.value is not None:
        holds = _by_operations(deal)
        if isinstance(deal.look(OPERATIONS), Open) and entry == ENTRY:
            holds = Truth.YES
    described = step(
        deal,
        "part_774.eccn_4e091",
        "Are these model weights described in ECCN 4E091?",
        holds,
        ENTRY,
        (line, extra),
    )
    no = Truth.NO
    if holds is not Truth.NO or entry == ENTRY:
        entry = ENTRY if holds is Truth.YES else None
    held = entry in {None, ENTRY, EAR99} or str(entry).startswith(law.figure("software_technology.at_only").value)
    return Class(no, no, no, no, (described,), entry, goods=False, held=held, weights=holds)


def _by_operations(deal: Deal) -> Truth:
    law = deal.law
    holds = deal.at_least(OPERATIONS, law.figure("eccn_4e091.operations_from").value)
    if holds is not Truth.NO:
        derived = deal.yes("item.weights.from_published")
        if derived is not Truth.NO:  # Note 1: only where much was added to the published model
            holds &= ~derived | deal.above(EXTRA, law.figure("eccn_4e091.extra_above").value)
    return holds


def license_requirement(deal: Deal, found: Class, reading: str) -> Requirement:
    """Do 4E091 weights need a license: everywhere, by the codified text; not enforced by the announcement."""
    figure = deal.law.figure("regional_stability.weights")
    reached = Truth.NO
    if figure.value and reading == "codified":
        reached = found.weights
        if reached is not Truth.NO and release.is_release(deal):
            reached &= ~release.of_regular_employee(deal)
    held = step(
        deal,
        "part_742.regional_stability.weights",
        "Do these model weights need a license for this destination?",
        reached,
        "a license is required (RS)",
        (figure,),
    )
    return Requirement(held, "weights", None, frozenset() if release.is_release(deal) else frozenset({"AIA", "GOV(b)"}))


def policy(deal: Deal) -> tuple[Policy | None, tuple[Ask, ...], Step]:
    """Denial is presumed for end users seated, or with a parent, outside the destinations of Supp. No. 5(a)."""
    law = deal.law
    named = law.places("review_policy.supplement_5")
    if release.is_release(deal):
        seats = deal.place_in("release.employer_headquarters", named, exactly=True)
    else:
        seats = all_of([wholly_seated_in(deal, party, named) for party in served(deal)])
    at_home: Policy = law.figure("eccn_4e091.review_at_home").value
    found = None if seats is Truth.UNKNOWN else at_home if seats is Truth.YES else POD
    asks = tuple(deal.take_asks())
    said = "open" if found is None else found.replace("_", " ")
    return found, asks, step(deal, "part_742.review_policy.weights", "How would an application be reviewed?", Truth.YES,
                             said, cites=("15 CFR 742.6(b)(14)",))  # fmt: skip


def class_is_known(deal: Deal, found: Class) -> Step:
    """Weights that 4E091 does not describe: is there an official word on their class, or a stated one?"""
    holds = Truth.YES
    if found.weights is Truth.UNKNOWN:
        holds = _by_operations(deal)
    elif not found.goods and are_weights(deal) and found.weights is Truth.NO and found.entry is None:
        holds = deal.yes("classification_request")
    return step(deal, "part_748.weights", "Is the class of model weights below the line settled?", holds,
                cites=("15 CFR 748.3",))  # fmt: skip
