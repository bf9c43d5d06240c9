"""How one name's words answer another's: measures between 0 and 1 that the score is made of.

Words are paired off best first, each with at most one other. What weighs is how rare a word is among listed
parties and in the world: a shared "Trading" says nothing, a shared "Kovalchuk" a lot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Prefix

from assistant.screening.candidates import Array, Candidates, Numbers, Truths, Vocabulary, Words, squashed

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
class Compared:
    """The measures of each candidate, and how well each word of the query is answered."""

    measures: Array  # candidates by MEASURES
    answered: Array  # candidates by words of the query


def compare(query: Words, candidates: Candidates) -> Compared:
    """The query against every candidate at once."""
    alike = _likeness(query.words, candidates.vocabulary)
    table = np.concatenate([alike, np.zeros((len(query.words), 1))], axis=1)[:, candidates.at].transpose(1, 0, 2)
    answered, given = _paired(table, np.array(query.weights), candidates.weights)
    together, ordered = squashed(query.words)
    straight = _ratios(together, candidates.together)
    same = straight == 1.0  # the same letters, only divided otherwise
    answered[same] = given[same] = 1.0
    whole = np.maximum(straight, _ratios(ordered, candidates.ordered))
    return Compared(_measures(query, candidates, answered, given, whole, table), answered)


def likeness(asked: Sequence[str], listed: Sequence[str]) -> Array:
    """How alike each pair of words is: 1 equal, 0 nothing in common."""
    return _likeness(asked, Vocabulary.of(list(listed)))


def _likeness(asked: Sequence[str], listed: Vocabulary) -> Array:
    """Only pairs that share a beginning, most letters, the sound or the consonants are looked at; most do not."""
    own = Vocabulary.of(list(asked))
    apart = process.cdist(own.words, listed.words, scorer=OSA.distance, dtype=np.int32)
    common = process.cdist(own.words, listed.words, scorer=Prefix.similarity, dtype=np.int32)
    sounds, skeletons = _equal(own.sounds, listed.sounds), _equal(own.skeletons, listed.skeletons)
    live = (common > 0) | (2 * apart <= np.maximum(own.lengths[:, None], listed.lengths)) | sounds | skeletons
    alike, last = np.zeros(apart.shape), len(own.words) - 1
    rows, columns = live.nonzero()
    pairs = (rows, columns, apart[live], common[live], sounds[live], skeletons[live])
    for row, column, letters, begun, sound, skeleton in zip(*(one.tolist() for one in pairs), strict=True):
        one, other = own.words[row], listed.words[column]
        least = LAST_CUT_SHORT if row == last else CUT_SHORT
        alike[row, column] = _alike(one, other, letters, begun, least, _heard(one, sound=sound, skeleton=skeleton))
    return alike


def _equal(asked: Numbers, listed: Numbers) -> Truths:
    found: Truths = np.where(asked == 0, -1, asked)[:, None] == listed
    return found


def _heard(asked: str, *, sound: bool, skeleton: bool) -> float:
    """How alike two words are by sound alone."""
    if sound or not skeleton:
        return SAME_SOUND if sound else 0.0
    return SAME_BONES if any(char in "aeiou" for char in asked) else WRITTEN_WITHOUT_VOWELS


def _alike(one: str, other: str, apart: int, common: int, least: int, heard: float) -> float:
    """How alike two words are that are so many letters apart and begin with so many common ones.

    `least`: the letters that a beginning of the listed word needs to stand for it; `heard`: how alike they sound.
    """
    if not apart:
        return 1.0
    if one.isdigit() or other.isdigit():
        return 0.0
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    ratio = 1 - apart / longest
    found = 0.0
    if (apart <= 1 and longest >= 5) or (apart <= 2 and longest >= 8):
        found = (1 + ratio) / 2
    elif ratio >= LEAST_ALIKE and longest >= 4:
        found = ratio**1.5
    if (common == len(one) >= least) or (common == len(other) >= CUT_SHORT):
        found = max(found, 0.55 + 0.4 * shortest / longest)
    if common == 1 == shortest:
        found = INITIAL
    found = max(found, heard)
    if found < ABBREVIATED and common >= 1 and 3 <= shortest <= 5 and longest >= 6:
        abbreviated = _abbreviates(one, other) or _abbreviates(other, one)
        found = ABBREVIATED if abbreviated else found
    return found


@lru_cache(maxsize=100_000)
def _abbreviates(short: str, word: str) -> bool:
    """Whether the consonants of a word stand for it, its first letter first."""
    if len(short) >= len(word) or short[0] != word[0] or any(char in "aeiou" for char in short[1:]):
        return False
    rest = iter(word)
    return all(char in rest for char in short)


def _paired(table: Array, asked: Array, listed: Array) -> tuple[Array, Array]:
    """Best pairs first, each word once: how well each word of either side is answered."""
    rows, words, size = table.shape
    answered, given = np.zeros((rows, words)), np.zeros((rows, size))
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
        left[row, one, :] = 0
        left[row, :, other] = 0
    return answered, given


def _measures(query: Words, candidates: Candidates, answered: Array, given: Array, whole: Array, table: Array) -> Array:
    asked, weights = np.array(query.weights), candidates.weights
    initials = answered == INITIAL
    missing = asked * (1 - np.where(initials, INITIAL_COVERS, answered))
    extra = weights * (1 - np.where(given == INITIAL, INITIAL_COVERS, given))
    all_missing, all_extra = missing.sum(axis=1), extra.sum(axis=1)
    share_asked = 1 - all_missing / max(asked.sum(), 1e-9)
    share_listed = 1 - all_extra / np.maximum(weights.sum(axis=1), 1e-9)
    both = share_asked * share_listed
    told = (asked * answered**2).sum(axis=1)
    every, last = np.arange(len(candidates)), len(query.words) - 1
    first = np.maximum(table[:, 0, 0], np.maximum(table[:, last, 0], table[every, 0, candidates.counts - 1]))
    equal = (whole >= 1.0).astype(np.float64)
    measures = np.zeros((len(candidates), len(MEASURES)))
    for column, value in enumerate(
        (
            share_asked,
            share_listed,
            both,
            np.minimum(told, 3) / 3,
            np.minimum(all_missing, 2) / 2,
            np.minimum(all_extra, 2) / 2,
            missing.max(axis=1),
            extra.max(axis=1),
            whole,
            first,
            _figures(query, candidates, answered, given),
            equal,
            np.minimum(candidates.counts, len(query.words)) == 1,
            np.maximum(0, 1 - told),
            np.minimum(initials.sum(axis=1), 3) / 3,
            answered[:, int(asked.argmax())],
            given[every, weights.argmax(axis=1)],
            both * np.minimum(told, 2) / 2,
            equal * np.minimum(told, 1.5) / 1.5,
        )
    ):
        measures[:, column] = value
    return measures


def _ratios(text: str, texts: list[str]) -> Array:
    """How alike one text is to each of the others."""
    found: Array = process.cdist([text], texts, scorer=fuzz.ratio)[0].astype(np.float64) / 100
    return found


def _figures(query: Words, candidates: Candidates, answered: Array, given: Array) -> Array:
    """Whether both names carry figures that differ (1), or only one of them carries any (a half)."""
    own = np.array([not word.isalpha() for word in query.words])
    mixed = np.array([*(not word.isalpha() for word in candidates.vocabulary.words), False])
    if not own.any() and not mixed.any():
        return np.zeros(len(candidates))
    open_own = (own & (answered < 1)).any(axis=1)
    open_theirs = (mixed[candidates.at] & (given < 1)).any(axis=1)
    found: Array = np.where(open_own & open_theirs, 1.0, 0.5 * (open_own | open_theirs))
    return found
