"""The texts as search reads them: columns, words, places and references, in files that are mapped into memory.

passages.jsonl, starts.npy     the provisions, and where each begins
first.npy, last.npy            days as numbers like 20240601 (last: 99991231 while open)
order.npy                      the rank by which equal scores are ordered: cite, source, first day
source.npy                     whose text it is: 0 official, 1 digest, 2 company
links_at.npy, links_to.npy     from each passage to those that it refers to
places.json                    cite → passages under exactly it, and passages inside it
words/                         the BM25 tables
vectors.npy, owners.npy        sentence vectors, and whose passage each belongs to
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.lexical import Lexical
from knowledge.provision import Provision
from knowledge.references import references
from rules.cite import Cite

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OPEN = 99991231  # a day that is after all others
_SOURCES = ("official", "digest", "company")
_MOST_LINKED = 12
_COLUMNS = ("first", "last", "order", "source", "links_at", "links_to")


@dataclass(frozen=True)
class Places:
    """Passages by the cite they stand under: `exact` under it, `inside` under it or below it."""

    exact: Mapping[str, Sequence[int]]
    inside: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, texts: Sequence[Provision]) -> Places:
        """The places of these texts, by their position."""
        exact: dict[str, list[int]] = {}
        inside: dict[str, list[int]] = {}
        for at, text in enumerate(texts):
            exact.setdefault(text.cite, []).append(at)
            for place in text.place.lineage():
                inside.setdefault(place.text, []).append(at)
        return cls(exact, inside)

    def under(self, cite: Cite, held: Callable[[int], bool]) -> list[int]:
        """That place, else what lies inside it, else the closest unit around it."""
        for table in (self.exact, self.inside):
            if found := [at for at in table.get(cite.text, ()) if held(at)]:
                return found
        for place in cite.lineage():
            if found := [at for at in self.exact.get(place.text, ()) if held(at)]:
                return found
        return []


class Shelf:
    """A fixed list of texts with all that search needs of them; `vectors` None: words alone."""

    def __init__(
        self,
        columns: Mapping[str, NDArray[np.int64]],
        lexical: Lexical,
        read: Callable[[int], Provision],
        places: Callable[[], Places],
        vectors: tuple[NDArray[np.float32], NDArray[np.int32]] | None = None,
    ) -> None:
        self.columns, self.lexical, self.read, self._places = columns, lexical, read, places
        self.vectors = vectors
        self.size = len(columns["first"])

    @cached_property
    def places(self) -> Places:
        """Passages by cite, read when a question names one."""
        return self._places()

    def held_on(self, day: date | None) -> NDArray[np.bool_]:
        """Which texts count on the day; all of them where none is given."""
        import numpy as np

        if day is None:
            return np.ones(self.size, dtype=bool)
        number = day_number(day)
        return np.asarray((self.columns["first"] <= number) & (number <= self.columns["last"]))

    def referred_to(self, at: int) -> list[int]:
        """The passages that a passage refers to."""
        starts = self.columns["links_at"]
        return [int(one) for one in self.columns["links_to"][starts[at] : starts[at + 1]]]


def day_number(day: date | None) -> int:
    """A day as a number that sorts like it; an open end comes last."""
    return OPEN if day is None else day.year * 10000 + day.month * 100 + day.day


def shelf_of(texts: Sequence[Provision]) -> Shelf:
    """A shelf in memory, without vectors."""
    places = Places.of(texts)
    lexical = Lexical.of([text.searched for text in texts])
    return Shelf(_columns(texts, places), lexical, texts.__getitem__, lambda: places)


def write_shelf(folder: Path, texts: Sequence[Provision]) -> None:
    """Writes everything but the vectors."""
    import numpy as np

    places = Places.of(texts)
    for name, column in _columns(texts, places).items():
        np.save(folder / f"{name}.npy", column)
    starts = [0]
    with (folder / "passages.jsonl").open("wb") as file:
        for text in texts:
            starts.append(starts[-1] + file.write(text.model_dump_json().encode() + b"\n"))
    np.save(folder / "starts.npy", np.array(starts, dtype=np.int64))
    written = json.dumps({"exact": places.exact, "inside": places.inside}, ensure_ascii=False)
    (folder / "places.json").write_text(written, encoding="utf-8")
    Lexical.of([text.searched for text in texts]).save(folder / "words")


def open_shelf(folder: Path) -> Shelf:
    """The shelf of a folder, mapped into memory."""
    import numpy as np

    def mapped(name: str) -> NDArray[np.int64]:
        column: NDArray[np.int64] = np.load(folder / f"{name}.npy", mmap_mode="r")
        return column

    starts = mapped("starts")
    written = np.memmap(folder / "passages.jsonl", mode="r", dtype=np.uint8)

    def read(at: int) -> Provision:
        return Provision.model_validate_json(written[int(starts[at]) : int(starts[at + 1])].tobytes())

    def places() -> Places:
        return Places(**json.loads((folder / "places.json").read_text(encoding="utf-8")))

    vectors: NDArray[np.float32] = np.load(folder / "vectors.npy", mmap_mode="r")
    owners: NDArray[np.int32] = np.load(folder / "owners.npy")
    columns = {name: mapped(name) for name in _COLUMNS}
    return Shelf(columns, Lexical.opened(folder / "words", len(starts) - 1), read, places, (vectors, owners))


def _columns(texts: Sequence[Provision], places: Places) -> dict[str, NDArray[np.int64]]:
    import numpy as np

    keys = [(text.cite, _SOURCES.index(text.source), text.effective_from, text.sha256) for text in texts]
    order = np.empty(len(texts), dtype=np.int64)
    order[sorted(range(len(texts)), key=keys.__getitem__)] = np.arange(len(texts))
    links = [_links(text, places) for text in texts]
    columns = {
        "first": [day_number(text.effective_from) for text in texts],
        "last": [day_number(text.effective_to) for text in texts],
        "source": [_SOURCES.index(text.source) for text in texts],
        "links_at": np.cumsum([0, *map(len, links)]),
        "links_to": [at for found in links for at in found],
    }
    return {name: np.asarray(column, dtype=np.int64) for name, column in columns.items()} | {"order": order}


def _links(text: Provision, places: Places) -> list[int]:
    """The passages that a text refers to; a whole part or list is no reference to each of its paragraphs."""
    found = (places.under(cite, lambda _: True) for cite in references(text))
    return sorted({at for passages in found if len(passages) <= _MOST_LINKED for at in passages})
