"""Mutants of the law as data: every figure moved a little up and down, every effective day a day earlier and later.

`python -m tests.mutants.figures [STEM ...]` runs, for each mutant, the cases that read the figure on a day whose law
the mutant changes, until one notices. What nobody notices is printed and has to be explained in `survivors.yaml`; a
reason for a mutant that is killed is an error too. A stem is a file of figures, such as eccn_3a090; none means all.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from rules.law import FIRST_DAY, Figure, Law, Topic, files, read_yaml, topics_of
from rules.memory import forget
from tests.cases import Case, all_cases
from tests.running import differences

REASONS = Path(__file__).parent / "survivors.yaml"
ONE_DAY = dt.timedelta(days=1)
PROCESSES = 2


Readers = dict[str, dict[dt.date, list[Case]]]


@dataclass(frozen=True)
class Mutant:
    """A topic with one span changed; `name` says what was done, `first` to `last` are the days whose law is another."""

    name: str
    topic: Topic
    first: dt.date
    last: dt.date


def mutants(stems: frozenset[str]) -> Iterator[Mutant]:
    """Every mutant of every figure of the files."""
    for stem in sorted(stems):
        for topic in topics_of(stem).values():
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
        name = f"{topic.id} {span.effective_from} value {change:+}"
        yield Mutant(name, replace(topic, spans=spans), span.effective_from, span.effective_to or dt.date.max)


def _days(topic: Topic, at: int, span: Figure) -> Iterator[Mutant]:
    if topic.spans[at - 1].value == span.value:
        return  # another cite for the same value: no case can tell the days apart
    for change in (ONE_DAY, -ONE_DAY):
        day = span.effective_from + change
        following = topic.spans[at + 1].effective_from if at + 1 < len(topic.spans) else dt.date.max
        if not (topic.spans[at - 1].effective_from < day < following) or day <= FIRST_DAY:
            continue
        before = replace(topic.spans[at - 1], effective_to=day - ONE_DAY)
        spans = (*topic.spans[: at - 1], before, replace(span, effective_from=day), *topic.spans[at + 1 :])
        changed = min(day, span.effective_from)
        name = f"{topic.id} {span.effective_from} day {change.days:+}"
        yield Mutant(name, replace(topic, spans=spans), changed, changed)


def readers() -> Readers:
    """Which cases read which figure, by the day of the law that they ask; a case that is pending proves nothing."""
    found: Readers = {}
    for _, case in all_cases():
        if case.pending is not None:
            continue
        with watched() as read:
            differences(case)
        for name, day in read:
            found.setdefault(name, {}).setdefault(day, []).append(case)
    return found


@contextmanager
def watched() -> Iterator[set[tuple[str, dt.date]]]:
    """Collects the figures that are read, whichever Law reads them, with the day of that Law."""
    read: set[tuple[str, dt.date]] = set()
    own = Law.figure
    forget()  # a result that is known already reads no figure

    def figure(self: Law, name: str) -> Figure:
        read.add((name, self.as_of - ONE_DAY if name in self._held else self.as_of))
        return own(self, name)

    Law.figure = figure  # type: ignore[method-assign]
    try:
        yield read
    finally:
        Law.figure = own  # type: ignore[method-assign]


def killed(mutant: Mutant, cases: Mapping[dt.date, list[Case]]) -> bool:
    """Does some case notice?"""
    topics = topics_of(mutant.topic.id.partition(".")[0])
    assert isinstance(topics, dict)
    own = topics[mutant.topic.id]
    topics[mutant.topic.id] = mutant.topic
    forget()
    try:
        return any(differences(case) for case in _concerned(mutant, cases))
    except Exception:
        return True
    finally:
        topics[mutant.topic.id] = own
        forget()


def _concerned(mutant: Mutant, cases: Mapping[dt.date, list[Case]]) -> Iterator[Case]:
    """Cases that ask the law of a day that the mutant changes; the shortest first."""
    found = [case for day, some in cases.items() if mutant.first <= day <= mutant.last for case in some]
    return iter(sorted(found, key=lambda case: len(str(case.given))))


def survivors(mutant: Mutant) -> tuple[str, bool]:
    """Name and fate of one mutant, in a process that has the readers."""
    return mutant.name, killed(mutant, READING.get(mutant.topic.id, {}))


READING: Readers = {}


def main(stems: list[str]) -> int:
    """Prints the survivors; 1 where one has no reason, or a reason has no survivor."""
    chosen = frozenset(stems) or frozenset(files())
    reasons = {name: why for name, why in (read_yaml(REASONS) or {}).items() if name.partition(".")[0] in chosen}
    READING.update(readers())
    total, alive = 0, []
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        for name, dead in pool.imap(survivors, mutants(chosen), chunksize=4):
            total += 1
            if not dead:
                alive.append(name)
    return report("figures", total, alive, reasons)


def report(what: str, total: int, alive: list[str], reasons: Mapping[str, str]) -> int:
    """Prints what is alive without a reason, and reasons without a survivor."""
    unexplained = [name for name in alive if not any(name.startswith(prefix) for prefix in reasons)]
    idle = [name for name in reasons if not any(one.startswith(name) for one in alive)]
    print(f"{what}: {total} mutants, {total - len(alive)} killed, {len(alive)} alive, {len(unexplained)} unexplained")
    for name in unexplained:
        print(f"alive: {name}")
    for name in idle:
        print(f"a reason without a survivor: {name}")
    return 1 if unexplained or idle else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
