"""Hybrid search as of a date: a cite in the words first, then BM25 and sentence vectors fused, then cross-references.

Every candidate is scored by both retrievers; each list is divided by its top score and the two are averaged. Taking
only the top of each list loses 1.6 points of Recall@10 (README). Where the vector index is not built, BM25 answers
alone and each passage says so in `mode`. What the best passages refer to is lifted into sight, never above them. A
company's own text never stands above an official or digest one. Equal scores are ordered by cite, never by position.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from knowledge.digest import load_digest
from knowledge.embed import MiniLM, encoder
from knowledge.errors import IndexMissingError
from knowledge.index import answering_folder, model_path
from knowledge.shelf import Shelf, open_shelf, shelf_of
from rules.cite import Cite, find_cites

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Mode = Literal["hybrid", "lexical"]
Source = Literal["official", "digest", "company"]
EVERY_SOURCE: tuple[Source, ...] = ("official", "digest", "company")
_DIGITS = 6  # scores are rounded before they are ordered: the last bits differ between processors
_LEADS = 3  # passages whose references are followed
_FOLLOWED = 2  # references of each that are lifted
_LIFT = 0.6  # of the score of the passage that refers to them
_COMPANY_SHARE = 4  # one in so many hits may be the company's own where official ones would fill all


class Passage(BaseModel):
    """A provision that was found. `score` is 0 to 1, and 1 more where the question names its cite.

    `via` is the cite of a better passage that refers to it, where that brought it up.
    """

    model_config = ConfigDict(frozen=True)

    cite: str
    title: str
    text: str
    score: float
    source: Source
    effective_from: date
    effective_to: date | None
    sha256: str
    url: str | None
    mode: Mode
    via: str | None = None


def search(
    query: str,
    folder: Path,
    k: int = 10,
    as_of: date | None = None,
    sources: Collection[Source] = EVERY_SOURCE,
) -> list[Passage]:
    """The k best passages that held on the day (any day, where none is given), best first."""
    return searcher(folder).search(query, k, as_of, sources)


def searcher(folder: Path) -> Searcher:
    """The searcher of the index that answers, opened once a process, and again when another one is built.

    Without an index that fits the shipped digest, the digest is searched by its words alone.
    """
    return _searcher(folder, answering_folder(folder))


@lru_cache(maxsize=4)
def _searcher(folder: Path, version: Path | None) -> Searcher:
    if version is None:
        return Searcher(shelf_of(load_digest()), None)
    try:
        model = encoder(model_path(folder))
    except IndexMissingError:
        model = None
    return Searcher(open_shelf(version), model)


class Searcher:
    """Search over the texts of a shelf; without vectors or without a model, by words alone."""

    def __init__(self, shelf: Shelf, model: MiniLM | None) -> None:
        self.shelf = shelf
        self._model = model
        self.mode: Mode = "lexical" if model is None or shelf.vectors is None else "hybrid"

    def search(
        self,
        query: str,
        k: int = 10,
        as_of: date | None = None,
        sources: Collection[Source] = EVERY_SOURCE,
        *,
        within: Cite | None = None,
    ) -> list[Passage]:
        """The k best passages that held on the day, best first; none for an empty question.

        `within`: of what lies inside this place alone.
        """
        if not query.strip() or k < 1:
            return []
        held = self.shelf.held_on(as_of) & self._from(sources)
        if within is not None:
            held &= self._inside(within)
        dense = None
        if self._model is not None and self.shelf.vectors is not None:
            dense = dense_scores(*self.shelf.vectors, self._model.encode_one(query), self.shelf.size)
        scores = fuse(self.shelf.lexical.scores(query), dense, held)
        for cite in find_cites(query):
            scores[self.shelf.places.under(cite, held.__getitem__)] += 1.0
        via = self._follow(scores, held)
        best = self._ranked(scores, held, k)
        return [self._passage(at, float(scores[at]), via.get(at)) for at in best if scores[at] > 0]

    def _from(self, sources: Collection[Source]) -> NDArray[np.bool_]:
        """Which texts come from these sources."""
        import numpy as np

        wanted = np.array([one in sources for one in EVERY_SOURCE])
        return np.asarray(wanted[self.shelf.columns["source"]])

    def _inside(self, place: Cite) -> NDArray[np.bool_]:
        """Which texts lie inside the place."""
        import numpy as np

        found = np.zeros(self.shelf.size, dtype=bool)
        found[list(self.shelf.places.inside.get(place.text, ()))] = True
        return found

    def _follow(self, scores: NDArray[np.float64], held: NDArray[np.bool_]) -> dict[int, int]:
        """Lifts what the best passages refer to; gives which passage lifted which."""
        via: dict[int, int] = {}
        for lead in best_of(scores, self.shelf.columns["order"], held, _LEADS):
            linked = [at for at in self.shelf.referred_to(lead) if held[at]]
            linked.sort(key=lambda at: (-scores[at], self.shelf.columns["order"][at]))
            lifted = round(min(float(scores[lead]), 1.0) * _LIFT, _DIGITS)
            for at in linked[:_FOLLOWED]:
                if scores[at] < lifted:
                    scores[at] = lifted
                    via[at] = lead
        return via

    def _ranked(self, scores: NDArray[np.float64], held: NDArray[np.bool_], k: int) -> list[int]:
        """The k best, the company's own texts after all others and few of them while others are left."""
        import numpy as np

        order = self.shelf.columns["order"]
        own = self.shelf.columns["source"] == EVERY_SOURCE.index("company")
        others = best_of(scores, order, held & ~own, k)
        theirs = best_of(scores, order, held & own, k)
        room = max(k - len(others), k // _COMPANY_SHARE)
        line = scores[others[-1]] if len(others) == k else 0.0  # what they would have to beat without the rule
        theirs = [at for at in theirs[:room] if scores[at] > line]
        if others:
            scores[theirs] = np.minimum(scores[theirs], scores[others[-1]])
        return others[: k - len(theirs)] + theirs

    def _passage(self, at: int, score: float, via: int | None) -> Passage:
        found = self.shelf.read(at)
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
            via=None if via is None else self.shelf.read(via).cite,
        )


def dense_scores(
    vectors: NDArray[np.float32], owners: NDArray[np.int32], query: NDArray[np.float32], size: int
) -> NDArray[np.float32]:
    """The likeness of each text: that of its nearest window, 0 for an empty text."""
    import numpy as np

    scores = np.zeros(size, dtype=np.float32)
    if len(owners):
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        scores[owners[starts]] = np.maximum.reduceat(vectors @ query, starts)
    return scores


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


def best_of(scores: NDArray[np.float64], order: NDArray[np.int64], held: NDArray[np.bool_], k: int) -> list[int]:
    """Positions of the k best, by score and then by the order given."""
    import numpy as np

    candidates = np.flatnonzero(held)
    if len(candidates) > k:
        line = np.partition(scores[candidates], len(candidates) - k)[len(candidates) - k]
        candidates = candidates[scores[candidates] >= line]
    ranked = candidates[np.lexsort((order[candidates], -scores[candidates]))]
    return [int(at) for at in ranked[:k]]
