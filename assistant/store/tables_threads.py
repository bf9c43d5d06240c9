"""Tables of conversations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Date, DateTime, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.store.base import Base


class ThreadRow(Base):
    """A conversation."""

    __tablename__ = "threads"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    begun_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    turns: Mapped[list[TurnRow]] = relationship(back_populates="thread", order_by="TurnRow.number")


class TurnRow(Base):
    """A question and its answer; `number` counts from 0 within the thread. `record_id`: the record that keeps it."""

    __tablename__ = "turns"

    thread_id: Mapped[str] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    as_of: Mapped[dt.date] = mapped_column(Date)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    record_id: Mapped[str | None] = mapped_column(String(64), unique=True, index=True)
    thread: Mapped[ThreadRow] = relationship(back_populates="turns")
