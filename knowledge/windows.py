"""How a text is cut for the sentence model, which reads 256 tokens: the whole first, then stretches if it is long."""

from __future__ import annotations

import re

LONG = 1_200  # characters that 256 tokens of regulatory prose hold at the least
STRETCH = 500  # characters of a stretch of a longer text
_BREAK = re.compile(r"(?<=[.;:])\s+|\n+")


def windows(text: str) -> tuple[str, ...]:
    """The texts whose vectors stand for this one; none for an empty text."""
    if not text.strip():
        return ()
    if len(text) <= LONG:
        return (text,)
    return (text, *_stretches(text))


def _stretches(text: str) -> list[str]:
    """Whole sentences and lines up to a stretch, longer ones cut."""
    found = [""]
    for part in _BREAK.split(text):
        for start in range(0, len(part), STRETCH):
            piece = part[start : start + STRETCH]
            if found[-1] and len(found[-1]) + len(piece) > STRETCH:
                found.append("")
            found[-1] = f"{found[-1]} {piece}".strip()
    return found
