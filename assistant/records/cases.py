"""Records as people see them: content, place in the chain, decisions, and what follows from these."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from assistant.records import chain
from assistant.records.actor import Actor
from assistant.records.chain import Content, Entry
from assistant.records.content import binds_to
from assistant.records.errors import Erased, NoSuchRecord
from assistant.records.moved import moved_pins
from assistant.records.permissions import may, may_see
from assistant.records.status import Decision, Standing, Status, standing
from assistant.store import Store
from assistant.store.tables_records import ChainRow, ContentRow, DecisionRow, RecordRow


@dataclass(frozen=True, slots=True)
class Case:
    """A record with its decisions, each with the hash of its entry. `content` None: erased."""

    entry: Entry
    content: Content | None
    decisions: tuple[Decision, ...]
    standing: Standing
    moved: tuple[str, ...] = ()  # ids of pins that decisions bind to and that are no longer what they were

    @property
    def id(self) -> str:
        return self.entry.id

    @property
    def status(self) -> Status:
        return self.standing.status

    @property
    def whole(self) -> Content:
        """The content. Raises Erased."""
        if self.content is None:
            raise Erased(self.id)
        return self.content

    def written(self) -> dict[str, Any]:
        """The record as the contract prints it."""
        place = {"seq": self.entry.seq, "previous": self.entry.previous, "hash": self.entry.hash}
        known = self.content if self.content is not None else {"id": self.id, "at": self.entry.at, "erased": True}
        return {
            **known, "status": self.status, "assignee": self.standing.assignee, "moved": list(self.moved),
            "decisions": [dict(one) for one in self.decisions], **place,
        }  # fmt: skip


def case(store: Store, id: str, actor: Actor, today: dt.date | None = None) -> Case:
    """The record under an id. Raises NoSuchRecord, also where the actor may not see it."""
    return store.read(lambda session: load(session, id, actor, _today(today)))


def load(session: Session, id: str, actor: Actor, today: dt.date) -> Case:
    """The same within a transaction."""
    row = session.get(RecordRow, id)
    if row is None or not may_see(actor, row.user_name):
        raise NoSuchRecord(id)
    found = chain.find(session, "record", id)
    if found is None:
        raise NoSuchRecord(id)
    return _case(found, chain.content_of(session, found), decisions_on(session, [id]).get(id, ()), today)


def cases(
    store: Store,
    actor: Actor,
    *,
    status: Status | None = None,
    assignee: str | None = None,
    text: str | None = None,
    most: int = 200,
    today: dt.date | None = None,
    among: ColumnElement[bool] | None = None,
) -> list[Case]:
    """The records that the actor may see, the newest first; `text` looks in id, question, user and ECCN. `among`: what
    the database can tell beforehand of those that are wanted."""
    day = _today(today)
    query: Select[Any] = select(RecordRow).order_by(RecordRow.seq.desc())
    if not may(actor, "see_all"):
        query = query.where(RecordRow.user_name == actor.name)
    if among is not None:
        query = query.where(among)
    if text:
        query = _searched(query, text)
    if status in {"escalated", "signed", "overruled", "withdrawn"} or assignee is not None:
        query = query.where(RecordRow.id.in_(select(DecisionRow.record_id)))

    def wanted(one: Case) -> bool:
        right = status is None or one.status == status
        return right and (assignee is None or one.standing.assignee == assignee)

    return store.read(lambda session: _first(session, query, wanted, most, day))


def _searched(query: Select[Any], text: str) -> Select[tuple[RecordRow]]:
    columns = (RecordRow.id, RecordRow.question, RecordRow.user_name, RecordRow.eccn)
    return query.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))


AT_ONCE = 200


def _first(
    session: Session, query: Select[Any], wanted: Callable[[Case], bool], most: int, today: dt.date
) -> list[Case]:
    found: list[Case] = []
    for start in range(0, 10**9, AT_ONCE):
        ids = [row.id for row in session.scalars(query.limit(AT_ONCE).offset(start))]
        found += [one for one in _cases(session, ids, today) if wanted(one)]
        if len(found) >= most or len(ids) < AT_ONCE:
            break
    return found[:most]


def _cases(session: Session, ids: Sequence[str], today: dt.date) -> list[Case]:
    rows = session.execute(
        select(ChainRow, ContentRow.body)
        .join(ContentRow, ContentRow.sha256 == ChainRow.content_sha256, isouter=True)
        .where(ChainRow.kind == "record", ChainRow.id.in_(ids))
        .order_by(ChainRow.seq.desc())
    )
    decided = decisions_on(session, ids)
    return [
        _case(chain.entry_of(row), None if body is None else json.loads(body), decided.get(row.id, ()), today)
        for row, body in rows
    ]


def decisions_on(session: Session, ids: Sequence[str]) -> Mapping[str, tuple[Decision, ...]]:
    """The decisions on records, in order, each with the hashes of its entry; without the erased ones."""
    rows = session.execute(
        select(DecisionRow.record_id, ContentRow.body, ChainRow.previous, ChainRow.hash)
        .join(ChainRow, ChainRow.seq == DecisionRow.seq)
        .join(ContentRow, ContentRow.sha256 == ChainRow.content_sha256)
        .where(DecisionRow.record_id.in_(ids))
        .order_by(DecisionRow.seq)
    )
    found: dict[str, tuple[Decision, ...]] = {}
    for record, body, previous, hash in rows:
        one = json.loads(body) | {"previous": previous, "hash": hash}
        found[record] = (*found.get(record, ()), one)
    return found


def _case(entry: Entry, content: Content | None, decisions: tuple[Decision, ...], today: dt.date) -> Case:
    if content is None:
        return Case(entry, None, decisions, standing(None, decisions, today, lambda _: False))
    bound = any(one["kind"] in {"sign", "overrule", "approve"} for one in decisions)
    moved = tuple(one["id"] for one in moved_pins(content, today)) if bound else ()
    binding = binds_to(content) if bound else ""
    found = standing(content["verdict"], decisions, today, lambda one: not moved and one["binds_to"] == binding)
    return Case(entry, content, decisions, found, moved)


def _today(today: dt.date | None) -> dt.date:
    if today is not None:
        return today
    from assistant.settings import today as clock

    return clock()
