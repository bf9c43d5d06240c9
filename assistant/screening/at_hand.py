"""The party list at hand on a day: the newest synced version valid that day, else the shipped one.

A synced version becomes the same kind of file as the shipped list, written once beside the index. What the shipped
list knows of an entry or of a notice (the day from which it counts) is carried over; a wording that the code tables
lack is left unset, and its footnotes cannot be read. A version that has lost a good part of a list that decides deals
is not used, nor one with rows of a list that nobody knows: what such a row means is no "nothing".

A Denied Persons List that was synced by itself and is no older than the list at hand adds whom that one lacks, from
its own day on. It takes nobody off, and the day and age of the list at hand stay those of the whole one.
"""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.screening.build_list import NOT_PARTIES, Codes, entry_of
from assistant.screening.entries import DATA, EAR_LISTS, SHIPPED, ListAtHand, raw_rows

if TYPE_CHECKING:
    from knowledge.store import Version

LEAST_LEFT = 0.8  # of the entries of each list that decides deals, against the shipped one
LOOKED_AGAIN = 5  # seconds after which a newly synced list is seen
ISO_DAY = 10  # letters of "2026-10-01"


def at_hand(day: date | None = None) -> ListAtHand:
    """The newest list of that day or before, else the oldest there is; without a day the newest."""
    from assistant.settings import database_url, home

    lists = _lists(home(), database_url(), int(time.monotonic() / LOOKED_AGAIN))
    valid = [one for start, one in lists if day is None or start <= day]
    return valid[-1] if valid else lists[0][1]


@lru_cache(maxsize=8)
def _lists(folder: Path, _url: str, _moment: int) -> tuple[tuple[date, ListAtHand], ...]:
    """The shipped list and every synced one that is whole, each with the day from which it is the one at hand."""
    from assistant.screening.settled import opened

    store = opened()
    if store is None:
        return ((SHIPPED.date, SHIPPED),)
    from knowledge import store as sources
    from knowledge.sources.screening_list import DENIED, SOURCE

    if not sources.is_ready(store.engine):
        return ((SHIPPED.date, SHIPPED),)
    found = {SHIPPED.date: SHIPPED}
    for version in sources.versions(store.engine, SOURCE):
        if version.issue != SHIPPED.date and version.places >= SHIPPED.entries * LEAST_LEFT:
            listed = _read(folder, version)
            if listed is not None:
                found[version.issue] = listed
    whole = sorted(found)
    for version in sources.versions(store.engine, DENIED):
        if base := max((day for day in whole if day <= version.issue), default=None):
            found[version.issue] = _with_denied(folder, found[base], version)
    return tuple((day, found[day]) for day in sorted(found))


@cache
def _read(folder: Path, version: Version) -> ListAtHand | None:
    """The version as a file of entries, written the first time; None where a part of it is missing."""
    path = folder / f"party_list_{version.issue}_{version.sha256[:12]}.jsonl.gz"
    if not path.exists():
        from assistant.screening.settled import opened
        from knowledge import store as sources

        store = opened()
        if store is None:
            return None
        try:
            entries = list(as_entries(row for _, row in sources.entries(store.engine, version.id)))
        except KeyError as unknown:
            import structlog

            structlog.get_logger(__name__).warning(
                "synced list not used: rows of an unknown list", issue=str(version.issue), list=unknown.args[0]
            )
            return None
        if not is_whole(entries):
            return None
        _write(path, entries)
    return ListAtHand(version.issue, path, sum(1 for _ in raw_rows(path)))


@cache
def _with_denied(folder: Path, listed: ListAtHand, version: Version) -> ListAtHand:
    """The list with those of a Denied Persons List whom it lacks."""
    stem = listed.file.name.removesuffix(".jsonl.gz")
    path = folder / f"{stem}_denied_{version.issue}_{version.sha256[:12]}.jsonl.gz"
    if not path.exists():
        from assistant.screening.settled import opened
        from knowledge import store as sources

        store = opened()
        if store is None:
            return listed
        rows = [row for _, row in raw_rows(listed.file)]
        denied = as_entries(row for _, row in sources.entries(store.engine, version.id))
        _write(path, [*rows, *_lacking(rows, denied)])
    return ListAtHand(listed.date, path, sum(1 for _ in raw_rows(path)))


def _lacking(rows: Iterable[Mapping[str, Any]], denied: Iterable[dict[str, object]]) -> Iterator[Mapping[str, Any]]:
    """The denied persons whom the rows lack: another name, or the same in another country."""
    from assistant.screening import names

    known: dict[str, list[set[str]]] = defaultdict(list)
    for row in rows:
        if row["list"] == "denied_persons":
            known[names.key(str(row["name"])).sorted].append(set(row.get("countries") or ()))
    for one in denied:
        places = set(_texts(one.get("countries")))
        if not any(not held or not places or held & places for held in known[names.key(str(one["name"])).sorted]):
            yield one


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def _write(path: Path, entries: Iterable[Mapping[str, object]]) -> None:
    from assistant.screening.index import written_whole

    lines = (json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries)
    with (
        written_whole(path) as temporary,
        temporary.open("wb") as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed,
    ):
        packed.write(("\n".join(lines) + "\n").encode())


def as_entries(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, object]]:
    """The rows of a synced list as entries; raises KeyError with the list of a row that none of those known is."""
    codes, seen, known = _KnownCodes(), Counter[str](), _shipped()
    for row in rows:
        if row.get("type") in NOT_PARTIES:
            continue
        entry = entry_of(row, codes, seen)
        before = known.get(str(entry["entry_id"]), {})
        if "since" in before:
            entry |= {key: before[key] for key in ("since", "since_basis")}
        elif (start := str(row.get("start_date") or "")[:ISO_DAY]) and _counts_first(start, entry):
            entry |= {"since": start, "since_basis": "effective"}
        if entry.get("footnotes") == before.get("footnotes") and "footnote_since" in before:
            entry["footnote_since"] = before["footnote_since"]
        yield entry


def _counts_first(start: str, entry: Mapping[str, object]) -> bool:
    """Whether the day printed with the entry counts: no notice has one, or a denial order took effect before it."""
    since = str(entry.get("since") or "")
    return not since or (entry["list"] == "denied_persons" and start < since)


def is_whole(entries: Iterable[Mapping[str, object]]) -> bool:
    """Whether every list that decides deals has most of what the shipped one has."""
    found = Counter(str(entry["list"]) for entry in entries)
    shipped = Counter(str(entry["list"]) for entry in _shipped().values())
    return all(found[name] >= LEAST_LEFT * shipped[name] for name in EAR_LISTS)


@cache
def _shipped() -> dict[str, dict[str, object]]:
    return {str(row["entry_id"]): row for _, row in raw_rows()}


class _KnownCodes(Codes):
    """The shipped code tables, and the days of notices as the shipped entries have them."""

    def __init__(self) -> None:
        super().__init__(DATA, self._notices())

    @staticmethod
    def _notices() -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for row in _shipped().values():
            cites, basis = row.get("cites"), str(row.get("since_basis"))
            if isinstance(cites, list) and cites and row.get("since") and row["list"] != "denied_persons":
                found[str(cites[0])] = {basis: str(row["since"])}
        return found

    def requirement(self, printed: str) -> dict[str, str]:
        """What the tables say of the wording; of one that they lack nothing, its footnotes least of all."""
        return self.requirements.get(printed) or {"scope": "", "marks": "", "footnotes": "unknown"}

    def policy(self, printed: str) -> str | None:
        return self.policies.get(printed)
