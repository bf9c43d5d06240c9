"""Decisive questions as buttons: each option says where it leads; a press states it and decides anew."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import DealAnswer, Proposal
from assistant.channels.page.markup import button, section, tag, text
from assistant.render import words
from rules.proof import Option, Question

DECIDES = {"outcome": "decides the outcome", "review_policy": "decides the review", "other_reading": "other reading"}


def questions(asked: Sequence[Question]) -> str:
    """The questions in the order in which they decide."""
    seen: set[tuple[object, ...]] = set()
    body = ""
    for number, one in enumerate(asked):
        key = (one.text, *(option.label for option in one.options))  # one question can settle two facts
        body += "" if key in seen else _question(number, one)
        seen.add(key)
    return section("To decide", body, "questions")


def proposals(waiting: Sequence[Proposal]) -> str:
    """What a language model read and would loosen the verdict: an answer filled in already, which a press states."""
    body = "".join(_proposal(place, one) for place, one in enumerate(waiting))
    return section("To confirm", body, "proposals", "read by the language model, does not count yet")


def _proposal(place: int, one: Proposal) -> str:
    head = tag("legend", text(words.fact(one.fact)))
    label = tag("span", text(words.value(one.fact, one.value)), class_="label")
    pressed = button(label + tag("span", "Confirm", class_="leads"), "confirm", "option", proposal=place)
    source = tag("p", text(f"from “{one.words.strip()}”"), class_="why")
    return tag("fieldset", head + tag("div", pressed, class_="options") + source)


def _question(number: int, question: Question) -> str:
    head = tag("legend", text(question.text) + tag("span", DECIDES[question.decides], class_="tagged"))
    pressed = "".join(_option(number, place, one) for place, one in enumerate(question.options))
    why = tag("p", text(question.why), class_="why")
    return tag("fieldset", head + tag("div", pressed, class_="options") + why)


def _option(question: int, place: int, option: Option) -> str:
    leads = words.OUTCOME[option.outcome] if option.outcome != "needs_facts" else "Still open"
    if option.review_policy and option.outcome == "license_required":
        leads += f", {words.POLICY[option.review_policy]}"
    label = tag("span", text(option.label), class_="label") + tag("span", text(leads), class_="leads")
    if not option.sets:
        return tag("span", label, class_=f"option still {option.outcome}")
    return button(label, "choose", f"option {option.outcome}", question=question, option=place)


def deals(found: Sequence[DealAnswer], shown: int) -> str:
    """The deals of one message; a press shows one."""
    rows = "".join(
        button(
            tag("span", text(one.label), class_="label")
            + tag("span", text(words.OUTCOME[one.verdict.outcome]), class_="leads"),
            "deal",
            f"option {one.verdict.outcome}" + (" current" if place == shown else ""),
            deal=place,
        )
        for place, one in enumerate(found)
    )
    return section("Deals in this message", tag("div", rows, class_="options") if rows else "", "deals")
