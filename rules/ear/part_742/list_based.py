"""License requirements of any entry of the Commerce Control List, one for each reason for control.

15 CFR 738.4(a) with the country chart (Supp. No. 1 to part 738) and the controls that have no column: 742.4(a)(4) and
(5), 742.6(a)(5) to (12), 742.7(a)(4) and (5), 742.11, 742.13 to 742.15, 742.18, 742.19, 746.1(b). Columns AT
mark no country: part 746 asks for those. Not modelled: short supply (part 754), 742.6(a)(11) beyond the Entity List.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.deal import Deal, Open
from rules.ear.part_774.advanced_computing import Class
from rules.ear.part_774.commerce_control_list import Entry, Row, can_cover, covers, described, entry_of, worldwide
from rules.ear.requirement import Requirement
from rules.ear.seats import of_d5m
from rules.law import Figure
from rules.proof import Policy, step
from rules.truth import Truth, any_of

ELSEWHERE = frozenset({"at1", "at2", "russia", "footnote_5"})  # part 746 and the Entity List ask for these
FOR_GOVERNMENT = frozenset({"GOV"})
OF_600_SERIES = frozenset({"LVS", "TMP", "RPL", "GOV", "TSU"})
WORLDWIDE_LEFT = frozenset({"IEC", "TMP", "RPL", "GOV", "TSU"})


def requirements(deal: Deal, found: Class) -> tuple[Requirement, ...]:
    """One requirement for each reason for control that the stated entry prints."""
    entry = entry_of(deal)
    return () if entry is None else tuple(_by_reason(deal, entry, found))


def _by_reason(deal: Deal, entry: Entry, found: Class) -> Iterator[Requirement]:
    beside = found.advanced is Truth.NO and found.c is Truth.NO
    reasons = dict.fromkeys(row["for"] for row in entry.controls)
    for reason in reasons:
        rows = [row for row in entry.controls if row["for"] == reason and row["where"] not in ELSEWHERE]
        rows = [row for row in rows if can_cover(entry, row)]
        if not beside:  # of a twin only what its paragraph surely has besides
            own = reason in deal.law.figure("ccl_reach.reasons.twins").value or not entry.paragraph
            rows = [] if own else [row for row in rows if not row.get("words")]
        if rows:
            yield _requirement(deal, entry, reason, rows)


def _requirement(deal: Deal, entry: Entry, reason: str, rows: list[Row]) -> Requirement:
    """Does this reason for control ask for a license at the destination?"""
    presumed = described(deal)
    figures: list[Figure | None] = [entry.figure]
    tests, live = [], []
    for row in rows:
        there, figure = reached(deal, row["where"])
        figures.append(figure)
        test = there & covers(deal, entry, row) if there is not Truth.NO else there
        if test is not Truth.NO and presumed is not Truth.YES:
            test &= presumed
        tests.append(test)
        if test is not Truth.NO:
            live.append(row["where"])
    marks = " or ".join(_column(where) for where in dict.fromkeys(row["where"] for row in rows))
    holds = any_of(tests)
    held = step(
        deal,
        f"part_742.list_based.{reason.lower()}",
        f"Does ECCN {entry.name} need a license to the destination for {reason} reasons ({marks})?",
        holds,
        f"a license is required ({reason})" if holds is Truth.YES else f"open in the entry: ECCN {entry.number}",
        tuple(dict.fromkeys(one for one in figures if one is not None)),
        (entry.cite, "15 CFR 738.4(a)"),
    )
    if holds is Truth.NO:
        return Requirement(held, reason)
    policy = _policy(deal, entry, reason, live)
    lifted = _lifted(deal, entry, reason)
    deal.take_asks()
    deal.take_used()
    return Requirement(held, reason, policy, lifted)


def _column(where: str) -> str:
    """ns2 as "NS Column 2"; a set of places by its name."""
    if where[-1].isdigit():
        return f"{where[:-1].upper()} Column {where[-1]}"
    return where.replace("_", " ")


def reached(deal: Deal, where: str) -> tuple[Truth, Figure | None]:
    """Is the destination one that the column marks, or that the paragraph names?"""
    law = deal.law
    if where[-1].isdigit():
        name = f"country_chart.{where}"
        return deal.place_in("destination", law.places(name)), law.figure(name)
    if where == "d5m":
        return deal.place_in("destination", law.d5m), None
    if where == "d145_uae":
        return deal.place_in("destination", law.d145 | law.places("regional_stability.named")), None
    if where in {"worldwide", "everywhere", "but_canada", "but_three"}:
        figure = law.figure(f"ccl_reach.all_but.{where}")
        free = frozenset(figure.value)
        return (~deal.place_in("destination", free) if free else Truth.YES), figure
    figure = law.figure(f"ccl_reach.only.{where}")
    return deal.place_in("destination", frozenset(figure.value)), figure


def _policy(deal: Deal, entry: Entry, reason: str, live: list[str]) -> Policy:
    """How an application is viewed: 742.4(b), 742.6(b), 742.11(b), 742.13(b), 742.18(b), 746.1(b)."""
    law = deal.law
    if reason in law.figure("ccl_reach.review.denied").value:
        return "policy_of_denial"
    if entry.among(law.figure("ccl_reach.review.denied_entries").value):
        return "policy_of_denial"
    arms = entry.series is not None or entry.among(law.figure("ccl_reach.review.arms").value)
    if arms and _there(deal, law.places("country_groups.d_5")):
        return "policy_of_denial"
    if reason not in {"NS", "RS"}:
        return "case_by_case"
    if "worldwide" in live:
        if _there(deal, law.places("country_groups.d_1") | law.places("country_groups.d_5")):
            return "presumption_of_denial"
        friendly = law.a5_a6 | law.places("country_groups.a_1")
        if deal.place_in("destination", friendly) is Truth.YES:
            return "presumption_of_approval"
    if "d5m" in live and of_d5m(deal) is not Truth.NO:
        return "presumption_of_denial"
    return "case_by_case"


def _comes_from(deal: Deal, places: frozenset[str]) -> bool:
    """740.2(a)(12): can it be shipped from such a country, or is it made there?"""
    made, departure = deal.look("content.made_in"), deal.look("departure")
    return (isinstance(made, str) and deal.law.row(made) in places) or _can_be(deal, departure, places)


def _can_be(deal: Deal, place: object, places: frozenset[str]) -> bool:
    return deal.law.row(place) in places if isinstance(place, str) else isinstance(place, Open)


def _there(deal: Deal, places: frozenset[str]) -> bool:
    """Can the destination be one of these?"""
    return deal.place_in("destination", places) is not Truth.NO


def _lifted(deal: Deal, entry: Entry, reason: str) -> frozenset[str]:
    """The exceptions that can meet this reason, after section 740.2 and the entry itself."""
    law = deal.law
    left = frozenset(law.figure(f"ccl_reach.lifts.{reason.lower()}").value)
    if entry.among(law.figure("ccl_reach.exceptions.usg_only").value):
        left &= FOR_GOVERNMENT
    if entry.among(law.figure("ccl_reach.review.denied_entries").value):
        left = frozenset()  # 740.2(a)(10)
    if entry.among(law.figure("ccl_reach.exceptions.police").value):
        left &= frozenset({"RPL", "GOV", "TSU"})
    if entry.among(law.figure("ccl_reach.exceptions.tools").value) and _there(deal, law.d5m):
        left &= FOR_GOVERNMENT
    if entry.series is not None:
        left &= OF_600_SERIES
        arms = law.places("country_groups.d_5")
        if _there(deal, arms):
            left &= FOR_GOVERNMENT
        elif _comes_from(deal, arms):
            left = frozenset()
    missile = reason in law.figure("ccl_reach.reasons.mt").value
    if missile and _there(deal, law.places("country_groups.d_4") | law.places("country_groups.d_5")):
        left = frozenset()
    if worldwide(entry):
        left &= WORLDWIDE_LEFT
    if reason in entry.body.get("lvs_not_for", ()):
        left -= {"LVS"}
    return left
