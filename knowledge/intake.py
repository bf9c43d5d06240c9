"""Takes files of the sources in: each is fetched, read and mapped, then kept whole with its bytes beside it.

A sync that is killed leaves whole versions and goes on where it stopped; a file that cannot be used fails alone; a
source that cannot be reached or written leaves its last good state. One at a time.

    folder/sync.lock                              held while a sync runs
    folder/<source>/<issue>-<hash>/<file>         the bytes of every version, as they came
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from knowledge import store
from knowledge.errors import RefusedError, SourceError, SyncBusyError, UnreachableError
from knowledge.sources import company, ecfr, federal_register, screening_list
from knowledge.sources.document import Document, PartyList, Raw

SOURCES = (ecfr.SOURCE, federal_register.SOURCE, screening_list.SOURCE, screening_list.DENIED, company.SOURCE)
ONE_AT_A_TIME = 7_620_010  # PostgreSQL's advisory lock of a sync
SUMS = "sha256sums.txt"
PARTIAL = ".part-"

Progress = Callable[[str, str, int, int], None]
"""Told of a source, a file, and how many of how many are done."""


@dataclass(frozen=True, slots=True)
class Where:
    """What a sync works on: the store, the folder of its own, the moment, and whom to tell."""

    engine: Engine
    folder: Path
    now: dt.datetime
    progress: Progress = lambda *_: None
    wait: float = 1.0


@dataclass(slots=True)
class Outcome:
    """What became of one source; `state` is the newest issue that is kept after it."""

    source: str
    kept: list[dict[str, Any]] = field(default_factory=list)
    known: int = 0
    refused: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    state: str | None = None


Job = tuple[str, Callable[[], Raw | None]]
"""A file's name, and what fetches it; None where it is kept already."""


def asked(only: str | None) -> tuple[str, ...]:
    """The sources that are asked for; raises SourceError for a name that is none."""
    if only is not None and only not in SOURCES:
        raise SourceError(f"--source: found {only!r}, expected one of {', '.join(SOURCES)}")
    return SOURCES if only is None else (only,)


def synced(where: Where, source: str, jobs: Iterator[Job]) -> dict[str, Any]:
    """Takes the files of a source in; what goes wrong is written down, never raised."""
    outcome = Outcome(source)
    try:
        listed = list(jobs)
        for at, (name, fetch) in enumerate(listed):
            where.progress(source, name, at, len(listed))
            _take_in(where, fetch, outcome)
        where.progress(source, "", len(listed), len(listed))
    except (UnreachableError, SourceError) as error:
        outcome.failed.append(f"{source}: {error}")
    except (OSError, SQLAlchemyError) as error:
        outcome.failed.append(f"{source}: could not be written ({_said(error)})")
    outcome.state = _state(where.engine, source)
    return asdict(outcome)


def _take_in(where: Where, fetch: Callable[[], Raw | None], outcome: Outcome) -> None:
    try:
        raw = fetch()
        if raw is None or _is_known(where.engine, raw):
            outcome.known += 1
            return
        mapped = mapped_of(raw)
        _check_length(where.engine, mapped)
    except RefusedError as error:
        outcome.refused.append(str(error))
        return
    except SourceError as error:
        outcome.failed.append(str(error))
        return
    _save(where.folder, raw)
    places = store.keep(where.engine, mapped, where.now)
    outcome.kept.append({"file": raw.file, "issue": raw.issue.isoformat(), "places": places, "sha256": raw.sha256})


def mapped_of(raw: Raw) -> Document | PartyList:
    """A file as texts or as a list, by its source; raises SourceError."""
    maps: dict[str, Callable[[Raw], Document | PartyList]] = {
        ecfr.SOURCE: ecfr.map_units,
        federal_register.SOURCE: federal_register.map_document,
        screening_list.SOURCE: screening_list.map_list,
        screening_list.DENIED: screening_list.map_list,
        company.SOURCE: company.map_document,
    }
    return maps[raw.source](raw)


