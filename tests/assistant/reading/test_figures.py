"""Figures, percentages, money and bare counts, by figures.yaml and counts.yaml."""

from decimal import Decimal

import pytest

from assistant.reading.counts import spot_counts
from assistant.reading.figures import Figure, spot_figures
from assistant.reading.found import Found
from tests.assistant.reading.cases import Case, cases


@pytest.mark.parametrize("case", cases("figures"))
def test_figures(case: Case) -> None:
    found = spot_figures(case["text"])
    assert len(found) == len(case["finds"]), found
    for find, want in zip(found, case["finds"], strict=True):
        for field, value in want.items():
            assert seen(find, field) == (Decimal(str(value)) if field in {"value", "percent", "money"} else value), find


def seen(find: Found, field: str) -> object:
    """The field of the figure; a percentage or sum of money is the value itself."""
    if field in {"percent", "money"}:
        assert find.kind == field
        return find.value
    assert isinstance(find.value, Figure)
    return getattr(find.value, field)


@pytest.mark.parametrize("case", cases("counts"))
def test_counts(case: Case) -> None:
    found = spot_counts(case["text"], spot_figures(case["text"]))
    assert [f"{find.value}{'?' if find.status == 'guessed' else ''}" for find in found] == case["counts"], found


def test_bits_are_divided_by_eight_and_it_is_said() -> None:
    assert [find.note for find in spot_figures("800 Gb/s")] == ["Gb/s are bits: 100 GB/s"]


def test_a_count_behind_an_item_belongs_to_it() -> None:
    item = Found(0, 4, "H200", "item", "H200")
    assert [(find.text, find.value) for find in spot_counts("H200x64", [item])] == [("x64", Decimal(64))]


def test_no_count_inside_what_is_taken() -> None:
    item = Found(0, 8, "RTX 4090", "item", "RTX 4090")
    assert spot_counts("RTX 4090", [item]) == []
    assert [find.value for find in spot_counts("RTX 4090, 4,090 of them", [item])] == [Decimal(4090)]


def test_another_currency_is_said() -> None:
    assert [find.note for find in spot_figures("€500")] == ["in €, not US dollars"]
