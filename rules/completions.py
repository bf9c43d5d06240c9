"""Completions: what an open deal can still become.

An undecided evaluation names the first split that would bring it further; the tree follows these
splits until every leaf is decided. A fact is missing when the branches under one of its splits can
end differently.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rules.deal import Ask, Deal
from rules.evaluate import Evaluation, evaluate
from rules.proof import OUTCOMES, Outcome, Policy, strictest_policy

MOST_LEAVES = 512

Result = tuple[Outcome, Policy | None]


@dataclass(frozen=True, slots=True)
class Node:
    """An evaluation, and where it is open one branch per option of its first ask."""

    deal: Deal
    evaluation: Evaluation
    ask: Ask | None
    branches: tuple[tuple[str, Any, Node], ...]
    results: frozenset[Result]
    complete: bool

    def nodes(self) -> Iterator[Node]:
        """This node and every one below it."""
        yield self
        for _, _, branch in self.branches:
            yield from branch.nodes()

    def leaves(self) -> Iterator[Evaluation]:
        """The decided evaluations."""
        for node in self.nodes():
            if node.ask is None:
                yield node.evaluation


@dataclass(slots=True)
class _Budget:
    leaves: int = field(default=0)


def grow(deal: Deal, reading: str) -> Node:
    """The tree of completions under one reading, at most 512 leaves."""
    return _grow(deal, reading, _Budget())


def _grow(deal: Deal, reading: str, budget: _Budget) -> Node:
    evaluation = evaluate(deal, reading)
    if evaluation.outcome is not None or not evaluation.asks or budget.leaves >= MOST_LEAVES:
        budget.leaves += 1
        outcome = evaluation.outcome or "needs_facts"
        result = frozenset({(outcome, evaluation.policy)})
        return Node(deal, evaluation, None, (), result, evaluation.outcome is not None)
    ask = evaluation.asks[0]
    branches = tuple(
        (label, value, _grow(deal.with_value(ask.key, value), reading, budget)) for label, value in ask.options
    )
    results = frozenset(result for _, _, branch in branches for result in branch.results)
    return Node(deal, evaluation, ask, branches, results, all(branch.complete for _, _, branch in branches))


def outcomes(node: Node) -> tuple[Outcome, ...]:
    """What it can still become, strictest first."""
    found = {outcome for outcome, _ in node.results}
    return tuple(outcome for outcome in OUTCOMES if outcome in found)


def outcome_of(node: Node) -> Outcome:
    """The one outcome of every completion, else needs_facts."""
    found = outcomes(node)
    return found[0] if len(found) == 1 and node.complete else "needs_facts"


def policy_of(node: Node) -> Policy | None:
    """The strictest review policy of the completions that need a license."""
    return strictest_policy([policy for _, policy in node.results if policy is not None])


def deciding(node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keys whose branches end in different outcomes, and those that differ in the review policy alone."""
    by_outcome: dict[str, None] = {}
    by_policy: dict[str, None] = {}
    for one in node.nodes():
        if one.ask is None:
            continue
        ends = {outcomes(branch) for _, _, branch in one.branches}
        if len(ends) > 1:
            by_outcome[one.ask.key] = None
        elif len({branch.results for _, _, branch in one.branches}) > 1:
            by_policy[one.ask.key] = None
    return tuple(by_outcome), tuple(key for key in by_policy if key not in by_outcome)


def first_ask(node: Node, key: str) -> Ask:
    """The first split of `key` in the tree."""
    return next(one.ask for one in node.nodes() if one.ask is not None and one.ask.key == key)
