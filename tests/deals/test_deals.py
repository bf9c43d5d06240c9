"""Everyday deals: the lawful ones must clear, the others must not, each as words and as facts.

A deal of `holds.yaml` that clears is a false clearance, the worst error of the product; one of
`clears.yaml` that does not makes the product useless. Exact outcomes are asserted on the facts;
the words need only land on the right side.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import Field

from rules.errors import LawNotModelled
from rules.facts import Facts
from rules.law import Law, LawLoader
from rules.proof import ListState
from tests.cases import CLEARED, Case, Expect, Strict
from tests.compare import Document, as_document, mismatches

HERE = Path(__file__).parent
FIRST_MODELLED_DAY = datetime.date(2022, 10, 7)


class Deal(Strict):
    """One deal. `pending` names a rule that is still to be built: its facts then need only not clear."""

    id: str = Field(pattern=r"^[CH]\d{3}$")
    as_of: datetime.date
    words: str = Field(min_length=1)
    facts: dict[str, Any]
    expect: Expect
    source: str = Field(min_length=1)
    why: str = Field(min_length=1)
    pending: str | None = Field(default=None, pattern=r"^[a-z0-9_.]+$")


def load(name: str) -> list[Deal]:
    """The deals of one file, in its order; raises ValidationError on a key that is not a deal's."""
    with (HERE / name).open("rb") as stream:
        return [Deal.model_validate(entry) for entry in yaml.load(stream, Loader=LawLoader)]


CLEARS = load("clears.yaml")
HOLDS = load("holds.yaml")
BY_ID = {deal.id: deal for deal in CLEARS + HOLDS}


def day_of_law(deal: Deal) -> datetime.date:
    """The stated day of the event decides, else the as-of date."""
    stated = deal.facts.get("date")
    return stated if isinstance(stated, datetime.date) else deal.as_of


def verdict_on_facts(deal: Deal) -> Document:
    """The verdict on the deal as facts, its parties screened first."""
    from rules.checker import check

    facts = Facts.model_validate(screened(deal))
    return as_document(check(facts, Law(day_of_law(deal)), lists=(shipped_list(deal),)).model_dump_json())


def screened(deal: Deal) -> dict[str, object]:
    """The deal's facts with what the shipped list says of each name."""
    from assistant.screening.screen import screen_facts

    return screen_facts(deal.facts, deal.as_of)[0]


def shipped_list(deal: Deal) -> ListState:
    """The party list of the package and its age on the deal's day."""
    from assistant.screening.entries import list_date

    made = list_date()
    return ListState(id="csl", date=made, age_days=(deal.as_of - made).days, entries=25921)


def outcome_of_words(deal: Deal) -> str | None:
    """The outcome of the deal as words; None where no verdict was computed, which clears nothing."""
    from assistant.ask import ask

    answer = as_document(ask(deal.words, as_of=deal.as_of).model_dump_json())
    verdict = answer.get("verdict")
    return verdict["outcome"] if verdict else None


def differences(deal: Deal, verdict: Document) -> list[str]:
    """What the verdict says otherwise than the deal expects."""
    case = Case(
        name=deal.id,
        as_of=deal.as_of,
        source=deal.source,
        why=deal.why,
        given=deal.facts,
        expect=deal.expect,
        pending=deal.pending,
    )
    return mismatches(case, verdict)


@pytest.mark.parametrize("deal", CLEARS, ids=lambda deal: deal.id)
def test_a_lawful_deal_clears_on_its_facts(deal: Deal) -> None:
    verdict = verdict_on_facts(deal)
    assert verdict["outcome"] in CLEARED, f"{deal.words}: {deal.why}; missing {verdict['missing']}"
    found = differences(deal, verdict)
    assert not found, f"{deal.source}: {deal.why}\n" + "\n".join(found)


@pytest.mark.parametrize("deal", HOLDS, ids=lambda deal: deal.id)
def test_an_unlawful_or_open_deal_does_not_clear_on_its_facts(deal: Deal) -> None:
    if day_of_law(deal) < FIRST_MODELLED_DAY:
        with pytest.raises(LawNotModelled):
            verdict_on_facts(deal)
        return
    verdict = verdict_on_facts(deal)
    assert verdict["outcome"] not in CLEARED, f"{deal.words}: {deal.why}"
    found = differences(deal, verdict)
    assert not found, f"{deal.source}: {deal.why}\n" + "\n".join(found)


@pytest.mark.parametrize("deal", CLEARS, ids=lambda deal: deal.id)
def test_a_lawful_deal_clears_in_words(deal: Deal) -> None:
    assert outcome_of_words(deal) in CLEARED, f"{deal.words}: {deal.why}"


@pytest.mark.parametrize("deal", HOLDS, ids=lambda deal: deal.id)
def test_an_unlawful_or_open_deal_does_not_clear_in_words(deal: Deal) -> None:
    assert outcome_of_words(deal) not in CLEARED, f"{deal.words}: {deal.why}"


def test_ids_and_dated_words_are_unique() -> None:
    deals = CLEARS + HOLDS
    assert len(BY_ID) == len(deals)
    assert len({(deal.words, deal.as_of) for deal in deals}) == len(deals)


def test_there_are_enough_deals() -> None:
    assert len(CLEARS) >= 60
    assert len(HOLDS) >= 120


def test_each_file_expects_its_own_side() -> None:
    assert all(deal.id.startswith("C") and deal.expect.outcome in CLEARED for deal in CLEARS)
    assert all(deal.id.startswith("H") and not _expected(deal) & CLEARED for deal in HOLDS)


@pytest.mark.parametrize("deal", CLEARS + HOLDS, ids=lambda deal: deal.id)
def test_the_facts_are_those_of_the_schema(deal: Deal) -> None:
    Facts.model_validate(deal.facts)
    assert "as_of" not in deal.facts, "as_of stands beside the facts"


def _expected(deal: Deal) -> set[str]:
    return set(deal.expect.outcome_in or []) | ({deal.expect.outcome} if deal.expect.outcome else set())
