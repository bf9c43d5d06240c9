"""A corpus of any text, searched by the same pipeline over an index in memory that is not kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from knowledge.embed import Progress, encoder, export_model
from knowledge.index import model_path
from knowledge.lexical import Lexical
from knowledge.search import best_of, dense_scores, fuse
from knowledge.windows import windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
        pieces = [(at, piece) for at, text in enumerate(texts) for piece in windows(text)]
        self._vectors = self._model.encode_many([piece for _, piece in pieces], progress)
        self._owners = np.array([at for at, _ in pieces], dtype=np.int32)
        names = [doc.id for doc in docs]
        self._order = np.empty(len(docs), dtype=np.int64)
        self._order[sorted(range(len(docs)), key=names.__getitem__)] = np.arange(len(docs))

    def search(self, query: str, k: int = 10, *, words_alone: bool = False) -> list[CorpusHit]:
        """The k best passages, best first; equal scores by id."""
        import numpy as np

        every = np.ones(len(self.docs), dtype=bool)
        scores = fuse(self._lexical.scores(query), None if words_alone else self._likeness(query), every)
        best = best_of(scores, self._order, every, k)
        return [CorpusHit(id=self.docs[at].id, score=float(scores[at])) for at in best]

    def _likeness(self, query: str) -> NDArray[np.float32] | None:
        if not query.strip():
            return None
        return dense_scores(self._vectors, self._owners, self._model.encode_one(query), len(self.docs))
