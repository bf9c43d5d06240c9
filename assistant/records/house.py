"""The house position and the house rules: adopted here, by name and with a reason, as entries of the chain.

To follow the announced enforcement is a loosening: two different officers adopt it, the second one confirming what the
first proposed. To go back takes one. A rule may only tighten, so one officer adds it; it ends on its own last day.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.house import AS_SHIPPED, NO_HOUSE, stated
from assistant.records import chain
from assistant.records.actor import Actor
from assistant.records.beside import recorded_now
from assistant.records.canonical import moment
from assistant.records.decisions import other_officers
from assistant.records.errors import Refused
from assistant.records.ids import new_id
from assistant.records.permissions import require
from assistant.store import Store
from assistant.store.engine import add_missing
from assistant.store.tables_house import HouseRow
from rules.errors import BadFact
from rules.proof import House, HousePosition, HouseRule

READINGS = ("codified", "announced")
FRESH = 2.0  # seconds for which a process takes what it read for what stands; its own changes count at once


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands. `pending`: the adoption that waits for a second officer."""

    house: House
    pending: Mapping[str, Any] | None

    def written(self) -> dict[str, Any]:
        """As `house show` prints it."""
        position, rules = self.house.position, self.house.rules
        return {
            "position": None if position is None else position.model_dump(mode="json"),
            "pending": None if self.pending is None else dict(self.pending),
            "rules": [one.model_dump(mode="json") for one in rules],
        }


def show(store: Store) -> Standing:
    """The position that is followed, one that waits, and every rule."""
    return store.read(_standing)


def _standing(session: Session) -> Standing:
    position, pending, rules = AS_SHIPPED, None, []
    if session.scalar(select(HouseRow.id).limit(1)) is None:
        return Standing(NO_HOUSE, None)
    for _, one in chain.contents(session, "position"):
        if one["kind"] == "rule":
            rules.append(HouseRule.model_validate(one["rule"]))
        elif one["kind"] == "propose":
            pending = one
        else:
            by = (pending["user"], one["user"]) if pending and one["reading"] == "announced" else (one["user"],)
            since = dt.date.fromisoformat(str(one["at"])[:10])
            position, pending = HousePosition(reading=one["reading"], since=since, by=by, reason=one["reason"]), None
    return Standing(House(position=position, rules=tuple(rules)), pending)


def adopt(store: Store, reading: str, reason: str, actor: Actor, at: dt.datetime | None = None) -> Standing:
    """Follows a reading from now on; `announced` once a second officer has adopted it too.

    Raises:
        NotAllowed: the actor is no officer.
        Refused: no such reading, no reason, nothing to change, or nobody who could confirm.
    """
    require(actor, "adopt_position")
    if reading not in READINGS:
        raise Refused("READING", f"found {reading}; expected codified or announced")
    _reasoned(reason)
    others, id, at = other_officers(store, actor), new_id("P"), at or dt.datetime.now(dt.UTC)

    def work(session: Session) -> None:
        chain.lock(session)
        if chain.find(session, "position", id) is not None:
            return  # written before the connection broke
        kind = _kind(_standing(session), reading, actor, others)
        _append(session, id, {"kind": kind, "reading": reading, "reason": reason}, actor, at)
        recorded_now(session, _standing(session))

    store.write(work)
    _forget()
    return show(store)


def _kind(standing: Standing, reading: str, actor: Actor, others: frozenset[str]) -> str:
    """Is it adopted, or proposed for a second officer?"""
    position, pending = standing.house.position, standing.pending
    if position is not None and position.reading == reading and (pending is None or reading == "announced"):
        raise Refused("READING", f"{reading} is followed already")
    if reading == "codified":
        return "adopt"
    if pending is None:
        if not others:
            raise Refused("READING", "to follow the announced enforcement takes two different officers; there is one")
        return "propose"
    if pending["user"] == actor.name:
        raise Refused("READING", f"{actor.name} proposed this; expected the confirmation of another officer")
    return "adopt"


def add_rule(
    store: Store, given: Mapping[str, Any], reason: str, actor: Actor, at: dt.datetime | None = None
) -> HouseRule:
    """Adds a rule: `{name, when, outcome, review_policy?, text, effective_from?, effective_to?}`.

    Raises:
        NotAllowed: the actor is no officer.
        Refused: names the field that is wrong.
    """
    require(actor, "add_house_rule")
    _reasoned(reason)
    at = at or dt.datetime.now(dt.UTC)
    rule = _rule(given, reason, actor, at)

    def work(session: Session) -> None:
        chain.lock(session)
        if chain.find(session, "position", rule.id) is None:
            _append(
                session, rule.id, {"kind": "rule", "rule": rule.model_dump(mode="json"), "reason": reason}, actor, at
            )
            recorded_now(session, rule)

    store.write(work)
    _forget()
    return rule


def _rule(given: Mapping[str, Any], reason: str, actor: Actor, at: dt.datetime) -> HouseRule:
    begins = given.get("effective_from") or _clock()
    own = {"id": new_id("P"), "by": actor.name, "reason": reason, "effective_from": begins}
    try:
        rule = HouseRule.model_validate({**given, **own})
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Refused(where, f"{error.errors()[0]['msg']}; expected a house rule") from None
    if not rule.when or not all(rule.when.values()):
        raise Refused("when", "is empty; expected facts, each with the values for which the rule applies")
    for path, values in rule.when.items():
        _known(path, values)
    if rule.review_policy is not None and rule.outcome != "license_required":
        raise Refused("review_policy", "goes with the outcome license_required")
    if rule.effective_to is not None and rule.effective_to < rule.effective_from:
        raise Refused("effective_to", f"found {rule.effective_to}; expected a day from {rule.effective_from} on")
    for name in ("name", "text"):
        if not getattr(rule, name).strip():
            raise Refused(name, "is empty; expected words that an answer can cite")
    return rule


def _known(path: str, values: tuple[Any, ...]) -> None:
    """Raises Refused where the facts have no such path, or it never has one of these values."""
    for value in values:
        try:
            stated(path, value)
        except (BadFact, KeyError, IndexError, TypeError, ValueError) as error:
            raise Refused(f"when.{path}", f"{error}; `exportdesk facts` lists what there is") from None


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise Refused("--reason", "is empty; expected a sentence that the file can keep")


def _append(session: Session, id: str, what: Mapping[str, Any], actor: Actor, at: dt.datetime) -> None:
    content = {"id": id, "at": moment(at), "user": actor.name, "role": actor.role, **what}
    entry = chain.append(session, "position", id, content, at)
    add_missing(session, HouseRow, id=id, seq=entry.seq)


# ---- what decisions are made with


def current() -> House:
    """The house of this installation; as shipped where nothing was ever adopted."""
    from assistant.settings import database_url

    return _read(database_url(), int(time.monotonic() / FRESH), _changes)


_changes = 0


def _forget() -> None:
    global _changes
    _changes += 1


@lru_cache(maxsize=4)
def _read(url: str, moment_of: int, changes: int) -> House:
    del moment_of, changes
    return show(_store(url)).house


@lru_cache(maxsize=2)
def _store(url: str) -> Store:
    return Store(url)


def _clock() -> dt.date:
    from assistant.settings import today

    return today()
