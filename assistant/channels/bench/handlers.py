"""The events of the bench: who acts is asked of the request each time, what may be done of the records."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.accounts.once import Once
from assistant.accounts.users import Users
from assistant.answer import Answer
from assistant.channels import inputs
from assistant.channels.bench import house, moves
from assistant.channels.bench.case_view import case_view, messages
from assistant.channels.bench.establish import established
from assistant.channels.bench.inbox import counts, framed, gather, inbox
from assistant.channels.bench.state import TRAYS, Seat
from assistant.channels.errors import ChannelError
from assistant.channels.lines import reference
from assistant.channels.page import session
from assistant.channels.page import slip as slips
from assistant.channels.page.here import LEASE
from assistant.channels.page.slip import Slip
from assistant.channels.page.state import Desk
from assistant.channels.web.door import page_actor
from assistant.errors import AssistantError
from assistant.records.actor import Actor
from assistant.records.cases import Case, case
from assistant.records.content import answer_of
from assistant.records.decisions import Kind, Wanted, decide
from assistant.records.house import show
from assistant.records.keeping import erase, tombstone
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
    "keep": ("keep", "A legal hold is on it."), "lift": ("keep", "The legal hold is lifted."),
}  # fmt: skip
SAID = (AssistantError, ChannelError, RulesError)  # errors with a sentence for people
ESTABLISH = frozenset({"settle", "owners", "class"})
KEEPS = frozenset({*ACTS, *ESTABLISH, *house.ACTS, "again", "erase"})  # what enters the chain
DONE = "The connection was lost after this was done; it was not done again."
NOT_DONE = "The connection was lost several times before this was done. Please try again."
Shown = tuple[Seat, str, str]


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the layout wires."""

    arrive: Callable[..., Shown]
    act: Callable[..., Shown]


def handlers(store: Callable[[], Store]) -> Handlers:
    """The events over a store."""

    def arrive(arrived: str, seat: Seat, request: gr.Request) -> Shown:
        """The inbox, with the case that was open; what was sent and never answered is done now."""
        slip, seat = _arrived(arrived, seat)
        actor = page_actor(request)
        if not slip.act or slip.who != actor.name:
            return done(seat, {"act": "open_case", "id": seat.case} if seat.case else {}, slip, actor)
        if slip.tries > slips.MOST_TRIES:
            return shown(store(), replace(seat, case=slip.case or None, problem=NOT_DONE, done=slip.key), actor)
        return done(seat, dict(slip.act), slip, actor)

    def act(seat: Seat, event: gr.EventData, request: gr.Request) -> Shown:
        data = event._data if isinstance(event._data, dict) else {}
        return done(seat, data, slips.read(data.get("slip")), page_actor(request))

    def done(seat: Seat, data: dict[str, Any], slip: Slip, actor: Actor) -> Shown:
        seat = replace(seat, problem=None, told=None, done=slip.key)
        try:
            seat = _at_hand(store(), seat, slip, actor)
            after = once(store(), seat, data, slip, actor)
        except SAID as error:
            after = replace(seat, problem=str(error))
        except Exception as error:  # a person sees a sentence and a reference, the log the rest
            after = replace(seat, problem=f"Sorry, {reference(error)}.")
        return shown(store(), after, actor)

    return Handlers(arrive, act)


def _arrived(said: str, seat: Seat) -> tuple[Slip, Seat]:
    """The slip with which a browser comes, and the seat that it had."""
    try:
        found = json.loads(said)
    except ValueError:
        return slips.NONE, seat
    found = found if isinstance(found, dict) else {}
    had = found["seat"] if isinstance(found.get("seat"), dict) else {}
    tray = next((one for one in TRAYS if one == had.get("tray") and one != "moved"), seat.tray)
    return slips.read(found.get("slip")), replace(seat, tray=tray, case=str(had.get("case") or "") or None)


def _at_hand(store: Store, seat: Seat, slip: Slip, actor: Actor) -> Seat:
    """The seat with the case open that the browser shows: a process may never have seen it."""
    if not slip.case or slip.case == seat.case or slip.who != actor.name:
        return seat
    tray = next((one for one in TRAYS if one == slip.tray and one != "moved"), seat.tray)
    return replace(_opened(store, seat, slip.case, actor), tray=tray, house=seat.house)


