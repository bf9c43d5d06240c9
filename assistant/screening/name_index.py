"""All names of a party list as arrays: their words, how rare each word is, and which names share its pieces.

Pieces are three-letter runs within a word, its sound and its skeleton of consonants. A query is compared with the
few names that share its rarest pieces, never with all of them.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.screening import spelling
from assistant.screening.rarity import word_weight
from assistant.screening.sound import skeleton, skeleton_code, sound, sound_code

Ints = NDArray[np.int32]
Codes = NDArray[np.int64]
Floats = NDArray[np.float32]

LETTERS = 37  # the border of a word, figures, letters
RUNS = LETTERS**3
HASHED = 1 << 16  # places for sounds and for skeletons, each
PIECES = RUNS + 2 * HASHED
MOST_WORDS = 16  # of a name; what follows tells nothing more
WORD_BYTES = 24


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an entry, as printed. `entry`: the entry's number."""

    entry: int
    text: str
    is_primary: bool


@dataclass(frozen=True)
class NameIndex:
    """Readings of names, in the order of `entry`. Everything is an array, so that it can be kept as bytes."""

    vocabulary: NDArray[np.bytes_]  # all words, sorted
    word_weight: Floats  # what each word tells
    word_sound: Codes
    word_skeleton: Codes
    first_word: Ints  # reading to where its words begin in `words`; one more at the end
    words: Ints
    reading_name: Ints  # reading to its name
    reading_part: NDArray[np.bool_]  # whether it is only a part of the name
    first_name: Ints  # where a piece's readings begin in `holders`; one more at the end
    holders: Ints
    length: Floats  # of each reading, as the pieces weigh
    piece_weight: Floats
    name_entry: Ints
    name_primary: NDArray[np.bool_]
    text_at: NDArray[np.int64]
    texts: NDArray[np.uint8]
    entries: int = field(default=0)

    @cached_property
    def readings(self) -> int:
        return len(self.first_word) - 1

    def text(self, name: int) -> str:
        """The name as printed."""
        raw = self.texts[self.text_at[name] : self.text_at[name + 1]].tobytes()
        return raw.decode("utf-8", "surrogatepass")


@lru_cache(maxsize=50_000)
def pieces(word: str) -> tuple[int, ...]:
    """The places of a word's pieces."""
    padded = [0, *map(_letter, word), 0]
    found = [
        (one * LETTERS + two) * LETTERS + three for one, two, three in zip(padded, padded[1:], padded[2:], strict=False)
    ]
    if len(word) > 1 and word.isalpha():
        found.append(RUNS + zlib.crc32(sound(word).encode()) % HASHED)
        if bones := skeleton(word):
            found.append(RUNS + HASHED + zlib.crc32(bones.encode()) % HASHED)
    return tuple(found)


def _letter(char: str) -> int:
    code = ord(char)
    if 97 <= code <= 122:
        return code - 86
    return code - 47 if 48 <= code <= 57 else 0


def build(names: Iterable[Name]) -> NameIndex:
    """The index of these names; one that holds no letter is left out."""
    kept, spelt, of_name, part = _spelt(names)
    vocabulary, words, first_word = _numbered(spelt)
    name_entry = np.array([name.entry for name in kept], dtype=np.int32)
    entries = int(name_entry.max()) + 1 if len(kept) else 0
    reading_name = np.array(of_name, dtype=np.int32)
    sizes = np.diff(first_word)
    bearers = _bearers(words, name_entry[np.repeat(reading_name, sizes)], len(vocabulary), entries)
    holders, first_name = _holders(vocabulary, words, first_word)
    shared = np.diff(first_name)
    weight = np.log1p(len(spelt) / np.maximum(shared, 1)).astype(np.float32) ** 2
    squares = np.bincount(holders, weights=np.repeat(weight, shared), minlength=len(spelt))
    texts = [name.text.encode("utf-8", "surrogatepass") for name in kept]
    read = [word.decode() for word in vocabulary.tolist()]
    told = [word_weight(word, many, entries) for word, many in zip(read, bearers.tolist(), strict=True)]
    return NameIndex(
        vocabulary=vocabulary,
        word_weight=np.array(told, dtype=np.float32),
        word_sound=np.array([sound_code(word) for word in read], dtype=np.int64),
        word_skeleton=np.array([skeleton_code(word) for word in read], dtype=np.int64),
        first_word=first_word,
        words=words,
        reading_name=reading_name,
        reading_part=np.array(part, dtype=np.bool_),
        first_name=first_name,
        holders=holders,
        length=np.sqrt(np.maximum(squares, 1e-9)).astype(np.float32),
        piece_weight=weight,
        name_entry=name_entry,
        name_primary=np.array([name.is_primary for name in kept], dtype=np.bool_),
        text_at=np.cumsum([0, *map(len, texts)], dtype=np.int64),
        texts=np.frombuffer(b"".join(texts), dtype=np.uint8),
        entries=entries,
    )


