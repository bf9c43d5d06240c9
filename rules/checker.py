"""check(facts, law): the verdict with its proof.

The order of the questions stands in evaluate.py, what silence means in silence.yaml; this module
grows the completions under each reading and writes down what they show.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from rules.base import plain
from rules.completions import MOST_LEAVES, Node, deciding, grow, outcome_of, outcomes, policy_of
from rules.deal import Deal, Open
from rules.ear.clearance import untouched
from rules.ear.examined import Examined
from rules.ear.part_732.red_flags import DUTY, described, signs
from rules.ear.part_774.advanced_computing import Class
from rules.ear.part_774.classification import settled
from rules.ear.part_774.foundry import reports_due
from rules.facts import Facts
from rules.law import Figure, Law
from rules.papers import Filed, papers
from rules.proof import (
    CLEARING,
    OUTCOMES,
    Assumption,
    ExceptionFound,
    ListState,
    Outcome,
    Policy,
    Question,
    Reading,
    RedFlagFound,
    Screened,
    Verdict,
)
from rules.questions import Asking, questions
from rules.silence import RELEASES, Filled, Presumption, fill
from rules.truth import Truth
from rules.warnings import Result, advice, law_state, valid_until, warn

Position = Literal["codified", "announced"]
PERSON = {"destination": "release.person_country"}  # takes its place in a deemed export
FEW_LEAVES = 64  # enough for the other reading of a wide open deal, and for other values of a presumed fact
LINES = {
    "item.tpp": (
        "eccn_3a090.a.tpp_alone", "eccn_3a090.a.tpp_with_density", "eccn_3a090.b.tpp_from",
        "review_policy.case_by_case.tpp_below",
    ),
    "item.performance_density": (
        "eccn_3a090.a.density_from", "eccn_3a090.b.density_from", "eccn_3a090.b.dense_from",
    ),
    "item.memory_bandwidth_gb_s": ("review_policy.case_by_case.dram_below",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outline:
    """Where facts lead, without proof, questions and assumptions; with what a verdict on them can go on from."""

    outcome: Outcome
    policy: Policy | None
    tpp: Decimal | None
    position: Position
    filled: Filled
    node: Node


DENYING = frozenset({"policy_of_denial", "presumption_of_denial"})
MILITARY_POLICY = "part_742.review_policy.military"


def check(
    facts: Facts,
    law: Law,
    *,
    lists: tuple[ListState, ...] = (),
    position: Position = "codified",
    screened: tuple[Screened, ...] = (),
    outlined: Outline | None = None,
) -> Verdict:
    """The verdict on the day of the deal, else on the law's day, else on the facts' own `as_of`.

    `lists`: the party lists at hand. `position`: which reading of AI Diffusion the company follows.
    `outlined`: the outline of these very facts, law, lists and position, where there is one.

    Raises:
        BadFact: figures that contradict each other or have no unit.
        LawNotModelled: the day lies before the first modelled one.
    """
    day = facts.date or law.as_of
    if day != law.as_of:
        asked, law = law.as_of, Law(day)
        verdict = _check(facts, law, lists, position, screened, outlined)
        return _with_event_date(verdict, asked, _check(facts, Law(asked), lists, position, screened))
    return _check(facts, law, lists, position, screened, outlined)


def outline(facts: Facts, law: Law, *, lists: tuple[ListState, ...] = (), position: Position = "codified") -> Outline:
    """Outcome, review policy and TPP alone: to compare what a name may mean.

    Raises as `check` does.
    """
    law = law if facts.date is None else Law(facts.date)
    filled = fill(facts, law, lists)
    node = grow(filled.deal, position)
    outcome = outcome_of(node)
    policy = policy_of(node) if outcome == "license_required" else None
    return Outline(outcome, policy, filled.tpp.value, position, filled, node)


def ending(
    facts: Facts, law: Law, *, lists: tuple[ListState, ...] = (), position: Position = "codified"
) -> tuple[Outcome, str | None, Policy | None]:
    """Outcome, ECCN and review policy on the law's own day, whatever day the facts state: what `replay` compares.

    Raises as `check` does.
    """
    node = grow(fill(facts, law, lists).deal, position)
    outcome = outcome_of(node)
    return outcome, eccn_of(node), policy_of(node) if outcome == "license_required" else None


def _with_event_date(verdict: Verdict, asked: dt.date, other: Verdict) -> Verdict:
    said = warn("event_date", day=verdict.as_of, asked=asked, outcome=other.outcome.replace("_", " "))
    law = verdict.law.model_copy(update={"warnings": (said, *verdict.law.warnings)})
    return verdict.model_copy(update={"law": law})


def _check(
    facts: Facts,
    law: Law,
    lists: tuple[ListState, ...],
    position: Position,
    screened: tuple[Screened, ...],
    outlined: Outline | None = None,
) -> Verdict:
    filled = fill(facts, law, lists) if outlined is None else outlined.filled
    codified = outlined.node if outlined is not None and outlined.position == "codified" else None
    trees = _trees(filled, law, codified)
    node = trees[position] if position in trees else trees["codified"]
    readings = _readings(trees, position)
    outcome = outcome_of(node)
    eccn = eccn_of(node)
    result = Result(filled, node, outcome, eccn, readings, lists)
    until = valid_until(result)
    missing, policy_keys = deciding(node)
    if outcome != "needs_facts":
        missing = ()
    exceptions = _exceptions(node)
    return Verdict(
        outcome=outcome,
        eccn=eccn,
        computed=_computed(filled),
        license_required=_required(node),
        review_policy=policy_of(node) if outcome == "license_required" else None,
        exceptions=exceptions,
        reasons=_reasons(node),
        missing=_paths(filled, missing),
        possible_outcomes=outcomes(node),
        assumptions=_assumptions(filled, node, position, outcome),
        red_flags=_red_flags(facts, law, node.evaluation.kind),
        readings=readings,
        as_of=law.as_of,
        questions=tuple(_questions(filled, trees, node, position, missing, policy_keys)),
        law=law_state(result, until),
        parties_screened=screened,
        valid_until=None if until is None else until[0],
        next_steps=tuple(_next_steps(node, outcome, exceptions, filled, eccn, facts.license_number)),
    )


def _trees(filled: Filled, law: Law, codified: Node | None = None) -> dict[str, Node]:
    """The completions under the codified text and, while BIS's announcement differs from it, under that too."""
    trees = {"codified": codified or grow(filled.deal, "codified")}
    worldwide = law.figure("regional_stability.a.announced").value is not None
    kind = trees["codified"].evaluation.kind
    if worldwide and (kind.a is not Truth.NO or kind.weights is not Truth.NO):
        most = MOST_LEAVES if trees["codified"].complete else FEW_LEAVES
        trees["announced"] = grow(filled.deal, "announced", most)
    return trees


