"""Tables of records: the chain, the content beside it, and what is looked up in it.

`chain` and `contents` are the truth. `records` and `decisions` only make them searchable: everything in them can be
read off the contents again.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Date, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base

Number = BigInteger().with_variant(Integer, "sqlite")


class ChainRow(Base):
    """One entry of the chain: never changed, never deleted. `at` is the text that was hashed."""

    __tablename__ = "chain"

    seq: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[str] = mapped_column(String(20))
    content_sha256: Mapped[str] = mapped_column(String(64), index=True)
    previous: Mapped[str | None] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class ContentRow(Base):
    """JSON under the SHA-256 of its canonical form; it goes only where an `erased` entry names its id."""

    __tablename__ = "contents"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class FileRow(Base):
    """An attached file under the SHA-256 of its bytes."""

    __tablename__ = "files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class RecordRow(Base):
    """What a record is found by. `facts_sha256` leaves `words` and `note` out; `question` goes when it is erased."""

    __tablename__ = "records"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(Number, unique=True)
    at: Mapped[str] = mapped_column(String(20), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    user_name: Mapped[str] = mapped_column(String(200), index=True)
    thread: Mapped[str | None] = mapped_column(String(200), index=True)
    question: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(String(30))
    review_policy: Mapped[str | None] = mapped_column(String(30))
    eccn: Mapped[str | None] = mapped_column(String(40))
    valid_until: Mapped[dt.date | None] = mapped_column(Date)
    facts_sha256: Mapped[str] = mapped_column(String(64), index=True)


class DecisionRow(Base):
    """Which decision stands on which record."""

    __tablename__ = "decisions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(Number, unique=True)
    record_id: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    user_name: Mapped[str] = mapped_column(String(200))
