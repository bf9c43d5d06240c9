"""Holds over HTTP and on the command line, and the webhook against a real receiver, by the client of the docs."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.accounts.keys import Keys
from assistant.channels import cli
from assistant.records import telling
from assistant.records.actor import Actor
from assistant.records.decisions import Wanted, decide
from assistant.settings import settings
from tests.assistant.channels.serving import Desk, desk
from tests.assistant.records.desks import CLEARED

SECRET = "known to both"
OFFICER = Actor("officer", "officer")
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DOCS = Path(__file__).parents[3] / "docs" / "integrations.md"


class Receiver(ThreadingHTTPServer):
    """An order system: refuses the first `refusals` messages, then takes them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.refusals = 0
        self.taken: list[tuple[dict[str, str], bytes]] = []


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Receiver)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if server.refusals > 0:
            server.refusals -= 1
            self.send_response(503)
        else:
            server.taken.append((dict(self.headers), body))
            self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    server = Receiver()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("EXPORTDESK_WEBHOOK_URL", f"http://127.0.0.1:{server.server_port}/holds")
    monkeypatch.setenv("EXPORTDESK_WEBHOOK_SECRET", SECRET)
    settings.cache_clear()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as found:
        yield found


@pytest.fixture
def client() -> dict[str, Any]:
    """What the client of the docs defines."""
    snippets = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    code = next(one for one in snippets if "class Desk" in one)
    defined: dict[str, Any] = {}
    exec(code, defined)  # noqa: S102 -- the docs' own code
    return defined


def test_an_order_is_held_shipped_and_told(served: Desk, receiver: Receiver, client: dict[str, Any]) -> None:
    shop = client["Desk"]("http://desk", served.keys["sales"])
    shop.http = served.client("sales")
    held = shop.hold("PO-5512", CLEARED)
    assert shop.hold("PO-5512", CLEARED) == held
    assert (held["state"], shop.may_ship(held["token"]), shop.may_ship("h-0")) == ("wait", False, False)
    decide(served.store, held["record"], Wanted("sign"), OFFICER)
    assert shop.may_ship(held["token"])
    decide(served.store, held["record"], Wanted("withdraw", reason="cancelled"), OFFICER)
    receiver.refusals = 1
    assert telling.deliver(served.store) == 2
    messages = [json.loads(body) for _, body in receiver.taken]
    assert [(one["was"], one["hold"]["state"]) for one in messages] == [("wait", "ship"), ("ship", "stop")]
    for headers, body in receiver.taken:
        header = headers["Exportdesk-Signature"]
        assert client["genuine"](body, header, SECRET)
        assert not client["genuine"](body + b" ", header, SECRET)
        assert not client["genuine"](body, header, "another")
        assert not client["genuine"](body, telling.signature(body, SECRET, at=LONG_AGO), SECRET)
        assert headers["Exportdesk-Event"] == json.loads(body)["event"]
    assert telling.note_changes(served.store) == telling.deliver(served.store) == 0


def test_what_is_not_taken_is_sent_later_and_in_order(
    served: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "FIRST_PAUSE", telling.FIRST_PAUSE * 0)
    held = served.client("sales").post("/v1/holds", json={"order": "PO-1", "facts": CLEARED}).json()
    decide(served.store, held["record"], Wanted("sign"), OFFICER)
    decide(served.store, held["record"], Wanted("withdraw", reason="cancelled"), OFFICER)
    receiver.refusals = telling.TRIES * 2
    assert telling.deliver(served.store) == 2
    assert [json.loads(body)["hold"]["state"] for _, body in receiver.taken] == ["ship", "stop"]


def test_an_order_is_held_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "order.yaml"
    file.write_text(yaml.safe_dump({"order": "PO-7", "facts": CLEARED}), encoding="utf-8")
    assert cli.run(["hold", "create", str(file), "--json"]) == 0
    held = json.loads(capsys.readouterr().out)
    assert cli.run(["hold", "show", held["token"]]) == 0
    assert capsys.readouterr().out.startswith(f"wait: {held['record']} is open")
    file.write_text(yaml.safe_dump({"order": "PO-7"}), encoding="utf-8")
    assert cli.run(["hold", "create", str(file)]) == 2
    assert "facts: expected an object" in capsys.readouterr().err
    assert cli.run(["hold", "show", "h-0"]) == 2
    assert "TOKEN: there is no hold h-0" in capsys.readouterr().err


def test_who_may_not(served: Desk) -> None:
    body = {"order": "PO-1", "facts": CLEARED}
    sales = served.client("sales")
    token = sales.post("/v1/holds", json=body).json()["token"]
    assert served.client("auditor").post("/v1/holds", json=body).status_code == 403
    assert served.client("auditor").get(f"/v1/holds/{token}").json()["token"] == token
    assert served.client("admin").get(f"/v1/holds/{token}").status_code == 403
    assert served.client().get(f"/v1/holds/{token}").status_code == 401
    other = sales.post("/v1/holds", json={"order": "PO-1", "facts": {"item": {"colour": "red"}}})
    assert (other.status_code, other.json()["field"]) == (422, "item.colour")
    from assistant.accounts.users import Users

    Users(served.store).add("ben", "sales")
    sales.headers["Authorization"] = f"Bearer {Keys(served.store).create('ben').secret}"
    assert (sales.get(f"/v1/holds/{token}").status_code, sales.get("/v1/holds/h-0").status_code) == (404, 404)
