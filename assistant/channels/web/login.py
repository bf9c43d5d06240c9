"""Signing in and out: by password, or by OpenID Connect."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs, quote

import structlog
from fastapi import APIRouter, Request
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.accounts.errors import TooOften
from assistant.accounts.limits import Limits
from assistant.accounts.sessions import Sessions
from assistant.accounts.users import User, Users
from assistant.channels.web import pages
from assistant.channels.web.door import Cookies, actor_of
from assistant.channels.web.openid import OpenId, OpenIdFailed
from assistant.channels.web.serving import Serving
from assistant.store import Store

FORM_COOKIE = "exportdesk-form"
FORM_LASTS = 3600  # seconds
TRIES, PER_SECONDS = 10, 900  # of one name; of one address five times as many
WRONG = "Name or password is not right."


class SignIn:
    """What the routes share."""

    def __init__(self, serving: Serving, store: Store, secret: str) -> None:
        self.serving = serving
        self.users, self.sessions, self.limits = Users(store), Sessions(store), Limits(store)
        self.cookies = Cookies(serving, secret)
        self.openid = OpenId.of_settings()
        self._forms = URLSafeTimedSerializer(secret, salt="form")

    def form(self, request: Request, **said: str) -> Response:
        """The sign-in page, with a token that fits the cookie beside it."""
        mark = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(16)
        target = local_path(said.get("target", ""))
        html = pages.sign_in(
            str(self._forms.dumps(mark)),
            target,
            said.get("name", ""),
            said.get("problem"),
            openid=self.openid is not None,
        )
        answer = HTMLResponse(html, 400 if "problem" in said else 200)
        answer.set_cookie(FORM_COOKIE, mark, httponly=True, samesite="strict", secure=self.serving.https, path="/")
        return answer

    def token(self, request: Request) -> tuple[str, str]:
        """The mark of a browser and the token that goes into its form."""
        mark = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(16)
        return mark, str(self._forms.dumps(mark))

    def came_from_here(self, request: Request, token: str) -> bool:
        """Does the form's token fit the browser's cookie?"""
        try:
            mark = self._forms.loads(token, max_age=FORM_LASTS)
        except BadData:
            return False
        return isinstance(mark, str) and secrets.compare_digest(mark, request.cookies.get(FORM_COOKIE, ""))

    def password(self, request: Request, name: str, password: str) -> User | None:
        """The user with this password. Raises TooOften where too many were tried."""
        client = request.client.host if request.client else "unknown"
        self.limits.count(f"sign-in {name[:80].casefold()}", TRIES, PER_SECONDS)
        self.limits.count(f"sign-in from {client}", 5 * TRIES, PER_SECONDS)
        return self.users.with_password(name, password)

    def welcome(self, user: User, target: str, way: str) -> Response:
        """Begins a session, with a secret that nobody had before."""
        answer = RedirectResponse(local_path(target), 303)
        self.cookies.write(answer, self.sessions.begin(user.name))
        structlog.get_logger().info("signed in", user=user.name, by=way)
        return answer


def local_path(target: str) -> str:
    """Where to go after the sign-in: a path of ours, never another site."""
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable() else "/"


def routes(sign_in: SignIn) -> APIRouter:
    """The routes around the sign-in, which the OpenAPI page leaves out."""
    router = APIRouter(include_in_schema=False)

    @router.get("/desk.css")
    def style() -> Response:
        return Response(pages.STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})

    @router.get("/login")
    def form(request: Request, next: str = "/") -> Response:
        return sign_in.form(request, target=next) if sign_in.serving.sign_in else RedirectResponse("/", 303)

    @router.post("/login")
    async def enter(request: Request) -> Response:
        fields = await _fields(request)
        name, target = fields.get("name", "").strip()[:200], fields.get("next", "/")
        if not sign_in.came_from_here(request, fields.get("form", "")):
            return sign_in.form(request, target=target, name=name, problem="The form was too old. Try again.")
        try:
            user = await run_in_threadpool(sign_in.password, request, name, fields.get("password", ""))
        except TooOften as error:
            minutes = error.wait // 60 + 1
            answer = sign_in.form(request, name=name, problem=f"Too many tries. Try again in {minutes} minutes.")
            answer.status_code = 429
            return answer
        if user is None:
            structlog.get_logger().warning("sign-in refused", user=name[:80])
            return sign_in.form(request, target=target, name=name, problem=WRONG)
        return await run_in_threadpool(sign_in.welcome, user, target, "password")

    @router.get("/account")
    def account(request: Request) -> Response:
        mark, token = sign_in.token(request)
        answer = HTMLResponse(pages.account(actor_of(request), token))
        answer.set_cookie(FORM_COOKIE, mark, httponly=True, samesite="strict", secure=sign_in.serving.https, path="/")
        return answer

    @router.post("/logout")
    async def leave(request: Request) -> Response:
        if not sign_in.came_from_here(request, (await _fields(request)).get("form", "")):
            return HTMLResponse(pages.said("Not signed out", "The form was too old. Go back and try again."), 400)
        if (secret := sign_in.cookies.read(request)) is not None:
            await run_in_threadpool(sign_in.sessions.end, secret)
        answer = RedirectResponse("/login", 303)
        sign_in.cookies.clear(answer)
        return answer

    @router.get("/openid")
    async def go(request: Request, next: str = "/") -> Response:
        if sign_in.openid is None:
            return RedirectResponse(f"/login?next={quote(local_path(next), safe='')}", 303)
        request.session["next"] = local_path(next)
        try:
            return await sign_in.openid.begin(request, f"{_base(request, sign_in)}/openid/back")
        except OpenIdFailed as error:
            return HTMLResponse(pages.said("Not signed in", str(error)), 502)

    @router.get("/openid/back")
    async def back(request: Request) -> Response:
        if sign_in.openid is None:
            return RedirectResponse("/login", 303)
        target = str(request.session.pop("next", "/"))
        try:
            found = await sign_in.openid.finish(request)
        except OpenIdFailed as error:
            return HTMLResponse(pages.said("Not signed in", str(error)), 400)
        user = await run_in_threadpool(sign_in.users.by_openid, found.issuer, found.subject, found.email)
        if user is None:
            structlog.get_logger().warning("sign-in refused", user=found.email, by="openid")
            sentence = "There is no account for this sign-in. An administrator makes one with your e-mail address."
            return HTMLResponse(pages.said("Not signed in", sentence), 403)
        return await run_in_threadpool(sign_in.welcome, user, target, "openid")

    return router


def _base(request: Request, sign_in: SignIn) -> str:
    return sign_in.serving.public_url or f"{request.url.scheme}://{request.url.netloc}"


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form, the first of each name."""
    body = (await request.body()).decode("utf-8", errors="replace")
    return {name: values[0] for name, values in parse_qs(body, keep_blank_values=True, max_num_fields=10).items()}
