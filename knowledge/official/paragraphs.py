"""Cuts the text of a section at its citable paragraphs.

The CFR numbers its levels (a), (1), (i), (A), (1), (i); a line may open several at once, and a heading may run into
the first paragraph below it. A label alone is ambiguous: "(i)" is a letter or a roman one, "(1)" stands on two levels,
and lists inside a note repeat labels that cite nothing. So every reading of a label is followed and the cheapest run
through the whole section counts: a label that follows the one before on its level costs nothing, a gap, a level left
out, or a label that is taken for mere text costs. After words left out ("[...]") gaps are nearly free.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

OMITTED = "[...]"
ITALIC = "\x01"  # put before a label that a source prints in italics: only the two lowest levels are
LEVELS = ("letter", "number", "roman", "capital", "number", "roman")
ITALIC_FROM = 4
LABEL = re.compile(rf"\(({ITALIC}?(?:[a-z]{{1,5}}|[A-Z]{{1,2}}|\d{{1,2}}))\)\s*")
HEADING = re.compile(rf"[^.—\[\]]{{1,200}}?(?:—|\.\s)\s*(?=\({ITALIC}?(?:a|1|i|A)\))")
NOTE = re.compile(r"(?:Technical )?Notes? (?:\d+ )?to\b|Note\s*\d*:")
ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}

# What a reading of a label costs. Only their order matters; 740.17 (lists in notes), 740.29(f) (a level left out) and
# 746.8(a)(12) (numbers left out) fix it.
GAP, GAP_IN_EXCERPT, GAP_AFTER_OMISSION = 2.5, 1.0, 0.2
SKIPPED = 0.05  # for each label that a gap passes over
LEVEL_LEFT_OUT = 2.0
MERE_TEXT, MERE_TEXT_AGAIN = 3.0, 0.5
CLOSED = 0.01  # a level closed: of two equal readings the deeper one counts
WIDTH = 24

Path = tuple[str, ...]
Piece = tuple[Path, str]


@dataclass(frozen=True, slots=True)
class _Run:
    """One reading of the lines so far: what it costs, where it stands, and its pieces, the last one first."""

    cost: float
    path: Path
    text_before: bool = False  # whether the label before was taken for mere text
    pieces: tuple[Piece, _Pieces] | None = None


_Pieces = tuple[Piece, "_Pieces"] | None


def paragraphs(lines: Iterable[str], *, excerpt: bool = False) -> Iterator[Piece]:
    """(labels, own text) of every paragraph, in order; lines that open none belong to the one before.

    A level left out is an empty label. An excerpt may begin anywhere and leave paragraphs out.
    """
    runs, gap = [_Run(0.0, ())], GAP_IN_EXCERPT if excerpt else GAP
    omitted = excerpt
    for line in lines:
        rest = line.strip()
        if rest == OMITTED:
            omitted = True
            continue
        if not rest:
            continue
        best: dict[tuple[Path, bool], _Run] = {}
        for run in runs:
            for after in _read(run, rest, GAP_AFTER_OMISSION if omitted else gap):
                key = (after.path, after.text_before)
                if key not in best or after.cost < best[key].cost:
                    best[key] = after
        runs = sorted(best.values(), key=lambda one: one.cost)[:WIDTH]
        omitted = rest.endswith(OMITTED)
    yield from _unwound(min(runs, key=lambda one: one.cost).pieces)


def _unwound(pieces: _Pieces) -> Iterator[Piece]:
    found: list[Piece] = []
    while pieces is not None:
        piece, pieces = pieces
        found.append(piece)
    for path, text in reversed(found):
        yield path, text.replace(ITALIC, "")


def _read(run: _Run, text: str, gap: float) -> Iterator[_Run]:
    """Every reading of one line after a run."""
    match = None if NOTE.match(text) else LABEL.match(text)
    if match is None:
        yield _added(run, run.path, text)
        return
    cost = MERE_TEXT_AGAIN if run.text_before else MERE_TEXT
    yield _Run(run.cost + cost, run.path, True, ((run.path, text), run.pieces))
    for paid, path in _places(run.path, match[1], gap):
        yield from _inside(_Run(run.cost + paid, path, False, run.pieces), text[match.end() :], gap)


def _inside(run: _Run, text: str, gap: float) -> Iterator[_Run]:
    """What follows a label: a label one level below, a heading that runs into one, or the text itself."""
    if match := LABEL.match(text):
        deeper = [one for one in _places(run.path, match[1], gap) if len(one[1]) > len(run.path)]
        for paid, path in deeper:
            yield from _inside(_Run(run.cost + paid, path, False, run.pieces), text[match.end() :], gap)
        if deeper:
            return
    heading = HEADING.match(text)
    if heading and (match := LABEL.match(text, heading.end())):
        below = [path for paid, path in _places(run.path, match[1], GAP) if not paid and len(path) > len(run.path)]
        for path in below[:1]:
            titled = _added(run, run.path, text[: heading.end()].strip())
            yield from _inside(_Run(titled.cost, path, False, titled.pieces), text[match.end() :], gap)
        if below:
            return
    yield _added(run, run.path, text)


def _added(run: _Run, path: Path, text: str) -> _Run:
    return _Run(run.cost, path, run.text_before, ((path, text), run.pieces))


def _places(path: Path, label: str, gap: float) -> Iterator[tuple[float, Path]]:
    """(cost, path) of every level that takes the label after this path."""
    italic, label = label.startswith(ITALIC), label.removeprefix(ITALIC)
    for level in range(min(len(path) + 2, len(LEVELS))):
        value = _value(label, LEVELS[level])
        before = _value(path[level], LEVELS[level]) if level < len(path) else 0
        if value <= before or (italic and level < ITALIC_FROM):
            continue
        cost = CLOSED * max(0, len(path) - level)
        if value > before + 1:
            cost += gap + SKIPPED * (value - before - 1)
        if level > len(path):
            cost += LEVEL_LEFT_OUT
        yield cost, (*path[:level], *[""] * (level - len(path)), label)


@lru_cache(maxsize=2048)
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


def label_order(label: str, depth: int) -> tuple[int, int, str]:
    """Sorts the labels of one level as they are printed, notes last; `depth` counts from 0 below the section."""
    level = LEVELS[depth % len(LEVELS)]
    if " " in label or label == "Note":
        return (1, int(number[0]) if (number := re.findall(r"\d+", label)) else 0, label)
    if label.isdigit():
        return (0, int(label), label)
    value = _value(label, level) or _value(label, "letter") or _value(label, "capital")
    return (0, value, label)
