"""Words in, facts out: the conversations of `tests/conversations/` with one turn, and what holds for every reading."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.ask import answer
from assistant.reading.understand import understand
from assistant.reading.understood import Understood
from benchmarks.reading import Conversation, conversations, problems, read
from rules.facts import read_facts
from tests.cases import CLEARED
from tests.conversations import marked

SINGLE = [case for case in conversations() if len(case.turns) == 1]
AS_OF = dt.date(2026, 11, 24)


@pytest.mark.parametrize("case", marked(SINGLE))
def test_message(case: Conversation) -> None:
    """What is read is what `check` takes, every word stands where it is said to stand, and all is as it should be."""
    found = read(case)
    for deal in found.deals:
        read_facts({**deal.facts, "words": deal.words})
        for variant in deal.variants:
            read_facts({**deal.facts, "item": variant})
        for path, word in deal.words.items():
            assert word["status"] in {"stated", "implied", "guessed"}, path
            assert 0 <= word["start"] <= word["end"] <= len(case.turns[-1]), path
    assert problems(case, found) == []
    if "ends" in case.other:
        assert _ending(case, found) == case.other["ends"]


def _ending(case: Conversation, found: Understood) -> str | None:
    """How the words alone lead the deal to its end, in the word that the case uses: an outcome, clears or holds."""
    reply = answer(found, case.turns[0], case.as_of)
    outcome = reply.verdict.outcome if reply.verdict else None
    if case.other["ends"] in {"clears", "holds"}:
        return "clears" if outcome in CLEARED else "holds"
    return outcome


@pytest.mark.parametrize(
    ("words", "path", "said"),
    [
        ("Ship 12 A40 to Oslo", "quantity", "12"),
        ("Ship\u200b 12 A40 to Oslo", "destination", "Oslo"),
        ("Ｓhip 12 A40 to Oslo", "item.name", "A40"),
        ("发64块H200到深圳", "destination", "深圳"),
    ],
)
def test_words_point_into_the_original(words: str, path: str, said: str) -> None:
    word = understand(words, as_of=AS_OF).deals[0].words[path]
    assert words[word["start"] : word["end"]] == said


def test_reading_is_deterministic() -> None:
    words = "8 H100 via DHL in Leipzig to Masaryk University in Brno, not for military use"
    assert understand(words, as_of=AS_OF) == understand(words, as_of=AS_OF)


def test_a_guess_is_never_a_fact() -> None:
    deal = understand("12 A40 for a customer in Georgia", as_of=AS_OF).deals[0]
    assert "destination" not in deal.facts
    assert deal.words["destination"]["status"] == "guessed"


@pytest.mark.parametrize("word", ["glorbification", "Projekt Xanadu", "frombling", "zwarfelsohn"])
def test_unread_words_on_the_end_use_are_asked(word: str) -> None:
    deal = understand(f"8 H100 to a Norwegian-owned lab in Oslo for {word}", as_of=AS_OF).deals[0]
    assert "unknown" in deal.facts["end_uses"]


@pytest.mark.parametrize(
    "text", ["", "?", "\n\n", "()", "🙂", "a", "12", "to to to", "H100 " * 40, "x" * 3000, "- \n- \n-"]
)
def test_nothing_breaks_the_reader(text: str) -> None:
    understand(text, as_of=AS_OF)
