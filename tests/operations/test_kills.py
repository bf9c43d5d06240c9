"""Fifty people ask while an app process and the database are killed: nothing acknowledged is lost, nothing kept twice.

Both are started again by a small loop, as their service units do; nobody lends a hand.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from assistant.accounts.keys import Keys
from assistant.accounts.users import Users
from assistant.records.actor import Actor
from assistant.records.cases import case
from assistant.records.log import verify_log
from assistant.store import Store

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from assistant.channels.cli import main; main()", "serve"]
QUESTIONS = ("Can we ship 64 H200 to a bank in Norway?", "12 L4 cards to a university in Uruguay", "And to Dubai?")
PEOPLE, TURNS, PAUSE = 50, 3, 4.0
AFTER = (20, 70)  # turns acknowledged when the app process is killed, and when the database is

pytestmark = [pytest.mark.system, pytest.mark.timeout(900), pytest.mark.xdist_group("processes")]


@dataclass
class Unit:
    """Something that is started again whenever it is not there any more."""

    start: Callable[[], None]
    pid: Callable[[], int]
    stopped: threading.Event = field(default_factory=threading.Event)
    started: int = 0

    def run(self) -> threading.Thread:
        def keep() -> None:
            while not self.stopped.wait(0.2):
                if not _lives(self.pid()):
                    self.start()
                    self.started += 1

        thread = threading.Thread(target=keep, daemon=True)
        thread.start()
        return thread


def _lives(pid: int) -> bool:
    """Is it there, and no zombie?"""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.fixture
def database() -> Iterator[tuple[str, Unit]]:
    """A PostgreSQL of its own, and the loop that starts it again."""
    import pgserver

    server = pgserver.get_server(tempfile.mkdtemp(prefix="exportdesk-killed-"), cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("create database desk")
    unit = Unit(server.ensure_postgres_running, server.get_pid)
    thread = unit.run()
    yield server.get_uri().replace("/postgres?", "/desk?"), unit
    unit.stopped.set()
    thread.join(60)
    server.cleanup()


@dataclass
class Desks:
    """Two app processes, each with its loop, and a key of a salesperson's."""

    store: Store
    key: str
    units: list[Unit]
    ports: list[int]
    logs: list[Path]

    def acknowledged(self, person: int, seen: list[dict[str, Any]]) -> None:
        """One person's turns, each sent again under its key until it is answered."""
        draw, thread = random.Random(person), uuid.uuid4().hex
        with httpx.Client(headers={"Authorization": f"Bearer {self.key}"}, timeout=60) as client:
            for turn in range(TURNS):
                time.sleep(draw.uniform(0, PAUSE))
                body = {"question": QUESTIONS[turn % len(QUESTIONS)], "as_of": "2026-11-24", "thread": thread}
                seen.append(self._asked(client, body, f"{thread}-{turn}", person + turn))

    def _asked(self, client: httpx.Client, body: dict[str, Any], key: str, first: int) -> dict[str, Any]:
        until = time.monotonic() + 240
        for attempt in range(10_000):
            assert time.monotonic() < until, "not answered in four minutes"
            try:
                port = self.ports[(first + attempt) % len(self.ports)]
                found = client.post(f"http://127.0.0.1:{port}/v1/ask", json=body, headers={"Idempotency-Key": key})
            except httpx.TransportError:
                time.sleep(0.5)
                continue
            if found.status_code == 200:
                return dict(found.json())
            assert found.status_code in {409, 502, 503}, found.text
            time.sleep(0.5)
        raise AssertionError("not reached")


@pytest.fixture
def desks(database: tuple[str, Unit], tmp_path: Path) -> Iterator[Desks]:
    url, _ = database
    store = Store(url)
    Users(store).add("anna", "sales")
    found = Desks(store, Keys(store).create("anna", per_minute=100_000).secret, [], [], [])
    processes: dict[int, subprocess.Popen[bytes]] = {}
    shared = {**os.environ, "EXPORTDESK_DATABASE_URL": url, "EXPORTDESK_SESSION_SECRET": "s" * 48}

    def unit(port: int, log: Path) -> Unit:
        def start() -> None:
            if port in processes:
                processes[port].wait(30)
            with log.open("a") as out:
                environment = {**shared, "EXPORTDESK_BIND": f"127.0.0.1:{port}"}
                processes[port] = subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stdout=out, stderr=out)

        start()
        return Unit(start, lambda: processes[port].pid)

    for _ in range(2):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            found.ports.append(free.getsockname()[1])
        found.logs.append(tmp_path / f"{found.ports[-1]}.log")
        found.units.append(unit(found.ports[-1], found.logs[-1]))
    try:
        for port, log in zip(found.ports, found.logs, strict=True):
            _wait_for(port, log)
        threads = [one.run() for one in found.units]
        yield found
        for one, thread in zip(found.units, threads, strict=True):
            one.stopped.set()
            thread.join(60)
    finally:
        for process in processes.values():
            process.kill()
            process.wait(30)
        store.close()


def _wait_for(port: int, log: Path) -> None:
    for _ in range(480):
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise AssertionError(log.read_text(encoding="utf-8")[-2000:])


def test_nothing_acknowledged_is_lost_and_nothing_is_kept_twice(desks: Desks, database: tuple[str, Unit]) -> None:
    _, postgresql = database
    seen: list[dict[str, Any]] = []
    with ThreadPoolExecutor(PEOPLE) as people:
        asking = [people.submit(desks.acknowledged, person, seen) for person in range(PEOPLE)]
        for enough, unit in zip(AFTER, (desks.units[0], postgresql), strict=True):
            while len(seen) < enough and not all(one.done() for one in asking):
                time.sleep(0.05)
            os.kill(unit.pid(), signal.SIGKILL)
        for one in asking:
            one.result()
    assert desks.units[0].started == 1
    assert postgresql.started >= 1
    assert len(seen) == PEOPLE * TURNS
    kept = desks.store.read(verify_log)
    assert (kept.records, kept.broken) == (len(seen), None)
    anna = Actor("anna", "sales")
    for answer in seen:
        assert case(desks.store, answer["id"], anna).entry.hash == answer["record"]["hash"]
