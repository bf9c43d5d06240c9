"""/v1/house: which reading of the law the company follows, and its own rules, which only tighten."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from assistant.channels.api import bodies
from assistant.channels.api.benching import ANY_OBJECT
from assistant.channels.api.calls import Call, caller
from assistant.channels.api.exact import ExactRoute
from assistant.records.house import add_rule, adopt, show

router = APIRouter(prefix="/v1/house", route_class=ExactRoute, tags=["house"], responses=ANY_OBJECT)


@router.get("")
def standing(call: Annotated[Call, caller("see_house")]) -> Response:
    """What is followed, what waits for a second officer, and every rule."""
    return call.answer(lambda: show(call.store))


@router.post("/position")
def position(body: bodies.Position, call: Annotated[Call, caller("adopt_position")]) -> Response:
    """Follows a reading from now on; the announced one once a second officer has adopted it too."""
    return call.answer(lambda: adopt(call.store, body.reading, body.reason, call.actor))


@router.post("/rules")
def rule(body: bodies.Rule, call: Annotated[Call, caller("add_house_rule")]) -> Response:
    """Adds a rule, which later answers cite."""
    given = body.model_dump(exclude={"reason"}, exclude_none=True)
    return call.answer(lambda: add_rule(call.store, given, body.reason, call.actor))
