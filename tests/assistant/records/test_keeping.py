"""Retention, legal hold, export, backup and restore, and an upgrade of a filled database."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.channels.filing import _whole
from assistant.records.cases import case
from assistant.records.decisions import Wanted, decide
from assistant.records.errors import Erased, Refused
from assistant.records.export import export
from assistant.records.keeping import erase, kept_until
from assistant.records.log import verify_log
from assistant.records.permissions import NotAllowed
from assistant.records.receipt import receipt
from assistant.settings import settings
from assistant.store import Store
from assistant.store.backup import BackupError, backup, restore
from assistant.store.engine import engine_at
from assistant.store.migrate import head, revision, upgrade
from tests.assistant.records.desks import ANA, CLEARED, DAY, JOAO, TO_CHINA, desk, recorded

OVER = dt.date(2031, 11, 26)


def _filled(url: str) -> tuple[Store, str, str]:
    store = desk(url)
    first, second = recorded(store, CLEARED), recorded(store, TO_CHINA)
    for kind, more in (("attach", {"file": ("übersicht.pdf", b"%PDF \x00\xff")}), ("sign", {"reason": "seen"})):
        decide(store, first, Wanted(kind, **more), JOAO, today=DAY)  # type: ignore[arg-type]
    return store, first, second


def test_content_goes_after_its_retention_and_the_chain_stays_whole(database_url: str) -> None:
    store, first, second = _filled(database_url)
    until = kept_until(case(store, first, JOAO, DAY))
    with pytest.raises(Refused, match="is kept until"):
        erase(store, first, "old", JOAO, today=until)
    with pytest.raises(NotAllowed):
        erase(store, first, "old", ANA, today=OVER)
    told = erase(store, first, "five years are over", JOAO, today=until + dt.timedelta(days=1))
    assert len(told["erased"]) == 3
    found = store.read(verify_log)
    assert (set(found.erased), found.broken, found.records) == (set(told["erased"]), None, 2)
    gone = case(store, first, JOAO, DAY)
    assert (gone.content, gone.decisions) == (None, ())
    with pytest.raises(Erased):
        receipt(store, gone)
    for table in ("contents", "files", "turns"):
        rows = store.read(lambda session, t=table: session.execute(text(f"select * from {t}")).all())  # type: ignore[misc]
        assert not any(
            f'"record":"{first}"' in str(row) or f'"id":"{first}","at":"2026-11-24' in str(row) for row in rows
        )
        assert "%PDF" not in str(rows)  # a drawn id may spell PDF
    assert case(store, second, JOAO, DAY).content is not None
    store.close()


def test_a_legal_hold_beats_the_retention() -> None:
    store, first, _ = _filled(f"{settings().database_url}")
    decide(store, first, Wanted("keep", "an inquiry of the agency"), JOAO, today=DAY)
    with pytest.raises(Refused, match="legal hold"):
        erase(store, first, "old", JOAO, today=dt.date(2060, 1, 1))
    lifted = Wanted("keep", "the inquiry is over", until=DAY - dt.timedelta(1))
    assert not decide(store, first, lifted, JOAO, today=DAY).standing.kept
    with pytest.raises(Refused, match="no legal hold"):
        decide(store, first, lifted, JOAO, today=DAY)
    for_a_while = decide(store, first, Wanted("keep", "another one", until=DAY), JOAO, today=DAY)
    assert for_a_while.standing.kept
    assert not case(store, first, JOAO, DAY + dt.timedelta(1)).standing.kept
    assert erase(store, first, "old", JOAO, today=dt.date(2060, 1, 1))["id"] == first
    store.close()


def test_an_exported_case_opens_without_the_product() -> None:
    store, first, _ = _filled(f"{settings().database_url}")
    packed = export(store, case(store, first, JOAO, DAY))
    assert packed == export(store, case(store, first, JOAO, DAY))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        page = archive.read("case.html").decode()
        assert archive.read(next(name for name in names if name.endswith("-übersicht.pdf"))) == b"%PDF \x00\xff"
        assert json.loads(archive.read("case.json"))["status"] == "signed"
        assert json.loads(archive.read("receipt.json"))["signatures"][0]["user"] == "joao"
    assert first in page
    assert "joao" in page
    assert "<script" not in page
    assert "http" not in page.replace("https://www.ecfr.gov", "")
    store.close()


def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Another machine: an empty database and an empty data folder."""
    monkeypatch.setenv("EXPORTDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'other' / 'desk.sqlite'}")
    settings.cache_clear()
    return tmp_path / "other"


