"""Tells the order system what its holds have become: a signed POST for each change of state.

`note_changes` writes an event down in the transaction that remembers the state as told; `deliver` sends what waits,
each hold's events in order, again and later where it is not taken. An event has an id by which the receiver knows one
that it got before: it is sent at least once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable

import httpx
import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from assistant.errors import PartMissing
from assistant.records.holds import READER, Hold, hold, tokens
from assistant.store import Store
from assistant.store.tables_holds import HoldEventRow, HoldRow

TRIES = 3  # at once; then the event waits for the next round
ROUNDS = 12  # with the pauses below half a day; then the event is given up, and the next change of state begins anew
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(seconds=10), dt.timedelta(hours=2)
LEASE = dt.timedelta(seconds=60)  # a process that sends an event and dies leaves it to others after that
TIMEOUT = 10.0  # seconds
Post = Callable[[bytes, dict[str, str]], None]
log = structlog.get_logger(__name__)


def note_changes(store: Store, record: str | None = None, today: dt.date | None = None) -> int:
    """Writes down every hold whose state is not the one told last, of all or of those on one record; how many."""
    return sum(_noted(store, hold(store, token, READER, today)) for token in tokens(store, record))


def _noted(store: Store, found: Hold) -> bool:
    id = f"E-{secrets.token_hex(12)}"

    def work(session: Session) -> bool:
        row = session.get_one(HoldRow, found.token, with_for_update=True)
        if row.told == found.state:
            return session.get(HoldEventRow, id) is not None  # by us, before the connection broke
        body = json.dumps({"event": id, "was": row.told, "hold": found.model_dump(mode="json")}, ensure_ascii=False)
        last = session.scalars(
            select(HoldEventRow.number).where(HoldEventRow.token == found.token).order_by(HoldEventRow.number.desc())
        ).first()
        now = dt.datetime.now(dt.UTC)
        session.add(
            HoldEventRow(
                id=id, token=found.token, number=(last or 0) + 1, body=body, state="waiting", attempts=0, next_at=now
            )
        )
        row.told = found.state
        return True

    return store.write(work)


def deliver(store: Store, post: Post | None = None) -> int:
    """Sends the events that are due; how many were taken.

    Raises PartMissing where the address of the order system is set and the secret is not.
    """
    send = post or _sender()
    if send is None:
        return 0
    taken = 0
    while (event := store.write(_claimed)) is not None:
        taken += _sent(store, event, send)
    return taken


def _claimed(session: Session) -> HoldEventRow | None:
    """The next event that is due and whose hold has no earlier one waiting, taken for this process."""
    now, earlier = dt.datetime.now(dt.UTC), HoldEventRow.__table__.alias()
    blocked = (
        select(earlier.c.id)
        .where(earlier.c.token == HoldEventRow.token, earlier.c.number < HoldEventRow.number)
        .where(earlier.c.state == "waiting")
    )
    due = (
        select(HoldEventRow)
        .where(HoldEventRow.state == "waiting", HoldEventRow.next_at <= now, ~blocked.exists())
        .order_by(HoldEventRow.next_at, HoldEventRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.scalars(due).first()
    if row is not None:
        row.attempts += 1
        row.next_at = now + LEASE
    return row


def _sent(store: Store, event: HoldEventRow, send: Post) -> bool:
    tries = Retrying(
        retry=retry_if_exception(_passes),
        stop=stop_after_attempt(TRIES),
        wait=wait_exponential_jitter(multiplier=0.2, max=2.0),
        reraise=True,
    )
    body = event.body.encode()
    try:
        tries(send, body, {"Exportdesk-Event": event.id})
    except httpx.HTTPError as error:
        _put_off(store, event, error)
        return False
    done = update(HoldEventRow).where(HoldEventRow.id == event.id).values(state="done")
    store.write(lambda session: session.execute(done))
    return True


def _passes(error: BaseException) -> bool:
    """May it be taken a moment later: no answer, too many requests, a failure of the receiver?"""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code == 429 or error.response.status_code >= 500
    return isinstance(error, httpx.TransportError)


def _put_off(store: Store, event: HoldEventRow, error: httpx.HTTPError) -> None:
    given_up = event.attempts >= ROUNDS
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (event.attempts - 1))
    log.warning(
        "hold_event_not_taken", id=event.id, attempt=event.attempts, given_up=given_up, error=type(error).__name__
    )
    later = update(HoldEventRow).where(HoldEventRow.id == event.id)
    change = later.values(state="failed") if given_up else later.values(next_at=dt.datetime.now(dt.UTC) + pause)
    store.write(lambda session: session.execute(change))


def _sender() -> Post | None:
    """Posts to the address of the settings; None without one."""
    from assistant.settings import settings

    url, secret = settings().webhook_url, settings().webhook_secret
    if url is None:
        return None
    if secret is None:
        raise PartMissing("EXPORTDESK_WEBHOOK_SECRET", "is not set; expected the secret that the order system knows")

    def post(body: bytes, headers: dict[str, str]) -> None:
        signed = {
            **headers,
            "Content-Type": "application/json",
            "Exportdesk-Signature": signature(body, secret.get_secret_value()),
        }
        httpx.post(url, content=body, headers=signed, timeout=TIMEOUT, follow_redirects=False).raise_for_status()

    return post


def signature(body: bytes, secret: str, at: dt.datetime | None = None) -> str:
    """`t=SECONDS,v1=HEX`: HMAC-SHA-256 over the seconds, a full stop and the body.

    >>> signature(b"{}", "s", dt.datetime(2026, 11, 25, tzinfo=dt.UTC))[:23]
    't=1795564800,v1=abae5fc'
    """
    seconds = int((at or dt.datetime.now(dt.UTC)).timestamp())
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"
