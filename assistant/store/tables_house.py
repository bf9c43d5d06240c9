"""Table of the house: what a company adopted, in the order in which it did."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base
from assistant.store.tables_records import Number


class HouseRow(Base):
    """Which entry of the chain says it; without a row the house is as shipped."""

    __tablename__ = "house"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(Number, unique=True)
