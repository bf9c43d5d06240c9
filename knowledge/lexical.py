"""Lexical scores: BM25 over Porter stems.

k1 = 0.9 and b = 0.6 are tuned on the retrieval development set (README of this package); both suit short legal
passages, where a word's second occurrence says little.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

K1 = 0.9
B = 0.6


class Lexical:
    """BM25 scores of a fixed list of texts."""

    def __init__(self, texts: Sequence[str], k1: float = K1, b: float = B) -> None:
        import bm25s

        self.size = len(texts)
        self._empty = not any(text.strip() for text in texts)
        if not self._empty:
            self._index: Any = bm25s.BM25(k1=k1, b=b)
            self._index.index(_tokens(texts, ids=True), show_progress=False)

    def scores(self, query: str) -> NDArray[np.float32]:
        """One score a text, in the order given; all zero where no word of the query is known."""
        import numpy as np

        words = _tokens([query], ids=False)[0]
        if self._empty or not words:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._index.get_scores(words), dtype=np.float32)


def _tokens(texts: Sequence[str], *, ids: bool) -> Any:
    import bm25s
    import Stemmer

    return bm25s.tokenize(
        list(texts), stopwords="en", stemmer=Stemmer.Stemmer("porter"), return_ids=ids, show_progress=False
    )
