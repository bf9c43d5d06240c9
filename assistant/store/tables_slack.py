"""Tables of the Slack channel: conversations with their places, and the outbox of what is to be answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, Date, DateTime, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base


class SlackConversationRow(Base):
    """One person's conversation: where it was begun, and where its answers go.

    `id` is the thread of its turns. `held_by` is the process that answers in it, until `held_until`.
    """

    __tablename__ = "slack_conversations"
    __table_args__ = (Index("ix_slack_conversations_home", "team", "home_channel", "home_ts"),)

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    team: Mapped[str] = mapped_column(String(40))
    user: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(40))
    thread_ts: Mapped[str] = mapped_column(String(40))
    is_direct: Mapped[bool] = mapped_column(Boolean)
    home_channel: Mapped[str | None] = mapped_column(String(40))
    home_ts: Mapped[str | None] = mapped_column(String(40))
    held_by: Mapped[str | None] = mapped_column(String(40))
    held_until: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))


class SlackJobRow(Base):
    """Something to be done once: words or a click to answer, a card to publish, an officer to ask, a note to bring.

    `key` is what Slack sends again alike. `number` is the turn that answers it, known before it is asked. `posts`:
    part → where it was posted, `{}` while nobody knows whether it was; beside them the record of the `answer`.
    `content` is emptied when it is done: the words are kept with the turn alone.
    """

    __tablename__ = "slack_jobs"
    __table_args__ = (Index("ix_slack_jobs_open", "state", "conversation_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(300), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("slack_conversations.id"))
    kind: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(40))  # order within the conversation: Slack's own time of the event
    channel: Mapped[str] = mapped_column(String(40))
    thread_ts: Mapped[str] = mapped_column(String(40))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    posts: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10))  # waiting, done, failed
    attempts: Mapped[int] = mapped_column(Integer)
    number: Mapped[int | None] = mapped_column(Integer)
    day: Mapped[dt.date | None] = mapped_column(Date)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
