"""The store: turns come back as they were kept, in order, and opening it twice changes nothing."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from assistant.answer import Answer
from assistant.ask import answer
from assistant.store import Store
from tests.assistant.answering import A30_TO_TAIWAN, DAY, read

AT = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)


def _answer() -> Answer:
    return answer(read(A30_TO_TAIWAN), "6 A30 to Taiwan", DAY)


def test_a_turn_comes_back_as_it_was_kept(database_url: str) -> None:
    reply = _answer()
    Store.open(database_url).keep("t-1", "6 A30 to Taiwan", reply, AT)
    (turn,) = Store.open(database_url).turns("t-1")
    assert (turn.number, turn.question, turn.as_of, turn.at) == (0, "6 A30 to Taiwan", DAY, AT)
    assert Answer.model_validate(turn.answer) == reply
    assert turn.facts["item"]["tpp"] == 2644


def test_turns_stand_in_order_and_threads_apart(database_url: str) -> None:
    store, reply = Store(database_url), _answer()
    for question in ("first", "second", "third"):
        store.keep("t-1", question, reply, AT)
    store.keep("t-2", "other", reply, AT + dt.timedelta(minutes=1))
    assert [turn.question for turn in store.turns("t-1")] == ["first", "second", "third"]
    assert store.threads() == ["t-2", "t-1"]
    assert store.turns("nobody began this") == []


def test_turns_of_one_thread_at_once_are_all_kept(database_url: str) -> None:
    store, reply = Store(database_url), _answer()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: store.keep("t-1", f"turn {at}", reply, AT), range(24)))
    kept = store.turns("t-1")
    assert [turn.number for turn in kept] == list(range(24))
    assert {turn.question for turn in kept} == {f"turn {at}" for at in range(24)}


def test_a_store_in_memory_is_gone_with_its_process() -> None:
    store = Store.in_memory()
    store.keep("t-1", "question", _answer(), AT)
    assert len(store.turns("t-1")) == 1
    assert Store.in_memory().turns("t-1") == []
