"""Runs over order books: what comes out, what a killed run leaves, what is kept."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from assistant.batch import bounded, chunk, deciding
from assistant.batch.errors import BatchBusy, BatchError
from assistant.batch.proofs import held, keep, load, packed, unpacked
from assistant.batch.run import Options, run
from assistant.batch.workers import Here, Processes
from assistant.decide import decide
from assistant.records.chain import contents
from assistant.records.house import add_rule
from assistant.store import Store
from assistant.store.tables_proofs import ProofRow
from assistant.store.tables_records import RecordRow
from tests.assistant.batch import books
from tests.assistant.records.desks import JOAO, desk

DAY = dt.date(2026, 11, 24)


def decided(source: Path, target: Path, store: Store | None = None, **options: Any) -> dict[str, Any]:
    return run(source, target, store or Store(), Here(), Options(**{"day": DAY, "block": 40, **options}))


def test_a_row_gets_what_check_gives(tmp_path: Path) -> None:
    source = books.written(tmp_path / "in.csv", books.rows(100))
    summary = decided(source, tmp_path / "out.csv")
    found = books.read(tmp_path / "out.csv")
    assert [one["id"] for one in found] == [str(number) for number in range(100)]
    assert (summary["rows"], summary["decided"], summary["screened"], summary["errors"]) == (100, 48, 3, 0)
    assert not (tmp_path / "out.csv.part").exists()
    for one in found[:48]:
        facts = {
            "item": {"form": one["item.form"], "tpp": one["item.tpp"], "designed_or_marketed_for_datacenter": True,
                     "applicable_die_area_mm2": one["item.applicable_die_area_mm2"]},
            "quantity": 64, "destination": one["destination"], "nac": {"number": "none"},
            "parties": [{"name": one["parties[0].name"], "headquarters": one["parties[0].headquarters"],
                         "ultimate_parent": {"headquarters": one["parties[0].headquarters"]}}],
        }  # fmt: skip
        known, verdict = decide(facts, DAY)
        ends = (verdict.outcome, verdict.eccn or "", verdict.review_policy or "")
        assert (one["outcome"], one["eccn"], one["review_policy"]) == ends
        if verdict.missing:
            assert one["deciding_fact"] == verdict.missing[0]
        shown = held(load(Store(), one["proof"]))
        assert shown["result"] == "reproduced"
        assert shown["proof"]["facts"] == known
        assert shown["verdict"] == verdict.model_dump(mode="json")


def test_processes_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "DEALS_A_CHUNK", 12)
    source = books.written(tmp_path / "in.csv", books.rows(60))
    decided(source, tmp_path / "one.csv")
    pool = Processes(2)
    try:
        run(source, tmp_path / "two.csv", Store(), pool, Options(day=DAY))
        for pid in list(pool._pool._processes):  # type: ignore[union-attr]
            os.kill(pid, signal.SIGKILL)
        run(source, tmp_path / "three.csv", Store(), pool, Options(day=DAY))
    finally:
        pool.close()
    one = (tmp_path / "one.csv").read_bytes()
    assert one == (tmp_path / "two.csv").read_bytes() == (tmp_path / "three.csv").read_bytes()


def test_a_bad_row_says_why_and_stops_nothing(tmp_path: Path) -> None:
    rows = [list(one) for one in books.rows(6)]
    rows[0][2] = "abc"
    rows[1][6] = "Norway"
    rows[2] = rows[2][:4]
    rows[3][3] = "\u202eevil"
    rows[4] = [*["4"], *[""] * 11]
    source = books.written(tmp_path / "in.csv", rows)
    summary = decided(source, tmp_path / "out.csv")
    found = books.read(tmp_path / "out.csv")
    for one, named in zip(
        found[:5], ("item.tpp", "destination", "row", "item.applicable_die_area_mm2", "row"), strict=True
    ):
        assert one["error"].startswith(f"{named}: ")
        assert (one["outcome"], one["proof"]) == ("", "")
    assert "\u202e" not in (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert found[5]["outcome"]
    assert (summary["errors"], summary["rows"]) == (5, 6)


def test_bad_bytes_and_days_are_errors_of_their_row(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(
        b"as_of,destination,item.eccn,parties[0].name\n2020-01-01,DE,3A090.a,\nsoon,DE,3A090.a,\n"
        b",DE,3A090.a,Caf\xe9\n2024-06-01,DE,3A090.a,\n"
    )
    decided(source, tmp_path / "out.csv")
    found = books.read(tmp_path / "out.csv")
    named = [one["error"].partition(":")[0] for one in found]
    assert named == ["as_of", "as_of", "parties[0].name", ""]
    assert load(Store(), found[3]["proof"])["as_of"] == "2024-06-01"


def test_what_a_spreadsheet_would_compute_is_text(tmp_path: Path) -> None:
    rows = [list(one) for one in books.rows(3)]
    rows[0][-1], rows[1][-1], rows[2][-1] = "=HYPERLINK(1)", "@x", "-5.5"
    rows[0][0], rows[1][0], rows[2][0] = "+1e3", "-2+3", "\tx"
    rows[2][7] = "=cmd|' /C calc'!A0"
    summary = decided(books.written(tmp_path / "in.csv", rows), tmp_path / "out.csv")
    found = books.read(tmp_path / "out.csv")
    assert [one["_note"] for one in found] == ["'=HYPERLINK(1)", "'@x", "-5.5"]
    assert [one["id"] for one in found] == ["+1e3", "'-2+3", "'\tx"]
    assert found[2]["parties[0].name"] == "'=cmd|' /C calc'!A0"
    assert summary["escaped"] == 5


def test_parquet_keeps_types_and_text(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    import pyarrow.parquet as parquet

    names = ["id", "item.tpp", "item.designed_or_marketed_for_datacenter", "destination", "end_uses", "_note"]
    columns = [[1, 2, 3], [15832.0, None, 2399.5], [True, None, False], ["SG", "DE", "CN"],
               [["civil"], None, ["civil"]], ["=1", "b", "c"]]  # fmt: skip
    parquet.write_table(arrow.table(dict(zip(names, columns, strict=True))), tmp_path / "in.parquet")
    summary = decided(tmp_path / "in.parquet", tmp_path / "out.parquet", block=2)
    found = parquet.read_table(tmp_path / "out.parquet")
    assert found.column("_note").to_pylist() == ["=1", "b", "c"]
    assert found.schema.field("item.tpp").type == arrow.float64()
    assert found.column("outcome").to_pylist()[0] == "needs_facts"
    assert found.column("error").to_pylist() == [None, None, None]
    assert summary["rows"] == 3
    decided(tmp_path / "in.parquet", tmp_path / "out.csv", block=2)
    told = books.read(tmp_path / "out.csv")
    assert [one["outcome"] for one in told] == found.column("outcome").to_pylist()
    assert told[0]["_note"] == "'=1"


KILLED = """
import sys, datetime as dt
from pathlib import Path
from assistant.batch import run as runs
from assistant.batch.workers import Here
from assistant.store import Store
runs.run(Path(sys.argv[1]), Path(sys.argv[2]), Store(), Here(), runs.Options(day=dt.date(2026, 11, 24), block=10,
         record=True))
