"""Two processes of the desk on one PostgreSQL: either answers, a killed one loses nothing; also behind nginx, and to
somebody who sits before the page."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest

from assistant.records.actor import Actor
from assistant.records.cases import case
from assistant.records.chain import ONE_AT_A_TIME
from assistant.records.log import verify_log
from tests.operations.two_desks import PASSWORD, Desks, behind_nginx, nginx_program, running
from tests.ui import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.system, pytest.mark.timeout(600), pytest.mark.xdist_group("processes")]
ANNA = Actor("anna", "sales")


@pytest.fixture(scope="module")
def started(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with running(postgresql, tmp_path_factory.mktemp("desks")) as found:
        yield found


@pytest.fixture
def desks(started: Desks) -> Desks:
    """Both processes; whichever an earlier test has killed is started again."""
    started.start()
    return started


@pytest.fixture(scope="module")
def front(started: Desks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    nginx_program()
    folder = tmp_path_factory.mktemp("nginx")
    with behind_nginx(started, folder):
        yield folder


@pytest.fixture
def proxy(front: Path, desks: Desks) -> Desks:
    """Both processes behind nginx, which has seen both alive."""
    assert front
    until = time.monotonic() + 30
    before = desks.served("/v1/facts")
    while time.monotonic() < until:
        headers = {"Authorization": f"Bearer {desks.key}"}
        httpx.get(f"http://127.0.0.1:{desks.front}/v1/facts", headers=headers, timeout=60)
        now = desks.served("/v1/facts")
        if all(now[port] > before[port] for port in now):
            return desks
        time.sleep(0.2)
    raise AssertionError("nginx does not lead to both processes")


def _kept(desks: Desks) -> int:
    """How many records there are, in a chain that is whole."""
    kept = desks.store.read(verify_log)
    assert kept.broken is None
    return kept.records


def test_a_conversation_goes_on_in_the_other_process_after_a_kill(desks: Desks) -> None:
    one, other = desks.processes
    first = desks.ask(one, "turn-1").raise_for_status().json()
    again = desks.ask(other, "turn-1")
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (first, "true")
    desks.kill(one)
    second = desks.ask(other, "turn-2").raise_for_status().json()
    assert second["record"]["previous"] == first["record"]["hash"]
    assert _kept(desks) == 2


# ---- behind nginx


def written(proxy: Desks, lines: int) -> dict[int, int]:
    """Who served the sign-in page so far; a line of the log can come after its answer."""
    for _ in range(100):
        served = proxy.served("/login")
        if sum(served.values()) >= lines:
            break
        time.sleep(0.1)
    return served


def test_nginx_keeps_a_page_in_its_process_and_lets_programs_hop(proxy: Desks, front: Path) -> None:
    earlier = sum(proxy.served("/login").values())
    with httpx.Client(base_url=f"http://127.0.0.1:{proxy.front}", timeout=60) as browser:
        assert browser.get("/login").status_code == 200
        assert browser.cookies.get("desk")
        before = written(proxy, earlier + 1)
        for _ in range(8):
            assert browser.get("/login").status_code == 200
        after = written(proxy, earlier + 9)
    assert sorted(after[port] - before[port] for port in after) == [0, 8]
    headers = {"Authorization": f"Bearer {proxy.key}"}
    for _ in range(8):
        httpx.get(f"http://127.0.0.1:{proxy.front}/v1/facts?token=hush", headers=headers, timeout=60).raise_for_status()
    assert min(proxy.served("/v1/facts").values()) > 0
    assert "hush" not in (front / "exportdesk.log").read_text()


def test_behind_nginx_a_killed_process_loses_no_turn(proxy: Desks) -> None:
    before = _kept(proxy)
    given = [proxy.ask(proxy.front, f"n-{n}", "two").raise_for_status().json() for n in range(2)]
    one, other = proxy.processes
    proxy.kill(one)
    given += [proxy.ask(proxy.front, f"n-{n}", "two").raise_for_status().json() for n in range(2, 6)]
    assert proxy.served("/v1/ask")[other] >= 4
    assert proxy.ask(proxy.front, "n-0", "two").json() == given[0]
    with httpx.Client(base_url=f"http://127.0.0.1:{proxy.front}", timeout=60) as browser:
        assert {browser.get("/login").status_code for _ in range(4)} == {200}
    assert _kept(proxy) == before + len(given)
    assert len({json.dumps(one["record"]) for one in given}) == len(given)


# ---- before the page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.running() as found:
        yield found


@dataclass
class Visit:
    """Somebody before the page, and the process that serves it."""

    page: Page
    port: int


def _visit(browser: Browser, proxy: Desks, name: str, path: str) -> Visit:
    join = f"{path}gradio_api/queue/join"
    before = proxy.served(join)
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.set_default_timeout(120_000)
    page.goto(f"http://127.0.0.1:{proxy.front}/login?next={path}")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(f"**{path}")
    page.wait_for_selector("#panel span[data-here][data-who]", state="attached")
    for _ in range(200):
        after = proxy.served(join)
        if after != before:
            break
        time.sleep(0.1)
    (port,) = (port for port in after if after[port] > before[port])
    return Visit(page, port)


class Waiting:
    """Holds back whoever appends to the chain, so that a turn is under way for as long as a test wants."""

    def __init__(self, desks: Desks) -> None:
        self.connection = psycopg.connect(desks.url, autocommit=True)

    def __enter__(self) -> Callable[[int], None]:
        self.connection.execute("select pg_advisory_lock(%s)", (ONE_AT_A_TIME,))
        return self._wait_for

    def _wait_for(self, turns: int) -> None:
        query = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
        for _ in range(1200):
            found = self.connection.execute(query).fetchone()
            if found is not None and found[0] >= turns:
                return
            time.sleep(0.05)
        raise AssertionError(f"no {turns} turns came as far as the chain")

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def _ask(page: Page, question: str) -> None:
    page.wait_for_selector("#question textarea:not([disabled])")
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")


def _answered(page: Page, turns: int) -> None:
    """As many turns are shown, with an answer each, and nothing waits any more."""
    page.wait_for_selector(f"#panel span[data-here][data-turn='{turns}']", state="attached")
    page.wait_for_function("!window.desk.busy && window.desk.slip() === null")
    assert page.locator("#chat .user-row").count() == turns
    assert page.locator("#chat .bot-row").count() == turns


def test_a_turn_of_a_killed_process_is_asked_again_by_the_page(browser: Browser, proxy: Desks) -> None:
    before = _kept(proxy)
    visit = _visit(browser, proxy, "anna", "/")
    page = visit.page
    with Waiting(proxy) as under_way:
        _ask(page, "12 L4 cards to a university in Uruguay")
        under_way(1)
        proxy.kill(visit.port)
    page.wait_for_selector("#panel .verdict")
    _answered(page, 1)
    assert "Uruguay" in page.locator("#chat .user-row").inner_text()
    assert _kept(proxy) == before + 1

    proxy.start()  # and now one that is killed while nobody asks: the next turn goes on where the last one stood
    other = next(port for port in proxy.processes if port != visit.port)
    proxy.kill(other)
    _ask(page, "And to Japan?")
    page.wait_for_selector("#panel [name='destination'][value^='Japan']")
    _answered(page, 2)
    assert _kept(proxy) == before + 2
    page.context.close()


def test_a_pressed_option_of_a_killed_process_is_pressed_again_by_the_page(browser: Browser, proxy: Desks) -> None:
    before = _kept(proxy)
    visit = _visit(browser, proxy, "anna", "/")
    page = visit.page
    _ask(page, "4 L4 cards to a bank in Oslo")
    page.wait_for_selector("#panel [data-act='choose']")
    _answered(page, 1)
    option = page.locator("#panel [data-act='choose']").first
    with Waiting(proxy) as under_way:
        option.click()
        under_way(1)
        page.locator("#panel [data-act='choose']").last.click(force=True)  # meanwhile nothing else can be pressed
        assert option.get_attribute("aria-disabled") == "true"
        _ask(page, "And to Japan?")  # and a question waits
        page.wait_for_selector("body[data-next]")
        proxy.kill(visit.port)
    page.locator("#chat .user-row", has_text="And to Japan?").wait_for()
    _answered(page, 3)
    assert _kept(proxy) == before + 3
    page.context.close()


def test_a_page_that_is_loaded_anew_in_mid_turn_gets_the_same_record(browser: Browser, proxy: Desks) -> None:
    before = _kept(proxy)
    visit = _visit(browser, proxy, "anna", "/")
    page = visit.page
    with Waiting(proxy) as under_way:
        _ask(page, "12 L4 cards to a university in Uruguay")
        under_way(1)
        page.reload()
        page.wait_for_selector("#chat .user-row")
    _answered(page, 1)
    assert _kept(proxy) == before + 1
    page.context.close()


def test_a_signature_of_a_killed_process_is_given_once(browser: Browser, proxy: Desks) -> None:
    id = proxy.ask(proxy.front, "to-sign", "three").raise_for_status().json()["id"]
    visit = _visit(browser, proxy, "joao", "/bench/")
    page = visit.page
    page.locator("#inbox .tray[data-tray='all']").click()
    page.locator(f'#inbox [data-id="{id}"]').click()
    page.wait_for_selector(f"#panel .case-head dd:has-text('{id}')")
    page.locator("#panel form[data-act='sign'] textarea").fill("seen")
    with Waiting(proxy) as under_way:
        page.locator("#panel form[data-act='sign'] button").click()
        under_way(1)
        proxy.kill(visit.port)
    page.wait_for_selector("#panel .told")
    assert page.locator(f"#panel .case-head dd:has-text('{id}')").count() == 1
    found: list[dict[str, Any]] = [dict(one) for one in case(proxy.store, id, ANNA).decisions]
    assert [(one["kind"], one["reason"]) for one in found] == [("sign", "seen")]
    page.context.close()
