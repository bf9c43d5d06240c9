"""A look of a millisecond into the store, so that a check from cold opens no database where there is nothing in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote


def is_kept(table: str) -> bool:
    """May the table hold something? Of a database elsewhere, or one that cannot be read, yes: only opening it tells."""
    from assistant.settings import database_url

    url = database_url()
    if not url.startswith("sqlite:///"):
        return True
    file = Path(url.removeprefix("sqlite:///"))
    if not file.exists():
        return False
    with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute(f"select 1 from {table} limit 1").fetchone() is not None
        except sqlite3.Error as error:
            return not str(error).startswith("no such table")  # which an earlier version did not have
