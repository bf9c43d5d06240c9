"""A word that no text holds stands for the words near it in meaning that some text does hold.

"Smartphone" finds nothing in a list that says "telephone": by the vectors of single words it counts as the held words
whose likeness is at least NEAR, each with the square of its likeness. Words that the texts hold are left to BM25.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from knowledge.embed import MiniLM
from knowledge.lexical import K1, B

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEAR = 0.6
_KEPT = 2_000  # words whose scores are remembered
_WORD = re.compile(r"[a-z]{3,}")


class NearWords:
    """Scores for the words of a question that no text holds."""

    def __init__(self, texts: Sequence[str], model: MiniLM) -> None:
        import numpy as np
        import Stemmer

        self._model = model
        self._stem = Stemmer.Stemmer("porter").stemWord
        counted = [Counter(_words(text)) for text in texts]
        self._lengths = np.array([sum(one.values()) for one in counted], dtype=np.float64)
        self._held: dict[str, list[tuple[int, int]]] = {}
        for at, words in enumerate(counted):
            for word, count in words.items():
                self._held.setdefault(word, []).append((at, count))
        self._vocabulary = sorted(self._held)
        self._stems = {self._stem(word) for word in self._vocabulary}
        self._scored: dict[str, NDArray[np.float32]] = {}

    def scores(self, query: str) -> NDArray[np.float32]:
        """One score a text, on the scale of BM25's."""
        import numpy as np

        unknown = [word for word in dict.fromkeys(_words(query)) if self._stem(word) not in self._stems]
        if not unknown or not self._vocabulary:
            return np.zeros(len(self._lengths), dtype=np.float32)
        self._score([word for word in unknown if word not in self._scored])
        found = np.sum([self._scored[word] for word in unknown], axis=0, dtype=np.float32)
        if len(self._scored) > _KEPT:
            self._scored.clear()
        return np.asarray(found)

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        """The vectors of the words that some text holds, computed when the first unknown word is asked for."""
        return self._model.encode_many(self._vocabulary)

    def _score(self, words: Sequence[str]) -> None:
        """Encodes the words in one batch and keeps the scores of each."""
        if words:
            likeness = self._model.encode(words) @ self._vectors.T
            self._scored |= {word: self._of(row) for word, row in zip(words, likeness, strict=True)}

    def _of(self, likeness: NDArray[np.float32]) -> NDArray[np.float32]:
        """BM25 of one word, whose count in a text is that of its nearest word there, weighted by likeness."""
        import numpy as np

        counts = np.zeros(len(self._lengths))
        for near in np.flatnonzero(likeness >= NEAR):
            weight = float(likeness[near]) ** 2
            for at, count in self._held[self._vocabulary[near]]:
                counts[at] = max(counts[at], weight * count)
        size, held = len(counts), float(np.minimum(counts, 1).sum())
        rarity = np.log(1 + (size - held + 0.5) / (held + 0.5))
        length = 1 - B + B * self._lengths / max(float(self._lengths.mean()), 1.0)
        return np.asarray(rarity * counts * (K1 + 1) / (counts + K1 * length + 1e-9), dtype=np.float32)


def _words(text: str) -> list[str]:
    from bm25s.stopwords import STOPWORDS_EN

    return [word for word in _WORD.findall(text.lower()) if word not in STOPWORDS_EN]
