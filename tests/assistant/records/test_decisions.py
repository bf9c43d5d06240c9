"""The bench: who decides what, four eyes, and what a decision still holds for."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Any

import pytest

from assistant.records import moved
from assistant.records.actor import LOCAL, Actor
from assistant.records.cases import Case, case, cases
from assistant.records.decisions import Kind, Wanted, decide
from assistant.records.errors import NoSuchRecord, Refused
from assistant.records.log import verify_log
from assistant.records.permissions import NotAllowed
from assistant.store import Store
from tests.assistant.records.desks import ANA, CLEARED, DAY, JOAO, OLGA, TIM, TO_CHINA, desk, recorded

LATER = dt.date(2028, 1, 1)


def _do(store: Store, id: str, kind: Kind, actor: Actor, **more: Any) -> Case:
    return decide(store, id, Wanted(kind, **more), actor, today=DAY)


def test_the_way_of_an_overrule_that_loosens(database_url: str) -> None:
    store = desk(database_url)
    id = recorded(store, TO_CHINA)
    assert case(store, id, ANA, DAY).whole["verdict"]["outcome"] == "license_required"
    assert _do(store, id, "escalate", ANA).status == "escalated"
    assert _do(store, id, "assign", JOAO, assignee="olga").standing.assignee == "olga"
    wanted: dict[str, Any] = {"outcome": "license_exception", "reason": "the notice was confirmed on paper"}
    waiting = _do(store, id, "overrule", JOAO, **wanted)
    assert (waiting.status, waiting.standing.decided) == ("escalated", ("license_required", "presumption_of_denial"))
    with pytest.raises(Refused, match="joao made this overrule"):
        _do(store, id, "approve", JOAO)
    done = _do(store, id, "approve", OLGA)
    assert (done.status, done.standing.decided) == ("overruled", ("license_exception", None))
    assert [one["kind"] for one in done.decisions] == ["escalate", "assign", "overrule", "approve"]
    with pytest.raises(Refused, match="no overrule"):
        _do(store, id, "approve", JOAO)
    assert store.read(verify_log).broken is None
    store.close()


def test_an_overrule_that_tightens_takes_one_officer() -> None:
    store = desk(officers=(JOAO,))
    id = recorded(store, CLEARED)
    assert case(store, id, JOAO, DAY).whole["verdict"]["outcome"] in {"no_license_required", "license_exception"}
    done = _do(store, id, "overrule", JOAO, outcome="prohibited", reason="the board said no")
    assert (done.status, done.standing.decided) == ("overruled", ("prohibited", None))
    store.close()


@pytest.mark.parametrize("officers", [(JOAO,), ()])
def test_one_officer_alone_loosens_nothing(officers: tuple[Actor, ...]) -> None:
    store = desk(officers=officers)
    id = recorded(store, TO_CHINA)
    with pytest.raises(Refused, match="takes two different officers; there is one"):
        _do(store, id, "overrule", JOAO if officers else LOCAL, outcome="license_exception", reason="no")
    store.close()


def test_the_same_outcome_again_is_a_loosening_too() -> None:
    store = desk()
    id = recorded(store, TO_CHINA)
    policy: dict[str, Any] = {"outcome": "license_required", "review_policy": "presumption_of_denial", "reason": "same"}
    assert _do(store, id, "overrule", JOAO, **policy).status == "escalated"
    stricter = _do(store, id, "overrule", JOAO, **(policy | {"review_policy": "policy_of_denial"}))
    assert stricter.status == "overruled"
    store.close()


def test_a_signature_falls_when_what_it_stands_on_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    store = desk()
    id = recorded(store, CLEARED)
    signed = _do(store, id, "sign", JOAO, reason="seat seen in the company register")
    assert (signed.status, signed.moved) == ("signed", ())
    pinned = {one["kind"]: one for one in signed.whole["pins"]}
    assert {"figure", "rule", "provision"} <= set(pinned)
    for kind, target in (("figure", "_figure_hash"), ("provision", "_text_hash"), ("rule", "module_hash")):
        with monkeypatch.context() as patch:
            was = getattr(moved, target)
            patch.setattr(moved, target, lambda id, *day, w=was, k=kind: "0" if id == pinned[k]["id"] else w(id, *day))
            fallen = case(store, id, JOAO, DAY)
            assert fallen.status == "open"
            assert pinned[kind]["id"] in fallen.moved
    assert case(store, id, JOAO, DAY).status == "signed"
    store.close()


def test_a_signature_falls_when_a_list_entry_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    store = desk()
    facts = {**TO_CHINA, "parties": [{**TO_CHINA["parties"][0], "name": "Loongson Technology", "location": "CN"}]}
    id = recorded(store, facts)
    assert any(one["kind"] == "list_entry" for one in case(store, id, JOAO, DAY).whole["pins"])
    assert _do(store, id, "sign", JOAO).status == "signed"
    monkeypatch.setattr(moved, "entries_of", lambda facts: {})
    assert case(store, id, JOAO, DAY).status == "open"
    store.close()


def test_a_record_expires_and_is_withdrawn() -> None:
    store = desk()
    id = recorded(store, CLEARED)
    assert _do(store, id, "sign", JOAO).status == "signed"
    until = dt.date.fromisoformat(case(store, id, JOAO, DAY).whole["verdict"]["valid_until"])
    assert case(store, id, JOAO, until - dt.timedelta(days=1)).status == "signed"
    assert case(store, id, JOAO, until).status == "expired"
    with pytest.raises(Refused, match="expired"):
        decide(store, id, Wanted("sign"), JOAO, today=until)
    assert _do(store, id, "withdraw", JOAO, reason="the order was cancelled").status == "withdrawn"
    with pytest.raises(Refused, match="withdrawn"):
        _do(store, id, "sign", JOAO)
    assert _do(store, id, "keep", OLGA, reason="an inquiry").standing.kept
    store.close()


def test_roles_and_own_records() -> None:
    store = desk()
    id = recorded(store, CLEARED)
    with pytest.raises(NotAllowed):
        _do(store, id, "sign", ANA)
    with pytest.raises(NotAllowed):
        _do(store, id, "sign", TIM)
    with pytest.raises(NoSuchRecord):
        _do(store, id, "escalate", Actor("bob", "sales"))
    assert [one.id for one in cases(store, ANA, today=DAY)] == [id]
    assert cases(store, Actor("bob", "sales"), today=DAY) == []
    with pytest.raises(Refused, match="ana is no officer"):
        _do(store, id, "assign", JOAO, assignee="ana")
    with pytest.raises(Refused, match="--question: is empty"):
        _do(store, id, "send_back", JOAO)
    store.close()


def test_records_are_found_by_status_assignee_and_words(database_url: str) -> None:
    store = desk(database_url)
    first, second, third = (recorded(store, facts) for facts in (CLEARED, TO_CHINA, CLEARED))
    _do(store, second, "escalate", ANA)
    _do(store, third, "assign", JOAO, assignee="joao")
    assert [one.id for one in cases(store, JOAO, today=DAY)] == [third, second, first]
    assert [one.id for one in cases(store, JOAO, status="escalated", today=DAY)] == [second]
    assert [one.id for one in cases(store, JOAO, status="open", today=DAY)] == [third, first]
    assert [one.id for one in cases(store, JOAO, assignee="joao", today=DAY)] == [third]
    assert [one.id for one in cases(store, JOAO, text=first.lower(), today=DAY)] == [first]
    assert [one.id for one in cases(store, JOAO, status="expired", today=LATER)] == [third, second, first]
    assert _do(store, third, "release", JOAO).standing.assignee is None
    store.close()


def test_a_file_is_attached_by_hash_and_its_loss_is_found() -> None:
    store = desk()
    id = recorded(store, CLEARED)
    done = _do(store, id, "attach", ANA, file=("../sheet.pdf", b"%PDF data sheet"))
    assert done.decisions[0]["file"]["name"] == "sheet.pdf"
    with sqlite3.connect(str(store.engine.url.database)) as connection:
        connection.execute("update files set data = x'00'")
    connection.close()
    broken = store.read(verify_log).broken
    assert broken is not None
    assert (broken.id, broken.what) == (done.decisions[0]["id"], "changed")
    store.close()
