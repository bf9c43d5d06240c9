"""A verdict in brief: where facts lead, by which fact, and how near to a line. For order books, which need no proof a
row as long as one can be made.

Outcome, ECCN and review policy are those of `check` on the same facts; a test holds them to each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from rules.checker import PERSON, Outline, Position, eccn_of, measured, outline, public_path
from rules.completions import Node, deciding
from rules.evaluate import Evaluation
from rules.facts import Facts
from rules.law import Law
from rules.proof import ListState, Outcome, Policy, Step
from rules.silence import RELEASES
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


def brief(facts: Facts, law: Law, *, lists: tuple[ListState, ...] = (), position: Position = "codified") -> Brief:
    """The verdict in brief on the day of the deal, else on the law's day. Raises as `check` does."""
    found = outline(facts, law, lists=lists, position=position)
    return Brief(found.outcome, eccn_of(found.node), found.policy, _deciding_fact(found), _nearest(found))


def _nearest(found: Outline) -> Near | None:
    near = [Near(one.id, value - one.value, (value - one.value) / one.value)
            for value, one in measured(found.filled) if one.value]  # fmt: skip
    return min(near, key=lambda one: abs(one.share), default=None)


def _deciding_fact(found: Outline) -> str | None:
    if found.outcome == "needs_facts":
        open_keys = deciding(found.node)[0]
        return public_path(found.filled, open_keys[0]) if open_keys else None
    path = next(_paths(_strictest(found.node, found.policy), found.outcome), None)
    return PERSON.get(path, path) if path and found.node.deal.values["activity"] in RELEASES else path


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
