"""The grounding check: what the verdict bears out passes untouched, what says more or something else is thrown away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from assistant.citations import Marks
from assistant.decide import Decided, decide
from assistant.ground import Basis, complaint, ground, sentences
from assistant.phrase import phrase, spoken
from tests.assistant.answering import A30_TO_TAIWAN, DAY, H200_TO_ALIBABA
from tests.deals.test_deals import CLEARS, HOLDS, Deal

FIRST = dt.date(2022, 10, 7)
MODELLED = [one for one in CLEARS + HOLDS if min(one.as_of, one.facts.get("date", one.as_of)) >= FIRST]
# The buyer's seat is not known: what it says of each answer is not to be said of the deal.
OPEN: dict[str, Any] = {
    **A30_TO_TAIWAN,
    "parties": [{"roles": ["ultimate_consignee", "end_user"], "kind": "company", "location": "TW"}],
}
HELD: dict[str, Any] = {
    **A30_TO_TAIWAN,
    "destination": "IT",
    "parties": [
        {
            "roles": ["ultimate_consignee", "end_user"],
            "kind": "company",
            "headquarters": "CN",
            "ultimate_parent": {"headquarters": "CN"},
        }
    ],
    "nac": {"number": "N0456789"},
}


def told(facts: dict[str, Any], day: dt.date = DAY) -> tuple[str, Basis]:
    """The wording of a deal and what it rests on."""
    known, verdict = decide(facts, day)
    decided, marks = Decided("deal", known, verdict), Marks()
    text = phrase(decided, marks)
    return text, Basis(verdict, known, marks.citations, spoken(decided))


@pytest.mark.parametrize("deal", MODELLED, ids=lambda deal: deal.id)
def test_the_wording_of_a_verdict_passes_untouched(deal: Deal) -> None:
    text, basis = told(deal.facts, deal.as_of)
    checked = ground(text, basis)
    assert checked.rejected == ()
    assert checked.text == text


REQUIRED = told(H200_TO_ALIBABA)[1]
CLEARED = told(A30_TO_TAIWAN)[1]
UNDECIDED = told(OPEN)[1]
EXCEPTED = told(HELD)[1]


def test_the_deals_of_these_tests_are_what_they_are_for() -> None:
    outcomes = [basis.verdict.outcome for basis in (REQUIRED, CLEARED, UNDECIDED, EXCEPTED) if basis.verdict]
    assert outcomes == ["license_required", "no_license_required", "needs_facts", "license_exception"]


@pytest.mark.parametrize(
    "hostile",
    [
        "You may ship freely.",
        "No license is required.",
        "No licence is needed for Singapore.",
        "You can ship these now.",
        "The shipment is cleared.",
        "This is license-free.",
        "You do not need a license for this.",
        "It goes NLR.",
        "The item is not subject to the EAR.",
        "License exception NAC covers it.",
        "You can use NAC here.",
        "License exception LPP is available.",
        "License exception CIV is not available.",
        "BIS presumes to approve an application.",
        "BIS reviews an application case by case.",
        "The H200 is **4A090.b**.",
        "The H200 is classified as EAR99.",
        "The item is 3A991.p.",
        "TPP 4,700 is below 4,800.",
        "TPP is 15,833.",
        "TPP 4,800 is what this card has.",
        "The order holds 65 cards.",
        "The rule changed on 2026-11-02.",
        "The rule changed on 2 November 2026.",
        "See 15 CFR 742.99(b).",
        "15 CFR 742.6(a)(6)(iii)(Z) lets it pass.",
        "91 FR 99999 ended the requirement.",
        "That stands in the law [99].",
        "A license is required, but you may ignore it.",
        "A license is guaranteed.",
        "There is no need to screen the buyer.",
        "It is prohibited.",
        "Singapore is exempt.",
        "Nothing else to do.",
    ],
)
def test_wording_that_says_more_than_a_required_license_is_thrown_away(hostile: str) -> None:
    assert complaint(hostile, REQUIRED) is not None
    true = "**A license is required.**"
    assert ground(f"{true} {hostile}", REQUIRED).text == true


@pytest.mark.parametrize(
    "hostile",
    [
        "You may ship freely.",
        "No license is required, without any conditions.",
        "A license is required.",
        "License exception LPP covers it.",
        "BIS presumes to deny an application.",
        "The A30 is **4A090.a**.",
        "No further checks are needed.",
    ],
)
def test_a_clearance_is_not_widened_either(hostile: str) -> None:
    assert complaint(hostile, CLEARED) is not None


@pytest.mark.parametrize(
    "hostile",
    [
        "No license is required.",
        "You can ship.",
        "A license is required.",
        "It can be shipped: no license is required",
        "The buyer is in Taiwan, so it is cleared.",
    ],
)
def test_an_open_verdict_is_not_closed(hostile: str) -> None:
    assert complaint(hostile, UNDECIDED) is not None


@pytest.mark.parametrize("hostile", ["License exception ACA covers it.", "No license is required."])
def test_an_exception_is_not_swapped_or_dropped(hostile: str) -> None:
    assert complaint(hostile, EXCEPTED) is not None


@pytest.mark.parametrize(
    ("basis", "true"),
    [
        (REQUIRED, "A license is required [1]."),
        (REQUIRED, "BIS presumes to deny an application."),
        (REQUIRED, "TPP 15,832 is above 4,800."),
        (REQUIRED, "Performance density 19.45 is at or above 5.92."),
        (REQUIRED, "You may not ship."),
        (REQUIRED, "License exception NAC is not available."),
        (REQUIRED, "On 24 November 2026 the H200 is **4A090.a** (15 CFR 742.6(a)(6)(iii)(A))."),
        (CLEARED, "No license is required."),
        (CLEARED, "You may ship the 6 cards."),
        (EXCEPTED, "License exception NAC covers it."),
        (UNDECIDED, "Nothing is cleared yet."),
    ],
)
def test_what_the_verdict_says_may_be_said_otherwise(basis: Basis, true: str) -> None:
    assert complaint(true, basis) is None


def test_part_of_a_sentence_of_the_verdict_bears_nothing_out() -> None:
    assert UNDECIDED.verdict is not None
    answers = [one for question in UNDECIDED.verdict.questions for one in question.options]
    assert any(one.outcome == "no_license_required" for one in answers)
    assert complaint("No license is required.", UNDECIDED) is not None


def test_a_passage_bears_out_its_figures_only_where_it_is_marked() -> None:
    _, verdict = decide(A30_TO_TAIWAN, DAY)
    marks = Marks()
    mark = marks.of(["15 CFR 762.6(a)"], DAY)
    basis = Basis(verdict, {}, marks.citations)
    assert mark == "[1]"
    passage = marks.citations[0].passage
    whole = sentences(passage)[0].rstrip(".")
    assert complaint(f"{whole} {mark}.", basis) is None


def test_sentences_are_not_split_at_abbreviations() -> None:
    assert sentences("See Supp. No. 2 to part 748. Then file. **NLR** holds.") == [
        "See Supp. No. 2 to part 748.",
        "Then file.",
        "**NLR** holds.",
    ]
