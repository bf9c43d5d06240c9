"""Fifty people ask and an order book is decided on a cluster while an app process, a worker of the cluster and the
database are killed: nothing acknowledged is lost, nothing kept twice, no row missing.

Process and database are started again by a small loop, as their service units do; nobody lends a hand.
"""

from __future__ import annotations

import csv
import itertools
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
from concurrent.futures import Future, ThreadPoolExecutor
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
from benchmarks.batch import DAY, distinct, written
from tests.assistant.batch.test_cluster import cluster

__all__ = ["cluster"]
Cluster = tuple[str, list[subprocess.Popen[bytes]]]  # the scheduler's address and the workers
ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from assistant.channels.cli import main; main()", "serve"]
QUESTIONS = ("Can we ship 64 H200 to a bank in Norway?", "12 L4 cards to a university in Uruguay", "And to Dubai?")
PEOPLE, TURNS, PAUSE = 50, 3, 4.0
AFTER = 20  # turns acknowledged before something is killed, and between two kills
ROWS = 6000

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

    def acknowledged(self, person: int, seen: list[dict[str, Any]], over: threading.Event) -> None:
        """One person's turns until everything was killed, each sent again under its key until it is answered."""
        draw, thread = random.Random(person), uuid.uuid4().hex
        with httpx.Client(headers={"Authorization": f"Bearer {self.key}"}, timeout=60) as client:
            for turn in itertools.count():
                if turn >= TURNS and over.is_set():
                    return
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
    Users(store).add("joao", "officer")
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


def _enough(seen: list[dict[str, Any]], asking: list[Future[None]], more: int = AFTER) -> None:
    """Returns once so many more turns are acknowledged; what went wrong with a turn is raised here."""
    wanted = len(seen) + more
    while len(seen) < wanted:
        for one in asking:
            if one.done():
                one.result()
        time.sleep(0.05)


def _busy(address: str, book: subprocess.Popen[bytes]) -> None:
    """Returns once both workers have rows to decide."""
    from distributed import Client

    with Client(address, timeout=120, set_as_default=False) as client:
        while len(found := client.processing()) < 2 or not all(found.values()):
            assert book.poll() is None, book.communicate()[0].decode()
            time.sleep(0.02)


@pytest.fixture
def book(cluster: Cluster, database: tuple[str, Unit], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """An order book that is decided on the cluster, its run and its proofs kept in the database."""
    source = written(tmp_path / "in.csv", distinct(ROWS))
    words = ["batch", str(source), "-o", str(tmp_path / "out.csv"), "--as-of", str(DAY), "--cluster", cluster[0]]
    environment = {**os.environ, "EXPORTDESK_DATABASE_URL": database[0]}
    command = [*COMMAND[:-1], *words, "--as", "joao"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as running:
        yield running
        running.kill()


def test_nothing_acknowledged_is_lost_and_nothing_is_kept_twice(
    desks: Desks, database: tuple[str, Unit], cluster: Cluster, book: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    (_, postgresql), (address, workers) = database, cluster
    seen: list[dict[str, Any]] = []
    over = threading.Event()
    with ThreadPoolExecutor(PEOPLE) as people:
        try:
            asking = [people.submit(desks.acknowledged, person, seen, over) for person in range(PEOPLE)]
            _enough(seen, asking)
            _busy(address, book)
            os.kill(workers[0].pid, signal.SIGKILL)
            _enough(seen, asking)
            os.kill(desks.units[0].pid(), signal.SIGKILL)
            _enough(seen, asking)
            os.kill(postgresql.pid(), signal.SIGKILL)
            _enough(seen, asking)
        finally:
            over.set()
        for one in asking:
            one.result()
    assert desks.units[0].started >= 1  # more often where the database was away when it came back
    assert postgresql.started >= 1
    assert len(seen) >= PEOPLE * TURNS
    _decided_once(book, tmp_path / "out.csv")
    assert workers[0].wait(10) == -signal.SIGKILL
    kept = desks.store.read(verify_log)
    assert (kept.records, kept.broken) == (len(seen), None)
    anna = Actor("anna", "sales")
    for answer in seen:
        assert case(desks.store, answer["id"], anna).entry.hash == answer["record"]["hash"]


def _decided_once(book: subprocess.Popen[bytes], out: Path) -> None:
    said, _ = book.communicate(timeout=400)
    assert book.returncode == 0, said.decode()
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["id"]) for row in rows] == list(range(ROWS))
    assert not [row for row in rows if row["error"] or not row["outcome"]]
