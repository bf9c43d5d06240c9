"""Which account a Slack user is; a Slack user without one may do what the role `sales` may, under the Slack id."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.errors import AccountError, NoSuchAccount
from assistant.accounts.users import known_user, role_of
from assistant.records.actor import Actor
from assistant.store import Store
from assistant.store.tables_accounts import SlackUserRow, UserRow

SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,30}")


class SlackUsers:
    """The mapping in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def map(self, slack_id: str, user: str) -> None:
        """Says that a Slack user is this account. Raises AccountError, and NoSuchAccount for an unknown user."""
        if not SLACK_ID.fullmatch(slack_id):
            raise AccountError("SLACK_ID", f"found {slack_id[:40]!r}; expected a member id such as U024BE7LH")

        def work(session: Session) -> None:
            known_user(session, user)
            session.merge(SlackUserRow(slack_id=slack_id, user=user))

        self.store.write(work)

    def unmap(self, slack_id: str) -> None:
        """Forgets a Slack user. Raises NoSuchAccount."""

        def work(session: Session) -> None:
            row = session.get(SlackUserRow, slack_id)
            if row is None:
                raise NoSuchAccount("SLACK_ID", f"{slack_id[:40]} is mapped to nobody")
            session.delete(row)

        self.store.write(work)

    def all(self) -> dict[str, str]:
        """Slack id → name of the account."""
        rows = select(SlackUserRow).order_by(SlackUserRow.slack_id)
        return self.store.read(lambda session: {row.slack_id: row.user for row in session.scalars(rows)})

    def actor(self, slack_id: str) -> Actor | None:
        """The mapped account, else somebody of the role `sales`; None where the account is disabled."""

        def work(session: Session) -> Actor | None:
            row = session.get(SlackUserRow, slack_id)
            if row is None:
                return Actor(f"slack:{slack_id}", "sales")
            user = session.get(UserRow, row.user)
            return None if user is None or user.disabled_at is not None else Actor(user.name, role_of(user.role))

        return self.store.read(work)
