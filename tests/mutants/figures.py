"""Mutants of the law as data: every figure moved a little up and down, every effective day a day earlier and later.

`python -m tests.mutants.figures` runs, for each mutant, the cases that read the figure, until one notices. What nobody
notices is printed and has to be explained in `survivors.yaml`; a reason for a mutant that is killed is an error too.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from rules.law import FIRST_DAY, Figure, Law, Topic, read_yaml, topics, topics_of
from tests.cases import Case, all_cases
from tests.running import differences

REASONS = Path(__file__).parent / "survivors.yaml"
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Mutant:
    """A topic with one span changed; `name` says what was done to which figure."""

    name: str
    topic: Topic


def mutants() -> Iterator[Mutant]:
    """Every mutant of every figure."""
    for topic in topics().values():
        for at, span in enumerate(topic.spans):
            yield from _values(topic, at, span)
            if at:
                yield from _days(topic, at, span)


def _values(topic: Topic, at: int, span: Figure) -> Iterator[Mutant]:
    if not isinstance(span.value, Decimal) or isinstance(span.value, bool):
        return
    smallest = Decimal(1).scaleb(min(0, int(span.value.as_tuple().exponent)))
    for change in (smallest, -smallest):
        spans = (*topic.spans[:at], replace(span, value=span.value + change), *topic.spans[at + 1 :])
        yield Mutant(f"{topic.id} {span.effective_from} value {change:+}", replace(topic, spans=spans))


def _days(topic: Topic, at: int, span: Figure) -> Iterator[Mutant]:
    for change in (ONE_DAY, -ONE_DAY):
        day = span.effective_from + change
        following = topic.spans[at + 1].effective_from if at + 1 < len(topic.spans) else dt.date.max
        if not (topic.spans[at - 1].effective_from < day < following) or day <= FIRST_DAY:
            continue
        before = replace(topic.spans[at - 1], effective_to=day - ONE_DAY)
        spans = (*topic.spans[: at - 1], before, replace(span, effective_from=day), *topic.spans[at + 1 :])
        yield Mutant(f"{topic.id} {span.effective_from} day {change.days:+}", replace(topic, spans=spans))


def readers() -> dict[str, list[Case]]:
    """Which cases read which figure; a case that is pending proves nothing."""
    found: dict[str, list[Case]] = {}
    for _, case in all_cases():
        if case.pending is not None:
            continue
        with _watched() as read:
            differences(case)
        for name in read:
            found.setdefault(name, []).append(case)
    return found


@contextmanager
def _watched() -> Iterator[set[str]]:
    """Collects the figures that are read, whichever Law reads them."""
    read: set[str] = set()
    own = Law.figure

    def figure(self: Law, name: str) -> Figure:
        read.add(name)
        return own(self, name)

    Law.figure = figure  # type: ignore[method-assign]
    try:
        yield read
    finally:
        Law.figure = own  # type: ignore[method-assign]


def killed(mutant: Mutant, cases: list[Case]) -> bool:
    """Does some case notice?"""
    topics = topics_of(mutant.topic.id.partition(".")[0])
    assert isinstance(topics, dict)
    own = topics[mutant.topic.id]
    topics[mutant.topic.id] = mutant.topic
    try:
        return any(differences(case) for case in _nearest(mutant, cases))
    except Exception:
        return True
    finally:
        topics[mutant.topic.id] = own


def _nearest(mutant: Mutant, cases: list[Case]) -> list[Case]:
    """Cases of the days around the change first: they are made for it."""
    day = dt.date.fromisoformat(mutant.name.split()[1])
    return sorted(cases, key=lambda case: abs((case.as_of - day).days))


def main() -> int:
    """Prints the survivors; 1 where one has no reason, or a reason has no survivor."""
    reasons: dict[str, str] = read_yaml(REASONS) or {}
    reading, total, alive = readers(), 0, []
    for mutant in mutants():
        total += 1
        if not killed(mutant, reading.get(mutant.topic.id, [])):
            alive.append(mutant.name)
    unexplained = [name for name in alive if _reason(name, reasons) is None]
    idle = [name for name in reasons if not any(one.startswith(name) for one in alive)]
    print(f"{total} mutants, {total - len(alive)} killed, {len(alive)} alive, {len(unexplained)} of them unexplained")
    for name in unexplained:
        print(f"alive: {name}")
    for name in idle:
        print(f"a reason without a survivor: {name}")
    return 1 if unexplained or idle else 0


def _reason(name: str, reasons: dict[str, str]) -> str | None:
    return next((why for prefix, why in reasons.items() if name.startswith(prefix)), None)


if __name__ == "__main__":
    sys.exit(main())
