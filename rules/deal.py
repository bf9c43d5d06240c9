"""A deal: the facts with silence filled in, read through questions that remember what they read.

Rules ask a Deal ("is this place in D:5?", "is TPP at least 4,800?") and get a Truth. A fact that is
not known answers UNKNOWN and leaves an Ask behind: the one split of its values that would settle
the question. Completions follow these splits, so a place is only ever told apart as far as a live
rule tells it apart, and a number only at the lines that rules read.

Keys are the paths of the facts. A key with "#" is one aspect of the path before it, such as
"end_uses#military"; asks and proofs name the path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

from rules.law import Law
from rules.memory import Kept, Pool
from rules.truth import Truth


@dataclass(frozen=True, slots=True)
class Open:
    """A fact that nobody knows, with what it can still be.

    `choices`: the values of a closed list, or one country per class that rules tell apart.
    `low`, `high`: the bounds of a number, low included, high not.
    """

    choices: tuple[Any, ...] | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One split that would settle a question: each option is a label and what the fact becomes."""

    key: str
    options: tuple[tuple[str, Any], ...]

    @property
    def path(self) -> str:
        """The fact as the user knows it."""
        return self.key.partition("#")[0]


class Side(NamedTuple):
    """A figure as far as one line tells it apart: at or above it, or `beyond` it. No line: whether it is open."""

    key: str
    line: Decimal | None = None
    beyond: bool = False


YES_NO = (True, False)
EITHER = Open(choices=YES_NO)


T = TypeVar("T")


@dataclass(slots=True)
class Answered:
    """An answer with what it read and what would settle it."""

    truth: Truth
    used: dict[str, Any]
    asks: list[Ask]


