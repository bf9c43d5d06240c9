"""The outer door: every request is held against it, and every answer leaves with its headers.

Refused are foreign host names (DNS rebinding), requests that another site's page sends with our cookies (CSRF), bodies
larger than their place allows, and, on a desk without sign-in, requests that came through a proxy nobody told us about.
"""

from __future__ import annotations

import secrets
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.channels.web import content
from assistant.channels.web.log import access
from assistant.channels.web.problems import problem
from assistant.channels.web.serving import Serving, host_name

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST = 2_000_000  # bytes of a request: a deal is a page, not a book
LARGER = {"/gradio_api/upload": 25_000_000, "/v1/cases": 25_000_000}  # where files may come in
DESK_COOKIE = "desk"  # names a browser, so that a proxy leads it to the same process each time
HEALTH = "/healthz"


class Guard:
    """ASGI middleware; `serving` are the rules of the door."""

    def __init__(self, app: ASGIApp, serving: Serving) -> None:
        self.app = app
        self.serving = serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses or passes on one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        if scope["type"] == "websocket":  # nothing here speaks it
            await send({"type": "websocket.close", "code": 1008})
            return
        started = time.perf_counter()
        scope.setdefault("state", {})["request_id"] = secrets.token_hex(6)
        headers = Headers(scope=scope)
        answer = _Answer(self.serving, scope, headers, send)
        refusal = self._refusal(scope, headers)
        try:
            if refusal is not None:
                await problem(*refusal)(scope, receive, answer)
            else:
                await content.limited(self.app, scope, receive, answer, _largest(scope["path"]))
        finally:
            access(scope, answer.status, time.perf_counter() - started)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str, str | None] | None:
        """Status, sentence and field of a request that goes no further."""
        if scope["path"] == HEALTH:
            return None
        host = headers.get("host", "")
        if not self.serving.knows(host):
            return 421, f"Host: {host[:100]} is not served here", "Host"
        if not self.serving.sign_in and ("x-forwarded-for" in headers or "forwarded" in headers):
            said = (
                "this desk has no sign-in and is for its own machine; set EXPORTDESK_TRUSTED_PROXIES and make accounts"
            )
            return 403, f"X-Forwarded-For: {said}", "X-Forwarded-For"
        if scope["method"] not in SAFE and not self._same_site(host, headers):
            return 403, "Origin: the request comes from another site's page", "Origin"
        length = headers.get("content-length")
        if length is not None and (not length.isdecimal() or int(length) > _largest(scope["path"])):
            return 413, f"body: expected at most {_largest(scope['path']):,} bytes", "body"
        return None

    def _same_site(self, host: str, headers: Headers) -> bool:
        """Does no browser say that another site's page sent this? A program that is no browser says nothing."""
        if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            return False
        origin = headers.get("origin")
        if origin is None:
            return True
        public = self.serving.public_url
        if public is not None and origin == public:
            return True
        parts = urlsplit(origin) if origin != "null" else None
        return parts is not None and parts.netloc == host and bool(host_name(host))


class _Answer:
    """Sends an answer on, with the headers that every answer carries."""

    def __init__(self, serving: Serving, scope: Scope, headers: Headers, send: Send) -> None:
        self.serving, self.scope, self.send = serving, scope, send
        self.status = 500
        self.new_desk = f"{DESK_COOKIE}=" not in headers.get("cookie", "")

    async def __call__(self, message: Message) -> None:
        """One message of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in content.headers(self.serving, self.scope["path"]).items():
                headers.setdefault(name, value)
            headers["X-Request-Id"] = self.scope["state"]["request_id"]
            if self.new_desk and headers.get("content-type", "").startswith("text/html"):
                secure = "; Secure" if self.serving.https else ""
                cookie = f"{DESK_COOKIE}={secrets.token_hex(8)}; Path=/; HttpOnly; SameSite=Lax{secure}"
                headers.append("Set-Cookie", cookie)
        await self.send(message)


def _largest(path: str) -> int:
    return next((most for place, most in LARGER.items() if path.startswith(place)), LARGEST)
