"""What was established once is a stated fact later, with its source, until list, rule base or term moves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from assistant.decide import decide
from assistant.records import remembered
from assistant.records.cases import case
from assistant.records.errors import Refused
from assistant.records.log import verify_log
from assistant.records.permissions import NotAllowed
from assistant.records.receipt import receipt, verify
from assistant.records.remembered import remember
from tests.assistant.records.desks import ANA, CLEARED, DAY, JOAO, desk, recorded

PARTY = {key: value for key, value in CLEARED["parties"][0].items() if key != "owners"}
UNKNOWN: dict[str, Any] = {**CLEARED, "parties": [{**PARTY, "name": "Fjord Computing AS"}]}
UNTIL = DAY + dt.timedelta(days=30)
REGISTER = "extract of the company register of 20 November"


def _decided(facts: dict[str, Any] = UNKNOWN, day: dt.date = DAY) -> tuple[dict[str, Any], Any]:
    return decide(facts, day)


def test_owners_that_were_established_are_a_stated_fact(database_url: str) -> None:
    store = desk(database_url)
    before = _decided()
    assert (before[1].outcome, "owners" in before[0]["parties"][0]) == ("needs_facts", False)
    remember(store, JOAO, "owners", "FJORD COMPUTING AS", [], REGISTER, UNTIL)
    facts, verdict = _decided()
    assert facts["parties"][0]["owners"] == []
    said = facts["words"]["parties[0].owners"]
    assert (said["text"], said["status"]) == (REGISTER, "stated")
    assert said["note"].startswith("owners established by joao on ")
    assert not any("owners" in path for path in verdict.missing)
    assert store.read(verify_log).broken is None
    found = verify(receipt(store, case(store, recorded(store, UNKNOWN), JOAO, DAY)))
    assert found["result"] == "reproduced"
    store.close()


def test_what_is_remembered_ends_the_verdict_with_it() -> None:
    store = desk()
    named = {**CLEARED, "item": {**CLEARED["item"], "name": "Fjord card 1"}}
    before = _decided(named)[1]
    remember(store, JOAO, "class", "Fjord card 1", before.eccn, "the maker's letter", UNTIL)
    facts, after = _decided(named)
    assert (facts["item"]["eccn"], after.outcome) == (before.eccn, before.outcome)
    assert (before.valid_until > UNTIL, after.valid_until) == (True, UNTIL + dt.timedelta(days=1))
    (why,) = [one.text for one in after.law.warnings if one.id == "valid_until"]
    assert "remembered" in why
    found = verify(receipt(store, case(store, recorded(store, named), JOAO, DAY)))
    assert found["result"] == "reproduced"
    store.close()


def test_it_lapses_with_term_list_and_rule_base(monkeypatch: pytest.MonkeyPatch) -> None:
    store = desk()
    remember(store, JOAO, "owners", "Fjord Computing AS", [], REGISTER, UNTIL)
    assert "owners" in _decided(day=UNTIL)[0]["parties"][0]
    assert "owners" not in _decided(day=UNTIL + dt.timedelta(days=1))[0]["parties"][0]
    for name, other in (("list_date", lambda: DAY), ("RULE_BASE", "2027.1.1")):
        with monkeypatch.context() as moved:
            moved.setattr(remembered, name, other)
            assert "owners" not in _decided()[0]["parties"][0]
    store.close()


def test_what_the_user_states_beats_it() -> None:
    store = desk()
    remember(store, JOAO, "owners", "Fjord Computing AS", [], REGISTER)
    owner = {"name": "Somebody", "percent": 60, "headquarters": "NO"}
    stated = {**UNKNOWN, "parties": [{**UNKNOWN["parties"][0], "owners": [owner]}]}
    assert _decided(stated)[0]["parties"][0]["owners"][0]["name"] == "Somebody"
    store.close()


def test_what_is_refused() -> None:
    store = desk()
    with pytest.raises(NotAllowed):
        remember(store, ANA, "owners", "Fjord Computing AS", [], REGISTER)
    for name, value, evidence, said in (("", [], "x", "name"), ("A", [], " ", "evidence"), ("A", None, "x", "value")):
        with pytest.raises(Refused, match=said):
            remember(store, JOAO, "owners", name, value, evidence)
    store.close()
