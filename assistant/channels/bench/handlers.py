"""The events of the bench: who acts is asked of the request each time, what may be done of the records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.accounts.users import Users
from assistant.answer import Answer
from assistant.channels.bench import house, moves
from assistant.channels.bench.case_view import case_view, messages
from assistant.channels.bench.establish import established
from assistant.channels.bench.inbox import framed, gather, inbox
from assistant.channels.bench.state import TRAYS, Seat
from assistant.channels.errors import ChannelError
from assistant.channels.lines import reference
from assistant.channels.page import session
from assistant.channels.page.state import Desk
from assistant.channels.web.door import page_actor
from assistant.errors import AssistantError
from assistant.records.actor import Actor
from assistant.records.cases import Case, case
from assistant.records.content import answer_of
from assistant.records.decisions import Kind, Wanted, decide
from assistant.records.house import show
from assistant.records.permissions import require
from assistant.records.reasking import ask_again
from assistant.records.watch import watch
from assistant.settings import today
from assistant.store import Store
from rules.errors import RulesError
from rules.proof import OUTCOMES, POLICIES, Outcome, Policy

ACTS: dict[str, tuple[Kind, str]] = {
    "sign": ("sign", "Signed."), "overrule": ("overrule", "Overruled."), "approve": ("approve", "Approved."),
    "send_back": ("send_back", "Sent back; whoever asked sees the question."), "assign": ("assign", "Assigned."),
    "release": ("release", "Released."), "withdraw": ("withdraw", "Withdrawn."),
}  # fmt: skip
SAID = (AssistantError, ChannelError, RulesError)  # errors with a sentence for people
ESTABLISH = frozenset({"settle", "owners", "class"})
Shown = tuple[Seat, str, str]


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the layout wires."""

    arrive: Callable[..., Shown]
    act: Callable[..., Shown]


def handlers(store: Callable[[], Store]) -> Handlers:
    """The events over a store."""

    def arrive(seat: Seat, request: gr.Request) -> Shown:
        return shown(store(), seat, page_actor(request))

    def act(seat: Seat, event: gr.EventData, request: gr.Request) -> Shown:
        data = event._data if isinstance(event._data, dict) else {}
        actor = page_actor(request)
        try:
            after = acted(store(), replace(seat, problem=None, told=None), data, actor)
        except SAID as error:
            after = replace(seat, problem=str(error), told=None)
        except Exception as error:  # a person sees a sentence and a reference, the log the rest
            after = replace(seat, problem=f"Sorry, {reference(error)}.", told=None)
        return shown(store(), after, actor)

    return Handlers(arrive, act)


def shown(store: Store, seat: Seat, actor: Actor) -> Shown:
    """Both sides of the page as they stand now; only the reason where somebody may not see them."""
    try:
        require(actor, "see_all")
    except AssistantError as error:
        return Seat(), "", f'<p class="problem" role="alert">{error}</p>'
    seat, left = _left(store, seat, actor)
    if seat.house:
        return seat, left, messages(seat) + house.house_view(show(store), actor)
    found = None if seat.case is None else case(store, seat.case, actor)
    names = sorted(one.name for one in Users(store).all() if one.role == "officer" and one.disabled_at is None)
    return seat, left, case_view(found, seat, actor, names or [actor.name], _answer(found))


def _left(store: Store, seat: Seat, actor: Actor) -> tuple[Seat, str]:
    """The inbox; what moved is looked for when its tray is opened, and kept while one works through it."""
    if seat.tray != "moved":
        return seat, inbox(gather(store, seat, actor, today()), seat)
    if seat.moves is None:
        seat = replace(seat, moves=tuple(watch(store, actor)))
    found = moves.fitting(seat.moves or (), seat.text)
    return seat, framed(moves.moved_list(found, seat), seat, f"{len(found)} on {today()}")


def _answer(found: Case | None) -> Answer | None:
    return None if found is None or found.content is None else answer_of(found.content, found.entry)


def acted(store: Store, seat: Seat, data: dict[str, Any], actor: Actor) -> Seat:
    """The seat after one action; one that the page does not know changes nothing."""
    require(actor, "see_all")
    fields = {str(key): str(value) for key, value in (data.get("fields") or {}).items()}
    name = str(data.get("act"))
    if name == "tray":
        tray = next((one for one in TRAYS if one == data.get("tray")), seat.tray)
        return replace(seat, tray=tray, moves=None)
    if name == "search":
        return replace(seat, text=fields.get("text", "").strip()[:200])
    if name == "open_case":
        return _opened(store, seat, str(data.get("id")), actor)
    if name == "house":
        return replace(seat, house=not seat.house)
    if name in house.ACTS:
        return replace(seat, told=house.changed(store, actor, name, fields))
    if seat.case is None:
        return seat
    if name == "again":
        id = ask_again(store, seat.case, actor)
        told = f"Decided again as {id}: what is signed now is this record, under the law and the lists of today."
        return replace(_opened(store, seat, id, actor), told=told)
    if name in ACTS:
        kind, said = ACTS[name]
        after = decide(store, seat.case, _wanted(kind, fields), actor)
        waits = " It loosens the computed verdict: another officer has to approve it." if after.standing.pending else ""
        return replace(seat, told=said + waits)
    answer = _answer(case(store, seat.case, actor))
    if name in ESTABLISH and answer is not None:
        facts = answer.facts if seat.tried is None else seat.tried.facts
        return replace(seat, told=established(store, actor, name, fields, facts, answer))
    return _tried(seat, name, fields, data, answer)


def _opened(store: Store, seat: Seat, id: str, actor: Actor) -> Seat:
    return replace(seat, case=id, house=False, tried=_fresh(_answer(case(store, id, actor))))


def _fresh(answer: Answer | None) -> Desk | None:
    """A table of its own for what is tried: it has no conversation, so nothing of it is kept."""
    if answer is None or answer.verdict is None:
        return None
    return Desk(thread="", facts=answer.facts, verdict=answer.verdict, citations=answer.citations)


def _tried(seat: Seat, name: str, fields: dict[str, str], data: dict[str, Any], answer: Answer | None) -> Seat:
    tried = seat.tried
    if tried is None:
        return seat
    match name:
        case "recompute":
            tried = session.recomputed(replace(tried, problem=None), fields)
        case "open":
            tried = session.opened(tried, str(data.get("path", "")))
        case "add":
            tried = session.opened(tried, fields.get("path", ""))
        case "untry":
            tried = _fresh(answer)
        case _:
            return seat
    return replace(seat, tried=tried, problem=tried.problem if tried else None)


def _wanted(kind: Kind, fields: dict[str, str]) -> Wanted:
    outcome: Outcome | None = next((one for one in OUTCOMES if one == fields.get("outcome")), None)
    policy: Policy | None = next((one for one in POLICIES if one == fields.get("review_policy")), None)
    return Wanted(
        kind, fields.get("reason", "").strip(), outcome=outcome, review_policy=policy, assignee=fields.get("assignee")
    )
