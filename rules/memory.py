"""What questions gave, for every other deal in which they read the same facts under the same law.

A question reads the same keys in the same order as long as their values are the same. So its results are the ends of
ways through states: a state reads a key, and the value found there leads to the next one. Values are told apart by
identity, which is quick; `same` gives equal values of one key one identity.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import compress
from operator import is_not
from typing import Any, Final

MOST_STATES: Final = 600_000  # some 60 MB; beyond them everything is worked out anew
MOST_OF_ONE: Final = 60_000  # of one question; beyond them its results are
MOST_LAWS: Final = 64

_UNSET: Final = object()
_SINGLE: Final = frozenset(map(id, (None, True, False, ())))  # these are one object everywhere
_writing = threading.Lock()


@dataclass(slots=True)
class Kept:
    """A result with the keys that it rests on, in the order in which they were read, and what it read of the law.

    `seen`: the same where a figure that was only held against lines is no more than its side of each of them.
    """

    result: Any
    read: dict[str, None]
    seen: dict[Any, None]
    figures: dict[str, Any]
    days: frozenset[date]


class _State:
    """Reads `key`; `value` leads to `after`, every other known one to its state in `more`. `kept`: at an end."""

    __slots__ = ("after", "kept", "key", "more", "value")

    def __init__(self) -> None:
        self.key: Any = None
        self.kept: Kept | None = None
        self.value: Any = _UNSET
        self.after: _State | None = None
        self.more: dict[int, tuple[Any, _State]] | None = None  # values stay alive, so that an identity stays theirs


class _Ways:
    """The ways of one question, and how many states they have."""

    __slots__ = ("begin", "states")

    def __init__(self) -> None:
        self.begin = _State()
        self.states = 0


class Pool:
    """Results by question, over deals with one number of parties under one law."""

    __slots__ = ("_ways",)

    def __init__(self) -> None:
        self._ways: dict[str, _Ways] = {}

    def find(self, name: str, get: Callable[[Any], Any]) -> Kept | None:
        """The result of this question on the very values that `get` gives of its keys."""
        ways = self._ways.get(name)
        if ways is None:
            return None
        state: _State | None = ways.begin
        while state is not None:
            key = state.key
            if key is None:
                return state.kept
            value = get(key)
            if value is state.value:
                state = state.after
                continue
            found = None if state.more is None else state.more.get(id(value))
            state = None if found is None else found[1]
        return None

    def keep(self, name: str, get: Callable[[Any], Any], kept: Kept, keys: Iterable[Any]) -> None:
        """Takes a result in, by the keys that it rests on.

        Raises:
            RuntimeError: the question read other keys before, on the same values: it knows something unread.
        """
        with _writing:
            ways = self._ways.get(name)
            if ways is None or ways.states > MOST_OF_ONE:
                ways = self._ways[name] = _Ways()
            state = ways.begin
            for key in keys:
                if state.kept is not None or state.key not in (None, key):
                    raise RuntimeError(f"{name}: read {key!r} where it once read {state.key!r}")
                state.key = key
                state = _next(ways, state, get(key))
            if state.key is not None:
                raise RuntimeError(f"{name}: ends where it once read {state.key!r}")
            state.kept = kept


def _next(ways: _Ways, state: _State, value: object) -> _State:
    if value is state.value and state.after is not None:
        return state.after
    if state.more is not None and id(value) in state.more:
        return state.more[id(value)][1]
    ways.states += 1
    _all.states += 1
    made = _State()
    if state.after is None:
        state.after = made
        state.value = value  # last: a reader that sees the value finds the state behind it
    elif state.more is None:
        state.more = {id(value): (value, made)}
    else:
        state.more[id(value)] = (value, made)
    return made


class Memory:
    """What was worked out under the law of one day."""

    def __init__(self) -> None:
        self.figures: dict[str, Any] = {}  # of the law, by id
        self.places: dict[str, frozenset[str]] = {}
        self.rows: Mapping[str, str] | None = None
        self.pools: dict[tuple[int, Any], Pool] = {}
        self.values: dict[tuple[str, Any], Any] = {}

    def pool(self, parties: int, settled: object = None) -> Pool:
        """The results over deals with so many parties, among which a first question has this result."""
        pool = self.pools.get((parties, settled))
        return self.pools.setdefault((parties, settled), Pool()) if pool is None else pool

    def same(self, values: dict[str, Any], usual: Mapping[str, Any]) -> None:
        """Gives each value the identity of the equal one that this key had before.

        `usual`: values that are one object for every deal.
        """
        if len(self.values) > MOST_OF_ONE:
            self.values = {}
        known = self.values
        for key in tuple(compress(values, map(is_not, values.values(), map(usual.get, values)))):
            value = values[key]
            if id(value) not in _SINGLE:
                # a figure is told apart as it is written: 1.0 prints otherwise than 1
                values[key] = known.setdefault((key, str(value) if isinstance(value, Decimal) else value), value)


@dataclass(slots=True)
class _All:
    """Every memory by its law, and how many states they have together."""

    by_law: dict[tuple[Any, ...], Memory]
    states: int = 0


_all = _All({})


def memory_of(law: tuple[Any, ...]) -> Memory:
    """The memory of the law that this tells apart; all are emptied once they hold too much."""
    memory = _all.by_law.get(law)
    if memory is None or _all.states > MOST_STATES:
        if _all.states > MOST_STATES or len(_all.by_law) >= MOST_LAWS:
            forget()
        memory = _all.by_law[law] = Memory()
    return memory


def forget() -> None:
    """Empties every memory: they hold too much, or the rule base is another one now."""
    _all.by_law.clear()
    _all.states = 0