def _readings(trees: Mapping[str, Node], position: Position) -> tuple[Reading, ...]:
    """Both readings where they differ, else none."""
    if "announced" not in trees:
        return ()
    first, second = trees["codified"], trees["announced"]
    if (outcome_of(first), policy_of(first)) == (outcome_of(second), policy_of(second)):
        return ()
    weights = first.evaluation.kind.weights is not Truth.NO
    cite = "15 CFR 742.6(a)(13)" if weights else "15 CFR 742.6(a)(6)(iii)(A)"
    codified = (cite, (cite,))
    announced = ("BIS, 2025-05-13 and 2026-05-31", ("BIS guidance 2025-05-13", "BIS guidance 2026-05-31"))
    return (
        _reading("codified", *codified, first, position),
        _reading("announced", *announced, second, position),
    )


def _reading(name: Position, basis: str, cites: tuple[str, ...], node: Node, position: Position) -> Reading:
    outcome = outcome_of(node)
    return Reading(
        id=name,
        basis=basis,
        outcome=outcome,
        license_required=_required(node),
        review_policy=policy_of(node) if outcome == "license_required" else None,
        followed=name == position,
        citations=cites,
    )


def _required(node: Node) -> bool | None:
    """Whether the rules ask for a license on every completion, before exceptions; null where that differs."""
    found = {_asks_for_license(leaf.outcome, leaf.license_required) for leaf in node.leaves()}
    return found.pop() if len(found) == 1 else None


