"""Which practice answer or background note a question comes closest to, by its meaning and by its words.

A question is held against every written one: the cosine of their sentence vectors and that of their stemmed words,
together. Nothing is drawn at random, so the same question always finds the same entry.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from assistant.background import nearness, weights
from assistant.chronicle import NOTES
from assistant.citations import Marks
from assistant.ground import Basis, Grounded, ground
from assistant.sentences import encoder_at_hand, vectors_of
from assistant.wording import sentence
from knowledge.digest import Note, background_notes, provision_for
from knowledge.practice import Practice, practice_answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

NEAR = 0.47  # from here on an entry answers the question
SURE = 0.6  # so close that it stands beside a deal that can be decided
ITSELF = 0.66  # so close that what was read as a deal is a question about the law
BY_MEANING = 0.6  # the share of the vectors, the rest is that of the words
_ENDS = re.compile(r"(?<=[.?!])\s+|\n+")
_FEWEST = 3  # words of a sentence that can ask something by itself
_MOST_READ = 4  # sentences; of more only those that end as questions are held against the written ones
_PARTLY = 0.97  # a sentence alone counts a little less than the whole
_LONGEST = 60  # words of a question; what is longer tells a story of its own


@dataclass(frozen=True, slots=True)
class Near:
    """An entry and how close the question comes to one of its own, 0 to 1."""

    entry: Practice | Note
    closeness: float


def answer_to(question: str, as_of: dt.date, least: float = NEAR) -> Near | None:
    """The entry that answers a question on a day; None where none comes close."""
    found = _nearest(question, as_of)
    return found if found is not None and found.closeness >= least else None


@lru_cache(maxsize=512)
def _nearest(question: str, as_of: dt.date) -> Near | None:
    found = [
        Near(one.entry, one.closeness * share)
        for piece, share in _pieces(question)
        if (one := _nearest_to(piece, question, as_of)) is not None
    ]
    return max(found, key=lambda one: one.closeness, default=None)


def told(entry: Practice, as_of: dt.date, marks: Marks) -> Grounded:
    """The sentences of an entry, each with the marks of its cites, held against their texts."""
    text = " ".join(sentence(one.text, marks.of(one.cites, as_of)) for one in entry.says)
    written = tuple(sentence(one.text) for one in entry.says)  # held against its cites when it was written
    checked = ground(text, Basis(None, {}, marks.citations, written))
    return Grounded(f"**{entry.title}**\n{checked.text}", checked.rejected)


def looked_through(entry: Practice, as_of: dt.date) -> dt.date:
    """The day up to which all texts behind an entry were looked up."""
    texts = [provision_for(cite, as_of) for one in entry.says for cite in one.cites]
    return min(text.checked_through for text in texts if text is not None)


def _pieces(question: str) -> Iterator[tuple[str, float]]:
    """The question, and each of its sentences, with what it counts."""
    if len(question.split()) <= _LONGEST:
        yield question, 1.0
    sentences = [one for one in _ENDS.split(question) if len(one.split()) >= _FEWEST]
    if len(sentences) > _MOST_READ:
        sentences = [one for one in sentences if one.rstrip().endswith("?")][:_MOST_READ]
    if len(sentences) > 1 or len(question.split()) > _LONGEST:
        yield from ((one, _PARTLY) for one in sentences)


def _nearest_to(piece: str, question: str, as_of: dt.date) -> Near | None:
    import numpy as np

    asked = weights(piece)
    meant = _vectors() @ encoder_at_hand().encode_one(piece)
    worded = np.array([nearness(asked, one) for one in _weighed()])
    closeness = BY_MEANING * meant + (1 - BY_MEANING) * worded
    for at in np.argsort(-closeness, kind="stable"):
        entry = _asks()[at][0]
        if _may_answer(entry, question, as_of):
            return Near(entry, round(float(closeness[at]), 4))
    return None


def _may_answer(entry: Practice | Note, question: str, as_of: dt.date) -> bool:
    if isinstance(entry, Note):
        return entry.text.effective_from <= as_of
    return entry.holds_on(as_of) and (entry.needs is None or entry.needs.search(question) is not None)


@cache
def _asks() -> tuple[tuple[Practice | Note, str], ...]:
    """Every written question with its entry; the chronicle is asked for by its times, not here."""
    notes = [note for note in background_notes() if not note.text.cite.startswith(NOTES)]
    return (
        *((entry, ask) for entry in practice_answers() for ask in (*entry.asks, entry.title)),
        *((note, ask) for note in notes for ask in (*note.asks, note.text.title)),
    )


@cache
def _vectors() -> NDArray[np.float32]:
    return vectors_of("asked", [ask for _, ask in _asks()])


@cache
def _weighed() -> tuple[Mapping[str, float], ...]:
    return tuple(weights(ask) for _, ask in _asks())
