"""Links to conversations: made once for each, opened by an id that cannot be guessed."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.store.engine import add_missing
from assistant.store.tables_shares import ShareRow
from assistant.store.threads import Store

ID_BYTES = 24


def share(store: Store, thread: str) -> str:
    """The id of the link to a conversation, the same at every call."""
    made, now = secrets.token_urlsafe(ID_BYTES), dt.datetime.now(dt.UTC)
    return store.write(lambda session: _share(session, thread, made, now))


def shared(store: Store, share_id: str) -> str | None:
    """The conversation that a link shows; None of a link that nobody made."""
    return store.read(lambda session: session.scalar(select(ShareRow.thread_id).where(ShareRow.id == share_id)))


def _share(session: Session, thread: str, made: str, now: dt.datetime) -> str:
    add_missing(session, ShareRow, id=made, thread_id=thread, made_at=now)
    return session.scalars(select(ShareRow.id).where(ShareRow.thread_id == thread)).one()
