"""The memo as a PDF: fonts embedded, right-to-left names in their own order, the same bytes for the same content."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from threading import Lock
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid
from reportlab.platypus.tables import TableStyle

from assistant.render import fonts
from assistant.render.memo import Block, Items, Memo, Section, Table, Text

INK, SOFT, RULE, TINT = HexColor("#16202c"), HexColor("#4b5768"), HexColor("#c9d0da"), HexColor("#eef1f5")
MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN
BOLD = "NotoSans-Bold"
BODY = ParagraphStyle("body", fontName="NotoSans", fontSize=9.5, leading=13.5, textColor=INK, spaceAfter=4)
STYLES = {
    "plain": BODY,
    "strong": ParagraphStyle("strong", BODY, fontName=BOLD, spaceBefore=5, spaceAfter=2),
    "note": ParagraphStyle("note", BODY, fontSize=8, leading=11, textColor=SOFT),
    "quote": ParagraphStyle("quote", BODY, leftIndent=10),
}
CELL = ParagraphStyle("cell", BODY, fontSize=8.5, leading=11.5, spaceAfter=0, splitLongWords=1)
HEAD = ParagraphStyle("head", CELL, fontName=BOLD, textColor=SOFT)
ITEM = ParagraphStyle("item", BODY, leftIndent=14, bulletIndent=2)
TITLES = {
    0: ParagraphStyle("title", BODY, fontName=BOLD, fontSize=18, leading=23, spaceAfter=2),
    1: ParagraphStyle("h1", BODY, fontName=BOLD, fontSize=12.5, leading=16, spaceBefore=12, spaceAfter=5),
    2: ParagraphStyle("h2", BODY, fontName=BOLD, fontSize=10.5, leading=14, spaceBefore=9, spaceAfter=4),
}
SUBTITLE = ParagraphStyle("subtitle", BODY, fontSize=11.5, leading=16, textColor=SOFT, spaceAfter=8)


_ONE_AT_A_TIME = Lock()  # the cut fonts are registered under fixed names, in one place for the whole process


def write_pdf(memo: Memo) -> bytes:
    """The memo's bytes.

    Raises MemoError for a character that no font has.
    """
    footer = f"{memo.title} · made {memo.made:%Y-%m-%d} · page "
    with _registered((*memo.texts(), footer, "0123456789.•")):
        story: list[Flowable] = [_paragraph(memo.title, TITLES[0]), _paragraph(memo.subtitle, SUBTITLE)]
        for part in memo.sections:
            story += _section(part)
        out = io.BytesIO()
        document = SimpleDocTemplate(
            out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=18 * mm, bottomMargin=18 * mm,
            title=memo.title, author="Export Desk", subject=memo.subtitle, invariant=1, lang="en",
        )  # fmt: skip
        document.build(story, onFirstPage=_foot(footer), onLaterPages=_foot(footer))
        return out.getvalue()


@contextmanager
def _registered(texts: Iterable[str]) -> Iterator[None]:
    """Cuts every font to what the texts need of it, the first one in bold too; afterwards they are forgotten."""
    chars = sorted({char for said in texts for char in fonts.drawn(_turned(said))} | {" ", "\u00a0"})
    first = fonts.FONTS[0]
    cuts = {font.name: fonts.cut(font, mine, fonts.REGULAR) for font, mine in _by_font(chars).items()}
    cuts[BOLD] = fonts.cut(first, _by_font(chars)[first], fonts.BOLD)
    with _ONE_AT_A_TIME:
        made = [TTFont(name, cut) for name, cut in cuts.items()]
        for font in made:
            pdfmetrics.registerFont(font)
        try:
            yield
        finally:  # a name that is registered keeps its first font for good otherwise
            for font in made:
                vars(pdfmetrics)["_fonts"].pop(font.fontName, None)
                vars(pdfmetrics)["_dynFaceNames"].pop(font.face.name, None)


def _by_font(chars: Iterable[str]) -> dict[fonts.Font, list[str]]:
    found: dict[fonts.Font, list[str]] = {}
    for char in chars:
        found.setdefault(fonts.font_of(char), []).append(char)
    return found


def _foot(said: str) -> Any:
    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont("NotoSans", 7.5)
        canvas.setFillColor(SOFT)
        canvas.drawString(MARGIN, 11 * mm, f"{said}{document.page}")
        canvas.restoreState()

    return draw


def _section(part: Section) -> list[Flowable]:
    """A heading stays with the paragraph that follows it."""
    head = _paragraph(part.title, TITLES[part.level])
    first, *rest = [list(_block(one)) for one in part.blocks]
    follows = [one for group in rest for one in group]
    if isinstance(part.blocks[0], Text):
        return [KeepTogether([head, *first[:1]]), *first[1:], *follows]
    return [head, *first, *follows]


def _block(block: Block) -> Iterator[Flowable]:
    match block:
        case Text():
            yield from (_paragraph(line, STYLES[block.style]) for line in block.text.splitlines() if line.strip())
        case Items():
            for number, line in enumerate(block.lines, 1):
                yield Paragraph(_marked(line, ITEM), ITEM, bulletText=f"{number}." if block.numbered else "•")
        case Table():
            yield _grid(block)
            yield Spacer(1, 5)


def _paragraph(said: str, style: ParagraphStyle) -> Paragraph:
    """Right-to-left text is broken into lines before it is turned round."""
    if not _from_right(said):
        return Paragraph(_marked(said, style), style)
    room = WIDTH - style.leftIndent - style.rightIndent
    lines = "<br/>".join(_marked(line, style) for line in _lines(said, style, room))
    return Paragraph(lines, ParagraphStyle(f"{style.name}-right", style, alignment=TA_RIGHT))


def _lines(said: str, style: ParagraphStyle, room: float) -> Iterator[str]:
    line = ""
    for word in said.split():
        longer = f"{line} {word}".strip()
        if line and _wide(longer, style) > room:
            yield line
            longer = word
        line = longer
    yield line


def _wide(said: str, style: ParagraphStyle) -> float:
    runs = _runs(_turned(said), style.fontName)
    total: float = sum(pdfmetrics.stringWidth(run, name, style.fontSize) for name, run in runs)
    return total


def _marked(said: str, style: ParagraphStyle) -> str:
    """The text as reportlab's markup, each run in a font that has its characters."""
    runs = _runs(_turned(said), style.fontName)
    return "".join(f'<font name="{name}">{escape(run)}</font>' for name, run in runs)


