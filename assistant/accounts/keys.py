"""API keys: shown once when they are made, kept as a hash, held to one role, ended or rotated by their id."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.errors import AccountError, NoSuchAccount
from assistant.accounts.users import known_user, now, role_of, utc
from assistant.records.actor import Actor, Role
from assistant.store import Store
from assistant.store.tables_accounts import KeyRow, UserRow

SHAPE = re.compile(r"edk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
PER_MINUTE = 120
OVERLAP = dt.timedelta(hours=24)  # a rotated key still works that long, so that nothing stands still meanwhile


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is listed: never with its secret."""

    id: str
    user: str
    role: Role
    label: str
    per_minute: int
    created_at: dt.datetime
    ends_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the only moment when its secret is known."""

    key: Key
    secret: str


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who a key speaks for, and how often it may be used in a minute."""

    actor: Actor
    key_id: str
    per_minute: int


class Keys:
    """The API keys in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def create(
        self,
        user: str,
        *,
        role: str | None = None,
        label: str = "",
        days: int | None = None,
        per_minute: int = PER_MINUTE,
    ) -> NewKey:
        """A key of a user, in the user's role or held to `sales`; it ends after so many days.

        Raises AccountError where the user, the role or a number cannot be used.
        """
        if days is not None and days < 1:
            raise AccountError("--days", f"found {days}; expected 1 or more")
        if per_minute < 1:
            raise AccountError("--per-minute", f"found {per_minute}; expected 1 or more")
        ends = None if days is None else now() + dt.timedelta(days=days)

        def work(session: Session) -> NewKey:
            owner = known_user(session, user)
            scope = role or owner.role
            if not _within(scope, owner.role):
                raise AccountError("--role", f"found {scope}; a key of {user} may have {owner.role} or sales")
            return _made(session, owner.name, scope, label, per_minute, ends)

        return self.store.write(work)

    def all(self) -> list[Key]:
        """Every key, ended ones too, the oldest first."""
        rows = select(KeyRow).order_by(KeyRow.created_at, KeyRow.id)
        return self.store.read(lambda session: [_key(row) for row in session.scalars(rows)])

    def revoke(self, key_id: str) -> Key:
        """Ends a key at once. Raises NoSuchAccount."""
        return self.store.write(lambda session: _end(session, key_id, now()))

    def rotate(self, key_id: str, overlap: dt.timedelta = OVERLAP) -> NewKey:
        """A new key in place of one, which ends after the overlap.

        Raises NoSuchAccount, and AccountError for a key that has ended.
        """

        def work(session: Session) -> NewKey:
            old = _known(session, key_id)
            if old.ends_at is not None and utc(old.ends_at) <= now():
                raise AccountError(
                    "KEY_ID", f"{key_id} has ended; make a new one with `exportdesk key create {old.user}`"
                )
            length = None if old.ends_at is None else utc(old.ends_at) - utc(old.created_at)
            ends = None if length is None else now() + length
            made = _made(session, old.user, old.role, old.label, old.per_minute, ends)
            _end(session, key_id, now() + overlap)
            return made

        return self.store.write(work)

    def holder(self, shown: str) -> KeyHolder | None:
        """Who a key speaks for; None where it is unknown, has ended, or its user no longer has its role."""
        found = SHAPE.fullmatch(shown)
        if found is None:
            return None

        def work(session: Session) -> KeyHolder | None:
            row = session.get(KeyRow, found[1])
            user = None if row is None else session.get(UserRow, row.user)
            if row is None or user is None or not secrets.compare_digest(row.sha256, _hash(shown)):
                return None
            ended = row.ends_at is not None and utc(row.ends_at) <= now()
            if ended or user.disabled_at is not None or not _within(row.role, user.role):
                return None
            return KeyHolder(Actor(user.name, role_of(row.role)), row.id, row.per_minute)

        return self.store.read(work)


def _within(scope: str, role: str) -> bool:
    """A key never reaches beyond its user: the own role, or that of somebody who only asks."""
    return scope == role or (scope == "sales" and role in {"officer", "admin"})


def _made(session: Session, user: str, role: str, label: str, per_minute: int, ends: dt.datetime | None) -> NewKey:
    key_id = secrets.token_hex(6)
    shown = f"edk_{key_id}_{secrets.token_urlsafe(32)}"
    row = KeyRow(
        id=key_id, user=user, role=role, label=label[:200], sha256=_hash(shown), per_minute=per_minute,
        created_at=now(), ends_at=ends,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return NewKey(_key(row), shown)


def _end(session: Session, key_id: str, at: dt.datetime) -> Key:
    row = _known(session, key_id)
    row.ends_at = at if row.ends_at is None else min(at, utc(row.ends_at))
    return _key(row)


def _known(session: Session, key_id: str) -> KeyRow:
    row = session.get(KeyRow, key_id)
    if row is None:
        raise NoSuchAccount("KEY_ID", f"there is no key {key_id[:40]}; `exportdesk key list` shows them")
    return row


def _hash(shown: str) -> str:
    return sha256(shown.encode()).hexdigest()


def _key(row: KeyRow) -> Key:
    ends = None if row.ends_at is None else utc(row.ends_at)
    return Key(row.id, row.user, role_of(row.role), row.label, row.per_minute, utc(row.created_at), ends)
