"""Conversations as test parameters."""

from collections.abc import Iterable
from typing import Any

import pytest

from benchmarks.reading import Conversation


def marked(cases: Iterable[Conversation]) -> list[Any]:
    """The cases; one with `known` is read otherwise today, and the line must go once it is read right."""
    return [
        pytest.param(
            case,
            id=case.name,
            marks=pytest.mark.xfail(strict=True, reason=case.other["known"]) if "known" in case.other else (),
        )
        for case in cases
    ]
