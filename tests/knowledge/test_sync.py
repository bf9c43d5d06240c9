"""`sync`: what the sources publish comes in whole, once, and a failure leaves what was there before.

The versioner's XML, the Federal Register's and trade.gov's JSON are hand-made in their published form (published.py).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from assistant.store.engine import engine_at
from assistant.store.migrate import upgrade
from knowledge import store
from knowledge.errors import SourceError, SyncBusyError
from knowledge.intake import Where
from knowledge.official.texts import OfficialTexts
from knowledge.sources import ecfr, federal_register, screening_list
from knowledge.sync import Endpoints, sync_folder, sync_network
from rules.cite import Cite
from tests.knowledge import published
from tests.knowledge.standin import Standin, standin

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 24)
ROOT = Path(__file__).parents[2]


def where_at(url: str, home: Path) -> Where:
    engine = engine_at(url)
    upgrade(engine)
    return Where(engine, home / "sources", NOW, wait=0.001)


@pytest.fixture
def where(tmp_path: Path) -> Iterator[Where]:
    found = where_at(f"sqlite:///{tmp_path / 'home' / 'desk.sqlite'}", tmp_path / "home")
    yield found
    found.engine.dispose()


def by_source(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {one["source"]: one for one in found}


def failures(found: list[dict[str, Any]]) -> list[str]:
    return [line for one in found for line in one["failed"]]


def text_of(engine: Engine, cite: str, day: dt.date = DAY) -> str:
    found = OfficialTexts(engine).at(Cite.parse(cite), day)
    return "" if found is None else found.text


def whole(engine: Engine) -> bool:
    """Does every version hold as many places as it says?"""
    with store.reading(engine) as connection:
        for one in store.versions(engine):
            units = select(store.UnitRow.id).where(store.UnitRow.version_id == one.id)
            passages = select(func.count()).select_from(store.PassageRow).where(store.PassageRow.unit_id.in_(units))
            rows = select(func.count()).select_from(store.PartyListRow).where(store.PartyListRow.version_id == one.id)
            if connection.execute(passages).scalar_one() + connection.execute(rows).scalar_one() != one.places:
                return False
    return True


# ---- from a folder


def test_a_folder_comes_in_once_on_either_database(database_url: str, tmp_path: Path) -> None:
    where = where_at(database_url, tmp_path)
    folder = published.folder_of(tmp_path / "data")
    found = by_source(sync_folder(where, folder))
    assert failures([*found.values()]) == []
    assert {name: len(one["kept"]) for name, one in found.items()} == {
        "ecfr": 2, "federal_register": 2, "screening_list": 1, "denied_persons": 1, "company": 0,
    }  # fmt: skip
    assert text_of(where.engine, "742.6(a)(1)(i)(A)(2)").startswith("(2) blue ones.")
    assert text_of(where.engine, "91 FR 3000 at 3001") == ""
    assert "Boxes are now round. They were square before." in text_of(where.engine, "91 FR 3000 at 2001")
    again = sync_folder(where, folder)
    assert [(len(one["kept"]), one["known"]) for one in again] == [(0, 2), (0, 2), (0, 1), (0, 1), (0, 0)]
    assert whole(where.engine)
    where.engine.dispose()


def test_every_version_is_kept_with_its_bytes(where: Where, tmp_path: Path) -> None:
    folder = published.folder_of(tmp_path / "data")
    sync_folder(where, folder, "ecfr")
    (folder / "ear" / "part-742_2026-02-10.xml").unlink()
    (folder / "ear" / "part-742_2026-09-24.xml").write_text(published.part("green"), encoding="utf-8")
    sync_folder(where, folder, "ecfr")
    assert text_of(where.engine, "742.6(a)(1)(i)(A)(2)", dt.date(2026, 3, 1)).startswith("(2) blue")
    assert text_of(where.engine, "742.6(a)(1)(i)(A)(2)").startswith("(2) green")
    versions = [one for one in store.versions(where.engine, "ecfr") if one.name == "part-742"]
    assert [str(one.issue) for one in versions] == ["2026-02-10", "2026-09-24"]
    for one in versions:
        content = (where.folder / "ecfr" / f"{one.issue}-{one.sha256[:12]}" / one.file).read_text(encoding="utf-8")
        assert published.part("blue" if one is versions[0] else "green") == content
        assert one.licence
        assert one.url


def test_the_damaged_copy_is_refused_by_name(where: Where, tmp_path: Path) -> None:
    folder = published.folder_of(tmp_path / "data")
    (folder / "parts_745-774_ecfr_2025-01.md.gz").write_bytes(gzip.compress(b"# Part 745"))
    (one,) = sync_folder(where, folder, "ecfr")
    assert len(one["kept"]) == 2
    assert one["failed"] == []
    assert one["refused"][0].startswith("parts_745-774_ecfr_2025-01.md.gz: refused")


def test_a_list_without_a_day_is_no_version(where: Where, tmp_path: Path) -> None:
    (tmp_path / "csl_csv_format_sample_2025.csv").write_text(published.PARTIES_CSV, encoding="utf-8")
    (one,) = sync_folder(where, tmp_path, "screening_list")
    assert (one["kept"], len(one["refused"])) == ([], 1)


def test_a_folder_that_is_none_and_a_source_that_is_none(where: Where, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--from"):
        sync_folder(where, tmp_path / "nowhere")
    with pytest.raises(SourceError, match="--source"):
        sync_folder(where, tmp_path, "wikipedia")


# ---- damaged files

TEXT = gzip.compress(published.section_lines("2026-09-24", "green").encode(), mtime=0)
LATER = {"lines": "ecfr_2026-09-24_some.jsonl.gz", "xml": "part-742_2026-09-24.xml", "list": "csl_2026-09-29.json"}


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (LATER["lines"], TEXT[: len(TEXT) // 2]),
        (LATER["lines"], gzip.compress(published.section_lines("2026-09-24").encode()[:90], mtime=0)),
        (LATER["xml"], published.part("green").encode()[:900]),
        (LATER["xml"], b"<DIV5/>"),
        (LATER["list"], json.dumps(published.PARTIES).encode()[:200]),
        (LATER["list"], json.dumps({**published.PARTIES, "results": published.PARTIES["results"][:1]}).encode()),
        (LATER["list"], json.dumps({"results": published.PARTIES["results"][:1]}).encode()),
        ("csl_2026-09-29.csv", published.PARTIES_CSV.encode()[:-20]),
        ("dpl_2026-09-29.tsv", published.DENIED.encode()[:-60]),
    ],
    ids=[
        "half packed", "half a line", "half an XML", "empty XML", "half a JSON", "fewer parties", "no total",
        "half a CSV", "half a TSV",
    ],
)  # fmt: skip
def test_a_file_that_is_cut_off_leaves_the_last_good_state(
    where: Where, tmp_path: Path, file: str, content: bytes
) -> None:
    folder = published.folder_of(tmp_path / "data")
    sync_folder(where, folder)
    before = store.versions(where.engine)
    (folder / "ear" / file).write_bytes(content)
    failed = [one for one in sync_folder(where, folder) if one["failed"]]
    assert len(failed) == 1
    assert file in failed[0]["failed"][0]
    assert failed[0]["state"] == max(str(one.issue) for one in before if one.source == failed[0]["source"])
    assert store.versions(where.engine) == before
    assert text_of(where.engine, "742.5(a)(2)").startswith("(2) The blue ones.")


def test_a_file_that_differs_from_its_stated_hash_is_not_taken(where: Where, tmp_path: Path) -> None:
    folder = published.folder_of(tmp_path / "data")
    (folder / "sha256sums.txt").write_text(f"{'0' * 64}  ./ear/part-742_2026-02-10.xml\n", encoding="utf-8")
    (one,) = sync_folder(where, folder, "ecfr")
    assert len(one["kept"]) == 1
    assert "part-742_2026-02-10.xml: cut off or changed" in one["failed"][0]


# ---- over the network


@pytest.fixture
def server() -> Iterator[Standin]:
    with standin() as found:
        found.pages["/api/versioner/v1/titles.json"] = published.TITLES.encode()
        for part in ecfr.PARTS:
            path = f"/api/versioner/v1/full/2026-10-01/title-15.xml?part={part}"
            found.pages[path] = published.part().replace("742", part).encode()
        about = {**published.DOCUMENT, "raw_text_url": f"{found.url}/text/2026-01234.txt"}
        found.pages["/api/v1/documents.json"] = json.dumps({"total_pages": 1, "results": [about]}).encode()
        found.pages["/text/2026-01234.txt"] = published.RAW_TEXT.encode()
        found.pages["/downloadable_consolidated_screening_list/v1/consolidated.json"] = json.dumps(
            published.PARTIES
        ).encode()
        found.pages["/dpl.txt"] = published.DENIED.encode()
        yield found


def endpoints(server: Standin) -> Endpoints:
    return Endpoints(server.url, server.url, server.url, f"{server.url}/dpl.txt")


def test_the_network_brings_in_every_source(where: Where, server: Standin) -> None:
    found = by_source(sync_network(where, endpoints(server)))
    assert failures([*found.values()]) == []
    assert len(found["ecfr"]["kept"]) == len(ecfr.PARTS)
    assert found["ecfr"]["state"] == "2026-10-01"
    assert found["screening_list"]["state"] == "2026-09-30"
    assert text_of(where.engine, "742.6(a)(1)(i)(A)(1)").startswith("(1) red ones")
    assert text_of(where.engine, "91 FR 2000 at 2002") == "Bags stay as they are & were."
    asked = len(server.asked)
    again = by_source(sync_network(where, endpoints(server)))
    assert [len(one["kept"]) for one in again.values()] == [0, 0, 0, 0]
    assert len(server.asked) - asked == 4, "a kept part or document is not asked for again"


def test_an_issue_of_a_day_can_be_asked_for(where: Where, server: Standin) -> None:
    day = dt.date(2025, 1, 20)
    for part in ecfr.PARTS:
        path = f"/api/versioner/v1/full/{day}/title-15.xml?part={part}"
        server.pages[path] = published.part("old").replace("742", part).encode()
    sync_network(where, endpoints(server), "ecfr", (day, dt.date(2026, 10, 1)))
    assert text_of(where.engine, "742.6(a)(1)(i)(A)(2)", day).startswith("(2) old ones.")
    assert text_of(where.engine, "742.6(a)(1)(i)(A)(2)").startswith("(2) blue ones.")


def test_a_passing_failure_is_tried_again(where: Where, server: Standin) -> None:
    server.failing["/dpl.txt"] = 2
    (one,) = sync_network(where, endpoints(server), "denied_persons")
    assert len(one["kept"]) == 1
    assert one["failed"] == []


def test_a_source_that_breaks_off_leaves_its_last_state_and_goes_on_later(where: Where, server: Standin) -> None:
    sync_network(where, endpoints(server))
    server.pages["/api/versioner/v1/titles.json"] = published.TITLES.replace("2026-10-01", "2026-11-01").encode()
    for part in ecfr.PARTS:
        path = f"/api/versioner/v1/full/2026-11-01/title-15.xml?part={part}"
        server.pages[path] = published.part("green").replace("742", part).encode()
    broken = "/api/versioner/v1/full/2026-11-01/title-15.xml?part=742"
    server.cut.add(broken)
    found = by_source(sync_network(where, endpoints(server)))
    assert "did not answer in full" in found["ecfr"]["failed"][0]
    assert not any(one["failed"] for name, one in found.items() if name != "ecfr")
    assert text_of(where.engine, "742.6(a)(1)(i)(A)(2)").startswith("(2) blue ones.")
    server.cut.clear()
    again = by_source(sync_network(where, endpoints(server)))["ecfr"]
    assert again["failed"] == []
    assert again["known"] == ecfr.PARTS.index("742"), "what came in before the break is not fetched again"
    assert text_of(where.engine, "742.6(a)(1)(i)(A)(2)").startswith("(2) green ones.")


def test_a_server_that_is_not_there_is_said(where: Where) -> None:
    nowhere = "http://127.0.0.1:9"
    found = sync_network(where, Endpoints(nowhere, nowhere, nowhere, nowhere))
    assert len(failures(found)) == 4
    assert all(nowhere in line for line in failures(found))


# ---- faults

CHILD = """
import datetime as dt, sys, time
from pathlib import Path
from assistant.store.engine import engine_at
from assistant.store.migrate import upgrade
from knowledge import store
from knowledge.intake import Where
from knowledge.sync import sync_folder

