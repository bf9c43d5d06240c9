"""Holds: each row of the contract's table, the facts that are equal, and what today decides otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from assistant.records import moved
from assistant.records.actor import Actor
from assistant.records.decisions import Kind, Wanted, decide
from assistant.records.errors import NoSuchHold, Refused
from assistant.records.holds import Hold, State, create, hold
from assistant.records.permissions import NotAllowed
from assistant.screening import at_hand, entries, match
from assistant.screening import screen as screening
from assistant.store import Store
from tests.assistant.records.desks import ANA, CLEARED, DAY, JOAO, OLGA, TIM, TO_CHINA, desk, recorded

LICENSED = {**TO_CHINA, "license_number": "D1234567"}
OPEN = {**CLEARED, "item": {**CLEARED["item"], "tpp": 3040}, "parties": [{"roles": ["end_user"], "location": "NO"}]}
LISTED = {**CLEARED, "parties": [{**CLEARED["parties"][0], "name": "Fjord Computing AS"}]}
Step = tuple[Kind, Actor, dict[str, Any]]
LOOSER: Step = ("overrule", JOAO, {"outcome": "license_exception", "reason": "confirmed on paper"})
BARRED: Step = ("overrule", JOAO, {"outcome": "prohibited", "reason": "the board said no"})
SIGN: Step = ("sign", JOAO, {})
ASKED_BACK: Step = ("send_back", JOAO, {"reason": "Who is the parent?"})
WITHDRAWN: Step = ("withdraw", JOAO, {"reason": "the order was cancelled"})


def _done(store: Store, id: str, *steps: Step) -> None:
    for kind, actor, more in steps:
        decide(store, id, Wanted(kind, **more), actor, today=DAY)


def _held(store: Store, facts: dict[str, Any], order: str = "PO-5512") -> Hold:
    return create(store, order, facts, ANA, as_of=DAY, today=DAY)


TABLE: list[tuple[str, dict[str, Any], tuple[Step, ...], State]] = [
    ("not signed", CLEARED, (), "wait"),
    ("signed and clear", CLEARED, (SIGN,), "ship"),
    ("signed, then a note and an assignment", CLEARED, (SIGN, ("assign", JOAO, {"assignee": "olga"})), "ship"),
    ("signed, then escalated", CLEARED, (SIGN, ("escalate", ANA, {})), "wait"),
    ("signed, then sent back", CLEARED, (SIGN, ASKED_BACK), "wait"),
    ("signed, but open", OPEN, (SIGN,), "wait"),
    ("a license is required", TO_CHINA, (), "stop"),
    ("a license is required, signed", TO_CHINA, (SIGN,), "stop"),
    ("a license stands, not signed", LICENSED, (), "wait"),
    ("a license stands, signed", LICENSED, (SIGN,), "ship"),
    ("loosened by one", TO_CHINA, (LOOSER,), "stop"),
    ("loosened by two", TO_CHINA, (LOOSER, ("approve", OLGA, {})), "ship"),
    ("loosened by two, then sent back", TO_CHINA, (LOOSER, ("approve", OLGA, {}), ASKED_BACK), "stop"),
    ("tightened by one", CLEARED, (SIGN, BARRED), "stop"),
    ("barred, a license stands", LICENSED, (BARRED,), "stop"),
    ("withdrawn", CLEARED, (SIGN, WITHDRAWN), "stop"),
]


@pytest.mark.parametrize(("facts", "steps", "state"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_each_row_of_the_table(facts: dict[str, Any], steps: tuple[Step, ...], state: State) -> None:
    store = desk()
    id = recorded(store, facts)
    _done(store, id, *steps)
    found = _held(store, facts)
    assert (found.state, found.record) == (state, id)
    store.close()


def test_an_order_without_a_record_gets_one_and_turns_to_ship(database_url: str) -> None:
    store = desk(database_url)
    found = _held(store, CLEARED)
    assert (found.state, found.outcome) == ("wait", "no_license_required")
    _done(store, found.record, SIGN)
    ships = hold(store, found.token, ANA, DAY)
    assert (ships.state, ships.reason) == ("ship", f"signed by joao on {dt.datetime.now(dt.UTC).date()}, pins hold")
    assert _held(store, {**CLEARED, "words": {}, "note": "urgent"}).token == found.token
    other = _held(store, {**CLEARED, "quantity": 5})
    assert (other.token, other.state) == (found.token, "wait")
    assert other.record != found.record
    assert _held(store, CLEARED).state == "ship"
    store.close()


def test_the_decision_that_came_last_counts_among_equal_facts() -> None:
    store = desk()
    first, second = recorded(store, CLEARED), recorded(store, CLEARED)
    _done(store, second, SIGN)
    assert _held(store, CLEARED).state == "ship"
    _done(store, first, WITHDRAWN)
    assert (_held(store, CLEARED).state, _held(store, CLEARED).record) == ("stop", first)
    store.close()


@pytest.mark.parametrize("kind", ["_figure_hash", "_text_hash", "module_hash"])
def test_it_waits_when_a_pin_moves(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = desk()
    _done(store, recorded(store, CLEARED), SIGN)
    monkeypatch.setattr(moved, kind, lambda *_: "0")
    assert _held(store, CLEARED).state == "wait"
    store.close()


def test_it_waits_when_the_term_is_over() -> None:
    store = desk()
    _done(store, recorded(store, CLEARED), SIGN)
    found = _held(store, CLEARED)
    assert found.valid_until is not None
    assert hold(store, found.token, ANA, found.valid_until - dt.timedelta(days=1)).state == "ship"
    assert hold(store, found.token, ANA, found.valid_until).state == "wait"
    store.close()


def test_a_list_update_that_hits_the_customer_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    store = desk()
    fresh = entries.ListAtHand(DAY, entries.LIST_FILE, entries.LIST_ENTRIES)
    for module in (screening, at_hand):
        monkeypatch.setattr(module, "at_hand", lambda *_: fresh)
    with monkeypatch.context() as before:
        before.setattr(screening, "screen", lambda *_, **__: [])
        _done(store, recorded(store, LISTED), SIGN)
        found = _held(store, LISTED)
        assert found.state == "ship"
    added = [
        hit.model_copy(update={"verdict": "match"})
        for hit in match.screen("Loongson Technology", countries=["CN"], as_of=DAY)[:1]
    ]
    monkeypatch.setattr(screening, "screen", lambda *_, **__: added)
    stopped = hold(store, found.token, ANA, DAY)
    assert (stopped.state, stopped.record) == ("stop", found.record)
    assert "decided again today" in stopped.reason
    store.close()


def test_a_new_hit_beside_a_license_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    store, facts = desk(), {**LISTED, **{key: LICENSED[key] for key in ("item", "destination", "license_number")}}
    with monkeypatch.context() as before:
        before.setattr(screening, "screen", lambda *_, **__: [])
        _done(store, recorded(store, facts), SIGN)
        found = _held(store, facts)
        assert found.state == "ship"
    added = match.screen("Loongson Technology", countries=["CN"], as_of=DAY)[:1]
    monkeypatch.setattr(screening, "screen", lambda *_, **__: added)
    assert hold(store, found.token, ANA, DAY).state == "wait"
    store.close()


ERRORS: list[tuple[Callable[[Store, str], object], type[Exception]]] = [
    (lambda store, token: hold(store, token, Actor("ben", "sales")), NoSuchHold),
    (lambda store, token: hold(store, "h-0", JOAO), NoSuchHold),
    (lambda store, token: hold(store, token, Actor("root", "admin")), NotAllowed),
    (lambda store, token: create(store, "PO-1", CLEARED, TIM), NotAllowed),
    (lambda store, token: create(store, " ", CLEARED, ANA), Refused),
]


@pytest.mark.parametrize(("act", "error"), ERRORS)
def test_what_is_refused(act: Callable[[Store, str], object], error: type[Exception]) -> None:
    store = desk()
    token = _held(store, CLEARED).token
    assert hold(store, token, TIM, DAY).token == token
    with pytest.raises(error):
        act(store, token)
    store.close()
