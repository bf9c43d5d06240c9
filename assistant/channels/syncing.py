"""`sync` behind the command line: what the sources gave, told in one object."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from assistant.channels import inputs
from assistant.channels.commands.accounts import acting
from assistant.channels.errors import BadInputError, BusyError
from assistant.records.permissions import require
from assistant.settings import database_url, settings, sources_folder
from assistant.store import Store
from assistant.store.engine import engine_at
from assistant.store.migrate import upgrade
from knowledge.errors import SourceError, SyncBusyError
from knowledge.intake import Progress, Where
from knowledge.sync import Endpoints, sync_folder, sync_network

Plain = dict[str, Any]


def synced(folder: Path | None, source: str | None, days: list[str], by: str | None, progress: Progress) -> Plain:
    """One sync, from a folder or over the network, by whoever has the database or the admin who is named.

    Raises:
        BadInputError: an unknown source, an impossible day, or a folder that is none.
        BusyError: another sync is running.
    """
    if by is not None:
        require(acting(Store(), by).actor, "sync")
    where = Where(engine(), sources_folder(), dt.datetime.now(dt.UTC), progress)
    issues = tuple(inputs.day(day, "--date") for day in days)
    try:
        found = (
            sync_network(where, endpoints(), source, issues) if folder is None else sync_folder(where, folder, source)
        )
    except SourceError as error:
        field, _, message = str(error).partition(": ")
        raise BadInputError(field, message) from error
    except SyncBusyError as error:
        raise BusyError(str(error)) from error
    return {"sources": found, "failed": any(one["failed"] for one in found)}


def engine() -> Engine:
    """The database of the settings, its tables up to date."""
    opened = engine_at(database_url())
    upgrade(opened)
    return opened


def endpoints() -> Endpoints:
    """Where the sources are reached."""
    said = settings()
    return Endpoints(said.ecfr_url, said.federal_register_url, said.screening_list_url, said.denied_persons_url)
