"""Lexical scores: BM25 over Porter stems, kept in files that are mapped into memory.

k1 = 0.9 and b = 0.6 are tuned on the retrieval development set (README of this package); both suit short legal
passages, where a word's second occurrence says little.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

K1 = 0.9
B = 0.6


class Lexical:
    """BM25 scores of a fixed list of texts; without an index none of them holds a word."""

    def __init__(self, size: int, index: Any = None) -> None:
        self.size = size
        self._index = index

    @classmethod
    def of(cls, texts: Sequence[str], k1: float = K1, b: float = B) -> Lexical:
        """The scorer of these texts."""
        import bm25s

        if not any(text.strip() for text in texts):
            return cls(len(texts))
        index = bm25s.BM25(k1=k1, b=b)
        index.index(_tokens(texts, ids=True), show_progress=False)
        return cls(len(texts), index)

    @classmethod
    def opened(cls, folder: Path, size: int) -> Lexical:
        """The scorer that `save` wrote; its tables stay on disk until a word needs them."""
        import bm25s

        known = (folder / "params.index.json").is_file()
        return cls(size, bm25s.BM25.load(str(folder), mmap=True, show_progress=False) if known else None)

    def save(self, folder: Path) -> None:
        """Writes the tables into a new folder."""
        folder.mkdir(parents=True)
        if self._index is not None:
            self._index.save(str(folder), show_progress=False)

    def scores(self, query: str) -> NDArray[np.float32]:
        """One score a text, in the order given; all zero where no word of the query is known."""
        import numpy as np

        words = _tokens([query], ids=False)[0]
        if self._index is None or not words:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._index.get_scores(words), dtype=np.float32)


def _tokens(texts: Sequence[str], *, ids: bool) -> Any:
    import bm25s
    import Stemmer

    return bm25s.tokenize(
        list(texts), stopwords="en", stemmer=Stemmer.Stemmer("porter"), return_ids=ids, show_progress=False
    )