def _asks_for_license(outcome: Outcome | None, required: Truth) -> bool | None:
    if outcome in {"no_license_required", "not_subject_to_ear"}:
        return False
    return True if outcome in {"license_required", "license_exception"} else required.json


def eccn_of(node: Node) -> str | None:
    """The ECCN of the deal as it stands, else the one that every completion gives."""
    if node.evaluation.eccn is not None:
        return node.evaluation.eccn
    found = {leaf.eccn for leaf in node.leaves()}
    return found.pop() if len(found) == 1 else None


def _computed(filled: Filled) -> dict[str, Any]:
    """The figures, their arithmetic, and how far each line is away."""
    values = filled.deal.values
    names = {
        "tpp": "item.tpp",
        "performance_density": "item.performance_density",
        "memory_bandwidth_gb_s": "item.memory_bandwidth_gb_s",
    }
    computed: dict[str, Any] = {name: values[key] for name, key in names.items() if isinstance(values[key], Decimal)}
    if filled.tpp.all_units is not None and filled.tpp.all_units != filled.tpp.value:
        computed["tpp_all_units"] = filled.tpp.all_units
    area, bandwidth = values["item.hbm.area_mm2"], values["item.memory_bandwidth_gb_s"]
    if values["item.form"] == "memory" and isinstance(area, Decimal) and isinstance(bandwidth, Decimal) and area:
        computed["memory_bandwidth_density"] = bandwidth / area
    arithmetic = {"tpp": filled.tpp.arithmetic, "performance_density": filled.density}
    computed["arithmetic"] = {name: text for name, text in arithmetic.items() if text is not None}
    computed["distances"] = {
        figure.id: {"line": figure.value, "cite": figure.cite, "by": value - figure.value}
        for value, figure in measured(filled)
    }
    plained = plain(computed)
    assert isinstance(plained, dict)
    return plained


def measured(filled: Filled) -> Iterator[tuple[Decimal, Figure]]:
    """Each figure of the item beside each line in force that reads it."""
    for key, figures in LINES.items():
        value = filled.deal.values[key]
        if isinstance(value, Decimal):
            yield from ((value, figure) for figure in map(filled.deal.law.figure, figures) if figure.value is not None)


def _exceptions(node: Node) -> tuple[ExceptionFound, ...]:
    """Every exception that some completion examined; null where completions differ or it is still open.

    Where nothing can clear the deal, none is available: one that fits meets some requirement and not another.
    """
    found: dict[str, list[Examined]] = {}
    for one in node.nodes():
        for examined in one.evaluation.exceptions:
            found.setdefault(examined.code, []).append(examined)
    cleared = any(outcome in CLEARING for outcome in outcomes(node))
    result = []
    for code, all_of_it in found.items():
        truths = {one.holds for one in all_of_it}
        best = max(all_of_it, key=lambda one: one.holds.rank)
        available = None if len(truths) > 1 and cleared else best.holds.json
        conditions = best.conditions
        if available and not cleared:
            available, conditions = False, (advice("exceptions")["not_enough"],)
        result.append(_exception(code, available, conditions, best.cites))
    return tuple(result)


@lru_cache(maxsize=1024)
def _exception(
    code: str, available: bool | None, conditions: tuple[str, ...], cites: tuple[str, ...]
) -> ExceptionFound:
    return ExceptionFound(code=code, available=available, conditions=conditions, citations=cites)


def _reasons(node: Node) -> tuple[dict[str, Any], ...]:
    """The steps of the deal as it stands, with the review policy of the strictest completion behind them."""
    steps = list(node.evaluation.steps)
    if node.ask is not None:
        strictest = policy_of(node)
        for leaf in node.leaves():
            if strictest is not None and leaf.policy == strictest:
                steps += [one for one in leaf.steps if one.rule.startswith("part_742.review_policy")]
                break
    written = tuple(one.written() for one in steps)
    if node.deal.values["activity"] in RELEASES:
        for one in written:
            one["used"] = {PERSON.get(path, path): value for path, value in one["used"].items()}
    return written


