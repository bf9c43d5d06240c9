"""Questions of law: the first sentence tells what was asked, be it a day, a figure, a list or a no."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.ask import ask
from assistant.asked_for import answer_first
from assistant.background import Correction, _words
from assistant.citations import Marks
from assistant.explain import corrected
from assistant.ground import sentences
from assistant.store import Store
from rules.law import read_yaml

DAY = dt.date(2026, 11, 25)
ANSWERS = Path(__file__).parents[1] / "conversations" / "answers"
CASES: list[dict[str, Any]] = [*read_yaml(ANSWERS / "law_2.yaml"), *read_yaml(ANSWERS / "law_3.yaml")]
TITLE = re.compile(r"\*\*[^*]+\*\*(?: \(.*?\))?:?")


def _first(answer: Answer) -> str:
    """The first sentence that is no title."""
    lines = [line for line in answer.answer.split("\n") if line.strip() and not TITLE.fullmatch(line.strip())]
    return sentences(lines[0])[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_was_asked_comes_first(case: dict[str, Any]) -> None:
    store = Store.in_memory()
    wrong: list[str] = []
    for step in case["turns"]:
        told = ask(step["turn"], as_of=DAY, thread="t", store=store, record=False)
        outcome = told.verdict.outcome if told.verdict is not None else "none"
        if told.kind not in step.get("kind", "explanation").split():
            wrong.append(f"{step['turn']}: kind {told.kind}")
        if outcome not in step.get("outcome", outcome).split():
            wrong.append(f"{step['turn']}: {outcome}")
        if not re.search(step.get("first", ""), _first(told), re.IGNORECASE):
            wrong.append(f"{step['turn']}: {_first(told)}")
        if not re.search(step.get("cites", ""), " ".join(one.cite for one in told.citations)):
            wrong.append(f"{step['turn']}: {[one.cite for one in told.citations]}")
        if "never" in step and re.search(step["never"], told.answer, re.IGNORECASE):
            wrong.append(f"{step['turn']}: says {step['never']}")
    store.close()
    assert wrong == []


def test_the_other_sentences_keep_their_order() -> None:
    parts = ["The rule was made on 2024-01-01.", "It has three parts.", "It ends on 2025-05-05.", "Nobody liked it."]
    assert answer_first("When does it end?", parts) == [2, 0, 1, 3]
    assert answer_first("", parts) == [0, 1, 2, 3]


def test_no_correction_is_lost_on_the_way() -> None:
    for one in _words()["premises"]:
        told = corrected(Correction(one["says"], tuple(one["cites"])), DAY, Marks())
        assert told.rejected == (), one["says"]
