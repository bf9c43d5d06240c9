"""Facts to verdict: which day's law, which list, what is screened, and the same verdict a second time."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from typing import Any

import pytest

from assistant.decide import decide, decide_variants, early_verdict
from assistant.reading.understood import DealRead
from assistant.screening.entries import LIST_ENTRIES, list_date, raw_rows
from rules.errors import BadFact, LawNotModelled
from tests.assistant.answering import A30, A30_TO_TAIWAN, DAY, H200, H200_TO_ALIBABA, TAIWANESE
from tests.deals.test_deals import CLEARS, HOLDS, Deal

L20: dict[str, Any] = {**A30, "name": "L20", "tpp": 1912, "applicable_die_area_mm2": 608.5}


def test_the_facts_of_a_verdict_give_that_verdict_again() -> None:
    facts, verdict = decide(H200_TO_ALIBABA, DAY)
    again, second = decide(json.loads(json.dumps(facts)), DAY)
    assert (again, second.model_dump_json()) == (facts, verdict.model_dump_json())


@pytest.mark.parametrize(
    "deal",
    [one for one in CLEARS + HOLDS if str(one.facts.get("date", "2023")) > "2022-10-07"][::5],
    ids=lambda deal: deal.id,
)
def test_each_deals_facts_give_its_verdict_again(deal: Deal) -> None:
    if deal.as_of < dt.date(2022, 10, 7):
        pytest.skip("before the modelled law")
    facts, verdict = decide(deal.facts, deal.as_of)
    again, second = decide(json.loads(json.dumps(facts)), deal.as_of)
    assert (again, second.model_dump_json()) == (facts, verdict.model_dump_json())


def test_a_named_party_is_screened_and_its_list_printed() -> None:
    facts, verdict = decide({**H200_TO_ALIBABA, "parties": [{"name": "Loongson Technology", "location": "CN"}]}, DAY)
    (found, *_) = facts["parties"][0]["listings"]
    assert (found["list"], found["state"]) == ("entity_list", "match")
    assert verdict.parties_screened[0].name == "Loongson Technology"
    assert [(one.date, one.age_days, one.entries) for one in verdict.law.lists] == [
        (list_date(), (DAY - list_date()).days, LIST_ENTRIES)
    ]


def test_the_printed_number_of_entries_is_that_of_the_shipped_list() -> None:
    assert sum(1 for _ in raw_rows()) == LIST_ENTRIES


def test_without_a_name_no_list_is_looked_into() -> None:
    _, verdict = decide(A30_TO_TAIWAN, DAY)
    assert verdict.parties_screened == verdict.law.lists == ()


def test_the_day_of_the_event_decides_and_names_the_day_asked_for() -> None:
    _, verdict = decide({**A30_TO_TAIWAN, "date": "2023-05-02"}, DAY)
    assert verdict.as_of == dt.date(2023, 5, 2)
    assert "event_date" in [one.id for one in verdict.law.warnings]


def test_a_dated_deal_keeps_the_day_it_was_asked_on() -> None:
    facts, verdict = decide({**A30_TO_TAIWAN, "date": "2023-05-02", "as_of": str(DAY)}, DAY)
    assert decide(facts, verdict.as_of)[1] == verdict == decide(facts)[1]


def test_as_of_may_stand_beside_the_facts_and_gives_way_to_the_option() -> None:
    assert decide({**A30_TO_TAIWAN, "as_of": "2026-10-05"})[1].as_of == dt.date(2026, 10, 5)
    assert decide({**A30_TO_TAIWAN, "as_of": "2026-10-05"}, DAY)[1].as_of == DAY


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"destinaton": "TW"}, "destinaton"),
        ({"destination": "Taiwan"}, "destination"),
        ({"item": {"tpp": -1}}, "item.tpp"),
        ({"date": "2026-02-30"}, "date"),
        ({"parties": [{"roles": ["buyer"]}]}, "parties[0].roles"),
    ],
)
def test_bad_input_is_one_sentence_that_names_the_field(facts: dict[str, Any], field: str) -> None:
    with pytest.raises(BadFact) as error:
        decide(facts, DAY)
    assert error.value.field.startswith(field)
    assert "\n" not in str(error.value)


def test_a_day_before_the_modelled_law_is_bad_input() -> None:
    with pytest.raises(LawNotModelled):
        decide(A30_TO_TAIWAN, dt.date(2022, 10, 6))
    with pytest.raises(LawNotModelled):
        decide({**A30_TO_TAIWAN, "date": "2021-01-01"}, DAY)


# ---- a name that fits more than one item


def _deal(item: dict[str, Any], *others: dict[str, Any], **facts: Any) -> DealRead:
    return DealRead("deal", {"destination": "TW", "parties": [TAIWANESE], "item": item, **facts}, {}, variants=others)


def test_items_that_end_alike_are_decided_on_the_highest_tpp() -> None:
    decided = decide_variants(_deal(L20, A30), DAY)
    assert decided.verdict.outcome == "no_license_required"
    assert decided.verdict.computed["tpp"] == 2644
    assert decided.variants == ()


def test_items_that_end_differently_are_asked_about() -> None:
    decided = decide_variants(_deal(A30, H200), DAY)
    verdict = decided.verdict
    assert (verdict.outcome, verdict.missing[0], verdict.license_required) == ("needs_facts", "item.name", None)
    assert set(verdict.possible_outcomes) == {"license_exception", "no_license_required"}
    question = verdict.questions[0]
    assert question.fact == "item.name"
    assert {option.label: option.outcome for option in question.options}["A30"] == "no_license_required"
    for option in question.options:
        assert decide({**decided.facts, **option.sets}, DAY)[1].outcome == option.outcome


def test_two_items_of_one_name_are_told_apart_by_their_figures() -> None:
    weak = {**H200, "tops": [{"operation": "FP8", "dense_tops": 100, "bits": 8}]}
    labels = [option.label for option in decide_variants(_deal(H200, weak), DAY).verdict.questions[0].options]
    assert len(set(labels)) == 2
    assert "TPP 15,832" in labels[0]


def test_a_deal_before_the_modelled_law_is_open_over_the_law() -> None:
    decided = early_verdict(_deal(H200, date="2021-03-01"), dt.date(2021, 3, 1))
    assert (decided.verdict.outcome, decided.verdict.missing) == ("needs_facts", ("law_current",))
    assert decided.verdict.as_of == dt.date(2021, 3, 1)
    assert decided.facts["date"] == "2021-03-01"


def test_deciding_loads_no_language_no_search_and_no_database() -> None:
    code = "import assistant.decide, json, sys; print(json.dumps(list(sys.modules)))"
    loaded = json.loads(subprocess.check_output([sys.executable, "-c", code]))
    heavy = {"spacy", "langchain", "langchain_core", "sqlalchemy", "torch", "numpy", "pydantic_settings", "knowledge"}
    assert not heavy & {name.partition(".")[0] for name in loaded}