def once(store: Store, seat: Seat, data: dict[str, Any], slip: Slip, actor: Actor) -> Seat:
    """The seat after an action, which is done once however often its slip comes."""
    if not slip.key or data.get("act") not in KEEPS:
        return acted(store, seat, data, actor)
    made: list[Seat] = []
    sent = json.dumps([{key: value for key, value in data.items() if key != "slip"}, seat.case], sort_keys=True)

    def work() -> object:
        made.append(acted(store, seat, data, actor))
        return made[-1]

    Once(store, LEASE).answer(actor.name, f"bench {slip.key}", sent.encode(), work, lambda _: "")
    return made[-1] if made else replace(seat, told=DONE)


def shown(store: Store, seat: Seat, actor: Actor) -> Shown:
    """Both sides of the page as they stand now; only the reason where somebody may not see them."""
    seat, left, right = _shown(store, seat, actor)
    return seat, left, right + slips.span(case=seat.case, tray=seat.tray, who=actor.name, done=seat.done)


def _shown(store: Store, seat: Seat, actor: Actor) -> Shown:
    try:
        require(actor, "see_all")
    except AssistantError as error:
        return Seat(), "", f'<p class="problem" role="alert">{error}</p>'
    seat, left = _left(store, seat, actor)
    if seat.house:
        return seat, left, messages(seat) + house.house_view(show(store), actor)
    found = None if seat.case is None else case(store, seat.case, actor)
    names = sorted(one.name for one in Users(store).all() if one.role == "officer" and one.disabled_at is None)
    erased = tombstone(store, found.id) if found is not None and found.content is None else None
    return seat, left, case_view(found, seat, actor, names or [actor.name], _answer(found), erased)


def _left(store: Store, seat: Seat, actor: Actor) -> tuple[Seat, str]:
    """The inbox; what moved is looked for when its tray is opened, and kept while one works through it."""
    if seat.tray == "moved" and seat.moves is None:
        seat = replace(seat, moves=tuple(watch(store, actor)))
    waits = {**counts(store, actor, today()), "moved": len(seat.moves or ())}
    if seat.tray != "moved":
        return seat, inbox(gather(store, seat, actor, today()), seat, waits)
    found = moves.fitting(seat.moves or (), seat.text)
    return seat, framed(moves.moved_list(found, seat), seat, f"{len(found)} on {today()}", waits)


def _answer(found: Case | None) -> Answer | None:
    return None if found is None or found.content is None else answer_of(found.content, found.entry)


def acted(store: Store, seat: Seat, data: dict[str, Any], actor: Actor) -> Seat:
    """The seat after one action; one that the page does not know changes nothing."""
    require(actor, "see_all")
    fields = {str(key): str(value) for key, value in (data.get("fields") or {}).items()}
    name = str(data.get("act"))
    if name == "tray":
        tray = next((one for one in TRAYS if one == data.get("tray")), seat.tray)
        return replace(seat, tray=tray, moves=None if tray == "moved" else seat.moves)  # looked for when it is opened
    if name == "search":
        text, status, outcome = (fields.get(field, "").strip()[:200] for field in ("text", "status", "outcome"))
        return replace(seat, text=text, status=status, outcome=outcome)
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
    if name == "attached":  # over HTTP, where a file may be sent
        problem = str(data.get("problem") or "")[:500] or None
        return replace(seat, problem=problem, told=None if problem else f"Attached: {str(data.get('name'))[:200]}.")
    if name == "erase":
        erase(store, seat.case, fields.get("reason", "").strip(), actor, today=today())
        return replace(seat, tried=None, told="Erased: its place in the chain is what is left.")
    if name in ACTS:
        kind, said = ACTS[name]
        after = decide(store, seat.case, _wanted(name, kind, fields), actor)
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


def _wanted(name: str, kind: Kind, fields: dict[str, str]) -> Wanted:
    outcome: Outcome | None = next((one for one in OUTCOMES if one == fields.get("outcome")), None)
    policy: Policy | None = next((one for one in POLICIES if one == fields.get("review_policy")), None)
    until = inputs.day(fields["until"], "until") if kind == "keep" and fields.get("until") else None
    return Wanted(
        kind, fields.get("reason", "").strip(), outcome=outcome, review_policy=policy,
        assignee=fields.get("assignee"), until=today() - dt.timedelta(1) if name == "lift" else until,
    )  # fmt: skip
