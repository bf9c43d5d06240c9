"""`exportdesk batch --cluster` over workers in network namespaces of their own, one of which is killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchmarks.batch import DAY, distinct, written

pytest.importorskip("distributed")
ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from assistant.channels.cli import main; main()"]
DASK = [sys.executable, "-m"]
PREFIX = f"desk{os.getpid()}"
ROWS = 1500

pytestmark = [pytest.mark.system, pytest.mark.timeout(600), pytest.mark.xdist_group("namespaces")]


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=30)


def _inside(place: str, *command: str) -> list[str]:
    return ["ip", "netns", "exec", place, *command]


@dataclass
class Network:
    """A bridge with one namespace for the scheduler and one a worker, 10.213.7.1, 10.213.7.2, ..."""

    places: list[str] = field(default_factory=list)

    def add(self) -> str:
        """A further namespace; its name."""
        number = len(self.places) + 1
        place, end = f"{PREFIX}-{number}", f"{PREFIX[:9]}v{number}"
        _ip("netns", "add", place)
        self.places.append(place)
        _ip("link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", place)
        _ip("link", "set", end, "master", f"{PREFIX[:9]}br", "up")
        for words in (("addr", "add", f"10.213.7.{number}/24", "dev", "eth0"), ("link", "set", "eth0", "up"),
                      ("link", "set", "lo", "up")):  # fmt: skip
            _ip("-n", place, *words)
        return place


@pytest.fixture
def network() -> Iterator[Network]:
    """The namespaces; skipped where they may not be made."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("network namespaces need root and the program ip (apt-get install iproute2)")
    found = Network()
    try:
        _ip("link", "add", f"{PREFIX[:9]}br", "type", "bridge")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no network namespaces here: {error.stderr.decode().strip()}")
    try:
        _ip("link", "set", f"{PREFIX[:9]}br", "up")
        yield found
    finally:
        for place in found.places:
            subprocess.run(["ip", "netns", "del", place], check=False, timeout=30)
        subprocess.run(["ip", "link", "del", f"{PREFIX[:9]}br"], check=False, timeout=30)


@dataclass
class Cluster:
    """A scheduler and its workers, each a process in a namespace of its own."""

    scheduler: str
    workers: list[subprocess.Popen[bytes]]
    log: Path


@pytest.fixture
def cluster(network: Network, tmp_path: Path) -> Iterator[Cluster]:
    log = tmp_path / "cluster.log"
    environment = {**os.environ, "EXPORTDESK_HOME": str(tmp_path / "worker-home")}
    head, processes = network.add(), []
    with log.open("w") as out:

        def start(place: str, module: str, *words: str) -> subprocess.Popen[bytes]:
            command = _inside(place, *DASK, f"distributed.cli.{module}", *words, "--no-dashboard")
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)

        processes.append(start(head, "dask_scheduler", "--host", "10.213.7.1", "--port", "8786"))
        for number in (2, 3):
            processes.append(
                start(network.add(), "dask_worker", "tcp://10.213.7.1:8786", "--host", f"10.213.7.{number}",
                      "--no-nanny", "--nthreads", "1", "--local-directory", str(tmp_path / f"worker-{number}"))
            )  # fmt: skip
        try:
            _wait_for_both(log)
            yield Cluster(head, processes[1:], log)
        finally:
            for one in processes:
                one.kill()
                one.wait(30)


def _wait_for_both(log: Path) -> None:
    for _ in range(480):
        if log.read_text(encoding="utf-8").count("Registered to") == 2:
            return
        time.sleep(0.5)
    raise AssertionError(log.read_text(encoding="utf-8")[-2000:])


def _batch(home: Path, source: Path, target: Path, *more: str, inside: str | None = None) -> subprocess.Popen[bytes]:
    """The command; in a namespace where one is named."""
    command = [*COMMAND, "batch", str(source), "-o", str(target), "--as-of", str(DAY), *more]
    environment = {**os.environ, "EXPORTDESK_HOME": str(home)}
    environment.pop("EXPORTDESK_DATABASE_URL", None)
    command = command if inside is None else _inside(inside, *command)
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


WORKING = """
import time
from distributed import Client
with Client("tcp://10.213.7.1:8786", timeout=60) as client:
    while len(found := client.processing()) < 2 or not all(found.values()):
        time.sleep(0.02)
"""


def _wait_for_work(running: subprocess.Popen[bytes], cluster: Cluster) -> None:
    """Returns once both workers have rows to decide."""
    with subprocess.Popen(_inside(cluster.scheduler, sys.executable, "-c", WORKING)) as watching:
        while watching.poll() is None:
            if running.poll() is not None:
                watching.kill()
                raise AssertionError(running.communicate()[0].decode())
            time.sleep(0.05)
        assert watching.returncode == 0


def test_a_killed_worker_in_another_namespace_loses_and_doubles_no_row(cluster: Cluster, tmp_path: Path) -> None:
    source = written(tmp_path / "in.csv", distinct(ROWS))
    for name in ("home", "alone"):
        (tmp_path / name).mkdir()
    together = ("--cluster", "tcp://10.213.7.1:8786")
    running = _batch(tmp_path / "home", source, tmp_path / "out.csv", *together, inside=cluster.scheduler)
    _wait_for_work(running, cluster)
    cluster.workers[0].send_signal(signal.SIGKILL)
    said, _ = running.communicate(timeout=400)
    assert running.returncode == 0, said.decode()
    assert cluster.workers[1].poll() is None
    alone = _batch(tmp_path / "alone", source, tmp_path / "alone.csv")
    said, _ = alone.communicate(timeout=400)
    assert alone.returncode == 0, said.decode()
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "alone.csv").read_bytes()
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) == ROWS + 1
