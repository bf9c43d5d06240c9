"""The card of an answer: what stands on it and in which order, and Slack's limits whatever the answer."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from assistant.answer import Answer, DealAnswer
from assistant.decide import decide
from assistant.render.slack_blocks import Place, card, message
from assistant.restate import told
from tests.assistant.channels.slack.standin import _check_blocks
from tests.assistant.render.test_slack_text import ALIVE, HOSTILE

DAY = dt.date(2026, 11, 25)
BUYER = {"roles": ["ultimate_consignee", "end_user"], "kind": "company", "location": "NO"}
OPEN = {"item": {"eccn": "4A090.a", "form": "card"}, "quantity": 8, "destination": "NO", "parties": [BUYER]}
PLACE = Place("t1", publish=True, officer=True)


def answered(facts: dict[str, Any] = OPEN) -> Answer:
    return told(*decide(facts, DAY))


def texts(blocks: list[dict[str, Any]]) -> list[str]:
    found = []
    for block in blocks:
        for one in (block.get("text"), *block.get("fields", ()), *block.get("elements", ())):
            inner = one.get("text") if one else None
            found.append(inner["text"] if isinstance(inner, dict) else inner)
    return [one for one in found if one]


def test_the_card_says_the_verdict_first_and_the_law_last() -> None:
    blocks = card(answered(), PLACE)
    assert blocks[0]["type"] == "header"
    assert blocks[0]["text"]["text"].startswith("Not decided yet")
    assert {"type": "mrkdwn", "text": "*Classification*\n4A090.a", "verbatim": True} in blocks[1]["fields"]
    kinds = [block["type"] for block in blocks]
    assert kinds[-2:] == ["context", "actions"]
    assert blocks[-2]["elements"][0]["text"].startswith("Law as of 2026-11-25 · amendments looked for up to")
    assert [one["action_id"] for one in blocks[-1]["elements"]] == ["publish", "officer"]


def test_every_mark_on_the_card_has_its_source_with_a_link() -> None:
    answer = answered()
    said = "\n".join(texts(card(answer, PLACE)))
    before, _, sources = said.partition("*Sources*")
    for number, one in enumerate(answer.citations, 1):
        if f"[{number}]" in before:
            assert f"[{number}] <{one.url}|{one.cite}>" in sources or one.url is None


def test_both_readings_stand_on_the_card() -> None:
    buyer = {**BUYER, "headquarters": "NO", "ultimate_parent": {"headquarters": "NO"}}
    answer = answered({**OPEN, "parties": [buyer], "quantity": 8})
    assert answer.verdict is not None
    said = "\n".join(texts(card(answer, PLACE)))
    assert bool(answer.verdict.readings) == ("Two readings of the law" in said)
    assert answer.verdict.readings


def test_buttons_name_their_deal_question_and_option() -> None:
    answer = answered()
    pressed = [one for block in card(answer, PLACE) if block["type"] == "actions" for one in block["elements"]]
    first = answer.questions[0]
    assert [one["action_id"] for one in pressed if one["action_id"].startswith("choose-0-0-")] == [
        f"choose-0-0-{at}" for at, option in enumerate(first.options) if option.sets
    ]
    assert {one["value"] for one in pressed} == {"t1"}


def test_a_clarification_has_nothing_to_publish() -> None:
    answer = answered().model_copy(update={"kind": "clarification", "verdict": None, "questions": (), "law": None})
    assert [block["type"] for block in card(answer, PLACE)][-1] == "context"


def many(answer: Answer, count: int, label: str = "a deal") -> Answer:
    """The same deal many times over in one message."""
    assert answer.verdict is not None
    deal = DealAnswer(label=label, as_of=DAY, facts=answer.facts, verdict=answer.verdict, questions=answer.questions)
    text = "\n\n".join(f"**{number}. {label}**\n\n{answer.answer}" for number in range(1, count + 1))
    return answer.model_copy(update={"deals": (deal,) * count, "answer": text})


@pytest.mark.parametrize("count", [2, 8, 9, 60, 600])
def test_deals_fit_and_none_is_left_unsaid(count: int) -> None:
    blocks = card(many(answered(), count), PLACE)
    _check_blocks(blocks, 50)
    named = sum(one.count("a deal") for one in texts(blocks))
    assert named == min(count, 48)
    assert (f"{count - 48} more, the strictest: *Not decided yet*" in "".join(texts(blocks))) == (count > 48)


@pytest.mark.parametrize("length", [10, 3_000, 60_000])
@pytest.mark.parametrize("kind", ["verdict", "explanation"])
def test_long_answers_are_shortened_and_say_so(length: int, kind: str) -> None:
    answer = answered()
    long = f"{answer.answer}\n\n{'A sentence. ' * (length // 12)}"
    without = {"kind": "explanation", "verdict": None, "questions": (), "law": None}
    answer = answer.model_copy(update={"answer": long, **(without if kind == "explanation" else {})})
    blocks = card(answer, PLACE)
    _check_blocks(blocks, 50)
    assert ("Shortened" in json.dumps(blocks)) == (length > 12_000)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_labels_and_options_come_out_inert(words: str) -> None:
    answer = many(answered(), 2, words.replace("\n", " "))
    question = answer.questions[0].model_copy(update={"text": words, "why": words})
    option = question.options[0].model_copy(update={"label": words})
    question = question.model_copy(update={"options": (option, *question.options[1:])})
    assert answer.verdict is not None
    verdict = answer.verdict.model_copy(update={"questions": (question,)})
    deals = tuple(one.model_copy(update={"verdict": verdict}) for one in answer.deals)
    made = message(answer.model_copy(update={"deals": deals}), PLACE)
    _check_blocks(made["blocks"], 50)
    ours = ("<https://www.ecfr.gov", "<https://www.federalregister.gov", ":large_")
    for said in (made["text"], *texts(made["blocks"])):
        if words[:12].strip() and not any(one in said for one in ours):
            assert not ALIVE.search(said.replace("*", "").replace("_", " ")), said
