"""A whole in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Given = TypeVar("Given")


def pieces(whole: Sequence[Given], size: int) -> list[Sequence[Given]]:
    """The whole in order, at most so many at a time."""
    return [whole[start : start + size] for start in range(0, len(whole), size)]
