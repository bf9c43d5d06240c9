"""The comparison itself: every key of Expect must be able to fail."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.cases import Case, Expect
from tests.compare import as_document, mismatches

VERDICT = as_document(
    """{"outcome": "needs_facts", "eccn": "4A090.b", "license_required": null, "review_policy": "case_by_case",
    "computed": {"tpp": 2899.2, "performance_density": 4.00442}, "missing": ["nac.number", "quantity"],
    "possible_outcomes": ["license_required", "license_exception"],
    "exceptions": [{"code": "ACA", "available": true}, {"code": "NAC", "available": null}],
    "readings": [{"id": "codified", "outcome": "needs_facts"}],
    "law": {"stale": true, "warnings": [{"id": "valid_until"}]},
    "red_flags": [{"id": "9"}], "reasons": [{"cites": ["15 CFR 740.8(a)"]}]}"""
)

AGREES: list[dict[str, Any]] = [
    {"outcome": "needs_facts"},
    {"outcome_in": ["needs_facts", "license_required"]},
    {"not_cleared": True},
    {"eccn": "4A090.b"},
    {"eccn_not": ["4A090.a"]},
    {"license_required": None},
    {"review_policy": "case_by_case"},
    {"missing": ["quantity", "nac.number"]},
    {"missing_includes": ["quantity"]},
    {"missing_excludes": ["law_current"]},
    {"possible_outcomes": ["license_exception", "license_required"]},
    {"exception": "ACA"},
    {"exception_not_available": ["NAC", "LPP"]},
    {"computed": {"tpp": Decimal("2899.2"), "performance_density": Decimal("4.00")}},
    {"readings": {"codified": "needs_facts"}},
    {"warnings_include": ["valid_until"]},
    {"warnings_exclude": ["twin_eccn"]},
    {"stale": True},
    {"cites_include": ["15 CFR 740.8(a)"]},
    {"red_flags": ["9"]},
]

DIFFERS: list[dict[str, Any]] = [
    {"outcome": "license_required"},
    {"outcome_in": ["license_required"]},
    {"eccn": "4A090.a"},
    {"eccn_not": ["4A090.b"]},
    {"license_required": True},
    {"review_policy": None},
    {"missing": ["quantity"]},
    {"missing_includes": ["law_current"]},
    {"missing_excludes": ["quantity"]},
    {"possible_outcomes": ["license_exception"]},
    {"exception": "NAC"},
    {"exception_not_available": ["ACA"]},
    {"computed": {"tpp": 2900}},
    {"computed": {"tpp_all_units": 1}},
    {"readings": {}},
    {"warnings_include": ["twin_eccn"]},
    {"warnings_exclude": ["valid_until"]},
    {"stale": False},
    {"cites_include": ["15 CFR 740.8"]},
    {"red_flags": []},
]


def case(expect: dict[str, Any], **more: Any) -> Case:
    """A case with nothing in it but what it expects."""
    day = datetime.date(2026, 11, 24)
    return Case(name="n", as_of=day, source="s", why="w", given={}, expect=Expect(**expect), **more)


@pytest.mark.parametrize("expect", AGREES, ids=str)
def test_agreement_is_silent(expect: dict[str, Any]) -> None:
    assert mismatches(case(expect), VERDICT) == []


@pytest.mark.parametrize("expect", DIFFERS, ids=str)
def test_each_difference_is_named(expect: dict[str, Any]) -> None:
    assert len(mismatches(case(expect), VERDICT)) == 1


def test_every_key_has_both() -> None:
    keys = set(Expect.model_fields)
    assert {key for expect in AGREES for key in expect} == keys
    assert {key for expect in DIFFERS for key in expect} == keys - {"not_cleared"}  # below


@pytest.mark.parametrize("outcome", ["license_exception", "no_license_required", "not_subject_to_ear"])
def test_a_cleared_verdict_fails_not_cleared_and_pending(outcome: str) -> None:
    cleared = {**VERDICT, "outcome": outcome}
    assert mismatches(case({"not_cleared": True}), cleared)
    assert mismatches(case({"outcome": "license_required"}, pending="part_774.note_1"), cleared)


def test_pending_asserts_nothing_else() -> None:
    assert mismatches(case({"outcome": "no_license_required"}, pending="part_774.note_1"), VERDICT) == []


def test_classify_only_leaves_the_deal_alone() -> None:
    assert mismatches(case({"outcome": "prohibited", "eccn": "4A090.b"}, classify_only=True), VERDICT) == []
    assert mismatches(case({"outcome": "prohibited", "eccn": "4A090.a"}, classify_only=True), VERDICT)