def _spelt(names: Iterable[Name]) -> tuple[list[Name], list[tuple[str, ...]], list[int], list[bool]]:
    """The names, the words of each of their readings, which name each is of and whether it is a part of it."""
    kept: list[Name] = []
    spelt: list[tuple[str, ...]] = []
    of_name: list[int] = []
    part: list[bool] = []
    for name in names:
        for reading in spelling.readings(name.text):
            spelt.append(reading.words[:MOST_WORDS])
            of_name.append(len(kept))
            part.append(reading.is_part)
        kept.append(name)
    return kept, spelt, of_name, part


def _numbered(spelt: list[tuple[str, ...]]) -> tuple[NDArray[np.bytes_], Ints, Ints]:
    cut = sorted({word.encode()[:WORD_BYTES] for words in spelt for word in words})
    number = {word: at for at, word in enumerate(cut)}
    words = np.array([number[word.encode()[:WORD_BYTES]] for words in spelt for word in words], dtype=np.int32)
    first = np.cumsum([0, *map(len, spelt)], dtype=np.int32)
    return np.array(cut or [b""], dtype=f"S{WORD_BYTES}"), words, first


def _bearers(words: Ints, entry_of_word: Ints, size: int, entries: int) -> Ints:
    pairs = once(words.astype(np.int64) * max(entries, 1) + entry_of_word)
    return np.bincount(pairs // max(entries, 1), minlength=size).astype(np.int32)


def _holders(vocabulary: NDArray[np.bytes_], words: Ints, first_word: Ints) -> tuple[Ints, Ints]:
    """For each piece the readings that have it, each once."""
    of_word = [sorted(set(pieces(word.decode()))) for word in vocabulary.tolist()]
    sizes = np.array([len(found) for found in of_word], dtype=np.int64)
    flat = np.array([piece for found in of_word for piece in found], dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    readings = np.repeat(np.arange(len(first_word) - 1, dtype=np.int64), np.diff(first_word))
    counts = sizes[words]
    at = np.repeat(starts[words] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts) + np.arange(counts.sum())
    pairs = once(flat[at] * len(first_word) + np.repeat(readings, counts))
    first = np.searchsorted(pairs // len(first_word), np.arange(PIECES + 1)).astype(np.int32)
    return (pairs % len(first_word)).astype(np.int32), first


def once(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers in order, each once; `np.unique` hashes them, which takes ten times as long."""
    numbers = np.sort(numbers)
    return numbers[np.concatenate(([True], numbers[1:] != numbers[:-1]))] if len(numbers) else numbers


def as_rows(index: NameIndex) -> Iterable[tuple[str, str, bytes]]:
    """The arrays as bytes, to be kept in a table: name, type, content."""
    for name, value in vars(index).items():
        if isinstance(value, np.ndarray):
            yield name, value.dtype.str, value.tobytes()
    yield "entries", "int", str(index.entries).encode()


def from_rows(rows: Iterable[tuple[str, str, bytes]]) -> NameIndex:
    """The index out of what `as_rows` gave."""
    values: dict[str, Any] = {
        name: int(content) if kind == "int" else np.frombuffer(content, dtype=np.dtype(kind))
        for name, kind, content in rows
    }
    return NameIndex(**values)
