"""Users: who may sign in, and in which role."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar, cast

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from assistant.accounts.errors import AccountError, NoSuchAccount
from assistant.records.actor import LOCAL, NOBODY, ROLES, Actor, Role
from assistant.store import Store
from assistant.store.tables_accounts import SessionRow, UserRow

if TYPE_CHECKING:
    from pwdlib import PasswordHash

NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,79}")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,250}")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 1000  # characters
KEPT_FOR_US = frozenset({LOCAL.name, NOBODY.name})

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class User:
    """An account as it is shown: never with its password's hash."""

    name: str
    role: Role
    email: str | None
    signs_in_by: tuple[str, ...]
    created_at: dt.datetime
    disabled_at: dt.datetime | None

    @property
    def actor(self) -> Actor:
        """The user as somebody who does something."""
        return Actor(self.name, self.role)


class Users:
    """The accounts in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def exist(self) -> bool:
        """Is there any account, disabled ones included?"""
        return self.store.read(lambda session: session.scalar(select(func.count()).select_from(UserRow))) != 0

    def all(self) -> list[User]:
        """Every account by name."""
        return self.store.read(
            lambda session: [_user(row) for row in session.scalars(select(UserRow).order_by(UserRow.name))]
        )

    def add(self, name: str, role: str, *, email: str | None = None, password: str | None = None) -> User:
        """A new account. Raises AccountError where a name, role, e-mail or password cannot be used."""
        row = UserRow(
            name=_name(name),
            role=_role(role),
            email=_email(email),
            password_hash=None if password is None else hashed(password),
            created_at=now(),
        )

        def work(session: Session) -> User:
            if session.get(UserRow, row.name) is not None:
                raise AccountError("NAME", f"there is a user {row.name} already")
            if row.email and session.scalar(select(UserRow.name).where(UserRow.email == row.email)):
                raise AccountError("--email", f"{row.email} belongs to another user")
            session.add(row)
            session.flush()
            return _user(row)

        return self.store.write(work)

    def set_role(self, name: str, role: str) -> User:
        """Another role, which counts from the next request on."""
        found = _role(role)
        return self._change(name, lambda _, row: setattr(row, "role", found))

    def set_email(self, name: str, email: str) -> User:
        """Another e-mail address, by which OpenID Connect finds the account for the first time."""
        found = _email(email)
        return self._change(name, lambda _, row: setattr(row, "email", found))

    def set_password(self, name: str, password: str) -> User:
        """Another password; whoever is signed in as this user is signed out."""
        found = hashed(password)

        def work(session: Session, row: UserRow) -> None:
            row.password_hash = found
            end_sessions(session, row.name)

        return self._change(name, work)

    def disable(self, name: str) -> User:
        """No more sign-in, sessions or keys. The account stays: records name it."""

        def work(session: Session, row: UserRow) -> None:
            row.disabled_at = row.disabled_at or now()
            end_sessions(session, row.name)

        return self._change(name, work)

    def enable(self, name: str) -> User:
        """Undoes `disable`."""
        return self._change(name, lambda _, row: setattr(row, "disabled_at", None))

    def find(self, name: str) -> User | None:
        """The account of that name, disabled or not."""

        def work(session: Session) -> User | None:
            row = session.get(UserRow, name)
            return None if row is None else _user(row)

        return self.store.read(work)

    def with_password(self, name: str, password: str) -> User | None:
        """The user whose password this is. Takes as long for a name that nobody has."""
        row = self.store.read(lambda session: session.get(UserRow, name.strip().casefold()))
        kept = row.password_hash if row is not None and row.password_hash else _nobodys_hash()
        fits = len(password) <= LONGEST_PASSWORD and _hasher().verify(password, kept)
        if row is None or row.password_hash is None or row.disabled_at is not None or not fits:
            return None
        return _user(row)

    def by_openid(self, issuer: str, subject: str, email: str | None) -> User | None:
        """The user whom a sign-in service vouches for; the first time found by the e-mail address it has verified."""

        def work(session: Session) -> User | None:
            known = select(UserRow).where(UserRow.oidc_issuer == issuer, UserRow.oidc_subject == subject)
            row = session.scalar(known)
            if row is None and email:
                unbound = UserRow.oidc_subject.is_(None)
                row = session.scalar(select(UserRow).where(UserRow.email == email.strip().casefold(), unbound))
                if row is not None:
                    row.oidc_issuer, row.oidc_subject = issuer, subject
            return None if row is None or row.disabled_at is not None else _user(row)

        return self.store.write(work)

    def _change(self, name: str, change: Callable[[Session, UserRow], None]) -> User:
        def work(session: Session) -> User:
            row = known_user(session, name)
            change(session, row)
            return _user(row)

        return self.store.write(work)


def known_user(session: Session, name: str) -> UserRow:
    """The row of a user; raises NoSuchAccount."""
    row = session.get(UserRow, name)
    if row is None:
        raise NoSuchAccount("NAME", f"there is no user {name}; `exportdesk user list` shows them")
    return row


def end_sessions(session: Session, name: str) -> None:
    """Signs the user out everywhere."""
    session.execute(delete(SessionRow).where(SessionRow.user == name))


def now() -> dt.datetime:
    """This moment in UTC."""
    return dt.datetime.now(dt.UTC)


def utc(at: dt.datetime) -> dt.datetime:
    """A time as the database gave it; SQLite keeps no zone."""
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def role_of(row_role: str) -> Role:
    """The role in a row, which was checked when it was written."""
    return cast(Role, row_role)


def hashed(password: str) -> str:
    """The argon2 hash of a password. Raises AccountError where it is too short or too long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError("password", f"expected at least {SHORTEST_PASSWORD} characters, found {len(password)}")
    return _hasher().hash(password)


@cache
def _hasher() -> PasswordHash:
    from pwdlib import PasswordHash

    return PasswordHash.recommended()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody has this password")


def _user(row: UserRow) -> User:
    ways = [name for name, has in (("password", row.password_hash), ("openid", row.oidc_subject or row.email)) if has]
    disabled = None if row.disabled_at is None else utc(row.disabled_at)
    return User(row.name, role_of(row.role), row.email, tuple(ways), utc(row.created_at), disabled)


def _name(name: str) -> str:
    if not NAME.fullmatch(name) or name in KEPT_FOR_US:
        raise AccountError(
            "NAME", f"found {name[:80]!r}; expected small letters, digits and . _ @ + -, such as anna.berg"
        )
    return name


def _role(role: str) -> str:
    if role not in ROLES:
        raise AccountError("--role", f"found {role[:80]!r}; expected {', '.join(ROLES)}")
    return role


def _email(email: str | None) -> str | None:
    if email is None:
        return None
    if not EMAIL.fullmatch(email):
        raise AccountError("--email", f"found {email[:80]!r}; expected an address such as anna@example.com")
    return email.casefold()
