"""Every test runs offline, away from the user's data, with no settings of the environment."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.nodeid import NodeId

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
PREFIX = "EXPORTDESK_"
KEPT = {"EXPORTDESK_SHARED", "EXPORTDESK_HOME"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--run-system", action="store_true", help="run what needs programs of the system")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs a browser, a web server or a file system of its own runs where it is asked for."""
    if config.getoption("--run-system"):
        return
    skip = pytest.mark.skip(reason="needs programs of the system: run with make system")
    for item in items:
        if item.get_closest_marker("system") is not None:
            item.add_marker(skip)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests that share what their module sets up, or the search index, run in one worker: it is set up once.

    The group goes into the name by hand: where pytest-xdist 3.8 writes it pytest 9.2 does not look.
    """
    config = item.config
    if not getattr(config.option, "loadgroup", False):
        return
    group = _group(item)
    if group is not None:
        item._id = NodeId.parse(f"{item.nodeid}@{group}")
        assert item.nodeid.endswith(f"@{group}"), "groups of tests have no effect with this version of pytest"


def _group(item: pytest.Item) -> str | None:
    told = item.get_closest_marker("xdist_group")
    if told is not None:
        return str(told.args[0])
    fixtures = item._fixtureinfo.name2fixturedefs if isinstance(item, pytest.Function) else {}
    if "index" in fixtures:
        return "index"
    shared = any(one.scope == "module" for found in fixtures.values() for one in found)
    return item.path.stem if shared else None


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


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL of its own for the run: the URL of its maintenance database."""
    runtime = tmp_path_factory.mktemp("runtime")
    runtime.chmod(0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pgserver

    server = pgserver.get_server(tempfile.mkdtemp(prefix="exportdesk-postgresql-"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A fresh database, once of each kind; the settings name it, so that `Store()` opens it."""
    if request.param == "sqlite":
        yield _named(monkeypatch, f"sqlite:///{tmp_path / 'desk.sqlite'}")
        return
    import psycopg

    server: str = request.getfixturevalue("postgresql")
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    yield _named(monkeypatch, server.replace("/postgres?", f"/{name}?"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


def _named(monkeypatch: pytest.MonkeyPatch, url: str) -> str:
    from assistant.settings import settings

    monkeypatch.setenv("EXPORTDESK_DATABASE_URL", url)
    settings.cache_clear()
    return url
