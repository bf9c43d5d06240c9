"""Tables of holds: orders that wait for a signed answer, and what is to be told of them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import DateTime, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base


class HoldRow(Base):
    """An order of somebody's. The facts stand in the records that have this hash of theirs.

    `told`: the state that the order system was told last, None before the first.
    """

    __tablename__ = "holds"
    __table_args__ = (UniqueConstraint("owner", "order_name"),)

    token: Mapped[str] = mapped_column(String(40), primary_key=True)
    order_name: Mapped[str] = mapped_column(String(200))
    owner: Mapped[str] = mapped_column(String(200))
    facts_sha256: Mapped[str] = mapped_column(String(64), index=True)
    record_id: Mapped[str] = mapped_column(String(64))
    told: Mapped[str | None] = mapped_column(String(10))
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class HoldEventRow(Base):
    """One change of a hold's state, sent until the order system takes it. `state`: waiting, done, failed."""

    __tablename__ = "hold_events"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    token: Mapped[str] = mapped_column(String(40), index=True)
    number: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), index=True)
    attempts: Mapped[int] = mapped_column(Integer)
    next_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
