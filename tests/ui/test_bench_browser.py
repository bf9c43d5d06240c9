"""A case on its way through the real server in a real browser: asked, escalated, tried, overruled, approved."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.accounts.users import Users
from assistant.records.actor import Actor
from assistant.records.cases import cases
from assistant.records.holds import create, hold
from assistant.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = "a long enough password"
QUESTION = "4 H100 SXM cards to a company in Shenzhen, China, for its own data center"
SERVE = "from assistant.channels.server import serve; serve()"
ANA, JOAO = Actor("ana", "sales"), Actor("joao", "officer")
SHOTS = os.environ.get("BENCH_SHOTS")

pytestmark = [pytest.mark.system, pytest.mark.timeout(900), pytest.mark.xdist_group("bench")]


@dataclass(frozen=True)
class Desk:
    """A running server and its store."""

    address: str
    store: Store


@pytest.fixture(scope="module")
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    if not CHROMIUM.exists():
        if request.config.getoption("--run-system", default=False):
            pytest.fail(f"{CHROMIUM} is not there")
        pytest.skip(f"{CHROMIUM} is not there; apt-get install chromium")
    home = tmp_path_factory.mktemp("bench")
    url = f"sqlite:///{home / 'desk.sqlite'}"
    store = Store(url)
    for name, role in (("ana", "sales"), ("joao", "officer"), ("olga", "officer")):
        Users(store).add(name, role, password=PASSWORD)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    named = {"DATABASE_URL": url, "BIND": f"127.0.0.1:{port}"}
    environment = {**os.environ, **{f"EXPORTDESK_{name}": value for name, value in named.items()}}
    log = (home / "server.log").open("w")
    server = subprocess.Popen([sys.executable, "-c", SERVE], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", server, home / "server.log")
        yield Desk(f"http://127.0.0.1:{port}", store)
    finally:
        server.terminate()
        server.wait(30)
        log.close()
        store.close()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(400):
        if server.poll() is not None:
            raise AssertionError(f"the server did not start: {log.read_text()[-2000:]}")
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.5)
    raise AssertionError("the server did not answer")


@pytest.fixture(scope="module")
def browser(desk: Desk) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


def _signed_in(browser: Browser, desk: Desk, name: str, path: str) -> Page:
    page = browser.new_context(viewport={"width": 1400, "height": 950}).new_page()
    page.set_default_timeout(90_000)
    page.goto(f"{desk.address}/login?next={path}")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(f"{desk.address}{path}")
    return page


def _shot(page: Page, name: str) -> None:
    if SHOTS:
        page.wait_for_timeout(400)
        page.screenshot(path=f"{SHOTS}/{name}.png")


def _open_case(page: Page, id: str) -> None:
    page.locator(f'#inbox [data-id="{id}"]').click()
    page.wait_for_selector(f"#panel .case-head dd:has-text('{id}')")


def test_a_case_goes_its_way(browser: Browser, desk: Desk) -> None:
    sales = _signed_in(browser, desk, "ana", "/")
    sales.locator("#question textarea").fill(QUESTION)
    sales.locator("#question textarea").press("Enter")
    sales.wait_for_selector("#panel .verdict.license_required")
    sales.get_by_role("button", name="Ask an officer").click()
    sales.wait_for_selector("#panel .stands:has-text('With the officers')")
    (escalated,) = cases(desk.store, JOAO, status="escalated")
    order = create(desk.store, "PO-5512", escalated.whole["facts"], ANA)
    assert (order.state, order.record) == ("stop", escalated.id)

    joao = _signed_in(browser, desk, "joao", "/bench/")
    _open_case(joao, escalated.id)
    _shot(joao, "bench-light")
    joao.locator("#panel .facts [name='destination']").fill("JP")
    joao.get_by_role("button", name="Recompute").click()
    joao.wait_for_selector("#panel .tried")
    _shot(joao, "bench-tried")
    assert cases(desk.store, JOAO)[0].whole == escalated.whole
    joao.get_by_role("button", name="Back to the record").click()
    joao.wait_for_selector("#panel .tried", state="detached")
    joao.locator("#do-overrule summary").focus()
    joao.keyboard.press("Enter")
    joao.locator("#do-overrule select[name='outcome']").select_option("license_exception")
    joao.locator("#do-overrule textarea").fill("The notice was confirmed on paper")
    joao.locator("#do-overrule button").press("Enter")
    joao.wait_for_selector("#panel .told:has-text('another officer has to approve')")
    assert hold(desk.store, order.token, ANA).state == "stop"

    olga = _signed_in(browser, desk, "olga", "/bench/")
    _open_case(olga, escalated.id)
    _shot(olga, "bench-approve")
    olga.get_by_role("button", name="Approve the overrule").press("Enter")
    olga.wait_for_selector("#panel .told:has-text('Approved')")
    assert hold(desk.store, order.token, ANA).state == "ship"

    sales.get_by_role("button", name="How it stands").click()
    sales.wait_for_selector("#panel .stands:has-text('Overruled. Decided')")
    _shot(sales, "sales-stands")
    for page in (joao, olga, sales):
        page.context.close()


def test_sales_sees_no_bench(browser: Browser, desk: Desk) -> None:
    sales = _signed_in(browser, desk, "ana", "/bench/")
    sales.wait_for_selector("#panel .problem:has-text('the role sales may not do this')")
    assert sales.locator("#inbox .case").count() == 0
    sales.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 820])
def test_the_bench_has_no_barriers(browser: Browser, desk: Desk, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = _signed_in(browser, desk, "joao", "/bench/")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 1000})
    page.get_by_role("button", name="All", exact=True).click()
    page.locator("#inbox .case").first.click()
    page.wait_for_selector("#panel .verdict")
    _shot(page, f"bench-{scheme}-{width}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]}
    found = Axe().run(page, context={"include": [["#inbox"], ["#panel"]]}, options=options).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found] == []
    page.context.close()
