"""One server for all: the HTTP API, MCP, the sign-in, and the page last, behind one outer and one inner door.

A further part of the API is a module with a `router`, named in API; every request of it has an Actor already.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from assistant.channels import mcp
from assistant.channels.api import asking, benching, holding, house, law, papers, watching
from assistant.channels.api.openapi import document
from assistant.channels.holding import Teller
from assistant.channels.web import log, login, problems, who
from assistant.channels.web.door import SignedIn
from assistant.channels.web.guard import HEALTH, LARGEST, Guard
from assistant.channels.web.serving import Serving, serving
from assistant.settings import session_secret, settings
from assistant.store import Store

if TYPE_CHECKING:
    import gradio as gr

    from assistant.channels.slack.app import SlackChannel

API = (asking, law, holding, papers, benching, watching, house)
OPENID_LASTS = 600  # seconds between leaving for the sign-in service and coming back


def build(rules: Serving, store: Store, page: Callable[[], tuple[gr.Blocks, dict[str, Any]]] | None = None) -> FastAPI:
    """The application; `page` gives the page and its looks, without one there is only what programs use."""
    log.set_up()
    secret = session_secret()
    tools = mcp.server(store)
    slack = _slack(store)
    app = FastAPI(
        title="Export Desk",
        version=_version(),
        docs_url=None,  # both load scripts from elsewhere
        redoc_url=None,
        lifespan=lambda _: _running(tools, slack, _teller(store)),
        middleware=[
            Middleware(Guard, serving=rules),
            Middleware(
                SessionMiddleware, secret_key=secret, session_cookie="exportdesk-openid", max_age=OPENID_LASTS,
                same_site="lax", https_only=rules.https,
            ),
            Middleware(SignedIn, serving=rules, store=store, secret=secret),
        ],
    )  # fmt: skip
    app.state.store = store
    app.openapi = lambda: document(app)  # type: ignore[method-assign]
    problems.install(app)
    app.add_api_route(HEALTH, lambda: _health(store), include_in_schema=False)
    app.include_router(login.routes(login.SignIn(rules, store, secret)))
    for part in API:
        app.include_router(part.router)
    if slack is not None:
        from assistant.channels.slack.serve import http_router

        app.include_router(http_router(slack))
    app.add_route(
        "/v1/{rest:path}", unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False
    )
    app.router.routes.extend(mcp.over_http(tools))
    if page is not None:
        app.add_route("/bench", lambda _: RedirectResponse("/bench/"), include_in_schema=False)
        for path, (blocks, looks) in (("/bench", _bench(store)), ("/", page())):
            app = _mounted(app, path, blocks, looks)
    return app


def _mounted(app: FastAPI, path: str, blocks: gr.Blocks, looks: dict[str, Any]) -> FastAPI:
    import gradio

    mounted: FastAPI = gradio.mount_gradio_app(
        app, blocks, path=path, footer_links=[], show_error=False, run_history=False, mcp_server=False, pwa=False,
        ssr_mode=False, max_file_size=LARGEST, **looks,
    )  # fmt: skip
    return mounted


async def unknown(request: Request) -> Response:
    """A path or a method below /v1 that there is not."""
    path, routes = request.url.path, [route for part in API for route in part.router.routes]
    known = [route for route in routes if isinstance(route, APIRoute) and route.path_regex.match(path)]
    if not known:
        return problems.problem(404, f"path: {path[:200]} is not there; /openapi.json lists what is", "path")
    allowed = ", ".join(sorted(method for one in known for method in one.methods or ()))
    return problems.problem(405, f"method: expected {allowed}", "method", {"Allow": allowed})


def _version() -> str:
    from importlib.metadata import version

    return version("exportdesk")


@contextlib.asynccontextmanager
async def _running(tools: mcp.Tools, *beside: SlackChannel | Teller | None) -> AsyncIterator[None]:
    running = [one for one in beside if one is not None]
    for one in running:
        one.start()
    async with tools.session_manager.run():
        yield
    for one in running:
        one.stop()


def _teller(store: Store) -> Teller | None:
    """What tells the order system of its holds, where the settings have its address."""
    return None if settings().webhook_url is None else Teller(store)


def _slack(store: Store) -> SlackChannel | None:
    """Slack over HTTP, where the settings have its signing secret."""
    if settings().slack_signing_secret is None:
        return None
    from assistant.channels.slack.serve import channel_of_settings

    return channel_of_settings(store)


def _health(store: Store) -> Response:
    """200 where the database answers; nothing about anybody."""
    from sqlalchemy import text

    store.read(lambda session: session.execute(text("select 1")).scalar())
    return JSONResponse({"ok": True})


def serve() -> None:
    """Runs the server at the address of the settings until it is told to stop.

    Raises:
        ChannelError: the settings ask for something that cannot be, such as an open door without accounts.
        StoreError: the database cannot be used.
    """
    import uvicorn

    store = Store()
    from assistant.accounts.users import Users

    rules = serving(settings(), Users(store).exist())
    log.set_up_libraries()
    app = build(rules, store, _page)
    print("Export Desk: loading the law, the reader and the lists", flush=True)
    _warm()
    alone = "" if rules.sign_in else ", without sign-in: one local officer"
    print(f"Export Desk on {rules.address}{alone}", flush=True)
    uvicorn.run(
        app, host=rules.host, port=rules.port, log_config=None, access_log=False, server_header=False,
        proxy_headers=bool(rules.trusted_proxies), forwarded_allow_ips=rules.trusted_proxies, timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
    )  # fmt: skip


def _page() -> tuple[gr.Blocks, dict[str, Any]]:
    import ui

    page = ui.page_here()
    who.add(page)
    return page, {**ui.LOOKS, "css": ui.LOOKS["css"] + who.STYLE}


def _bench(store: Store) -> tuple[gr.Blocks, dict[str, Any]]:
    from assistant.channels.bench.page import LOOKS, build_bench

    page = build_bench(store)
    who.add(page)
    return page, {**LOOKS, "css": LOOKS["css"] + who.STYLE}


def _warm() -> None:
    """Loads what the first question would wait for; kept nowhere."""
    from assistant.ask import ask
    from assistant.channels.page.assets import EXAMPLES
    from assistant.prepared import prepare

    prepare()
    ask(EXAMPLES[0])
