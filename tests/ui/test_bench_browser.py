"""The whole way through the real server in a real browser: asked, escalated, tried, overruled, approved; an order that
stops, is corrected, signed and ships; and a list that stops it again. And the bench without barriers."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from assistant.accounts.keys import Keys
from assistant.accounts.users import Users
from assistant.records.cases import case
from assistant.records.decisions import Wanted, decide
from assistant.screening.build_list import LISTS
from assistant.screening.entries import raw_rows
from assistant.store import Store
from tests import homes
from tests.assistant.records.desks import ANA, DAY, JOAO, TO_CHINA, recorded
from tests.ui import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
PASSWORD = "a long enough password"
QUESTION = "4 H100 SXM cards to a company in Shenzhen, China, for its own data center"
CUSTOMER = "Nordlys Quanta AS"
COMMAND = (  # the commands on the day on which the test was written: a rule base of then clears nothing for ever
    f"import datetime, assistant.settings as s; s.today = lambda: datetime.date({DAY.year}, {DAY.month}, {DAY.day});"
    "from assistant.channels.cli import main; main()"
)
SHOTS = os.environ.get("BENCH_SHOTS")

pytestmark = [pytest.mark.system, pytest.mark.timeout(900), pytest.mark.xdist_group("bench")]


@dataclass(frozen=True)
class Desk:
    """A running server, its store, and the order system that uses it with a key of the salesperson's."""

    address: str
    store: Store
    orders: httpx.Client
    environment: dict[str, str]

    def newest(self) -> dict[str, Any]:
        """The record that was made last."""
        return dict(self.orders.get("/v1/cases").json()[0])

    def held(self, order: str, record: str) -> dict[str, Any]:
        """The hold on an order with the facts of a record."""
        facts = self.orders.get(f"/v1/cases/{record}").json()["facts"]
        answer = self.orders.post("/v1/holds", json={"order": order, "facts": facts})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def state(self, held: dict[str, Any]) -> str:
        """What the order system is told now."""
        return str(self.orders.get(f"/v1/holds/{held['token']}").json()["state"])

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command on the same data folder, in a process of its own."""
        return subprocess.run(
            [sys.executable, "-c", COMMAND, *words], cwd=ROOT, env=self.environment, text=True, capture_output=True,
            check=False, timeout=300,
        )  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    chromium.needed()
    home = homes.prepared(tmp_path_factory.mktemp("bench"))
    store = Store(f"sqlite:///{home / 'exportdesk.sqlite'}")
    for name, role in (("ana", "sales"), ("joao", "officer"), ("olga", "officer")):
        Users(store).add(name, role, password=PASSWORD)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {
        **os.environ, "EXPORTDESK_HOME": str(home), "EXPORTDESK_BIND": address, "HF_HUB_OFFLINE": "1",
    }  # fmt: skip
    environment.pop("EXPORTDESK_DATABASE_URL", None)
    key = Keys(store).create("ana").secret
    orders = httpx.Client(base_url=f"http://{address}", headers={"Authorization": f"Bearer {key}"}, timeout=60)
    log = (home / "server.log").open("w")
    command = [sys.executable, "-c", COMMAND, "serve"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://{address}/healthz", server, home / "server.log")
        yield Desk(f"http://{address}", store, orders, environment)
    finally:
        server.terminate()
        server.wait(30)
        log.close()
        orders.close()
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
    with chromium.running() as found:
        yield found


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


@pytest.fixture(scope="module")
def escalated(desk: Desk) -> str:
    """A record that waits in the inbox."""
    id = recorded(desk.store, TO_CHINA, DAY)
    decide(desk.store, id, Wanted("escalate"), ANA, today=DAY)
    return id


def test_the_whole_way(browser: Browser, desk: Desk, tmp_path: Path) -> None:
    sales, joao = (_signed_in(browser, desk, name, path) for name, path in (("ana", "/"), ("joao", "/bench/")))
    _asked(sales, QUESTION, "license_required")
    sales.get_by_role("button", name="Ask an officer").click()
    sales.wait_for_selector("#panel .stands:has-text('With the officers')")
    id = desk.newest()["id"]
    held = desk.held("PO-5512", id)
    assert (held["state"], held["record"]) == ("stop", id)

    _press_tray(joao, "Escalated")
    _open_case(joao, id)
    _shot(joao, "way-1-case")
    _overrule_after_a_trial(joao, desk, id)
    assert desk.state(held) == "stop"
    olga = _signed_in(browser, desk, "olga", "/bench/")
    _open_case(olga, id)
    _shot(olga, "way-3-approve")
    olga.get_by_role("button", name="Approve the overrule").press("Enter")
    olga.wait_for_selector("#panel .told:has-text('Approved')")
    assert desk.state(held) == "ship"
    sales.get_by_role("button", name="How it stands").click()
    sales.wait_for_selector("#panel .stands:has-text('Overruled. Decided')")
    _shot(sales, "way-4-sales")

    second = _corrected_order(sales, desk)
    assert desk.state(second) == "wait"
    _press_tray(joao, "All")
    _open_case(joao, desk.newest()["id"])
    joao.locator("#panel form[data-act='sign'] button").press("Enter")
    joao.wait_for_selector("#panel .told:has-text('Signed')")
    assert desk.state(second) == "ship"

    _synced(desk, tmp_path)
    for _ in range(60):
        if desk.state(second) == "stop":
            break
        time.sleep(1)
    assert desk.state(second) == "stop", "the customer is on the list now"
    _press_tray(joao, "What moved")
    moved = joao.locator("#inbox .case:has-text('PO-7')")
    moved.wait_for()
    _shot(joao, "way-5-moved")
    said = moved.inner_text()
    assert "no license required" in said
    assert "→ license required" in said
    assert "by a list changed: entity_list-" in said
    assert "signature fell" in said
    moved.click()
    joao.wait_for_selector("#panel .case-head")
    for page in (joao, olga, sales):
        page.context.close()


def _asked(page: Page, question: str, outcome: str) -> None:
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    page.wait_for_selector(f"#panel .verdict.{outcome}")


def _press_tray(page: Page, name: str) -> None:
    page.locator(".tray", has_text=name).click()
    page.wait_for_selector(f"#inbox-title:has-text('{name}')")


def _overrule_after_a_trial(joao: Page, desk: Desk, id: str) -> None:
    """What is tried leaves the record alone; an overrule that loosens waits."""
    before = case(desk.store, id, JOAO).whole
    joao.locator("#panel .facts [name='destination']").fill("JP")
    joao.get_by_role("button", name="Recompute").click()
    joao.wait_for_selector("#panel .tried")
    _shot(joao, "way-2-tried")
    assert case(desk.store, id, JOAO).whole == before
    joao.get_by_role("button", name="Back to the record").click()
    joao.wait_for_selector("#panel .tried", state="detached")
    joao.locator("#do-overrule summary").focus()
    joao.keyboard.press("Enter")
    joao.locator("#do-overrule select[name='outcome']").select_option("license_exception")
    joao.locator("#do-overrule textarea").fill("The notice was confirmed on paper")
    joao.locator("#do-overrule button").press("Enter")
    joao.wait_for_selector("#panel .told:has-text('another officer has to approve')")


def _corrected_order(sales: Page, desk: Desk) -> dict[str, Any]:
    """An order on a wrong fact stops; corrected on the page and sent again, it waits for a signature."""
    sales.get_by_role("button", name="New", exact=True).click()
    sales.wait_for_selector("#panel .verdict", state="detached")
    _asked(sales, f"20 RTX 4060 cards to {CUSTOMER} in Moscow", "license_required")
    wrong = desk.held("PO-7", desk.newest()["id"])
    assert wrong["state"] == "stop"
    for name in ("destination", "parties[0].location"):
        sales.locator(f"#panel .facts [name='{name}']").fill("NO")
    sales.get_by_role("button", name="Recompute").click()
    sales.wait_for_selector("#panel .verdict.needs_facts")
    sales.get_by_role("button", name="both").click()
    sales.wait_for_selector("#panel .verdict.no_license_required")
    right = desk.held("PO-7", desk.newest()["id"])
    assert right["token"] == wrong["token"]
    return right


def _synced(desk: Desk, folder: Path) -> None:
    """A list of today on which the customer stands, taken in as the nightly timer does."""
    printed = {code: name for name, code in LISTS.items()}
    rows = [{"name": CUSTOMER, "source": printed["entity_list"], "countries": ["NO"], "type": "Entity",
             "license_requirement": "For all items subject to the EAR. (See §744.11 of the EAR).",
             "license_policy": "Presumption of denial.", "federal_register_notice": "91 FR 99999",
             "start_date": str(DAY)}]  # fmt: skip
    for _, row in raw_rows():
        known = {"name": row["name"], "alt_names": row.get("aliases"), "countries": row.get("countries"),
                 "type": row.get("type"), "entity_number": row.get("ofac_number"),
                 "source": printed[str(row["list"])]}  # fmt: skip
        rows.append({key: value for key, value in known.items() if value is not None})
    (folder / f"csl_{DAY}.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    done = desk.command("sync", "--source", "screening_list", "--from", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr


def test_sales_sees_no_bench(browser: Browser, desk: Desk) -> None:
    sales = _signed_in(browser, desk, "ana", "/bench/")
    sales.wait_for_selector("#panel .problem:has-text('the role sales may not do this')")
    assert sales.locator("#inbox .case").count() == 0
    sales.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 820])
def test_the_bench_has_no_barriers(browser: Browser, desk: Desk, escalated: str, width: int, scheme: str) -> None:
    page = _signed_in(browser, desk, "joao", "/bench/")
    assert escalated
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 1000})
    _press_tray(page, "All")
    page.locator("#inbox .case").first.click()
    page.wait_for_selector("#panel .verdict")
    _shot(page, f"bench-{scheme}-{width}")
    assert _barriers(page) == []
    page.evaluate("document.querySelectorAll('#panel .work details').forEach((one) => { one.open = true; })")
    assert _barriers(page) == []
    page.locator(".tray", has_text="House").click()
    page.wait_for_selector("#position-title")
    page.locator("#do-house-rule summary").click()
    _shot(page, f"house-{scheme}-{width}")
    assert _barriers(page) == []
    page.context.close()


STILL = (  # nothing is being done, and nothing fades any more
    "!document.querySelector('[aria-busy=true]') && "
    "document.getAnimations().every(one => !(one instanceof CSSTransition))"
)


def _barriers(page: Page) -> list[tuple[str, list[str]]]:
    """What axe-core finds in the inbox and in the panel; nothing is wider than the window."""
    from axe_playwright_python.sync_playwright import Axe

    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    page.wait_for_function(STILL)
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]}
    found = Axe().run(page, context={"include": [["#inbox"], ["#panel"]]}, options=options).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]


def test_files_go_to_a_case_and_it_is_held_let_go_and_erased(browser: Browser, desk: Desk) -> None:
    id = recorded(desk.store, TO_CHINA, DAY, at=dt.datetime(2019, 3, 4, tzinfo=dt.UTC))
    page = _signed_in(browser, desk, "joao", "/bench/")
    _press_tray(page, "All")
    _open_case(page, id)
    page.locator("#do-keep summary").press("Enter")
    page.locator("#do-keep textarea").fill("An inquiry of the agency")
    page.locator("#do-keep button").press("Enter")
    page.wait_for_selector("#panel .told:has-text('A legal hold is on it')")
    assert page.locator("#do-erase").count() == 0
    page.locator("#do-attach summary").press("Enter")
    sheet = {"name": "data sheet.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    page.locator("#do-attach input").set_input_files(sheet)  # type: ignore[arg-type]
    page.locator("#do-attach button").press("Enter")
    page.wait_for_selector("#panel .told:has-text('Attached: data sheet.pdf')")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Everything as ZIP").click()
    names = zipfile.ZipFile(saved.value.path()).namelist()
    assert any(name.endswith("data sheet.pdf") for name in names)
    page.locator("#do-lift summary").press("Enter")
    page.locator("#do-lift textarea").fill("It is closed")
    page.locator("#do-lift button").press("Enter")
    page.wait_for_selector("#panel .told:has-text('The legal hold is lifted')")
    page.locator("#do-erase summary").press("Enter")
    page.wait_for_selector("#do-erase:has-text('It is kept until')")
    old = recorded(desk.store, {**TO_CHINA, "quantity": 6}, DAY, at=dt.datetime(2019, 3, 4, tzinfo=dt.UTC))
    _press_tray(page, "Escalated")
    _press_tray(page, "All")
    _open_case(page, old)
    page.locator("#do-erase textarea").fill("Its years are over")
    page.locator("#do-erase button").press("Enter")
    page.wait_for_selector("#panel .told:has-text('Erased')")
    page.wait_for_selector("#panel .case-head:has-text('Its years are over')")
    _shot(page, "bench-erased")
    assert _barriers(page) == []
    page.reload()
    page.wait_for_selector(f"#panel .case-head dd:has-text('{old}')")  # the seat is kept
    page.context.close()


def test_a_case_is_signed_by_the_keyboard_alone(browser: Browser, desk: Desk, escalated: str) -> None:
    page = _signed_in(browser, desk, "joao", "/bench/")
    page.wait_for_selector("#inbox .case")
    _tabbed(page, "#inbox .tray[data-tray='all']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#inbox-title:has-text('All')")
    _tabbed(page, f"#inbox [data-id='{escalated}']")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#panel .case-head dd:has-text('{escalated}')")
    _tabbed(page, "#panel form[data-act='sign'] textarea")
    page.keyboard.type("Seen on the data sheet")
    _tabbed(page, "#panel form[data-act='sign'] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel .told:has-text('Signed')")
    assert case(desk.store, escalated, JOAO).decisions[-1]["reason"] == "Seen on the data sheet"
    page.context.close()


def _tabbed(page: Page, wanted: str) -> None:
    """Tab until the focus is there; it can be seen on every part of the way."""
    for _ in range(120):
        page.keyboard.press("Tab")
        there, seen = page.evaluate(
            "wanted => [document.activeElement.matches(wanted), getComputedStyle(document.activeElement).outlineStyle]",
            wanted,
        )
        if there:
            assert seen != "none", wanted
            return
    raise AssertionError(f"{wanted} is out of the keyboard's reach")
