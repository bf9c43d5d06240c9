"""The wording: result first, then why, with marks; countries spelled out; nothing that nobody said."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.citations import Marks, cites_of
from assistant.decide import Decided, decide
from assistant.phrase import as_sentences, phrase
from assistant.wording import wording
from tests.assistant.answering import A30_TO_TAIWAN, DAY, H200_TO_ALIBABA
from tests.assistant.test_ground import HELD, MODELLED, OPEN
from tests.deals.test_deals import BY_ID, Deal

STARTS = {
    "prohibited": "**Stop.",
    "license_required": "**A license is required.**",
    "needs_facts": "**Not decided yet",
    "license_exception": "**A license is required, and license exception ",
    "no_license_required": "**No license is required (NLR).**",
    "not_subject_to_ear": "**This is not subject to the EAR.**",
}


def told(facts: dict[str, Any], day: Any = DAY) -> tuple[str, Decided, Marks]:
    known, verdict = decide(facts, day)
    decided, marks = Decided("deal", known, verdict), Marks()
    return phrase(decided, marks), decided, marks


@pytest.mark.parametrize("deal", MODELLED, ids=lambda deal: deal.id)
def test_the_first_line_is_the_verdict_and_every_mark_has_its_passage(deal: Deal) -> None:
    text, decided, marks = told(deal.facts, deal.as_of)
    assert text.startswith(STARTS[decided.verdict.outcome])
    numbers = [int(number) for number in re.findall(r"\[(\d+)\]", text)]
    assert set(numbers) <= set(range(1, len(marks.citations) + 1))
    assert list(dict.fromkeys(numbers)) == list(range(1, len(set(numbers)) + 1))
    assert set(cites_of(decided.verdict)) <= {one.cite for one in marks.citations}
    assert not re.search(r"\{|\}|None|\bunknown_|parties\[", text)


def test_the_arithmetic_and_the_line_are_printed() -> None:
    text, _, _ = told(H200_TO_ALIBABA)
    assert "TPP 15,832 is at or above 4,800" in text
    assert "TPP: 1,979 x 8 = 15,832 (FP8, dense)." in text


@pytest.mark.parametrize(
    ("tpp", "area", "eccn", "lines"),
    [
        (1912, 608.5, "4A994.l", "TPP 1,912 is below 2,400, performance density 3.14 is below 3.2"),
        (1500, 100, "4A994.l", "TPP 1,500 is below 2,400"),
        (2644, 826, "4A090.b", "TPP 2,644 is at or above 2,400, performance density 3.2 is at or above 1.6"),
        (2000, 600, "4A090.b", "TPP 2,000 is at or above 1,600, performance density 3.33 is at or above 3.2"),
        (1920, 600.1, "4A994.l", "TPP 1,920 is below 2,400, performance density 3.1995 is below 3.2"),
        (2000, 300, "4A090.a", "TPP 2,000 is at or above 1,600, performance density 6.67 is at or above 5.92"),
        (4800, 2000, "4A090.a", "TPP 4,800 is at or above 4,800"),
    ],
)
def test_the_lines_that_place_an_item_are_those_that_decide(tpp: int, area: float, eccn: str, lines: str) -> None:
    item = {**A30_TO_TAIWAN["item"], "tpp": tpp, "applicable_die_area_mm2": area}
    text, decided, _ = told({**A30_TO_TAIWAN, "item": item})
    assert decided.verdict.eccn == eccn
    assert f"**{eccn}**: {lines} [" in text


def test_countries_are_spelled_out() -> None:
    text, _, _ = told(H200_TO_ALIBABA)
    assert "Singapore" in text
    assert "has its ultimate parent in China" in text
    assert not re.search(r"\b(?:SG|CN)\b", text)
    assert as_sentences(["Oslo: understood as seat NO"]) == ("Oslo: understood as seat Norway.",)


def test_an_exception_is_told_with_its_conditions() -> None:
    text, decided, _ = told(HELD)
    assert decided.verdict.outcome == "license_exception"
    assert "license exception NAC covers it" in text
    assert "License exception NAC holds only if:" in text


def test_an_open_deal_names_what_decides_it_and_where_each_answer_leads() -> None:
    text, decided, _ = told(OPEN)
    assert "What decides it:" in text
    assert decided.verdict.questions[0].text in text
    asked = next(part for part in text.split("\n\n") if part.startswith("What decides it:"))
    assert asked.count("\n- ") <= 2


def test_a_clearance_says_what_was_presumed_and_what_is_still_to_be_done() -> None:
    text, _, _ = told(A30_TO_TAIWAN)
    presumed = next(line for line in text.split("\n\n") if line.startswith("Presumed: "))
    assert "from the United States" in presumed
    assert "civil use" in presumed
    assert presumed.endswith("parties to be screened.")


def test_the_age_of_law_and_list_stands_in_the_first_lines() -> None:
    text, _, _ = told(H200_TO_ALIBABA)
    second = text.split("\n\n")[1]
    assert "2026-09-24" in second
    assert "2026-07-31, 116 days old" in second


def test_the_other_reading_is_named_before_the_item() -> None:
    differing = [one for one in MODELLED if decide(one.facts, one.as_of)[1].readings]
    assert differing
    for deal in differing[:10]:
        text, _, _ = told(deal.facts, deal.as_of)
        assert text.index("The other reading, BIS's announced enforcement, gives:") < text.index(" is **")


def test_what_opens_case_by_case_review_stands_in_the_sentence_of_the_denial() -> None:
    civil = {key: value for key, value in BY_ID["H107"].facts.items() if key != "end_uses"}
    text, _, _ = told({**civil, "nac": {"number": "none"}}, BY_ID["H107"].as_of)
    first = text.partition(" [1]")[0]
    assert "presumes to deny an application, unless all nine certifications" in first
    assert first.endswith("paragraph (dd), are given or promised before export: that opens case-by-case review")


def test_every_rule_with_words_has_them_for_a_way_it_can_come_out() -> None:
    for rule, said in wording("rules").items():
        assert set(said) <= {"yes", "no", "open"}, rule
        assert all(text.endswith(".") for text in said.values()), rule


def test_every_rule_that_can_decide_has_words() -> None:
    """Its id or its family stands in wording.yaml: a person never reads a bare question of law and "yes"."""
    rules, quiet = wording("rules"), {*wording("said")["silent"]}
    spoken = {*rules, *(rule.rpartition(".")[0] for rule in rules)}
    decide_by = [rule for rule in _rule_ids() if not rule.startswith(("part_774", "part_742.review_policy"))]
    assert len(decide_by) > 80
    assert not [rule for rule in decide_by if rule.rstrip(".") not in spoken | quiet]


def test_a_rule_that_is_quiet_when_it_holds_has_words_while_it_is_open() -> None:
    rules = wording("rules")
    never_open = {"part_744.other_list"}
    assert not [rule for rule in wording("said")["silent"] if rule not in never_open and "open" not in rules[rule]]


def test_rules_with_words_for_yes_have_them_for_open_too() -> None:
    """As far as the facts behind them can be unknown."""
    certain = {
        "part_734.direct_product.informed", "part_734.scope.published", "part_742.regional_stability.deemed",
        "part_744.unverified_list", "part_746.embargoes",
    }  # fmt: skip
    rules = wording("rules")
    assert not [rule for rule, said in rules.items() if "yes" in said and "open" not in said and rule not in certain]


def _rule_ids() -> list[str]:
    """Every rule id written in rules/ear; of one put together, the part before the first blank."""
    found: set[str] = set()
    for path in sorted((Path(__file__).parents[2] / "rules" / "ear").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                text = node.values[0].value
            if isinstance(text, str) and re.fullmatch(r"part_\d{3}\.[a-z0-9_.]+", text):
                found.add(text)
    return sorted(found)
