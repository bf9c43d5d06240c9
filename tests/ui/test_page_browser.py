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

from tests import homes
from tests.ui import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
QUESTION = "Can we ship 64 H200 to Alibaba Cloud in Singapore?"
AS_OF = dt.date(2026, 10, 5)
SERVER = """
import sys, datetime as dt, uvicorn, ui
from assistant.channels import server
from assistant.channels.web.serving import serving
from assistant.settings import settings
from assistant.store import Store
server._warm()
page = lambda: (ui.page_here(dt.date.fromisoformat(sys.argv[2])), ui.LOOKS)
app = server.build(serving(settings(), False), Store(), page)
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_config=None)
"""
LEAK = "http://198.51.100.7/leak"
HOSTILE = (
    f"![x]({LEAK}.png) <img src={LEAK}.png onerror=window.ran=1> <b id=evil> <script>window.ran=1</script> "
    f"[press](javascript:window.ran=1) <iframe src={LEAK}></iframe> <style>@import '{LEAK}.css'</style> "
    f"$$\\url{{{LEAK}}}$$ "
    "party \u202egpj.exe\u2069 \x07\x1b[31m <a id=evil href=javascript:window.ran=1>x</a>"
)

pytestmark = [pytest.mark.system, pytest.mark.timeout(600), pytest.mark.xdist_group("page")]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page on a free port, in a process of its own."""
    chromium.needed()
    home = homes.prepared(tmp_path_factory.mktemp("home"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "EXPORTDESK_HOME": str(home),
        "EXPORTDESK_BIND": f"127.0.0.1:{port}",
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
    for _ in range(1200):
        if server.poll() is not None:
            raise AssertionError(f"the page did not start: {log.read_text()[-2000:]}")
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.5)
    raise AssertionError("the page did not answer in ten minutes")


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:
    with chromium.running() as found:
        yield found


@pytest.fixture
def outside() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, address: str, outside: list[str]) -> Iterator[Page]:
    """A fresh session that has asked the question; `outside` gathers what it asked of other machines."""
    opened = browser.new_page(viewport={"width": 1400, "height": 900})
    opened.set_default_timeout(60_000)
    opened.on("request", lambda request: _note(request.url, outside))
    opened.goto(address)
    opened.wait_for_selector("#time .as-of")
    yield opened
    opened.close()


def _note(url: str, outside: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1:", "data:", "blob:", "ws://127.0.0.1:")):
        outside.append(url)


def _ask(page: Page, question: str = QUESTION) -> None:
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")


def _takes_questions(page: Page) -> None:
    """Waits until the page has arrived: what is lost before is its arrival, and no question."""
    page.wait_for_selector("#question textarea:not([disabled])")


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


def test_one_press_at_a_time_and_a_question_sent_meanwhile_is_asked_next(page: Page) -> None:
    _ask(page, "4 L4 cards to a bank in Oslo")
    options = page.locator("#panel [data-act='choose']")
    options.first.wait_for()
    page.wait_for_function("!window.desk.busy")
    held: list[Any] = []
    page.route("**/queue/join*", lambda route: held.append(route) if len(held) < 2 else route.continue_())
    options.first.click()
    page.wait_for_selector("body[data-busy]")
    assert options.last.get_attribute("aria-disabled") == "true"
    options.last.click(force=True)
    page.get_by_role("button", name="Recompute").press("Enter")
    _ask(page, "And to Japan?")
    page.wait_for_selector("body[data-next]")
    assert page.locator("#question textarea").input_value() == "And to Japan?"
    assert len(held) == 1, "one press reached the server"
    held.append(None)  # what comes from here on is let through
    held[0].continue_()
    page.locator("#chat .user-row", has_text="And to Japan?").wait_for()
    page.wait_for_selector("#panel span[data-here][data-turn='3']", state="attached")
    page.wait_for_selector("body:not([data-busy])")
    assert page.locator("#chat .user-row").count() == 3
    assert page.locator("#panel .history li").count() == 2, "the option and the question, each once"


def test_a_file_is_put_to_the_record(page: Page) -> None:
    _ask(page)
    _title(page, "License required")
    page.locator("#do-attach summary").click()
    page.locator("#do-attach input").set_input_files(
        {"name": "statement.eml", "mimeType": "message/rfc822", "buffer": b"From: the customer"}
    )
    page.locator("#do-attach button").press("Enter")
    page.locator("#panel .stands", has_text="Attached: statement.eml").wait_for()


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
    _ask(page, f"{QUESTION} {HOSTILE}")
    page.locator("#panel .verdict").wait_for()
    page.locator('[name="destination"]').fill(HOSTILE[:250])
    page.get_by_role("button", name="Recompute").click()
    page.locator("#panel [role=alert]").first.wait_for()
    page.locator('[data-act="history"]').click()
    page.locator("#shelf li").first.wait_for()
    for part in ("#chat", "#panel", "#shelf", "#time"):
        assert (
            page.locator(f"{part} :is(img[src*='198.51'], iframe, script, #evil, a[href^='javascript'])").count() == 0
        )
        assert "\u202e" not in page.locator(part).inner_text()
    assert "leak.png" in page.locator("#chat .user").first.inner_text()
    assert "[U+202E]gpj.exe" in page.locator("#chat .user").first.inner_text()
    assert page.evaluate("window.ran") is None
    assert outside == []


def test_the_strip_tells_and_chooses_a_period(page: Page) -> None:
    _ask(page)
    _title(page, "License required")
    periods = page.locator("#time .period")
    periods.first.wait_for()
    assert periods.count() >= 3
    texts = periods.all_inner_texts()
    assert all("20" in one and ("icense" in one or "decided" in one) for one in texts)  # words, not colors alone
    periods.nth(1).focus()
    told = page.locator("#time .told p:not([hidden])")
    assert told.count() == 1
    assert "87 FR 62186" in told.inner_text()
    periods.nth(1).press("Enter")
    page.locator("#panel .verdict dd", has_text="2022-10-21").wait_for()
    page.locator("#time .period.current", has_text="2022-10-21").wait_for()
    page.wait_for_function("document.activeElement.dataset.period === '1'")  # the keyboard stays where it was


def test_a_step_opens_its_paragraph_and_a_paragraph_marks_its_steps(page: Page) -> None:
    _ask(page)
    _title(page, "License required")
    step = page.locator("#panel [data-stands] > .step").first
    place = (step.locator("xpath=..").get_attribute("data-stands") or "").split()[0]
    step.locator("summary").press("Enter")
    page.locator(f"#{place} blockquote").first.wait_for(state="visible")
    page.locator(f"#{place}.linked").wait_for()
    page.locator("#chat sup a").first.click()
    marked = page.locator("#panel .step.linked")
    marked.first.wait_for()
    cited = (page.locator("#chat sup a").first.get_attribute("href") or "").rpartition("#")[2]
    stands = marked.first.locator("xpath=..").get_attribute("data-stands") or ""
    assert cited in stands.split()
    back = page.locator(f"#{cited} a.to-step").first
    back.press("Enter")
    number = (back.get_attribute("href") or "").rpartition("#")[2]
    page.wait_for_function(f"document.getElementById('{number}').open")


def test_a_conversation_is_found_again_and_shared_to_be_read(page: Page, browser: Browser, address: str) -> None:
    _ask(page)
    _title(page, "License required")
    page.reload()
    _title(page, "License required")
    assert QUESTION in page.locator("#chat .user").first.inner_text()
    page.locator('[data-act="share"]').click()
    link = page.locator("#share-link").input_value()
    assert link.startswith(address)
    page.locator('[data-act="new"]').click()
    page.locator("#panel .empty").wait_for()
    page.locator('[data-act="history"]').click()
    page.locator("#shelf li button", has_text=QUESTION).click()
    _title(page, "License required")

    other = browser.new_page()
    other.set_default_timeout(60_000)
    other.goto(link)
    _title(other, "License required")
    other.locator("#time .read-only").wait_for()
    assert not other.locator("#question").is_visible()
    other.locator("#panel [data-act=recompute] button[type=submit]").click()
    other.locator("#panel [role=alert]", has_text="read, not continued").wait_for()
    other.goto(f"{address}?share=guessed")
    other.locator("#panel [role=alert]", has_text="Nobody made this link").wait_for()
    other.close()


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_the_answer_is_taken_along_as_a_memo(page: Page, kind: str, begins: bytes) -> None:
    _ask(page)
    _title(page, "License required")
    with page.expect_download() as saved:
        page.locator(f'[data-format="{kind}"]').click()
    content = Path(saved.value.path()).read_bytes()
    assert saved.value.suggested_filename.endswith(f".{kind}")
    assert content.startswith(begins)


def test_colors_follow_the_system_until_chosen(page: Page) -> None:
    def dark() -> bool:
        return bool(page.evaluate("document.body.classList.contains('dark')"))

    assert not dark()
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.body.classList.contains('dark')")
    page.locator("#desk-theme").select_option("light")
    assert not dark()
    page.reload()
    page.wait_for_selector("#time .as-of")
    page.wait_for_function("!document.body.classList.contains('dark')")
    assert page.locator("#desk-theme").input_value() == "light"


def test_an_end_that_comes_late_loads_no_page_anew(page: Page) -> None:
    page.evaluate("window.before = 1; desk.begin({ question: 'slow' }, false)")
    page.evaluate("window.deskCame(); window.deskShowAnswer(); window.deskDone()")  # of what ended before it
    page.wait_for_timeout(3000)  # a server is taken for lost after half of that
    assert page.evaluate("window.before === 1 && Boolean(desk.busy)")


def test_a_question_sent_while_the_server_is_lost_is_asked_when_it_is_back(page: Page) -> None:
    _takes_questions(page)
    page.route("**/queue/join*", lambda route: route.abort())
    page.route("**/app_id", lambda route: route.abort())
    page.locator("[data-act='history']").press("Enter")
    page.get_by_text("Connection to the server was lost").first.wait_for()
    page.evaluate("desk.work('')")  # the server may be lost just after what was pressed had come to its end
    _ask(page, "12 L4 cards to a university in Uruguay")
    page.wait_for_timeout(1000)
    assert page.locator("#chat .user-row").count() == 0, "without a server nothing is asked"
    page.unroute_all()
    page.locator("#chat .user-row", has_text="Uruguay").wait_for()
    page.wait_for_selector("#panel .verdict")
    page.wait_for_function("!window.desk.busy")
    assert page.locator("#chat .user-row").count() == 1


def test_a_question_left_by_somebody_else_is_not_asked(page: Page) -> None:
    page.evaluate("sessionStorage.setItem('desk-next', JSON.stringify({ question: '8 H200 to Norway', who: 'bob' }))")
    page.evaluate("desk.askNext()")
    page.wait_for_timeout(1000)
    assert page.locator("#question textarea").input_value() == ""
    assert page.evaluate("sessionStorage.getItem('desk-next')") is None


def test_a_question_whose_stream_says_nothing_is_asked_for_again(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.clock.install()
    page.goto(address)
    _takes_questions(page)
    silent: list[Any] = []
    page.route("**/queue/data*", lambda route: silent.append(route))
    _ask(page, "12 L4 cards to a university in Uruguay")
    page.wait_for_selector("body[data-busy]")
    page.wait_for_timeout(3000)
    assert silent
    assert page.locator("#panel .verdict").count() == 0
    page.unroute_all(behavior="ignoreErrors")
    page.clock.fast_forward(41_000)
    page.wait_for_selector("#panel .verdict")
    page.wait_for_function("!window.desk.busy")
    assert page.locator("#chat .user-row").count() == page.locator("#chat .bot-row").count() == 1
    page.close()


LAST_IN_SIGHT = """() => {
  const [chat, last] = [document.getElementById("chat"), [...document.querySelectorAll("#chat .user-row")].pop()];
  const [box, row] = [chat.getBoundingClientRect(), last.getBoundingClientRect()];
  return row.top >= box.top - 1 && row.top < box.bottom;
}"""


def test_it_can_be_used_on_a_phone_and_by_keyboard(browser: Browser, address: str) -> None:
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    phone.set_default_timeout(60_000)
    phone.goto(address)
    phone.wait_for_selector("#time .as-of")
    chip = phone.locator("#examples .chip:enabled").first
    chip.wait_for()  # a page that has not arrived takes no question, and a chip that is not ready no focus
    chip.focus()
    chip.press("Enter")
    phone.locator("#panel .verdict").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator("#question textarea").fill("and for Japan?")
    phone.keyboard.press("Enter")
    phone.wait_for_function("document.querySelectorAll('#chat .user-row').length === 2")
    phone.wait_for_function(LAST_IN_SIGHT)
    button = phone.get_by_role("button", name="Recompute")
    button.focus()
    assert phone.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    phone.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier(browser: Browser, address: str, scheme: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    seen = browser.new_page(viewport={"width": 1400, "height": 900}, color_scheme=scheme)
    seen.set_default_timeout(60_000)
    seen.goto(address)
    seen.wait_for_selector("#time .as-of")
    _ask(seen)
    _title(seen, "License required")
    seen.locator("#time .period").first.wait_for()
    for closed in seen.locator("#panel details:not([open])").all()[:6]:
        closed.locator("summary").first.click()
    seen.locator('[data-act="history"]').click()
    seen.locator("#shelf li").first.wait_for()
    serious = []
    for width in (1400, 820, 390):
        seen.set_viewport_size({"width": width, "height": 900})
        seen.wait_for_timeout(400)
        assert seen.evaluate("document.documentElement.scrollWidth") <= width
        serious += [
            (width, one["id"], node["html"][:200], node.get("failureSummary", "")[:300])
            for one in Axe().run(seen).response["violations"]
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]
    seen.close()
    assert serious == []
