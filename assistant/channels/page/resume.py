"""How a conversation goes on in a process that has not seen it: after a reload, by a link, after a server was lost."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.channels.page import session, shelf
from assistant.channels.page import slip as slips
from assistant.channels.page.markup import answered, said
from assistant.channels.page.slip import Slip
from assistant.channels.page.state import Desk
from assistant.channels.web.door import page_actor

Messages = list[dict[str, Any]]
NOT_ANSWERED = "The connection was lost several times before the answer came. Please try again."


def arrived(said: str) -> tuple[str, str, dt.date | None, Slip]:
    """The link, the conversation with its day, and the slip with which a browser comes; anything else is none."""
    try:
        found = json.loads(said)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        return "", "", None, slips.NONE
    day = slips.day(found.get("as_of"))
    return str(found.get("share") or ""), str(found.get("thread") or ""), day, slips.read(found.get("slip"))


def opened(
    kept: shelf.Conversations, thread: str, as_of: dt.date | None, *, read_only: bool = False
) -> tuple[Messages, Desk]:
    """A kept conversation as its messages and its desk; one that is not kept opens as a new one."""
    turns = kept.turns(thread)
    if not turns:
        return [], session.new_desk(as_of)
    desk, answers = session.restored(thread, turns, as_of, read_only=read_only)
    chat: Messages = []
    for number, (turn, answer) in enumerate(zip(turns, answers, strict=True), 1):
        shown = answered(answer.answer, number, len(answer.citations))
        chat += [{"role": "user", "content": said(turn.question)}, {"role": "assistant", "content": shown}]
    return chat, desk


def taken_up(kept: shelf.Conversations, turn: Slip, user: str, as_of: dt.date | None) -> tuple[Messages, Desk]:
    """The conversation of a turn whose answer did not arrive, with that turn to be done unless it is kept already."""
    if turn.who != user or not slips.THREAD.fullmatch(turn.thread):
        return [], replace(session.new_desk(as_of), done=turn.key)
    chat, desk = opened(kept, turn.thread, turn.as_of or as_of)
    if not desk.turn:
        desk = replace(desk, thread=turn.thread)
    if kept.knows(turn.key):
        return chat, replace(desk, done=turn.key)
    if turn.tries > slips.MOST_TRIES:
        return chat, replace(desk, done=turn.key, problem=NOT_ANSWERED)
    desk = replace(_with_table(desk, turn.table), slip=turn)
    return [*chat, {"role": "user", "content": said(turn.question)}] if turn.question else chat, desk


def _with_table(desk: Desk, table: str) -> Desk:
    """The desk with the deal on it that a slip was written at, where one message held several."""
    tables = [desk, *(session.shown_deal(desk, place) for place in range(len(desk.deals)))]
    return next((one for one in tables if one.table == table), desk)


def at_hand(
    kept: shelf.Conversations | None, desk: Desk, turn: Slip, request: gr.Request | None, as_of: dt.date | None
) -> Desk:
    """The desk of the conversation that the browser shows; out of what is kept where this process never saw it."""
    if kept is None or desk.read_only or turn.thread == desk.thread or not slips.THREAD.fullmatch(turn.thread):
        return desk
    actor = page_actor(request)
    if turn.who != actor.name:
        return desk
    _, found = opened(kept, turn.thread, turn.as_of or as_of)
    return replace(_with_table(found, turn.table), thread=turn.thread, actor=actor)


def as_kept(kept: shelf.Conversations, desk: Desk, as_of: dt.date | None) -> tuple[Messages, Desk]:
    chat, found = opened(kept, desk.thread, desk.as_of or as_of)
    return chat, replace(found, actor=desk.actor, done=desk.done)
