"""The names of a run: each is screened once, and looked up while the rows behind it are still being read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.batch.bounded import Bounded
from assistant.batch.chunk import Name, Names, screen_chunk
from assistant.batch.pieces import pieces
from assistant.batch.workers import Waiting, Workers
from assistant.screening.match import Hit

NAMES_A_CHUNK = 50


class Looking:
    """The hits of names, and the looking up of those that nobody has looked up yet."""

    def __init__(self, workers: Workers, expected: tuple[str, str]) -> None:
        self.workers, self.expected = workers, expected
        self.screened = 0
        self._hits: Bounded[Name, list[Hit]] = Bounded()
        self._new: dict[Name, None] = {}
        self._begun: dict[Name, None] = {}
        self._waiting: list[tuple[Sequence[Name], Waiting[list[list[Hit]]]]] = []

    def want(self, names: Iterable[Name]) -> None:
        """These will be asked for; enough of them for all workers are given out at once."""
        for one in names:
            if one not in self._hits and one not in self._begun:
                self._new[one] = None
        if len(self._new) >= NAMES_A_CHUNK * self.workers.count:
            self.look_up()

    def look_up(self) -> None:
        """Gives out every name that is wanted."""
        new, self._new = list(self._new), {}
        if new:
            chunks = [Names(tuple(some), self.expected) for some in pieces(new, NAMES_A_CHUNK)]
            self._waiting.append((new, self.workers.start(screen_chunk, chunks)))
            self._begun |= dict.fromkeys(new)

    def wait(self) -> None:
        """Until every name that was given out is looked up."""
        for names, waiting in self._waiting:
            for name, found in zip(names, (one for chunk in waiting() for one in chunk), strict=True):
                self._hits.keep(name, found)
            self.screened += len(names)
        self._waiting, self._begun = [], {}

    def known(self, names: Iterable[Name]) -> bool:
        """Are all of them looked up?"""
        return all(one in self._hits for one in names)

    def hits(self, names: Iterable[Name]) -> dict[Name, list[Hit]]:
        """The hits of names that are looked up."""
        return {one: self._hits[one] for one in names}
