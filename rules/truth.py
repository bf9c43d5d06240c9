"""Truth: three values, no boolean.

A rule that could read "nobody asked" as "no" makes false clearances, so `bool()` of a Truth raises.
"""

from __future__ import annotations

from enum import Enum
from typing import Self


class Truth(Enum):
    """NO, UNKNOWN or YES, combined as Kleene does: unknown stays unknown while it can still decide.

    >>> Truth.NO & Truth.UNKNOWN
    <Truth.NO: 0>
    >>> Truth.YES & ~Truth.UNKNOWN
    <Truth.UNKNOWN: 1>
    """

    NO = 0
    UNKNOWN = 1
    YES = 2

    @classmethod
    def of(cls, fact: bool | None) -> Self:
        """The truth of a yes/no fact; None is UNKNOWN."""
        if fact is None:
            return cls(1)
        return cls(2) if fact else cls(0)

    def __and__(self, other: Truth) -> Truth:
        return self if self.value <= other.value else other

    def __or__(self, other: Truth) -> Truth:
        return self if self.value >= other.value else other

    def __invert__(self) -> Truth:
        return _NOT[self]

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values: compare it with Truth.YES, Truth.NO or Truth.UNKNOWN")

    @property
    def json(self) -> bool | None:
        """true, false or null, as the contract prints `holds`."""
        return None if self is Truth.UNKNOWN else self is Truth.YES


_NOT = {Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN, Truth.YES: Truth.NO}


def any_of(truths: list[Truth]) -> Truth:
    """YES when one holds, NO when none can; NO of none.

    >>> any_of([])
    <Truth.NO: 0>
    """
    result = Truth.NO
    for truth in truths:
        result |= truth
    return result


def all_of(truths: list[Truth]) -> Truth:
    """NO when one fails, YES when all hold; YES of none."""
    result = Truth.YES
    for truth in truths:
        result &= truth
    return result
