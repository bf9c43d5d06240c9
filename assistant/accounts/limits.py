"""How often somebody may do something in a minute, counted in the store: all processes together."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assistant.accounts.errors import TooOften
from assistant.store import Store
from assistant.store.tables_accounts import CountRow


class Limits:
    """Counts within windows of time."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def count(self, subject: str, at_most: int, seconds: int = 60, at: float | None = None) -> None:
        """Counts one more of `subject` (a key, a name that signs in). Raises TooOften above the limit."""
        moment = time.time() if at is None else at
        window = int(moment // seconds)
        found = self.store.write(lambda session: _one_more(session, f"{subject}/{seconds}"[:200], window))
        if found > at_most:
            wait = int((window + 1) * seconds - moment) + 1
            raise TooOften("limit", f"more than {at_most} in {seconds} seconds; try again in {wait}", wait)


def _one_more(session: Session, subject: str, window: int) -> int:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = dialect.insert(CountRow).values(subject=subject, window=window, count=1)
    again = row.on_conflict_do_update(
        index_elements=[CountRow.subject, CountRow.window], set_={"count": CountRow.count + 1}
    ).returning(CountRow.count)
    count = int(session.execute(again).scalar_one())
    if count == 1:
        session.execute(delete(CountRow).where(CountRow.subject == subject, CountRow.window < window))
    return count
