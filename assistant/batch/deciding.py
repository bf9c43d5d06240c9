"""Rows to results: equal rows and equal facts are decided once, each name is screened once, for the whole run.

A block is begun while the one before it is still being decided, so that workers seldom wait for this process.
What is remembered is bounded: beyond `MOST_KEPT` distinct deals the oldest are forgotten, and decided again, with the
same result, where they come back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.batch.bounded import Bounded
from assistant.batch.chunk import Chunk, Made, Name, Result, Texts, decide_chunk, read_chunk
from assistant.batch.columns import Columns
from assistant.batch.files import Row
from assistant.batch.looking import Looking
from assistant.batch.parts import Parts, Said
from assistant.batch.pieces import pieces
from assistant.batch.workers import Waiting, Workers
from assistant.records.canonical import sha256_of
from assistant.screening.settled import Settled
from rules.errors import BadFact, RulesError
from rules.law import FIRST_DAY, Law
from rules.proof import House

DEALS_A_CHUNK = 250
TEXTS_A_CHUNK = 8

Key = tuple[Any, ...]  # the cells that decide a row


@dataclass(frozen=True, slots=True)
class Stated:
    """A deal in facts: their parts, the day of asking, and the names to be looked up."""

    said: tuple[Said, ...]
    asked: dt.date
    names: tuple[Name, ...]


Task = Stated | tuple[str, dt.date]  # facts; or words, and the day of asking


class Block:
    """Some rows: what is known of them, and the tasks that were given out for them."""

    def __init__(self, deciding: Deciding) -> None:
        self._deciding = deciding
        self.keys: list[Key] = []
        self.found: dict[Key, Result] = {}
        self.wanted: dict[Key, str] = {}  # the task that decides the row
        self.done: dict[str, Result] = {}
        self.elsewhere: dict[str, Block] = {}  # tasks that an earlier block has given out
        self.held: dict[str, Stated] = {}  # deals whose names are still being looked up
        self.given: list[tuple[Sequence[str], Waiting[list[Made]]]] = []

    def proceed(self) -> None:
        """Waits for the names and gives out the deals that bear them."""
        if self.held:
            self._deciding.names.wait()
            held, self.held = self.held, {}
            self._deciding.give_out(self, held)

    def results(self) -> list[Result]:
        """The result of each row, in order; the proofs are kept before they are given."""
        self.proceed()
        made = [one for _, waiting in self.given for chunk in waiting() for one in chunk]
        names = [name for some, _ in self.given for name in some]
        self.given = []
        self.done |= self._deciding.kept(dict(zip(names, made, strict=True)))
        for key, name in self.wanted.items():
            block = self.elsewhere.get(name, self)
            self.found[key] = block.done[name]
            self._deciding.remember(key, block.done[name])
        self.elsewhere = {}
        return [self.found[key] for key in self.keys]


class Deciding:
    """The deciding of one run. Blocks are begun in order and their results asked for in the same."""

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
        self._parts = Parts(columns)
        self._rows: Bounded[Key, Result] = Bounded()
        self._tasks: Bounded[str, Result] = Bounded()
        self._pending: dict[str, Block] = {}  # tasks that are given out, or held until their names are looked up
        self.names = Looking(workers, expected)

    @property
    def screened(self) -> int:
        """How many names were looked up."""
        return self.names.screened

    def begin(self, rows: Sequence[Row]) -> Block:
        """Gives out what is to be done for these rows, as far as that waits for nothing."""
        block, waiting = Block(self), dict[str, Task]()
        block.keys = [self._key(row) for row in rows]
        for key, row in zip(block.keys, rows, strict=True):
            if key in block.found or key in block.wanted:
                continue
            known = self._rows.get(key)
            if known is not None:
                block.found[key] = known
                continue
            try:
                task = self._task(row)
            except RulesError as error:
                block.found[key] = Result(error=str(error))
                continue
            name = block.wanted[key] = _hash(task)
            if (done := self._tasks.get(name)) is not None:
                block.done[name] = done
            elif (other := self._pending.get(name)) is not None:
                if other is not block:
                    block.elsewhere[name] = other
            else:
                self._pending[name] = block
                waiting[name] = task
                if isinstance(task, Stated):
                    self.names.want(task.names)
        self._begin_tasks(block, waiting)
        return block

    def _begin_tasks(self, block: Block, waiting: Mapping[str, Task]) -> None:
        self.names.look_up()
        texts = {name: one for name, one in waiting.items() if not isinstance(one, Stated)}
        said = [
            Texts(tuple(texts[name] for name in some), self.expected) for some in pieces(list(texts), TEXTS_A_CHUNK)
        ]
        block.given.append((list(texts), self.workers.start(read_chunk, said)))
        ready: dict[str, Stated] = {}
        for name, one in waiting.items():
            if isinstance(one, Stated):
                (ready if self.names.known(one.names) else block.held)[name] = one
        self.give_out(block, ready)

    def give_out(self, block: Block, deals: Mapping[str, Stated]) -> None:
        """Gives these deals to the workers, once the names in them are looked up."""
        if not deals:
            return
        chunks = [
            Chunk(
                tuple((deals[name].said, deals[name].asked) for name in some),
                self.names.hits(one for name in some for one in deals[name].names),
                self.settled,
                self.house,
                self.expected,
            )
            for some in pieces(list(deals), DEALS_A_CHUNK)
        ]
        block.given.append((list(deals), self.workers.start(decide_chunk, chunks)))

    def kept(self, made: Mapping[str, Made]) -> dict[str, Result]:
        """The results, once their proofs are kept."""
        self.keep({one.result.proof: one.body for one in made.values() if one.result.proof and one.body})
        self.decided += len(made)
        for name, one in made.items():
            self._tasks.keep(name, one.result)
            del self._pending[name]
        return {name: one.result for name, one in made.items()}

    def remember(self, key: Key, result: Result) -> None:
        """Keeps what a row came to for rows that read the same."""
        self._rows.keep(key, result)

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
        told = self._parts.of(row)
        if not told:
            raise BadFact("row", "states no fact; expected a cell in one of the columns that are paths of facts")
        event = next((one.day for one in told if one.day is not None), asked)
        names = tuple((name, countries, event) for one in told for name, countries in one.bearers)
        return Stated(tuple(one.said for one in told), asked, names)


def _hash(task: Task) -> str:
    """Tells tasks apart: equal facts have equal parts, however their cells were written."""
    if not isinstance(task, Stated):
        return sha256_of(task)
    lines = [task.asked.isoformat(), *(line for one in task.said for line in one)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


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
