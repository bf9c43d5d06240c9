"""The bench without a browser: trays, what is tried, what is decided, what is established, and who may."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assistant.channels.bench.handlers import acted, shown
from assistant.channels.bench.inbox import gather
from assistant.channels.bench.state import Seat
from assistant.decide import decide as decide_facts
from assistant.records.actor import Actor
from assistant.records.cases import case
from assistant.records.decisions import Wanted, decide
from assistant.records.errors import Refused
from assistant.records.permissions import NotAllowed
from assistant.screening import screen as screening
from assistant.screening.settled import decisions
from assistant.settings import today
from assistant.store import Store
from tests.assistant.records.desks import ANA, CLEARED, JOAO, OLGA, TIM, TO_CHINA, desk, recorded

NAMED: dict[str, Any] = {**CLEARED, "parties": [{**CLEARED["parties"][0], "name": "Huawei Technologies Co., Ltd."}]}


def _seat(store: Store, id: str, actor: Actor = JOAO) -> Seat:
    return acted(store, Seat(), {"act": "open_case", "id": id}, actor)


def _ids(store: Store, tray: Any, actor: Actor = JOAO) -> list[str]:
    return [one.id for one in gather(store, Seat(tray=tray), actor, today())]


def test_each_tray_holds_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    store = desk()
    escalated, hit = recorded(store, TO_CHINA, today()), recorded(store, NAMED, today())
    with monkeypatch.context() as before:
        before.setattr(screening, "screen", lambda *_, **__: [])
        listed_later = recorded(store, NAMED, today())
    decide(store, escalated, Wanted("escalate"), ANA)
    decide(store, listed_later, Wanted("sign"), JOAO)
    decide(store, hit, Wanted("assign", assignee="olga"), JOAO)
    assert _ids(store, "escalated") == [escalated]
    assert _ids(store, "hits") == [hit]
    assert _ids(store, "moved") == [listed_later]
    assert (_ids(store, "mine"), _ids(store, "mine", OLGA)) == ([], [hit])
    assert set(_ids(store, "all")) == {escalated, hit, listed_later}
    store.close()


def test_what_is_tried_leaves_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    store = desk()
    id = recorded(store, TO_CHINA, today())
    seat = acted(store, _seat(store, id), {"act": "recompute", "fields": {"destination": "NO"}}, JOAO)
    assert seat.tried is not None
    assert seat.tried.facts["destination"] == "NO"
    assert case(store, id, JOAO).whole["facts"]["destination"] == "CN"
    _, _, page = shown(store, seat, JOAO)
    assert "the record stands as it was written" in page
    assert acted(store, seat, {"act": "untry"}, JOAO).tried != seat.tried
    store.close()


def test_an_overrule_and_its_approval() -> None:
    store = desk()
    id = recorded(store, TO_CHINA, today())
    fields = {"outcome": "license_exception", "review_policy": "", "reason": "the notice was confirmed"}
    seat = acted(store, _seat(store, id), {"act": "overrule", "fields": fields}, JOAO)
    assert seat.told is not None
    assert "another officer" in seat.told
    assert "Approve the overrule" not in shown(store, seat, JOAO)[2]
    assert "Approve the overrule" in shown(store, _seat(store, id, OLGA), OLGA)[2]
    with pytest.raises(Refused):
        acted(store, seat, {"act": "approve"}, JOAO)
    acted(store, _seat(store, id, OLGA), {"act": "approve"}, OLGA)
    assert case(store, id, JOAO).status == "overruled"
    store.close()


def test_a_hit_is_settled_and_owners_are_remembered() -> None:
    store = desk()
    seat = _seat(store, recorded(store, NAMED, today()))
    page = shown(store, seat, JOAO)[2]
    assert "Hit: is Huawei Technologies Co., Ltd." in page
    fields = {"at": "0", "same": "no", "evidence": "another register number", "until": ""}
    told = acted(store, seat, {"act": "settle", "fields": fields}, JOAO).told
    assert told is not None
    assert [one.same for one in decisions(store)] == [False]
    acted(store, seat, {"act": "owners", "fields": {"at": "0", "evidence": "register"}}, JOAO)
    party = {key: value for key, value in NAMED["parties"][0].items() if key != "owners"}
    assert decide_facts({**NAMED, "parties": [party]}, today())[0]["parties"][0]["owners"] == []
    with pytest.raises(Refused, match="until"):
        acted(store, seat, {"act": "owners", "fields": {"at": "0", "evidence": "x", "until": "soon"}}, JOAO)
    store.close()


def test_who_may() -> None:
    store = desk()
    id = recorded(store, CLEARED, today())
    assert re.search(r"the role sales may not", shown(store, Seat(case=id), ANA)[2])
    with pytest.raises(NotAllowed):
        acted(store, Seat(case=id), {"act": "sign"}, ANA)
    with pytest.raises(NotAllowed):
        acted(store, Seat(case=id), {"act": "sign"}, TIM)
    assert "reads only" in shown(store, _seat(store, id, TIM), TIM)[2]
    store.close()
