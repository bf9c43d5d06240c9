"""Cuts the text of a section at its citable paragraphs.

The CFR numbers its levels (a), (1), (i), (A), (1), (i); a line may open several at once, and a heading may run
into the first paragraph below it. A label is put at the deepest level on which it follows what stands there, so
that "(i)" after "(h)(1)" opens a roman level, and "(j)" after it is a letter again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

LEVELS = ("letter", "number", "roman", "capital", "number", "roman")
LABEL = re.compile(r"\(([a-z]{1,5}|[A-Z]{1,2}|\d{1,2})\)\s*")
HEADING = re.compile(r"[^.—\[\]]{1,200}?(?:—|\.\s)\s*(?=\((?:a|1|i|A)\))")
ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}

Path = tuple[str, ...]


def paragraphs(lines: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """(labels, own text) of every paragraph, in order; lines that open none belong to the one before."""
    path: Path = ()
    for line in lines:
        rest = line.strip()
        while rest:
            path, rest = _opened(path, rest)
            heading = HEADING.match(rest)
            inside = heading and _place(path, rest[heading.end() + 1 : rest.index(")", heading.end())])
            if heading and inside and len(inside) == len(path) + 1:
                yield path, rest[: heading.end()].strip()
                rest = rest[heading.end() :]
            else:
                yield path, rest
                rest = ""


def _opened(path: Path, text: str) -> tuple[Path, str]:
    """The path after the labels at the beginning of the text, and what follows them."""
    while match := LABEL.match(text):
        placed = _place(path, match[1])
        if placed is None:
            break
        path, text = placed, text[match.end() :]
    return path, text


def _place(path: Path, label: str) -> Path | None:
    """The path that ends in this label; None where no level takes it."""
    levels = [level for level in range(min(len(path) + 1, len(LEVELS))) if _value(label, LEVELS[level])]
    for fits in (_follows, _comes_later):
        for level in reversed(levels):
            if fits(path, level, _value(label, LEVELS[level])):
                return (*path[:level], label)
    return None


def _follows(path: Path, level: int, value: int) -> bool:
    before = _value(path[level], LEVELS[level]) if level < len(path) else 0
    return value == before + 1


def _comes_later(path: Path, level: int, value: int) -> bool:
    """After words left out, a label may skip others."""
    return level == len(path) or value > _value(path[level], LEVELS[level])


def _value(label: str, level: str) -> int:
    """The place of a label on its level; 0 where it does not belong there."""
    if level == "number":
        return int(label) if label.isdigit() else 0
    if level == "roman":
        return _roman(label) if label.islower() else 0
    if not label.isalpha() or label.isupper() != (level == "capital") or len(set(label)) > 1:
        return 0
    return ord(label[0].lower()) - ord("a") + 1 + 26 * (len(label) - 1)


def _roman(label: str) -> int:
    if not ROMAN.fullmatch(label):
        return 0
    values = [DIGITS[one] for one in label]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
