"""Watch: what the rule base and the lists of today decide otherwise than what was answered, and why.

Looked through are records that are open or escalated, orders on hold, decisions on hits, and quotes: decided records
whose term is not over. Nothing is written: who asks again tomorrow is told what then is so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import or_, select

from assistant.records.actor import Actor
from assistant.records.again import Again, decide_today
from assistant.records.cases import Case, load
from assistant.records.causes import Cause, causes, ending, entry_cause, fallen
from assistant.records.chain import Content
from assistant.records.errors import RecordError
from assistant.records.permissions import require
from assistant.screening.settled import Settled, State, decisions, state_of
from assistant.settings import EASTERN
from assistant.store import Store
from assistant.store.tables_holds import HoldRow
from assistant.store.tables_records import RecordRow
from rules.law import RULE_BASE
from rules.proof import Outcome, Policy, Verdict, strictness

READER = Actor("watch", "officer")
AT_ONCE = 100  # records of one transaction
DECIDING = frozenset({"sign", "overrule", "approve"})
HIT_SAYS: dict[State, str] = {
    "changed": "its entry changed", "gone": "its entry left the list", "ended": "its term is over", "holds": "",
}  # fmt: skip


class End(BaseModel):
    """What of an answer can move; all null for a hit."""

    model_config = ConfigDict(frozen=True)

    outcome: Outcome | None = None
    review_policy: Policy | None = None
    eccn: str | None = None


class Move(BaseModel):
    """Something that was answered and is decided otherwise today.

    `to_sign`: somebody signed or overruled it, and it, or what it stands on, has moved. `was` and `now` are equal where
    only a signature fell. `about`: the question, the order or the party, in the user's own words.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["record", "hit", "hold"]
    id: str
    record: str | None
    was: End
    now: End
    by: tuple[Cause, ...]
    about: str
    user: str
    to_sign: bool


@dataclass(frozen=True, slots=True)
class Since:
    """From where on moves count: a day, or a version of the rule base."""

    day: dt.date | None = None
    version: str | None = None

    def counts(self, one: Cause, made_with: str) -> bool:
        """Did this cause come after it? What has no day of its own counts."""
        if self.version is not None:
            return made_with == RULE_BASE or numbers(self.version) < numbers(RULE_BASE)
        return self.day is None or one.since is None or one.change == "list" or one.since > self.day


EVER = Since()


def since(text: str | None) -> Since:
    """`--since` as people write it: a day, or a version of the rule base as `law status` prints it.

    Raises RecordError.
    """
    if text is None:
        return EVER
    try:
        return Since(day=dt.date.fromisoformat(text))
    except ValueError:
        pass
    if numbers(text) and numbers(text) <= numbers(RULE_BASE):
        return Since(version=text)
    raise RecordError(
        "since", f"found {text[:40]!r}; expected a day such as 2026-11-25, or a version up to {RULE_BASE}"
    )


def numbers(version: str) -> tuple[int, ...]:
    """A version by its numbers, so that 2026.9 comes before 2026.11; empty where it is none."""
    parts = version.split(".")
    return tuple(map(int, parts)) if len(parts) == 3 and all(one.isdecimal() and one.isascii() for one in parts) else ()


def watch(store: Store, actor: Actor, since: Since = EVER, today: dt.date | None = None) -> list[Move]:
    """Everything that moved, records in the order in which they were made, then hits.

    Raises NotAllowed where the actor may not see it.
    """
    require(actor, "watch")
    day = today or _clock()
    return [*_records(store, since, day), *_hits(store, since, day)]


# ---- records and holds


def _records(store: Store, since: Since, day: dt.date) -> Iterator[Move]:
    orders = _orders(store)
    looked_at = or_(
        RecordRow.valid_until.is_(None), RecordRow.valid_until > (since.day or day), RecordRow.id.in_(orders)
    )
    query = select(RecordRow.id).where(RecordRow.outcome.is_not(None), looked_at).order_by(RecordRow.seq)
    ids = store.read(lambda session: list(session.scalars(query)))
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        for found in store.read(lambda session, part=part: [load(session, id, READER, day) for id in part]):  # type: ignore[misc]
            held = orders.get(found.id, [])
            if found.content is not None and _is_looked_through(found, held):
                yield from _moved(found, found.content, held, since, day)


