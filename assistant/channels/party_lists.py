"""`list diff` behind the command line: two versions, from files or from what sync brought."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.channels.errors import BadInputError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from assistant.screening.list_diff import ListDiff

Rows = Sequence[dict[str, Any]]


def list_diff(before: str, after: str) -> ListDiff:
    """The difference, and which remembered decisions and recorded parties it touches."""
    from assistant.screening.list_diff import diff, touching
    from assistant.screening.settled import remembered

    old, new = _kept(before, "A"), _kept(after, "B")
    kind = next((one for one in old if one in new), None)
    if kind is None:
        raise BadInputError("B", "one list is of denied persons alone, the other a whole one; expected two of a kind")
    found = diff(old[kind](), new[kind](), (before, after))
    return found.model_copy(update={"touched": touching(found, remembered(), _recorded_parties())})


def _kept(given: str, field: str) -> dict[str, Callable[[], Rows]]:
    """What reads the list that was given, by its kind; a day may have one of each, the whole list first."""
    path = Path(given)
    if path.is_file():
        from knowledge.sources.screening_list import DENIED, SOURCE

        source = DENIED if path.name.startswith("dpl") else SOURCE
        return {source: lambda: _read(path, source, field)}
    try:
        return _synced(dt.date.fromisoformat(given), field)
    except ValueError:
        raise BadInputError(field, f"found {given!r}; expected a list file or the day of a synced list") from None


def _read(path: Path, source: str, field: str) -> Rows:
    from knowledge.errors import SourceError
    from knowledge.sources.document import Raw
    from knowledge.sources.screening_list import map_list

    try:
        read = map_list(Raw(source, path.stem, path.name, path.read_bytes(), dt.date.min, None))
    except SourceError as error:
        raise BadInputError(field, str(error)) from None
    return [dict(row) for row in read.rows]


def _synced(day: dt.date, field: str) -> dict[str, Callable[[], Rows]]:
    from assistant.store import Store
    from knowledge import store as sources
    from knowledge.sources.screening_list import DENIED, SOURCE

    engine = Store().engine
    kept = [(name, one) for name in (SOURCE, DENIED) for one in sources.versions(engine, name)]
    found = {name: one.id for name, one in kept if one.issue == day}
    if not found:
        days = ", ".join(sorted({one.issue.isoformat() for _, one in kept})) or "none"
        raise BadInputError(field, f"no list of {day} is kept; expected a file, or one of: {days}")
    return {name: partial(_entries, engine, version) for name, version in found.items()}


def _entries(engine: Engine, version: int) -> Rows:
    from knowledge import store as sources

    return [row for _, row in sources.entries(engine, version)]


def _recorded_parties() -> list[str]:
    """Names of the parties of recorded deals."""
    from assistant.screening.settled import opened

    store = opened()
    if store is None:
        return []
    from assistant.records import chain

    return [
        str(party["name"])
        for _, content in store.read(lambda session: chain.contents(session, "record"))
        for party in (content.get("facts") or {}).get("parties") or ()
        if party.get("name")
    ]
