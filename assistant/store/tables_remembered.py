"""Table of what was established once: by which name it is found."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base
from assistant.store.tables_records import Number


class RememberedRow(Base):
    """Which entry of the chain says it; `name_key` as parties are screened by."""

    __tablename__ = "remembered"
    __table_args__ = (Index("ix_remembered_name", "kind", "name_key"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(Number, unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    name_key: Mapped[str] = mapped_column(String(500))
