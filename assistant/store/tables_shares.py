"""Table of links that show a conversation without letting anybody go on with it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base


class ShareRow(Base):
    """A link; its id cannot be guessed and does not tell the thread."""

    __tablename__ = "shares"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    thread_id: Mapped[str] = mapped_column(ForeignKey("threads.id"), unique=True)
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
