"""The panel beside the conversation: all parts of one deal, in the order in which they are needed. Pure."""

from __future__ import annotations

from assistant.channels.page import card, citations, facts, gauges, proof, questions
from assistant.channels.page.markup import tag, text
from assistant.channels.page.state import Desk

EMPTY = (
    "Ask about a deal. The verdict, its arithmetic, the facts it was computed from and the proof will stand here; "
    "each fact can be changed, and each step opens on the law behind it."
)


def panel(desk: Desk) -> str:
    """The whole panel as HTML."""
    verdict = desk.verdict
    event = desk.facts.get("date")
    as_of = desk.as_of or (verdict.as_of if verdict and not event else None)
    day = facts.dated(as_of.isoformat() if as_of else "", str(event) if event else None)
    refused = tag("p", text(desk.problem), class_="problem", role="alert") if desk.problem else ""
    passages = citations.sources(desk.turn, desk.citations, desk.earlier, desk.marked)
    if verdict is None:
        return day + refused + tag("p", text(EMPTY), class_="empty") + passages
    anchors: dict[str, str] = {}
    for turn, cited in (*reversed(desk.earlier), (desk.turn, desk.citations)):
        anchors |= citations.anchors_of(turn, cited)
    parts = [
        day,
        refused,
        card.card(verdict, anchors, desk.moves[-1] if desk.moves else None),
        questions.deals(desk.deals, desk.shown),
        questions.questions(verdict.questions),
        card.readings(verdict, anchors),
        card.next_steps(verdict),
        gauges.gauges(verdict.computed, anchors),
        facts.facts(desk.facts, desk.opened),
        card.presumed(verdict),
        card.exceptions(verdict, anchors),
        proof.proof(verdict.reasons, anchors),
        card.history(desk.moves),
        passages,
    ]
    return "".join(parts)
