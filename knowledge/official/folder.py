"""The official texts of a folder, by citation and day of issue.

Reads what eCFR copies look like on disk: sections a line as JSON (`*.jsonl.gz`), excerpts as text in which "[...]"
marks what is left out, the Commerce Control List as XML, and the tables of countries as CSV. A copy known to be
damaged is refused by name.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

from knowledge.official.paragraphs import paragraphs
from rules.cite import Cite, CiteError

OMITTED = "[...]"
ISSUE = re.compile(r"eCFR issue (\d{4}-\d\d-\d\d)")
SECTION = re.compile(r"(?:15 CFR|§)\s*(\d{3}\.\d+)")
SUPPLEMENT = re.compile(r"Supplement No\. (\d+) to Part (\d{3})")
ENTRY = re.compile(r"(\d[A-E]\d{3})\s+(.*)", re.DOTALL)
ITEM = re.compile(r"([a-z](?:\.(?:\d{1,2}|[a-z]))*)\.?\s")
PLACE = re.compile(r"([^(,]*(?:, Supp\. No\. \d+)?)(?:, ECCN (\d[A-E]\d{3}))?")
NOTES = ("[", "Editorial Note", "For Federal Register citations", "Link to an amendment", "At ")
CCL = "15 CFR Part 774, Supp. No. 1"


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of one issue of the regulation."""

    cite: Cite
    text: str
    issue: dt.date
    file: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section or an entry."""

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
        return (*self._sections(), *self._excerpts(), *self._entries())

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Titles of sections and entries."""
        return (*self._section_headings(), *self._entry_headings())

    def issues_of(self, cite: Cite) -> list[tuple[dt.date, str, str]]:
        """(issue, file, text) of a place with everything below it, one for each copy that holds it."""
        found: dict[tuple[dt.date, str], list[str]] = {}
        for one in self._by_place.get(_places_of(cite)[-1], ()):
            if cite.covers(one.cite):
                found.setdefault((one.issue, one.file), []).append(one.text)
        return [(issue, file, " ".join(texts)) for (issue, file), texts in sorted(found.items())]

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

    def _lines(self) -> Iterator[tuple[str, dict[str, object]]]:
        for path in sorted(self.root.rglob("ecfr_*.jsonl.gz")):
            with gzip.open(path, "rt", encoding="utf-8") as file:
                for line in file:
                    yield path.name, json.loads(line)

    def _sections(self) -> Iterator[Passage]:
        for name, section in self._lines():
            lines = section["paragraphs"]
            assert isinstance(lines, list)
            issue = dt.date.fromisoformat(str(section["issue_date"]))
            yield from _cut(f"15 CFR {section['section']}", lines, issue, name)

    def _section_headings(self) -> Iterator[Heading]:
        for name, section in self._lines():
            issue = dt.date.fromisoformat(str(section["issue_date"]))
            yield Heading(Cite.parse(f"15 CFR {section['section']}"), str(section["heading"]), issue, name)

    def _excerpts(self) -> Iterator[Passage]:
        for path in sorted(self.root.rglob("*.txt")):
            text = path.read_text(encoding="utf-8")
            found = ISSUE.search(text.partition("\n")[0])
            if found is None:
                continue
            for place, lines in _places(text.splitlines()):
                yield from _cut(place, lines, dt.date.fromisoformat(found[1]), path.name)

    def _list(self) -> Iterator[tuple[str, dt.date, ElementTree.Element]]:
        for path in sorted(self.root.rglob("*774*ccl*.xml.gz")):
            month = re.search(r"(\d{4})-(\d\d)", path.name)
            assert month is not None, path.name
            with gzip.open(path, "rb") as file:
                yield path.name, dt.date(int(month[1]), int(month[2]), 1), ElementTree.parse(file).getroot()

    def _entries(self) -> Iterator[Passage]:
        for name, issue, root in self._list():
            entry, label = None, ""
            for node in root:
                text = " ".join("".join(node.itertext()).split())
                found = _entry(node)
                if found is not None:
                    entry, label = found[0], ""
                if entry is None or not text:
                    continue
                if node.tag == "P" and (item := ITEM.match(text)):
                    label = f".{item[1]}"
                place = label if node.tag == "P" else ""
                yield Passage(_entry_cite(entry, place), text, issue, name)

    def _entry_headings(self) -> Iterator[Heading]:
        for name, issue, root in self._list():
            for node in root:
                found = _entry(node)
                if found is not None:
                    yield Heading(_entry_cite(found[0], ""), found[1], issue, name)


def _places_of(cite: Cite) -> tuple[str, ...]:
    """The section or supplement of a cite, and the entry where it names one: under these a passage is filed."""
    match = PLACE.match(cite.text)
    assert match is not None, cite.text
    return (match[1],) if match[2] is None else (match[1], match[2])


def _entry(node: ElementTree.Element) -> tuple[str, str] | None:
    """Entry and title, where the element opens an entry of the Commerce Control List."""
    if node.tag not in {"FP-2", "FP-1", "FP"} or node.find("B") is None:
        return None
    match = ENTRY.fullmatch(" ".join("".join(node.itertext()).split()))
    return None if match is None else (match[1], match[2])


def _entry_cite(entry: str, label: str) -> Cite:
    try:
        return Cite.parse(f"{CCL}, ECCN {entry}{label}")
    except CiteError:
        return Cite.parse(f"{CCL}, ECCN {entry}")


def _places(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """(cite of a section or supplement, its lines) of a file of excerpts."""
    place, kept = _place(lines[0]), list[str]()
    for line in lines[1:]:
        if line.startswith("== "):
            if place and kept:
                yield place, kept
            place, kept = _place(line), []
        elif not line.startswith("#"):
            kept.append(line)
    if place and kept:
        yield place, kept


def _place(line: str) -> str | None:
    if supplement := SUPPLEMENT.search(line):
        return f"15 CFR Part {supplement[2]}, Supp. No. {supplement[1]}"
    section = SECTION.search(line)
    return None if section is None or "(end)" in line else f"15 CFR {section[1]}"


def _cut(place: str, lines: list[str], issue: dt.date, file: str) -> Iterator[Passage]:
    own = [line for line in lines if line != OMITTED and not line.startswith(NOTES)]
    for labels, text in paragraphs(own):
        path = "".join(f"({label})" for label in labels)
        try:
            yield Passage(Cite.parse(f"{place}{path}"), text, issue, file)
        except CiteError:
            yield Passage(Cite.parse(place), text, issue, file)
