"""What the rule base cannot see past, and until when a verdict holds.

Words stand in advice.yaml. A warning never changes an outcome; gates and rules have done that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rules.completions import Node
from rules.ear.part_732.red_flags import described
from rules.ear.part_744.microprocessors import on_a_board
from rules.ear.part_774.advanced_computing import ASSEMBLIES
from rules.ear.part_774.foundry import approved
from rules.ear.part_774.software_technology import named_at_seat
from rules.figures import number
from rules.freshness import FRESH_DAYS, OLD_DAYS, SCREENING_DAYS
from rules.law import RULE_BASE, Law, read_yaml
from rules.party_warnings import of_parties
from rules.proof import LawState, LawWarning, ListState, Outcome, Reading
from rules.silence import Filled
from rules.truth import Truth


@cache
def advice(section: str) -> Mapping[str, str]:
    """The words of advice.yaml: "next_steps" or "warnings"."""
    content: Mapping[str, str] = read_yaml(Path(__file__).parent / "advice.yaml")[section]
    return content


@dataclass(frozen=True, slots=True)
class Result:
    """What the warnings are about."""

    filled: Filled
    node: Node
    outcome: Outcome
    eccn: str | None
    readings: tuple[Reading, ...]
    lists: tuple[ListState, ...]

    @property
    def law(self) -> Law:
        return self.filled.deal.law


def warn(name: str, on: dt.date | None = None, document: str | None = None, **words: object) -> LawWarning:
    """One warning in its words; `on` is the day that it names."""
    return LawWarning(id=name, text=advice("warnings")[name].format(**words), date=on, document=document)


def law_state(result: Result, until: tuple[dt.date, str] | None) -> LawState:
    """How current the rule base is for this verdict, with every warning."""
    law = result.law
    gap = (law.as_of - law.verified_through).days
    state = "fresh" if gap <= FRESH_DAYS else ("ageing" if gap <= OLD_DAYS else "old")
    warnings = list(_warnings(result))
    if state != "fresh":
        warnings.insert(0, warn("stale", law.verified_through, through=law.verified_through, days=gap))
    if until is not None:
        warnings.append(warn("valid_until", until[0], why=until[1]))
    return LawState(
        rule_base=RULE_BASE,
        verified_through=law.verified_through,
        gap_days=max(gap, 0),
        state=state,  # type: ignore[arg-type]
        stale=state != "fresh",
        warnings=tuple(warnings),
        lists=result.lists,
    )


def _warnings(result: Result) -> Iterator[LawWarning]:
    yield from _regimes(result)
    yield from _owners(result)
    yield from _parties(result)
    yield from _item(result)
    yield from _technology(result)
    yield from _policy(result)
    yield from _lists(result)
    yield from _flags(result)
    yield from _unconfirmed(result)


def _regimes(result: Result) -> Iterator[LawWarning]:
    law, kind = result.law, result.node.evaluation.kind
    if result.readings:
        yield warn("ai_diffusion_divergence", dt.date(*AI_DIFFUSION), "BIS guidance 2025-05-13")
    worldwide = kind.a is not Truth.NO or kind.weights is not Truth.NO
    if worldwide and law.figure("regional_stability.a.coming").value:
        yield warn("ai_diffusion_coming", None, law.figure("regional_stability.a.coming").by)
    if kind.c is not Truth.NO and law.figure("regional_stability.hbm_comply").value:
        yield warn("hbm_compliance", None, law.figure("regional_stability.hbm_comply").by)
    yield from _foundry(result)
    if kind.advanced is not Truth.NO and law.as_of > law.verified_through:
        yield warn("firearms_link", None, "91 FR 46260")
    rules = {one.rule: one.holds for one in result.node.evaluation.steps}
    if any(rules.get(name, Truth.NO) is not Truth.NO for name in TOOL_RULES):
        comply = law.figure("direct_product.footnote_5.comply")
        if comply.value:
            yield warn("tools_compliance", None, comply.by)
        if result.outcome == "no_license_required":
            yield warn("allies", None, law.figure("footnotes.allies").cite)
    destination = result.filled.deal.values["destination"]
    if law.figure("embargoes.syria_doubt").value and destination in law.places("embargoes.syria"):
        yield warn("syria", None, law.figure("embargoes.syria_doubt").by)


TOOL_RULES = (
    "part_734.direct_product.footnote_5", "part_734.direct_product.equipment",
    "part_734.de_minimis.tools", "part_734.de_minimis.chip",
)  # fmt: skip


def _foundry(result: Result) -> Iterator[LawWarning]:
    """The presumption of Note 1 before its compliance day; a designer that is called approved and is not listed."""
    law, deal = result.law, result.filled.deal
    presumed = result.node.evaluation.kind.presumed
    if presumed is not Truth.NO and (day := law.figure("foundry.comply").value) is not None:
        yield warn("foundry_compliance", day, law.figure("foundry.comply").by)
    name, status = deal.values["item.designer"], deal.values["item.designer_status"]
    asked = "item.designer_status" in result.node.evaluation.read and status == "approved"
    if asked and name is not None and not approved(deal, str(name), "designers"):
        yield warn("designer_unlisted", None, "15 CFR Part 740, Supp. No. 6")


SAID_ALREADY = ("owners.", "regional_stability.a.announced", "country_chart")  # each has a warning of its own
AI_DIFFUSION = (2025, 5, 13)


def _owners(result: Result) -> Iterator[LawWarning]:
    """The rule on listed owners, where a foreign party takes part."""
    law, deal = result.law, result.filled.deal
    foreign = any(deal.values[f"parties[{index}].headquarters"] != "US" for index in range(deal.parties))
    moving = result.node.evaluation.outcome != "not_subject_to_ear"
    if not (foreign and moving):
        return
    figure = law.figure("owners.in_force")
    if law.figure("owners.unknown_law").value:
        yield warn("affiliates_unknown", figure.effective_from, figure.by)
    elif figure.value is None and figure.effective_to is not None and "stayed" in (figure.note or ""):
        yield warn("affiliates_stay", figure.effective_to, figure.by)


def _parties(result: Result) -> Iterator[LawWarning]:
    later = any(one.age_days < 0 for one in result.lists)
    for said in of_parties(result.filled.deal, later):
        yield warn(said.name, said.on, said.document)


def _item(result: Result) -> Iterator[LawWarning]:
    filled = result.filled
    deal, tpp, kind = filled.deal, filled.tpp, result.node.evaluation.kind
    line = result.law.figure("eccn_3a090.a.tpp_alone").value
    if "item.encryption" not in deal.stated and "item.eccn" not in deal.stated:
        if kind.advanced is Truth.YES and deal.values["item.form"] in ASSEMBLIES:
            yield warn("twin_eccn", None, "15 CFR Part 774, Supp. No. 1, ECCN 5A002")
            if deal.values["item.form"] in {"server", "system"}:
                yield warn("supercomputer_class", None, "15 CFR Part 774, Supp. No. 1, ECCN 4A003")
        elif result.eccn == "4A994.l":
            yield warn("twin_below", None, "15 CFR Part 774, Supp. No. 1, ECCN 5A992")
    if tpp.arithmetic is not None and "TF32" in tpp.arithmetic:
        yield warn("tf32", None, "15 CFR Part 774, Supp. No. 1, ECCN 3A090")
    if tpp.provisional:
        yield warn("tpp_provisional", half=number(tpp.provisional[0]), full=number(tpp.provisional[1]))
    value, every = tpp.value, tpp.all_units
    if line is not None and value is not None and every is not None and value < line <= every:
        yield warn("all_units", None, "15 CFR 748.3", value=number(every))
    stated = deal.values["item.eccn"]
    decided = stated is not None and result.eccn is not None and kind.advanced is Truth.YES
    if decided and str(stated).upper()[:5] not in {str(result.eccn)[:5], "3A090", "4A090"}:
        yield warn("classification_conflict", None, stated=stated)


def _technology(result: Result) -> Iterator[LawWarning]:
    """Where rules for software and technology take the stricter side."""
    kind, deal = result.node.evaluation.kind, result.filled.deal
    if kind.goods:
        return
    held = {one.rule for one in result.node.evaluation.steps if one.holds is Truth.YES}
    at_seat = {"part_744.advanced_computing.b_items", "part_744.advanced_computing.memory"} & held
    if at_seat and not named_at_seat(deal, kind):
        yield warn("seat_technology", None, "15 CFR 744.23(a)(3)(i)")
    if kind.weights is Truth.YES:
        yield warn("weights_note_2", None, "15 CFR Part 774, Supp. No. 1, ECCN 4E091")
    if deal.values["activity"] == "deemed_reexport" and result.outcome == "license_required":
        yield warn("deemed_reexport_relief", None, "15 CFR 734.20")


def _policy(result: Result) -> Iterator[LawWarning]:
    rules = {one.rule.rpartition(".")[2] for leaf in result.node.leaves() for one in leaf.steps if "review" in one.rule}
    if "b_elsewhere" in rules and result.law.figure("review_policy.b_elsewhere").unconfirmed:
        yield warn("b_policy", None, "90 FR 4562")
    if "b_at_seat" in rules:
        yield warn("seat_policy", None, "15 CFR 744.23(d)(3)(i)")
    if "a_elsewhere" in rules and result.law.figure("review_policy.allocation").value is not None:
        yield warn("allocation", None, "15 CFR 742.6(b)(10)(iii)(B)(1)")
    boards = [one for one in result.node.evaluation.steps if one.rule == "part_744.microprocessors"]
    if any(one.holds is Truth.YES for one in boards) and on_a_board(result.filled.deal):
        yield warn("microprocessor_on_board", None, "15 CFR 744.17(a)")
    letters = [one for one in result.node.evaluation.steps if one.rule.endswith("advanced_computing.letter")]
    if any(one.holds is not Truth.NO for one in letters):
        yield warn("letters", None, "15 CFR 744.23(b)")


def _lists(result: Result) -> Iterator[LawWarning]:
    deal = result.filled.deal
    named = any(deal.values[f"parties[{index}].name"] for index in range(deal.parties))
    for one in result.lists:
        if named and one.age_days > SCREENING_DAYS:
            yield warn("list_age", one.date, date=one.date, days=one.age_days)
        elif named and one.age_days < 0:
            yield warn("list_later", one.date, date=one.date)


def _flags(result: Result) -> Iterator[LawWarning]:
    """Stated red flags that no text has, or not that of the day."""
    stated = result.filled.deal.values["red_flags#ids"]
    known = {one: described(one, result.law) for one in stated}
    unknown = [one for one, found in known.items() if found is None and one != "unnamed"]
    early = [one for one, found in known.items() if found is not None and found[1].value is None]
    if unknown:
        yield warn("red_flag_unknown", None, "15 CFR Part 732, Supp. No. 3", ids=", ".join(unknown))
    if early:
        yield warn("red_flag_not_of_the_day", None, "15 CFR Part 732, Supp. No. 3", ids=", ".join(early))


def _unconfirmed(result: Result) -> Iterator[LawWarning]:
    """One warning for the figures without an official text on which a step rests, one for the country chart."""
    what: dict[str, None] = {}
    chart = [one for step in result.node.evaluation.steps for one in step.figures if one.id.startswith("country_chart")]
    if any(one.unconfirmed for one in chart):
        yield warn("chart_marks", None, "15 CFR Part 738, Supp. No. 1")
    for one in result.node.evaluation.steps:
        for figure in one.figures:
            if figure.unconfirmed and figure.value is not None and not figure.id.startswith(SAID_ALREADY):
                what[f"{figure.cite} ({figure.by})"] = None
    if what:
        yield warn("unconfirmed", what=", ".join(what))


def valid_until(result: Result) -> tuple[dt.date, str] | None:
    """The first day after the as-of date on which the verdict can change by itself, with why.

    None for a day before the law was last looked up: replay shows those.
    """
    law = result.law
    if law.as_of < law.verified_through:
        return None
    days = [(law.verified_through + dt.timedelta(days=OLD_DAYS), "nothing clears on the law looked at any more")]
    days += _scheduled(result)
    if result.outcome in {"no_license_required", "license_exception"}:
        days += _screenings(result)
    later = [one for one in days if one[0] > law.as_of]
    return min(later) if later else None


def _scheduled(result: Result) -> list[tuple[dt.date, str]]:
    """Spans of figures used that end after the day."""
    ends = []
    for one in result.node.evaluation.steps:
        for figure in one.figures:
            if figure.effective_to is not None:
                ends.append((figure.effective_to + dt.timedelta(days=1), f"{figure.cite} changes"))
    touched: Any = result.law.figure("supplement_8.ends").value
    read = result.node.evaluation.read
    if touched is not None and any(key.endswith("supplement_8") for key in read):
        ends.append((dt.date.fromisoformat(str(touched)), "dated approvals of Supp. No. 8 to part 740 end"))
    return ends


def _screenings(result: Result) -> list[tuple[dt.date, str]]:
    """A clearance with a named party holds for a week after its list, and on the last day of it till the next."""
    deal = result.filled.deal
    if not any(deal.values[f"parties[{index}].name"] for index in range(deal.parties)):
        return []
    days = [one.date for one in result.lists if one.age_days <= SCREENING_DAYS]
    days = days or [result.law.as_of]
    ends = max(max(days) + dt.timedelta(days=SCREENING_DAYS), result.law.as_of + dt.timedelta(days=1))
    return [(ends, "the screening of the party is a week old")]
