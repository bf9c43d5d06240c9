"""A thread in several tongues: a German, Spanish or French message in an English one is read by its own glossary."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.reading.found import Found
from assistant.reading.gloss import LANGUAGES, gloss
from assistant.reading.language import language_of
from assistant.reading.normalise import Normal

ENOUGH_WORDS = 6  # of a message, below which its tongue is not told
_WORD = re.compile(r"[^\W\d_]{2,}")
Spans = tuple[tuple[int, int], ...]


def in_english(
    normal: Normal, text: str, borders: Sequence[int], spot: Callable[[str], Sequence[Found]]
) -> tuple[Normal, Spans]:
    """The text of an English message with the messages of other tongues in it in English words, and where, in the
    user's own characters, those stand."""
    pieces: list[Normal] = []
    foreign: list[tuple[int, int]] = []
    for start, end in pairwise(borders):
        part = text[start:end]
        own = Normal(part, normal.back[start:end], normal.notes, normal.size)
        tongue = language_of(part) if len(_WORD.findall(part)) >= ENOUGH_WORDS else "en"
        if tongue in LANGUAGES:
            foreign.append(normal.original(start, end))
            own = gloss(own, part, tongue, spot(part))
        pieces.append(own)
    if not foreign:
        return replace(normal, text=text), ()
    back = tuple(place for piece in pieces for place in piece.back)
    return replace(normal, text="".join(piece.text for piece in pieces), back=back), tuple(foreign)
