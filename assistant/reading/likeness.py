"""Which of the written signs of a diversion a sentence is like, by the vectors of the sentence model.

`data/likeness.yaml` holds sentences that tell a sign and sentences of everyday business. Both are learned by kernel
ridge regression over the kernel (1 + cosine)^3: a sentence leans to the signs or to business. Nothing is drawn at
random, and each sentence is encoded alone, so that the same words lean the same way in every process.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from assistant.reading.lists import words_file
from assistant.sentences import encoder_at_hand, vectors_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RIDGE = 0.5  # how much a single sentence is trusted less
_LEAST = 0.1  # from here on a sentence leans to the signs; a written sign stands at 1, business at -1


@dataclass(frozen=True, slots=True)
class Sign:
    """A written sign: the number in Supp. No. 3 to part 732 or the key of its kind, and the sentence."""

    id: str
    sentence: str


@lru_cache(maxsize=4096)
def likest(sentence: str) -> Sign | None:
    """The written sign that the sentence is nearest to; None where it leans to everyday business."""
    near = 1 + _learned().vectors @ encoder_at_hand().encode_one(sentence)
    if float(_learned().weights @ near**3) < _LEAST:
        return None
    signs = _signs()
    return signs[int(near[: len(signs)].argmax())]


def prepare() -> None:
    """Loads the model and encodes the written sentences now, so that no question waits for them."""
    encoder_at_hand()
    _learned()


@dataclass(frozen=True, slots=True)
class _Learned:
    """One vector and one weight for each written sentence, signs first."""

    vectors: NDArray[np.float32]
    weights: NDArray[np.floating[Any]]


@cache
def _signs() -> tuple[Sign, ...]:
    told = words_file("likeness.yaml")["signs"]
    return tuple(Sign(number, sentence) for number, sentences in told.items() for sentence in sentences)


@cache
def _learned() -> _Learned:
    import numpy as np

    sentences = [*(sign.sentence for sign in _signs()), *words_file("likeness.yaml")["plain"]]
    vectors = vectors_of("signs", sentences)
    side = np.where(np.arange(len(sentences)) < len(_signs()), 1.0, -1.0)
    kernel = (1 + vectors.astype(np.float64) @ vectors.T) ** 3
    weights: NDArray[np.floating[Any]] = np.linalg.solve(kernel + _RIDGE * np.eye(len(sentences)), side)
    return _Learned(vectors, weights)