url, home, folder, stop_at = sys.argv[1:5]
engine = engine_at(url)
upgrade(engine)
insert, calls = store._insert, []

def slow(connection, table, rows):
    calls.append(table)
    insert(connection, table, rows)
    if len(calls) == int(stop_at):
        print("in the middle", flush=True)
        time.sleep(600)

store._insert = slow
sync_folder(Where(engine, Path(home), dt.datetime.now(dt.UTC)), Path(folder))
"""


def child(url: str, home: Path, folder: Path, stop_at: int) -> subprocess.Popen[str]:
    """A sync that stands still within the transaction of a version."""
    arguments = [sys.executable, "-c", CHILD, url, str(home), str(folder), str(stop_at)]
    process = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "in the middle\n"
    return process


@pytest.mark.parametrize("stop_at", [1, 9])
def test_a_sync_that_is_killed_leaves_whole_versions_and_goes_on(
    database_url: str, tmp_path: Path, stop_at: int
) -> None:
    folder = published.folder_of(tmp_path / "data")
    home = tmp_path / "sources"
    process = child(database_url, home, folder, stop_at)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (home / "ecfr" / "2026-02-10-000000000000").mkdir(parents=True)
    (home / "ecfr" / "2026-02-10-000000000000" / ".part-x.xml").write_bytes(b"half")
    where = where_at(database_url, tmp_path)
    assert whole(where.engine)
    killed = len(store.versions(where.engine))
    assert killed < 6
    found = sync_folder(where, folder)
    assert failures(found) == []
    assert sum(one["known"] for one in found) == killed
    assert len(store.versions(where.engine)) == 6
    assert whole(where.engine)
    assert not list(home.rglob(".part-*"))
    where.engine.dispose()


def test_two_syncs_at_once_are_one(database_url: str, tmp_path: Path) -> None:
    folder = published.folder_of(tmp_path / "data")
    process = child(database_url, tmp_path / "sources", folder, 5)
    try:
        where = where_at(database_url, tmp_path)
        before = store.versions(where.engine)
        with pytest.raises(SyncBusyError):
            sync_folder(where, folder)
        if where.engine.dialect.name == "postgresql":  # another host has another folder, and the same database
            with pytest.raises(SyncBusyError):
                sync_folder(dataclasses.replace(where, folder=tmp_path / "other"), folder)
        assert store.versions(where.engine) == before
        assert text_of(where.engine, "742.5(a)(2)").startswith("(2) The blue ones.")
    finally:
        process.kill()
        process.communicate()
    assert failures(sync_folder(where, folder)) == []
    where.engine.dispose()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    place = tmp_path / "small"
    place.mkdir()
    mount = shutil.which("mount")
    made = (
        mount
        and os.geteuid() == 0
        and subprocess.run([mount, "-t", "tmpfs", "-o", "size=2m", "none", place]).returncode == 0
    )
    if not made:
        pytest.skip("a small file system cannot be mounted here (root and mount are needed)")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.system
def test_a_full_disk_leaves_the_last_good_state(small_disk: Path, tmp_path: Path) -> None:
    where = where_at(f"sqlite:///{small_disk / 'desk.sqlite'}", small_disk)
    folder = published.folder_of(tmp_path / "data")
    assert failures(sync_folder(where, folder)) == []
    before = store.versions(where.engine)
    rows = [{"source": published.ENTITY, "name": f"Firm {at} {'x' * 60}"} for at in range(20_000)]
    (folder / "csl" / "csl_2026-09-29.json").write_text(json.dumps({"results": rows}), encoding="utf-8")
    failed = [one for one in sync_folder(where, folder) if one["failed"]]
    assert [one["source"] for one in failed] == ["screening_list"]
    assert "could not be written" in failed[0]["failed"][0]
    assert failed[0]["state"] == "2026-07-31"
    assert store.versions(where.engine) == before
    assert whole(where.engine)
    assert text_of(where.engine, "742.6(a)(1)(i)(A)(2)").startswith("(2) blue ones.")
    assert not list(small_disk.rglob(".part-*"))
    where.engine.dispose()


# ---- lists and documents


def test_the_rows_of_a_list_have_one_form(where: Where, tmp_path: Path) -> None:
    folder = published.folder_of(tmp_path / "data")
    (folder / "csl" / "csl_2026-08-15.csv").write_text(published.PARTIES_CSV, encoding="utf-8")
    parties = {**published.PARTIES, "total": 1, "results": published.PARTIES["results"][:1]}
    (folder / "csl" / "csl_2026-07-31.json").write_text(json.dumps(parties), encoding="utf-8")
    sync_folder(where, folder)
    first, second = store.versions(where.engine, screening_list.SOURCE)
    rows = [row for version in (first, second) for _, row in store.entries(where.engine, version.id)]
    assert [row["name"] for row in rows] == ["Round Box Works"] * 2
    assert [row["countries"] for row in rows] == [["AE", "YE"]] * 2
    assert [row["alt_names"] for row in rows] == [["RBW", "Box Works"]] * 2
    (denied,) = store.versions(where.engine, screening_list.DENIED)
    ((_, row),) = store.entries(where.engine, denied.id)
    assert denied.issue == dt.date(2022, 8, 24), "a month alone: the day of its latest order"
    assert (row["name"], row["countries"], row["federal_register_notice"]) == ("A. PERSON", ["US"], "87 F.R. 1")


def test_an_unchanged_row_is_kept_once(where: Where, tmp_path: Path) -> None:
    folder = published.folder_of(tmp_path / "data")
    sync_folder(where, folder, "screening_list")
    more = [*published.PARTIES["results"], {"source": published.ENTITY, "name": "New Box Works"}]
    (folder / "csl" / "csl_2026-09-29.json").write_text(json.dumps({"results": more}), encoding="utf-8")
    sync_folder(where, folder, "screening_list")
    old, new = (dict(store.entries(where.engine, one.id)) for one in store.versions(where.engine, "screening_list"))
    assert len(old) == 3
    assert {row["name"] for key, row in new.items() if key not in old} == {"New Box Works"}


def test_a_document_is_cited_by_the_page_on_which_a_paragraph_begins() -> None:
    raw = federal_register.document(published.DOCUMENT, published.RAW_TEXT.encode(), "2026-01234.txt")
    (unit,) = federal_register.map_document(raw).units
    assert [(one.cite, one.text) for one in unit.pieces] == [
        ("91 FR 2000", "[Federal Register Volume 91]"),
        ("91 FR 2000", "The bureau changes what it says of boxes."),
        ("91 FR 2000 at 2001", "Boxes are now round. They were square before."),
        ("91 FR 2000 at 2002", "Bags stay as they are & were."),
    ]
