"""The nearest listed names of one name, each with a score that compares between queries.

Blocking first (shared pieces, weighed by rarity), then the words of the nearest names are compared one by one. The
score is the chance that both names are one party's: a full match of a rare name stands above a full match of plain
words, and both above any partial one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from assistant.screening import spelling
from assistant.screening.compare import MEASURES, Array, Compared, Words, compare
from assistant.screening.name_index import HASHED, MOST_WORDS, RUNS, NameIndex, pieces
from assistant.screening.rarity import word_weight
from assistant.screening.score import Party, scores

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


def _most(readings: np.ndarray, total: np.ndarray, most: int) -> np.ndarray:
    """Those of the readings that share most."""
    if len(readings) <= most:
        return readings
    return readings[np.argpartition(total[readings], len(readings) - most)[-most:]]


class Engine:
    """Names near a name. Reads only; safe to share between threads."""

    def __init__(self, index: NameIndex, parties: Sequence[Party]) -> None:
        self.index = index
        self.parties = parties
        self._read: dict[int, Words] = {}

    def find(self, name: str, *, kind: str | None = None, countries: Iterable[str] = (), most: int = 10) -> list[Found]:
        """The entries nearest to the name, best first; no threshold is applied."""
        best: dict[int, Found] = {}
        for found in self.names(name, kind=kind, countries=countries):
            held = best.get(found.entry)
            if held is None or found.score > held.score:
                best[found.entry] = found
        ranked = sorted(best.values(), key=lambda found: (-found.score, found.entry))
        return ranked[:most]

    def names(self, name: str, *, kind: str | None = None, countries: Iterable[str] = ()) -> list[Found]:
        """The listed names nearest to the name, several of one entry among them, in no order."""
        asked = Party(kind, frozenset(countries))
        return [
            found
            for words, is_part in self._variants(name).items()
            for found in self._near(words, asked, is_part=is_part)
        ]

    def measured(self, name: str, *, kind: str | None, countries: Iterable[str]) -> list[tuple[Array, int, float]]:
        """The measures, entry and score of each entry near the name, best first: what the score is fitted on."""
        asked = Party(kind, frozenset(countries))
        best: dict[int, tuple[Array, int, float]] = {}
        for words, is_part in self._variants(name).items():
            for entry, score, measures in self._measured(words, asked, is_part=is_part):
                if entry not in best or score > best[entry][2]:
                    best[entry] = (measures, entry, score)
        return sorted(best.values(), key=lambda one: -one[2])

    def _variants(self, name: str) -> dict[tuple[str, ...], bool]:
        """The readings of the name, and each with words split or joined as listed names have them; which are parts."""
        found: dict[tuple[str, ...], bool] = {}
        for reading in spelling.readings(name):
            words = self._without_misspelt_forms(reading.words)
            for variant in (words, self._split(words), self._joined(words), self._joined(reading.written)):
                found.setdefault(variant[:MOST_WORDS], reading.is_part)
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
                word_weight(word, 0, self.index.entries) if number is None else self._weights[number]
                for word, number in zip(words, numbers, strict=True)
            ),
        )

    def _is_known(self, word: str) -> bool:
        """Whether listed names have the word, or it says what kind of company one is."""
        return word in self._numbers or (len(word) > 2 and (word in spelling.FORMS or word in spelling.SAME))

    def _is_name(self, word: str) -> bool:
        """Whether it can stand before another word of the name: "Costco" is no company "TCO"."""
        return self._is_known(word) and (word not in spelling.FORMS or word in spelling.LONG_FORMS)

    def _near(self, words: tuple[str, ...], asked: Party, *, is_part: bool) -> list[Found]:
        held = self._compared(words, asked, is_part=is_part)
        if held is None:
            return []
        names, entries, score, compared = held
        return [
            Found(entry, name, value, words, tuple(answered))
            for entry, name, value, answered in zip(entries, names, score, compared.answered.tolist(), strict=True)
        ]

    def _measured(self, words: tuple[str, ...], asked: Party, *, is_part: bool) -> Iterable[tuple[int, float, Array]]:
        held = self._compared(words, asked, is_part=is_part)
        return zip(held[1], held[2], held[3].measures, strict=True) if held else ()

    def _compared(
        self, words: tuple[str, ...], asked: Party, *, is_part: bool
    ) -> tuple[list[int], list[int], list[float], Compared] | None:
        """Names, entries and scores near the words, and how they compare."""
        readings = self._block(words)
        if not len(readings):
            return None
        index = self.index
        compared = compare(self.weighed(words), [self._words(reading) for reading in readings.tolist()])
        compared.measures[:, PART_ASKED] = is_part
        compared.measures[:, PART_LISTED] = index.reading_part[readings]
        names = index.reading_name[readings]
        entries: list[int] = index.name_entry[names].tolist()
        score = scores(compared.measures, [self.parties[entry] for entry in entries], asked)
        return names.tolist(), entries, score.tolist(), compared

    def _words(self, reading: int) -> Words:
        if (known := self._read.get(reading)) is not None:
            return known
        index = self.index
        numbers = index.words[index.first_word[reading] : index.first_word[reading + 1]].tolist()
        words = Words(tuple(self._vocabulary[one] for one in numbers), tuple(self._weights[one] for one in numbers))
        return self._read.setdefault(reading, words)

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
            [index.holders[start:end] for start, end in zip(first.tolist(), last.tolist(), strict=True)]
        )
        weight = np.repeat(index.piece_weight[asked], last - first)
        total = np.bincount(held, weights=weight, minlength=index.readings) / index.length
        near = np.flatnonzero(total > max(NEAR_ENOUGH * float(total.max()), 1e-6))
        return np.union1d(_most(near, total, NEAREST), _most(self._sounding(asked), total, SOUNDING))

    def _sounding(self, asked: np.ndarray) -> np.ndarray:
        """The readings that share the sound of two words: "Victor But" is far in letters from "BOUT, Viktor"."""
        index = self.index
        sounds = asked[(asked >= RUNS) & (asked < RUNS + HASHED)]
        if len(sounds) < 2:
            return sounds[:0]
        held = np.sort(
            np.concatenate([index.holders[index.first_name[one] : index.first_name[one + 1]] for one in sounds])
        )
        return np.unique(held[1:][held[1:] == held[:-1]])

    @cached_property
    def _vocabulary(self) -> list[str]:
        return [word.decode() for word in self.index.vocabulary.tolist()]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: at for at, word in enumerate(self._vocabulary)}

    @cached_property
    def _weights(self) -> list[float]:
        found: list[float] = self.index.word_weight.tolist()
        return found
