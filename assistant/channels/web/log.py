"""The log of the server: one JSON object a line on standard error, without secrets, queries or what people wrote."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from starlette.types import Scope

from assistant.redact import redacted, redacted_fields

QUIET = ("/assets/", "/static/", "/healthz", "/gradio_api/heartbeat")


def _without_secrets(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return redacted_fields(line)


SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    _without_secrets,
]


def set_up() -> None:
    """Our own lines."""
    structlog.configure(
        processors=[*SHARED, structlog.processors.JSONRenderer()],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def set_up_libraries() -> None:
    """The lines of every library go the same way."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED[:2],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _without_secrets,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def access(scope: Scope, status: int, seconds: float) -> None:
    """One request: who, what, how it ended. No query, no body."""
    path = scope["path"]
    if status < 500 and path.startswith(QUIET):
        return
    actor = scope["state"].get("actor")
    client = scope.get("client")
    structlog.get_logger().info(
        "request",
        id=scope["state"].get("request_id"),
        method=scope["method"],
        path=redacted(path[:300]),
        status=status,
        ms=round(seconds * 1000, 1),
        user=getattr(actor, "name", None),
        client=client[0] if client else None,
    )
