"""`exportdesk sync` as it is called: what it prints, and its exit codes."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path

import pytest

from assistant.channels.cli import run
from assistant.settings import settings
from tests.knowledge import published


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXPORTDESK_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    return published.folder_of(tmp_path / "data")


def test_a_folder_is_taken_in(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sync", "--from", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "ecfr: 2 new" in said
    assert "newest 2026-02-10" in said
    assert run(["sync", "--from", str(folder), "--source", "ecfr", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["sources"]
    assert (one["source"], one["known"], one["kept"], one["state"]) == ("ecfr", 2, [], "2026-02-10")


def test_a_source_that_fails_is_exit_1_and_says_what_stays(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sync", "--from", str(folder)]) == 0
    (folder / "ear" / "part-742_2026-09-24.xml").write_text(published.part()[:500], encoding="utf-8")
    assert run(["sync", "--from", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "failed: part-742_2026-09-24.xml: cut off" in said
    assert "the state of 2026-02-10 stays" in said


@pytest.mark.parametrize(
    ("arguments", "field"), [(["--from", "/no/such/folder"], "--from"), (["--source", "x"], "--source")]
)
def test_bad_usage_names_the_field(
    folder: Path, arguments: list[str], field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sync", *arguments]) == 2
    assert capsys.readouterr().err.startswith(f"exportdesk: {field}: ")


def test_a_second_sync_is_told_that_one_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock = settings().home / "sources" / "sync.lock"
    lock.parent.mkdir(parents=True)
    with lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert run(["sync", "--from", str(folder)]) == 1
    assert "another sync is running" in capsys.readouterr().err


def test_only_an_admin_who_is_named_may(folder: Path) -> None:
    assert run(["sync", "--from", str(folder), "--as", "nobody"]) != 0


def test_lists_of_two_days_are_compared_in_their_kind(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    earlier = published.DENIED.replace("08/24/2022", "05/02/2019").replace(" A. PERSON", "B. OTHER")
    (folder / "csl" / "dpl_2019-05.tsv").write_text(earlier, encoding="utf-8")
    assert run(["sync", "--from", str(folder)]) == 0
    capsys.readouterr()
    assert run(["list", "diff", "2019-05-02", "2022-08-24"]) == 0
    assert "1 came, 1 left, 0 changed" in capsys.readouterr().out
    assert run(["list", "diff", "2022-08-24", "2026-07-31"]) == 2
    assert "expected two of a kind" in capsys.readouterr().err
    assert run(["list", "diff", "2021-01-01", "2026-07-31"]) == 2
    assert "2019-05-02, 2022-08-24, 2026-07-31" in capsys.readouterr().err
