"""The nearest listed names of one name, each with a score that compares between queries.

Blocking first (shared pieces, weighed by rarity), then the words of the nearest names are compared one by one. The
score is the chance that both names are one party's: a full match of a rare name stands above a full match of plain
words, and both above any partial one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from assistant.screening import spelling
from assistant.screening.beside import alone, kind_told
from assistant.screening.candidates import Array, Candidates, Numbers, Vocabulary, Words, squashed
from assistant.screening.compare import MEASURES, compare
from assistant.screening.name_index import HASHED, MOST_WORDS, RUNS, NameIndex, once, pieces
from assistant.screening.rarity import word_weight
from assistant.screening.score import Parties, Party, scores

PART_ASKED, PART_LISTED = MEASURES.index("part_asked"), MEASURES.index("part_listed")
NEAREST = 48  # readings whose words are compared
SOUNDING = 16  # readings that share the sound of two words
NEAR_ENOUGH = 0.3  # of the nearest reading's cosine
COMMON_PIECE = 4_000  # readings that share a piece: it tells nothing where there are rarer ones
FEW_PIECES = 4
MOST_VARIANTS = 5


@dataclass(frozen=True, slots=True)
class Found:
    """An entry near the query: the nearest of its names, and which words of the query it answers how well."""

    entry: int
    name: int
    score: float
    query: tuple[str, ...]
    answered: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The listed names near one reading of the query, in no order: several of one entry may be among them."""

    query: tuple[str, ...]
    names: Numbers
    entries: Numbers
    scores: Array
    answered: Array  # names by words of the query
    measures: Array

    def found(self, rows: Iterable[int]) -> Iterator[Found]:
        """The names in these rows."""
        for row in rows:
            yield Found(
                int(self.entries[row]),
                int(self.names[row]),
                float(self.scores[row]),
                self.query,
                tuple(self.answered[row].tolist()),
            )


def _most(readings: np.ndarray, total: np.ndarray, most: int) -> np.ndarray:
    """Those of the readings that share most."""
    if len(readings) <= most:
        return readings
    return readings[np.argpartition(total[readings], len(readings) - most)[-most:]]


