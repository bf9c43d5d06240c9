"""Two processes of the desk on one PostgreSQL, behind nginx with the shipped file where a test asks for it."""

from __future__ import annotations

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
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
import pytest

from assistant.accounts.keys import Keys
from assistant.accounts.users import Users
from assistant.store import Store

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "docs" / "nginx" / "exportdesk.conf"
COMMAND = [sys.executable, "-c", "from assistant.channels.cli import main; main()", "serve"]
QUESTION = {"question": "Can we ship 64 H200 to a bank in Norway?", "as_of": "2026-11-24"}
PASSWORD = "a long enough password"


@dataclass
class Desks:
    """The processes by their port, what they wrote, and a key of a sales account with a password."""

    store: Store
    url: str
    key: str
    front: int
    environment: dict[str, str]
    logs: dict[int, Path]
    processes: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

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
        """Ends a process on the spot; it is started again, as its service unit would, and takes its time for that."""
        self.processes[port].send_signal(signal.SIGKILL)
        self.processes[port].wait(30)
        self._start(port)

    def start(self) -> None:
        """Both processes run and answer."""
        for port in self.logs:
            if port not in self.processes:
                self._start(port)
        for port in self.logs:
            self._wait_for(port)

    def _start(self, port: int) -> None:
        environment = {**self.environment, "EXPORTDESK_BIND": f"127.0.0.1:{port}"}
        with self.logs[port].open("a") as out:
            self.processes[port] = subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stdout=out, stderr=out)

    def _wait_for(self, port: int) -> None:
        for _ in range(480):
            assert self.processes[port].poll() is None, self.logs[port].read_text()[-2000:]
            try:
                httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).raise_for_status()
                return
            except httpx.TransportError:
                time.sleep(0.5)
        raise AssertionError("the server did not answer in four minutes")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def running(postgresql: str, folder: Path) -> Iterator[Desks]:
    """Both processes; the public address is the proxy's, whether there is one or not."""
    name = f"desks_{secrets.token_hex(6)}"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    url = postgresql.replace("/postgres?", f"/{name}?")
    store, front = Store(url), free_port()
    Users(store).add("anna", "sales", password=PASSWORD)
    Users(store).add("joao", "officer", password=PASSWORD)
    environment = {
        **os.environ, "EXPORTDESK_DATABASE_URL": url, "EXPORTDESK_SESSION_SECRET": "s" * 48,
        "EXPORTDESK_PUBLIC_URL": f"http://127.0.0.1:{front}", "EXPORTDESK_TRUSTED_PROXIES": "127.0.0.1",
    }  # fmt: skip
    logs = {port: folder / f"{port}.log" for port in (free_port(), free_port())}
    found = Desks(store, url, Keys(store).create("anna", per_minute=1000).secret, front, environment, logs)
    try:
        found.start()
        yield found
    finally:
        for process in found.processes.values():
            process.kill()
            process.wait(30)
        store.close()


def nginx_program() -> str:
    """nginx; skips the test where it is not there."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is not there; apt-get install nginx-light")
    return program


@contextmanager
def behind_nginx(desks: Desks, folder: Path) -> Iterator[Desks]:
    """nginx with the shipped file: its ports, the certificate (plain HTTP here) and the log are put in."""
    text = SHIPPED.read_text(encoding="utf-8")
    for written, here in zip(("7861", "7862"), desks.logs, strict=True):
        assert text.count(f"server 127.0.0.1:{written} ") == 2
        text = text.replace(f"127.0.0.1:{written}", f"127.0.0.1:{here}")
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{desks.front};").replace("/var/log/nginx", str(folder))
    text = re.sub(r" *ssl_certificate.*\n", "", text)
    (folder / "exportdesk.conf").write_text(text, encoding="utf-8")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ {temporary} include {folder}/exportdesk.conf; }}\n"
    )
    command = [nginx_program(), "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command) as nginx:
        for _ in range(100):
            assert nginx.poll() is None, (folder / "error.log").read_text()
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", desks.front)) == 0:
                    break
            time.sleep(0.1)
        yield desks
        nginx.terminate()
