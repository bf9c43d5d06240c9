"""What is kept of conversations: threads and their turns, in SQL.

One turn is one question with its Answer as JSON. SQLite in the data folder by default, any SQLAlchemy URL otherwise.
Opening makes the tables where they are missing; it changes none that is there.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Date, DateTime, ForeignKey, Integer, String, Text, create_engine, event, select
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy.pool import StaticPool

from assistant.answer import Answer

MEMORY = "sqlite://"
BUSY_SECONDS = 30


class Base(DeclarativeBase):
    """The tables of the store."""


class ThreadRow(Base):
    """A conversation."""

    __tablename__ = "threads"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    begun_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    turns: Mapped[list[TurnRow]] = relationship(back_populates="thread", order_by="TurnRow.number")


class TurnRow(Base):
    """A question and its answer; `number` counts from 0 within the thread."""

    __tablename__ = "turns"

    thread_id: Mapped[str] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    as_of: Mapped[dt.date] = mapped_column(Date)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    thread: Mapped[ThreadRow] = relationship(back_populates="turns")


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
    """Conversations by thread. Safe to share between threads of a process."""

    def __init__(self, url: str | None = None) -> None:
        """Opens the store; without a URL the one that the settings name."""
        if url is None:
            from assistant.settings import database_url

            url = database_url()
        self._engine = _engine(url)
        Base.metadata.create_all(self._engine)

    @classmethod
    def open(cls, url: str | None = None) -> Store:
        """The store at this URL, its tables made where they are missing."""
        return cls(url)

    @classmethod
    def in_memory(cls) -> Store:
        """A store that is gone with the process, for a conversation that is not kept."""
        return cls(MEMORY)

    def turns(self, thread: str) -> list[Turn]:
        """The turns of a thread, the first one first; none of a thread that nobody began."""
        with Session(self._engine) as session:
            rows = session.scalars(select(TurnRow).where(TurnRow.thread_id == thread).order_by(TurnRow.number))
            return [_turn(row) for row in rows]

    def keep(self, thread: str, question: str, answer: Answer, at: dt.datetime | None = None) -> Turn:
        """Adds a turn to a thread, which it begins where there is none."""
        at = at or dt.datetime.now(dt.UTC)
        written = json.loads(answer.model_dump_json())
        with Session(self._engine) as session, session.begin():
            row = session.get(ThreadRow, thread, with_for_update=True) or ThreadRow(id=thread, begun_at=at)
            session.add(row)
            session.flush()
            number = len(row.turns)
            turn = TurnRow(
                thread_id=thread,
                number=number,
                question=question,
                facts=written["facts"],
                answer=written,
                as_of=answer.as_of,
                at=at,
            )
            session.add(turn)
            session.flush()
            return _turn(turn)

    def threads(self) -> list[str]:
        """The ids of all threads, the latest first."""
        with Session(self._engine) as session:
            return list(session.scalars(select(ThreadRow.id).order_by(ThreadRow.begun_at.desc(), ThreadRow.id)))

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()


def _turn(row: TurnRow) -> Turn:
    at = row.at if row.at.tzinfo else row.at.replace(tzinfo=dt.UTC)  # SQLite keeps no zone
    return Turn(row.number, row.question, row.facts, row.answer, row.as_of, at)


def _engine(url: str) -> Engine:
    """The engine; SQLite waits for other writers, and its folder is made where it is missing."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database in {None, "", ":memory:"}:
        return create_engine(parsed, poolclass=StaticPool, connect_args={"check_same_thread": False})
    Path(str(parsed.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _write_ahead)
    event.listen(engine, "begin", _lock_at_once)
    return engine


def _write_ahead(connection: Any, _: Any) -> None:
    """Readers go on while one writes; the driver leaves transactions to us."""
    connection.isolation_level = None
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma foreign_keys=on")


def _lock_at_once(connection: Any) -> None:
    """Two turns of one thread at the same time get two numbers."""
    connection.exec_driver_sql("begin immediate")
