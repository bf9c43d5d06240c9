"""Links that open one thing without signing in, because calendars cannot: signed, and as good as the account behind."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from assistant.accounts.users import Users
from assistant.records.actor import Actor
from assistant.store import Store

CALENDAR = "/v1/calendar.ics"


def _signed(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="calendar")


def calendar_link(address: str, name: str, secret: str) -> str:
    """The address of somebody's own calendar; whoever has it reads it, until the account or the secret ends."""
    return f"{address}{CALENDAR}?token={_signed(secret).dumps(name)}"


def holder(token: str, secret: str, store: Store) -> Actor | None:
    """Whose link this is, with the role of today; None of one that we did not sign, or whose account has ended."""
    try:
        name = _signed(secret).loads(token)
    except BadSignature:
        return None
    found = Users(store).find(name) if isinstance(name, str) else None
    return None if found is None or found.disabled_at is not None else found.actor
