"""The panel beside the conversation: all parts of one deal, in the order in which they are needed. Pure."""

from __future__ import annotations

from assistant.channels.page import card, citations, facts, filing, gauges, proof, questions
from assistant.channels.page.markup import tag, text
from assistant.channels.page.slip import span
from assistant.channels.page.state import Desk

EMPTY = (
    "Ask about a deal. The verdict, its arithmetic, the facts it was computed from and the proof will stand here; "
    "each fact can be changed, and each step opens on the law behind it."
)


def panel(desk: Desk) -> str:
    """The whole panel as HTML."""
    verdict = desk.verdict
    refused = tag("p", text(desk.problem), class_="problem", role="alert") if desk.problem else ""
    steps = () if verdict is None else verdict.reasons
    passages = citations.sources(desk.turn, desk.citations, desk.earlier, desk.marked, steps)
    if verdict is None:
        return (
            _thread(desk)
            + refused
            + tag("p", text(EMPTY), class_="empty")
            + passages
            + filing.filing(desk.answer, desk.stands)
        )
    anchors: dict[str, str] = {}
    for turn, cited in (*reversed(desk.earlier), (desk.turn, desk.citations)):
        anchors |= citations.anchors_of(turn, cited)
    parts = [
        _thread(desk),
        refused,
        card.card(verdict, anchors, desk.moves[-1] if desk.moves else None),
        questions.deals(desk.deals, desk.shown),
        questions.proposals(desk.waiting),
        questions.questions(verdict.questions),
        card.readings(verdict, anchors),
        card.next_steps(verdict),
        gauges.gauges(verdict.computed, anchors),
        facts.facts(desk.facts, desk.opened),
        card.presumed(verdict),
        card.exceptions(verdict, anchors),
        tag("div", proof.proof(steps, anchors) + passages, class_="beside"),
        card.history(desk.moves),
        filing.filing(desk.answer, desk.stands),
    ]
    return "".join(parts)


def _thread(desk: Desk) -> str:
    """Which conversation this is and what lies on its table, for the browser to write on its slips."""
    return span(
        thread=desk.thread, turn=desk.turn, as_of=desk.as_of, table=desk.table, who=desk.actor.name, done=desk.done
    )
