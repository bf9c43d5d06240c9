"""On the page: what a language model read and would loosen the verdict waits, filled in, until somebody presses it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from assistant import ask as door
from assistant.answer import Answer
from assistant.ask import ask
from assistant.channels.page import handlers, here, session
from assistant.channels.page.panel import panel
from assistant.channels.page.state import Desk
from assistant.model.connect import LanguageModel
from assistant.records.actor import LOCAL
from assistant.records.cases import cases
from assistant.records.content import answer_of
from assistant.store import Store
from rules.proof import strictness
from tests.assistant.model.test_language_model import DAY, NO_WORDING, UNIFORM, Scripted, facts, rank

CIVIL = {"path": "end_uses", "value": ["civil"], "words": "a Norwegian firm"}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    yield store
    store.close()


@pytest.fixture
def asked(kept: Store, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The desk after a turn in which the model read one fact that loosens."""
    model = LanguageModel(Scripted(messages=iter([facts(CIVIL), NO_WORDING])), "scripted", 5.0)
    monkeypatch.setattr(door, "_model", lambda: model)
    monkeypatch.setattr(here, "store", lambda: kept)

    def on_page(question: str, *, as_of: dt.date | None, thread: str, user: str) -> Answer:
        return ask(question, as_of=as_of, thread=thread, store=kept, channel="page", user=user)

    return session.asked(session.new_desk(DAY), on_page, UNIFORM)[0]


def pressed(desk: Desk, **data: Any) -> Desk:
    return handlers.acted(desk, data)


def test_it_is_shown_with_its_words_and_counts_when_it_is_pressed(asked: Desk) -> None:
    shown = panel(asked)
    assert 'data-act="confirm" data-proposal="0"' in shown
    assert "from “a Norwegian firm”" in shown
    assert asked.facts["end_uses"] == ["unknown"]
    after = pressed(asked, act="confirm", proposal="0")
    assert after.facts["end_uses"] == ["civil"]
    assert asked.verdict is not None
    assert after.verdict is not None
    was, now = ((one.outcome, one.review_policy) for one in (asked.verdict, after.verdict))
    assert strictness(*now) > strictness(*was)
    assert after.moves[-1].what.startswith("Confirmed: ")
    assert "a Norwegian firm" in after.moves[-1].what
    assert 'data-act="confirm"' not in panel(after)


@pytest.mark.parametrize("proposal", ["1", "-1", "x", ""])
def test_what_was_not_proposed_cannot_be_confirmed(asked: Desk, proposal: str) -> None:
    assert pressed(asked, act="confirm", proposal=proposal) == asked


def test_it_waits_through_other_changes_and_goes_when_somebody_says_otherwise(asked: Desk) -> None:
    other = pressed(asked, act="recompute", fields={"quantity": "100"})
    assert 'data-act="confirm"' in panel(other)
    told = pressed(other, act="recompute", fields={"end_uses": "military"})
    assert told.facts["end_uses"] == ["military"]
    assert 'data-act="confirm"' not in panel(told)


def test_who_only_reads_confirms_nothing(asked: Desk) -> None:
    after = pressed(replace(asked, read_only=True), act="confirm", proposal="0")
    assert (after.facts, after.problem is not None) == (asked.facts, True)


def test_the_record_keeps_what_was_proposed(asked: Desk, kept: Store) -> None:
    (found,) = cases(kept, LOCAL)
    (proposal,) = found.whole["proposals"]
    assert (proposal["fact"], proposal["counted"]) == ("end_uses", False)
    assert asked.answer is not None
    assert answer_of(found.whole, found.entry).proposals == asked.answer.proposals
    on = handlers.Handlers(lambda *_, **__: asked.answer, DAY, here.keep_here)
    _, after, *_ = on.act([], asked, gr.EventData(None, _data={"act": "confirm", "proposal": "0"}))
    assert after.answer is not None
    assert rank(after.answer) > rank(asked.answer)
