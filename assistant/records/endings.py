"""The days on which what was answered ends: a record's `valid_until`, and the terms of settled hits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from assistant.records.actor import Actor
from assistant.records.cases import load
from assistant.records.permissions import may, require
from assistant.screening.settled import decisions
from assistant.store import Store
from assistant.store.tables_records import RecordRow


@dataclass(frozen=True, slots=True)
class Ending:
    """A record or a settled hit that ends. `day`: the first on which it no longer holds; `at`: when it was made."""

    id: str
    day: dt.date
    what: str
    about: str
    why: str
    at: dt.datetime


def endings(store: Store, actor: Actor, today: dt.date, until: dt.date | None = None) -> list[Ending]:
    """What of everything that the actor may see ends after today, the soonest first; `until`: the last day looked at.

    Raises NotAllowed.
    """
    require(actor, "see_own")
    query: Select[Any] = select(RecordRow.id).where(RecordRow.valid_until > today, RecordRow.outcome.is_not(None))
    if not may(actor, "see_all"):
        query = query.where(RecordRow.user_name == actor.name)
    ids = store.read(lambda session: list(session.scalars(query.order_by(RecordRow.valid_until, RecordRow.seq))))
    found = [one for id in ids if (one := _record(store, id, actor, today)) is not None]
    found += _hits(store, today) if may(actor, "see_all") else []
    return sorted((one for one in found if until is None or one.day <= until), key=lambda one: (one.day, one.id))


def _record(store: Store, id: str, actor: Actor, today: dt.date) -> Ending | None:
    """A record that was not withdrawn or erased."""
    found = store.read(lambda session: load(session, id, actor, today))
    if found.content is None or found.status == "withdrawn":
        return None
    verdict = found.content["verdict"]
    told = [one["text"] for one in verdict["law"]["warnings"] if one["id"] == "valid_until"]
    outcome = (found.standing.decided or (verdict["outcome"],))[0]
    return Ending(
        id, dt.date.fromisoformat(verdict["valid_until"]), f"{outcome.replace('_', ' ')}, {found.status}",
        " ".join(str(found.content["question"]).split()), " ".join(told), dt.datetime.fromisoformat(found.entry.at),
    )  # fmt: skip


def _hits(store: Store, today: dt.date) -> list[Ending]:
    """Decisions on hits with a term; its last day is the last on which they hold."""
    return [
        Ending(one.id, one.until + dt.timedelta(days=1), f"{'is' if one.same else 'is not'} {one.listed}", one.name,
               f"settled by {one.user} until {one.until}: {one.reason}", one.at)
        for one in decisions(store)
        if one.until is not None and one.until >= today
    ]  # fmt: skip
