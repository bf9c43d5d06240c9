"""Canonical JSON is that of RFC 8785, numbers as text."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.records.canonical import canonical, sha256_of, shortest, text_of

words = st.text(st.characters(exclude_categories=["Cs"]))
trees = st.recursive(st.none() | st.booleans() | words, lambda inner: st.lists(inner) | st.dictionaries(words, inner))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees)
def test_it_is_that_of_the_standard(tree: object) -> None:
    assert canonical(tree) == rfc8785.dumps(tree)  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_its_shortest_digits(number: float) -> None:
    text = shortest(number)
    assert float(text) == number
    assert "e" not in text.lower()
    assert "." not in text or text[-1] not in ".0"


def test_a_number_hashes_alike_however_it_is_written() -> None:
    assert sha256_of([5]) == sha256_of([5.0]) == sha256_of([Decimal("5.00")]) == sha256_of(["5"])
    assert sha256_of([True]) != sha256_of([1])


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_no_number_is_refused(number: float) -> None:
    with pytest.raises(ValueError):
        canonical([number])


def test_half_a_character_is_replaced_and_nothing_else() -> None:
    assert json.loads(text_of({"question": "a\ud800b é 🙂"})) == {"question": "a\ufffdb é 🙂"}