def _orders(store: Store) -> dict[str, list[tuple[str, str]]]:
    """The holds that wait for a record, by its id: their tokens and the names of their orders."""
    query = (
        select(RecordRow.id, HoldRow.token, HoldRow.order_name)
        .join(HoldRow, HoldRow.facts_sha256 == RecordRow.facts_sha256)
        .order_by(HoldRow.at, HoldRow.token)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for id, token, order in store.read(lambda session: session.execute(query).all()):
        found.setdefault(id, []).append((token, order))
    return found


def _is_looked_through(found: Case, held: Sequence[tuple[str, str]]) -> bool:
    """Open or escalated, on hold, or a quote: decided, with a term that was not over."""
    if found.status in {"signed", "overruled"}:
        return bool(held) or found.whole["verdict"]["valid_until"] is not None
    return found.status != "withdrawn"


def _moved(
    found: Case, content: Content, held: Sequence[tuple[str, str]], since: Since, today: dt.date
) -> Iterator[Move]:
    """The move of a record: once, or once for each order that waits for it."""
    day = day_of(content, today)
    parts = deals_of(content)
    again = [(one, decide_today(one, day)) for one in parts]
    by = tuple(cause for one, other in again for cause in causes(one, other, day))
    decided = any(one["kind"] in DECIDING for one in found.decisions)
    fell = decided and bool(found.moved)
    by = tuple(dict.fromkeys(by)) or (tuple(fallen(content, day)) if fell else ())
    if not any(since.counts(one, content["known"]["rule_base"]) for one in by):
        return
    was = _strictest([Verdict.model_validate(one["verdict"]) for one in parts])
    now = _strictest_now([other for _, other in again])
    about = " ".join(str(content["question"]).split())
    own = Move(kind="record", id=found.id, record=found.id, was=was, now=now, by=by, about=about,
               user=content["user"], to_sign=decided and (fell or was != now))  # fmt: skip
    if not held:
        yield own
    for token, order in held:
        yield own.model_copy(update={"kind": "hold", "id": token, "about": order})


def day_of(content: Content, today: dt.date) -> dt.date:
    """The day on which a record is decided again: today, or the later day that it asked about. One that asked about the
    law of a day before it was made stays with that day, where only a correction of the rule base can move it."""
    as_of = dt.date.fromisoformat(content["as_of"])
    made = dt.datetime.fromisoformat(content["at"]).astimezone(EASTERN).date()
    return as_of if as_of < made else max(as_of, today)


def deals_of(content: Content) -> list[Content]:
    """Each deal of a record as the content of a record of its own; nearly always the one."""
    deals = content.get("deals") or ()
    return [{**content, **{key: one[key] for key in ("as_of", "facts", "verdict")}} for one in deals] or [content]


def _strictest(verdicts: Sequence[Verdict]) -> End:
    outcome, policy, eccn = ending(min(verdicts, key=lambda one: strictness(one.outcome, one.review_policy)))
    return End.model_validate({"outcome": outcome, "review_policy": policy, "eccn": eccn})


def _strictest_now(again: Sequence[Again]) -> End:
    if any(one.verdict is None for one in again):
        return End(outcome="needs_facts")
    return _strictest([one.verdict for one in again if one.verdict is not None])


# ---- hits


def _hits(store: Store, since: Since, day: dt.date) -> Iterator[Move]:
    for one in decisions(store):
        state = state_of(one, day)
        cause = _why(one, state)
        if cause is not None and since.counts(cause, RULE_BASE):
            yield Move(kind="hit", id=one.id, record=None, was=End(), now=End(), by=(cause,), user=one.user,
                       about=f"{one.name}: {HIT_SAYS[state]}", to_sign=True)  # fmt: skip


def _why(one: Settled, state: State) -> Cause | None:
    if state == "holds":
        return None
    if state == "ended":
        return Cause(kind="date", id=f"until {one.until}", cite=None, change="day", since=one.until)
    return entry_cause(one.entry_id)


def _clock() -> dt.date:
    from assistant.settings import today

    return today()
