"""Files of a record: attached, exported, its receipt and memo; and what holds them: `verify`, `log verify`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant.channels import filing, memos
from assistant.channels.api.calls import Call, caller
from assistant.records.cases import case
from assistant.records.decisions import Wanted, decide
from assistant.records.export import export
from assistant.records.receipt import Receipt, receipt

ZIP = "application/zip"
A_FILE = {"schema": {"type": "string", "format": "binary"}}
SENT_FILE = {"requestBody": {"content": {"application/octet-stream": A_FILE}}}
RECEIPT = {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}
MEMOS: dict[int | str, dict[str, Any]] = {200: {"content": dict.fromkeys(memos.TYPES.values(), A_FILE)}}

router = APIRouter(prefix="/v1", tags=["papers"])


def _saved(data: bytes, kind: str, name: str) -> Response:
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.post("/cases/{id}/attach", openapi_extra=SENT_FILE)
async def attach(
    id: str,
    name: Annotated[str, Query(min_length=1, max_length=200, description="The name of the file.")],
    request: Request,
    call: Annotated[Call, caller("attach")],
) -> Response:
    """Puts a file to a record, by hash; the body is the file."""
    wanted = Wanted("attach", file=(name, await request.body()))
    return await run_in_threadpool(call.answer, lambda: decide(call.store, id, wanted, call.actor))


@router.get("/cases/{id}/export", responses={200: {"content": {ZIP: A_FILE}}})
def exported(id: str, call: Annotated[Call, caller("see_own")]) -> Response:
    """The case as one ZIP that opens without the product."""
    found = case(call.store, id, call.actor)
    return _saved(export(call.store, found), ZIP, f"{found.id}.zip")


@router.get("/cases/{id}/receipt", responses={200: {"model": Receipt}})
def receipted(id: str, call: Annotated[Call, caller("see_own")]) -> Response:
    """The self-contained proof of a record."""
    return call.answer(lambda: receipt(call.store, case(call.store, id, call.actor)))


@router.get("/cases/{id}/memo", responses=MEMOS)
def memo(
    id: str,
    call: Annotated[Call, caller("see_own")],
    kind: Annotated[memos.Kind, Query(alias="format", description="pdf or docx")] = "pdf",
) -> Response:
    """The file memo of a record; rendering it again gives the same content."""
    found = case(call.store, id, call.actor)
    return _saved(memos.write(memos.filed(call.store, found), kind), memos.TYPES[kind], f"memo-{found.id}.{kind}")


@router.post("/verify", openapi_extra=RECEIPT)
async def verify(request: Request, call: Annotated[Call, caller("check")]) -> Response:
    """Decides a receipt again with the rule base at hand; `result` says whether it is reproduced."""
    raw = await request.body()
    return await run_in_threadpool(call.answer, lambda: filing.verified_bytes(raw, "receipt"))


@router.get("/log/verify")
def log_verify(
    call: Annotated[Call, caller("verify_log")],
    head: Annotated[str | None, Query(max_length=100, description="A hash that the chain once held.")] = None,
) -> Response:
    """Walks the chain and names the first broken place."""
    return call.answer(lambda: asdict(filing.walked(call.store, head)))
