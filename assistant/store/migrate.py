"""Brings the tables up to date when a store is opened.

One SELECT tells whether anything is to be done; Alembic is imported only then. The revisions form one line, each named
like its file, so that the newest file names the newest revision.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

from assistant.errors import StoreTooNew, StoreUnreachable
from assistant.store.engine import MEMORY

VERSIONS = Path(__file__).parent / "migrations" / "versions"
FIRST = "0001_threads"  # the tables that stores had before they carried a revision
ONE_AT_A_TIME = 7_620_006  # PostgreSQL's advisory lock of an upgrade


@cache
def head() -> str:
    """The newest revision."""
    return max(path.stem for path in VERSIONS.glob("[0-9]*.py"))


def upgrade(engine: Engine, to: str | None = None) -> None:
    """The tables as this version of the product has them; a store that others upgrade meanwhile is waited for.

    Raises:
        StoreUnreachable: nothing answers at the address.
        StoreTooNew: a later version has written there.
    """
    if to is None and _is_memory(engine):
        _make_in_memory(engine)
        return
    wanted = to or head()
    try:
        with engine.execution_options(reads=True).begin() as connection:
            if revision(connection) == wanted:
                return
        with engine.begin() as connection:
            _upgrade(connection, wanted)
    except OperationalError as error:
        where = engine.url.render_as_string(hide_password=True)
        raise StoreUnreachable(f"the database {where} cannot be used: {_first_line(error)}") from error


def _make_in_memory(engine: Engine) -> None:
    """The tables as the models have them: a store of one conversation is opened too often to run the revisions."""
    from assistant.store.guards import guard
    from assistant.store.schema import METADATA

    with engine.begin() as connection:
        METADATA.create_all(connection)
        guard(connection)


def _is_memory(engine: Engine) -> bool:
    return engine.url.render_as_string() == MEMORY


def _first_line(error: OperationalError) -> str:
    return next(iter(str(error.orig).strip().splitlines()), "no answer")


def revision(connection: Connection) -> str | None:
    """The revision of the tables; None of a database that has none yet, or of one made before there were revisions."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("select version_num from alembic_version")).scalar()
    return found


def _upgrade(connection: Connection, to: str) -> None:
    """One process at a time: the others wait, and find it done."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
    found = revision(connection)
    if found == to:
        return
    if found is not None and not (VERSIONS / f"{found}.py").exists():
        raise StoreTooNew(
            f"the database has the tables of a later version ({found}); expected {head()} or an older one"
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    if found is None and inspect(connection).has_table("threads"):
        command.stamp(config, FIRST)
    command.upgrade(config, to)
