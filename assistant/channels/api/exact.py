"""JSON bodies read exactly (figures as Decimal, a key twice is an error), answers written as the command line does."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute

from assistant.channels import inputs
from assistant.channels.errors import BadInputError
from assistant.channels.lines import written


class UnreadableBody(HTTPException):
    """The body is no JSON; `field` is where."""

    def __init__(self, error: BadInputError, status: int = 400) -> None:
        super().__init__(status, str(error))
        self.field = error.field


class _ExactRequest(Request):
    async def json(self) -> Any:
        """The body, with figures as they were written."""
        try:
            return inputs.parsed((await self.body()).decode("utf-8-sig"), "body")
        except UnicodeDecodeError:
            raise UnreadableBody(BadInputError("body", "is no UTF-8; expected JSON in UTF-8")) from None
        except BadInputError as error:
            raise UnreadableBody(error) from None


class ExactRoute(APIRoute):
    """A route whose body is read so."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, given a request that reads exactly."""
        handler = super().get_route_handler()

        async def exact(request: Request) -> Response:
            kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
            if request.method == "POST" and kind != "application/json":
                raise UnreadableBody(
                    BadInputError("Content-Type", f"found {kind[:80]!r}; expected application/json"), 415
                )
            return await handler(_ExactRequest(request.scope, request.receive))

        return exact


def plain(found: Any) -> Any:
    """An object of ours, or a list of some, as JSON has it."""
    if isinstance(found, list | tuple):
        return [plain(one) for one in found]
    if isinstance(found, dict):
        return {key: plain(value) for key, value in found.items()}
    if hasattr(found, "model_dump"):
        return found.model_dump(mode="json")
    if hasattr(found, "written"):
        return found.written()
    return found.isoformat() if hasattr(found, "isoformat") else found


def text_of(found: Any) -> str:
    """The JSON text, byte for byte what the command prints with --json."""
    return written(plain(found), indent=2) + "\n"
