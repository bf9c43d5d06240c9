"""Every test runs offline, away from the user's data, with no settings of the environment."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
PREFIX = "EXPORTDESK_"
KEPT = {"EXPORTDESK_SHARED", "EXPORTDESK_HOME"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--run-system", action="store_true", help="fail, instead of skipping, where a browser is missing")


def pytest_configure(config: pytest.Config) -> None:
    """One data folder for a run and its workers: the party index in it is built once."""
    del config
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["EXPORTDESK_HOME"] = tempfile.mkdtemp(prefix="exportdesk-tests-")
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only loopback can be reached: event loops, the page and the stand-ins need it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else address
        if self.family in {socket.AF_INET, socket.AF_INET6} and host not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def settings_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No variable of ours from outside, and a store of its own."""
    for name in list(os.environ):
        if name.startswith(PREFIX) and name not in KEPT:
            monkeypatch.delenv(name)
    monkeypatch.setenv("EXPORTDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    from assistant.settings import settings

    settings.cache_clear()
    yield
    settings.cache_clear()
