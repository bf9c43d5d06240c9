"""Holds: an order waits until its facts have a signed answer that clears them.

A hold stores no state. Each read takes the latest decided record with the order's facts, decides those facts again
today, and says ship, wait or stop. What today decides tighter than the record beats every decision on it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from assistant.decide import decide, written
from assistant.records.actor import Actor
from assistant.records.again import Again, decide_today
from assistant.records.canonical import moment
from assistant.records.cases import Case, load
from assistant.records.content import Asked, facts_hash
from assistant.records.errors import NoSuchHold, Refused
from assistant.records.permissions import may, require
from assistant.records.status import Ending
from assistant.records.writing import record_check
from assistant.standing import noted
from assistant.store import Store
from assistant.store.tables_holds import HoldRow
from assistant.store.tables_records import DecisionRow, RecordRow
from rules.facts import read_facts
from rules.proof import CLEARING, Outcome, strictness

State = Literal["ship", "wait", "stop"]
DECIDING = ("sign", "overrule", "approve", "send_back", "escalate", "withdraw")
DECIDED = frozenset({"signed", "overruled"})
READER = Actor("holds", "officer")  # reads whichever record has the facts
LONGEST_ORDER = 200


class Hold(BaseModel):
    """What an order system is told. `outcome` is the decided one."""

    model_config = ConfigDict(frozen=True)

    token: str
    order: str
    state: State
    record: str
    outcome: Outcome | None
    reason: str
    valid_until: dt.date | None
    checked_at: str


def create(
    store: Store,
    order: str,
    facts: Mapping[str, Any],
    actor: Actor,
    *,
    as_of: dt.date | None = None,
    today: dt.date | None = None,
    channel: str = "http",
) -> Hold:
    """The hold on an order. The same order again keeps its token and waits for the facts that came last.

    Raises:
        NotAllowed: the role holds no orders.
        BadFact, LawNotModelled: as `check` does.
        Refused: the order has no name.
    """
    require(actor, "create_hold")
    if not order.strip() or len(order) > LONGEST_ORDER or not order.isprintable():
        raise Refused("order", f"expected the order's name in 1 to {LONGEST_ORDER} printable characters")
    with noted() as notes:
        known, verdict = decide(facts, as_of or today)
    hashes = (facts_hash(written(read_facts(facts))), facts_hash(known))
    found = store.read(lambda session: next(filter(None, (_record(session, one) for one in hashes)), None))
    if found is None:
        id = record_check(store, Asked("", channel, actor.name), known, verdict, notes.figures(verdict)).id
        found = (id, hashes[1])
    token, (id, facts_sha256) = f"h-{secrets.token_hex(12)}", found

    def work(session: Session) -> str:
        same = select(HoldRow).where(HoldRow.owner == actor.name, HoldRow.order_name == order).with_for_update()
        row = session.scalars(same).first()
        if row is None:
            row = HoldRow(token=token, order_name=order, owner=actor.name, at=dt.datetime.now(dt.UTC), told=None)
            session.add(row)
        row.facts_sha256, row.record_id = facts_sha256, id
        return row.token

    made = hold(store, store.write(work), actor, today)
    known_now = update(HoldRow).where(HoldRow.token == made.token).values(told=made.state)
    store.write(lambda session: session.execute(known_now))
    return made


def hold(store: Store, token: str, actor: Actor, today: dt.date | None = None) -> Hold:
    """The hold under a token, its state computed now. Raises NoSuchHold, also where the actor may not see it."""
    day = today or _clock()

    def work(session: Session) -> tuple[HoldRow, Case]:
        row = session.get(HoldRow, token)
        if row is None or not may(actor, "see_hold", row.owner):
            raise NoSuchHold(token)
        return row, _case(session, row, day)

    require(actor, "see_hold")
    return told(*store.read(work), day)


def tokens(store: Store, record: str | None = None) -> list[str]:
    """The tokens of all holds, or of those whose facts a record has."""
    query = select(HoldRow.token).order_by(HoldRow.at, HoldRow.token)
    if record is not None:
        same = select(RecordRow.facts_sha256).where(RecordRow.id == record, RecordRow.facts_sha256 != "")
        query = query.where(HoldRow.facts_sha256.in_(same))
    return store.read(lambda session: list(session.scalars(query)))


def _case(session: Session, row: HoldRow, day: dt.date) -> Case:
    found = _record(session, row.facts_sha256)
    return load(session, row.record_id if found is None else found[0], READER, day)


def _record(session: Session, facts_sha256: str) -> tuple[str, str] | None:
    """The record with these facts that was decided last, else the newest; with the hash that it was found by."""
    last = func.max(DecisionRow.seq)
    deciding = (DecisionRow.record_id == RecordRow.id) & DecisionRow.kind.in_(DECIDING)
    query = (
        select(RecordRow.id)
        .join(DecisionRow, deciding, isouter=True)
        .where(RecordRow.facts_sha256 == facts_sha256, RecordRow.outcome.is_not(None))
        .group_by(RecordRow.id, RecordRow.seq)
        .order_by(func.coalesce(last, 0).desc(), RecordRow.seq.desc())
    )
    id = session.scalars(query).first()
    return None if id is None else (id, facts_sha256)


def told(row: HoldRow, found: Case, today: dt.date) -> Hold:
    """What the record at hand says of the order."""
    again = decide_today(found.content, today) if found.content and found.content["verdict"] else None
    state, ending, reason = state_of(found, again)
    verdict = (found.content or {}).get("verdict") or {}
    return Hold(
        token=row.token, order=row.order_name, state=state, record=found.id, outcome=ending and ending[0],
        reason=reason, valid_until=verdict.get("valid_until"), checked_at=moment(dt.datetime.now(dt.UTC)),
    )  # fmt: skip


def state_of(found: Case, again: Again | None) -> tuple[State, Ending | None, str]:
    """State, decided outcome and reason of an order with the facts of this record. `again`: the same facts today."""
    if found.status == "withdrawn":
        return "stop", found.standing.decided, f"{found.id} is withdrawn"
    decided = found.standing.decided
    if found.content is None or decided is None or again is None:
        return "wait", decided, f"{found.id} holds no verdict any more"
    has_license = bool(found.content["facts"].get("license_number"))
    if again.is_tighter:
        decided = min(decided, again.ending, key=lambda one: strictness(*one))
    why = f"decided again today it is {_words(again.ending[0])}" if again.is_tighter else _standing(found)
    if decided[0] == "prohibited" or (decided[0] == "license_required" and not has_license):
        return "stop", decided, f"{_words(decided[0])}: {why}"
    if again.is_tighter or found.moved or again.new_entries:
        moved = ", ".join((*found.moved, *again.new_entries))
        return "wait", decided, f"what it stands on has moved{f' ({moved})' if moved else ''}: {why}"
    if found.status in DECIDED and (decided[0] in CLEARING or decided[0] == "license_required"):
        return "ship", decided, f"{why}, pins hold"
    return "wait", decided, why


def _standing(found: Case) -> str:
    """Who decided it, or that nobody has."""
    last = next((one for one in reversed(found.decisions) if one["kind"] in DECIDING), None)
    if found.status not in DECIDED or last is None:
        return f"{found.id} is {found.status} and not signed"
    done = {"sign": "signed", "overrule": "overruled", "approve": "overruled and approved"}[str(last["kind"])]
    return f"{done} by {last['user']} on {str(last['at'])[:10]}"


def _words(outcome: str) -> str:
    return outcome.replace("_", " ")


def _clock() -> dt.date:
    from assistant.settings import today

    return today()
