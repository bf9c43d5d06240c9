"""Whole conversations: where each turn ends, what it says has moved, and deals in other languages beside English."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.ask import ask
from assistant.reading.state import look
from assistant.store import Store
from rules.law import read_yaml

AS_OF = dt.date(2026, 11, 25)
FOLDER = Path(__file__).parents[1] / "conversations" / "answers"
DIALOGUES: list[dict[str, Any]] = read_yaml(FOLDER / "dialogues.yaml")
THREADS: list[dict[str, Any]] = [
    case
    for name in ("threads.yaml", "threads_in_words.yaml", "threads_in_words_2.yaml")
    for case in read_yaml(FOLDER / name)
]
CLEARED = {"no_license_required", "license_exception"}
TWINS: list[dict[str, str]] = read_yaml(FOLDER / "twins.yaml")


def _ended(answer: Answer) -> dict[str, Any]:
    """What a case may name: facts, and the outcome, kind and number of deals."""
    outcome = answer.verdict.outcome if answer.verdict else None
    return {**answer.facts, "outcome": outcome, "kind": answer.kind, "deals": len(answer.deals) or 1}


@pytest.mark.parametrize("case", DIALOGUES, ids=lambda case: case["name"])
def test_dialogue(case: dict[str, Any]) -> None:
    store = Store.in_memory()
    ends: list[tuple[str, dict[str, Any]]] = []
    last: Answer | None = None
    for step in case["turns"]:
        answer = ask(step["turn"], as_of=AS_OF, thread="t", store=store, record=False)
        ended = _ended(answer)
        ends.append((step["turn"], {key: str(ended.get(key)) for key in step["ends"]}))
        if last is not None and _goes_on(last, answer):
            assert "The result moved from" in answer.answer or "The result stays" in answer.answer
        last = answer if answer.verdict else last
    store.close()
    assert ends == [(step["turn"], {key: str(value) for key, value in step["ends"].items()}) for step in case["turns"]]


@pytest.mark.parametrize("case", THREADS, ids=lambda case: case["name"])
def test_thread(case: dict[str, Any]) -> None:
    store = Store.in_memory()
    wrong: list[str] = []
    for step in case["turns"]:
        answer = ask(step["turn"], as_of=AS_OF, thread="t", store=store, record=False)
        wrong += [
            f"{step['turn']}: {key} {value}" for key, value in step["ends"].items() if not _is(answer, key, value)
        ]
    store.close()
    assert wrong == []


def _is(answer: Answer, key: str, value: object) -> bool:
    """Does a turn end as its case says?"""
    outcome = answer.verdict.outcome if answer.verdict else "none"
    ends = {
        "clears": outcome in CLEARED,
        "holds": outcome not in CLEARED,
        "needs": outcome == "needs_facts",
        "req": outcome not in {*CLEARED, "needs_facts", "none"},
        "none": outcome == "none",
    }
    if key == "ends":
        return ends[str(value)]
    if key == "item":
        return str(value) in str(answer.facts.get("item", {}).get("name"))
    if key == "says":
        return re.search(str(value), answer.answer, re.IGNORECASE | re.DOTALL) is not None
    if key == "day":
        return str(answer.facts.get("date") or answer.as_of).startswith(str(value))
    open_flags = [flag for flag in answer.facts.get("red_flags") or () if flag["resolved"] is not True]
    found = {"kind": answer.kind, "deals": len(answer.deals) or 1, "flags": len(open_flags)}
    return bool(found[key] == value) if key in found else look(answer.facts, key) == value


def _goes_on(last: Answer, answer: Answer) -> bool:
    """Is it the same deal with another outcome, so that the answer has to say so?"""
    if last.verdict is None or answer.verdict is None or last.deals or answer.deals:
        return False
    same = last.facts.get("item") == answer.facts.get("item")
    return same and last.verdict.outcome != answer.verdict.outcome


@pytest.mark.parametrize("case", TWINS, ids=lambda case: next(iter(case.values())))
def test_another_language_ends_as_english_does(case: dict[str, str]) -> None:
    other = next(text for language, text in case.items() if language != "en")
    assert _verdict(ask(other, as_of=AS_OF)) == _verdict(ask(case["en"], as_of=AS_OF))


def _verdict(answer: Answer) -> tuple[str | None, ...]:
    found = answer.verdict
    return (found.outcome, found.eccn, found.review_policy) if found else (None,)


def test_a_turn_shows_what_changed_and_how_the_verdict_moved() -> None:
    store = Store.in_memory()
    ask("8 H100 to an Irish-owned insurer in Cork", as_of=AS_OF, thread="t", store=store, record=False)
    told = ask("and to Minsk, 12 pcs?", as_of=AS_OF, thread="t", store=store, record=False).answer
    store.close()
    assert "Destination: Ireland (IE) → Belarus (BY)" in told
    assert "Quantity (units): 8 → 12" in told
    assert 'from "a license exception covers it" to "a license is required (presumption of denial)"' in told
