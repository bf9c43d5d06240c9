"""How one name's words answer another's: measures between 0 and 1 that the score is made of.

Words are paired off best first, each with at most one other. What weighs is how rare a word is among listed
parties and in the world: a shared "Trading" says nothing, a shared "Kovalchuk" a lot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Prefix

from assistant.screening.sound import skeleton, sound

Array = NDArray[np.float64]

SAME_SOUND = 0.93
SAME_BONES = 0.72
WRITTEN_WITHOUT_VOWELS = 0.9
INITIAL = 0.55
INITIAL_COVERS = 0.9  # of the word that it stands for: nothing speaks against it, though little speaks for it
ABBREVIATED = 0.8  # consonants of a word in their order: "Shpg" for Shipping
LEAST_ALIKE = 0.6  # of two spellings; below this two words have nothing to do with each other
CUT_SHORT = 4  # letters: a shorter beginning is no abbreviation of a word
LAST_CUT_SHORT = 3  # of the last word of a query, where a form's field ends

MEASURES = (
    "asked", "listed", "both", "told", "missing", "extra", "most_missing", "most_extra", "whole", "first",
    "figures", "equal", "one_word", "few", "initials", "rarest_asked", "rarest_listed", "both_told", "equal_told",
    "part_asked", "part_listed", "same_country", "other_country", "other_kind",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one reading and what each weighs, from 0 (everybody's) to 1 (one party's)."""

    words: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """The measures of each candidate, and how well each word of the query is answered."""

    measures: Array  # candidates by MEASURES
    answered: Array  # candidates by words of the query
    by: NDArray[np.int64]  # the same: position of the answering word in the candidate, -1 for none


def compare(query: Words, candidates: Sequence[Words]) -> Compared:
    """The query against every candidate at once."""
    size = max(len(one.words) for one in candidates)
    places = {word: at for at, word in enumerate({word for one in candidates for word in one.words})}
    alike = likeness(query.words, list(places))
    at = np.full((len(candidates), size), len(places))
    weights = np.zeros((len(candidates), size))
    for row, one in enumerate(candidates):
        at[row, : len(one.words)] = [places[word] for word in one.words]
        weights[row, : len(one.words)] = one.weights
    table = np.concatenate([alike, np.zeros((len(query.words), 1))], axis=1)[:, at].transpose(1, 0, 2)
    answered, given, by = _paired(table, np.array(query.weights), weights)
    straight = _written_together(query, candidates)
    answered[straight == 1.0] = given[straight == 1.0] = 1.0  # the same letters, only divided otherwise
    measures = _measures(query, candidates, answered, given, straight, weights, table)
    return Compared(measures, answered, by)


def likeness(asked: Sequence[str], listed: Sequence[str]) -> Array:
    """How alike each pair of words is: 1 equal, 0 nothing in common."""
    apart = process.cdist(asked, listed, scorer=OSA.distance, dtype=np.int32)
    common = process.cdist(asked, listed, scorer=Prefix.similarity, dtype=np.int32)
    lengths = np.array([len(word) for word in asked])[:, None]
    others = np.array([len(word) for word in listed])[None, :]
    longest = np.maximum(lengths, others)
    ratio = 1 - apart / longest
    slip = (apart <= 1) & (longest >= 5) | (apart <= 2) & (longest >= 8)
    alike = np.where(slip, (1 + ratio) / 2, np.where((ratio >= LEAST_ALIKE) & (longest >= 4), ratio**1.5, 0.0))
    least = np.full(lengths.shape, CUT_SHORT)
    least[-1] = LAST_CUT_SHORT
    begins = (common == lengths) & (lengths >= least) | (common == others) & (others >= CUT_SHORT)
    alike = np.where(begins, np.maximum(alike, 0.55 + 0.4 * np.minimum(lengths, others) / longest), alike)
    alike = np.where((common == 1) & (np.minimum(lengths, others) == 1), INITIAL, alike)
    alike = np.maximum(alike, _sounds_alike(asked, listed))
    maybe = (alike < ABBREVIATED) & (common >= 1) & (np.minimum(lengths, others) >= 3) & (longest >= 6)
    for row, column in np.argwhere(maybe & (np.minimum(lengths, others) <= 5)).tolist():
        if _abbreviates(asked[row], listed[column]) or _abbreviates(listed[column], asked[row]):
            alike[row, column] = ABBREVIATED
    figures = np.array([word.isdigit() for word in asked])[:, None] | np.array([word.isdigit() for word in listed])
    return np.where(apart == 0, 1.0, np.where(figures, 0.0, alike))


