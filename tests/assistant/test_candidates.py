"""An item told in plain words is asked about with the entries nearest to it; nothing is classified or cleared."""

import datetime as dt

import pytest

from assistant import candidates
from assistant.ask import ask
from assistant.candidates import described_item
from knowledge import search
from knowledge.provision import Provision
from knowledge.search import Searcher
from knowledge.shelf import shelf_of

DAY = dt.date(2026, 11, 25)
HEADINGS = {  # our own words for what three entries are about
    "2B001": "Machine tools for milling, turning or grinding that can be numerically controlled in several axes",
    "6A003": "Cameras, among them thermal imaging cameras with focal plane arrays",
    "3A233": "Mass spectrometers for heavy ions and their sources",
}


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        Provision(
            cite=f"15 CFR Part 774, Supp. No. 1, ECCN {eccn}", title=title, text=title, source="official",
            effective_from=dt.date(2026, 1, 1), effective_to=None, checked_through=DAY, text_read="2026-09-24", by=None,
            unconfirmed=False,
        )
        for eccn, title in HEADINGS.items()
    ]  # fmt: skip
    monkeypatch.setattr(search, "searcher", lambda _: Searcher(shelf_of(texts), None))


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("We want to export a five-axis milling machine to India. Do we need a license?", "five-axis milling machine"),
        ("What is the ECCN of a thermal imaging camera with a 640x512 microbolometer?",
         "thermal imaging camera with a 640x512 microbolometer"),
        ("How is a lidar sensor for cars classified?", "lidar sensor for cars"),
        ("Is an inertial measurement unit controlled?", "inertial measurement unit"),
        ("Are model weights controlled?", None),
        ("Is a deemed export controlled?", None),
        ("What is the ECCN of the H200?", None),
        ("Can we export advanced computing chips to Chile?", None),
        ("Does 5A992 cover a mass spectrometer sent to Chile?", None),
        ("How do we cook rice?", None),
    ],
)  # fmt: skip
def test_thing_that_a_question_describes(question: str, item: str | None) -> None:
    assert described_item(question) == item


@pytest.mark.parametrize(
    ("question", "eccn"),
    [
        ("We want to export a five-axis milling machine to India. Do we need a license?", "2B001"),
        ("What is the ECCN of a thermal imaging camera with a 640x512 microbolometer?", "6A003"),
        ("Do I need a license to send a mass spectrometer to Brazil?", "3A233"),
    ],
)
@pytest.mark.usefixtures("entries")
def test_described_item_is_a_question_with_candidates(question: str, eccn: str) -> None:
    answer = ask(question, as_of=DAY, record=False)
    assert (answer.kind, answer.verdict, answer.facts) == ("clarification", None, {})
    assert f"**{eccn}**: {HEADINGS[eccn]}" in answer.answer
    assert answer.answer.endswith("Nothing is cleared by this.")
    assert len([one for one in HEADINGS if f"**{one}**" in answer.answer]) == 1  # the others share no telling word


@pytest.mark.usefixtures("entries")
def test_deal_with_an_item_of_no_class_shows_candidates_and_stays_open() -> None:
    answer = ask("Can I ship a grinding machine pump to a buyer in Vietnam?", as_of=DAY, record=False)
    assert answer.verdict is not None
    assert answer.verdict.outcome == "needs_facts"
    assert answer.verdict.eccn is None
    assert "**2B001**" in answer.answer


def test_no_entry_at_hand_is_no_answer_that_it_is_in_none() -> None:
    assert candidates.candidates("mass spectrometer", DAY) == ()
    answer = ask("Do I need a license to send a mass spectrometer to Brazil?", as_of=DAY, record=False)
    assert answer.kind == "clarification"
    assert "does not mean that it is in none" in answer.answer
