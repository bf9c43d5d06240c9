"""The bench without a browser: trays, what is tried, what is decided, what is established, and who may."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr
import pytest
from starlette.requests import Request

import assistant.settings
from assistant.accounts import once
from assistant.channels.bench import handlers as bench_handlers
from assistant.channels.bench.establish import hits
from assistant.channels.bench.handlers import SAID, acted, shown
from assistant.channels.bench.inbox import counts, gather
from assistant.channels.bench.state import Seat
from assistant.decide import decide as decide_facts
from assistant.records import reasking
from assistant.records.actor import Actor
from assistant.records.cases import case
from assistant.records.decisions import Wanted, decide
from assistant.records.errors import Refused
from assistant.records.holds import create, hold
from assistant.records.house import show
from assistant.records.log import verify_log
from assistant.records.permissions import NotAllowed
from assistant.screening import screen as screening
from assistant.screening.settled import decisions
from assistant.settings import today
from assistant.store import Store
from tests.assistant.records.desks import ANA, CLEARED, DAY, JOAO, OLGA, TIM, TO_CHINA, desk, recorded
from tests.assistant.records.rule_bases import LATER, TO_DUBAI, RuleBase, later

NAMED: dict[str, Any] = {**CLEARED, "parties": [{**CLEARED["parties"][0], "name": "Huawei Technologies Co., Ltd."}]}


@pytest.fixture
def rule_base(monkeypatch: pytest.MonkeyPatch) -> Iterator[RuleBase]:
    yield from later(monkeypatch)


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
    seat, left, _ = shown(store, Seat(tray="moved"), JOAO)
    assert [one.record for one in seat.moves or ()] == [listed_later]
    assert "by a list changed: entity_list-" in left
    assert "No license required (" not in left
    assert shown(store, Seat(tray="moved", text="nobody"), JOAO)[1].count("Every answer looked through") == 1
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


def test_what_moved_is_decided_again_and_signed_anew(rule_base: RuleBase, monkeypatch: pytest.MonkeyPatch) -> None:
    store = desk()
    id = recorded(store, TO_DUBAI)
    held = create(store, "PO-5512", TO_DUBAI, ANA, as_of=DAY, today=DAY)
    decide(store, id, Wanted("sign"), JOAO, today=DAY)
    assert hold(store, held.token, ANA, DAY).state == "ship"
    rule_base.amended(LATER)
    monkeypatch.setattr(assistant.settings, "today", lambda: LATER)
    for module in (bench_handlers, reasking):
        monkeypatch.setattr(module, "today" if module is bench_handlers else "_clock", lambda: LATER)
    seat, left, _ = shown(store, Seat(tray="moved"), JOAO)
    assert [(one.kind, one.record, one.to_sign) for one in seat.moves or ()] == [("hold", id, True)]
    for said in ("no license required (4A994.l) → needs facts (4A090.a)", "92 FR 1", "PO-5512", "signature fell"):
        assert said in left
    seat = acted(store, _seat(store, id), {"act": "again"}, JOAO)
    assert seat.case not in {None, id}
    assert case(store, str(seat.case), JOAO).whole["verdict"]["eccn"] == "4A090.a"
    acted(store, seat, {"act": "sign", "fields": {}}, JOAO)
    assert hold(store, held.token, ANA, LATER).record == seat.case
    with pytest.raises(NotAllowed):
        acted(store, _seat(store, id, TIM), {"act": "again"}, TIM)
    store.close()


def test_a_tightening_overrule_becomes_a_house_rule() -> None:
    store = desk()
    id = recorded(store, CLEARED, today())
    fields = {"outcome": "prohibited", "review_policy": "", "reason": "the board wants none there"}
    page = shown(store, acted(store, _seat(store, id), {"act": "overrule", "fields": fields}, JOAO), JOAO)[2]
    assert "Make it a house rule" in page
    assert "destination: [NO]" in page
    rule = {
        "name": "No cards to Norway", "when": "destination: [NO]\nitem.form: card", "outcome": "prohibited",
        "review_policy": "", "effective_from": "", "effective_to": "", "text": "None until the audit.",
        "reason": "board",
    }  # fmt: skip
    seat = acted(store, _seat(store, id), {"act": "house_rule", "fields": rule}, JOAO)
    (kept,) = show(store).house.rules
    assert (kept.name, kept.when, kept.by) == (
        "No cards to Norway", {"destination": ("NO",), "item.form": ("card",)}, "joao",
    )  # fmt: skip
    assert "No cards to Norway" in shown(store, acted(store, seat, {"act": "house"}, TIM), TIM)[2]
    for wrong, field in (
        ({"when": "country: [NO]"}, "when.country"),
        ({"when": "- NO"}, "when"),
        ({"text": " "}, "text"),
    ):
        with pytest.raises(SAID, match=field):
            acted(store, seat, {"act": "house_rule", "fields": {**rule, **wrong}}, JOAO)
    store.close()


def test_the_position_is_adopted_by_two() -> None:
    store = desk()
    adopt = {"act": "adopt", "fields": {"reading": "announced", "reason": "counsel's letter"}}
    proposed = acted(store, Seat(house=True), adopt, JOAO)
    assert "another officer" in (proposed.told or "")
    assert "Adopt it too" not in shown(store, proposed, JOAO)[2]
    assert "Adopt it too" in shown(store, Seat(house=True), OLGA)[2]
    assert 'data-act="adopt"' not in shown(store, Seat(house=True), TIM)[2]
    acted(store, Seat(house=True), adopt, OLGA)
    assert "joao and olga" in shown(store, Seat(house=True), TIM)[2]
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


def test_the_trays_say_how_many_wait() -> None:
    store = desk()
    escalated, hit = recorded(store, TO_CHINA, today()), recorded(store, NAMED, today())
    decide(store, escalated, Wanted("escalate"), ANA)
    decide(store, escalated, Wanted("assign", assignee="joao"), OLGA)
    assert counts(store, JOAO, today()) == {"escalated": 1, "hits": 1, "expiring": 0, "mine": 1}
    left = shown(store, Seat(), JOAO)[1]
    assert re.findall(r"(Escalated|Hits to clear|Expiring|Mine)<span class=.count.>(\d+)", left) == [
        ("Escalated", "1"), ("Hits to clear", "1"), ("Mine", "1"),
    ]  # fmt: skip
    fields = {"at": "0", "same": "no", "evidence": "another register number"}
    for at in range(len(list(hits(case(store, hit, JOAO).whole["facts"])))):
        acted(store, _seat(store, hit), {"act": "settle", "fields": {**fields, "at": str(at)}}, JOAO)
    assert _ids(store, "hits") == [], "a hit that is settled waits no more"
    decide(store, escalated, Wanted("send_back", "Who owns it?"), JOAO)
    decide(store, escalated, Wanted("release"), JOAO)
    assert counts(store, JOAO, today()) == {"escalated": 0, "hits": 0, "expiring": 0, "mine": 0}
    store.close()


def test_an_escalated_case_whose_term_is_over_still_waits() -> None:
    store = desk()
    id = recorded(store, CLEARED, DAY)
    decide(store, id, Wanted("escalate"), ANA, today=DAY)
    until = dt.date.fromisoformat(str(case(store, id, JOAO, DAY).whole["verdict"]["valid_until"]))
    assert case(store, id, JOAO, until).status == "expired"
    assert [one.id for one in gather(store, Seat(), JOAO, until)] == [id]
    store.close()


def test_a_legal_hold_is_set_and_lifted_and_what_is_erased_leaves_a_tombstone() -> None:
    store = desk()
    old = recorded(store, TO_CHINA, today(), at=dt.datetime(2019, 3, 4, tzinfo=dt.UTC))
    seat = _seat(store, old)
    assert "Erase the content</button>" in shown(store, seat, JOAO)[2]
    seat = acted(store, seat, {"act": "keep", "fields": {"reason": "an inquiry", "until": ""}}, JOAO)
    page = shown(store, seat, JOAO)[2]
    assert "Lift the hold" in page
    assert "Erase the content" not in page
    with pytest.raises(Refused, match="legal hold"):
        acted(store, seat, {"act": "erase", "fields": {"reason": "old"}}, JOAO)
    seat = acted(store, seat, {"act": "lift", "fields": {"reason": "it is over"}}, JOAO)
    page = shown(store, seat, JOAO)[2]
    assert "lifted the legal hold" in page
    assert "It is kept until" in page, "a decision is an event from which the years run anew"
    erased = recorded(store, {**TO_CHINA, "quantity": 7}, today(), at=dt.datetime(2019, 3, 4, tzinfo=dt.UTC))
    seat = acted(store, _seat(store, erased), {"act": "erase", "fields": {"reason": "its years are over"}}, JOAO)
    _, left, page = shown(store, replace(seat, tray="all"), TIM)
    for words in ("Erased", "joao (officer)", "its years are over", case(store, erased, JOAO).entry.hash):
        assert words in page
    assert ">erased<" in left
    assert store.read(verify_log).broken is None
    store.close()


def test_a_file_that_came_over_http_is_told_and_shown() -> None:
    store = desk()
    seat = _seat(store, recorded(store, TO_CHINA, today()))
    assert f'data-act="attach" class="do" autocomplete="off" data-case="{seat.case}"' in shown(store, seat, JOAO)[2]
    decide(store, str(seat.case), Wanted("attach", file=("<b>sheet.pdf", b"%PDF")), JOAO)
    seat = acted(store, seat, {"act": "attached", "name": "<b>sheet.pdf"}, JOAO)
    page = shown(store, seat, JOAO)[2]
    assert page.count("&lt;b&gt;sheet.pdf") == 2
    refused = acted(store, seat, {"act": "attached", "name": "x", "problem": "FILE: is empty"}, JOAO)
    assert (refused.told, refused.problem) == (None, "FILE: is empty")
    store.close()


class Died(BaseException):
    """The process is not there any more."""


def test_what_was_done_before_the_connection_was_lost_is_not_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    store = desk()
    id = recorded(store, TO_CHINA, today())
    on = bench_handlers.handlers(lambda: store)
    request = gr.Request(Request({"type": "http", "headers": [], "state": {"actor": JOAO, "request_id": "1"}}))
    act = {"act": "overrule", "fields": {"outcome": "prohibited", "reason": "not with us"}}
    slip = {"key": "a" * 32, "who": "joao", "case": id, "tray": "all", "act": act, "tries": 1}

    def dies(*_: object) -> None:
        raise Died

    with monkeypatch.context() as killed:
        killed.setattr(once, "_stored", dies)
        killed.setattr(once, "_given_up", dies)
        with pytest.raises(Died):
            on.act(Seat(), gr.EventData(None, _data={**act, "slip": slip}), request)
    assert len(case(store, id, JOAO).decisions) == 1
    seat, _, page = on.arrive(json.dumps({"slip": slip, "seat": {"case": id, "tray": "all"}}), Seat(), request)
    assert (seat.case, seat.tray, seat.told) == (id, "all", bench_handlers.DONE)
    assert f'data-done="{slip["key"]}"' in page
    assert len(case(store, id, JOAO).decisions) == 1
    other = {**slip, "key": "b" * 32, "who": "olga"}
    seat, *_ = on.arrive(json.dumps({"slip": other, "seat": {"case": id}}), Seat(), request)
    assert (seat.case, len(case(store, id, JOAO).decisions)) == (id, 1), "another's slip does nothing"
    store.close()


def test_the_inbox_is_narrowed_to_a_status_and_an_outcome() -> None:
    store = desk()
    clear, china = recorded(store, CLEARED, today()), recorded(store, TO_CHINA, today())
    signed = recorded(store, {**CLEARED, "quantity": 5}, today())
    decide(store, signed, Wanted("sign"), JOAO)
    decide(store, china, Wanted("escalate"), ANA)

    def found(tray: str = "all", **fields: str) -> set[str]:
        seat = acted(store, Seat(tray=tray), {"act": "search", "fields": fields}, JOAO)  # type: ignore[arg-type]
        return {one.id for one in gather(store, seat, JOAO, today())}

    assert found() == {clear, china, signed}
    assert found(status="signed") == {signed}
    assert found(outcome="license_required") == {china}
    assert found(status="open", outcome="no_license_required") == {clear}
    assert found("escalated", outcome="no_license_required") == set()
    assert found("escalated", status="escalated", text=china) == {china}
    store.close()
