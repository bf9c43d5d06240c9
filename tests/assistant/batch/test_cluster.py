"""The same run on a Dask cluster: a scheduler and two worker processes, one of which is killed in the middle."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.batch import deciding
from assistant.batch.errors import BatchError
from assistant.batch.run import Options, run
from assistant.batch.workers import Here, workers
from assistant.store import Store
from tests.assistant.batch import books

pytest.importorskip("distributed")
DAY = dt.date(2026, 11, 24)


def started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler" if arguments[0] == "scheduler" else
         "distributed.cli.dask_worker", *arguments[1:]],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers, each a process of its own."""
    from distributed import Client

    place = tmp_path / "scheduler.json"
    processes = [started("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                         "--scheduler-file", str(place))]  # fmt: skip
    for _ in range(2):
        processes.append(started("worker", "--scheduler-file", str(place), "--no-nanny", "--no-dashboard",
                                 "--nthreads", "1", "--local-directory", str(tmp_path / "workers")))  # fmt: skip
    try:
        with Client(scheduler_file=str(place), timeout=120, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
            address = client.scheduler.address
        yield address, processes[1:]
    finally:
        for one in processes:
            one.kill()
            one.wait()


def test_a_killed_worker_loses_and_doubles_no_row(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, processes = cluster
    monkeypatch.setattr(deciding, "DEALS_A_CHUNK", 2)
    source = books.written(tmp_path / "in.csv", books.rows(300))
    killed = []

    with workers(address) as crew:
        assert crew.count == 2
        work = crew.start

        def kill_one(function, chunks):  # type: ignore[no-untyped-def]
            if len(chunks) > 5 and not killed:
                killed.append(time.monotonic())
                from threading import Timer

                Timer(0.3, lambda: os.kill(processes[0].pid, signal.SIGKILL)).start()
            return work(function, chunks)

        monkeypatch.setattr(crew, "start", kill_one)
        summary = run(source, tmp_path / "out.csv", Store(), crew, Options(day=DAY))
    assert processes[0].wait(10) == -signal.SIGKILL
    assert processes[1].poll() is None
    assert summary["rows"] == 300
    run(source, tmp_path / "alone.csv", Store(), Here(), Options(day=DAY))
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "alone.csv").read_bytes()


def test_an_address_at_which_nobody_answers_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.batch import workers as module

    monkeypatch.setattr(module, "CONNECT_SECONDS", 1)
    with (
        pytest.raises(BatchError, match="--cluster: no scheduler answers"),
        workers("tcp://127.0.0.1:9"),
    ):
        pass
