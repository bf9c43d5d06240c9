"""Turns after turns: a turn copies the last deal and moves the facts that it names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from assistant.ask import ask_all
from assistant.dialogue import next_turn
from benchmarks.reading import Conversation, conversations, problems, read
from tests.conversations import marked

AS_OF = dt.date(2026, 11, 24)
SEVERAL = [case for case in conversations() if len(case.turns) > 1]


@dataclass
class Kept:
    """A turn as a store keeps it: facts as JSON, with the words in them."""

    facts: dict[str, Any]


@pytest.mark.parametrize("case", marked(SEVERAL))
def test_conversation(case: Conversation) -> None:
    assert problems(case, read(case)) == []


def test_a_kept_turn_is_read_like_one_in_hand() -> None:
    first = next_turn("8 H200 to a Norwegian-owned lab in Oslo", as_of=AS_OF, history=[]).deals[0]
    kept = Kept({**first.facts, "words": first.words})
    later = next_turn("and for Japan?", as_of=AS_OF, history=[kept]).deals[0]
    assert later.facts["destination"] == "JP"
    assert later.facts["quantity"] == 8
    assert len(later.variants) == len(first.variants)


def test_listings_of_a_screening_are_not_carried_over() -> None:
    party = {
        "name": "SMIC",
        "roles": ["end_user"],
        "listings": [{"list": "entity_list", "entry_id": "x", "state": "match"}],
    }
    kept = Kept({"item": {"name": "RTX 5070"}, "destination": "CN", "parties": [party]})
    deal = next_turn("and for Japan?", as_of=AS_OF, history=[kept]).deals[0]
    assert "listings" not in deal.facts["parties"][0]


def test_words_say_the_turn() -> None:
    first = next_turn("8 H200 to a Norwegian-owned lab in Oslo", as_of=AS_OF, history=[]).deals[0]
    later = next_turn("and for Japan?", as_of=AS_OF, history=[first]).deals[0]
    assert later.words["destination"]["turn"] == 1
    assert later.words["quantity"]["turn"] == 0


def test_the_earlier_deal_is_left_as_it_was() -> None:
    first = next_turn("8 H200 to a Norwegian-owned lab in Oslo", as_of=AS_OF, history=[]).deals[0]
    next_turn("and for Japan, 12 pieces?", as_of=AS_OF, history=[first])
    assert first.facts["destination"] == "NO"
    assert first.facts["quantity"] == 8


@pytest.mark.parametrize(
    ("turn", "outcome"),
    [
        ("Can we give them a 15 % discount?", "license_required"),
        ("they pay 30 % upfront", "license_required"),
        ("they sold 30 % of it", "license_required"),
        ("sorry, only 15 %", "no_license_required"),
        ("actually they hold 15 % of the shares", "no_license_required"),
    ],
)
def test_only_a_corrected_share_is_the_owners(turn: str, outcome: str) -> None:
    """A discount or a down payment says nothing of who owns the buyer."""
    first = "20 RTX 4070 to a Malaysian company in Penang, 60 % owned by a firm on the Entity List, the rest is public"
    told = ask_all([first, turn], as_of=dt.date(2026, 11, 25))
    assert told.verdict is not None
    assert told.verdict.outcome == outcome
