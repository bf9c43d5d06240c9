"""Kind of item, origin, maker and release, from words to the outcome: no false clearance, and what is lawful clears."""

from __future__ import annotations

import pytest

from assistant.ask import ask
from benchmarks.reading import Conversation, conversations
from tests.cases import CLEARED

CASES = [case for case in conversations() if "outcome" in case.other]


def _outcome(case: Conversation) -> str | None:
    reply = ask(case.turns[-1], as_of=case.as_of)
    deal = (reply.deals or [reply])[0]
    return deal.verdict.outcome if deal.verdict else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_outcome(case: Conversation) -> None:
    assert (_outcome(case) in CLEARED) == (case.other["outcome"] == "clears")


def test_both_sides_are_there() -> None:
    held = sum(case.other["outcome"] == "holds" for case in CASES)
    assert len(CASES) >= 120
    assert len(CASES) / 2 <= held < len(CASES)
