"""Watch: each kind of cause moves what stands on it, is told apart from the others, and moves nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from assistant.records import watch
from assistant.records.decisions import Wanted, decide
from assistant.records.errors import RecordError
from assistant.records.holds import create
from assistant.records.permissions import NotAllowed
from assistant.records.watch import Move, Since, since
from assistant.screening import match, settled
from assistant.screening import screen as screening
from assistant.screening.settled import settle
from assistant.store import Store
from rules.law import RULE_BASE
from rules.proof import House, HouseRule
from tests.assistant.records.desks import ANA, CLEARED, DAY, JOAO, TIM, TO_CHINA, desk, recorded
from tests.assistant.records.rule_bases import LATER, LINE, TO_DUBAI, RuleBase, later

LISTED = {**CLEARED, "parties": [{**CLEARED["parties"][0], "name": "Fjord Computing AS"}]}


def _watched(store: Store, since: Since = watch.EVER, day: dt.date = DAY) -> list[Move]:
    return watch.watch(store, JOAO, since, day)


def test_what_did_not_move_is_not_told(database_url: str) -> None:
    store = desk(database_url)
    for facts in (CLEARED, TO_CHINA):
        recorded(store, facts)
    assert _watched(store) == []
    with pytest.raises(NotAllowed):
        watch.watch(store, ANA, today=DAY)
    assert watch.watch(store, TIM, today=DAY) == []
    store.close()


@pytest.fixture
def rule_base(monkeypatch: pytest.MonkeyPatch) -> Iterator[RuleBase]:
    yield from later(monkeypatch)


def test_an_amendment_moves_what_stands_on_it_and_nothing_else(rule_base: RuleBase) -> None:
    store = desk()
    recorded(store, TO_CHINA)
    id = recorded(store, TO_DUBAI)
    rule_base.amended(LATER)
    assert _watched(store) == []
    (move,) = _watched(store, day=LATER)
    assert (move.kind, move.id, move.record, move.to_sign) == ("record", id, id, False)
    assert (move.was.outcome, move.now.outcome) == ("no_license_required", "needs_facts")
    assert (move.was.eccn, move.now.eccn) == ("4A994.l", "4A090.a")
    (cause,) = move.by
    assert (cause.kind, cause.id, cause.change) == ("figure", LINE, "law")
    assert (cause.document, cause.since) == ("92 FR 1", LATER)
    assert cause.cite == "15 CFR Part 774, Supp. No. 1, ECCN 3A090.a.1"
    store.close()


def test_a_correction_of_the_rule_base_is_told_apart(rule_base: RuleBase) -> None:
    store = desk()
    recorded(store, TO_DUBAI)
    rule_base.corrected()
    (move,) = _watched(store)
    assert [(one.kind, one.id, one.change) for one in move.by] == [("figure", LINE, "correction")]
    assert _watched(store, Since(version=RULE_BASE)) != []
    store.close()


def test_a_question_about_the_law_of_an_earlier_day_moves_by_corrections_only(rule_base: RuleBase) -> None:
    store, earlier = desk(), DAY - dt.timedelta(days=30)
    recorded(store, TO_DUBAI, earlier)
    rule_base.amended(LATER)
    assert _watched(store, day=LATER) == []
    store.close()


def test_a_signature_that_fell_is_to_be_given_again(rule_base: RuleBase) -> None:
    store = desk()
    id = recorded(store, TO_DUBAI)
    decide(store, id, Wanted("sign"), JOAO, today=DAY)
    assert _watched(store) == []
    rule_base.amended(LATER)
    (move,) = _watched(store, day=LATER)
    assert move.to_sign
    store.close()


def test_an_order_on_hold_is_told_as_a_hold(rule_base: RuleBase) -> None:
    store = desk()
    id = recorded(store, TO_DUBAI)
    held = create(store, "PO-5512", TO_DUBAI, ANA, as_of=DAY, today=DAY)
    rule_base.amended(LATER)
    (move,) = _watched(store, day=LATER)
    assert (move.kind, move.id, move.record, move.about) == ("hold", held.token, id, "PO-5512")
    store.close()


@pytest.fixture
def came() -> str:
    """The entry that a customer's name will be found under."""
    hits = match.screen("Loongson Technology", countries=["CN"], as_of=DAY)[:1]
    return str(hits[0].entry_id)


def test_a_customer_who_came_onto_the_list(came: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = desk()
    with monkeypatch.context() as before:
        before.setattr(screening, "screen", lambda *_, **__: [])
        id = recorded(store, LISTED)
        recorded(store, CLEARED)
        assert _watched(store) == []
    hit = match.screen("Loongson Technology", countries=["CN"], as_of=DAY)[0].model_copy(update={"verdict": "match"})
    monkeypatch.setattr(screening, "screen", lambda *_, **__: [hit])
    (move,) = _watched(store)
    assert (move.id, move.was.outcome, move.now.outcome) == (id, "no_license_required", "license_required")
    assert [(one.kind, one.id, one.change) for one in move.by] == [("list_entry", came, "list")]
    assert move.by[0].cite
    store.close()


def test_a_day_that_came_is_told_as_such_and_what_ended_before_is_over() -> None:
    store = desk()
    recorded(store, LISTED)
    ends = DAY + dt.timedelta(days=7)
    assert _watched(store, day=ends + dt.timedelta(days=200)) == []
    found = _watched(store, Since(day=DAY), day=ends + dt.timedelta(days=200))
    assert [one.change for move in found for one in move.by] == ["day"]
    store.close()


def test_hits_whose_entry_or_term_moved(came: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = desk()
    first = settle(store, JOAO, "Loongson Trading", came, same=False, reason="another firm", until=LATER)
    assert _watched(store) == []
    (ended,) = _watched(store, day=LATER + dt.timedelta(days=1))
    assert (ended.kind, ended.id, ended.record, ended.by[0].kind) == ("hit", first.id, None, "date")
    monkeypatch.setattr(settled, "entry_hash", lambda *_: "0" * 64)
    (changed,) = _watched(store)
    assert [(one.kind, one.id) for one in changed.by] == [("list_entry", came)]
    assert "Loongson Trading" in changed.about
    store.close()


def test_a_rule_of_the_company_is_told_as_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    store = desk()
    id = recorded(store, TO_DUBAI)
    rule = HouseRule(id="HR-1", name="Dubai", when={"destination": ("AE",)}, outcome="prohibited", text="Not there.",
                     effective_from=DAY, by="joao", reason="no business there")  # fmt: skip
    monkeypatch.setattr("assistant.decide.current", lambda: House(rules=(rule,)))
    (move,) = _watched(store)
    assert (move.id, move.now.outcome) == (id, "prohibited")
    assert [(one.kind, one.id, one.change) for one in move.by] == [("rule", "company.HR-1", "position")]
    store.close()


def test_since_reads_a_day_or_a_version() -> None:
    assert since(None) == watch.EVER
    assert since("2026-11-20") == Since(day=dt.date(2026, 11, 20))
    assert since(RULE_BASE) == Since(version=RULE_BASE)
    for text in ("yesterday", "9999.1.1", "2026.11", "", "٢.١.١"):
        with pytest.raises(RecordError, match="since"):
            since(text)


def test_since_a_day_leaves_out_what_came_before(rule_base: RuleBase) -> None:
    store = desk()
    recorded(store, TO_DUBAI)
    rule_base.amended(LATER)
    week = LATER + dt.timedelta(days=2)
    assert len(_watched(store, Since(day=DAY), day=week)) == 1
    assert _watched(store, Since(day=LATER), day=week) == []
    store.close()
