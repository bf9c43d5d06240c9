"""The engine over a version of the party list, out of its index: nothing is spelt or weighed anew."""

import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from assistant.screening.engine import Engine
from assistant.screening.entries import SHIPPED, ListAtHand
from assistant.screening.index import default_folder, open_index
from assistant.screening.name_index import from_rows
from assistant.screening.score import Parties, Party


@lru_cache(maxsize=4)
def engine(folder: Path | None = None, listed: ListAtHand = SHIPPED) -> Engine:
    """The engine over the index in this folder; built first where it is missing."""
    connection = open_index(folder or default_folder(), listed)
    arrays = connection.execute("select name, kind, content from arrays")
    return Engine(from_rows(arrays), Parties(_parties(connection)))


def _parties(connection: sqlite3.Connection) -> Iterator[Party]:
    """Kind and countries of every entry."""
    for kind, countries in connection.execute("select type, countries from entries order by id"):
        yield Party(kind, frozenset(countries.split("|") if countries else ()))
