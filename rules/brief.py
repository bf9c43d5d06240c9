"""A verdict in brief: where facts lead, by which fact, and how near to a line. For order books, which need no proof a
row as long as one can be made.

Outcome, ECCN and review policy are those of `check` on the same facts; a test holds them to each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from rules.checker import PERSON, Position, eccn_of, measured, public_path
from rules.completions import Node, deciding, grow, outcome_of, policy_of
from rules.deal import Deal
from rules.ear.part_774.classification import settled
from rules.evaluate import Evaluation
from rules.facts import Facts
from rules.law import Law
from rules.proof import ListState, Outcome, Policy, Step
from rules.silence import RELEASES, Filled, fill
from rules.truth import Truth


@dataclass(frozen=True, slots=True)
class Near:
    """The line nearest to a figure of the item, in parts of the line. `by`: the figure less the line."""

    line: str
    by: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Brief:
    """`deciding_fact`: the fact to find out while the outcome is open; else the one that the last provision which
    asks for a license, or the bar, turns on; of a clearance the one that takes the item or the act out of reach."""

    outcome: Outcome
    eccn: str | None
    review_policy: Policy | None
    deciding_fact: str | None
    near: Near | None


class Ending(NamedTuple):
    """What a deal comes to. `open_key`: the first open question that decides it; `path`: the fact it turns on."""

    outcome: Outcome
    eccn: str | None
    policy: Policy | None
    open_key: str | None
    path: str | None


def brief(facts: Facts, law: Law, *, lists: tuple[ListState, ...] = (), position: Position = "codified") -> Brief:
    """The verdict in brief on the day of the deal, else on the law's day. Raises as `check` does."""
    filled = fill(facts, law if facts.date is None else Law(facts.date), lists)
    found = _ending(filled.deal, position)
    fact = found.path if found.open_key is None else public_path(filled, found.open_key)
    if fact and found.open_key is None and filled.deal.values["activity"] in RELEASES:
        fact = PERSON.get(fact, fact)
    return Brief(found.outcome, found.eccn, found.policy, fact, _nearest(filled))


def _ending(deal: Deal, position: Position) -> Ending:
    """What the deal comes to; where the class of the item is settled, worked out once for deals that end alike."""
    kind = settled(deal)
    if not kind.closed:
        return _worked_out(deal, position)
    assert deal.settled is not None
    # what the item is enters by how it was found out, not by its figures
    grounds = [f"{one.rule} {one.holds.name} {' '.join(one.used)}" for one in kind.steps]
    name = "; ".join([position, *grounds, *deal.settled.read])
    return deal.conclude(name, lambda one: _worked_out(one, position))


def _worked_out(deal: Deal, position: Position) -> Ending:
    node = grow(deal, position)
    for one in node.nodes():
        deal.count_read(one.deal)
    outcome = outcome_of(node)
    policy = policy_of(node) if outcome == "license_required" else None
    if outcome == "needs_facts":
        return Ending(outcome, eccn_of(node), policy, next(iter(deciding(node)[0]), None), None)
    return Ending(outcome, eccn_of(node), policy, None, next(_paths(_strictest(node, policy), outcome), None))


def _nearest(filled: Filled) -> Near | None:
    near = [((value - one.value) / one.value, value, one) for value, one in measured(filled) if one.value]
    if not near:
        return None
    share, value, line = min(near, key=lambda one: abs(one[0]))
    return Near(line.id, value - line.value, share)


def _strictest(node: Node, policy: Policy | None) -> Evaluation:
    """The completion that the result stands on."""
    return next((leaf for leaf in node.leaves() if leaf.policy == policy), node.evaluation)


def _paths(leaf: Evaluation, outcome: Outcome) -> Iterator[str]:
    """Facts that a deciding step used, the most telling first."""
    needed = [one.step for one in leaf.needed]
    if outcome in {"prohibited", "license_required", "license_exception"}:
        bars = [one for one in leaf.early if not one.rule.startswith(("part_774", "part_734"))]
        steps: Iterable[Step] = (*bars, *leaf.late) if outcome == "prohibited" else ()
        yield from _used(steps, Truth.YES)
        yield from _used(reversed(needed), Truth.YES)
    elif outcome == "not_subject_to_ear":
        scope = [one for one in leaf.early if one.rule.startswith("part_734")]
        yield from _used((one for one in scope if one.rule == "part_734.scope.published"), Truth.YES)
        yield from _used((one for one in scope if one.rule != "part_734.scope.published"), Truth.NO)
    else:
        yield from _used((one for one in leaf.early if one.rule == "part_734.scope.event"), Truth.NO)
        yield from _used((one for one in leaf.early if one.rule.startswith("part_774")), Truth.NO)
    yield from _used((*leaf.late, *leaf.early), Truth.YES)


def _used(steps: Iterable[Step], holds: Truth) -> Iterator[str]:
    for step in steps:
        if step.holds is holds and step.used:
            paths = list(step.used)  # a question stops at the fact that answers it; of several listings the first
            yield next((path for path in paths if ".listings[" in path), paths[-1])