def public_path(filled: Filled, key: str) -> str:
    """The fact that settles a key, as the user would state it."""
    if key == "destination" and filled.deal.values["activity"] in RELEASES:
        return PERSON[key]
    if key == "item.tpp":
        return filled.tpp.open_path
    if key == "item.performance_density":
        known = isinstance(filled.deal.values["item.tpp"], Decimal)
        return "item.applicable_die_area_mm2" if known else "item.performance_density"
    return key.partition("#")[0]


def _paths(filled: Filled, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(public_path(filled, key) for key in keys))


def _assumptions(filled: Filled, node: Node, position: Position, outcome: Outcome) -> tuple[Assumption, ...]:
    """What was presumed and read, with the other outcomes over its values."""
    read = frozenset().union(*(one.evaluation.read for one in node.nodes()))
    own = set(outcomes(node))
    found = []
    for presumed in filled.presumptions:
        if not (presumed.key in read or any(set(change) & read for change in presumed.alternatives)):
            continue
        wanted = presumed.reaches - own
        otherwise = _otherwise(filled.deal, presumed, position, wanted) - own if wanted else set()
        if otherwise or outcome in CLEARING:
            ranked = tuple(one for one in OUTCOMES if one in otherwise)
            found.append(
                Assumption(fact=presumed.fact, value=plain(presumed.value), basis=presumed.basis, otherwise=ranked)
            )
    return tuple(found)


def _otherwise(deal: Deal, presumed: Presumption, position: Position, wanted: Set[str]) -> set[Outcome]:
    """The outcomes over the other values; no more are tried once all that these can lead to are found."""
    found: set[Outcome] = set()
    for change in presumed.alternatives:
        if wanted <= found:
            break
        other = deal.with_values(change)
        if settled(other).closed:
            found |= other.recall(f"outcomes.{position}", lambda one: _outcomes(one, position))
        else:
            found |= set(outcomes(grow(other, position, FEW_LEAVES, brief=True)))
    return found


def _outcomes(deal: Deal, position: Position) -> frozenset[Outcome]:
    """What a deal can become, in brief."""
    node = grow(deal, position, FEW_LEAVES, brief=True)
    for one in node.nodes():
        deal.count_read(one.deal)
    return frozenset(outcomes(node))


def _red_flags(facts: Facts, law: Law, kind: Class) -> tuple[RedFlagFound, ...]:
    """The signs that the facts carry: what each is, which fact raised it, what resolves it."""
    found = []
    for sign in signs(facts, law):
        if sign.advanced and kind.advanced is Truth.NO:
            continue
        known = described(sign.id, law)
        words = {"state": "resolved" if sign.resolved else "open", "fact": sign.fact, "name": sign.id}
        if known is None:
            text = advice("red_flags").get(sign.id, advice("red_flags")["unknown"]).format(**words)
            found.append(RedFlagFound(id=sign.id, text=text, citations=DUTY))
            continue
        means, figure = known
        label = advice("red_flags")["number" if sign.id.isdigit() else "guidance"].format(**words)
        resolves = figure.value["resolves"] if figure.value is not None else advice("red_flags")["not_of_the_day"]
        text = advice("red_flags")["text"].format(label=label, means=means, resolves=resolves, **words)
        found.append(RedFlagFound(id=sign.id, text=text, citations=(*DUTY, figure.cite)))
    return tuple(found)


def _questions(
    filled: Filled,
    trees: Mapping[str, Node],
    node: Node,
    position: Position,
    missing: tuple[str, ...],
    policy_keys: tuple[str, ...],
) -> list[Question]:
    """What decides the outcome, then the review policy, then the other reading."""

    def asking(tree: Node, reading: str) -> Asking:
        return Asking(tree, reading, lambda key: public_path(filled, key), _subject(filled, tree.evaluation.kind))

    made = questions(asking(node, position), missing, "outcome")
    asked = {one.fact for one in made} | {path for one in made for path in one.also}
    if outcome_of(node) == "license_required":
        made += questions(asking(node, position), (*deciding(node)[0], *policy_keys), "review_policy")
    for name, other in trees.items():
        if name != position and outcome_of(other) == "needs_facts":
            still = tuple(key for key in deciding(other)[0] if public_path(filled, key) not in asked)
            made += questions(asking(other, name), still, "other_reading")
    return _once(made)