def test_the_state_comes_back_after_it_was_destroyed(
    database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store, first, second = _filled(database_url)
    home = tmp_path / "home"
    (home / "texts").mkdir(parents=True)
    (home / "texts" / "policy.md").write_text("# policy\n")
    before = [case(store, id, JOAO, DAY).written() for id in (first, second)]
    summary = backup(store, tmp_path / "saved", home)
    assert summary["head"] == store.read(verify_log).head
    store.close()
    if database_url.startswith("sqlite"):
        Path(store.engine.url.database or "").unlink()
    else:
        _elsewhere(monkeypatch, tmp_path)
    restored = restore(tmp_path / "saved", tmp_path / "new-home", _whole)
    assert restored["rows"] == summary["rows"]
    again = Store()
    assert [case(again, id, JOAO, DAY).written() for id in (first, second)] == before
    assert again.read(lambda session: verify_log(session, summary["head"])).broken is None
    assert (tmp_path / "new-home" / "texts" / "policy.md").read_text() == "# policy\n"
    assert recorded(again, CLEARED) not in {first, second}
    again.close()


def test_a_backup_goes_from_a_file_into_postgresql(database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("the other way is the test above")
    old, first, _ = _filled(f"sqlite:///{tmp_path / 'old.sqlite'}")
    before = case(old, first, JOAO, DAY).written()
    backup(old, tmp_path / "saved", tmp_path / "home")
    old.close()
    restore(tmp_path / "saved", tmp_path / "home", _whole)
    store = Store()
    assert case(store, first, JOAO, DAY).written() == before
    with pytest.raises(BackupError, match="expected an empty one"):
        restore(tmp_path / "saved", tmp_path / "home", _whole)
    store.close()


@pytest.mark.parametrize("forged", [False, True])
def test_a_damaged_backup_leaves_nothing_behind(forged: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    store, _, _ = _filled(f"{settings().database_url}")
    backup(store, tmp_path / "saved", tmp_path / "home")
    store.close()
    path = tmp_path / "saved" / "contents.jsonl"
    path.write_text(path.read_text().replace("joao", "otto"))
    if forged:
        import hashlib

        manifest = tmp_path / "saved" / "manifest.json"
        told = json.loads(manifest.read_text())
        told["tables"]["contents"]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
        manifest.write_text(json.dumps(told))
    _elsewhere(monkeypatch, tmp_path)
    with pytest.raises(BackupError, match=r"chain of the backup is broken" if forged else r"contents\.jsonl"):
        restore(tmp_path / "saved", tmp_path / "home", _whole)
    with Store().engine.connect() as connection:
        assert connection.execute(text("select count(*) from chain")).scalar() == 0


def test_a_filled_database_of_before_there_were_records_is_upgraded(database_url: str) -> None:
    engine = engine_at(database_url)
    upgrade(engine, "0003_sources")
    with engine.begin() as connection:
        connection.execute(text("insert into threads values ('t-1', '2026-11-24 15:00:00')"))
        for number in range(3):
            turn = f"('t-1', {number}, 'question {number}', '{{}}', '{{}}', '2026-11-24', '2026-11-24 15:00:00')"
            connection.execute(text(f"insert into turns values {turn}"))
    engine.dispose()
    store = Store()
    with store.engine.connect() as connection:
        assert revision(connection) == head()
    assert [turn.question for turn in store.turns("t-1")] == [f"question {number}" for number in range(3)]
    recorded(store, CLEARED)
    assert store.read(verify_log).broken is None
    store.close()
