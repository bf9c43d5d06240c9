"""Federal Register documents: from its API, or as files with an index or the API's JSON beside them.

A document is cited by page ("90 FR 4544 at 4550"); where its citation is not known, by its number alone. Marks of
printed pages are read and left out. Tables and headings are those that the text given has.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode

from knowledge.errors import SourceError
from knowledge.official.unit import Piece, Unit
from knowledge.sources.document import Document, Raw
from rules.cite import Cite, CiteError

SOURCE = "federal_register"
INDEX = "index.csv"
FIELDS = ("document_number", "citation", "publication_date", "title", "html_url", "raw_text_url")
NUMBER = re.compile(r"\d{4}-\d{5}")
PAGE = re.compile(r"\(\s*printed page (\d+)\)|\[\[Page (\d+)\]\]")
TAG = re.compile(r"</?(?:html|head|title|body|pre|a|span|em|strong)\b[^>]*>", re.IGNORECASE)


def listing_url(base: str, since: dt.date, page: int) -> str:
    """The API's list of the bureau's rules since a day, a hundred at once."""
    asked = [
        ("conditions[agencies][]", "industry-and-security-bureau"),
        ("conditions[type][]", "RULE"),
        ("conditions[publication_date][gte]", since.isoformat()),
        ("order", "oldest"),
        ("per_page", "100"),
        ("page", str(page)),
        *(("fields[]", field) for field in FIELDS),
    ]
    return f"{base}/api/v1/documents.json?{urlencode(asked)}"


def listed(text: str, file: str) -> tuple[list[Mapping[str, str]], int]:
    """(documents, number of pages) of a listing, or of the JSON of one document; raises SourceError."""
    try:
        found = json.loads(text)
        documents = found.get("results", [found])
        for one in documents:
            _ = one["document_number"], dt.date.fromisoformat(one["publication_date"]), one["title"]
        return documents, int(found.get("total_pages", 1))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        wanted = "documents with document_number, publication_date and title"
        raise SourceError(f"{file}: cut off or not the API's form, expected {wanted}") from error


def document(about: Mapping[str, str], content: bytes, file: str) -> Raw:
    """A document with what the API says of it."""
    return Raw(
        SOURCE,
        about["document_number"],
        file,
        content,
        dt.date.fromisoformat(about["publication_date"]),
        about.get("html_url") or f"https://www.federalregister.gov/d/{about['document_number']}",
        cite=about.get("citation") or "",
        title=about.get("title") or "",
    )


def files(folder: Path) -> Iterator[Path]:
    """The texts of documents in a folder, each with an index or the API's JSON beside it."""
    for path in sorted(folder.rglob("*.txt*")):
        number = NUMBER.fullmatch(path.name.removesuffix(".gz").removesuffix(".txt"))
        if number and ((path.parent / INDEX).is_file() or (path.parent / f"{number[0]}.json").is_file()):
            yield path


def fetched(path: Path) -> Raw:
    """A document of a folder; raises SourceError where nothing beside it says when it was published."""
    number = path.name.removesuffix(".gz").removesuffix(".txt")
    beside = path.parent / f"{number}.json"
    if beside.is_file():
        documents, _ = listed(beside.read_text(encoding="utf-8"), beside.name)
        return document(documents[0], path.read_bytes(), path.name)
    with (path.parent / INDEX).open(encoding="utf-8", newline="") as file:
        row = next((one for one in csv.DictReader(file) if one.get("document_number") == number), None)
    if row is None or (day := _published(row)) is None:
        raise SourceError(f"{path.name}: {INDEX} beside it has no line for it with a day of publication or filing")
    title = row.get("title") or row.get("title_ours") or ""
    return Raw(
        SOURCE, number, path.name, path.read_bytes(), day, row.get("url") or None, cite=row["citation"], title=title
    )


def _published(row: Mapping[str, str]) -> dt.date | None:
    """The day of publication, else that of filing for inspection (as 1-13-25), else the effective day."""
    if row.get("publication_date"):
        return dt.date.fromisoformat(row["publication_date"])
    filed = re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d\d)", row.get("filed") or "")
    if filed:
        return dt.date(2000 + int(filed[3]), int(filed[1]), int(filed[2]))
    return dt.date.fromisoformat(row["effective"]) if row.get("effective") else None


def map_document(raw: Raw) -> Document:
    """The paragraphs of a document, each under the page on which it begins."""
    place = _place(raw)
    pieces = tuple(_pieces(place, raw.text))
    if not pieces:
        raise SourceError(f"{raw.file}: holds no text")
    return Document(raw, (Unit(place, raw.title, pieces),))


def _place(raw: Raw) -> str:
    try:
        return Cite.parse(raw.cite or f"FR Doc. {raw.name}").text
    except CiteError as error:
        raise SourceError(f"{raw.file}: citation: {error}") from error


def _pieces(place: str, text: str) -> Iterator[Piece]:
    by_page, page = " FR " in place, ""
    for block in _paragraphs(text):
        marks = [mark[1] or mark[2] for mark in PAGE.finditer(block)]
        own = " ".join(PAGE.sub(" ", block).split())
        begins = bool(own) and PAGE.match(block.lstrip()) is None
        cite = f"{place} at {page if begins else marks[0]}" if by_page and (page or not begins) else place
        if own:
            yield Piece(cite if cite != f"{place} at {place.rpartition(' ')[2]}" else place, own)
        page = marks[-1] if marks else page


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs by blank lines, and, in the plain text of the API, by indented first lines."""
    plain = html.unescape(TAG.sub("", text)) if "<pre>" in text else text
    for block in re.split(r"\n\s*\n", plain):
        for part in re.split(r"\n(?= {4}\S)", block):
            if part.strip():
                yield part
