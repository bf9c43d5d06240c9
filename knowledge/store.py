"""Official texts and lists in SQL: every version by its day and hash, nothing overwritten.

A version is written in one transaction with all that it holds, so a reader sees it whole or not at all. Rows of party
lists are kept once, under the hash of their content; a version is the list of those hashes. SQLite and PostgreSQL.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from knowledge.sources.document import Document, PartyList, PartyRow, Raw

AT_ONCE = 2_000  # rows in one statement


class Base(DeclarativeBase):
    """The tables of the sources."""


class VersionRow(Base):
    """One file of a source as it was published; `places` counts its passages or rows."""

    __tablename__ = "source_versions"
    __table_args__ = (UniqueConstraint("source", "name", "issue", "sha256"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    source: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    issue: Mapped[dt.date] = mapped_column(Date)
    sha256: Mapped[str] = mapped_column(String(64))
    file: Mapped[str] = mapped_column(String(300))
    url: Mapped[str | None] = mapped_column(Text)
    licence: Mapped[str] = mapped_column(String(200))
    retrieved_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    places: Mapped[int] = mapped_column(Integer)


class UnitRow(Base):
    """A section, supplement, entry or document of a version."""

    __tablename__ = "source_units"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("source_versions.id"), index=True)
    cite: Mapped[str] = mapped_column(String(200), index=True)
    title: Mapped[str] = mapped_column(Text)
    complete: Mapped[bool] = mapped_column(Boolean)


class PassageRow(Base):
    """The own text of one citable place."""

    __tablename__ = "source_passages"

    unit_id: Mapped[int] = mapped_column(ForeignKey("source_units.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True)
    cite: Mapped[str] = mapped_column(String(240), index=True)
    label: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    partial: Mapped[bool] = mapped_column(Boolean)


class StayRow(Base):
    """A printed note by which a paragraph is stayed."""

    __tablename__ = "source_stays"

    unit_id: Mapped[int] = mapped_column(ForeignKey("source_units.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True)
    cite: Mapped[str] = mapped_column(String(240))
    introductory: Mapped[bool] = mapped_column(Boolean)
    text: Mapped[str] = mapped_column(Text)
    published: Mapped[dt.date] = mapped_column(Date)
    until: Mapped[dt.date | None] = mapped_column(Date)


class PartyRowRow(Base):
    """A row of a party list, once, under the hash of its content."""

    __tablename__ = "party_rows"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class PartyListRow(Base):
    """Which rows a version of a party list has, in its order."""

    __tablename__ = "party_list_rows"

    version_id: Mapped[int] = mapped_column(ForeignKey("source_versions.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True)
    row_sha256: Mapped[str] = mapped_column(ForeignKey("party_rows.sha256"))


@dataclass(frozen=True, slots=True)
class Version:
    """One version that is kept."""

    id: int
    source: str
    name: str
    issue: dt.date
    sha256: str
    file: str
    url: str | None
    licence: str
    retrieved_at: dt.datetime
    places: int


def is_ready(engine: Engine) -> bool:
    """Whether the tables are there."""
    with reading(engine) as connection:
        found: bool = inspect(connection).has_table(VersionRow.__tablename__)
    return found


def newest(engine: Engine) -> int | None:
    """The id of the version that was kept last; None where there is none, or no table for it."""
    if not is_ready(engine):
        return None
    with reading(engine) as connection:
        found: int | None = connection.execute(select(func.max(VersionRow.id))).scalar()
    return found


def reading(engine: Engine) -> Any:
    """A connection that writes nothing and waits for nobody."""
    return engine.execution_options(reads=True).connect()


def versions(engine: Engine, source: str | None = None) -> tuple[Version, ...]:
    """Every version kept, by source, name and day; of one day the one read last comes last."""
    rows = select(VersionRow.__table__).order_by(
        VersionRow.source, VersionRow.name, VersionRow.issue, VersionRow.retrieved_at, VersionRow.id
    )
    if source is not None:
        rows = rows.where(VersionRow.source == source)
    with reading(engine) as connection:
        return tuple(
            Version(**{**row, "retrieved_at": _zoned(row["retrieved_at"])}) for row in _mapped(connection, rows)
        )


def _mapped(connection: Connection, rows: Any) -> Iterator[dict[str, Any]]:
    return (dict(row) for row in connection.execute(rows).mappings())


def _zoned(at: dt.datetime) -> dt.datetime:
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)  # SQLite keeps no zone


def has_version(engine: Engine, raw: Raw) -> bool:
    """Whether these very bytes are kept under this day."""
    found = select(VersionRow.id).where(
        VersionRow.source == raw.source,
        VersionRow.name == raw.name,
        VersionRow.issue == raw.issue,
        VersionRow.sha256 == raw.sha256,
    )
    with reading(engine) as connection:
        return connection.execute(found).first() is not None


def keep(engine: Engine, mapped: Document | PartyList, retrieved_at: dt.datetime) -> int:
    """Writes a version with all that it holds, or nothing; gives the number of its places."""
    raw = mapped.raw
    places = mapped.places
    with engine.begin() as connection:
        version = connection.execute(
            insert(VersionRow).values(
                source=raw.source,
                name=raw.name,
                issue=raw.issue,
                sha256=raw.sha256,
                file=raw.file,
                url=raw.url,
                licence=raw.licence,
                retrieved_at=retrieved_at,
                places=places,
            )
        ).inserted_primary_key
        assert version is not None
        if isinstance(mapped, Document):
            _keep_units(connection, version[0], mapped)
        else:
            _keep_rows(connection, version[0], mapped)
    return places


def _keep_units(connection: Connection, version: int, mapped: Document) -> None:
    passages: list[dict[str, Any]] = []
    stays: list[dict[str, Any]] = []
    for unit in mapped.units:
        values = {"version_id": version, "cite": unit.cite, "title": unit.title, "complete": unit.complete}
        key = connection.execute(insert(UnitRow).values(**values)).inserted_primary_key
        assert key is not None
        for ordinal, one in enumerate(unit.pieces):
            own = {"cite": one.cite, "label": one.label, "text": one.text, "partial": one.partial}
            passages.append({"unit_id": key[0], "ordinal": ordinal, **own})
        for ordinal, stay in enumerate(unit.stays):
            printed = {"text": stay.text, "published": stay.published, "until": stay.until}
            where = {"cite": stay.cite, "introductory": stay.introductory}
            stays.append({"unit_id": key[0], "ordinal": ordinal, **where, **printed})
    _insert(connection, PassageRow, passages)
    _insert(connection, StayRow, stays)


def _keep_rows(connection: Connection, version: int, mapped: PartyList) -> None:
    hashes = [row_hash(row) for row in mapped.rows]
    known = {one for (one,) in connection.execute(select(PartyRowRow.sha256))}
    new = {digest: row for digest, row in zip(hashes, mapped.rows, strict=True) if digest not in known}
    _insert(connection, PartyRowRow, [{"sha256": digest, "content": dict(row)} for digest, row in new.items()])
    listed = [{"version_id": version, "ordinal": at, "row_sha256": digest} for at, digest in enumerate(hashes)]
    _insert(connection, PartyListRow, listed)


def _insert(connection: Connection, table: type[Base], rows: list[dict[str, Any]]) -> None:
    for at in range(0, len(rows), AT_ONCE):
        connection.execute(insert(table), rows[at : at + AT_ONCE])


def row_hash(row: PartyRow) -> str:
    """Hash of the content of a list row."""
    written = json.dumps(dict(row), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def entries(engine: Engine, version: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """(content hash, row) of a version of a party list, in its order."""
    rows = (
        select(PartyRowRow.sha256, PartyRowRow.content)
        .join(PartyListRow, PartyListRow.row_sha256 == PartyRowRow.sha256)
        .where(PartyListRow.version_id == version)
        .order_by(PartyListRow.ordinal)
    )
    with reading(engine) as connection:
        yield from ((digest, content) for digest, content in connection.execute(rows))


def unit_rows(engine: Engine, cites: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Units with their version, the oldest issue first; of these cites, or all."""
    columns = (VersionRow.source, VersionRow.name, VersionRow.issue, VersionRow.retrieved_at, VersionRow.url)
    rows = (
        select(UnitRow.__table__, *columns)
        .join(VersionRow, VersionRow.id == UnitRow.version_id)
        .order_by(VersionRow.issue, VersionRow.retrieved_at, UnitRow.id)
    )
    if cites is not None:
        rows = rows.where(UnitRow.cite.in_(list(cites)))
    with reading(engine) as connection:
        return list(_mapped(connection, rows))


def passage_rows(engine: Engine, units: list[int] | None = None) -> list[dict[str, Any]]:
    """Passages of these units, or all, in their order."""
    rows = select(PassageRow.__table__).order_by(PassageRow.unit_id, PassageRow.ordinal)
    with reading(engine) as connection:
        return list(_mapped(connection, rows if units is None else rows.where(PassageRow.unit_id.in_(units))))


def stay_rows(engine: Engine, units: list[int] | None = None) -> list[dict[str, Any]]:
    """Stays printed below these units, or all."""
    rows = select(StayRow.__table__).order_by(StayRow.unit_id, StayRow.ordinal)
    with reading(engine) as connection:
        return list(_mapped(connection, rows if units is None else rows.where(StayRow.unit_id.in_(units))))
