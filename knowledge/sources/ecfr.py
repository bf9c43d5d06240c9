"""The eCFR: parts by day from its versioner, and its files from a folder.

Read from a folder: XML of parts and supplements, sections a line as JSON (`ecfr_*.jsonl.gz`), and excerpts as text in
which "[...]" marks what is left out. The issue is the day in the file, else in its name, a month alone counting from
its first day. A copy known to be damaged is refused by name.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from knowledge.errors import RefusedError, SourceError
from knowledge.official.unit import Unit, unit_of
from knowledge.sources import ecfr_xml
from knowledge.sources.document import Document, Raw, issue_in

SOURCE = "ecfr"
PARTS = (
    "730", "732", "734", "736", "738", "740", "742", "743", "744", "745", "746", "747", "748", "750", "754", "756",
    "758", "760", "762", "764", "766", "768", "770", "772", "774",
)  # fmt: skip
TITLES = "{base}/api/versioner/v1/titles.json"
PART = "{base}/api/versioner/v1/full/{day}/title-15.xml?part={part}"
PATTERNS = ("*.xml", "*.xml.gz", "ecfr_*.jsonl", "ecfr_*.jsonl.gz", "*.txt", "parts_*.md.gz")
DAMAGED = {"parts_745-774_ecfr_2025-01.md.gz": "words in italics and all tables are missing in it; it is never cited"}

ISSUE = re.compile(r"eCFR issue (\d{4}-\d\d-\d\d)")
SECTION = re.compile(r"(?:15 CFR|§)\s*(\d{3}\.\d+)\s*(.*)")
SUPPLEMENT = re.compile(r"Supplement No\. (\d+) to Part (\d{3})(?:\s*[-—]\s*(.*))?")
TITLE_ENDS = re.compile(r",? eCFR issue.*| - paragraphs?\b.*| - \(.*|\s*\((?:complete|end)\)|,? paragraph \(.*")


def is_title_xml(path: Path) -> bool:
    """Whether an XML file is one of the regulation, and not of the Federal Register."""
    return "fr" not in path.parent.name.lower().split("_")


def files(folder: Path) -> Iterator[Path]:
    """The files of a folder that are of the eCFR, in order."""
    found = {path for pattern in PATTERNS for path in folder.rglob(pattern)}
    for path in sorted(found):
        if path.suffix == ".txt":
            with path.open(encoding="utf-8", errors="replace") as file:
                if not ISSUE.search(file.readline()):
                    continue
        if is_title_xml(path):
            yield path


def fetched(path: Path) -> Raw:
    """A file of a folder; raises RefusedError for the copy that is known to be damaged."""
    if why := DAMAGED.get(path.name):
        raise RefusedError(f"{path.name}: refused, {why}")
    content = path.read_bytes()
    raw = Raw(SOURCE, _name(path), path.name, content, dt.date.min, "https://www.ecfr.gov/current/title-15")
    first = raw.text.lstrip()[:4000]
    printed = ISSUE.search(first.partition("\n")[0]) if path.suffix == ".txt" else None
    inside = re.search(r"/on/(\d{4}-\d\d-\d\d)/title-15", first)
    day = printed or inside
    issue = dt.date.fromisoformat(day[1]) if day else issue_in(path.name)
    if issue is None:
        raise SourceError(
            f"{path.name}: no day of issue in it or in its name; expected a name such as part-742_2026-09-24.xml"
        )
    return Raw(SOURCE, raw.name, raw.file, content, issue, raw.url)


def _name(path: Path) -> str:
    """What the file is called from issue to issue: its name without the day."""
    stem = PurePath(path.name.removesuffix(".gz")).stem
    return re.sub(r"[_-]*\d{4}-\d\d(?:-\d\d)?", "", stem).strip("_-") or stem


def part_of(content: bytes, part: str, day: dt.date, url: str) -> Raw:
    """A part as the versioner serves it for a day."""
    return Raw(SOURCE, f"part-{part}", f"part-{part}_{day}.xml", content, day, url)


def newest_issue(titles: str) -> dt.date:
    """The day up to which title 15 is current, out of the versioner's list of titles; raises SourceError."""
    try:
        (title,) = [one for one in json.loads(titles)["titles"] if one["number"] == 15]
        return dt.date.fromisoformat(title["up_to_date_as_of"])
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError("titles.json: title 15 with a day up_to_date_as_of was expected") from error


def read(raw: Raw) -> tuple[Unit, ...]:
    """The sections, supplements and entries of a file; raises SourceError."""
    name = raw.file.removesuffix(".gz")
    if name.endswith(".xml"):
        return ecfr_xml.units(ecfr_xml.parsed(raw.text, raw.file), raw.file)
    found = tuple(sections(raw) if name.endswith(".jsonl") else excerpts(raw))
    if not found:
        raise SourceError(f"{raw.file}: holds no section and no supplement")
    return found


def map_units(raw: Raw) -> Document:
    """The file as citable texts."""
    return Document(raw, read(raw))


def sections(raw: Raw) -> Iterator[Unit]:
    """Sections a line; raises SourceError where a line is cut off or lacks a key."""
    for number, line in enumerate(raw.text.splitlines(), start=1):
        try:
            section = json.loads(line)
            heading = re.sub(r"^§+\s*[\d.]+\s*", "", section["heading"]).rstrip(".")
            issue = dt.date.fromisoformat(section["issue_date"])
            yield unit_of(f"15 CFR {section['section']}", heading, section["paragraphs"])
        except (ValueError, KeyError, TypeError) as error:
            wanted = "section, heading, issue_date and paragraphs"
            raise SourceError(f"{raw.file}:{number}: found {line[:40]!r}, expected {wanted}") from error
        if issue != raw.issue:
            raise SourceError(f"{raw.file}:{number}: issue_date: found {issue}, expected {raw.issue} as in the name")


def excerpts(raw: Raw) -> Iterator[Unit]:
    """The places of a file of excerpts. Only "(complete)" in its first line says that nothing is left out of one."""
    head, *lines = raw.text.splitlines()
    whole = "(complete)" in head and "paragraph" not in head
    place, kept = _place(head), list[str]()
    for line in [*lines, "== "]:
        if line.startswith("== "):
            if place is not None and kept:
                yield unit_of(*place, kept, excerpt=not whole and not place[0].startswith("15 CFR Part 740, Supp."))
            place, kept = _place(line), []
        elif not line.startswith("#"):
            kept.append(line)


def _place(line: str) -> tuple[str, str] | None:
    """(cite, title) of a section or supplement that a heading line names."""
    plain = line.strip().lstrip("#= ")
    if supplement := SUPPLEMENT.search(TITLE_ENDS.sub("", plain)):
        return f"15 CFR Part {supplement[2]}, Supp. No. {supplement[1]}", supplement[3] or ""
    section = SECTION.search(plain)
    if section is None:
        return None
    title = TITLE_ENDS.sub("", section[2])
    return f"15 CFR {section[1]}", "" if title.startswith(("(", ",")) else title.strip()
