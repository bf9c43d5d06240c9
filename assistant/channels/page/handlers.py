"""The page's events: each reads what came in, calls one function of the session and hands the state to the parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.answer import Answer
from assistant.channels import memos
from assistant.channels.lines import reference
from assistant.channels.page import filing, resume, session, shelf
from assistant.channels.page import slip as slips
from assistant.channels.page.assets import EXAMPLES
from assistant.channels.page.markup import answered, button, said, tag
from assistant.channels.page.panel import panel
from assistant.channels.page.slip import Slip
from assistant.channels.page.state import Desk
from assistant.channels.page.timeline import READ_ONLY, timeline
from assistant.channels.web.door import page_actor
from assistant.errors import AssistantError
from assistant.records.permissions import NotAllowed

Messages = list[dict[str, Any]]
Acted = tuple[Messages, Desk, str, str, str, str]  # conversation, desk, panel, timeline, shelf, parcel
WELCOME = "Describe a deal, or ask what a rule says."
LONGEST = 10_000  # characters of a question
MOVED_ON = "The deal on the table was another one when this was pressed; nothing was changed."
THEMES = (("system", "System"), ("light", "Light"), ("dark", "Dark"))


def masthead(*, kept: bool) -> str:
    """The name of the page, and what concerns the whole of it."""
    themes = "".join(tag("option", label, value=value) for value, label in THEMES)
    look = tag("label", "Colors", for_="desk-theme") + tag("select", themes, id="desk-theme")
    press = button("New", "new") + button("History", "history") + button("Share", "share") if kept else ""
    name = "<h1>Export Desk</h1><p>US export controls on advanced AI chips: a computed, cited verdict</p>"
    return tag("header", tag("div", name, class_="name") + tag("div", press + look, class_="tools"), class_="masthead")


class Handlers:
    """The events over one door to answers. `as_of`: the day of a new session; `keep` takes a change into the
    conversation; `kept`: what can be opened again."""

    def __init__(
        self,
        ask: session.Ask,
        as_of: dt.date | None = None,
        keep: session.Keep | None = None,
        kept: shelf.Conversations | None = None,
    ) -> None:
        self.ask, self.as_of, self.keep, self.kept = ask, as_of, keep, kept

    def arrive(self, arrived: str, desk: Desk, request: gr.Request) -> tuple[Any, ...]:
        """The conversation and its parts, then whether one may ask: until then the page takes no question, since
        what came before its own beginning would be lost. A turn whose answer never arrived is taken up again."""
        actor = page_actor(request)
        link, thread, day, turn = resume.arrived(arrived)
        chat, desk = self._found(desk, link, thread, day, turn, actor.name)
        desk = replace(desk, actor=actor)
        shown, ready = gr.update(visible=not desk.read_only), gr.update(interactive=True)
        again = {"value": turn.question} if desk.problem == resume.NOT_ANSWERED else {}
        question = gr.update(visible=not desk.read_only, interactive=True, **again)
        return chat, desk, panel(desk), timeline(desk), question, shown, *(ready for _ in EXAMPLES)

    def _found(
        self, desk: Desk, link: str, thread: str, day: dt.date | None, turn: Slip, user: str
    ) -> tuple[Messages, Desk]:
        """What is kept of what a browser comes with: of a link, of an open turn, of its conversation."""
        if self.kept is None:
            return [], desk
        if link:
            found = self.kept.shared(link)
            if found is None:
                return [], replace(desk, problem="Nobody made this link; ask whoever sent it for another one.")
            return resume.opened(self.kept, found, self.as_of, read_only=True)
        if turn.key:
            return resume.taken_up(self.kept, turn, user, self.as_of)
        return resume.opened(self.kept, thread, day or self.as_of) if thread else ([], desk)

    def say(
        self, text: str, chat: Messages, desk: Desk, slip: str = "", request: gr.Request | None = None
    ) -> tuple[Messages, str, Desk]:
        """The conversation with a question that is to be answered next, and an empty field."""
        turn = slips.read(slip)
        desk = resume.at_hand(self.kept, desk, turn, request, self.as_of)
        if not text.strip() or desk.read_only:
            return chat, "", replace(desk, done=turn.key)
        asked = text[:LONGEST]
        return [*chat, {"role": "user", "content": said(asked)}], "", replace(desk, slip=replace(turn, question=asked))

    def example(self, text: str) -> Callable[..., tuple[Messages, str, Desk]]:
        """The event of a question that is offered."""

        def chosen(
            chat: Messages, desk: Desk, slip: str = "", request: gr.Request | None = None
        ) -> tuple[Messages, str, Desk]:
            return self.say(text, chat, desk, slip, request)

        return chosen

    def answer(self, chat: Messages, desk: Desk) -> tuple[Any, ...]:
        """Answers the question that waits, or does again what was pressed before the server was lost."""
        if desk.slip == slips.NONE:
            return gr.skip(), gr.skip(), gr.skip(), gr.skip()
        turn, desk = desk.slip, replace(desk, slip=slips.NONE, done=desk.slip.key)
        if turn.question:
            chat, desk = self._answered(chat, desk, turn)
        elif turn.act:
            chat, desk, _, _ = self._safely(chat, desk, dict(turn.act), turn)
        return chat, desk, panel(desk), timeline(desk)

    def replay(self, desk: Desk) -> tuple[Desk, str]:
        """The verdict of the deal in each period of the law."""
        return (after := session.replayed(desk)), timeline(after)

    def clear(self, desk: Desk) -> tuple[Desk, str, str]:
        """A new conversation of the same person."""
        fresh = self._fresh(desk)
        return fresh, panel(fresh), timeline(fresh)

    def act(self, chat: Messages, desk: Desk, event: gr.EventData, request: gr.Request | None = None) -> Acted:
        """Does what was pressed or sent in a part of the page."""
        data = event._data if isinstance(event._data, dict) else {}
        turn = slips.read(data.get("slip"))
        desk = replace(resume.at_hand(self.kept, desk, turn, request, self.as_of), done=turn.key)
        chat, desk, box, parcel = self._safely(chat, desk, data, turn)
        return chat, desk, panel(desk), timeline(desk), box, parcel

    def _fresh(self, desk: Desk) -> Desk:
        return replace(session.new_desk(self.as_of), actor=desk.actor, done=desk.done)

    def _safely(self, chat: Messages, desk: Desk, data: dict[str, Any], turn: Slip) -> tuple[Messages, Desk, str, str]:
        """What was pressed, done; where that fails, a person sees a sentence and a reference, the log the rest."""
        try:
            return self._do(chat, desk, data, turn)
        except Exception as error:
            return chat, replace(desk, problem=f"Sorry, {reference(error)}."), "", ""

    def _do(self, chat: Messages, desk: Desk, data: dict[str, Any], turn: Slip) -> tuple[Messages, Desk, str, str]:
        box = parcel = ""
        kept = self.kept
        match data.get("act"):
            case "memo":
                desk, parcel = _memo(desk, str(data.get("format")), kept)
            case "escalate" | "standing" if kept is not None:
                desk = _stands(desk, kept, escalate=data.get("act") == "escalate", key=turn.key)
            case "attached":  # over HTTP, where a file may be sent
                desk = _filed_to(desk, data)
            case "history" | "share" if kept is not None:
                box = _on_shelf(kept, desk, data)
            case "reopen" if kept is not None:
                chat, opened = resume.opened(kept, str(data.get("thread")), self.as_of)
                desk = replace(opened, actor=desk.actor, done=desk.done)
            case "new":
                chat, desk = [], self._fresh(desk)
            case _:
                chat, desk = self._changed(chat, desk, data, turn)
        return chat, desk, box, parcel

    def _answered(self, chat: Messages, desk: Desk, turn: Slip) -> tuple[Messages, Desk]:
        """The conversation with the answer to a question; as it is kept where the question was answered before."""
        once = slips.Answering(self.kept, turn.key)

        def asked(question: str, *, as_of: dt.date | None, thread: str, user: str) -> Answer:
            sent = [question, str(as_of or ""), thread]
            return once.answer(sent, lambda: self.ask(question, as_of=as_of, thread=thread, user=user))

        try:
            after, got = session.asked(desk, asked, turn.question)
        except NotAllowed as error:
            return [*chat, {"role": "assistant", "content": f"{error}."}], desk
        except Exception as error:  # a person sees a sentence and a reference, the log the rest
            return [*chat, {"role": "assistant", "content": f"Sorry, {reference(error)}."}], desk
        if once.again and self.kept is not None:
            return resume.as_kept(self.kept, desk, self.as_of)
        shown = answered(got.answer, after.turn, len(got.citations))
        return [*chat, {"role": "assistant", "content": shown}], after

    def _changed(self, chat: Messages, desk: Desk, data: dict[str, Any], turn: Slip) -> tuple[Messages, Desk]:
        """The desk after a change, which becomes a turn of the conversation."""
        if turn.table and turn.table != desk.table and not desk.read_only:
            return chat, replace(desk, problem=MOVED_ON)
        after = acted(desk, data)
        if after.turn == desk.turn or after.answer is None:
            return chat, after
        answer, what, keep = after.answer, after.moves[-1].what, self.keep
        if keep is not None:
            once = slips.Answering(self.kept, turn.key)
            made = answer
            sent = [what, after.thread, desk.table]
            answer = once.answer(sent, lambda: keep(after.thread, what, made, user=after.actor.name))
            if once.again and self.kept is not None:
                return resume.as_kept(self.kept, after, self.as_of)
        return [*chat, *_told(after, answer)], replace(after, answer=answer)


def _on_shelf(kept: shelf.Conversations, desk: Desk, data: dict[str, Any]) -> str:
    if data.get("act") == "history":
        threads = data.get("threads")
        found = shelf.listed(kept, map(str, threads)) if isinstance(threads, list) else []
        return shelf.history(found, desk.thread)
    if desk.read_only:
        return shelf.said("You opened this conversation by a link; pass that one on.")
    if not desk.turn:
        return shelf.said("Ask something first: there is nothing to show yet.")
    return shelf.link(kept.share(desk.thread))


def _stands(desk: Desk, kept: shelf.Conversations, *, escalate: bool, key: str) -> Desk:
    """The desk with how its record stands, handed to the officers first where somebody asks for that."""
    if desk.answer is None or desk.answer.id is None or desk.read_only:
        return desk
    try:
        said = kept.standing(desk.answer.id, desk.actor, escalate=escalate, key=key)
    except AssistantError as error:
        return replace(desk, problem=f"It cannot be handed on: {error}.")
    return replace(desk, stands=(desk.answer.id, said), problem=None)


def _filed_to(desk: Desk, data: dict[str, Any]) -> Desk:
    """The desk after the browser has put a file to the record of the last answer, or could not."""
    if desk.answer is None or desk.answer.id is None:
        return desk
    if problem := str(data.get("problem") or "")[:500]:
        return replace(desk, problem=problem)
    return replace(desk, stands=(desk.answer.id, f"Attached: {str(data.get('name'))[:200]}."), problem=None)


def _memo(desk: Desk, kind: str, kept: shelf.Conversations | None) -> tuple[Desk, str]:
    known = next((one for one in memos.KINDS if one == kind), None)
    if desk.answer is None or known is None:
        return desk, ""
    try:
        told = kept.filed(desk.answer.id, desk.actor) if kept is not None and desk.answer.id else None
        return replace(desk, problem=None), filing.parcel(desk.answer, desk.asked, known, told)
    except AssistantError as error:
        return replace(desk, problem=f"The memo cannot be written: {error}."), ""


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
    if data.get("act") == "deal":
        return session.shown_deal(desk, _number(data.get("deal")))
    if desk.read_only:
        return desk if data.get("act") in {None, "close"} else replace(desk, problem=READ_ONLY)
    match data.get("act"):
        case "recompute":
            return session.recomputed(desk, fields)
        case "choose":
            return session.chosen(desk, _number(data.get("question")), _number(data.get("option")))
        case "confirm":
            return session.confirmed(desk, _number(data.get("proposal")))
        case "as_of":
            return session.dated(desk, fields.get("as_of", ""))
        case "day":
            return session.dated(desk, str(data.get("day", "")))
        case "today":
            return session.dated(desk, "")
        case "open":
            return session.opened(desk, str(data.get("path", "")))
        case "add":
            return session.opened(desk, fields.get("path", ""))
    return desk


def _number(value: object) -> int:
    return int(str(value)) if str(value).isdecimal() else -1
