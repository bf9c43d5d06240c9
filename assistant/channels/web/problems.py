"""Errors as one JSON object (RFC 9457): title, status, one sentence, and the field it is about. Nothing of the inside.

{"type": "about:blank", "title": "Unprocessable Content", "status": 422, "detail": "facts: …", "field": "facts"}
"""

from __future__ import annotations

import json
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.accounts.errors import AccountError, NoSuchAccount, TooOften
from assistant.accounts.once import OtherBody, StillAnswering
from assistant.channels.errors import BadInputError, ChannelError, MissingPartError
from assistant.channels.lines import one_line, reference
from assistant.errors import StoreError
from assistant.records.errors import NoSuchRecord, RecordError
from assistant.records.permissions import NotAllowed
from assistant.render.memo import MemoError
from knowledge.errors import IndexMissingError
from rules.errors import BadFact, LawNotModelled, RulesError

MEDIA_TYPE = "application/problem+json"
STATUS: tuple[tuple[type[Exception], int], ...] = (
    (OtherBody, 422), (StillAnswering, 409), (TooOften, 429), (NoSuchAccount, 404), (AccountError, 422),
    (NotAllowed, 403), (NoSuchRecord, 404), (RecordError, 422), (MemoError, 422),
    (MissingPartError, 503), (IndexMissingError, 503),
    (StoreError, 503), (ChannelError, 422), (RulesError, 422),
)  # fmt: skip


def problem(status: int, detail: str, field: str | None = None, headers: dict[str, str] | None = None) -> Response:
    """The answer that says what is wrong."""
    written = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if field is not None:
        written["field"] = field
    return Response(json.dumps(written, ensure_ascii=False), status, headers, MEDIA_TYPE)


def said(error: Exception) -> Response:
    """The answer to an error: its own sentence where it has one for people, else a reference into the log."""
    for kind, status in STATUS:
        if isinstance(error, kind):
            headers = {"Retry-After": str(error.wait)} if isinstance(error, TooOften) else None
            return problem(status, *_told(one_line(str(error)), _field(error)), headers)
    return problem(500, reference(error))


def _told(sentence: str, field: str | None) -> tuple[str, str | None]:
    """Sentence and field, the field named as in a request: `--country` and `NAME` are the command line's."""
    if field is None or not (field.startswith("--") or field.isupper()):
        return sentence, field
    name = field.removeprefix("--").lower().replace("-", "_")
    return f"{name}{sentence.removeprefix(field)}" if sentence.startswith(field) else sentence, name


def _field(error: Exception) -> str | None:
    if isinstance(error, BadInputError | BadFact | AccountError | RecordError):
        return error.field
    if isinstance(error, LawNotModelled):
        return "as_of"
    return error.action if isinstance(error, NotAllowed) else None


def install(app: FastAPI) -> None:
    """Makes every error of the application such an object."""

    async def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"] if part not in {"body", "query", "path"}) or "body"
        return problem(422, f"{field}: {first['msg'][:300]}", field)

    async def refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        field = getattr(error, "field", None)
        return problem(error.status_code, str(error.detail)[:500], field, dict(error.headers or {}))

    async def failed(_: Request, error: Exception) -> Response:
        return said(error)

    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)
    for kind, _status in STATUS:
        app.add_exception_handler(kind, failed)
    app.add_exception_handler(Exception, failed)
