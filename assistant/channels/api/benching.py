"""/v1/cases, /v1/records, /v1/hits: recorded answers, and the officer's work on them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from assistant.channels import filing, party_hits
from assistant.channels.api import bodies
from assistant.channels.api.calls import Call, caller, day
from assistant.channels.api.exact import ExactRoute
from assistant.records import keeping
from assistant.records.cases import case
from assistant.records.decisions import Wanted, decide

ANY_OBJECT: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {"schema": {"type": "object"}}}}}

router = APIRouter(prefix="/v1", route_class=ExactRoute, tags=["bench"], responses=ANY_OBJECT)


def _decided(call: Call, id: str, wanted: Wanted) -> Response:
    return call.answer(lambda: decide(call.store, id, wanted, call.actor))


@router.get("/cases")
def listed(
    call: Annotated[Call, caller("see_own")],
    status: Annotated[str | None, Query()] = None,
    assignee: Annotated[str | None, Query()] = None,
    find: Annotated[str | None, Query(max_length=500, description="In id, question, user or ECCN.")] = None,
) -> Response:
    """The records that the caller may see, the newest first."""
    found = filing.seen(call.store, call.actor, status, assignee, find)
    return call.answer(lambda: found)


@router.get("/cases/{id}")
def show(id: str, call: Annotated[Call, caller("see_own")]) -> Response:
    """One record with its decisions."""
    return call.answer(lambda: case(call.store, id, call.actor))


@router.post("/cases/{id}/sign")
def sign(id: str, body: bodies.Note, call: Annotated[Call, caller("sign")]) -> Response:
    """Signs the computed verdict."""
    return _decided(call, id, Wanted("sign", body.note))


@router.post("/cases/{id}/overrule")
def overrule(id: str, body: bodies.Overrule, call: Annotated[Call, caller("overrule")]) -> Response:
    """Decides otherwise; what loosens waits for a second officer."""
    return _decided(call, id, filing.overrule(body.outcome, body.policy, body.reason))


@router.post("/cases/{id}/approve")
def approve(id: str, body: bodies.Nothing, call: Annotated[Call, caller("approve")]) -> Response:
    """Approves another officer's overrule."""
    return _decided(call, id, Wanted("approve"))


@router.post("/cases/{id}/send-back")
def send_back(id: str, body: bodies.SendBack, call: Annotated[Call, caller("send_back")]) -> Response:
    """Sends it back to whoever asked, with a question."""
    return _decided(call, id, Wanted("send_back", body.question))


@router.post("/cases/{id}/assign")
def assign(id: str, body: bodies.Assign, call: Annotated[Call, caller("assign")]) -> Response:
    """Gives it to an officer."""
    return _decided(call, id, Wanted("assign", assignee=body.user))


@router.post("/cases/{id}/release")
def release(id: str, body: bodies.Nothing, call: Annotated[Call, caller("release")]) -> Response:
    """Ends an assignment."""
    return _decided(call, id, Wanted("release"))


@router.post("/cases/{id}/escalate")
def escalate(id: str, body: bodies.Nothing, call: Annotated[Call, caller("escalate")]) -> Response:
    """Hands it to the officers."""
    return _decided(call, id, Wanted("escalate"))


@router.post("/cases/{id}/withdraw")
def withdraw(id: str, body: bodies.Reason, call: Annotated[Call, caller("withdraw")]) -> Response:
    """Takes it out of use."""
    return _decided(call, id, Wanted("withdraw", body.reason))


@router.post("/records/{id}/keep")
def keep(id: str, body: bodies.Keep, call: Annotated[Call, caller("keep")]) -> Response:
    """Puts a legal hold on it, which beats its retention, or with a past day as its last one lifts the hold."""
    return _decided(call, id, Wanted("keep", body.reason, until=day(body.until, "until")))


@router.post("/records/{id}/erase")
def erase(id: str, body: bodies.Reason, call: Annotated[Call, caller("erase")]) -> Response:
    """Erases its content after its retention; its place in the chain stays."""
    return call.answer(lambda: keeping.erase(call.store, id, body.reason, call.actor))


@router.get("/hits")
def hits(call: Annotated[Call, caller("see_all")]) -> Response:
    """Open hits of recorded deals, and the settled ones with their state today."""
    return call.answer(lambda: party_hits.hits(call.store))


@router.post("/hits/settle")
def settle(body: bodies.Settle, call: Annotated[Call, caller("settle_hit")]) -> Response:
    """Says that a party is, or is not, a listed one; bound to what the list says of it."""
    return call.answer(
        lambda: party_hits.settled_by(
            call.store, call.actor, body.name, body.entry_id, same=body.same, reason=body.reason,
            until=day(body.until, "until"), country=body.country,
        )
    )  # fmt: skip
