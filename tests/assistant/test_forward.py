"""What would open a deal: told when asked, in the same turn or the next, out of the rules and never beyond them."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.ask import ask_all
from assistant.forward import is_asked

DAY = dt.date(2026, 10, 5)


@pytest.mark.parametrize(
    "text",
    [
        "what would make it OK?", "So what could we do?", "Any way around this?", "what are our options",
        "How can we still ship it?", "what do we need to do", "can we make this work?",
    ],
)  # fmt: skip
def test_it_is_asked_in_many_words(text: str) -> None:
    assert is_asked(text)


@pytest.mark.parametrize("text", ["12 H200 to Oslo", "and for Japan?", "why?", "what is TPP?", "who makes it?"])
def test_other_questions_do_not_ask_it(text: str) -> None:
    assert not is_asked(text)


def test_the_next_turn_tells_what_would_open_the_same_deal() -> None:
    turns = ["8 Nvidia L4 cards to a Chinese-owned firm in Shenzhen, no NAC notice given", "what would make it OK?"]
    first, second = ask_all(turns[:1], as_of=DAY), ask_all(turns, as_of=DAY)
    assert second.verdict is not None
    assert first.verdict is not None
    assert (second.verdict.outcome, second.facts["item"]) == (first.verdict.outcome, first.facts["item"])
    assert "What would open it:" not in first.answer
    assert "What would open it:\n- License exception" in second.answer
    assert second.grounding.rejected == 0


def test_asked_in_the_same_breath_it_stands_in_the_answer() -> None:
    one = ask_all(["8 H200 to a Chinese company in Shanghai. If not, what would make it possible?"], as_of=DAY)
    assert "case-by-case review), where all nine certifications" in one.answer
    assert one.verdict is not None
    assert one.verdict.outcome == "license_required"


def test_what_is_forbidden_has_no_way() -> None:
    one = ask_all(["Can our bank finance Ascend 910B servers in Dubai? What are our options?"], as_of=DAY)
    assert one.verdict is not None
    assert "License exception" not in one.answer.partition("What would open it")[2]
