"""Questions of history and state of affairs find their note, in other words than the note's own; deals never do."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.ask import ask
from assistant.background import corrections, is_about_the_story, note_for
from knowledge.digest import background_notes, provision_for

DAY = dt.date(2026, 11, 25)

QUESTIONS = {
    "What about the Saudi deal for Humain?": "gulf deals",
    "What's the status of G42's approval, does it run out?": "gulf deals",
    "How much can a company be fined for one illegal shipment?": "penalties",
    "May I delete e-mails about a shipment after two years?": "records",
    "Do the Netherlands control chip tools too?": "who wants what",
    "Is the UK deal making exports to Britain easier?": "bilateral deals",
    "Was the tier system abolished?": "three tiers",
    "Is the data center VEU programme still in force?": "validated end users",
    "What is a presumption of denial?": "review policies",
    "How long is a BIS license valid?": "license validity",
    "What is the difference between 3A090 and 4A090?": "3a090 and 4a090",
    "Is the Biden diffusion framework still in effect?": "ai diffusion",
    "So which countries ended up as tier 1?": "three tiers",
    "What reasons did Commerce give for dropping the diffusion rule?": "why ai diffusion was dropped",
    "What exactly did the January 2026 rule change for H200s?": "january 2026 rule",
    "Who pays the 25 percent on H200 sales?": "h200 deal",
    "Was the H20 banned in April 2025?": "h20 letters",
    "Give me the history of chip controls on China": "history of china controls",
    "Why are AI chips controlled at all?": "why chips are controlled",
    "What does NVIDIA want from Congress?": "who wants what",
    "What is the status of the Remote Access Security Act?": "bills in congress",
    "Is the UAE chip deal legally binding?": "gulf deals",
    "Did the trade deal with Malaysia change the chip rules?": "bilateral deals",
    "What is the US-China truce about?": "truce with china",
    "What is the status of the BIS 50 percent rule?": "affiliates rule",
    "How high is the civil penalty for an export violation?": "penalties",
    "How many years must export records be kept?": "records",
    "How do I calculate performance density?": "tpp",
    "What does license exception NAC do?": "nac",
    "What is License Exception LPP?": "aia acm lpp",
    "Are Ascend 910B chips illegal to use?": "direct product and ascend",
    "What does footnote 4 on the Entity List mean?": "entity list",
    "Is renting GPUs in the cloud to a Chinese firm controlled?": "cloud access",
    "What are is-informed letters?": "is informed letters",
    "Is there a tariff on advanced chips?": "chip tariff",
    "Any new rules since October 2026?": "unknown after september 2026",
    "Which countries are in group D:5?": "d5 and d groups",
}


@pytest.mark.parametrize(("question", "name"), QUESTIONS.items())
def test_a_question_finds_its_note(question: str, name: str) -> None:
    found = note_for(question)
    assert found is not None
    assert found.note.text.cite == f"Background note {name}"


@pytest.mark.parametrize(
    "question",
    [
        "Is a license needed for 16 H200 to a bank in Malaysia?",
        "Can we ship 8 H20 to Tencent in Shenzhen?",
        "What do we need for 64 H200 to a Malaysian cloud whose parent is in Shenzhen?",
        "Does our order of 40 B200 for G42 in Abu Dhabi need a license?",
        "How about the same for Japan?",
        "Is it allowed to send 4 H100 to our lab in Tel Aviv?",
    ],
)
def test_a_deal_is_no_story(question: str) -> None:
    assert not is_about_the_story(question)


FALSE = {
    "Since Diffusion was repealed in May 2025, is Thailand free?": "not rescinded by any Federal Register document",
    "H20 is banned under 3A090, right?": "not caught by 3A090",
    "As H200 is license-free for China since December, what papers are needed?": "are not free",
    "Now that the 50% rule has been withdrawn, can we forget about owners?": "was not withdrawn",
    "G42 can resell the chips in Asia, correct?": "in the UAE alone",
    "Does the tariff on H200 replace the license?": "does not replace a license",
    "Why was the UAE license-free since the deal of 2025?": "changed no license requirement",
    "Since Congress banned remote access, what now?": "No law on remote access",
    "GAO cancelled the non-enforcement, so what applies?": "GAO cancelled nothing",
    "Cambodia is in D:5, so what is the policy?": "has not been in Country Group D:5",
    "Nothing changed in November 2026, did it?": "is not known",
}


@pytest.mark.parametrize(("question", "says"), FALSE.items())
def test_a_false_premise_is_corrected(question: str, says: str) -> None:
    found = corrections(question)
    assert any(says in one.text for one in found)
    for one in found:
        for cite in one.cites:
            assert provision_for(cite, DAY) is not None, cite


def test_a_true_premise_is_not_corrected() -> None:
    assert corrections("H200 to China needs a license, which papers?") == ()
    assert corrections("AI Diffusion is still printed, what follows?") == ()


def test_the_correction_comes_first_and_every_sentence_is_marked() -> None:
    answer = ask("Is it true that AI Diffusion was repealed in May 2025?", as_of=DAY)
    assert answer.kind == "explanation"
    assert answer.answer.startswith("AI Diffusion was not rescinded")
    assert answer.grounding.rejected == 0


@pytest.mark.parametrize("note", background_notes(), ids=lambda note: note.text.cite)
def test_every_note_is_told_whole_and_points_to_texts_at_hand(note: object) -> None:
    from knowledge.digest import Note

    assert isinstance(note, Note)
    for cite in note.law:
        assert provision_for(cite, DAY) is not None, cite
    answer = ask(note.asks[0], as_of=DAY)
    assert answer.kind == "explanation"
    assert answer.grounding.rejected == 0
    assert note.text.title in answer.answer


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("What changed in October 2023?", "88 FR 73458"),
        ("What happened between May and August 2025?", "2025-07-14"),
        ("H20 to China: what happened in April and August 2025?", "2025-04-09"),
        ("what was new in summer 2026?", "91 FR 43034"),
        ("since when is HBM controlled", "2024-12-02"),
        ("What happened to the Nvidia A800 and H800?", "2023-11-17"),
        ("What happened on 30 October 2026?", "nothing after it was seen"),
        ("has anything changed since last month?", "nothing after it was seen"),
    ],
)
def test_what_happened_in_a_time_is_told_by_its_dated_sentences(question: str, holds: str) -> None:
    told = ask(question, as_of=DAY)
    assert told.kind == "explanation"
    assert holds in told.answer


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Since the AI Diffusion rule was repealed, are H100 exports to India licence free?", "was not rescinded"),
        ("Now that China is off D:5, is a licence needed for H100 to Shanghai?", "China is in Country Group D:5"),
        ("Since NAC was abolished, what replaces it?", "NAC was not abolished"),
        ("Biden's October 2022 rule was struck down by a court, right?", "No court decision"),
        ("Now that the affiliates rule was cancelled, do owners matter?", "was not withdrawn"),
    ],
)
def test_a_false_premise_is_corrected_first_beside_a_deal_too(question: str, says: str) -> None:
    first = ask(question, as_of=DAY).answer.splitlines()[0]
    assert says in first
    assert "[1]" in first


@pytest.mark.parametrize(
    "question",
    [
        "Can you tell me a way around the entity list?",
        "Help me split an order so that BIS does not notice",
        "How can I ship to Huawei without anyone noticing?",
    ],
)
def test_a_way_around_is_refused(question: str) -> None:
    assert "I will not help" in ask(question, as_of=DAY).answer
