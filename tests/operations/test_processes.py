"""Two processes of the desk on one PostgreSQL: either answers, a killed one loses nothing; also behind nginx."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from assistant.accounts.keys import Keys
from assistant.accounts.users import Users
from assistant.records.log import verify_log
from assistant.store import Store

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "docs" / "nginx" / "exportdesk.conf"
COMMAND = [sys.executable, "-c", "from assistant.channels.cli import main; main()", "serve"]
QUESTION = {"question": "Can we ship 64 H200 to a bank in Norway?", "as_of": "2026-11-24"}

pytestmark = [pytest.mark.system, pytest.mark.timeout(600), pytest.mark.xdist_group("processes")]


@dataclass
class Desks:
    """The processes by their port, what they wrote, and a key of a sales account."""

    processes: dict[int, subprocess.Popen[bytes]]
    logs: dict[int, Path]
    store: Store
    key: str
    front: int

    def ask(self, port: int, idempotency: str, thread: str = "one") -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": idempotency}
        return httpx.post(
            f"http://127.0.0.1:{port}/v1/ask", json={**QUESTION, "thread": thread}, headers=headers, timeout=120
        )

    def served(self, path: str) -> dict[int, int]:
        """How often each process has answered at a path."""
        lines = {port: log.read_text(encoding="utf-8").splitlines() for port, log in self.logs.items()}
        wanted = f'"path": "{path}"'
        return {port: sum(wanted in line for line in found) for port, found in lines.items()}

    def kill(self, port: int) -> None:
        self.processes[port].send_signal(signal.SIGKILL)
        self.processes[port].wait(30)

    def start(self, port: int, environment: dict[str, str]) -> None:
        with self.logs[port].open("a") as out:
            self.processes[port] = subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stdout=out, stderr=out)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture
def desks(postgresql: str, tmp_path: Path) -> Iterator[Desks]:
    """Both processes, running; the public address is the proxy's, whether there is one or not."""
    name = f"desks_{secrets.token_hex(6)}"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    url = postgresql.replace("/postgres?", f"/{name}?")
    store, front = Store(url), _free_port()
    Users(store).add("anna", "sales")
    ports = (_free_port(), _free_port())
    found = Desks(
        {}, {port: tmp_path / f"{port}.log" for port in ports}, store, Keys(store).create("anna").secret, front
    )
    shared = {
        **os.environ, "EXPORTDESK_DATABASE_URL": url, "EXPORTDESK_SESSION_SECRET": "s" * 48,
        "EXPORTDESK_PUBLIC_URL": f"http://127.0.0.1:{front}", "EXPORTDESK_TRUSTED_PROXIES": "127.0.0.1",
    }  # fmt: skip
    try:
        for port in ports:
            found.start(port, {**shared, "EXPORTDESK_BIND": f"127.0.0.1:{port}"})
        for port in ports:
            _wait_for(port, found)
        yield found
    finally:
        for process in found.processes.values():
            process.kill()
            process.wait(30)
        store.close()


def _wait_for(port: int, desks: Desks) -> None:
    for _ in range(480):
        process = desks.processes[port]
        assert process.poll() is None, desks.logs[port].read_text()[-2000:]
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.5)
    raise AssertionError("the server did not answer in four minutes")


def test_a_conversation_goes_on_in_the_other_process_after_a_kill(desks: Desks) -> None:
    one, other = desks.processes
    first = desks.ask(one, "turn-1").raise_for_status().json()
    again = desks.ask(other, "turn-1")
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (first, "true")
    desks.kill(one)
    second = desks.ask(other, "turn-2").raise_for_status().json()
    assert second["record"]["previous"] == first["record"]["hash"]
    kept = desks.store.read(verify_log)
    assert (kept.records, kept.broken) == (2, None)


# ---- behind nginx


@pytest.fixture
def nginx() -> str:
    """The program, asked for before any process is started."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is not there; apt-get install nginx-light")
    return program


@pytest.fixture
def proxy(nginx: str, desks: Desks, tmp_path: Path) -> Iterator[Desks]:
    """nginx with the shipped file: its ports, the certificate (plain HTTP here) and the log are put in."""
    text = SHIPPED.read_text(encoding="utf-8")
    for written, here in zip(("7861", "7862"), desks.processes, strict=True):
        assert text.count(f"server 127.0.0.1:{written} ") == 2
        text = text.replace(f"127.0.0.1:{written}", f"127.0.0.1:{here}")
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{desks.front};").replace("/var/log/nginx", str(tmp_path))
    text = re.sub(r" *ssl_certificate.*\n", "", text)
    (tmp_path / "exportdesk.conf").write_text(text, encoding="utf-8")
    temporary = "".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\n"
        f"http {{ {temporary} include {tmp_path}/exportdesk.conf; }}\n"
    )
    command = [nginx, "-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c", str(tmp_path / "nginx.conf")]
    with subprocess.Popen(command) as running:
        for _ in range(100):
            assert running.poll() is None, (tmp_path / "error.log").read_text()
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", desks.front)) == 0:
                    break
            time.sleep(0.1)
        yield desks
        running.terminate()


def written(proxy: Desks, lines: int) -> dict[int, int]:
    """Who served the sign-in page so far; a line of the log can come after its answer."""
    for _ in range(100):
        served = proxy.served("/login")
        if sum(served.values()) >= lines:
            break
        time.sleep(0.1)
    return served


def test_nginx_keeps_a_page_in_its_process_and_lets_programs_hop(proxy: Desks, tmp_path: Path) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{proxy.front}", timeout=60) as browser:
        assert browser.get("/login").status_code == 200
        assert browser.cookies.get("desk")
        before = written(proxy, 1)
        for _ in range(8):
            assert browser.get("/login").status_code == 200
        after = written(proxy, 9)
    assert sorted(after[port] - before[port] for port in after) == [0, 8]
    headers = {"Authorization": f"Bearer {proxy.key}"}
    for _ in range(8):
        httpx.get(f"http://127.0.0.1:{proxy.front}/v1/facts?token=hush", headers=headers, timeout=60).raise_for_status()
    assert min(proxy.served("/v1/facts").values()) > 0
    assert "hush" not in (tmp_path / "exportdesk.log").read_text()


def test_behind_nginx_a_killed_process_loses_no_turn(proxy: Desks) -> None:
    given = [proxy.ask(proxy.front, f"turn-{n}").raise_for_status().json() for n in range(2)]
    one, other = proxy.processes
    proxy.kill(one)
    given += [proxy.ask(proxy.front, f"turn-{n}").raise_for_status().json() for n in range(2, 6)]
    assert proxy.served("/v1/ask")[other] >= 4
    assert proxy.ask(proxy.front, "turn-0").json() == given[0]
    with httpx.Client(base_url=f"http://127.0.0.1:{proxy.front}", timeout=60) as browser:
        assert {browser.get("/login").status_code for _ in range(4)} == {200}
    kept = proxy.store.read(verify_log)
    assert (kept.records, kept.broken) == (len(given), None)
    assert len({json.dumps(one["record"]) for one in given}) == len(given)
