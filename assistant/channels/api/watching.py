"""/v1/watch and /v1/calendar.ics: what is decided otherwise today, and the days on which answers end."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from assistant.channels import watching
from assistant.channels.api.calls import Call, caller
from assistant.channels.api.exact import ExactRoute
from assistant.records.watch import Move

router = APIRouter(prefix="/v1", route_class=ExactRoute, tags=["watch"])
Since = Annotated[
    str | None, Query(max_length=40, description="A day, or a version of the rule base: only what moved after it.")
]

Token = Annotated[
    str | None, Query(max_length=300, description="Instead of a key: what `exportdesk calendar` gives for an account.")
]
CALENDAR_TYPE = "text/calendar"


@router.get("/watch", responses={200: {"model": list[Move]}})
def watch(call: Annotated[Call, caller("watch")], since: Since = None) -> Response:
    """What the rule base and the lists of today decide otherwise, from what to what, and why."""
    return call.answer(lambda: watching.moves(call.store, since, call.actor))


@router.get("/calendar.ics", responses={200: {"content": {CALENDAR_TYPE: {"schema": {"type": "string"}}}}})
def calendar(call: Annotated[Call, caller("see_own")], token: Token = None) -> Response:
    """The days on which what the caller may see ends, as whole-day events of an iCalendar file."""
    del token  # the door has read it
    return Response(watching.calendar_of(call.store, call.actor), media_type=CALENDAR_TYPE)
