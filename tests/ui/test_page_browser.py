"""The page in a real browser: ask, read the card, open a source, change a fact and the day; nothing leaves loopback."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
QUESTION = "Can we ship 64 H200 to Alibaba Cloud in Singapore?"
AS_OF = dt.date(2026, 10, 5)
SERVER = """
import sys, datetime as dt
import ui
page = ui.build_page(ui.ask_here, dt.date.fromisoformat(sys.argv[2]), ui.keep_here)
page.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True, footer_links=[], **ui.LOOKS)
"""
IMAGE = "![x](http://198.51.100.7/leak.png) <img src=http://198.51.100.7/leak.png> <b id=evil>"

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page on a free port, in a process of its own."""
    if not CHROMIUM.exists():
        if request.config.getoption("--run-system", default=False):
            pytest.fail(f"{CHROMIUM} is not there")
        pytest.skip(f"{CHROMIUM} is not there; apt-get install chromium")
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "EXPORTDESK_HOME": str(home),
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
    }
    environment.pop("EXPORTDESK_DATABASE_URL", None)
    log = (home / "page.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(port), AS_OF.isoformat()], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/", server, home / "page.log")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        if server.poll() is not None:
            raise AssertionError(f"the page did not start: {log.read_text()[-2000:]}")
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.5)
    raise AssertionError("the page did not answer in two minutes")


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def outside() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, address: str, outside: list[str]) -> Iterator[Page]:
    """A fresh session that has asked the question; `outside` gathers what it asked of other machines."""
    opened = browser.new_page(viewport={"width": 1400, "height": 900})
    opened.set_default_timeout(30_000)
    opened.on("request", lambda request: _note(request.url, outside))
    opened.goto(address)
    opened.wait_for_selector("#panel .as-of")
    yield opened
    opened.close()


def _note(url: str, outside: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1:", "data:", "blob:", "ws://127.0.0.1:")):
        outside.append(url)


def _ask(page: Page, question: str = QUESTION) -> None:
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")


def _title(page: Page, words: str) -> None:
    page.locator("#verdict-title", has_text=words).wait_for()


def test_a_question_is_answered_with_card_proof_and_sources(page: Page, outside: list[str]) -> None:
    _ask(page)
    _title(page, "License required")
    card = page.locator("#panel .verdict")
    assert "license_required" in (card.get_attribute("class") or "")
    assert "presumption of denial" in card.inner_text()
    assert "2026-10-05" in card.inner_text()
    assert "15,832" in page.locator("#panel .figures").inner_text()
    step = page.locator("#panel .step").first
    step.locator("summary").click()
    assert "Held against" in step.inner_text() or "Law" in step.inner_text()
    assert outside == []


def test_a_mark_opens_its_passage(page: Page, outside: list[str]) -> None:
    _ask(page)
    _title(page, "License required")
    mark = page.locator("#chat sup a").first
    place = (mark.get_attribute("href") or "").rpartition("#")[2]
    assert not page.locator(f"#{place} blockquote").is_visible()
    mark.click()
    page.locator(f"#{place} blockquote").wait_for(state="visible")
    page.locator("#panel .step summary").first.click()
    link = page.locator("#panel .step a.cite").first
    place = (link.get_attribute("href") or "").rpartition("#")[2]
    link.press("Enter")  # by keyboard
    page.locator(f"#{place} blockquote").wait_for(state="visible")
    assert page.evaluate("document.activeElement.parentElement.id") == place
    assert outside == []


def test_changing_a_fact_moves_the_verdict(page: Page) -> None:
    _ask(page)
    _title(page, "License required")
    for name in ("parties[0].headquarters", "parties[0].ultimate_parent.headquarters"):
        field = page.locator(f'[name="{name}"]')
        if field.count():
            field.fill("Germany (DE)")
    page.locator('[name="destination"]').fill("Germany (DE)")
    page.get_by_role("button", name="Recompute").click()
    moved = page.locator("#panel .moved")
    moved.wait_for()
    assert "Destination: Singapore (SG) → Germany (DE)" in moved.inner_text()
    assert "License required" in moved.inner_text()
    assert page.locator("#panel .history li").count() == 1


def test_a_refused_value_is_said(page: Page) -> None:
    _ask(page)
    _title(page, "License required")
    page.locator('[name="destination"]').fill("Atlantis")
    page.get_by_role("button", name="Recompute").click()
    page.locator("#panel [role=alert]", has_text="Atlantis").first.wait_for()
    _title(page, "License required")


def test_another_day_is_another_law(page: Page) -> None:
    _ask(page)
    _title(page, "License required")
    page.locator("#as-of").fill("2022-11-01")
    page.get_by_role("button", name="Apply").click()
    page.locator("#panel .verdict dd", has_text="2022-11-01").wait_for()
    assert "Law as of 2022-11-01" in page.locator("#panel .moved").inner_text()


def test_nothing_that_was_written_loads_or_runs(page: Page, outside: list[str]) -> None:
    _ask(page, f"{QUESTION} {IMAGE}")
    page.locator("#chat .bot").first.wait_for()
    page.wait_for_timeout(1000)
    assert page.locator("#chat img[src*='198.51'], #panel img, #evil").count() == 0
    assert "leak.png" in page.locator("#chat .user").first.inner_text()
    assert outside == []


def test_it_can_be_used_on_a_phone_and_by_keyboard(browser: Browser, address: str) -> None:
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    phone.set_default_timeout(30_000)
    phone.goto(address)
    phone.wait_for_selector("#panel .as-of")
    chip = phone.locator("#examples .chip").first
    chip.focus()
    chip.press("Enter")
    phone.locator("#panel .verdict").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    button = phone.get_by_role("button", name="Recompute")
    button.focus()
    assert phone.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    phone.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier(browser: Browser, address: str, scheme: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    seen = browser.new_page(viewport={"width": 1400, "height": 900}, color_scheme=scheme)
    seen.set_default_timeout(30_000)
    seen.goto(address)
    seen.wait_for_selector("#panel .as-of")
    _ask(seen)
    _title(seen, "License required")
    for closed in seen.locator("#panel details:not([open])").all()[:6]:
        closed.locator("summary").first.click()
    seen.wait_for_timeout(500)
    found = Axe().run(seen).response["violations"]
    serious = [
        (one["id"], node["html"][:200], node.get("failureSummary", "")[:300])
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
    seen.close()
    assert serious == []
