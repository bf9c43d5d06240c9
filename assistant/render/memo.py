"""The file memo: one content model that the PDF and the DOCX are made from.

Everything that an answer holds has its place here. What has none is an error, never a gap.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assistant.answer import Answer, Kept
from assistant.errors import AssistantError
from assistant.render.inert import visible

Style = Literal["plain", "strong", "note", "quote"]


class MemoError(AssistantError):
    """The memo cannot be written as it should be; the message names what has no place or no glyph."""


@dataclass(frozen=True, slots=True)
class Filed:
    """An answer with what its file says of it; what was not recorded has neither entry nor decisions."""

    answer: Answer
    question: str
    channel: str | None = None
    user: str | None = None
    thread: str | None = None
    pins: tuple[Mapping[str, Any], ...] = ()
    decisions: tuple[Mapping[str, Any], ...] = ()
    status: str | None = None
    entry: Kept | None = None
    head: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `numbered` counts from 1."""

    lines: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; with a head, that is the first row."""

    rows: tuple[tuple[str, ...], ...]
    head: tuple[str, ...] = ()


Block = Text | Items | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it; level 1 is a part of the memo, level 2 a part of that."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Memo:
    """The whole memo. `made`: when the answer was recorded, else the day whose law it applied."""

    title: str
    subtitle: str
    made: dt.datetime
    sections: tuple[Section, ...]

    def texts(self) -> Iterable[str]:
        """Every text in it, in the order of reading."""
        yield from (self.title, self.subtitle)
        for section in self.sections:
            yield section.title
            for block in section.blocks:
                yield from _texts(block)

    def plain(self) -> str:
        """The memo as plain text: what is compared when two renderings have to be the same."""
        return "\n".join(self.texts())


def _texts(block: Block) -> Iterable[str]:
    match block:
        case Text():
            yield block.text
        case Items():
            yield from block.lines
        case Table():
            for row in (block.head, *block.rows):
                yield from row


def section(title: str, *blocks: Block | None, level: int = 1) -> tuple[Section, ...]:
    """A section, or none where nothing stands under it."""
    kept = tuple(one for one in blocks if one is not None)
    return (Section(title, kept, level),) if kept else ()


def text(said: object, style: Style = "plain") -> Text | None:
    """A paragraph; none of an empty text."""
    shown = visible(said).strip()
    return Text(shown, style) if shown else None


def items(lines: Iterable[object], numbered: bool = False) -> Items | None:
    """A list; none of no lines."""
    shown = tuple(visible(line).strip() for line in lines)
    return Items(shown, numbered) if shown else None


def table(rows: Iterable[Iterable[object]], head: tuple[str, ...] = ()) -> Table | None:
    """A table; none of no rows. A cell that is None reads as a dash."""
    shown = tuple(tuple("–" if cell is None else visible(cell).strip() or "–" for cell in row) for row in rows)
    return Table(shown, head) if shown else None


def only(found: Iterable[str], expected: Iterable[str], where: str) -> None:
    """Raises MemoError where something is there that the memo has no place for."""
    if extra := sorted(set(found) - set(expected)):
        raise MemoError(f"{where}: the memo has no place for {', '.join(extra)}")