def _runs(shown: str, first: str) -> Iterator[tuple[str, str]]:
    named = [(char, fonts.font_of(char)) for char in fonts.drawn(shown)]
    for font, run in groupby(named, key=lambda pair: pair[1]):
        yield first if font is fonts.FONTS[0] else font.name, "".join(char for char, _ in run)


def _grid(block: Table) -> Grid:
    rows = [[_cell(cell, HEAD) for cell in block.head]] if block.head else []
    rows += [[_cell(cell, CELL) for cell in row] for row in block.rows]
    grid = Grid(rows, colWidths=_widths(block), repeatRows=1 if block.head else 0, hAlign="LEFT")
    look: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
        ("LEFTPADDING", (0, 0), (-1, -1), 4), ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]  # fmt: skip
    look += [("BACKGROUND", (0, 0), (-1, 0), TINT)] if block.head else []
    grid.setStyle(TableStyle(look))
    return grid


def _cell(said: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph("<br/>".join(_marked(line, style) for line in said.splitlines()), style)


def _widths(block: Table) -> list[float]:
    """Columns as wide as their longest text asks for, none starved."""
    rows = (block.head, *block.rows) if block.head else block.rows
    asked = [min(max(len(row[at]) for row in rows), 70) + 4 for at in range(len(rows[0]))]
    least = 9
    asked = [max(one, least) for one in asked]
    return [WIDTH * one / sum(asked) for one in asked]


def _is_right(char: str) -> bool:
    return unicodedata.bidirectional(char) in {"R", "AL"}


def _from_right(said: str) -> bool:
    """Does the first letter read from the right?"""
    first = next((char for char in said if unicodedata.bidirectional(char) in {"L", "R", "AL"}), "")
    return bool(first) and _is_right(first)


def _turned(said: str) -> str:
    """The text in the order in which it is drawn: each run of right-to-left words turned round by itself."""
    return "".join(_visual(run) if is_right else run for is_right, run in _directions(said))


def _directions(said: str) -> Iterator[tuple[bool, str]]:
    """The text in runs: right-to-left words in a row, and what lies between them."""
    start = 0
    while start < len(said):
        first = next((at for at in range(start, len(said)) if _is_right(said[at])), None)
        if first is None:
            yield False, said[start:]
            return
        end = _end_of_right(said, first)
        yield False, said[start:first]
        yield True, said[first:end]
        start = end


def _end_of_right(said: str, first: int) -> int:
    """Behind the last right-to-left letter before the next letter that reads from the left."""
    last = first
    for at in range(first, len(said)):
        if _is_right(said[at]) or unicodedata.combining(said[at]):
            last = at
        elif unicodedata.bidirectional(said[at]) == "L":
            break
    return last + 1


def _visual(run: str) -> str:
    """Joined letters in the order in which they are drawn; a name is kept on one line."""
    if not any(map(_is_right, run)):
        return run
    from arabic_reshaper import reshape
    from bidi.algorithm import get_display

    return str(get_display(reshape(run))).replace(" ", "\u00a0")
