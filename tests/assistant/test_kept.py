"""What is kept is looked for without opening the store, and never missed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assistant.kept import is_kept
from assistant.settings import settings


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "desk.sqlite"
    monkeypatch.setenv("EXPORTDESK_DATABASE_URL", f"sqlite:///{place}")
    settings.cache_clear()
    return place


def test_nothing_is_kept_where_there_is_no_row_table_or_file(file: Path) -> None:
    assert not is_kept("house")
    with sqlite3.connect(file) as connection:
        connection.execute("create table other (id)")
    assert not is_kept("house")
    with sqlite3.connect(file) as connection:
        connection.execute("create table house (id)")
    assert not is_kept("house")


def test_a_row_is_kept(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("create table house (id)")
        connection.execute("insert into house values (1)")
    assert is_kept("house")


def test_a_file_that_cannot_be_read_may_hold_something(file: Path) -> None:
    file.write_bytes(b"no database " * 100)
    assert is_kept("house")


def test_a_database_elsewhere_may_hold_something(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTDESK_DATABASE_URL", "postgresql://127.0.0.1:9/desk")
    settings.cache_clear()
    assert is_kept("house")
