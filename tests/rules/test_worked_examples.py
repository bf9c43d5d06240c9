"""Every case file of the rule base, run through the checker."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.cases import RULES, Case, CaseFileError, all_cases, load_cases
from tests.compare import as_document, mismatches
from tests.running import verdict_of

CASES = list(all_cases())


@pytest.mark.parametrize(("path", "case"), CASES, ids=[f"{path.relative_to(RULES)}::{c.name}" for path, c in CASES])
def test_case(path: Path, case: Case) -> None:
    verdict = verdict_of(case)
    found = mismatches(case, as_document(verdict.model_dump_json()))
    assert not found, f"{case.source}: {case.why}\n" + "\n".join(found)
    assert not [one.text for one in verdict.questions if " " not in one.text]  # asked in words, not by the fact's name


def test_names_are_unique() -> None:
    twice = [name for name, count in Counter(case.name for _, case in CASES).items() if count > 1]
    assert not twice


def test_every_worked_example_has_a_case() -> None:
    sources = {case.source for _, case in CASES}
    numbers = [f"E{number:02}" for number in range(1, 53)] + ["E14a", "E14b", "E33a"]
    assert not [number for number in numbers if f"worked example {number}" not in sources]


def test_every_worked_example_of_parties_has_a_case() -> None:
    """Rows 1 to 50; a row with letters has a case for each."""
    lettered = {2: "ab", 12: "ab", 15: "ab", 35: "ab"}
    rows = [f"{row}{letter}" for row in range(1, 51) for letter in lettered.get(row, ("",))]
    found = {case.source for _, case in CASES if case.pending is None}
    assert not [row for row in [*rows, "24a", "24b", "33a", "33b"] if f"PE 8 row {row}" not in found]


@pytest.mark.parametrize("path", list(dict.fromkeys(path for path, _ in CASES)), ids=str)
def test_every_file_has_a_case_that_is_not_pending(path: Path) -> None:
    assert any(case.pending is None for case in load_cases(path))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- {name: a, as_of: 2026-01-01, source: s, why: w, given: {}, expect: {outcom: needs_facts}}", "outcom"),
        ("- {name: a, as_of: 2026-01-01, source: s, why: w, given: {}, expect: {}}", "could not fail"),
        ("- {name: a, name: b}", "twice"),
        ("name: a", "list of cases"),
    ],
)
def test_a_wrong_file_is_an_error(tmp_path: Path, text: str, says: str) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text, encoding="utf-8")
    with pytest.raises(CaseFileError, match=says):
        load_cases(wrong)


def test_norway_is_a_country_and_a_day_is_a_date(tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_text(
        "- {name: a, as_of: 2026-01-01, source: s, why: w, given: {destination: NO}, expect: {review_policy: null}}",
        encoding="utf-8",
    )
    [case] = load_cases(good)
    assert case.given == {"destination": "NO"}
    assert case.as_of.isoformat() == "2026-01-01"
    assert case.expect.model_fields_set == {"review_policy"}
