"""The official texts of a folder, by citation and day of issue, as `law verify` asks for them.

What the files look like and how they are cut is the business of `knowledge.sources.ecfr`; here are also the tables of
countries, as CSV. A copy known to be damaged, and one that cannot be read, is passed over.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from knowledge.errors import RefusedError
from knowledge.official.unit import Unit
from knowledge.sources import ecfr
from knowledge.sources.document import Raw
from rules.cite import Cite

PLACE = re.compile(r"([^(,]*(?:, Supp\. No\. \d+)?)(?:, ECCN (\d[A-E]\d{3}))?")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of one issue of the regulation."""

    cite: Cite
    text: str
    issue: dt.date
    file: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section, with its number, or of an entry."""

    cite: Cite
    text: str
    issue: dt.date
    file: str


class OfficialFolder:
    """Everything that a folder holds; reading is lazy and never writes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every paragraph of every text."""
        return tuple(
            Passage(Cite.parse(piece.cite), " ".join(piece.text.replace(" | ", " ").split()), raw.issue, raw.file)
            for raw, unit in self._units
            for piece in unit.pieces
        )

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Titles of sections and entries; excerpts shorten theirs."""
        return tuple(
            Heading(cite, unit.title if cite.eccn else f"§ {cite.parts[-1]} {unit.title}", raw.issue, raw.file)
            for raw, unit in self._units
            if not raw.file.endswith(".txt")
            for cite in [Cite.parse(unit.cite)]
        )

    def issues_of(self, cite: Cite) -> list[tuple[dt.date, str, str]]:
        """(issue, file, text) of a place with everything below it, one for each copy that holds it."""
        found: dict[tuple[dt.date, str], list[str]] = {}
        for one in self._by_place.get(_places_of(cite)[-1], ()):
            if cite.covers(one.cite):
                found.setdefault((one.issue, one.file), []).append(one.text)
        return [(issue, file, " ".join(texts)) for (issue, file), texts in sorted(found.items())]

    @cached_property
    def _units(self) -> tuple[tuple[Raw, Unit], ...]:
        return tuple((raw, unit) for raw in self._files() for unit in ecfr.read(raw))

    def _files(self) -> Iterator[Raw]:
        for path in ecfr.files(self.root):
            try:
                yield ecfr.fetched(path)
            except RefusedError:
                continue

    @cached_property
    def _by_place(self) -> dict[str, list[Passage]]:
        found: dict[str, list[Passage]] = {}
        for one in self.passages:
            for place in _places_of(one.cite):
                found.setdefault(place, []).append(one)
        return found

    def table(self, pattern: str) -> tuple[dt.date, str, list[dict[str, str]]] | None:
        """The newest table of countries whose name matches, as (issue, file, rows)."""
        files = sorted(self.root.rglob(pattern))
        if not files:
            return None
        with files[-1].open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        day = re.search(r"\d{4}-\d\d-\d\d", files[-1].name)
        assert day is not None, files[-1].name
        return dt.date.fromisoformat(day[0]), files[-1].name, rows


def _places_of(cite: Cite) -> tuple[str, ...]:
    """The section or supplement of a cite, and the entry where it names one: under these a passage is filed."""
    match = PLACE.match(cite.text)
    assert match is not None, cite.text
    return (match[1],) if match[2] is None else (match[1], match[2])
