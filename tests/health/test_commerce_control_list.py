"""The entries of the Commerce Control List: every place and reason is known, and the official list agrees."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from rules.law import Law

SHARED = Path(os.environ.get("EXPORTDESK_SHARED", Path(__file__).parents[3] / "shared")) / "data" / "ear"
PARSED = SHARED / "part774_supp1_ccl_ecfr_2026-07-23.parsed.json.gz"
WHOLE = SHARED / "part774_supp1_ccl_ecfr_2026-06.xml.gz"
LAW = Law(dt.date(2026, 9, 24))
COLUMN = re.compile(r"\b([A-Z]{2}) Column (\d)")
ENTRIES = 638
# printed outside the table, or in a row that the parsed copy lost
OUTSIDE_THE_TABLE = {
    "0A521", "0B521", "0C521", "0D521", "0E521", "1C350", "1C351", "1C355", "1C395", "1D018", "4A001", "5A980",
    "5D980", "5E980",
}  # fmt: skip


FOLDED_INTO_ITS_NEIGHBOR = {"0D606", "3D005", "3E001"}  # the parsed copy mixes in the rows of an entry it lost


def entries() -> Mapping[str, Mapping[str, Any]]:
    """Every entry that the rule base holds."""
    return {number: body for digit in range(10) for number, body in LAW.figure(f"ccl_{digit}.entries").value.items()}


def rows() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, body in entries().items():
        for row in body.get("controls", ()):
            yield number, row


def test_the_list_is_whole_and_every_entry_says_something() -> None:
    assert len(entries()) == ENTRIES
    for number, body in entries().items():
        assert body.get("controls") or body.get("itar") or body.get("empty"), number


def test_every_row_reaches_a_known_set_of_places_for_a_known_reason() -> None:
    for number, row in rows():
        where = row["where"]
        if where in {"at1", "at2", "russia", "footnote_5", "d5m", "d145_uae"}:
            continue
        known = (f"country_chart.{where}", f"ccl_reach.only.{where}", f"ccl_reach.all_but.{where}")
        assert any(_stands(name) for name in known), (number, where)
        assert _stands(f"ccl_reach.lifts.{row['for'].lower()}"), (number, row["for"])


def _stands(name: str) -> bool:
    try:
        LAW.figure(name)
    except KeyError:
        return False
    return True


def test_rows_and_lines_use_the_words_that_rules_read() -> None:
    for number, body in entries().items():
        assert set(body) <= {"controls", "itar", "empty", "lvs", "lvs_not_for", "gbs", "tsr", "sta"}, number
        for kind, keys in (("controls", {"for", "where"}), ("lvs", {"usd"}), ("gbs", set()), ("tsr", set())):
            for row in body.get(kind, ()):
                assert keys <= set(row) <= keys | {"in", "but", "words"}, (number, kind, row)
                for paragraph in (*row.get("in", ()), *row.get("but", ())):
                    assert re.fullmatch(r"[a-z](\.(\d+|[a-z]))*", paragraph), (number, paragraph)


@pytest.mark.skipif(not WHOLE.is_file(), reason="the official list is not here")
def test_the_official_list_has_the_same_entries() -> None:
    with gzip.open(WHOLE, "rt", encoding="utf-8") as file:
        printed = set(re.findall(r"<B>(\d[A-E]\d{3})", file.read()))
    assert set(entries()) == printed


@pytest.mark.skipif(not PARSED.is_file(), reason="the official list is not here")
def test_the_official_table_has_the_same_columns() -> None:
    with gzip.open(PARSED, "rt", encoding="utf-8") as file:
        printed = {one["eccn"]: one["countryChart"] for one in json.load(file)["entries"]}
    for number in sorted(printed.keys() - FOLDED_INTO_ITS_NEIGHBOR):
        table = printed[number]
        found = {(row["for"], row["where"][-1]) for row in entries()[number].get("controls", ()) if _is_column(row)}
        official = {mark for row in table for mark in COLUMN.findall(row["countryChart"])}
        assert official <= found, (number, official - found)
        if number not in OUTSIDE_THE_TABLE:
            assert found == official | {("AT", "1")} & found, (number, found - official)


def _is_column(row: Mapping[str, Any]) -> bool:
    return row["where"][-1].isdigit() and row["where"] != "footnote_5"
