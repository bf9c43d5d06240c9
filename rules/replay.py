"""One deal under the law of every day, as periods that end alike.

A verdict can only change on a day on which a figure that it read changes, or which a rule asked for by
itself (the day from which a list entry counts, the day of a NAC notice plus 25). So only those days are
decided; deciding one may bring others to light. How fresh the rule base and the lists are is measured on
the day of asking, for every day alike: staleness opens no period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

from rules.checker import Position, ending
from rules.errors import LawNotModelled
from rules.facts import Facts
from rules.law import EAR, FIRST_DAY, Law, read_yaml, topics_of
from rules.proof import Cause, ListState, Outcome, Period, Policy

End = tuple[Outcome, str | None, Policy | None]
ONE_DAY = dt.timedelta(days=1)


def replay(
    facts: Facts,
    first: dt.date,
    last: dt.date,
    *,
    asked: dt.date,
    lists: tuple[ListState, ...] = (),
    position: Position = "codified",
) -> tuple[Period, ...]:
    """The periods from `first` to `last`, both included; the last one is open.

    `asked`: the day on which somebody asks. `lists`: the party lists at hand, as old as on that day.

    Raises:
        BadFact: figures that contradict each other or have no unit.
        LawNotModelled: `first` lies before the first modelled day, or after `last`.
    """
    if last < first:
        raise LawNotModelled(f"to: expected a day from {first} on, found {last}")
    days = _Days(facts, first, last, asked, lists, position)
    ends = days.decided()
    flips = [day for day, before in zip(list(ends)[1:], list(ends), strict=False) if ends[day] != ends[before]]
    begins = [first, *flips]
    closes: list[dt.date | None] = [day - ONE_DAY for day in flips]
    return tuple(
        _period(day, to, ends[day], None if day == first else days.cause(day))
        for day, to in zip(begins, [*closes, None], strict=True)
    )


def _period(begin: dt.date, to: dt.date | None, end: End, by: Cause | None) -> Period:
    outcome, eccn, policy = end
    return Period(from_=begin, to=to, outcome=outcome, eccn=eccn, review_policy=policy, by=by)


class _Days:
    """Decides one deal on the days that can matter, and keeps what each decision read."""

    def __init__(
        self,
        facts: Facts,
        first: dt.date,
        last: dt.date,
        asked: dt.date,
        lists: tuple[ListState, ...],
        position: Position,
    ) -> None:
        self.facts, self.first, self.last, self.asked = facts, first, last, asked
        self.lists, self.position = lists, position
        self.read: dict[dt.date, Law] = {}

    def end(self, law: Law) -> End:
        return ending(self.facts, law, lists=self.lists, position=self.position)

    def decided(self) -> dict[dt.date, End]:
        """How the deal ends on every day that can matter, in order."""
        ends: dict[dt.date, End] = {}
        open_days = {self.first}
        while open_days:
            day = min(open_days)
            law = self.read[day] = Law(day, self.asked)
            ends[day] = self.end(law)
            open_days = (open_days | self._days_of(law)) - set(ends)
        return dict(sorted(ends.items()))

    def _days_of(self, law: Law) -> set[dt.date]:
        """Days on which something that was read changes."""
        spans = (span for figure in law.figures_read for span in topics_of(_file(figure.id))[figure.id].spans)
        found = {span.effective_from for span in spans} | law.days_read
        return {day for day in found if self.first < day <= self.last}

    def cause(self, day: dt.date) -> Cause:
        """What opened the period that begins on `day`: the document without which nothing would have changed."""
        eve = Law(day - ONE_DAY, self.asked)
        before = self.end(eve)
        names = {one.id for one in (*eve.figures_read, *self.read[day].figures_read)}
        changed = self._changed(day, names)
        for document in changed:
            if self._without(day, names, {document}) == before:
                return self._amendment(day, document)
        if changed and self._without(day, names, set(changed)) == before:  # several documents of one day moved it
            return self._amendment(day, max(changed, key=lambda one: changed[one]))
        return Cause(**DATED_FACT)

    def _changed(self, day: dt.date, names: set[str]) -> dict[str, int]:
        """The documents that changed figures on this day, with how many they changed."""
        found: dict[str, int] = {}
        for name in sorted(names):
            figure = topics_of(_file(name))[name].on(day)
            if figure.effective_from == day:
                found[figure.by] = found.get(figure.by, 0) + 1
        return found

    def _without(self, day: dt.date, names: set[str], documents: set[str]) -> End:
        """How the deal would end on the day had these documents changed nothing; what that reads joins `names`."""
        while True:
            held = {one for one in names if topics_of(_file(one))[one].on(day).by in documents}
            law = Law(day, self.asked, frozenset(held))
            end = self.end(law)
            read = {one.id for one in law.figures_read}
            if read <= names:
                return end
            names |= read

    def _amendment(self, day: dt.date, document: str) -> Cause:
        return Cause(cite=document, what=amendments()[day, document])


# the day from or until which a list entry counts, or on which a notice is old enough
DATED_FACT = {"cite": "15 CFR Part 744, Supp. No. 4", "what": "a dated fact of the deal begins or ends to count"}


def _file(figure: str) -> str:
    return figure.partition(".")[0]


@cache
def amendments() -> Mapping[tuple[dt.date, str], str]:
    """What each amendment did, in a few words, by effective day and document."""
    rows: list[dict[str, Any]] = read_yaml(EAR / "amendments.yaml")
    return {(row["effective"], row["by"]): row["what"] for row in rows}


def window(first: dt.date | None, last: dt.date | None, as_of: dt.date) -> tuple[dt.date, dt.date]:
    """The days asked for: from the first modelled day to the as-of date unless told otherwise."""
    return first or FIRST_DAY, last or as_of
