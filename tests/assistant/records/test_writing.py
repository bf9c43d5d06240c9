"""Every turn becomes a record: what it holds, what it pins, and that nothing is lost on the way."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import text

from assistant.answer import Answer
from assistant.ask import ask
from assistant.decide import decide_again
from assistant.errors import StoreUnreachable
from assistant.records.canonical import sha256_of
from assistant.records.chain import content_of, find
from assistant.records.content import answer_of
from assistant.records.log import verify_log
from assistant.records.pins import figure_on, pins_of
from assistant.store import Store
from rules.proof import Verdict
from tests.assistant.answering import DAY

ALIBABA = "Can we ship 64 H200 to Alibaba Cloud in Singapore?"


def _content(store: Store, id: str) -> dict[str, object]:
    def work(session: object) -> dict[str, object]:
        entry = find(session, "record", id)  # type: ignore[arg-type]
        assert entry is not None
        content = content_of(session, entry)  # type: ignore[arg-type]
        assert content is not None
        return content

    return store.read(work)


def test_a_turn_becomes_a_record_with_its_id_and_place(database_url: str) -> None:
    store = Store(database_url)
    first = ask(ALIBABA, as_of=DAY, thread="t-1", store=store, channel="page", user="ana")
    second = ask("and if it's H20 instead?", as_of=DAY, thread="t-1", store=store, channel="page", user="ana")
    assert first.record is not None
    assert second.record is not None
    assert first.id is not None
    assert first.id.startswith("SG-")
    assert (first.record.seq, first.record.previous, second.record.previous) == (1, None, first.record.hash)
    assert [turn.answer["id"] for turn in store.turns("t-1")] == [first.id, second.id]
    content = _content(store, first.id)
    assert (content["question"], content["channel"], content["user"], content["thread"]) == (
        ALIBABA,
        "page",
        "ana",
        "t-1",
    )
    assert content["known"]["rule_base"] == first.law.rule_base  # type: ignore[index, union-attr]
    assert store.read(verify_log).broken is None
    store.close()


def test_an_answer_comes_back_out_of_its_record(database_url: str) -> None:
    store = Store(database_url)
    given = ask(ALIBABA, as_of=DAY, store=store)
    assert given.id is not None
    entry = store.read(lambda session: find(session, "record", str(given.id)))
    assert entry is not None
    again = answer_of(_content(store, given.id), entry)
    assert again.model_dump_json() == given.model_dump_json()
    store.close()


WORDS = (
    ALIBABA,
    "Can we quote 64 H200s to a Malaysian cloud whose parent is in Shenzhen?",
    "What does 15 CFR 740.8 ask for?",
    "hello",
    "6 A30 to Taiwan; and 4 H100 to a university in Beijing.",
    "Können wir 8 H100 nach Wien liefern?",
    "half a pair \ud800 and a \0 here: 2 H100 to Norway",
)


@pytest.mark.parametrize("words", WORDS)
def test_a_recorded_verdict_is_reproduced_with_its_pins(words: str) -> None:
    store = Store()
    given = ask(words, as_of=DAY, store=store)
    assert given.id is not None
    content = json.loads(json.dumps(_content(store, given.id)))
    assert content["pins"] or given.kind in {"clarification", "out_of_scope"}
    if given.verdict is not None:
        was = Verdict.model_validate(content["verdict"])
        now, figures = decide_again(content["facts"], was.as_of, was)
        assert now.model_dump(mode="json") == content["verdict"]
        if not given.deals:
            rows = {one["id"] for one in content["pins"] if one["kind"] == "list_entry"}
            kept = [one for one in content["pins"] if one["kind"] != "list_entry"]
            assert pins_of(now, figures, {})[0] == kept
            assert bool(rows) == ("listings" in json.dumps(content["facts"]))
    store.close()


def test_what_a_figure_said_is_kept_under_its_pin() -> None:
    store = Store()
    given = ask(ALIBABA, as_of=DAY, store=store)
    pins = _content(store, str(given.id))["pins"]
    named = {one["id"]: one["sha256"] for one in pins if one["kind"] == "figure"}  # type: ignore[attr-defined]
    found = figure_on("eccn_3a090.a.tpp_alone", DAY)
    assert found is not None
    assert named["eccn_3a090.a.tpp_alone"] == found[0]["sha256"] == sha256_of(found[1])
    sha = found[0]["sha256"]
    body = store.read(
        lambda session: session.scalar(text("select body from contents where sha256 = :sha"), {"sha": sha})
    )
    assert json.loads(str(body))["value"] == 4800
    store.close()


def test_an_answer_that_cannot_be_kept_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    with store.engine.begin() as connection:
        connection.execute(text("alter table chain rename to gone"))
    monkeypatch.setattr("assistant.store.engine.RETRY_SECONDS", 0)
    with pytest.raises(StoreUnreachable, match="no such table: chain"):
        ask(ALIBABA, as_of=DAY, store=store, thread="t-1")
    assert store.turns("t-1") == []
    store.close()


def test_a_transaction_that_runs_again_keeps_one_record(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.records.content import Asked
    from assistant.records.writing import record_answer

    store = Store(database_url)
    reply = ask(ALIBABA, as_of=DAY)
    write = store.write
    monkeypatch.setattr(store, "write", lambda work: [write(work), write(work)][1])
    given = record_answer(store, Asked(ALIBABA, "page", "ana", "t-1"), reply, at=dt.datetime.now(dt.UTC))
    assert isinstance(given, Answer)
    assert (store.read(verify_log).records, len(store.turns("t-1"))) == (1, 1)
    store.close()
