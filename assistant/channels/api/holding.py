"""/v1/holds: an order waits for a signed answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from assistant.channels import holding
from assistant.channels.api import bodies
from assistant.channels.api.calls import Call, caller, day
from assistant.channels.api.exact import ExactRoute
from assistant.records.holds import Hold, hold

router = APIRouter(prefix="/v1/holds", route_class=ExactRoute, tags=["holds"])


@router.post("", responses={200: {"model": Hold}})
def create(body: bodies.Hold, call: Annotated[Call, caller("create_hold")]) -> Response:
    """Holds an order until its facts have a signed answer; the same order again waits for the facts sent last."""
    return call.answer(lambda: holding.held(call.store, body.order, body.facts, day(body.as_of), call.actor, "http"))


@router.get("/{token}", responses={200: {"model": Hold}})
def show(token: str, call: Annotated[Call, caller("see_hold")]) -> Response:
    """Ship, wait or stop, computed now."""
    return call.answer(lambda: hold(call.store, token, call.actor))
