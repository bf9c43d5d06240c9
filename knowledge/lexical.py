"""Lexical scores: BM25 over Porter stems, kept in files that are mapped into memory.

k1 = 0.9 and b = 0.6 are tuned on the retrieval development set (README of this package); both suit short legal
passages, where a word's second occurrence says little. bm25s computes the tables when texts are indexed; a question
adds up its columns without it, because importing it costs more than the rest of a first search.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

K1 = 0.9
B = 0.6
_WORD = re.compile(r"\b\w\w+\b")
_TABLES = ("data", "indices", "indptr")


@dataclass(frozen=True)
class Tables:
    """What each stem adds to which texts: `data` and `indices` from `indptr[stem]` up to the next; words left out."""

    data: NDArray[np.float32]
    indices: NDArray[np.int32]
    indptr: NDArray[np.int64]
    stems: Mapping[str, int]
    left_out: frozenset[str]


class Lexical:
    """BM25 scores of a fixed list of texts; without tables none of them holds a word."""

    def __init__(self, size: int, tables: Tables | None = None) -> None:
        self.size = size
        self._tables = tables

    @classmethod
    def of(cls, texts: Sequence[str], k1: float = K1, b: float = B) -> Lexical:
        """The scorer of these texts."""
        import bm25s
        from bm25s.stopwords import STOPWORDS_EN

        left_out = frozenset(STOPWORDS_EN)
        words = [_stems(text, left_out) for text in texts]
        if not any(words):
            return cls(len(texts))
        stems = {stem: at for at, stem in enumerate(sorted({stem for one in words for stem in one}))}
        index = bm25s.BM25(k1=k1, b=b)
        index.index(([[stems[stem] for stem in one] for one in words], stems), show_progress=False)
        data, indices, indptr = (index.scores[name] for name in _TABLES)
        return cls(len(texts), Tables(data, indices, indptr, stems, left_out))

    @classmethod
    def opened(cls, folder: Path, size: int) -> Lexical:
        """The scorer that `save` wrote; its tables stay on disk until a word needs them."""
        import numpy as np

        if not (folder / "words.json").is_file():
            return cls(size)
        words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        data, indices, indptr = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in _TABLES)
        return cls(size, Tables(data, indices, indptr, words["stems"], frozenset(words["left_out"])))

    def save(self, folder: Path) -> None:
        """Writes the tables into a new folder."""
        import numpy as np

        folder.mkdir(parents=True)
        if self._tables is not None:
            for name in _TABLES:
                np.save(folder / f"{name}.npy", getattr(self._tables, name))
            words = {"stems": self._tables.stems, "left_out": sorted(self._tables.left_out)}
            (folder / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    def scores(self, query: str) -> NDArray[np.float32]:
        """One score a text, in the order given; all zero where no word of the query is known."""
        import numpy as np

        total = np.zeros(self.size, dtype=np.float32)
        if self._tables is None:
            return total
        for stem in _stems(query, self._tables.left_out):
            if (at := self._tables.stems.get(stem)) is not None:
                column = slice(self._tables.indptr[at], self._tables.indptr[at + 1])
                total[self._tables.indices[column]] += self._tables.data[column]
        return total


def _stems(text: str, left_out: frozenset[str]) -> list[str]:
    words = [word for word in _WORD.findall(text.lower()) if word not in left_out]
    stems: list[str] = stemmer().stemWords(words)
    return stems


@lru_cache(maxsize=1)
def stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("porter")
