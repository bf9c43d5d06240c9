"""The chain: entries that name the hash of the one before, and the content beside them.

An entry is `{seq, id, kind, at, content_sha256, previous, hash}`. Its hash covers the rest, so whoever knows one hash
knows everything before it. Entries are appended one at a time, whoever writes.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from assistant.records.canonical import moment, sha256_of, text_of
from assistant.store.engine import add_missing
from assistant.store.tables_records import ChainRow, ContentRow

Kind = Literal["record", "run", "decision", "hit", "position", "remembered", "erased"]
Content = dict[str, Any]
ONE_AT_A_TIME = 7_620_002  # PostgreSQL's advisory lock of whoever appends


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the chain."""

    seq: int
    id: str
    kind: str
    at: str
    content_sha256: str
    previous: str | None
    hash: str

    @property
    def computed(self) -> str:
        """The hash that the rest of the entry has."""
        return self.hash_at(self.seq)

    def hash_at(self, seq: int) -> str:
        """The hash that the entry would have at another place."""
        rest = asdict(self) | {"seq": seq}
        del rest["hash"]
        return sha256_of(rest)


def entry_of(row: ChainRow) -> Entry:
    return Entry(row.seq, row.id, row.kind, row.at, row.content_sha256, row.previous, row.hash)


def append(session: Session, kind: Kind, id: str, content: Content, at: dt.datetime) -> Entry:
    """Adds an entry with its content; the same id and content a second time is the entry that is there already.

    Call it last in its transaction: from here on everybody else who appends waits.
    """
    stored = json.loads(text_of(content))
    digest = sha256_of(stored)
    lock(session)
    if (there := find(session, kind, id)) is not None and there.content_sha256 == digest:
        return there
    last = session.scalars(select(ChainRow).order_by(ChainRow.seq.desc()).limit(1)).first()
    seq, previous = (1, None) if last is None else (last.seq + 1, last.hash)
    entry = Entry(seq, id, kind, moment(at), digest, previous, "")
    row = ChainRow(**asdict(entry) | {"hash": entry.computed})
    add_missing(session, ContentRow, sha256=digest, body=text_of(stored))
    session.add(row)
    session.flush()
    return entry_of(row)


def lock(session: Session) -> None:
    """Holds back everybody else who appends until the transaction ends; SQLite lets one write at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})


def find(session: Session, kind: Kind, id: str) -> Entry | None:
    """The entry of a kind under an id."""
    row = session.scalars(select(ChainRow).where(ChainRow.id == id, ChainRow.kind == kind)).first()
    return None if row is None else entry_of(row)


def head(session: Session) -> Entry | None:
    """The last entry; None of an empty chain."""
    row = session.scalars(select(ChainRow).order_by(ChainRow.seq.desc()).limit(1)).first()
    return None if row is None else entry_of(row)


def content_of(session: Session, entry: Entry) -> Content | None:
    """The content beside an entry; None where it was erased."""
    row = session.get(ContentRow, entry.content_sha256)
    if row is None:
        return None
    content: Content = json.loads(row.body)
    return content


def contents(session: Session, kind: Kind) -> list[tuple[Entry, Content]]:
    """Every entry of a kind with its content, in order, without the erased ones."""
    rows = session.execute(
        select(ChainRow, ContentRow.body)
        .join(ContentRow, ContentRow.sha256 == ChainRow.content_sha256)
        .where(ChainRow.kind == kind)
        .order_by(ChainRow.seq)
    )
    return [(entry_of(row), json.loads(body)) for row, body in rows]
