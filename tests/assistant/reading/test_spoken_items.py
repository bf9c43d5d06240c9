"""Chips whose number is said in words; a number that only counts is none."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.reading.understand import understand

DAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("h-two-hundred to Kenya", "H200 SXM"),
        ("8 pieces of the H two hundred for a bank in Nairobi", "H200 SXM"),
        ("B three hundred to Nairobi", "B300"),
        ("mi three hundred x to Nairobi", "MI300X"),
        ("rtx fifty ninety to Shanghai", "RTX 5090"),
        ("two ascend nine ten b for a test in Penang", "Ascend 910B"),
    ],
)
def test_a_spoken_number_names_the_chip(text: str, name: str) -> None:
    [deal] = understand(text, as_of=DAY).deals
    assert deal.facts["item"]["name"] == name


@pytest.mark.parametrize("text", ["A hundred GPUs to Nairobi", "a two hundred euro deposit for a bank in Nairobi"])
def test_a_count_is_no_chip(text: str) -> None:
    for deal in understand(text, as_of=DAY).deals:
        assert "designer" not in deal.facts.get("item", {})
