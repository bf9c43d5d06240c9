"""What a run remembers, bounded, so that memory does not grow with the book."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

MOST_KEPT = 200_000

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Bounded(dict[Key, Value]):
    """A mapping that forgets what came first."""

    def keep(self, key: Key, value: Value) -> None:
        if len(self) >= MOST_KEPT:
            del self[next(iter(self))]
        self[key] = value
