"""Hybrid search as of a date: a cite in the words first, then BM25 and sentence vectors fused.

Every candidate is scored by both retrievers; each list is divided by its top score and the two are averaged. Taking
only the top of each list loses 1.6 points of Recall@10 (README). Where the vector index is not built, BM25 answers
alone and each passage says so in `mode`. Equal scores are ordered by cite, never by position in the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from knowledge.digest import load_digest
from knowledge.embed import Progress, encoder, export_model
from knowledge.index import day_columns, day_number, is_built, load_vectors, model_path, version_of
from knowledge.lexical import Lexical
from knowledge.provision import Provision
from rules.cite import Cite, find_cites

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Mode = Literal["hybrid", "lexical"]
_DIGITS = 6  # scores are rounded before they are ordered: the last bits differ between processors


class Passage(BaseModel):
    """A provision that was found. `score` is 0 to 1, and 1 more where the question names its cite."""

    model_config = ConfigDict(frozen=True)

    cite: str
    title: str
    text: str
    score: float
    source: Literal["official", "digest", "company"]
    effective_from: date
    effective_to: date | None
    sha256: str
    url: str | None
    mode: Mode


class CorpusDoc(BaseModel):
    """A passage of a corpus that is searched once; an empty text keeps its id and is never embedded."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    text: str
    title: str | None = None

    @property
    def searched(self) -> str:
        """The text that retrieval reads."""
        return f"{self.title}. {self.text}" if self.title else self.text


class CorpusHit(BaseModel):
    """A found passage of such a corpus."""

    model_config = ConfigDict(frozen=True)

    id: str
    score: float


def search(query: str, folder: Path, k: int = 10, as_of: date | None = None) -> list[Passage]:
    """The k best passages of the digest that held on the day (any day, where none is given), best first."""
    return digest_searcher(folder).search(query, k, as_of)


def digest_searcher(folder: Path) -> Searcher:
    """The searcher of the digest, made once a process, and again when its vector index has been built."""
    return _digest_searcher(folder, is_built(folder, _digest_version()))


@lru_cache(maxsize=1)
def _digest_version() -> str:
    return version_of(load_digest())


@lru_cache(maxsize=4)
def _digest_searcher(folder: Path, built: bool) -> Searcher:
    return Searcher(load_digest(), folder if built else None)


class Searcher:
    """Search over a fixed list of texts; `folder` None means that there is no vector index."""

    def __init__(self, provisions: Sequence[Provision], folder: Path | None) -> None:
        self.provisions = tuple(provisions)
        self.mode: Mode = "lexical" if folder is None else "hybrid"
        self._lexical = Lexical([provision.searched for provision in self.provisions])
        self._first, self._last = day_columns(self.provisions)
        self._order = _ranks([(one.cite, str(one.effective_from)) for one in self.provisions])
        self._model = None if folder is None else encoder(model_path(folder))
        self._vectors = None if folder is None else load_vectors(folder, version_of(self.provisions))

    def search(self, query: str, k: int = 10, as_of: date | None = None) -> list[Passage]:
        """The k best passages that held on the day, best first; none for an empty question."""
        import numpy as np

        if not query.strip() or k < 1:
            return []
        held = np.ones(len(self.provisions), dtype=bool)
        if as_of is not None:
            day = day_number(as_of)
            held = (self._first <= day) & (day <= self._last)
        dense = None
        if self._model is not None and self._vectors is not None:
            dense = self._vectors @ self._model.encode_one(query)
        scores = fuse(self._lexical.scores(query), dense, held)
        scores[self._named(query, held)] += 1.0
        best = _best(scores, self._order, held, k)
        return [self._passage(at, float(scores[at])) for at in best if scores[at] > 0]

    def _named(self, query: str, held: NDArray[np.bool_]) -> list[int]:
        """Passages whose cite stands in the question: that place, else what it covers, else what covers it."""
        here = [at for at in range(len(self.provisions)) if held[at]]
        named: list[int] = []
        for cite in find_cites(query):
            exact = [at for at in here if self.provisions[at].place == cite]
            inside = [at for at in here if cite.covers(self.provisions[at].place)]
            named += exact or inside or self._around(cite, here)
        return named

    def _around(self, cite: Cite, here: Sequence[int]) -> list[int]:
        for place in cite.lineage():
            if found := [at for at in here if self.provisions[at].place == place]:
                return found
        return []

    def _passage(self, at: int, score: float) -> Passage:
        found = self.provisions[at]
        return Passage(
            cite=found.cite,
            title=found.title,
            text=found.text,
            score=score,
            source=found.source,
            effective_from=found.effective_from,
            effective_to=found.effective_to,
            sha256=found.sha256,
            url=found.url,
            mode=self.mode,
        )


def search_corpus(
    queries: Sequence[str], docs: Sequence[CorpusDoc], folder: Path, k: int = 10, progress: Progress | None = None
) -> list[list[CorpusHit]]:
    """For each question the k best passages of a corpus, by the same pipeline over an index that is not kept.

    `folder` is the index folder, for its sentence model, which is exported where it is missing.
    """
    import numpy as np

    if not docs:
        return [[] for _ in queries]
    texts = [doc.searched if doc.text.strip() else "" for doc in docs]
    export_model(model_path(folder))
    model = encoder(model_path(folder))
    lexical, vectors = Lexical(texts), model.encode_many(texts, progress)
    order, every = _ranks([(doc.id, "") for doc in docs]), np.ones(len(docs), dtype=bool)
    answers = []
    for query in queries:
        dense = vectors @ model.encode_one(query) if query.strip() else None
        scores = fuse(lexical.scores(query), dense, every)
        best = _best(scores, order, every, k)
        answers.append([CorpusHit(id=docs[at].id, score=float(scores[at])) for at in best])
    return answers


def fuse(
    lexical: NDArray[np.float32], dense: NDArray[np.float32] | None, held: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The mean of both lists, each divided by its top score among those that held; BM25 alone without vectors."""
    import numpy as np

    words = _relative(lexical, held)
    scores = words if dense is None else (words + _relative(dense, held)) / 2
    return np.asarray(np.round(scores, _DIGITS), dtype=np.float64)


def _relative(scores: NDArray[np.float32], held: NDArray[np.bool_]) -> NDArray[np.float64]:
    import numpy as np

    top = float(scores[held].max()) if held.any() else 0.0
    wide = scores.astype(np.float64)
    return np.asarray(wide / top if top > 0 else np.zeros_like(wide), dtype=np.float64)


def _ranks(keys: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
    """The place of each key in sorted order, for breaking ties."""
    import numpy as np

    ranks = np.empty(len(keys), dtype=np.int64)
    ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return ranks


def _best(scores: NDArray[np.float64], order: NDArray[np.int64], held: NDArray[np.bool_], k: int) -> list[int]:
    """Positions of the k best, by score and then by the order given."""
    import numpy as np

    candidates = np.flatnonzero(held)
    if len(candidates) > k:
        line = np.partition(scores[candidates], len(candidates) - k)[len(candidates) - k]
        candidates = candidates[scores[candidates] >= line]
    ranked = candidates[np.lexsort((order[candidates], -scores[candidates]))]
    return [int(at) for at in ranked[:k]]
