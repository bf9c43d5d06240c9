"""Completions: what an open deal can still become.

An undecided evaluation names the first split that would bring it further; the tree follows these
splits until every leaf is decided. A fact is missing when the branches under one of its splits can
end differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.deal import Ask, Deal, Open
from rules.evaluate import Evaluation, evaluate
from rules.proof import OUTCOMES, Outcome, Policy, strictest_policy

MOST_LEAVES = 512
MANY_LEAVES = 96
MOST_PAIRS = 4096  # beyond it two branches are compared by what they can become, not value by value

Result = tuple[Outcome, Policy | None]
Results = frozenset[Result]


@dataclass(frozen=True, slots=True)
class Node:
    """An evaluation, and where it is open one branch per option of its first ask."""

    deal: Deal
    evaluation: Evaluation
    ask: Ask | None
    branches: tuple[tuple[str, Any, Node], ...]
    results: Results
    complete: bool

    def nodes(self) -> Iterator[Node]:
        """This node and every one below it."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += [branch for _, _, branch in reversed(node.branches)]

    def ends(self) -> Iterator[Node]:
        """The nodes without branches."""
        return (node for node in self.nodes() if node.ask is None)

    def leaves(self) -> Iterator[Evaluation]:
        """The decided evaluations."""
        for node in self.nodes():
            if node.ask is None:
                yield node.evaluation


@dataclass(slots=True)
class _Budget:
    most: int
    many: int
    brief: bool = False
    leaves: int = field(default=0)
    seen: set[Outcome] = field(default_factory=set)

    @property
    def settled(self) -> bool:
        """Many leaves, and already two ends: more of them can only add to what is possible."""
        return self.leaves >= self.many and len(self.seen) > 1


def grow(deal: Deal, reading: str, most: int = MOST_LEAVES, brief: bool = False) -> Node:
    """The tree of completions under one reading, at most `most` leaves; a small tree settles sooner too.

    `brief`: only outcomes are wanted of it.
    """
    return _grow(deal, reading, _Budget(most, MANY_LEAVES if most == MOST_LEAVES else most // 4, brief))


def _grow(deal: Deal, reading: str, budget: _Budget) -> Node:
    evaluation = evaluate(deal, reading, budget.brief)
    ask = next((one for one in evaluation.asks if isinstance(deal.values[one.key], Open)), None)
    if evaluation.outcome is not None or ask is None or budget.leaves >= budget.most:
        budget.leaves += 1
        outcome = evaluation.outcome or "needs_facts"
        if evaluation.outcome is not None:
            budget.seen.add(evaluation.outcome)
        result = frozenset({(outcome, evaluation.policy)})
        return Node(deal, evaluation, None, (), result, evaluation.outcome is not None)
    branches = []
    for label, value in ask.options:
        if budget.settled and label != ask.options[-1][0]:
            continue  # needs_facts is certain: from here on only the side that a rule does not catch is followed
        branches.append((label, value, _grow(deal.with_value(ask.key, value), reading, budget)))
    results = frozenset(result for _, _, branch in branches for result in branch.results)
    complete = len(branches) == len(ask.options) and all(branch.complete for _, _, branch in branches)
    return Node(deal, evaluation, ask, tuple(branches), results, complete)


def outcomes(node: Node) -> tuple[Outcome, ...]:
    """What it can still become, strictest first."""
    return ranked(node.results)


def ranked(results: Results) -> tuple[Outcome, ...]:
    """The outcomes among the results, strictest first."""
    found = {outcome for outcome, _ in results}
    if len(found) > 1:
        found.discard("needs_facts")  # what lies beyond the bound says nothing of its own
    return tuple(outcome for outcome in OUTCOMES if outcome in found)


def outcome_of(node: Node) -> Outcome:
    """The one outcome of every completion, else needs_facts."""
    found = outcomes(node)
    return found[0] if len(found) == 1 and node.complete else "needs_facts"


def policy_of(node: Node) -> Policy | None:
    """The strictest review policy of the completions that need a license."""
    return strictest_of(node.results)


def strictest_of(results: Results) -> Policy | None:
    """The strictest review policy among the results."""
    return strictest_policy([policy for _, policy in results if policy is not None])


def deciding(node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keys whose branches can end differently while all else stays, by outcome and by review policy alone."""
    by_outcome: dict[str, None] = {}
    by_policy: dict[str, None] = {}
    for one in node.nodes():
        if one.ask is None or one.ask.key in by_outcome:
            continue
        differ = _differ(one)
        if differ[0]:
            by_outcome[one.ask.key] = None
        elif differ[1]:
            by_policy[one.ask.key] = None
    return tuple(by_outcome), tuple(key for key in by_policy if key not in by_outcome)


def _differ(node: Node) -> tuple[bool, bool]:
    """Can two branches end in another outcome, or policy, under values that both allow?"""
    sides = [branch for _, _, branch in node.branches]
    if len(sides) == 1:
        return False, False
    if len({frozenset(outcomes(side)) for side in sides}) > 1:
        return True, True
    policy = len({side.results for side in sides}) > 1
    ends = [[(end, end.deal.values) for end in side.ends()] for side in sides]
    if len(ends[0]) * len(ends[-1]) > MOST_PAIRS:
        return False, policy
    assert node.ask is not None
    keys = {one.ask.key for side in sides for one in side.nodes() if one.ask is not None} - {node.ask.key}
    for first, mine in ends[0]:
        for second, theirs in ends[-1]:
            if first.results == second.results or not all(_overlap(mine[key], theirs[key]) for key in keys):
                continue
            if outcomes(first) != outcomes(second):
                return True, True
            policy = True
    return False, policy


def _overlap(one: Any, other: Any) -> bool:
    """Is there a value that both still allow?"""
    if not isinstance(one, Open):
        one, other = other, one
    if not isinstance(one, Open):
        return bool(one == other)
    if one.choices is not None:
        return bool(set(one.choices) & set((other.choices or ()) if isinstance(other, Open) else (other,)))
    low, high = (other.low, other.high) if isinstance(other, Open) else (other, None)
    if not isinstance(other, Open):
        return (one.low is None or one.low <= other) and (one.high is None or other < one.high)
    return (high is None or one.low is None or one.low < high) and (one.high is None or low is None or low < one.high)


def under(node: Node, changes: Mapping[str, Any]) -> Results:
    """What it can become once these facts take these values, read off the tree that has been grown."""
    found: set[Result] = set()
    for end in node.ends():
        if all(_overlap(end.deal.values[key], value) for key, value in changes.items()):
            found |= end.results
    return frozenset(found)


def first_ask(node: Node, key: str) -> Ask:
    """The first split of `key` in the tree."""
    return next(one.ask for one in node.nodes() if one.ask is not None and one.ask.key == key)
