"""What was found out once: the owners of a party on a date, the class of a product; who says so, and on what evidence.

Later verdicts use it as a stated fact with that source. It lapses after its last day, and when the party list or the
rule base is another one than on the day it was established. What the user states beats it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.records import chain
from assistant.records.actor import Actor
from assistant.records.beside import recorded_now
from assistant.records.errors import Refused
from assistant.records.ids import new_id
from assistant.records.permissions import require
from assistant.screening.entries import list_date
from assistant.screening.settled import key_of
from assistant.settings import database_url
from assistant.store import Store
from assistant.store.engine import add_missing
from assistant.store.tables_remembered import RememberedRow
from rules.law import RULE_BASE

Kind = Literal["owners", "class"]
Facts = dict[str, Any]


class Remembered(BaseModel):
    """One established fact. `list_date`, `rule_base`: what was at hand that day; `until`: the last day it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: Kind
    name: str
    value: Any
    evidence: str
    until: dt.date | None = None
    list_date: dt.date
    rule_base: str
    user: str
    role: str
    at: dt.datetime

    def holds(self, day: dt.date) -> bool:
        """Does it still count on a day?"""
        in_term = self.until is None or day <= self.until
        return in_term and self.rule_base == RULE_BASE and (self.kind == "class" or self.list_date == list_date())

    @property
    def source(self) -> str:
        """Who established it and when, in a few words."""
        until = f", until {self.until}" if self.until else ""
        what = "owners established" if self.kind == "owners" else "class confirmed"
        return f"{what} by {self.user} on {self.at.date()}{until} ({self.id})"


def remember(
    store: Store,
    actor: Actor,
    kind: Kind,
    name: str,
    value: Any,
    evidence: str,
    until: dt.date | None = None,
    at: dt.datetime | None = None,
) -> Remembered:
    """Keeps a fact that was established.

    Raises:
        NotAllowed: the actor is no officer.
        Refused: no name, no evidence, or nothing that was established.
    """
    require(actor, "settle_hit")
    if not name.strip():
        raise Refused("name", "is empty; expected the party or product that it is about")
    if not evidence.strip():
        raise Refused("evidence", "is empty; expected what it rests on, such as a register's extract and its date")
    if value is None:
        raise Refused("value", "is open in these facts; expected the owners, or a class")
    at = (at or dt.datetime.now(dt.UTC)).replace(microsecond=0)
    made = Remembered(
        id=new_id("F"), kind=kind, name=name, value=value, evidence=evidence, until=until, list_date=list_date(),
        rule_base=RULE_BASE, user=actor.name, role=actor.role, at=at,
    )  # fmt: skip

    def work(session: Session) -> None:
        entry = chain.append(session, "remembered", made.id, made.model_dump(mode="json"), at)
        add_missing(session, RememberedRow, id=made.id, seq=entry.seq, kind=kind, name_key=key_of(name))
        recorded_now(session, made)

    store.write(work)
    return made


def known(store: Store, kind: Kind, name: str) -> Remembered | None:
    """What was established last of a party or product."""
    query = (
        select(RememberedRow.id)
        .where(RememberedRow.kind == kind, RememberedRow.name_key == key_of(name))
        .order_by(RememberedRow.seq.desc())
    )

    def work(session: Session) -> Remembered | None:
        id = session.scalars(query).first()
        entry = None if id is None else chain.find(session, "remembered", id)
        content = None if entry is None else chain.content_of(session, entry)
        return None if content is None else Remembered.model_validate(content)

    return store.read(work)


def recalled(facts: Mapping[str, Any], day: dt.date, store: Store | None = None) -> Facts:
    """The facts with what was established of their parties and item, where nobody states otherwise."""
    store = store or _store(database_url())
    found: Facts = dict(facts)
    words: dict[str, Any] = dict(facts.get("words") or {})
    parties = [dict(one) if isinstance(one, Mapping) else one for one in facts.get("parties") or ()]
    for at, party in enumerate(parties):
        one = _of(store, "owners", party, "owners", day)
        if one is not None:
            party["owners"] = one.value
            words[f"parties[{at}].owners"] = _word(one)
    item = facts.get("item")
    one = _of(store, "class", item, "eccn", day)
    if one is not None and isinstance(item, Mapping):
        found["item"] = {**item, "eccn": one.value}
        words["item.eccn"] = _word(one)
    if parties:
        found["parties"] = parties
    return {**found, "words": words} if words else found


@lru_cache(maxsize=2)
def _store(url: str) -> Store:
    return Store(url)


def _of(store: Store, kind: Kind, bearer: object, field: str, day: dt.date) -> Remembered | None:
    """What counts of a bearer of a name that does not state it itself."""
    if not isinstance(bearer, Mapping) or field in bearer:
        return None
    name = bearer.get("name")
    found = known(store, kind, name) if isinstance(name, str) and name.strip() else None
    return found if found is not None and found.holds(day) else None


def _word(one: Remembered) -> dict[str, Any]:
    value = {"remembered": one.id, "until": None if one.until is None else one.until.isoformat()}
    return {"text": one.evidence, "status": "stated", "note": one.source, "value": value}
