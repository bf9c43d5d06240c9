"""What every answer says to browsers, and how much of a request is read."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.channels.web.problems import problem
from assistant.channels.web.serving import Serving

# Gradio's page starts with scripts of its own inside the page and builds event handlers from text: both have to be
# allowed. Nothing may come from or go to another place, nothing may frame the page, and no plug-in runs.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
STRICT_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
STRICT = ("/v1", "/mcp", "/login", "/logout", "/account", "/openid", "/openapi.json", "/healthz")
KEPT_BY_NOBODY = ("/v1", "/mcp", "/login", "/logout", "/account", "/openid")
HSTS = "max-age=31536000"


def within(path: str, places: tuple[str, ...]) -> bool:
    """Is the path one of these places or below one?"""
    return any(path == place or path.startswith(f"{place}/") for place in places)


def headers(serving: Serving, path: str) -> dict[str, str]:
    """The headers of an answer from this path."""
    found = {
        "Content-Security-Policy": STRICT_POLICY if within(path, STRICT) else CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if within(path, KEPT_BY_NOBODY):
        found["Cache-Control"] = "no-store"
    if serving.https:
        found["Strict-Transport-Security"] = HSTS
    return found


class _TooLarge(HTTPException):
    """More came than the place allows."""

    field = "body"

    def __init__(self, most: int) -> None:
        super().__init__(413, f"body: expected at most {most:,} bytes")


async def limited(app: ASGIApp, scope: Scope, receive: Receive, send: Send, most: int) -> None:
    """Passes a request on and stops reading where it grows larger than `most` bytes, whatever length it states."""
    read, begun = 0, False

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise _TooLarge(most)
        return message

    async def noted(message: Message) -> None:
        nonlocal begun
        begun = True
        await send(message)

    try:
        await app(scope, counted, noted)
    except _TooLarge as error:
        if not begun:
            await problem(error.status_code, str(error.detail), error.field)(scope, receive, send)
