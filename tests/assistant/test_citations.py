"""A cite opens the official text of its day with our own words beside it; without official texts, our own words."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.ask import ask
from assistant.channels.page import citations as page
from assistant.citations import Marks, resolve
from assistant.ground import Basis
from assistant.official import official_texts
from assistant.store.engine import engine_at
from assistant.store.migrate import upgrade
from knowledge import store
from knowledge.official.unit import Unit, unit_of
from knowledge.sources.document import Document, Raw

QUESTION = "Can we ship 64 H200 to Alibaba Cloud in Singapore?"
DAY = dt.date(2026, 11, 24)
FEBRUARY, SEPTEMBER = dt.date(2026, 2, 10), dt.date(2026, 9, 24)
PLACE = "15 CFR 742.6(a)(6)(iii)(A)"
B_ITEMS = "15 CFR 742.6(a)(6)(iii)(B)"


def issue(number: int) -> Unit:
    lines = [
        "(a) Licenses.", "(6) Chips.", "(iii) Large ones—(A) A printed text about 3A090.a, 777 words.",
        f"(B) The b items, text {number}.", "(b) Other.",
    ]  # fmt: skip
    return unit_of("15 CFR 742.6", "Printed title", lines, excerpt=True)


@pytest.fixture
def synced(database_url: str) -> str:
    """A store with two issues of one section."""
    engine = engine_at(database_url)
    upgrade(engine)
    for number, day in enumerate((FEBRUARY, SEPTEMBER)):
        raw = Raw("ecfr", "part-742", f"part-742_{day}.xml", str(day).encode(), day, None)
        store.keep(engine, Document(raw, (issue(number),)), dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    engine.dispose()
    return database_url


def test_an_official_text_of_the_day_comes_first(synced: str) -> None:
    found = resolve(PLACE, DAY, official_texts())
    assert found is not None
    assert (found.source, found.passage) == ("official", "(A) A printed text about 3A090.a, 777 words.")
    assert (found.effective_from, found.effective_to, found.note) == (FEBRUARY, None, None)
    assert found.beside is not None
    assert (found.beside.source, found.beside.label) == ("digest", "in our own words")
    plain = resolve(PLACE, DAY)
    assert plain is not None
    assert (found.beside.passage, found.beside.sha256) == (plain.passage, plain.sha256)
    assert len(found.sha256) == 64
    assert found.sha256 != plain.sha256


def test_for_another_day_our_own_words_come_first(synced: str) -> None:
    found = resolve(PLACE, dt.date(2025, 3, 1), official_texts())
    assert found is not None
    assert found.source == "digest"
    assert found.beside is not None
    assert (found.beside.source, found.beside.label) == ("official", "official text of 2026-09-24")


def test_a_change_after_the_issue_is_said(synced: str) -> None:
    found = resolve(B_ITEMS, dt.date(2026, 8, 1), official_texts())
    assert found is not None
    assert (found.source, found.effective_to) == ("official", dt.date(2026, 9, 23))
    assert found.passage.endswith("text 0.")
    assert found.note is not None
    assert "2026-07-10" in found.note
    later = resolve(B_ITEMS, DAY, official_texts())
    assert later is not None
    assert later.passage.endswith("text 1.")
    assert later.note is None


def test_a_text_farther_out_than_our_own_does_not_stand_for_it(synced: str) -> None:
    found = resolve("742.6(b)(10)(iii)(A)(1)", DAY, official_texts())
    assert found is not None
    assert found.source == "digest"
    assert found.beside is None


def test_the_answer_is_the_same_with_and_without_official_texts(synced: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_texts = ask(QUESTION, as_of=DAY)
    monkeypatch.setattr("assistant.citations.official_texts", lambda: None)
    without = ask(QUESTION, as_of=DAY)
    assert with_texts.answer == without.answer
    assert with_texts.verdict == without.verdict
    assert [one.cite for one in with_texts.citations] == [one.cite for one in without.citations]
    assert PLACE in {one.cite for one in with_texts.citations if one.source == "official"}
    assert {one.source for one in without.citations} == {"digest"}
    assert with_texts.grounding == without.grounding


def test_a_law_question_opens_the_official_paragraph(synced: str) -> None:
    found = ask("What does 742.6(a)(6)(iii)(A) say?", as_of=DAY)
    assert (found.citations[0].cite, found.citations[0].source) == (PLACE, "official")


def test_both_texts_carry_a_sentence(synced: str) -> None:
    marks = Marks()
    marks.of((PLACE,), DAY)
    passages = Basis(None, {}, marks.citations).marked("Something [1].")
    assert "777 words" in passages
    (one,) = marks.citations
    assert one.beside is not None
    assert one.beside.passage in passages


def test_the_page_shows_both(synced: str) -> None:
    marks = Marks()
    marks.of((PLACE, B_ITEMS), DAY)
    shown = page.sources(1, marks.citations)
    assert "777 words" in shown
    assert "in our own words" in shown
    assert marks.citations[0].sha256[:12] in shown
    assert shown.count("<blockquote>") == 4


def test_without_a_store_or_a_sync_there_are_none(database_url: str) -> None:
    assert official_texts() is None
    upgrade(engine_at(database_url))
    assert official_texts() is None
