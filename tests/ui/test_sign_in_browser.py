"""The whole server with accounts, as people and agents meet it: a real browser signs in, asks and signs out."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import mcp
import pytest
from mcp.client.streamable_http import streamable_http_client
from sqlalchemy import select

from assistant.accounts.keys import Keys
from assistant.accounts.users import Users
from assistant.store import Store
from assistant.store.tables_threads import ThreadRow
from tests import homes
from tests.ui import chromium
from tests.ui.test_page_browser import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PASSWORD = "a long enough password"
COMMAND = [sys.executable, "-c", "from assistant.channels.cli import main; main()", "serve"]

pytestmark = [pytest.mark.system, pytest.mark.timeout(600), pytest.mark.xdist_group("sign_in")]


@dataclass
class Server:
    """A running server with the users anna (sales) and aud (auditor), and a key of anna's."""

    url: str
    key: str
    log: Path
    store: Store


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`exportdesk serve` on a free port, in a process of its own."""
    chromium.needed()
    home = homes.prepared(tmp_path_factory.mktemp("served"))
    store = Store(f"sqlite:///{home / 'exportdesk.sqlite'}")
    for name, role in (("anna", "sales"), ("aud", "auditor")):
        Users(store).add(name, role, password=PASSWORD)
    key = Keys(store).create("anna").secret
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ, "EXPORTDESK_HOME": str(home), "EXPORTDESK_BIND": f"127.0.0.1:{port}", "HF_HUB_OFFLINE": "1",
    }  # fmt: skip
    environment.pop("EXPORTDESK_DATABASE_URL", None)
    log = home / "server.log"
    with log.open("w") as out:
        process = subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process, log)
        yield Server(f"http://127.0.0.1:{port}", key, log, store)
    finally:
        process.terminate()
        process.wait(30)
        store.close()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(480):
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            httpx.get(url, timeout=2)
            return
        except httpx.TransportError:
            time.sleep(0.5)
    raise AssertionError("the server did not answer in four minutes")


@pytest.fixture(scope="module")
def browser(server: Server) -> Iterator[Browser]:
    with chromium.running() as found:
        yield found


@dataclass
class Visit:
    """A browser of its own, with what it complained about and where it went."""

    context: BrowserContext
    page: Page
    complaints: list[str]
    hosts: set[str]


@pytest.fixture
def visit(server: Server, browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    found = Visit(context, page, [], set())
    page.on("console", lambda message: message.type == "error" and found.complaints.append(message.text))
    page.on("request", lambda request: found.hosts.add(request.url.split("/")[2]))
    page.goto(server.url)
    yield found
    context.close()


def sign_in(page: Page, name: str) -> None:
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("button")
    page.wait_for_selector("#question textarea")


def test_one_signs_in_asks_and_signs_out(server: Server, visit: Visit) -> None:
    page = visit.page
    assert "/login" in page.url
    sign_in(page, "anna")
    page.wait_for_selector("#who >> text=Signed in as anna, role sales")
    page.fill("#question textarea", "500 RTX 4090 to a reseller in Shenzhen")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel .verdict")
    threads = server.store.read(lambda session: list(session.scalars(select(ThreadRow.id))))
    assert [one for one in threads if one.startswith("anna/page-")], "the conversation is anna's"
    assert visit.complaints == [], "nothing that the Content-Security-Policy refuses"
    assert visit.hosts == {server.url.removeprefix("http://")}, "nothing from elsewhere"
    assert page.evaluate("document.cookie") == "", "no cookie is within reach of scripts"
    page.click("#who a")
    page.click("button")
    assert page.url.endswith("/login")
    page.goto(server.url)
    assert "/login" in page.url


def test_an_auditor_looks_and_does_not_ask(visit: Visit) -> None:
    sign_in(visit.page, "aud")
    visit.page.fill("#question textarea", "500 RTX 4090 to a reseller in Shenzhen")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("#chat >> text=the role auditor may not do this")
    assert visit.page.query_selector("#panel .verdict") is None


def test_an_agent_comes_with_its_key(server: Server) -> None:
    async def asked() -> list[object]:
        headers = {"Authorization": f"Bearer {server.key}"}
        async with (
            httpx.AsyncClient(headers=headers, timeout=60) as http,
            mcp.Client(streamable_http_client(f"{server.url}/mcp", http_client=http)) as client,
        ):
            answer = await client.call_tool("ask", {"question": "H20 to Japan", "as_of": "2026-10-05"})
        return [answer.is_error, answer.structured_content["kind"], answer.structured_content["id"] is not None]

    with ThreadPoolExecutor(1) as apart:  # the browser's own loop runs in this thread
        assert apart.submit(lambda: asyncio.run(asked())).result() == [False, "verdict", True]
    assert httpx.post(f"{server.url}/mcp", json={}).status_code == 401


def test_the_log_knows_who_and_no_secret(server: Server) -> None:
    headers = {"Authorization": f"Bearer {server.key}"}
    httpx.get(f"{server.url}/v1/law/status?token=hidden-one", headers=headers, timeout=60)
    log = server.log.read_text()
    assert '"user": "anna"' in log
    for secret in (PASSWORD, server.key, "hidden-one", "exportdesk="):
        assert secret not in log
