"""Listed names as arrays, so that one name is compared with all of them at once: each distinct word stands once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.screening.sound import skeleton_code, sound_code

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one reading and what each weighs, from 0 (everybody's) to 1 (one party's)."""

    words: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and what is known of each. `sounds`, `skeletons`: 0 for none."""

    words: list[str]
    lengths: Numbers
    sounds: Numbers
    skeletons: Numbers

    @classmethod
    def of(cls, words: list[str]) -> "Vocabulary":
        """The words with what can be told of them."""
        found = [[len(word), sound_code(word), skeleton_code(word)] for word in words]
        return cls(words, *np.array(found, dtype=np.int64).reshape(-1, 3).T)

    def only(self, numbers: Numbers) -> "Vocabulary":
        """These words of it alone."""
        return Vocabulary(
            [self.words[number] for number in numbers.tolist()],
            self.lengths[numbers],
            self.sounds[numbers],
            self.skeletons[numbers],
        )


@dataclass(frozen=True, slots=True)
class Candidates:
    """Names to be compared with one.

    `at`: names by places, the word at each place, past the last word where there is none; `weights`: the same, 0
    where there is none; `together`: each name without gaps; `ordered`: the same, its words in order of the alphabet.
    """

    vocabulary: Vocabulary
    at: Numbers
    weights: Array
    counts: Numbers
    together: list[str]
    ordered: list[str]

    def __len__(self) -> int:
        return len(self.together)


def candidates_of(names: Sequence[Words]) -> Candidates:
    """The names as arrays."""
    size = max(len(one.words) for one in names)
    places = {word: at for at, word in enumerate(dict.fromkeys(word for one in names for word in one.words))}
    at = np.full((len(names), size), len(places), dtype=np.int64)
    weights = np.zeros((len(names), size))
    for row, one in enumerate(names):
        at[row, : len(one.words)] = [places[word] for word in one.words]
        weights[row, : len(one.words)] = one.weights
    written = [squashed(one.words) for one in names]
    return Candidates(
        Vocabulary.of(list(places)),
        at,
        weights,
        np.array([len(one.words) for one in names], dtype=np.int64),
        [together for together, _ in written],
        [ordered for _, ordered in written],
    )


def squashed(words: Sequence[str]) -> tuple[str, str]:
    """The words without gaps, as they stand and in order of the alphabet."""
    return "".join(words), "".join(sorted(words))