class Deal:
    """Facts of one transaction under one day's law. Reading never changes it; `with_value` copies."""

    __slots__ = (
        "asks", "kept", "law", "parties", "pool", "read", "seen", "settled", "stated", "used", "values",
    )  # fmt: skip

    def __init__(
        self,
        values: Mapping[str, Any],
        law: Law,
        parties: int,
        stated: frozenset[str],
        kept: dict[str, Kept] | None = None,
    ) -> None:
        self.values = values
        self.kept = {} if kept is None else kept
        self.pool: Pool = law.memory.pool(parties)
        self.settled: Kept | None = None  # the class of the item, once further questions rest on it
        self.law = law
        self.parties = parties
        self.stated = stated  # keys that the user stated, null included
        self.used: dict[str, Any] = {}
        self.asks: list[Ask] = []
        self.read: dict[str, None] = {}  # in the order of reading
        self.seen: dict[Any, None] = {}  # the same, a figure held against a line as no more than that: see `aspect`

    def with_value(self, key: str, value: object) -> Deal:
        """The same deal with one fact settled or narrowed."""
        return self.with_values({key: value})

    def with_values(self, changes: Mapping[str, Any]) -> Deal:
        """The same deal with several facts changed; what did not read them is taken over."""
        settled, kept = self.settled, {}
        if settled is None or changes.keys().isdisjoint(settled.read):
            kept = {name: one for name, one in self.kept.items() if changes.keys().isdisjoint(one.read)}
        deal = Deal({**self.values, **changes}, self.law, self.parties, self.stated, kept)
        if kept and settled is not None:
            deal.settled, deal.pool = settled, self.pool
        return deal

    def count_read(self, other: Deal) -> None:
        """What was read of this deal with some facts changed counts as read of it."""
        self.read |= other.read
        self.seen |= other.seen

    # what a rule reads

    def told(self, key: str) -> bool:
        """Did the user state this fact, "not known" included?"""
        self.read[TOLD + key] = self.seen[TOLD + key] = None
        return key in self.stated

    def look(self, key: str) -> Any:
        """The value or the Open that stands for it, for a question that is no ground of the step."""
        self.read[key] = self.seen[key] = None
        return self.values[key]

    def is_open(self, key: str) -> bool:
        """Is nothing, or not enough, known of this fact? No ground of the step."""
        self.read[key] = self.seen[Side(key)] = None
        return isinstance(self.values[key], Open)

    def reaches(self, key: str, line: Decimal) -> bool:
        """Is a known figure at or above the line? No ground of the step."""
        self.read[key] = self.seen[Side(key, line)] = None
        return bool(self.values[key] >= line)

    def known(self, key: str) -> bool:
        """Is it known, whatever it is? A ground of the step."""
        self.seen[Side(key)] = None
        return not isinstance(self._ground(key), Open)

    def get(self, key: str) -> Any:
        """The value, or None while it is not known. Raises KeyError for a fact that has no such name."""
        value = self.bound(key)
        return None if isinstance(value, Open) else value

    def bound(self, key: str) -> Any:
        """The value, or the Open that stands for it."""
        self.seen[key] = None
        return self._ground(key)

    def _ground(self, key: str) -> Any:
        value = self.values[key]
        self.read[key] = None
        if isinstance(value, Open):
            self.used[_path(key)] = None
        elif value is not None:  # a fact that says nothing is no ground of a step
            path = _path(key)
            if path != key and path in self.values:
                self.read[path] = self.seen[path] = None
                self.used[path] = self.values[path]
            else:
                self.used[path] = value
        return value

    def yes(self, key: str) -> Truth:
        """Is this yes/no fact true?"""
        value = self.bound(key)
        if not isinstance(value, Open):
            return Truth.of(value)
        self.asks.append(Ask(key, (("yes", True), ("no", False))))
        return Truth.UNKNOWN

    def one_of(self, key: str, wanted: Iterable[object]) -> Truth:
        """Is the value of this closed list among `wanted`?"""
        members = frozenset(wanted)
        value = self.bound(key)
        if not isinstance(value, Open):
            return Truth.of(value in members)
        assert value.choices is not None
        return self._partition(key, value.choices, members)

    def equals(self, key: str, wanted: object) -> Truth:
        """Is this the value?"""
        return self.one_of(key, (wanted,))

    def place_in(self, key: str, places: frozenset[str], exactly: bool = False) -> Truth:
        """Does this place belong to the group? A territory takes its sovereign's row, unless `exactly`."""
        value = self.bound(key)
        if isinstance(value, Open):
            assert value.choices is not None
            return self._partition(key, value.choices, places)
        if value is None:
            return Truth.NO
        return Truth.of(value in places or (not exactly and self.law.row(value) in places))

    def _partition(self, key: str, choices: tuple[Any, ...], members: frozenset[Any]) -> Truth:
        inside, outside = _split(choices, members)
        if not outside:
            return Truth.YES
        if not inside:
            return Truth.NO
        self.asks.append(Ask(key, (("in", _narrow(inside)), ("out", _narrow(outside)))))
        return Truth.UNKNOWN

    def at_least(self, key: str, line: Decimal | None) -> Truth:
        """Does the figure reach the line? NO where no such line is in force."""
        if line is None:
            return Truth.NO
        self.seen[Side(key, line)] = None
        value = self._ground(key)
        if not isinstance(value, Open):
            return Truth.NO if value is None else Truth.of(value >= line)
        if value.low is not None and value.low >= line:
            return Truth.YES
        if value.high is not None and value.high <= line:
            return Truth.NO
        below, above = _between(value.low, line), _between(line, value.high)
        self.asks.append(Ask(key, ((f">={line}", above), (f"<{line}", below))))
        return Truth.UNKNOWN

    def above(self, key: str, line: Decimal | None) -> Truth:
        """Does the figure exceed the line?"""
        if line is None:
            return Truth.NO
        self.seen[Side(key, line, True)] = None
        value = self._ground(key)
        if not isinstance(value, Open):
            return Truth.NO if value is None else Truth.of(value > line)
        return self.at_least(key, line + SMALLEST)

    def order_above(self, limit: Decimal) -> Truth:
        """Does the TPP of all units together exceed the limit? Both figures are known; the quantity is the ground."""
        self.read[TPP] = self.seen[Side(ORDER, limit, True)] = None
        return Truth.of(self._order(self._ground(QUANTITY)) > limit)

    def _order(self, quantity: Decimal | None) -> Decimal:
        tpp: Decimal = self.values[TPP]
        return Decimal(0) if quantity is None else tpp * quantity

    def recall(self, name: str, question: Callable[[Deal], T]) -> T:
        """The result of a question that leaves nothing open behind it, worked out once.

        A deal that differs in facts which the question did not read takes the result over: so the other
        values of a presumed fact, and the branches of a split, only cost what they change.
        """
        kept = self.kept.get(name)
        if kept is None:
            kept = self.pool.find(name, self.values.get)
            if kept is None:
                kept = self._worked_out(question)
                self.pool.keep(name, self.values.get, kept, kept.read)
            else:
                self.law.take(kept.figures, kept.days)
            self.kept[name] = kept
        self.read |= kept.read
        self.seen |= kept.seen
        result: T = kept.result
        return result

    def conclude(self, name: str, question: Callable[[Deal], T]) -> T:
        """The result of a question that tells no figure: deals share it that lie on the same sides of its lines."""
        kept = self.pool.find(name, self.aspect)
        if kept is None:
            kept = self._worked_out(question)
            self.pool.keep(name, self.aspect, kept, kept.seen)
        else:
            self.law.take(kept.figures, kept.days)
        self.read |= kept.read
        self.seen |= kept.seen
        result: T = kept.result
        return result

    def aspect(self, key: str | Side) -> Any:
        """What `seen` means by a key: the value, or on which side of a line it lies."""
        if type(key) is str:
            return self.values.get(key)
        name, line, beyond = cast(Side, key)
        if name == ORDER:
            return self._order(self.values[QUANTITY]) > cast(Decimal, line)
        value = self.values[name]
        if line is None:
            return isinstance(value, Open)
        if value is None or isinstance(value, Open):
            return value
        return value > line if beyond else value >= line

    def settle(self, name: str) -> None:
        """From here on questions rest on the result of this one, and no more on what it read."""
        self.settled = self.kept[name]
        self.pool = self.law.memory.pool(self.parties, self.settled.result)

    def _worked_out(self, question: Callable[[Deal], object]) -> Kept:
        read, seen, used, asks = self.read, self.seen, self.used, self.asks
        self.read, self.seen, self.used, self.asks = {}, {}, {}, []
        with_law = self.law.begin()
        result = question(self)
        kept = Kept(result, self.read, self.seen, *self.law.end(with_law))
        self.read, self.seen, self.used, self.asks = read, seen, used, asks
        return kept

    def ask_once(self, name: str, question: Callable[[Deal], Truth]) -> Truth:
        """The answer to a question inside several steps, with what it read and what would settle it."""

        def answer(deal: Deal) -> Answered:
            used, asks, deal.used, deal.asks = deal.used, deal.asks, {}, []
            answered = Answered(question(deal), deal.used, deal.asks)
            deal.used, deal.asks = used, asks
            return answered

        answered = self.recall(name, answer)
        self.used.update(answered.used)
        self.asks += answered.asks
        return answered.truth

    # what a step keeps

    def take_used(self) -> dict[str, Any]:
        """What was read since the last step; starts anew."""
        used, self.used = self.used, {}
        return used

    def take_asks(self) -> list[Ask]:
        """What would settle the questions since the last step; starts anew."""
        asks = self.asks
        if asks:
            self.asks = []
        return asks


TPP, QUANTITY = "item.tpp", "quantity"
ORDER = "quantity#tpp"  # their product: no fact, told apart by lines alone
TOLD = "?"  # before a key: was it stated?
SMALLEST = Decimal("0.000001")  # figures of data sheets are never told apart more finely


def _path(key: str) -> str:
    return key.partition("#")[0] if "#" in key else key


@lru_cache(maxsize=4096)
def _split(choices: tuple[Any, ...], members: frozenset[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    inside = tuple(choice for choice in choices if choice in members)
    return inside, tuple(choice for choice in choices if choice not in members)


@lru_cache(maxsize=4096)
def _narrow(choices: tuple[Any, ...]) -> Any:
    """One choice is a value; several stay open. Equal splits are one object, so that results are found again."""
    return choices[0] if len(choices) == 1 else Open(choices=choices)


@lru_cache(maxsize=4096)
def _between(low: Decimal | None, high: Decimal | None) -> Open:
    return Open(low=low, high=high)
