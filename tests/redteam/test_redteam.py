"""Questions and facts meant to mislead: what must not clear does not, what is lawful does.

A case with `known` fails today for that reason and is expected to; once it holds, the strict mark fails and
the line is taken out of the file.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import Field

from rules.facts import Facts
from rules.law import Law, LawLoader
from rules.proof import ListState
from tests.cases import CLEARED, Expect, Strict

HERE = Path(__file__).parent


class Trap(Strict):
    """One case, as words or as facts."""

    id: str = Field(pattern=r"^[WF]\d{3}$")
    as_of: datetime.date
    words: str | None = None
    facts: dict[str, Any] | None = None
    expect: Expect
    source: str = Field(min_length=1)
    why: str = Field(min_length=1)
    known: str | None = Field(default=None, min_length=1)


def load(name: str) -> list[Trap]:
    """The cases of one file, in its order; raises ValidationError on a key that is not a case's."""
    with (HERE / name).open("rb") as stream:
        return [Trap.model_validate(entry) for entry in yaml.load(stream, Loader=LawLoader)]


WORDS, FACTS = load("words.yaml"), load("facts.yaml")


def marked(traps: list[Trap]) -> list[Any]:
    """The cases as parameters, those that are known to fail marked so."""
    return [
        pytest.param(
            trap,
            id=trap.id,
            marks=pytest.mark.xfail(strict=True, raises=AssertionError, reason=trap.known) if trap.known else (),
        )
        for trap in traps
    ]


def outcome_of_words(trap: Trap) -> str:
    """The outcome of the words; the kind of the answer where no verdict was computed, which clears nothing."""
    from assistant.ask import ask

    answer = ask(trap.words or "", as_of=trap.as_of)
    return answer.verdict.outcome if answer.verdict else answer.kind


def outcome_of_facts(trap: Trap) -> str:
    """The outcome of the facts, their names screened first on the shipped list."""
    from assistant.screening.entries import list_date
    from assistant.screening.screen import screen_facts
    from rules.checker import check

    facts = Facts.model_validate(screen_facts(trap.facts or {}, trap.as_of)[0])
    made = list_date()
    held = ListState(id="csl", date=made, age_days=(trap.as_of - made).days, entries=25921)
    return check(facts, Law(trap.as_of), lists=(held,)).outcome


def assert_as_expected(trap: Trap, outcome: str) -> None:
    """Compares the outcome with what the case names; `not_cleared` takes whatever clears nothing."""
    expect = trap.expect
    told = f"{trap.source}: {trap.why}"
    if expect.not_cleared:
        assert outcome not in CLEARED, told
    if expect.outcome_in is not None:
        assert outcome in expect.outcome_in, told
    if expect.outcome is not None:
        assert outcome == expect.outcome, told


@pytest.mark.parametrize("trap", marked(WORDS))
def test_words(trap: Trap) -> None:
    assert_as_expected(trap, outcome_of_words(trap))


@pytest.mark.parametrize("trap", marked(FACTS))
def test_facts(trap: Trap) -> None:
    assert_as_expected(trap, outcome_of_facts(trap))


def test_each_case_has_its_one_form_and_its_own_id() -> None:
    traps = WORDS + FACTS
    assert len({trap.id for trap in traps}) == len(traps)
    assert all((trap.words is None) != (trap.facts is None) for trap in traps)
    assert all(trap.expect.not_cleared or trap.expect.outcome_in or trap.expect.outcome for trap in traps)