def _once(made: list[Question]) -> list[Question]:
    """The first question for each fact, also where it was asked in the same breath as another."""
    found: list[Question] = []
    asked: set[str] = set()
    for one in made:
        if one.fact not in asked:
            found.append(one)
            asked |= {one.fact, *one.also}
    return found


def _subject(filled: Filled, kind: Class) -> str | None:
    """What the rule base does not hold, where the deal touches it."""
    return untouched(filled.deal, kind)


def _next_steps(
    node: Node,
    outcome: Outcome,
    exceptions: tuple[ExceptionFound, ...],
    filled: Filled,
    eccn: str | None,
    license_number: str | None,
) -> Iterable[str]:
    """What to do first, what would open another result, and the papers."""
    words, used = advice("next_steps"), None
    event = not any(one.rule == "part_734.scope.event" and one.holds is Truth.NO for one in node.evaluation.steps)
    held = filled.deal.values["license_held"] is True
    if outcome == "license_exception":
        used = next((one for one in exceptions if one.available), None)
        if used is not None:
            yield words["license_exception"].format(code=used.code)
    elif outcome == "no_license_required" and not event:
        yield words["no_event"]
    elif outcome in words and not (held and outcome == "license_required"):
        yield words[outcome]
    opened: list[str] = []
    if outcome in {"license_required", "needs_facts"} and not held:
        opened = list(_openings(node, exceptions, words, filled))
        yield from opened
    if event or outcome not in CLEARING:
        state = {"nac_open": words["nac"] in opened, "january_papers": words["january_papers"] in opened}
        code = None if used is None else used.code
        yield from papers(Filed(filled.deal, node.evaluation.kind, outcome, eccn, code, state), license_number)
    if outcome != "prohibited" and reports_due(filled.deal):
        yield words["foundry_report"]
    if any(key.endswith(".screened") for key in filled.promised) and outcome != "prohibited":
        yield words["screen"]


def _openings(
    node: Node, exceptions: tuple[ExceptionFound, ...], words: Mapping[str, str], filled: Filled
) -> Iterable[str]:
    """What would open another result: NAC where it is open, the papers of January 2026 where they are."""
    nac = isinstance(filled.deal.values["nac.number"], Open)
    if nac and any(one.code == "NAC" and one.available is not False for one in exceptions):
        yield words["nac"]
    gate = [one for one in node.evaluation.steps if one.rule == "part_742.review_policy.macau_d5"]
    open_gate = filled.deal.law.figure("review_policy.case_by_case.tpp_below").value is not None
    denied = policy_of(node) == "presumption_of_denial"
    if gate and open_gate and denied and _in_reach(filled) and not _denied_besides(node):
        yield words["january_papers"]


def _denied_besides(node: Node) -> bool:
    """Does another provision, or the military policy, ask for a license that papers of January 2026 do not open?"""
    for leaf in node.leaves():
        asked = any(one.holds is Truth.YES and one.policy in DENYING for one in leaf.needed)
        if asked or any(one.rule == MILITARY_POLICY and one.holds is Truth.YES for one in leaf.late):
            return True
    return False


def _in_reach(filled: Filled) -> bool:
    """Figures under both lines, and the end user in China or Macau."""
    values, law = filled.deal.values, filled.deal.law
    tpp, dram = values["item.tpp"], values["item.memory_bandwidth_gb_s"]
    lines = [law.figure(f"review_policy.case_by_case.{name}").value for name in ("tpp_below", "dram_below")]
    under = all(isinstance(value, Decimal) and value < line for value, line in zip((tpp, dram), lines, strict=True))
    return under and values["destination"] in law.places("review_policy.case_by_case.end_users_in")
