"""Retention: what is kept how long, and how content goes.

Records are kept for five years from the last event (15 CFR 762.6): the answer, the deal's own day, the last decision.
A legal hold beats it. What goes is named by an `erased` entry first; its place in the chain stays.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from assistant.records import chain
from assistant.records.actor import Actor
from assistant.records.beside import recorded_now
from assistant.records.canonical import moment
from assistant.records.cases import Case, load
from assistant.records.chain import Entry
from assistant.records.errors import Refused
from assistant.records.permissions import require
from assistant.store import Store
from assistant.store.tables_records import ContentRow, FileRow, RecordRow
from assistant.store.tables_threads import TurnRow

YEARS = 5


def last_event(found: Case) -> dt.date:
    """The last day on which something happened: asked, exported, or decided."""
    days = [found.entry.at, *(str(one["at"]) for one in found.decisions)]
    happened = found.whole["facts"].get("date")
    return max(dt.date.fromisoformat(day[:10]) for day in [*days, *([happened] if happened else [])])


def kept_until(found: Case) -> dt.date:
    """The last day of the retention."""
    last = last_event(found)
    try:
        return last.replace(year=last.year + YEARS)
    except ValueError:  # the 29th of February
        return last.replace(year=last.year + YEARS, month=3, day=1)


def tombstone(store: Store, id: str) -> dict[str, Any] | None:
    """What is left of an erased record: who erased it, when and why; None of one that was not erased."""

    def work(session: Session) -> dict[str, Any] | None:
        entry = chain.find(session, "erased", id)
        return None if entry is None else chain.content_of(session, entry)

    return store.read(work)


def erase(
    store: Store, id: str, reason: str, actor: Actor, *, today: dt.date | None = None, at: dt.datetime | None = None
) -> dict[str, Any]:
    """Erases the content of a record, of its decisions and attached files, and of the turn that asked.

    Raises:
        NoSuchRecord, NotAllowed, Erased: as everywhere.
        Refused: a legal hold is on it, or the retention is not over.
    """
    at = at or dt.datetime.now(dt.UTC)
    day = today or at.date()
    require(actor, "erase")
    if not reason.strip():
        raise Refused("--reason", "is empty; expected a sentence that the file can keep")

    def work(session: Session) -> dict[str, Any]:
        chain.lock(session)
        found = load(session, id, actor, day)
        if found.content is None and chain.find(session, "erased", id) is not None:
            return _told(found)
        if found.standing.kept:
            raise Refused("ID", f"{id} is under a legal hold, which beats the retention")
        if day <= (until := kept_until(found)):
            raise Refused("ID", f"{id} is kept until {until} (15 CFR 762.6); expected a later day")
        _erase(session, found, reason, actor, at)
        told = _told(found)
        recorded_now(session, told)
        return told

    return store.write(work)


def _told(found: Case) -> dict[str, Any]:
    return {"id": found.id, "erased": [found.id, *(str(one["id"]) for one in found.decisions)]}


def _erase(session: Session, found: Case, reason: str, actor: Actor, at: dt.datetime) -> None:
    entries: list[Entry | None] = [found.entry]
    entries += [chain.find(session, "decision", str(one["id"])) for one in found.decisions]
    for entry in filter(None, entries):
        told = {
            "id": entry.id, "at": moment(at), "user": actor.name, "role": actor.role, "reason": reason,
            "content_sha256": entry.content_sha256,
        }  # fmt: skip
        chain.append(session, "erased", entry.id, told, at)
    session.flush()
    for entry in filter(None, entries):
        session.execute(delete(ContentRow).where(ContentRow.sha256 == entry.content_sha256))
    for one in found.decisions:
        if file := one.get("file"):
            _drop_file(session, str(file["sha256"]))
    session.execute(delete(TurnRow).where(TurnRow.record_id == found.id))
    session.execute(update(RecordRow).where(RecordRow.id == found.id).values(question="", facts_sha256=""))


def _drop_file(session: Session, sha: str) -> None:
    """A file goes where no decision that is kept still names it."""
    if not any((content.get("file") or {}).get("sha256") == sha for _, content in chain.contents(session, "decision")):
        session.execute(delete(FileRow).where(FileRow.sha256 == sha))
