"""`list diff` behind the command line: two versions, from files or from what sync brought."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.channels import inputs
from assistant.channels.errors import BadInputError

if TYPE_CHECKING:
    from assistant.screening.list_diff import ListDiff

Rows = Sequence[dict[str, Any]]


def list_diff(before: str, after: str) -> ListDiff:
    """The difference, and which remembered decisions and recorded parties it touches."""
    from assistant.screening.list_diff import diff, touching
    from assistant.screening.settled import remembered

    found = diff(_rows(before, "A"), _rows(after, "B"), (before, after))
    return found.model_copy(update={"touched": touching(found, remembered(), _recorded_parties())})


def _rows(given: str, field: str) -> Rows:
    path = Path(given)
    if path.is_file():
        from knowledge.errors import SourceError
        from knowledge.sources.document import Raw
        from knowledge.sources.screening_list import DENIED, SOURCE, map_list

        source = DENIED if path.name.startswith("dpl") else SOURCE
        try:
            read = map_list(Raw(source, path.stem, path.name, path.read_bytes(), dt.date.min, None))
        except SourceError as error:
            raise BadInputError(field, str(error)) from None
        return [dict(row) for row in read.rows]
    try:
        day = inputs.day(given, field)
    except BadInputError:
        raise BadInputError(field, f"found {given!r}; expected a list file or the day of a synced list") from None
    return _synced(day, field)


def _synced(day: dt.date, field: str) -> Rows:
    from assistant.store import Store
    from knowledge import store as sources
    from knowledge.sources.screening_list import DENIED, SOURCE

    engine = Store().engine
    kept = [one for name in (SOURCE, DENIED) for one in sources.versions(engine, name)]
    found = [one for one in kept if one.issue == day]
    if not found:
        days = ", ".join(sorted({one.issue.isoformat() for one in kept})) or "none"
        raise BadInputError(field, f"no list of {day} is kept; expected a file, or one of: {days}")
    return [row for _, row in sources.entries(engine, found[-1].id)]


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
