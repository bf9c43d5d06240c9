"""Ways forward: what would have to be true for a deal to end better, tried out on the rules themselves.

ways.yaml names the facts that an exporter can lawfully bring about or look up. Each group is stated at once, the deal
is decided again, and what turns out not to be needed is dropped. No rule is written down a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rules.checker import Position
from rules.completions import Node, grow, outcome_of, policy_of
from rules.deal import Deal
from rules.facts import Facts
from rules.law import Law, read_yaml
from rules.proof import CLEARING, ListState, Outcome, Policy, strictness
from rules.questions import called
from rules.silence import fill

FILE = Path(__file__).parent / "ways.yaml"
PARTY = "parties[]"
End = tuple[Outcome, Policy | None]


@dataclass(frozen=True, slots=True)
class Way:
    """Conditions that together lead to a better end, under the exception `code` where one carries it."""

    conditions: tuple[str, ...]
    outcome: Outcome
    review_policy: Policy | None
    code: str | None
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One fact with the value that would help."""

    key: str
    value: Any
    text: str
    act: bool


@cache
def groups() -> Mapping[str, tuple[Condition, ...]]:
    """The groups of ways.yaml."""
    return {
        name: tuple(Condition(one["key"], one["value"], one["text"], one.get("act", False)) for one in body)
        for name, body in read_yaml(FILE).items()
    }


def ways(
    facts: Facts, law: Law, *, lists: tuple[ListState, ...] = (), position: Position = "codified"
) -> tuple[Way, ...]:
    """What would end better than the deal as it stands, best first; none where it is cleared or forbidden.

    Raises as `check` does.
    """
    deal = fill(facts, law if facts.date is None else Law(facts.date), lists).deal
    node = grow(deal, position)
    if outcome_of(node) in CLEARING or outcome_of(node) == "prohibited":
        return ()
    found: dict[tuple[str, ...], Way] = {}
    for conditions in groups().values():
        way = _tried(deal, _of_deal(deal, conditions), _end(node), position)
        if way is not None:
            found.setdefault(way.conditions, way)
    return tuple(sorted(found.values(), key=lambda way: _rank((way.outcome, way.review_policy))))


def _end(node: Node) -> End:
    outcome = outcome_of(node)
    return outcome, policy_of(node) if outcome == "license_required" else None


def _rank(end: End) -> tuple[int, int]:
    """Sorts the loosest end first."""
    outcome, policy = strictness(*end)
    return -outcome, -policy


def _of_deal(deal: Deal, conditions: tuple[Condition, ...]) -> list[Condition]:
    """The conditions on this deal, one for each party where they speak of parties."""
    found = []
    for one in conditions:
        for at in range(deal.parties) if one.key.startswith(PARTY) else (None,):
            party = f"parties[{at}]"
            key = one.key if at is None else one.key.replace(PARTY, party)
            text = one.text if at is None else one.text.format(party=called(deal, party))
            if deal.values[key] != one.value and (one.act or key not in deal.stated):
                found.append(Condition(key, one.value, text, one.act))
    return found


def _tried(
    deal: Deal, conditions: list[Condition], now: tuple[Outcome, Policy | None], position: Position
) -> Way | None:
    """The least of these conditions that ends better than now; None where all of them do not."""

    def better(some: list[Condition]) -> Node | None:
        node = grow(deal.with_values({one.key: one.value for one in some}), position)
        cleared = outcome_of(node) in CLEARING
        eased = outcome_of(node) == now[0] == "license_required" and strictness(*_end(node)) > strictness(*now)
        return node if cleared or eased else None

    if not conditions or (node := better(conditions)) is None:
        return None
    for one in list(conditions):
        fewer = [other for other in conditions if other is not one]
        if fewer and (still := better(fewer)) is not None and _end(still) == _end(node):
            conditions, node = fewer, still
    outcome, policy = _end(node)
    carried = next(iter(_carrying(node)), None) if outcome == "license_exception" else None
    return Way(
        tuple(one.text for one in conditions if one.text),
        outcome,
        policy,
        carried[0] if carried else None,
        carried[1] if carried else (),
    )


def _carrying(node: Node) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The exceptions that carry a cleared deal, with their cites."""
    for one in node.evaluation.exceptions:
        if one.holds.json is True:
            yield one.code, one.cites