def _is_known(engine: Engine, raw: Raw) -> bool:
    """A company's text is known by its bytes alone: its day may be that of a copy."""
    if raw.source != company.SOURCE:
        return store.has_version(engine, raw)
    return any(one.sha256 == raw.sha256 and one.name == raw.name for one in store.versions(engine, raw.source))


def _check_length(engine: Engine, mapped: Document | PartyList) -> None:
    """Raises SourceError where a list lost so many rows against the version before that it must be cut off."""
    if isinstance(mapped, Document):
        return
    raw = mapped.raw
    earlier = [one for one in store.versions(engine, raw.source) if one.name == raw.name and one.issue <= raw.issue]
    if earlier and screening_list.is_cut_off(mapped.places, earlier[-1].places):
        before = f"the version of {earlier[-1].issue} has {earlier[-1].places:,}"
        raise SourceError(f"{raw.file}: holds {mapped.places:,} entries, {before}: taken for cut off")


def _state(engine: Engine, source: str) -> str | None:
    try:
        return max((one.issue.isoformat() for one in store.versions(engine, source)), default=None)
    except SQLAlchemyError:
        return None


def _said(error: Exception) -> str:
    """What went wrong, in one line."""
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split())


# ---- files


def folder_jobs(source: str, folder: Path, sums: dict[Path, str], only: str | None) -> Iterator[Job]:
    fetch: Callable[[Path], Raw]
    if source == ecfr.SOURCE:
        found, fetch = ecfr.files(folder), ecfr.fetched
    elif source == federal_register.SOURCE:
        found, fetch = federal_register.files(folder), federal_register.fetched
    elif source == company.SOURCE:
        found, fetch = company.files(folder, every=only == company.SOURCE), company.fetched
    else:
        denied = source == screening_list.DENIED
        found = (path for path in screening_list.files(folder) if path.name.startswith("dpl") == denied)
        fetch = screening_list.fetched
    for path in found:
        yield path.name, partial(_checked, fetch, path, sums)


def _checked(fetch: Callable[[Path], Raw], path: Path, sums: dict[Path, str]) -> Raw:
    """A file, held against the list of hashes beside it; raises SourceError."""
    raw = fetch(path)
    if sums.get(path, raw.sha256) != raw.sha256:
        raise SourceError(f"{path.name}: cut off or changed, its hash is not the one in {SUMS}")
    return raw


def sums_of(folder: Path) -> dict[Path, str]:
    """The hashes that a folder states for its files."""
    file = folder / SUMS
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    pairs = (line.split(maxsplit=1) for line in lines if line.strip())
    return {folder / pair[1].removeprefix("*").removeprefix("./"): pair[0] for pair in pairs if len(pair) == 2}


def _save(folder: Path, raw: Raw) -> None:
    """The bytes of a version: written aside, forced to disk, then moved into place."""
    target = folder / raw.source / f"{raw.issue}-{raw.sha256[:12]}"
    if (target / raw.file).is_file():
        return
    target.mkdir(parents=True, exist_ok=True)
    beside = target / f"{PARTIAL}{raw.file}"
    try:
        with beside.open("wb") as file:
            file.write(raw.content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target / raw.file)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def alone(where: Where) -> Iterator[None]:
    """Holds the lock of this folder, and on PostgreSQL that of the database; it goes with the process."""
    where.folder.mkdir(parents=True, exist_ok=True)
    with (where.folder / "sync.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SyncBusyError from None
        for left in where.folder.glob(f"*/*/{PARTIAL}*"):  # of a sync that was killed
            left.unlink(missing_ok=True)
        if where.engine.dialect.name != "postgresql":
            yield
            return
        with where.engine.connect() as connection:
            if not connection.execute(text("select pg_try_advisory_lock(:n)"), {"n": ONE_AT_A_TIME}).scalar():
                raise SyncBusyError
            connection.commit()
            try:
                yield
            finally:
                connection.execute(text("select pg_advisory_unlock(:n)"), {"n": ONE_AT_A_TIME})
                connection.commit()
