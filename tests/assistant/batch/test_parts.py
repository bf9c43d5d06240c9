"""Facts by their parts: what is read, hashed and kept by parts is what the whole would have given."""

from __future__ import annotations

import datetime as dt
import json
import zlib

import pytest

from assistant.batch.columns import read_header
from assistant.batch.parts import Parts, facts_of, part_of
from assistant.batch.proofs import packed, proof_by_parts, proof_of
from assistant.decide import Known, read_deal, written
from assistant.records.canonical import canonical, text_of, together, written_out
from rules.brief import brief
from rules.errors import BadFact
from rules.facts import read_facts
from rules.law import Law
from tests.assistant.batch import books

DAY = dt.date(2026, 11, 24)
HEADER = ("item.tpp", "item.form", "customer", "parties[0].headquarters", "quantity", "end_uses", "date", "route")
ROWS = (
    ("4800.50", "card", "Čeština 数据 AG", "CH", "64", "civil", "2026-10-01", "[]"),
    ("4800.5", "card", "Alpine Data AG", "CH", "null", "", "", "SG; MY"),
    ("", "", "", "", "7", "", "", ""),
    ("1e4", "", "x", "", "", '["civil"]', "", "null"),
)


@pytest.mark.parametrize("row", ROWS)
def test_parts_are_the_facts_of_the_row(row: tuple[str, ...]) -> None:
    columns = read_header(HEADER)
    told = Parts(columns).of(row)
    whole = read_facts(columns.stated(row))
    assert written(facts_of(one.said for one in told)) == written(whole)
    assert facts_of(one.said for one in told).model_fields_set == whole.model_fields_set
    assert together({one.said[0]: part_of(one.said).written for one in told}).text == text_of(written(whole))
    assert [name for one in told for name, _ in one.bearers] == ([row[2]] if row[2] else [])
    assert {one.day for one in told} - {None} == {whole.date} - {None}


@pytest.mark.parametrize(
    ("row", "named"),
    [
        (("abc", "", "", "", "-1", "", "", ""), "quantity"),  # in the order of facts, not of columns
        (("4800", "vehicle", "", "ch", "", "", "", ""), "item.form"),
        (("4800", "", "", "", "", "[", "", ""), "end_uses"),
        (("abc", "", "", "", "", "[", "", ""), "end_uses"),
    ],
)
def test_a_fault_is_that_of_the_whole_row(row: tuple[str, ...], named: str) -> None:
    columns = read_header(HEADER)
    parts = Parts(columns)
    for _ in range(2):
        with pytest.raises(BadFact) as by_parts:
            parts.of(row)
        with pytest.raises(BadFact) as whole:
            read_facts(columns.stated(row))
        assert str(by_parts.value) == str(whole.value)
        assert str(whole.value).startswith(f"{named}: ")


def test_a_proof_by_parts_is_the_proof() -> None:
    columns = read_header(books.HEADER)
    parts = Parts(columns)
    for row in books.rows(12):
        told = parts.of(row)
        facts = facts_of(one.said for one in told)
        plain = next(part_of(one.said).plain for one in told if one.said[0] == "parties")
        read = read_deal(facts, DAY, Known(lambda name, countries, day: [], ()), plain)
        assert read.facts is facts
        found = brief(read.facts, Law(DAY), lists=read.lists)
        whole = packed(proof_of(read, found))
        by_parts = packed(proof_by_parts(read, found, {one.said[0]: part_of(one.said).written for one in told}))
        assert by_parts == whole
        assert json.loads(zlib.decompress(by_parts[1]))["facts"] == written(facts)


def test_what_is_put_together_is_hashed_like_the_whole() -> None:
    whole = {"b": [1.50, {"ü": None}], "a": {"z": "\U0001f600", "y": 10**25}, "c": True}
    made = together({name: written_out(value) for name, value in whole.items()})
    assert made.canonical.encode() == canonical(whole)
    assert made.text == text_of(whole)
