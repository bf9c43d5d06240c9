"""Questions about the product itself, and turns that lean on a deal nobody told."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

import pytest

from assistant.ask import ask
from assistant.reading.of_the_desk import asked_of_the_desk
from assistant.store import Store

DAY = dt.date(2026, 11, 26)
TOPICS = {
    "Hello, can you help me?": "start",
    "I have a question about an order": "start",
    "What do you need from me?": "start",
    "Ich habe eine Frage": "start",
    "start over": "anew",
    "New deal, please": "anew",
    "Who are you?": "about",
    "Hi there! What can you do for us?": "about",
    "are you chatgpt?": "about",
    "你是谁？": "about",
    "Can I trust this?": "trust",
    "Is this legal advice?": "trust",
    "Do you keep what I type?": "trust",
}


@pytest.mark.parametrize(("words", "topic"), TOPICS.items())
def test_what_is_asked_of_the_product(words: str, topic: str) -> None:
    assert asked_of_the_desk(words) == topic
    answer = ask(words, as_of=DAY)
    assert (answer.kind, answer.verdict) == ("clarification", None)


@pytest.mark.parametrize(
    "words",
    [
        "Who are you selling to? 8 H100 to Oslo",
        "Can you help me with an order of 8 H100 to Oslo?",
        "Who is the end user of the H100?",
        "Is this binding on a reexporter in Dubai?",
        "new deal: 500 RTX 4090 to Shenzhen",
        "What is the Entity List?",
        "thank you " * 28 + "whatever it is",  # read in a moment, however the greetings may be cut
        "Who are you? " + "We sell 8 H100 to Oslo. " * 20,
    ],
)
def test_a_deal_or_a_question_of_law_is_none(words: str) -> None:
    assert asked_of_the_desk(words) is None


def test_a_turn_that_leans_on_no_deal_is_asked_for_one() -> None:
    assert ask("and for Japan?", as_of=DAY).kind == "clarification"
    assert ask("What about the weather?", as_of=DAY).kind == "out_of_scope"


def test_within_a_deal_it_stands_and_what_is_open_is_asked() -> None:
    with closing(Store.in_memory()) as store:
        ask("8 H100 to Oslo", as_of=DAY, thread="t", store=store)
        trusted = ask("Can I trust this?", as_of=DAY, thread="t", store=store)
        assert "last deal stands" in trusted.answer
        needed = ask("What do you need from me?", as_of=DAY, thread="t", store=store)
        assert needed.verdict is not None
        assert needed.questions


def test_after_starting_over_no_turn_leans_on_the_old_deal() -> None:
    with closing(Store.in_memory()) as store:
        ask("8 H100 to Oslo for a Norwegian-owned bank", as_of=DAY, thread="t", store=store)
        ask("start over", as_of=DAY, thread="t", store=store)
        assert ask("and for Japan?", as_of=DAY, thread="t", store=store).kind == "clarification"
        ours = ask("4 A100 to a Japanese-owned hospital in Osaka", as_of=DAY, thread="t", store=store)
        assert ours.facts["quantity"] == 4
        again = ask("and to Kyoto?", as_of=DAY, thread="t", store=store)
        assert (again.verdict is not None, again.facts["destination"]) == (True, "JP")