"""


def test_a_killed_run_goes_on_and_gives_the_same(tmp_path: Path) -> None:
    source = books.written(tmp_path / "in.csv", books.rows(60))
    target, folder = tmp_path / "out.csv", tmp_path / "out.csv.part"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(source), str(target)])
    while not (folder / "000001.json").exists():
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not target.exists()
    store = Store()
    summary = decided(source, target, store, block=10, record=True, day=None)
    assert summary["resumed"] >= 20
    assert summary["as_of"] == "2026-11-24"
    decided(source, tmp_path / "whole.csv", store, block=10)
    assert target.read_bytes() == (tmp_path / "whole.csv").read_bytes()
    threads = store.read(lambda session: list(session.scalars(select(RecordRow.thread))))
    assert sorted(threads) == sorted(f"{summary['run']}/{number}" for number in range(1, 61))


def test_another_input_or_day_begins_anew(tmp_path: Path) -> None:
    source, target = books.written(tmp_path / "in.csv", books.rows(50)), tmp_path / "out.csv"
    folder = tmp_path / "out.csv.part"

    class Stopped(Exception):
        pass

    def stop(rows: int) -> None:
        if rows >= 20:
            raise Stopped

    with pytest.raises(Stopped):
        run(source, target, Store(), Here(), Options(day=DAY, block=10), stop)
    assert (folder / "000001.csv").exists()
    assert decided(source, target, block=10, day=dt.date(2026, 11, 23))["resumed"] == 0
    with pytest.raises(Stopped):
        run(source, target, Store(), Here(), Options(day=DAY, block=10), stop)
    books.written(source, books.rows(49))
    assert decided(source, target, block=10)["resumed"] == 0


def test_the_same_output_is_written_by_one_at_a_time(tmp_path: Path) -> None:
    source, target = books.written(tmp_path / "in.csv", books.rows(2)), tmp_path / "out.csv"

    def second(_: int) -> None:
        with pytest.raises(BatchBusy):
            decided(source, target)

    run(source, target, Store(), Here(), Options(day=DAY), second)
    with pytest.raises(BatchError, match="is the input"):
        decided(source, source)


def test_one_record_a_run_with_hashes_and_pins(tmp_path: Path) -> None:
    source = books.written(tmp_path / "in.csv", books.rows(5))
    store = Store()
    summary = decided(source, tmp_path / "out.csv", store)
    (entry, content), *more = store.read(lambda session: contents(session, "run"))
    assert not more
    assert summary["record"]["hash"] == entry.hash
    from assistant.batch.run import sha256_of_file

    assert content["input_sha256"] == sha256_of_file(source)
    assert content["output_sha256"] == sha256_of_file(tmp_path / "out.csv")
    assert {one["kind"] for one in content["pins"]} == {"rule", "list"}
    assert store.read(lambda session: session.scalar(select(func.count()).select_from(RecordRow))) == 0


def test_a_changed_proof_is_found_out(tmp_path: Path, database_url: str) -> None:
    source = books.written(tmp_path / "in.csv", books.rows(2))
    store = Store(database_url)
    decided(source, tmp_path / "out.csv", store)
    sha = books.read(tmp_path / "out.csv")[0]["proof"]
    proof = load(store, sha)
    assert held(proof)["result"] == "reproduced"
    other = json.loads(json.dumps(proof))
    other["found"]["outcome"] = "no_license_required"
    assert held(other)["result"] == "tampered"
    with pytest.raises(BatchError, match="not what was hashed"):
        unpacked(sha, packed(other)[1])
    with pytest.raises(BatchError, match="no proof is kept"):
        load(store, "0" * 64)
    keep(store, {sha: packed(proof)[1]})
    assert store.read(lambda session: session.scalar(select(func.count()).select_from(ProofRow))) == 2


def test_a_row_in_words_is_answered_as_asked(tmp_path: Path) -> None:
    header = ("id", "question", "customer", "end_use", "destination")
    rows = [("1", "Can we ship 64 H200 to Singapore?", "Alibaba Cloud", "", ""), ("2", "hello", "", "", ""),
            ("3", "64 H200", "", "", "SG"), ("4", "", "Huawei Technologies Co. Ltd", "", "CN")]  # fmt: skip
    decided(books.written(tmp_path / "in.csv", rows, header), tmp_path / "out.csv")
    found = books.read(tmp_path / "out.csv")
    from assistant.ask import ask

    told = ask("Can we ship 64 H200 to Singapore?\nCustomer: Alibaba Cloud", as_of=DAY, record=False).verdict
    assert told is not None
    assert (found[0]["outcome"], found[0]["eccn"]) == (told.outcome, told.eccn)
    assert held(load(Store(), found[0]["proof"]))["result"] == "reproduced"
    assert [one["error"].partition(":")[0] for one in found] == ["", "question", "question", ""]
    assert found[3]["deciding_fact"]


def test_a_worker_of_another_version_is_refused() -> None:
    with pytest.raises(BatchError, match="another rule base"):
        chunk.screen_chunk(chunk.Names((), ("x", "y")))


def test_what_is_remembered_does_not_grow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = books.written(tmp_path / "in.csv", books.rows(100))
    decided(source, tmp_path / "one.csv")
    monkeypatch.setattr(bounded, "MOST_KEPT", 5)
    decided(source, tmp_path / "two.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_an_empty_book_is_a_header(tmp_path: Path) -> None:
    source = books.written(tmp_path / "in.csv", [])
    assert decided(source, tmp_path / "out.csv")["rows"] == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").endswith("error,proof\n")


def test_the_companys_rules_tighten_rows_too(tmp_path: Path) -> None:
    source = books.written(tmp_path / "in.csv", books.rows(12))
    decided(source, tmp_path / "before.csv")
    store = desk()
    add_rule(store, {"name": "nothing without the board", "when": {"quantity": [64]}, "outcome": "prohibited",
                     "text": "The board decides.", "effective_from": dt.date(2026, 1, 1)}, "audit", JOAO)  # fmt: skip
    decided(source, tmp_path / "after.csv", store)
    assert {one["outcome"] for one in books.read(tmp_path / "before.csv")} - {"prohibited"}
    for one in books.read(tmp_path / "after.csv"):
        assert one["outcome"] == "prohibited"
        assert held(load(store, one["proof"]))["result"] == "reproduced"
    store.close()
