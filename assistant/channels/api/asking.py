"""/v1/ask, check, facts, screen, search, replay: the verbs of the command line over HTTP."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from assistant.answer import Answer
from assistant.channels import finding, inputs, laws, parties, verdicts
from assistant.channels.api import bodies
from assistant.channels.api.calls import Call, caller, day
from assistant.channels.api.events import EVENT_STREAM, told
from assistant.channels.api.exact import ExactRoute
from assistant.channels.schema import facts_schema
from assistant.records.permissions import require
from assistant.screening.match import Hit
from knowledge.search import Passage
from rules.proof import Period, Verdict

router = APIRouter(prefix="/v1", route_class=ExactRoute, tags=["answers"])
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"model": Answer, "content": {EVENT_STREAM: {"schema": {"type": "string"}}}}
}


@router.post("/ask", responses=STREAMED)
async def ask(
    body: bodies.Ask, call: Annotated[Call, caller("ask")], accept: Annotated[str, Header()] = "application/json"
) -> Response:
    """One turn of a conversation.

    With `Accept: text/event-stream` the answer comes as events: `begun`, one `part` for each paragraph, `answer`.
    """
    question, as_of = inputs.question(body.question), day(body.as_of)
    work = partial(call.ask, question, as_of, body.thread)
    if EVENT_STREAM not in accept:
        return await run_in_threadpool(call.answer, work)
    return StreamingResponse(told(call, work), media_type=EVENT_STREAM, headers={"X-Accel-Buffering": "no"})


@router.post("/check", responses={200: {"model": Verdict}})
def check(body: bodies.Check, call: Annotated[Call, caller("check")]) -> Response:
    """The verdict on facts, without any language; with `record` it is kept, for which asking has to be allowed."""
    at = verdicts.UNRECORDED
    if body.record:
        require(call.actor, "ask")
        at = (call.store, call.actor.name, call.channel)
    return call.answer(lambda: verdicts.decide_facts(body.facts, day(body.as_of), at=at))


@router.get("/facts", responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}})
def facts(call: Annotated[Call, caller("check")]) -> Response:
    """The JSON Schema of what `check` takes."""
    return call.answer(facts_schema)


@router.post("/screen", responses={200: {"model": list[Hit]}})
def screen(body: bodies.Screen, call: Annotated[Call, caller("screen")]) -> Response:
    """One name against the restricted-party list."""
    return call.answer(lambda: parties.screen_one(body.name, body.country, day(body.as_of), kind=body.type))


@router.post("/search", responses={200: {"model": list[Passage]}})
def search(body: bodies.Search, call: Annotated[Call, caller("search")]) -> Response:
    """The provisions nearest to a question, as of a day."""
    return call.answer(lambda: finding.search_texts(body.query, body.k, day(body.as_of)))


@router.post("/replay", responses={200: {"model": list[Period]}})
def replay(body: bodies.Replay, call: Annotated[Call, caller("replay")]) -> Response:
    """One deal under the law of every day, as periods."""
    days = day(body.as_of), day(body.first, "from"), day(body.last, "to")
    return call.answer(lambda: laws.replayed(body.facts, *days)[0])