def _sounds_alike(asked: Sequence[str], listed: Sequence[str]) -> Array:
    found = np.zeros((len(asked), len(listed)))
    sounds = [sound(word) if word.isalpha() and len(word) > 2 else "" for word in listed]
    bones = [skeleton(word) for word in listed]
    for row, word in enumerate(asked):
        own, bare = sound(word), skeleton(word)
        without_vowels = SAME_BONES if any(char in "aeiou" for char in word) else WRITTEN_WITHOUT_VOWELS
        if not word.isalpha() or len(word) < 3:
            continue
        for column, other in enumerate(sounds):
            if own == other:
                found[row, column] = SAME_SOUND
            elif bare and bare == bones[column]:
                found[row, column] = without_vowels
    return found


@lru_cache(maxsize=100_000)
def _abbreviates(short: str, word: str) -> bool:
    """Whether the consonants of a word stand for it, its first letter first."""
    if len(short) >= len(word) or short[0] != word[0] or any(char in "aeiou" for char in short[1:]):
        return False
    rest = iter(word)
    return all(char in rest for char in short)


def _paired(table: Array, asked: Array, listed: Array) -> tuple[Array, Array, NDArray[np.int64]]:
    """Best pairs first, each word once: how well each word of either side is answered, and by which."""
    rows, words, size = table.shape
    answered, given = np.zeros((rows, words)), np.zeros((rows, size))
    by = np.full((rows, words), -1)
    left = table * (0.1 + asked[None, :, None] + listed[:, None, :])
    every = np.arange(rows)
    for _ in range(min(words, size)):
        best = left.reshape(rows, -1).argmax(axis=1)
        one, other = best // size, best % size
        found = left[every, one, other] > 0
        if not found.any():
            break
        row, one, other = every[found], one[found], other[found]
        answered[row, one] = given[row, other] = table[row, one, other]
        by[row, one] = other
        left[row, one, :] = 0
        left[row, :, other] = 0
    return answered, given, by


def _measures(
    query: Words,
    candidates: Sequence[Words],
    answered: Array,
    given: Array,
    straight: Array,
    weights: Array,
    table: Array,
) -> Array:
    asked = np.array(query.weights)
    missing = asked * (1 - np.where(answered == INITIAL, INITIAL_COVERS, answered))
    extra = weights * (1 - np.where(given == INITIAL, INITIAL_COVERS, given))
    share_asked = 1 - missing.sum(axis=1) / max(asked.sum(), 1e-9)
    share_listed = 1 - extra.sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
    told = (asked * answered**2).sum(axis=1)
    whole = np.maximum(straight, _in_order(query, candidates))
    counts = np.array([len(one.words) for one in candidates])
    measures = np.zeros((len(candidates), len(MEASURES)))
    every = np.arange(len(candidates))
    last = len(query.words) - 1
    first = np.maximum(table[:, 0, 0], np.maximum(table[:, last, 0], table[every, 0, counts - 1]))
    equal = (whole >= 1.0).astype(np.float64)
    measures[:, :19] = np.stack(
        [
            share_asked,
            share_listed,
            share_asked * share_listed,
            np.minimum(told, 3) / 3,
            np.minimum(missing.sum(axis=1), 2) / 2,
            np.minimum(extra.sum(axis=1), 2) / 2,
            missing.max(axis=1),
            extra.max(axis=1),
            whole,
            first,
            _figures(query, candidates, answered, given),
            equal,
            (np.minimum(counts, len(query.words)) == 1),
            np.maximum(0, 1 - told),
            np.minimum((answered == INITIAL).sum(axis=1), 3) / 3,
            answered[:, int(asked.argmax())],
            given[every, weights.argmax(axis=1)],
            share_asked * share_listed * np.minimum(told, 2) / 2,
            equal * np.minimum(told, 1.5) / 1.5,
        ],
        axis=1,
    )
    return measures


@lru_cache(maxsize=200_000)
def _has_figure(word: str) -> bool:
    return not word.isalpha()


def _written_together(query: Words, candidates: Sequence[Words]) -> Array:
    """How alike both names are written without gaps."""
    texts = ["".join(one.words) for one in candidates]
    found: Array = process.cdist(["".join(query.words)], texts, scorer=fuzz.ratio)[0].astype(np.float64) / 100
    return found


def _in_order(query: Words, candidates: Sequence[Words]) -> Array:
    """The same with the words of both in order of the alphabet."""
    texts = ["".join(sorted(one.words)) for one in candidates]
    found: Array = process.cdist(["".join(sorted(query.words))], texts, scorer=fuzz.ratio)[0].astype(np.float64) / 100
    return found


def _figures(query: Words, candidates: Sequence[Words], answered: Array, given: Array) -> Array:
    """Whether both names carry figures that differ (1), or only one of them carries any (a half)."""
    own = np.array([_has_figure(word) for word in query.words])
    found = np.zeros(len(candidates))
    for row, one in enumerate(candidates):
        theirs = [_has_figure(word) for word in one.words]
        if not own.any() and not any(theirs):
            continue
        open_own = bool((own & (answered[row] < 1)).any())
        open_theirs = any(has and given[row, at] < 1 for at, has in enumerate(theirs))
        found[row] = 1.0 if open_own and open_theirs else 0.5 * (open_own or open_theirs)
    return found
