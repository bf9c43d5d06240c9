"""Sessions of browsers: they end after a working day, after two hours of rest, and when the user signs out."""

from __future__ import annotations

import datetime as dt
import secrets
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.orm import Session

from assistant.accounts.users import now, role_of, utc
from assistant.records.actor import Actor
from assistant.store import Store
from assistant.store.tables_accounts import SessionRow, UserRow

LONGEST = dt.timedelta(hours=12)
LONGEST_REST = dt.timedelta(hours=2)
WRITTEN_EVERY = dt.timedelta(minutes=1)  # so often it is written down that somebody is still there


class Sessions:
    """Who is signed in, in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def begin(self, user: str) -> str:
        """The secret of a new session; those that have ended are forgotten."""
        secret, at = secrets.token_urlsafe(32), now()

        def work(session: Session) -> None:
            session.execute(delete(SessionRow).where(SessionRow.begun_at < at - LONGEST))
            session.merge(SessionRow(sha256=_hash(secret), user=user, begun_at=at, seen_at=at))

        self.store.write(work)
        return secret

    def actor(self, secret: str) -> Actor | None:
        """Who is signed in with this secret; None where the session has ended or its user was disabled."""
        at = now()

        def look(session: Session) -> tuple[Actor, bool] | None:
            row = session.get(SessionRow, _hash(secret))
            user = None if row is None else session.get(UserRow, row.user)
            if row is None or user is None or user.disabled_at is not None:
                return None
            if at - utc(row.begun_at) > LONGEST or at - utc(row.seen_at) > LONGEST_REST:
                return None
            return Actor(user.name, role_of(user.role)), at - utc(row.seen_at) > WRITTEN_EVERY

        found = self.store.read(look)
        if found is None:
            return None
        if found[1]:
            self.store.write(lambda session: _seen(session, secret, at))
        return found[0]

    def end(self, secret: str) -> None:
        """Signs this browser out."""
        self.store.write(lambda session: session.execute(delete(SessionRow).where(SessionRow.sha256 == _hash(secret))))


def _seen(session: Session, secret: str, at: dt.datetime) -> None:
    if (row := session.get(SessionRow, _hash(secret))) is not None:
        row.seen_at = at


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
