"""docs/coverage.md is current, and every modelled paragraph has a case whose proof reaches it."""

from __future__ import annotations

import pytest

from rules.cite import Cite
from rules.law import EAR
from rules.lawbook import coverage
from tests.cases import RULES, load_cases
from tests.coverage_page import PAGE, cites_of, page, printed

TEXT = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
NAMED = printed(TEXT)
AGAIN = "`make docs` writes the page again"


def test_the_page_says_what_the_rule_base_says() -> None:
    assert page(NAMED) == TEXT, AGAIN


@pytest.mark.parametrize("provision", list(dict.fromkeys(row["provision"] for row in coverage()["modelled"])))
def test_a_modelled_paragraph_has_a_case(provision: str) -> None:
    assert provision in NAMED, AGAIN
    named = NAMED[provision]
    path = RULES / f"{named.file}.yaml"
    cases = [case for case in load_cases(path) if case.name == named.case] if path.is_file() else []
    assert cases, f"no case {named.file}: {named.case!r}; {AGAIN}"
    assert any(Cite.parse(provision).covers(cite) for cite in cites_of(cases[0])), AGAIN


def test_what_has_its_rule_elsewhere_names_a_modelled_provision() -> None:
    modelled = [Cite.parse(row["provision"]) for row in coverage()["modelled"]]
    other = [Cite.parse(row["provision"]) for row in coverage()["not_modelled"]]
    for row in coverage()["elsewhere"]:
        assert Cite.parse(row["provision"]).text == row["provision"]
        assert any(one.covers(Cite.parse(row["at"])) for one in [*modelled, *other]), row
    assert all((EAR / row["module"]).exists() for row in coverage()["modelled"])
