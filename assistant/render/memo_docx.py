"""The memo as a DOCX: each run names a font for every script, and those fonts are in it, cut to what it says."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from assistant.render import docx_fonts, fonts
from assistant.render.memo import Block, Items, Memo, Section, Table, Text

LATIN, COMPLEX, ASIAN, *_ = (font.family for font in fonts.FONTS)
EAST_ASIAN = fonts.FONTS[2:]
SOFT = RGBColor(0x4B, 0x57, 0x68)
SIZES = {"plain": 10, "strong": 11, "note": 8.5, "quote": 10}
WIDTH = Mm(170)
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest day that a ZIP can write


def write_docx(memo: Memo) -> bytes:
    """The memo's bytes, the same for the same content.

    Raises MemoError for a character that no font at hand has.
    """
    for said in memo.texts():
        fonts.check(said)
    paper = Document()
    _page(paper)
    _properties(paper, memo)
    _say(paper.add_heading(level=0), memo.title, 18)
    _say(paper.add_paragraph(), memo.subtitle, 12, soft=True)
    for part in memo.sections:
        _section(paper, part)
    docx_fonts.embed(paper, memo.texts())
    out = io.BytesIO()
    paper.save(out)
    return _undated(out.getvalue())


def _page(paper: Paper) -> None:
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(20)
    _fonts(paper.styles["Normal"].element.get_or_add_rPr())


def _properties(paper: Paper, memo: Memo) -> None:
    known = paper.core_properties
    known.title, known.subject, known.author, known.last_modified_by = memo.title, memo.subtitle, "Export Desk", ""
    known.created = known.modified = memo.made.replace(tzinfo=None)
    known.comments, known.revision = "", 1


def _section(paper: Paper, part: Section) -> None:
    _say(paper.add_heading(level=part.level), part.title, 13 if part.level == 1 else 11)
    for block in part.blocks:
        _block(paper, block)


def _block(paper: Paper, block: Block) -> None:
    match block:
        case Text():
            for line in filter(str.strip, block.text.splitlines()):
                made = paper.add_paragraph()
                made.paragraph_format.space_after = Pt(4)
                if block.style == "quote":
                    made.paragraph_format.left_indent = Mm(5)
                _say(made, line, SIZES[block.style], bold=block.style == "strong", soft=block.style == "note")
        case Items():
            style = "List Number" if block.numbered else "List Bullet"
            for line in block.lines:
                _say(paper.add_paragraph(style=style), line, 10)
        case Table():
            _table(paper, block)


def _table(paper: Paper, block: Table) -> None:
    rows = (block.head, *block.rows) if block.head else block.rows
    grid = paper.add_table(rows=0, cols=len(rows[0]))
    grid.style = "Table Grid"
    grid.autofit = False
    asked = [max(9, min(max(len(row[at]) for row in rows), 70) + 4) for at in range(len(rows[0]))]
    for place, column in enumerate(grid.columns):
        column.width = int(WIDTH * asked[place] / sum(asked))
    for at, row in enumerate(rows):
        cells = grid.add_row().cells
        for place, said in enumerate(row):
            cells[place].width = int(WIDTH * asked[place] / sum(asked))
            is_head = bool(block.head) and at == 0
            _say(cells[place].paragraphs[0], said, 9, bold=is_head)
    if block.head:
        _repeat(grid.rows[0]._tr)
    paper.add_paragraph().paragraph_format.space_after = Pt(2)


def _repeat(row: Any) -> None:
    """The head stands again on the next page."""
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _say(made: Paragraph, said: str, size: float, *, bold: bool = False, soft: bool = False) -> None:
    from_right = _reads_from_right(said)
    for part, asian in _stretches(said):
        run = made.add_run(part)
        run.font.size = Pt(size)
        run.bold = bold or None
        if soft:
            run.font.color.rgb = SOFT
        properties = run._r.get_or_add_rPr()
        _fonts(properties, asian)
        _complex_size(properties, size)
        if from_right:
            properties.append(OxmlElement("w:rtl"))
    if from_right:
        made.alignment = WD_ALIGN_PARAGRAPH.LEFT  # the start of a right-to-left paragraph is its right side
        made._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _stretches(said: str) -> Iterator[tuple[str, str]]:
    """The text in parts for each of which one East Asian font is enough, with that font's family."""
    family, start = "", 0
    for at, char in enumerate(said):
        font = None if char in fonts.NOT_DRAWN else fonts.font_of(char)
        if font in EAST_ASIAN and font.family != family:
            if family:
                yield said[start:at], family
                start = at
            family = font.family
    yield said[start:], family or ASIAN


def _fonts(properties: Any, asian: str = ASIAN) -> None:
    named = properties.get_or_add_rFonts()
    for script, font in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", asian), ("cs", COMPLEX)):
        named.set(qn(f"w:{script}"), font)


def _complex_size(properties: Any, size: float) -> None:
    made = OxmlElement("w:szCs")
    made.set(qn("w:val"), str(int(size * 2)))
    properties.append(made)


def _reads_from_right(said: str) -> bool:
    first = next((char for char in said if unicodedata.bidirectional(char) in {"L", "R", "AL"}), "")
    return bool(first) and unicodedata.bidirectional(first) != "L"


def _undated(written: bytes) -> bytes:
    """The same ZIP without the time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return out.getvalue()
