"""The page's events: each reads what came in, calls one function of the session and hands the state to the panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.answer import Answer
from assistant.channels.lines import reference
from assistant.channels.page import session
from assistant.channels.page.markup import answered, said
from assistant.channels.page.panel import panel
from assistant.channels.page.state import Desk

Messages = list[dict[str, Any]]
MASTHEAD = (
    '<header class="masthead"><h1>Export Desk</h1>'
    "<p>US export controls on advanced AI chips: a computed, cited verdict</p></header>"
)
WELCOME = "Describe a deal, or ask what a rule says."
LONGEST = 10_000  # characters of a question


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the layout wires."""

    say: Callable[..., Any]
    answer: Callable[..., Any]
    example: Callable[[str], Callable[..., Any]]
    clear: Callable[..., Any]
    act: Callable[..., Any]


def handlers(ask: session.Ask, as_of: dt.date | None = None, keep: session.Keep | None = None) -> Handlers:
    """The events over one door to answers; `as_of`: the day with which a session begins."""

    def say(text: str, chat: Messages, desk: Desk) -> tuple[Messages, str, Desk]:
        if not text.strip():
            return chat, "", desk
        asked = text[:LONGEST]
        return [*chat, {"role": "user", "content": said(asked)}], "", replace(desk, pending=asked)

    def example(text: str) -> Callable[[Messages, Desk], tuple[Messages, str, Desk]]:
        return lambda chat, desk: say(text, chat, desk)

    def answer(chat: Messages, desk: Desk) -> tuple[Messages, Desk, str]:
        if not desk.pending:
            return chat, desk, panel(desk)
        question, desk = desk.pending, replace(desk, pending="")
        try:
            after, got = session.asked(desk, ask, question)
        except Exception as error:  # a person sees a sentence and a reference, the log the rest
            return [*chat, {"role": "assistant", "content": f"Sorry, {reference(error)}."}], desk, panel(desk)
        shown = answered(got.answer, after.turn, len(got.citations))
        return [*chat, {"role": "assistant", "content": shown}], after, panel(after)

    def clear() -> tuple[Desk, str]:
        return (fresh := session.new_desk(as_of)), panel(fresh)

    def act(chat: Messages, desk: Desk, event: gr.EventData) -> tuple[Messages, Desk, str]:
        data = event._data if isinstance(event._data, dict) else {}
        after = acted(desk, data)
        if after.turn == desk.turn or after.answer is None:
            return chat, after, panel(after)
        if keep is not None:
            keep(after.thread, after.moves[-1].what, after.answer)
        return [*chat, *_told(after, after.answer)], after, panel(after)

    return Handlers(say, answer, example, clear, act)


def _told(desk: Desk, answer: Answer) -> Messages:
    """What the conversation says of a change made on the page: the change, and the first lines of the answer to it."""
    first = answer.answer.partition("\n\n")[0]
    return [
        {"role": "user", "content": said(desk.moves[-1].what)},
        {"role": "assistant", "content": answered(first, desk.turn, len(answer.citations))},
    ]


def acted(desk: Desk, data: dict[str, Any]) -> Desk:
    """The desk after one action; an action that the page does not know changes nothing."""
    fields = {str(key): str(value) for key, value in (data.get("fields") or {}).items()}
    match data.get("act"):
        case "recompute":
            return session.recomputed(desk, fields)
        case "choose":
            return session.chosen(desk, _number(data.get("question")), _number(data.get("option")))
        case "deal":
            return session.shown_deal(desk, _number(data.get("deal")))
        case "as_of":
            return session.dated(desk, fields.get("as_of", ""))
        case "today":
            return session.dated(desk, "")
        case "open":
            return session.opened(desk, str(data.get("path", "")))
        case "add":
            return session.opened(desk, fields.get("path", ""))
    return desk


def _number(value: object) -> int:
    return int(str(value)) if str(value).isdecimal() else -1
