"""Fifty people at once: turns over HTTP against two app processes that share one database.

`python -m benchmarks.load [--users N] [--seconds S] [--pause S]` starts two `exportdesk serve` on loopback and prints
one JSON object as its last line: `users`, `p95_ms` of a turn, `lost` (turns without an answer, or answered and not in
the database), `errors_5xx`. Each user asks a turn every 10 s on average, at times drawn as Poisson has them, each in a
conversation of their own, from one process and the other in turn.

Beside them `p50_ms`, `alone_p50_ms` (one user alone, the baseline), `turns`, `cpu_ms` (what the app processes worked a
turn, which tells a slow product from a busy machine) and `load_average`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

USERS, SECONDS, PAUSE = 50, 300.0, 10.0
AS_OF = "2026-11-24"
READY_SECONDS = 300
LONGEST_SECONDS = 60
WARM = 5
SERVE = "from assistant.channels.cli import main; main()"
QUESTIONS = (
    "Can we ship 64 H200 to Alibaba Cloud in Singapore?", "What about Norway?",
    "12 L4 cards to a university in Uruguay",
    "Does a German reseller need a license for 200 RTX 5090?", "Why?", "And if the parent sits in China?",
    "Who may receive H20 today?", "What would make it OK?", "8 B200 servers to Dubai for a private cloud",
    "What is the presumption of denial?",
)  # fmt: skip


@dataclass
class Seen:
    """What the users saw."""

    milliseconds: list[float] = field(default_factory=list)
    threads: list[tuple[str, int]] = field(default_factory=list)  # conversation, turns answered
    unanswered: int = 0
    errors_5xx: int = 0


@contextmanager
def desks(count: int, folder: Path) -> Iterator[list[str]]:
    """The addresses of so many app processes on one database."""
    ports = [free_port() for _ in range(count)]
    database = os.environ.get("EXPORTDESK_DATABASE_URL") or f"sqlite:///{folder / 'desk.sqlite'}"
    processes = []
    with (folder / "serve.log").open("w") as log:
        for port in ports:
            settings = {"EXPORTDESK_BIND": f"127.0.0.1:{port}", "EXPORTDESK_DATABASE_URL": database}
            processes.append(
                subprocess.Popen(
                    [sys.executable, "-c", SERVE, "serve"], env=os.environ | settings, stdout=log, stderr=log
                )
            )
        try:
            addresses = [f"http://127.0.0.1:{port}" for port in ports]
            for process, address in zip(processes, addresses, strict=True):
                wait_for(process, address, folder / "serve.log")
            yield addresses
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(30)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def wait_for(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Returns once the process answers."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/v1/law/status", timeout=10).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit(f"{address} does not answer\n{log.read_text()[-2000:]}")


async def turn(client: httpx.AsyncClient, address: str, thread: str, question: str, seen: Seen) -> bool:
    """Asks one turn; tells whether it was answered."""
    body = {"question": question, "as_of": AS_OF, "thread": thread}
    begin = time.perf_counter()
    try:
        found = await client.post(f"{address}/v1/ask", json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
    except httpx.TransportError:
        return False
    seen.milliseconds.append(1000 * (time.perf_counter() - begin))
    seen.errors_5xx += found.status_code >= 500
    return found.status_code == 200 and bool(found.json()["answer"])


async def user(number: int, addresses: list[str], until: float, pause: float, seen: Seen) -> None:
    """One person: thinks, asks, reads, until the time is over."""
    draw = random.Random(number)
    thread, answered = f"load-{number}-{uuid.uuid4().hex[:8]}", 0
    async with httpx.AsyncClient(timeout=LONGEST_SECONDS) as client:
        for count in range(10**6):
            thought = draw.expovariate(1 / pause)
            if time.monotonic() + thought > until:
                break
            await asyncio.sleep(thought)
            asked = QUESTIONS[(number + count) % len(QUESTIONS)]
            if await turn(client, addresses[(number + count) % len(addresses)], thread, asked, seen):
                answered += 1
            else:
                seen.unanswered += 1
    seen.threads.append((thread, answered))


async def crowd(users: int, addresses: list[str], seconds: float, pause: float) -> Seen:
    seen = Seen()
    until = time.monotonic() + seconds
    await asyncio.gather(*(user(number, addresses, until, pause, seen) for number in range(users)))
    return seen


async def alone(addresses: list[str]) -> Seen:
    """One user without a pause, each process in turn: warms both, and is the baseline."""
    seen = Seen()
    async with httpx.AsyncClient(timeout=LONGEST_SECONDS) as client:
        for question in QUESTIONS[:WARM]:
            for address in addresses:
                await turn(client, address, f"alone-{uuid.uuid4().hex[:8]}", question, seen)
    return seen


def not_kept(threads: list[tuple[str, int]], url: str) -> int:
    """Turns that were answered and are not in the database."""
    from assistant.store import Store

    store = Store(url)
    try:
        return sum(max(0, answered - len(store.turns(thread))) for thread, answered in threads)
    finally:
        store.close()


def cpu_seconds() -> float:
    """What the app processes have worked so far, on all cores together."""
    pid = os.getpid()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    spent = [Path(f"/proc/{one}/stat").read_text(encoding="ascii").rpartition(")")[2].split() for one in children]
    return sum(int(one[11]) + int(one[12]) for one in spent) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--users", type=int, default=USERS)
    wanted.add_argument("--seconds", type=float, default=SECONDS)
    wanted.add_argument("--pause", type=float, default=PAUSE, help="seconds between two turns of a user, on average")
    asked = wanted.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        url = os.environ.get("EXPORTDESK_DATABASE_URL") or f"sqlite:///{folder / 'desk.sqlite'}"
        with desks(2, folder) as addresses:
            first = asyncio.run(alone(addresses))
            before = cpu_seconds()
            seen = asyncio.run(crowd(asked.users, addresses, asked.seconds, asked.pause))
            worked = cpu_seconds() - before
        kept = not_kept(seen.threads, url)
    times = seen.milliseconds or [float("nan")]
    figures = {
        "users": asked.users,
        "p95_ms": round(statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0], 1),
        "lost": seen.unanswered + kept,
        "errors_5xx": seen.errors_5xx,
        "p50_ms": round(statistics.median(times), 1),
        "alone_p50_ms": round(statistics.median(first.milliseconds), 1),
        "turns": len(seen.milliseconds),
        "cpu_ms": round(1000 * worked / max(1, len(seen.milliseconds)), 1),
        "seconds": asked.seconds,
        "load_average": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
