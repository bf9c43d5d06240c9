"""Which practice answer or background note a question comes closest to, by its meaning and by its words.

Every written question belongs to one entry. From them all kernel ridge regression learns how far a question belongs to
each entry: the kernel is that of the sentence vectors, ((1 + cosine) / 2)^3, and a little of the cosine of the stemmed
words; what the entry says counts as well. Nothing is drawn at random, so the same question always finds the same entry.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from assistant.asked_for import answer_first
from assistant.background import content_stems
from assistant.chronicle import NOTES
from assistant.citations import Marks
from assistant.ground import Basis, Grounded, ground
from assistant.sentences import encoder_at_hand, kept, vectors_of
from assistant.wording import sentence
from knowledge.digest import Note, background_notes, provision_for
from knowledge.practice import Practice, practice_answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.floating]

NEAR = 0.28  # from here on an entry answers the question
NO_WORD = 0.36  # the same, where no word of the question is one of the law
BESIDE = 0.4  # so close that it stands beside a deal of which little is told
SURE = 0.52  # so close that it stands beside a deal that can be decided
ITSELF = 0.6  # so close that what was read as a deal is a question about the law
_RIDGE = 0.2  # how much a single written question is trusted less
_BY_WORDS = 0.15  # what the stemmed words count beside the meaning
_BY_ANSWER = 0.2  # what the likeness to the answer itself counts
_ENDS = re.compile(r"(?<=[.?!])\s+|\n+")
_FEWEST = 3  # words of a sentence that can ask something by itself
_MOST_READ = 4  # sentences; of more only those that end as questions are held against the written ones
_PARTLY = 0.97  # a sentence alone counts a little less than the whole
_LONGEST = 60  # words of a question; what is longer tells a story of its own

Entry = Practice | Note


@dataclass(frozen=True, slots=True)
class Near:
    """An entry and how far the question belongs to it, about 0 to 1."""

    entry: Entry
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


def told(entry: Practice, as_of: dt.date, marks: Marks, question: str = "") -> Grounded:
    """The sentences of an entry, each with the marks of its cites, held against their texts.

    With the question, the sentence that tells what it asks for comes first.
    """
    says = [entry.says[at] for at in answer_first(question, [one.text for one in entry.says], entry.title)]
    text = " ".join(sentence(one.text, marks.of(one.cites, as_of)) for one in says)
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
    belongs = _belongs(piece)
    for at in (-belongs).argsort(kind="stable"):
        if _may_answer(_entries()[at], question, as_of):
            return Near(_entries()[at], round(float(belongs[at]), 4))
    return None


def _may_answer(entry: Entry, question: str, as_of: dt.date) -> bool:
    if isinstance(entry, Note):
        return entry.text.effective_from <= as_of
    return entry.holds_on(as_of) and (entry.needs is None or entry.needs.search(question) is not None)


def _belongs(piece: str) -> Numbers:
    """How far a question belongs to each entry."""
    import numpy as np

    vectors, vector = _vectors(), encoder_at_hand().encode_one(piece)
    kernel = ((1 + vectors @ vector) / 2) ** 3
    for stem, weight in _weighed(piece).items():
        if stem in _places_of():
            places, weights = _places_of()[stem]
            kernel[places] += np.float32(_BY_WORDS * weight) * weights
    return kernel @ _learned() + _BY_ANSWER * (_answers() @ vector)


# ---- what is learned


@cache
def _entries() -> tuple[Entry, ...]:
    """Every practice answer and every note but the chronicle, which is asked for by its times."""
    notes = (note for note in background_notes() if not note.text.cite.startswith(NOTES))
    return (*practice_answers(), *notes)


@cache
def _asks() -> tuple[tuple[int, str], ...]:
    """Every written question, with the place of its entry."""
    return tuple(
        (at, ask)
        for at, entry in enumerate(_entries())
        for ask in (*entry.asks, entry.text.title if isinstance(entry, Note) else entry.title)
    )


@cache
def _vectors() -> NDArray[np.float32]:
    return vectors_of("asked", [ask for _, ask in _asks()])


@cache
def _answers() -> NDArray[np.float32]:
    """The vectors of what the entries say."""
    return vectors_of(
        "answers",
        [one.text.text if isinstance(one, Note) else " ".join(s.text for s in one.says) for one in _entries()],
    )


@cache
def _learned() -> Numbers:
    """The weight of each written question for each entry; learned once for these questions, and kept."""
    written = "\n".join(f"{at} {ask} {sorted(content_stems(ask))}" for at, ask in _asks())
    mark = hashlib.sha256(f"{_RIDGE} {_BY_WORDS}\n{written}".encode()).hexdigest()[:16]
    return kept(f"asked_{mark}", _solve)


def _solve() -> Numbers:
    """Kernel and weights in place, since each matrix over all questions takes some 200 megabytes."""
    import numpy as np

    vectors = _vectors().astype(np.float64)
    kernel = vectors @ vectors.T
    kernel += 1
    kernel /= 2
    np.power(kernel, 3, out=kernel)
    for places, weights in _places_of().values():
        kernel[np.ix_(places, places)] += _BY_WORDS * np.outer(weights, weights)
    kernel[np.diag_indices_from(kernel)] += _RIDGE
    belongs = np.zeros((len(_asks()), len(_entries())))
    belongs[np.arange(len(_asks())), [at for at, _ in _asks()]] = 1
    found: Numbers = np.linalg.solve(kernel, belongs).astype(np.float32)
    return found


@cache
def _rarity() -> Mapping[str, float]:
    """How much each stem of the written questions tells."""
    held = Counter(stem for _, ask in _asks() for stem in content_stems(ask))
    return {stem: 1 + math.log(len(_asks()) / count) for stem, count in held.items()}


def _weighed(text: str) -> Mapping[str, float]:
    """The stems of a text, weighed and of length 1 together."""
    unknown = 1 + math.log(len(_asks()))
    weights = {stem: _rarity().get(stem, unknown) for stem in sorted(content_stems(text))}
    size = math.sqrt(sum(weight**2 for weight in weights.values()))
    return {stem: weight / size for stem, weight in weights.items()}


@cache
def _places_of() -> Mapping[str, tuple[NDArray[np.intp], NDArray[np.float32]]]:
    """Each stem, the questions that hold it, and its weight in each."""
    import numpy as np

    found: dict[str, list[tuple[int, float]]] = {}
    for row, (_, ask) in enumerate(_asks()):
        for stem, weight in _weighed(ask).items():
            found.setdefault(stem, []).append((row, weight))
    return {
        stem: (np.array([row for row, _ in held]), np.array([weight for _, weight in held], dtype=np.float32))
        for stem, held in found.items()
    }


def prepare() -> None:
    """Encodes and learns the written questions now, so that no question waits for it."""
    _learned()
    _answers()
