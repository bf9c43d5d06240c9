"""The one way to a database: an engine by URL, and transactions that begin again where the connection broke."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet

from sqlalchemy import create_engine, event
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool, StaticPool
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_exponential_jitter

from assistant.errors import StoreUnreachable
from assistant.store.base import Base

MEMORY = "sqlite://"
BUSY_SECONDS = 30
RETRY_SECONDS = 20  # a database that its service unit starts again is back sooner
MAY_SUCCEED_AGAIN = frozenset({"40001", "40P01"})  # PostgreSQL: serialization failure, deadlock

STARTING = "57P03"  # PostgreSQL: it is starting up
_reached: WeakSet[Pool] = WeakSet()  # of the databases that have answered once

Found = TypeVar("Found")


def engine_at(url: str) -> Engine:
    """The engine; SQLite waits for other writers, and its folder is made where it is missing."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        server = create_engine(parsed, pool_pre_ping=True)
        event.listen(server, "connect", lambda *_: _reached.add(server.pool))
        return server
    if parsed.database in {None, "", ":memory:"}:
        return create_engine(parsed, poolclass=StaticPool, connect_args={"check_same_thread": False})
    Path(str(parsed.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _write_ahead)
    event.listen(engine, "begin", _begin)
    return engine


def _write_ahead(connection: Any, _: Any) -> None:
    """Readers go on while one writes; the driver leaves transactions to us."""
    connection.isolation_level = None
    _once_free(lambda: connection.execute("pragma journal_mode=wal"))
    connection.execute("pragma foreign_keys=on")


def _once_free(work: Callable[[], object]) -> None:
    """Waits as the driver does elsewhere: a new file that several make at once is refused here without a wait."""
    Retrying(
        retry=retry_if_exception(_is_busy),
        stop=stop_after_delay(BUSY_SECONDS),
        wait=wait_exponential_jitter(multiplier=0.005, max=0.2, jitter=0.02),
        reraise=True,
    )(work)


def _is_busy(error: BaseException) -> bool:
    """SQLite's extended codes keep the plain one in their low byte."""
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _begin(connection: Connection) -> None:
    """A writer locks at once, so that what it reads is what it writes after; a reader waits for nobody."""
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql("begin" if reads else "begin immediate")


def read(engine: Engine, work: Callable[[Session], Found]) -> Found:
    """What `work` finds, on one state of the database. It writes nothing."""
    return _again(engine, lambda: _in_session(engine.execution_options(reads=True), work))


def write(engine: Engine, work: Callable[[Session], Found]) -> Found:
    """What `work` gives, its changes kept as a whole or not at all.

    It runs again where the connection broke, even where only the word that all is kept was lost: `work` must find
    what it has written before.
    """
    return _again(engine, lambda: _in_session(engine, work))


def _in_session(engine: Engine, work: Callable[[Session], Found]) -> Found:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        return work(session)


def _again(engine: Engine, attempt: Callable[[], Found]) -> Found:
    tries = Retrying(
        retry=retry_if_exception(lambda error: broken(error) or (engine.pool in _reached and away(error))),
        stop=stop_after_delay(RETRY_SECONDS),
        wait=wait_exponential_jitter(multiplier=0.05, max=1.0),
        reraise=True,
    )
    try:
        return tries(attempt)
    except OperationalError as error:
        raise unreachable(error) from error


def unreachable(error: OperationalError) -> StoreUnreachable:
    """The error that a person is shown: what the driver says, in one line, without a password."""
    said = next(iter(str(error.orig).strip().splitlines()), "no answer")
    return StoreUnreachable(f"the database cannot be used: {said}")


def broken(error: BaseException) -> bool:
    """Did the transaction fail for a reason that passes: a lost connection, a deadlock?"""
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in MAY_SUCCEED_AGAIN


def away(error: BaseException) -> bool:
    """Does nobody answer, as while a database is started again? One that never answered is not waited for."""
    if not isinstance(error, OperationalError) or error.statement is not None:
        return False
    return getattr(error.orig, "sqlstate", None) in {None, STARTING}


def add_missing(session: Session, table: type[Base], **values: object) -> None:
    """Adds a row unless its key is there already, also where another process adds it at this moment."""
    postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgres_insert if postgresql else sqlite_insert
    session.execute(insert(table).values(**values).on_conflict_do_nothing())
