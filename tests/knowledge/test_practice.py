"""The practice answers: every sentence stands on texts that carry its figures, days, classes, places and duties."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest

from knowledge.digest import provision_for
from knowledge.errors import DigestError
from knowledge.practice import Practice, Said, practice_answers, read_practice
from rules.questions import country_names

DAY = dt.date(2026, 11, 25)
FIGURE = re.compile(r"(?<![A-Za-z\d])\d[\d,]*(?:\.\d+)*")
ECCN = re.compile(r"\b\d[A-E]\d{3}(?:\.\w+)*")
ASKS = [ask for entry in practice_answers() for ask in entry.asks]


def day_of(entry: Practice) -> dt.date:
    return min(max(DAY, entry.first), entry.last)


def carried_by(said: Said, day: dt.date) -> str:
    """The texts behind a sentence as one, with their titles and cites."""
    texts = [provision_for(cite, day) for cite in said.cites]
    assert all(texts), [cite for cite, text in zip(said.cites, texts, strict=True) if text is None]
    return " ".join(f"{text.cite} {text.title} {text.text}" for text in texts if text is not None) + " ".join(
        said.cites
    )


@pytest.mark.parametrize("entry", practice_answers(), ids=lambda entry: entry.id)
def test_every_sentence_is_carried_by_its_cites(entry: Practice) -> None:
    names = [name for name in country_names().values() if len(name) > 3]
    for said in entry.says:
        texts = carried_by(said, day_of(entry))
        for figure in FIGURE.findall(said.text):
            assert figure.strip(".,") in texts.replace(",", "") or figure.strip(".,") in texts, (said.text, figure)
        for eccn in ECCN.findall(said.text):
            assert eccn.rstrip(".") in texts, (said.text, eccn)
        for name in names:
            if re.search(rf"\b{re.escape(name)}\b", said.text):
                assert name in texts, (said.text, name)
        assert len(re.findall(r"(?<!No)(?<!Supp)(?<!ch)\.(?=\s+[A-Z])", said.text)) == 0, said.text
        assert said.text.endswith("."), said.text


def test_no_question_is_written_twice() -> None:
    twice = [ask for ask, times in Counter(ask.lower().strip(" ?.") for ask in ASKS).items() if times > 1]
    assert not twice


def test_every_question_meets_what_its_entry_needs() -> None:
    for entry in practice_answers():
        if entry.needs is not None:
            assert [ask for ask in entry.asks if not entry.needs.search(ask)] == [], entry.id


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- {id: a, title: A, asks: [b], says: [], when: 2024-01-01}", "when: unknown key"),
        ("- {id: a, title: A, asks: [b]}", "says: missing"),
        ("- {id: a, title: A, asks: [b], says: [{text: C., cites: [15 CFR 740.2 (a)]}]}", "canonical"),
        ("- {id: a, title: A, asks: [b], needs: '(', says: [{text: C., cites: [15 CFR 740.2]}]}", "needs"),
    ],
)
def test_a_bad_entry_is_one_clear_error(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DigestError, match=complaint):
        read_practice(tmp_path)
