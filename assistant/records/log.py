"""`log verify`: walks the chain and names the lowest place at which stored and recomputed chain differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.records.canonical import sha256_of, text_of
from assistant.records.chain import Entry, entry_of
from assistant.store.tables_records import ChainRow, ContentRow, FileRow

What = Literal["changed", "missing", "inserted", "out_of_order", "truncated"]
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place that is not as it was written; `id` None where nothing stands there."""

    seq: int
    id: str | None
    what: What


@dataclass(frozen=True, slots=True)
class Log:
    """What the walk found. `records` counts the entries of kind record."""

    records: int
    head: str | None
    erased: tuple[str, ...]
    broken: Broken | None


def verify_log(session: Session, head: str | None = None) -> Log:
    """The state of the chain; `head` is a hash that it is known to have held."""
    erased = tuple(session.scalars(select(ChainRow.id).where(ChainRow.kind == "erased").order_by(ChainRow.seq)))
    last: Entry | None = None
    records, met = 0, head is None
    for entry, body in _entries(session):
        broken = _broken_link(session, last, entry) or _broken_content(session, entry, body, erased)
        if broken is not None:
            return Log(records, last.hash if last else None, erased, broken)
        records += entry.kind == "record"
        met = met or entry.hash == head
        last = entry
    place = last.seq + 1 if last else 1
    return Log(records, last.hash if last else None, erased, None if met else Broken(place, None, "truncated"))


def _entries(session: Session) -> Iterator[tuple[Entry, str | None]]:
    """Every entry in order, with the text beside it."""
    columns = (*ChainRow.__table__.columns, ContentRow.body)
    beside = ChainRow.content_sha256 == ContentRow.sha256
    rows = select(*columns).join(ContentRow, beside, isouter=True).order_by(ChainRow.seq)
    for row in session.execute(rows, execution_options={"yield_per": AT_ONCE}):
        yield Entry(*row[:-1]), row[-1]


def _broken_link(session: Session, last: Entry | None, entry: Entry) -> Broken | None:
    """Does the entry follow the one before? If not, which of them is not as it was written?"""
    place = last.seq + 1 if last else 1
    if entry.seq < place:
        return Broken(entry.seq, entry.id, "inserted")
    if entry.seq > place:
        return Broken(place, None, "missing")
    follows = entry.previous == (last.hash if last else None)
    if follows and entry.hash == entry.computed:
        return None
    stored = {row.seq: entry_of(row) for row in session.scalars(select(ChainRow))}
    if entry.hash == entry.computed:
        return _broken_before(stored, last, entry)
    return _out_of_place(stored, entry) or Broken(place, entry.id, "changed")


def _broken_before(stored: Mapping[int, Entry], last: Entry | None, entry: Entry) -> Broken:
    """An entry whole in itself that follows another than the one before it: one of the two was put there."""
    after = stored.get(entry.seq + 1)
    if last is not None and (after is None or after.previous == entry.hash) and entry.previous is not None:
        return Broken(last.seq, last.id, "changed")
    return Broken(entry.seq, entry.id, "inserted" if after is None else "changed")


def _out_of_place(stored: Mapping[int, Entry], entry: Entry) -> Broken | None:
    """An entry that was whole at another place: swapped, or moved up or down with all that follow it."""
    place = entry.seq
    whole = {seq: {at for at in (seq - 1, seq + 1) if one.hash == one.hash_at(at)} for seq, one in _near(stored, place)}
    for seq, other in stored.items():
        if seq > place and entry.hash == entry.hash_at(seq) and other.hash == other.hash_at(place):
            return Broken(place, entry.id, "out_of_order")
    if place + 1 in whole.get(place, ()):
        return Broken(place, None, "missing")
    if place - 1 in whole.get(place, ()):  # the one before was put in and looked whole
        before = stored[place - 1]
        return Broken(before.seq, before.id, "inserted")
    if place in whole.get(place + 1, ()):
        return Broken(place, entry.id, "inserted")
    return None


def _near(stored: Mapping[int, Entry], place: int) -> list[tuple[int, Entry]]:
    return [(seq, stored[seq]) for seq in (place, place + 1) if seq in stored]


def _broken_content(session: Session, entry: Entry, body: str | None, erased: tuple[str, ...]) -> Broken | None:
    """Is the content beside the entry what was hashed, its attached file too? Erased content is whole."""
    if body is None:
        whole = entry.kind != "erased" and entry.id in erased
        return None if whole else Broken(entry.seq, entry.id, "missing")
    try:
        content = json.loads(body)
        whole = text_of(content) == body and sha256_of(content) == entry.content_sha256
    except ValueError:
        whole = False
    if not whole:
        return Broken(entry.seq, entry.id, "changed")
    file = content.get("file") if entry.kind == "decision" else None
    if file is None:
        return None
    data = session.scalar(select(FileRow.data).where(FileRow.sha256 == file["sha256"]))
    if data is None:
        return Broken(entry.seq, entry.id, "missing")
    return None if hashlib.sha256(data).hexdigest() == file["sha256"] else Broken(entry.seq, entry.id, "changed")
