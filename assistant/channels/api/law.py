"""/v1/law: the rule base about itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from assistant.channels import laws
from assistant.channels.api.bodies import Day
from assistant.channels.api.calls import Call, caller, day

router = APIRouter(prefix="/v1/law", tags=["law"])


@router.get("/status")
def status(call: Annotated[Call, caller("law")], as_of: Annotated[Day | None, Query()] = None) -> Response:
    """How current the rule base and the lists are."""
    return call.answer(lambda: laws.law_status(day(as_of)))


@router.get("/diff")
def diff(
    call: Annotated[Call, caller("law")],
    first: Annotated[Day, Query(alias="from")],
    last: Annotated[Day, Query(alias="to")],
) -> Response:
    """What changed between two days."""
    return call.answer(lambda: laws.law_diff(first, last))


@router.get("/verify")
def verify(call: Annotated[Call, caller("law")]) -> Response:
    """The rule base held against the official texts at hand; `failed` says how much differs."""
    return call.answer(lambda: laws.law_verify(None))
