"""Rows to results: equal rows and equal facts are decided once, each name is screened once, for the whole run.

What is remembered is bounded, so that memory does not grow with the book: beyond `MOST_KEPT` distinct deals the oldest
are forgotten, and decided again, with the same result, where they come back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from assistant.batch.chunk import (
    Chunk,
    Made,
    Name,
    Names,
    Result,
    Texts,
    decide_chunk,
    read_chunk,
    screen_chunk,
)  # fmt: skip
from assistant.batch.columns import Columns
from assistant.batch.files import Row
from assistant.batch.workers import Workers
from assistant.decide import day_asked, written
from assistant.records.canonical import sha256_of
from assistant.screening.match import Hit
from assistant.screening.screen import screen_facts
from assistant.screening.settled import Settled
from rules.errors import BadFact, RulesError
from rules.facts import Facts, read_facts
from rules.law import FIRST_DAY, Law
from rules.proof import House

MOST_KEPT = 200_000
DEALS_A_CHUNK = 250
NAMES_A_CHUNK = 50
TEXTS_A_CHUNK = 8

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Given = TypeVar("Given")
Task = tuple[Facts, dt.date] | tuple[str, dt.date]  # facts or words, and the day of asking


class Bounded(dict[Key, Value]):
    """A mapping that forgets what came first."""

    def keep(self, key: Key, value: Value) -> None:
        if len(self) >= MOST_KEPT:
            del self[next(iter(self))]
        self[key] = value


class Deciding:
    """The deciding of one run."""

    def __init__(
        self,
        columns: Columns,
        day: dt.date,
        workers: Workers,
        settled: tuple[Settled, ...],
        house: House,
        expected: tuple[str, str],
        keep: Callable[[Mapping[str, bytes]], None],
    ) -> None:
        self.columns, self.day, self.workers = columns, day, workers
        self.settled, self.house, self.expected, self.keep = settled, house, expected, keep
        self.decided = 0
        self.screened = 0
        self._rows: Bounded[tuple[Any, ...], Result] = Bounded()
        self._tasks: Bounded[str, Result] = Bounded()
        self._hits: Bounded[Name, list[Hit]] = Bounded()

    def results(self, rows: Sequence[Row]) -> list[Result]:
        """The result of each row, in order; the proofs are kept before they are given."""
        found: dict[tuple[Any, ...], Result] = {}
        waiting: dict[str, Task] = {}
        wanted: dict[tuple[Any, ...], str] = {}
        keys = [self._key(row) for row in rows]
        for key, row in zip(keys, rows, strict=True):
            if key in found or key in wanted:
                continue
            known = self._rows.get(key)
            if known is not None:
                found[key] = known
                continue
            try:
                task = self._task(row)
            except RulesError as error:
                found[key] = Result(error=str(error))
                continue
            name = _hash(task)
            wanted[key] = name
            if name not in self._tasks:
                waiting[name] = task
        done = {name: self._tasks[name] for name in wanted.values() if name in self._tasks} | self._done(waiting)
        for key, name in wanted.items():
            found[key] = done[name]
            self._rows.keep(key, done[name])
        return [found[key] for key in keys]

    def _key(self, row: Row) -> tuple[Any, ...]:
        if len(row) != len(self.columns.header):
            return ("cells", len(row))
        key = self.columns.key(row)
        try:
            hash(key)
        except TypeError:  # a list out of Parquet
            key = ("repr", repr(key))
        return key

    def _task(self, row: Row) -> Task:
        columns = self.columns
        if len(row) != len(columns.header):
            raise BadFact("row", f"found {len(row)} cells; expected {len(columns.header)}, as the header has")
        for name, cell in zip(columns.header, row, strict=True):
            if isinstance(cell, str) and not cell.isascii() and not _is_unicode(cell):
                raise BadFact(name, "is no UTF-8; expected text in UTF-8")
        day = _day(row[columns.as_of]) if columns.as_of is not None else None
        asked = day or self.day
        if (words := columns.words(row)) is not None:
            Law(asked)
            return words, asked
        stated = columns.stated(row)
        if not stated:
            raise BadFact("row", "states no fact; expected a cell in one of the columns that are paths of facts")
        facts = read_facts(stated)
        return facts, day_asked(facts, asked)

    def _done(self, waiting: Mapping[str, Task]) -> dict[str, Result]:
        """What the workers make of tasks that nobody has done yet."""
        deals = {name: (one[0], one[1]) for name, one in waiting.items() if isinstance(one[0], Facts)}
        texts = {name: (one[0], one[1]) for name, one in waiting.items() if isinstance(one[0], str)}
        names = self._screen(deals)
        chunks = [
            Chunk(
                tuple(deals[name] for name in some),
                self._hits_of(names, some),
                self.settled,
                self.house,
                self.expected,
            )
            for some in parts(list(deals), DEALS_A_CHUNK)
        ]
        made = [one for chunk in self.workers.map(decide_chunk, chunks) for one in chunk]
        said = [Texts(tuple(texts[name] for name in some), self.expected) for some in parts(list(texts), TEXTS_A_CHUNK)]
        made += [one for chunk in self.workers.map(read_chunk, said) for one in chunk]
        return self._kept(dict(zip([*deals, *texts], made, strict=True)))

    def _kept(self, made: Mapping[str, Made]) -> dict[str, Result]:
        self.keep({one.result.proof: one.body for one in made.values() if one.result.proof and one.body})
        self.decided += len(made)
        for name, one in made.items():
            self._tasks.keep(name, one.result)
        return {name: one.result for name, one in made.items()}

    def _screen(self, deals: Mapping[str, tuple[Facts, dt.date]]) -> dict[str, list[Name]]:
        """The names that each deal asks for, once every one of them was looked up."""
        asked = {name: list(_names(facts, day)) for name, (facts, day) in deals.items()}
        new = list(dict.fromkeys(one for names in asked.values() for one in names if one not in self._hits))
        chunks = [Names(tuple(some), self.expected) for some in parts(new, NAMES_A_CHUNK)]
        hits = [one for chunk in self.workers.map(screen_chunk, chunks) for one in chunk]
        for name, found in zip(new, hits, strict=True):
            self._hits.keep(name, found)
        self.screened += len(new)
        return asked

    def _hits_of(self, names: Mapping[str, Sequence[Name]], some: Sequence[str]) -> dict[Name, list[Hit]]:
        return {one: self._hits[one] for name in some for one in names[name]}


def parts(whole: Sequence[Given], size: int) -> list[Sequence[Given]]:
    """The whole in pieces."""
    return [whole[start : start + size] for start in range(0, len(whole), size)]


def _hash(task: Task) -> str:
    said, asked = task
    return sha256_of([said if isinstance(said, str) else written(said), asked])


def _names(facts: Facts, asked: dt.date) -> Iterator[Name]:
    """Every name that the screening of these facts will look up: told by the screening itself."""
    if not facts.parties:
        return
    names: list[Name] = []

    def listen(name: str, countries: tuple[str, ...], day: dt.date) -> list[Hit]:
        names.append((name, countries, day))
        return []

    screen_facts(written(facts), facts.date or asked, search=listen)
    yield from names


def _day(cell: Any) -> dt.date | None:
    """The day in a cell of `as_of`. Raises BadFact."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    found = cell.date() if isinstance(cell, dt.datetime) else cell
    if isinstance(found, str):
        try:
            found = dt.date.fromisoformat(found.strip())
        except ValueError:
            found = None
    if not isinstance(found, dt.date):
        raise BadFact("as_of", f"found {cell!r}; expected a day like 2026-11-25")
    if found < FIRST_DAY:
        raise BadFact("as_of", f"the law is modelled from {FIRST_DAY} on, found {found}")
    return found


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
