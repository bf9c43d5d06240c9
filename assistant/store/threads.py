"""Threads and their turns: one turn is one question with its Answer as JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.answer import Answer
from assistant.store import engine as database
from assistant.store.migrate import upgrade
from assistant.store.tables_threads import ThreadRow, TurnRow

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn as it was kept. `as_of` is the day the answer stands on."""

    number: int
    question: str
    facts: Mapping[str, Any]
    answer: Mapping[str, Any]
    as_of: dt.date
    at: dt.datetime


class Store:
    """The database of the product. Safe to share between threads of a process."""

    def __init__(self, url: str | None = None, *, to: str | None = None) -> None:
        """Opens the store and brings its tables up to date; without a URL the one that the settings name.

        `to`: the revision of an older version, to read a backup of it in.

        Raises:
            StoreError: the database cannot be used.
        """
        if url is None:
            from assistant.settings import database_url

            url = database_url()
        self.engine = database.engine_at(url)
        upgrade(self.engine, to)

    @classmethod
    def open(cls, url: str | None = None) -> Store:
        """The store at this URL, its tables made where they are missing."""
        return cls(url)

    @classmethod
    def in_memory(cls) -> Store:
        """A store that is gone with the process, for a conversation that is not kept."""
        return cls(database.MEMORY)

    def read(self, work: Callable[[Session], Found]) -> Found:
        """What `work` finds in one transaction that writes nothing."""
        return database.read(self.engine, work)

    def write(self, work: Callable[[Session], Found]) -> Found:
        """What `work` gives, kept as a whole or not at all; it must stand being run again."""
        return database.write(self.engine, work)

    def turns(self, thread: str) -> list[Turn]:
        """The turns of a thread, the first one first; none of a thread that nobody began."""
        of_thread = select(TurnRow).where(TurnRow.thread_id == thread).order_by(TurnRow.number)
        return self.read(lambda session: [_turn(row) for row in session.scalars(of_thread)])

    def keep(self, thread: str, question: str, answer: Answer, at: dt.datetime | None = None) -> Turn:
        """Adds a turn to a thread, which it begins where there is none."""
        at = at or dt.datetime.now(dt.UTC)
        return self.write(lambda session: self.keep_in(session, thread, question, answer, at))

    def keep_in(self, session: Session, thread: str, question: str, answer: Answer, at: dt.datetime) -> Turn:
        """The same within a transaction. A turn with a record is kept once, also where the transaction runs again."""
        if answer.id is not None:
            there = session.scalars(select(TurnRow).where(TurnRow.record_id == answer.id)).first()
            if there is not None:
                return _turn(there)
        return _kept(session, thread, question, json.loads(answer.model_dump_json()), at)

    def threads(self) -> list[str]:
        """The ids of all threads, the latest first."""
        latest = select(ThreadRow.id).order_by(ThreadRow.begun_at.desc(), ThreadRow.id)
        return self.read(lambda session: list(session.scalars(latest)))

    def close(self) -> None:
        """Gives the connections back."""
        self.engine.dispose()


def _kept(session: Session, thread: str, question: str, written: dict[str, Any], at: dt.datetime) -> Turn:
    database.add_missing(session, ThreadRow, id=thread, begun_at=at)
    row = session.get_one(ThreadRow, thread, with_for_update=True)
    turn = TurnRow(
        thread_id=thread,
        number=row.turns[-1].number + 1 if row.turns else 0,  # one may have been erased
        question=question,
        facts=written["facts"],
        answer=written,
        as_of=dt.date.fromisoformat(written["as_of"]),
        at=at,
        record_id=written["id"],
    )
    session.add(turn)
    session.flush()
    return _turn(turn)


def _turn(row: TurnRow) -> Turn:
    at = row.at if row.at.tzinfo else row.at.replace(tzinfo=dt.UTC)  # SQLite keeps no zone
    return Turn(row.number, row.question, row.facts, row.answer, row.as_of, at)
