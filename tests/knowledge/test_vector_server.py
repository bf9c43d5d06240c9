"""Shared vectors: a real Chroma server and a real PostgreSQL; a second machine encodes nothing and answers the same."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from knowledge.digest import load_digest
from knowledge.errors import KnowledgeError
from knowledge.index import build_index, model_path
from knowledge.search import search
from knowledge.vector_server import vector_server

TEXTS = load_digest()[:12]


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[str]:
    """The address of a Chroma server of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(tmp_path / "server")]
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen([*command, "--host", "127.0.0.1", "--port", str(port)], stdout=log, stderr=log)
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.2)
    yield f"http://127.0.0.1:{port}"
    server.kill()
    server.wait()


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[str]:
    """The address of a PostgreSQL with pgvector."""
    pgserver = pytest.importorskip("pgserver")
    server = pgserver.get_server(tmp_path / "postgres", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.mark.parametrize("kind", ["chroma", "postgres"])
def test_a_second_machine_encodes_nothing(
    kind: str, index: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url: str = request.getfixturevalue(kind)
    machines = [tmp_path / name for name in ("one", "two")]
    for machine in machines:
        machine.mkdir()
        model_path(machine).symlink_to(model_path(index))
    first = build_index(machines[0], provisions=TEXTS, server=vector_server(url))
    second = build_index(machines[1], provisions=TEXTS, server=vector_server(url))
    assert (first.reused, second.embedded) == (0, 0)
    assert second.reused == first.embedded
    vectors = [(one / first.version / "vectors.npy").read_bytes() for one in machines]
    assert vectors[0] == vectors[1]
    hits = [search("who is the end user", one, 5, date(2026, 9, 24)) for one in machines]
    assert hits[0] == hits[1]
    assert hits[0][0].mode == "hybrid"


def test_an_address_that_is_none_is_said() -> None:
    with pytest.raises(KnowledgeError, match="expected http"):
        vector_server("redis://somewhere")
    with pytest.raises(KnowledgeError, match="cannot be used"):
        vector_server("http://127.0.0.1:9")
