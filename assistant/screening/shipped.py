"""The engine over a version of the party list, out of its index: nothing is spelt or weighed anew."""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import overload

from assistant.screening.engine import Engine
from assistant.screening.entries import SHIPPED, ListAtHand
from assistant.screening.index import default_folder, load, open_index
from assistant.screening.name_index import from_rows
from assistant.screening.score import Party


@lru_cache(maxsize=4)
def engine(folder: Path | None = None, listed: ListAtHand = SHIPPED) -> Engine:
    """The engine over the index in this folder; built first where it is missing."""
    connection = open_index(folder or default_folder(), listed)
    return Engine(from_rows(connection.execute("select name, kind, content from arrays")), _Parties(connection))


class _Parties(Sequence[Party]):
    """Kind and countries of entries, read when asked for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[int, Party] = {}

    @overload
    def __getitem__(self, at: int) -> Party: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Party]: ...

    def __getitem__(self, at: int | slice) -> Party | Sequence[Party]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if at not in self._known:
            entry = load(self._connection, at)
            self._known[at] = Party(entry.type, frozenset(entry.countries))
        return self._known[at]

    def __len__(self) -> int:
        found: int = self._connection.execute("select count(*) from entries").fetchone()[0]
        return found
