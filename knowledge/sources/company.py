"""A company's own policy texts: Markdown, DOCX and PDF.

A section begins at a heading and is cited by its number ("Company policy travel, 2"), of a PDF by its page. The day is
the one in the file's name, else that of its last change. Scanned pages hold no text and are said to.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from knowledge.errors import SourceError
from knowledge.official.unit import Piece, Unit
from knowledge.sources.document import Document, Raw, issue_in
from rules.cite import Cite

SOURCE = "company"
FOLDER = "company"
SUFFIXES = (".md", ".docx", ".pdf")
LICENCE = "the company's own"
LONGEST = 1_200  # characters of one passage; a longer section is several
PDF_EXTRA = "reading PDF needs the package pypdfium2; install exportdesk[pdf], or save the text as DOCX or Markdown"

Line = tuple[str, bool]  # a paragraph, and whether it is a heading


def files(folder: Path, *, every: bool) -> Iterator[Path]:
    """The texts of the folders called `company`, or, where asked for this source alone, of the whole folder."""
    for path in sorted(folder.rglob("*")):
        inside = every or FOLDER in path.relative_to(folder).parts[:-1]
        if path.suffix.lower() in SUFFIXES and inside and path.is_file():
            yield path


def fetched(path: Path) -> Raw:
    """A policy text."""
    changed = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date()
    name = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[_-]?\d{4}-\d\d-\d\d", "", path.stem).lower()).strip("-") or "policy"
    return Raw(SOURCE, name, path.name, path.read_bytes(), issue_in(path.name) or changed, None, LICENCE)


def map_document(raw: Raw) -> Document:
    """The sections of a policy text; raises SourceError where it cannot be read or holds no text."""
    suffix = Path(raw.file).suffix.lower()
    place = Cite.parse(f"Company policy {raw.name}").text
    if suffix == ".pdf":
        pieces = [Piece(f"{place}, p. {page}", text) for page, text in _pages(raw) if text]
        title = raw.name
    else:
        lines = list(_docx(raw) if suffix == ".docx" else _markdown(raw.text))
        title = next((text for text, heading in lines if heading), raw.name)
        pieces = list(_sections(place, lines))
    if not pieces:
        raise SourceError(
            f"{raw.file}: holds no text (a scanned page is a picture); expected {', '.join(SUFFIXES)} with text"
        )
    return Document(raw, (Unit(place, title, tuple(pieces)),))


def _sections(place: str, lines: Iterable[Line]) -> Iterator[Piece]:
    """Each section in passages of some paragraphs; the first one carries its heading."""
    number, kept = 0, list[str]()
    for text, heading in lines:
        full = sum(map(len, kept)) + len(text) > LONGEST
        if kept and (heading or full):
            yield Piece(f"{place}, {max(number, 1)}", "\n".join(kept))
            kept = []
        number += heading
        kept.append(text)
    if kept:
        yield Piece(f"{place}, {max(number, 1)}", "\n".join(kept))


def _markdown(text: str) -> Iterator[Line]:
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    for block in re.split(r"\n\s*\n|\n(?=#{1,6} )", text):
        head, _, rest = block.strip().partition("\n")
        if re.match(r"#{1,6} ", head):
            yield head.lstrip("# ").strip(), True
            head, rest = rest.strip(), ""
        if body := f"{head}\n{rest}".strip():
            yield body, False


def _docx(raw: Raw) -> Iterator[Line]:
    import docx
    from docx.table import Table

    try:
        opened = docx.Document(io.BytesIO(raw.content))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise SourceError(f"{raw.file}: cut off or no DOCX") from error
    for block in opened.iter_inner_content():
        if isinstance(block, Table):
            yield "\n".join(" | ".join(cell.text.strip() for cell in row.cells) for row in block.rows), False
        elif text := block.text.strip():
            style = block.style.name if block.style is not None else ""
            yield text, bool(style and style.startswith(("Heading", "Title")))


def _pages(raw: Raw) -> Iterator[tuple[int, str]]:
    try:
        import pypdfium2
    except ModuleNotFoundError as error:
        raise SourceError(f"{raw.file}: {PDF_EXTRA}") from error
    try:
        opened: Any = pypdfium2.PdfDocument(raw.content)
    except pypdfium2.PdfiumError as error:
        raise SourceError(f"{raw.file}: cut off or no PDF") from error
    for number, page in enumerate(opened, start=1):
        yield number, "\n".join(line.strip() for line in page.get_textpage().get_text_range().splitlines()).strip()
