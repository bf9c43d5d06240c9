"""The table of proofs: what a run over an order book decided, each under its hash."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base


class ProofRow(Base):
    """A proof as compressed JSON under the SHA-256 of its canonical form. Never changed."""

    __tablename__ = "proofs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
