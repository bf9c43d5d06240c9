"""A corpus of any text, searched by the same retrievers over an index in memory that is not kept.

Its words may be far from those of its questions (products in plain words against the headings of a list), so some
things are added (measured in docs/retrieval.md). Of a list, whose passages are short or have titles, the kinds of the
products named count as well (`kinds.py`), and a title has a vector of its own: the nearer of title and text counts.
Where the passages are short, like headings, a word that no text holds stands for its nearest words, the beginning
counts as much as the whole, and the three best passages pull the question's vector towards them once; passages of a
paragraph or more hold the question's words themselves, and all this would only blur them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from knowledge.embed import Progress, encoder, export_model
from knowledge.index import model_path
from knowledge.kinds import kinds_of
from knowledge.lexical import Lexical
from knowledge.near_words import NearWords
from knowledge.search import best_of, dense_scores, fuse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


FEEDBACK = 3  # passages that the question is moved towards
PULL = 0.4  # how far
SHORT = 40  # words of a passage on average: headings have some 20, paragraphs of a rulebook some 65
BEGINNING = 8  # words of a short passage, in which it says what it is about
KIND = 0.6  # how far the kinds of the products named move a question


class CorpusDoc(BaseModel):
    """A passage of a corpus; an empty text keeps its id and is never embedded."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    text: str
    title: str | None = None

    @property
    def searched(self) -> str:
        """The text that retrieval reads."""
        return f"{self.title}. {self.text}" if self.title else self.text


class CorpusHit(BaseModel):
    """A found passage."""

    model_config = ConfigDict(frozen=True)

    id: str
    score: float


class Corpus:
    """An index over passages; `folder` is the index folder, for its sentence model, which is exported if missing."""

    def __init__(self, docs: Sequence[CorpusDoc], folder: Path, progress: Progress | None = None) -> None:
        import numpy as np

        self.docs = tuple(docs)
        texts = [doc.searched if doc.text.strip() else "" for doc in docs]
        export_model(model_path(folder))
        self._model = encoder(model_path(folder))
        self._lexical = Lexical.of(texts)
        short = _are_short(texts)
        self._near = NearWords(texts, self._model) if short else None
        self._is_list = short or any(doc.title for doc in docs)
        pieces = [(at, piece) for at, doc in enumerate(docs) for piece in _pieces(doc)]
        self._owners = np.array([at for at, _ in pieces], dtype=np.int32)
        self._vectors = self._model.encode_many([piece for _, piece in pieces], progress)
        if short:
            self._vectors += self._model.encode_many([_beginning(piece) for _, piece in pieces])
            self._vectors /= np.linalg.norm(self._vectors, axis=1, keepdims=True)
        self._kinds: dict[str, NDArray[np.float32]] = {}
        names = [doc.id for doc in docs]
        self._order = np.empty(len(docs), dtype=np.int64)
        self._order[sorted(range(len(docs)), key=names.__getitem__)] = np.arange(len(docs))

    def search(self, query: str, k: int = 10, *, words_alone: bool = False) -> list[CorpusHit]:
        """The k best passages, best first; equal scores by id."""
        import numpy as np

        if not self.docs or not query.strip():
            return []
        every = np.ones(len(self.docs), dtype=bool)
        kinds = kinds_of(query) if self._is_list else ()
        words = self._words(query, kinds)
        scores = fuse(words, None, every) if words_alone else self._fused(self._asked(query, kinds), words, every)
        best = best_of(scores, self._order, every, k)
        return [CorpusHit(id=self.docs[at].id, score=float(scores[at])) for at in best]

    def _words(self, query: str, kinds: Sequence[str]) -> NDArray[np.float32]:
        """The score of each passage by words: the question's own, their nearest, and those of its kinds."""
        import numpy as np

        found = self._lexical.scores(query)
        if self._near is not None:
            found = found + self._near.scores(query)
        if kinds:
            found = found + np.mean([self._lexical.scores(kind) for kind in kinds], axis=0, dtype=np.float32)
        return np.asarray(found)

    def _asked(self, query: str, kinds: Sequence[str]) -> NDArray[np.float32]:
        """The question's vector, moved towards its kinds."""
        import numpy as np

        asked = self._model.encode_one(query)
        if not kinds:
            return asked
        kind = np.mean([self._kind(one) for one in kinds], axis=0)
        return _unit(asked + KIND * _unit(kind))

    def _kind(self, kind: str) -> NDArray[np.float32]:
        if kind not in self._kinds:
            self._kinds[kind] = self._model.encode_one(kind)
        return self._kinds[kind]

    def _fused(
        self, asked: NDArray[np.float32], words: NDArray[np.float32], every: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Words, vectors and, of short passages, the vectors again, the question moved to the best; equal weights."""
        import numpy as np

        first = fuse(words, self._likeness(asked), every)
        if self._near is None:
            return first
        starts = np.flatnonzero(np.diff(self._owners, prepend=-1))
        vectors = self._vectors[starts]
        at = np.searchsorted(self._owners[starts], best_of(first, self._order, every, FEEDBACK))
        at = at[at < len(starts)]
        if not len(at):
            return first
        again = self._likeness(_unit(asked + PULL * vectors[at].mean(axis=0)))
        return np.asarray(np.round((2 * first + fuse(again, None, every)) / 3, 6), dtype=np.float64)

    def _likeness(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        return dense_scores(self._vectors, self._owners, vector, len(self.docs))


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def _beginning(text: str) -> str:
    return " ".join(text.split()[:BEGINNING])


def _are_short(texts: Sequence[str]) -> bool:
    """Whether the passages are rather headings than paragraphs."""
    words = [len(text.split()) for text in texts if text]
    return bool(words) and sum(words) <= SHORT * len(words)


def _pieces(doc: CorpusDoc) -> tuple[str, ...]:
    """The texts whose vectors stand for a passage: its title, if it has one, and its own."""
    if not doc.text.strip():
        return ()
    return (doc.title, doc.searched) if doc.title and doc.title.strip() else (doc.searched,)
