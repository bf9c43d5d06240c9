"""What moved, as plain lines: for the terminal, the digest by mail and the one in Slack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.records.causes import Cause
from assistant.records.watch import End, Move

NOTHING = "Nothing moved: every answer looked through is decided today as it was."
CHANGES = {
    "law": "the law changed", "correction": "the rule base was corrected", "list": "a list changed",
    "day": "a day came", "position": "the company follows otherwise",
}  # fmt: skip
LONGEST = 100  # characters of a question in a line


def move_lines(moves: Sequence[Move]) -> Iterator[str]:
    """A paragraph for each move: what, from what to what, by what, and whether it is to be signed again."""
    if not moves:
        yield NOTHING
    for one in moves:
        yield f"{one.kind} {one.id}: {shortened(one.about)}" if one.about else f"{one.kind} {one.id}"
        if one.kind != "hit":
            yield f"  {change_line(one)}"
        for cause in one.by:
            yield f"  by {cause_line(cause)}"
        if one.to_sign:
            yield "  to settle again" if one.kind == "hit" else f"  to sign again: {one.record}"


def change_line(one: Move) -> str:
    """From what to what; where only a signature fell, what it still is."""
    return f"{_end(one.was)} → {_end(one.now)}" if one.was != one.now else f"still {_end(one.now)}"


def cause_line(one: Cause) -> str:
    """A cause in one line: its kind of change, what it is, where it stands, the document and the day."""
    told = [f"{CHANGES[one.change]}: {one.id}", one.cite, one.document if one.document != one.cite else None]
    return ", ".join(part for part in told if part) + (
        f" (from {one.since})" if one.since and one.change != "day" else ""
    )


def _end(one: End) -> str:
    outcome = (one.outcome or "").replace("_", " ")
    policy = f", {one.review_policy.replace('_', ' ')}" if one.review_policy else ""
    return f"{outcome}{policy}{f' ({one.eccn})' if one.eccn else ''}"


def shortened(text: str) -> str:
    """A question as a line has room for it."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
