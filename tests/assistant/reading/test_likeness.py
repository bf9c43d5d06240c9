"""Signs of a diversion in words of their own: rates on fresh sentences, and what is read as one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.reading.likeness import likest
from assistant.reading.lists import words_file
from assistant.reading.understand import understand
from assistant.reading.understood import DealRead
from rules.law import read_yaml

AS_OF = dt.date(2026, 11, 26)
FRESH: dict[str, list[str]] = read_yaml(Path(__file__).parent / "likeness.yaml")
DEAL = "25 RTX 4070 to Oslo for a Norwegian-owned bank"


def _read(told: str) -> DealRead:
    return understand(told, as_of=AS_OF).deals[0]


def _rate(sentences: list[str]) -> float:
    return sum("red_flags" in _read(f"{DEAL}. {one}").facts for one in sentences) / len(sentences)


def test_fresh_sentences_are_no_written_ones() -> None:
    told = words_file("likeness.yaml")
    written = {one for sentences in told["signs"].values() for one in sentences} | set(told["plain"])
    assert not written & {*FRESH["signs"], *FRESH["plain"]}


def test_most_fresh_signs_are_read() -> None:
    assert _rate(FRESH["signs"]) >= 0.6


def test_most_fresh_business_is_none() -> None:
    assert _rate(FRESH["plain"]) <= 0.15


def test_a_written_sign_is_nearest_to_itself() -> None:
    for number, sentences in words_file("likeness.yaml")["signs"].items():
        found = likest(sentences[0])
        assert found is not None
        assert (found.id, found.sentence) == (number, sentences[0])


@pytest.mark.parametrize(
    "told",
    [
        f"{DEAL}. He gave me a burner phone number.",
        f"{DEAL}, their office is a car park",
        "25 RTX 4070 to Oslo\n- they pay from a gym bag\n- Norwegian-owned bank",
    ],
)
def test_the_words_and_the_sign_are_shown(told: str) -> None:
    deal = _read(told)
    assert deal.facts["red_flags"][0]["resolved"] is False
    word = deal.words["red_flags[0]"]
    assert told[word["start"] : word["end"]].strip(" .,-") == word["text"].strip(" .,-")
    assert any("is read as a sign of diversion" in note for note in deal.notes)


@pytest.mark.parametrize(
    "told",
    [
        DEAL,
        "Can we sell 25 RTX 4070 to a Norwegian-owned bank in Oslo that will use them itself?",
        f"Hi team,\n\n{DEAL}, delivery in week 51.\n\nThanks, see you at the fair\nJonas",
        f"{DEAL}. Nothing odd about the order. They answered all our questions.",
    ],
)
def test_a_plain_deal_shows_no_sign(told: str) -> None:
    assert "red_flags" not in _read(told).facts


@pytest.mark.parametrize(
    "told",
    [
        "10 RTX 4090 für eine polnische Zahnklinik in Gdynia. Niemand in der Firma weiß, was eine Grafikkarte ist.",
        "10 RTX 4090 para una clínica dental polaca en Gdynia. Me ofreció dinero por no hacer preguntas.",
        "10 RTX 4090 pour une clinique dentaire polonaise à Gdynia. Le directeur change de nom dans chaque courriel.",
    ],
)
def test_signs_are_read_in_what_other_tongues_are_put_into(told: str) -> None:
    assert _read(told).facts["red_flags"][0]["resolved"] is False
