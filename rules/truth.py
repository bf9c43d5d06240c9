"""Truth: three values, no boolean.

A rule that could read "nobody asked" as "no" makes false clearances, so `bool()` of a Truth raises.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, final


@final
class Truth:
    """NO, UNKNOWN or YES, combined as Kleene does: unknown stays unknown while it can still decide.

    Three single objects, compared with `is`. A plain class: an Enum's members cost half of a verdict's time.

    >>> Truth.NO & Truth.UNKNOWN
    Truth.NO
    >>> Truth.YES & ~Truth.UNKNOWN
    Truth.UNKNOWN
    """

    __slots__ = ("name", "rank")

    NO: ClassVar[Truth]
    UNKNOWN: ClassVar[Truth]
    YES: ClassVar[Truth]

    def __init__(self, name: str, rank: int) -> None:
        self.name = name
        self.rank = rank

    @staticmethod
    def of(fact: bool | None) -> Truth:
        """The truth of a yes/no fact; None is UNKNOWN."""
        if fact is None:
            return Truth.UNKNOWN
        return Truth.YES if fact else Truth.NO

    def __and__(self, other: Truth) -> Truth:
        return self if self.rank <= other.rank else other

    def __or__(self, other: Truth) -> Truth:
        return self if self.rank >= other.rank else other

    def __invert__(self) -> Truth:
        if self is Truth.UNKNOWN:
            return self
        return Truth.NO if self is Truth.YES else Truth.YES

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values: compare it with Truth.YES, Truth.NO or Truth.UNKNOWN")

    def __repr__(self) -> str:
        return f"Truth.{self.name}"

    @property
    def json(self) -> bool | None:
        """true, false or null, as the contract prints `holds`."""
        return None if self is Truth.UNKNOWN else self is Truth.YES


Truth.NO = Truth("NO", 0)
Truth.UNKNOWN = Truth("UNKNOWN", 1)
Truth.YES = Truth("YES", 2)


def any_of(truths: Iterable[Truth]) -> Truth:
    """YES when one holds, NO when none can; NO of none.

    >>> any_of([])
    Truth.NO
    """
    result = Truth.NO
    for truth in truths:
        result |= truth
    return result


def all_of(truths: Iterable[Truth]) -> Truth:
    """NO when one fails, YES when all hold; YES of none."""
    result = Truth.YES
    for truth in truths:
        result &= truth
    return result