class Engine:
    """Names near a name. Reads only; safe to share between threads."""

    def __init__(self, index: NameIndex, parties: Parties) -> None:
        self.index = index
        self.parties = parties
        self._written: dict[int, tuple[str, str]] = {}

    def find(self, name: str, *, kind: str | None = None, countries: Iterable[str] = (), most: int = 10) -> list[Found]:
        """The entries nearest to the name, best first; no threshold is applied."""
        best = self._best(name, Party(kind, frozenset(countries)))
        return [found for near, row in best[:most] for found in near.found([row])]

    def near(self, name: str, *, kind: str | None = None, countries: Iterable[str] = ()) -> list[Nearest]:
        """The listed names nearest to each reading of the name."""
        asked = Party(kind or kind_told(name), frozenset(countries))
        found = (self._near(words, asked, is_part=is_part) for words, is_part in self._variants(name).items())
        return [near for near in found if near is not None]

    def measured(self, name: str, *, kind: str | None, countries: Iterable[str]) -> list[tuple[Array, int, float]]:
        """The measures, entry and score of each entry near the name, best first: what the score is fitted on."""
        best = self._best(name, Party(kind, frozenset(countries)))
        return [(near.measures[row], int(near.entries[row]), float(near.scores[row])) for near, row in best]

    def _best(self, name: str, asked: Party) -> list[tuple[Nearest, int]]:
        """Each entry near the name by its nearest name, best first."""
        best: dict[int, tuple[float, Nearest, int]] = {}
        for near in self.near(name, kind=asked.kind, countries=asked.countries):
            for row, (entry, score) in enumerate(zip(near.entries.tolist(), near.scores.tolist(), strict=True)):
                held = best.get(entry)
                if held is None or score > held[0]:
                    best[entry] = (score, near, row)
        ranked = sorted(best.items(), key=lambda one: (-one[1][0], one[0]))
        return [(near, row) for _, (_, near, row) in ranked]

    def _variants(self, name: str) -> dict[tuple[str, ...], bool]:
        """The readings of the name, and each with words split or joined as listed names have them; which are parts."""
        found: dict[tuple[str, ...], bool] = {}
        for reading in spelling.readings(name):
            words = self._without_misspelt_forms(reading.words)
            for variant in (words, self._split(words), self._joined(words), self._joined(reading.written)):
                found.setdefault(variant[:MOST_WORDS], reading.is_part)
            found.setdefault(alone(words)[:MOST_WORDS], True)
        return dict(islice(found.items(), MOST_VARIANTS))

    def _without_misspelt_forms(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Without company forms that are cut short or misspelt: "Limite", "Comapny"."""
        kept = tuple(word for word in words if word in self._numbers or not spelling.is_nearly_form(word))
        return kept or words

    def _split(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Words that no listed name has, as two that some have: "godsonzhongke" is "godson zhongke"."""
        result: list[str] = []
        for word in words:
            if len(word) < 6 or not word.isalpha() or self._is_known(word):
                result.append(word)
                continue
            cuts = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
            known = [cut for cut in cuts if self._is_name(cut[0]) and self._is_known(cut[1])]
            known.sort(key=lambda cut: min(map(len, cut)))
            result += known[-1] if known else [word]
        return spelling.usual(tuple(result))

    def _joined(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Neighbors that listed names write as one word: "hua wei" is "huawei"."""
        result: list[str] = []
        for word in words:
            both = result[-1] + word if result else ""
            apart = len(word) > 3 and bool(result) and self._is_known(result[-1]) and self._is_known(word)
            if len(both) > 3 and self._is_known(both) and not apart:
                result[-1] = both
            else:
                result.append(word)
        return spelling.usual(tuple(result))

    def weighed(self, words: tuple[str, ...]) -> Words:
        """The words with what each tells on this list."""
        numbers = (self._numbers.get(word) for word in words)
        return Words(
            words,
            tuple(
                word_weight(word, 0, self.index.entries) if number is None else float(self._weights[number])
                for word, number in zip(words, numbers, strict=True)
            ),
        )

    def _is_known(self, word: str) -> bool:
        """Whether listed names have the word, or it says what kind of company one is."""
        return word in self._numbers or (len(word) > 2 and (word in spelling.FORMS or word in spelling.SAME))

    def _is_name(self, word: str) -> bool:
        """Whether it can stand before another word of the name: "Costco" is no company "TCO"."""
        return self._is_known(word) and (word not in spelling.FORMS or word in spelling.LONG_FORMS)

    def _near(self, words: tuple[str, ...], asked: Party, *, is_part: bool) -> Nearest | None:
        """Names, entries and scores near the words, and how they compare; None where nothing is shared."""
        readings = self._block(words)
        if not len(readings):
            return None
        index = self.index
        compared = compare(self.weighed(words), self._candidates(readings))
        compared.measures[:, PART_ASKED] = is_part
        compared.measures[:, PART_LISTED] = index.reading_part[readings]
        names = index.reading_name[readings].astype(np.int64)
        entries = index.name_entry[names].astype(np.int64)
        score = scores(compared.measures, self.parties, entries, asked)
        return Nearest(words, names, entries, score, compared.answered, compared.measures)

    def _candidates(self, readings: Numbers) -> Candidates:
        index, none = self.index, len(self.index.vocabulary)
        first = index.first_word[readings]
        counts = (index.first_word[readings + 1] - first).astype(np.int64)
        places = np.arange(counts.max())
        inside = places < counts[:, None]
        numbers = np.where(inside, index.words[np.where(inside, first[:, None] + places, 0)], none)
        distinct, at = np.unique(numbers.ravel(), return_inverse=True)
        if distinct[-1] == none:
            distinct = distinct[:-1]
        written = [self._squashed(reading) for reading in readings.tolist()]
        return Candidates(
            self._vocabulary.only(distinct),
            at.reshape(numbers.shape),
            self._weights[numbers],
            counts,
            [together for together, _ in written],
            [ordered for _, ordered in written],
        )

    def _squashed(self, reading: int) -> tuple[str, str]:
        if (known := self._written.get(reading)) is not None:
            return known
        index, words = self.index, self._vocabulary.words
        numbers = index.words[index.first_word[reading] : index.first_word[reading + 1]].tolist()
        return self._written.setdefault(reading, squashed([words[number] for number in numbers]))

    def _block(self, words: tuple[str, ...]) -> np.ndarray:
        """The readings that share most with the query, by the cosine over their pieces."""
        index = self.index
        asked = np.array(sorted({piece for word in words for piece in pieces(word)}), dtype=np.int64)
        shared = index.first_name[asked + 1] - index.first_name[asked]
        rare = asked[(shared > 0) & (shared <= COMMON_PIECE)]
        asked = rare if len(rare) >= FEW_PIECES else asked
        if not len(asked):
            return asked
        first, last = index.first_name[asked], index.first_name[asked + 1]
        held = np.concatenate(
            [self._holders[start:end] for start, end in zip(first.tolist(), last.tolist(), strict=True)]
        )
        weight = np.repeat(self._piece_weights[asked], last - first)
        total: Array = np.bincount(held, weights=weight, minlength=index.readings) / self._lengths
        near = np.flatnonzero(total > max(NEAR_ENOUGH * float(total.max()), 1e-6))
        near = _most(near, total, NEAREST)
        return once(np.concatenate((near, _most(self._sounding(asked), total, SOUNDING))))

    def _sounding(self, asked: np.ndarray) -> np.ndarray:
        """The readings that share the sound of two words: "Victor But" is far in letters from "BOUT, Viktor"."""
        index = self.index
        sounds = asked[(asked >= RUNS) & (asked < RUNS + HASHED)]
        if len(sounds) < 2:
            return sounds[:0]
        held = np.concatenate(
            [self._holders[index.first_name[one] : index.first_name[one + 1]] for one in sounds.tolist()]
        )
        held.sort()
        return once(held[1:][held[1:] == held[:-1]])

    @cached_property
    def _holders(self) -> Numbers:
        return self.index.holders.astype(np.int64)

    @cached_property
    def _piece_weights(self) -> Array:
        return self.index.piece_weight.astype(np.float64)

    @cached_property
    def _lengths(self) -> Array:
        return self.index.length.astype(np.float64)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        index = self.index
        words = [word.decode() for word in index.vocabulary.tolist()]
        lengths = np.char.str_len(index.vocabulary).astype(np.int64)
        return Vocabulary(words, lengths, index.word_sound, index.word_skeleton)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: at for at, word in enumerate(self._vocabulary.words)}

    @cached_property
    def _weights(self) -> Array:
        """What each word tells; the last place is that of no word."""
        return np.append(self.index.word_weight.astype(np.float64), 0.0)
