"""Who asks: the inner door. Each request gets an Actor by key, session or link, or the desk being one person's own.

`actor_of(request)` gives it to routes, `page_actor(request)` to the page; both are sure that somebody is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.accounts.errors import TooOften
from assistant.accounts.keys import Keys
from assistant.accounts.limits import Limits
from assistant.accounts.sessions import Sessions
from assistant.channels.web import links
from assistant.channels.web.content import within
from assistant.channels.web.problems import problem, said
from assistant.channels.web.serving import Serving
from assistant.records.actor import LOCAL, NOBODY, Actor
from assistant.store import Store

if TYPE_CHECKING:
    import gradio as gr

# reached without an account: signing in, its own signature (Slack), or nothing of anybody's
OPEN = ("/healthz", "/login", "/logout", "/openid", "/desk.css", "/openapi.json", "/slack", "/assets", "/static",
        "/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt")  # fmt: skip
BY_KEY = ("/v1", "/mcp")
PER_MINUTE = 600  # requests of one signed-in browser, which loads a page in many parts
Credential = Literal["key", "session", "link", "local"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, by what, and how often in a minute."""

    actor: Actor
    by: Credential
    counted_as: str
    per_minute: int


class SignedIn:
    """ASGI middleware that lets nobody in unknown."""

    def __init__(self, app: ASGIApp, serving: Serving, store: Store, secret: str) -> None:
        self.app, self.serving, self.store, self.secret = app, serving, store, secret
        self.cookies = Cookies(serving, secret)
        self.keys, self.sessions, self.limits = Keys(store), Sessions(store), Limits(store)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Finds out who asks, and sends strangers to the sign-in."""
        if scope["type"] != "http" or within(scope["path"], OPEN):
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        try:
            caller = await self._caller(request)
            if caller is None:
                await self._stranger(scope)(scope, receive, send)
                return
            if self.serving.sign_in:
                await run_in_threadpool(self.limits.count, caller.counted_as, caller.per_minute)
        except TooOften as error:
            await said(error)(scope, receive, send)
            return
        scope.setdefault("state", {}).update(actor=caller.actor, by=caller.by)
        await self.app(scope, receive, send)

    async def _caller(self, request: HTTPConnection) -> Caller | None:
        if not self.serving.sign_in:
            return Caller(LOCAL, "local", "local", PER_MINUTE)
        kind, _, shown = request.headers.get("authorization", "").partition(" ")
        if within(request.url.path, BY_KEY) and kind.casefold() == "bearer":
            holder = await run_in_threadpool(self.keys.holder, shown.strip())
            if holder is None:
                return None
            return Caller(holder.actor, "key", f"key {holder.key_id}", holder.per_minute)
        if request.url.path == links.CALENDAR and (token := request.query_params.get("token")) is not None:
            owner = await run_in_threadpool(links.holder, token, self.secret, self.store)
            return None if owner is None else Caller(owner, "link", f"calendar {owner.name}", PER_MINUTE)
        secret = self.cookies.read(request)
        actor = None if secret is None else await run_in_threadpool(self.sessions.actor, secret)
        return None if actor is None else Caller(actor, "session", f"session {actor.name}", PER_MINUTE)

    def _stranger(self, scope: Scope) -> Response:
        path, asked = scope["path"], HTTPConnection(scope).headers.get("accept", "")
        if within(path, BY_KEY):
            detail = "Authorization: expected an API key, as Bearer edk_…"
            return problem(401, detail, "Authorization", {"WWW-Authenticate": 'Bearer realm="Export Desk"'})
        if scope["method"] == "GET" and "text/html" in asked:
            query = scope.get("query_string", b"").decode("latin-1")
            return RedirectResponse(f"/login?next={quote(path + (f'?{query}' if query else ''), safe='')}", 303)
        return problem(401, "session: it has ended; sign in again at /login", "session")


class Cookies:
    """The session cookie: signed, out of reach of scripts, over https only where the desk is reached by https."""

    def __init__(self, serving: Serving, secret: str) -> None:
        self.serving = serving
        self.name = "__Host-exportdesk" if serving.https else "exportdesk"
        self._signed = URLSafeSerializer(secret, salt="session")

    def read(self, request: HTTPConnection) -> str | None:
        """The session's secret; None without a cookie of ours."""
        try:
            found = self._signed.loads(request.cookies.get(self.name, ""))
        except BadSignature:
            return None
        return found if isinstance(found, str) else None

    def write(self, answer: Response, secret: str) -> None:
        """Sets the cookie; it goes when the browser closes, and the session ends on the server before that."""
        signed = self._signed.dumps(secret)
        answer.set_cookie(self.name, str(signed), httponly=True, samesite="lax", secure=self.serving.https, path="/")

    def clear(self, answer: Response) -> None:
        """Takes the cookie away."""
        answer.delete_cookie(self.name, httponly=True, samesite="lax", secure=self.serving.https, path="/")


def thread_of(actor: Actor, name: str) -> str:
    """The conversation of that name that is the actor's own. On a desk without sign-in there is one person only."""
    return name if actor == LOCAL else f"{actor.name}/{name}"


def actor_of(request: Request) -> Actor:
    """Who sent this request; a FastAPI dependency."""
    found = request.scope.get("state", {}).get("actor")
    if not isinstance(found, Actor):
        raise RuntimeError(f"{request.url.path} is served to somebody unknown")
    return found


def page_actor(request: gr.Request | None) -> Actor:
    """Who uses the page. Without a server around it (a page started by itself, on this machine) the local officer.

    An event without a request is nobody's: it may do what anybody may.
    """
    if request is None:
        return NOBODY
    inner = getattr(request, "request", None)
    return actor_of(inner) if isinstance(inner, Request) and "request_id" in inner.scope.get("state", {}) else LOCAL
