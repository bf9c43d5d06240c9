"""A request with an idempotency key is answered once, whichever process takes it and however often it is sent."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.orm import Session

from assistant.accounts.errors import AccountError
from assistant.accounts.users import now, utc
from assistant.records.beside import beside_the_record
from assistant.store import Store
from assistant.store.engine import add_missing
from assistant.store.tables_accounts import AnsweredRow

KEPT = dt.timedelta(hours=24)
LEASE = dt.timedelta(seconds=30)  # after that the process that took the request is taken for dead
LONGEST_KEY = 200
LOOK_EVERY = 0.1  # seconds


@dataclass(frozen=True, slots=True)
class Answered:
    """A stored answer; `again` where it was given before."""

    status: int
    text: str
    again: bool


class StillAnswering(AccountError):
    """The same request is being answered elsewhere."""


class _Overtaken(Exception):
    """This process was taken for dead; its answer does not count."""


class OtherBody(AccountError):
    """The key came before with another request."""


class Once:
    """Requests answered once, in a store."""

    def __init__(self, store: Store, lease: dt.timedelta = LEASE) -> None:
        self.store = store
        self.lease = lease

    def answer(
        self, owner: str, key: str, body: bytes, work: Callable[[], object], written: Callable[[object], str] = str
    ) -> Answered:
        """What `work` gives, written, the first time; the stored text whenever the same owner, key and body come again.

        Where `work` raises, nothing is stored, and the next attempt begins anew. A turn is stored with its record: a
        process that dies in between has kept both or neither.

        Raises:
            OtherBody: the key came with another body.
            StillAnswering: another process has been at it for longer than the lease lasts.
            AccountError: the key is empty or too long.
        """
        if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
            raise AccountError("Idempotency-Key", f"expected 1 to {LONGEST_KEY} printable characters")
        body_hash, claim = sha256(body).hexdigest(), secrets.token_hex(16)
        until = time.monotonic() + 2 * self.lease.total_seconds()
        while True:
            found = self._claimed(owner, key, body_hash, claim)
            if found is not None:
                return found
            if self._is_mine(owner, key, claim):
                break
            if time.monotonic() > until:
                raise StillAnswering("Idempotency-Key", "the same request is being answered; try again in a moment")
            time.sleep(LOOK_EVERY)
        try:
            with beside_the_record(lambda session, turn: _kept(session, owner, key, claim, written(turn))):
                text = written(work())
        except _Overtaken:
            return self.answer(owner, key, body, work, written)
        except BaseException:
            self.store.write(lambda session: _given_up(session, owner, key, claim))
            raise
        return self.store.write(lambda session: _stored(session, owner, key, claim, text))

    def knows(self, owner: str, key: str) -> bool:
        """Was a request with this key answered?"""
        row = self.store.read(lambda session: session.get(AnsweredRow, (owner, key)))
        return row is not None and row.status is not None

    def _claimed(self, owner: str, key: str, body_hash: str, claim: str) -> Answered | None:
        """The stored answer; None once the request is claimed, by us or by others."""

        def work(session: Session) -> Answered | None:
            at = now()
            session.execute(delete(AnsweredRow).where(AnsweredRow.claimed_at < at - KEPT))
            add_missing(session, AnsweredRow, owner=owner, key=key, body_sha256=body_hash, claim=claim, claimed_at=at)
            row = session.get_one(AnsweredRow, (owner, key), with_for_update=True)
            if row.body_sha256 != body_hash:
                raise OtherBody(
                    "Idempotency-Key", "came before with another request; expected a new key for a new request"
                )
            if row.status is not None:
                return Answered(row.status, row.answer or "", again=True)
            if at - utc(row.claimed_at) > self.lease:
                row.claim, row.claimed_at = claim, at
            return None

        return self.store.write(work)

    def _is_mine(self, owner: str, key: str, claim: str) -> bool:
        row = self.store.read(lambda session: session.get(AnsweredRow, (owner, key)))
        return row is not None and row.claim == claim


def _kept(session: Session, owner: str, key: str, claim: str, text: str) -> None:
    """Stores our answer with its record. Raises _Overtaken where another process has taken the request over."""
    row = session.get(AnsweredRow, (owner, key), with_for_update=True)
    if row is None or row.claim != claim:
        raise _Overtaken
    row.status, row.answer = 200, text


def _given_up(session: Session, owner: str, key: str, claim: str) -> None:
    row = session.get(AnsweredRow, (owner, key), with_for_update=True)
    if row is not None and row.claim == claim and row.status is None:
        session.delete(row)


def _stored(session: Session, owner: str, key: str, claim: str, text: str) -> Answered:
    """Stores our answer; where another process has taken over and was quicker, theirs counts."""
    row = session.get(AnsweredRow, (owner, key), with_for_update=True)
    if row is None or (row.status is not None and row.claim != claim):
        return (
            Answered(row.status or 200, row.answer or "", again=True) if row is not None else Answered(200, text, False)
        )
    row.status, row.answer = 200, text
    return Answered(200, text, again=False)
