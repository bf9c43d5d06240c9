"""The header and the cells of an order book."""

from __future__ import annotations

import pytest

from assistant.batch.columns import read_header
from assistant.batch.errors import BatchError
from rules.errors import BadFact


@pytest.mark.parametrize(
    ("header", "named"),
    [
        (["destinaton", "item.tpp"], "destinaton"),
        (["item"], "item"),
        (["item.tpp", "item.tpp"], "item.tpp"),
        (["item.tpp", "outcome"], "outcome"),
        (["item.tpp", ""], "header"),
        (["id", "_note"], "header"),
        (["parties[1].name"], "parties[1].name"),
        (["parties.name"], "parties.name"),
        (["item.tpp[0]"], "item.tpp[0]"),
        (["customer", "parties[0].name"], "customer"),
        (["words.quantity.text"], "words.quantity.text"),
        (["=cmd|x"], "=cmd|x"),
    ],
)
def test_a_header_that_cannot_be_read_names_the_column(header: list[str], named: str) -> None:
    with pytest.raises(BatchError) as said:
        read_header(header)
    assert said.value.field == named
    assert "expected" in str(said.value)


def test_a_misspelt_column_is_told_the_right_one() -> None:
    with pytest.raises(BatchError, match="such as destination "):
        read_header(["destinaton"])


def test_cells_become_facts() -> None:
    columns = read_header(
        ["id", "quantity", "end_uses", "route[0]", "route[1]", "item.tops[0].dense_tops", "item.tops[0].bits",
         "parties[0].headquarters", "parties[1].roles", "_anything"]
    )  # fmt: skip
    row = ("7", " 64 ", "civil; military", "SG", "", "380", "8", "null", '["end_user"]', "=1")
    assert columns.stated(row) == {
        "quantity": "64", "end_uses": ["civil", "military"], "route": ["SG"],
        "item": {"tops": [{"dense_tops": "380", "bits": "8"}]},
        "parties": [{"headquarters": None}, {"roles": ["end_user"]}],
    }  # fmt: skip


def test_an_empty_cell_is_silence_and_brackets_are_none() -> None:
    columns = read_header(["parties[0].owners", "destination"])
    assert columns.stated(("[]", "")) == {"parties": [{"owners": []}]}


def test_a_gap_in_a_list_is_an_error_that_names_the_place() -> None:
    columns = read_header(["parties[0].headquarters", "parties[1].headquarters"])
    with pytest.raises(BadFact, match=r"parties\[0\]"):
        columns.stated(("", "CN"))


def test_words_and_facts_do_not_stand_in_one_row() -> None:
    columns = read_header(["question", "customer", "end_use", "destination"])
    assert columns.words(("64 H200?", "Acme", "a cloud", "")) == "64 H200?\nCustomer: Acme\nEnd use: a cloud"
    assert columns.words(("", "Acme", "a cloud", "SG")) is None
    assert columns.stated(("", "Acme", "a cloud", "SG")) == {
        "parties": [{"name": "Acme"}], "end_use": "a cloud", "destination": "SG",
    }  # fmt: skip
    with pytest.raises(BadFact, match="destination"):
        columns.words(("64 H200?", "", "", "SG"))
