"""A deal in few words finds the requirement on its item and what is said of its place."""

import datetime as dt

import pytest

from assistant.looked_for import names_product, passages

DAY = dt.date(2026, 10, 5)
REQUIREMENT = "15 CFR 742.6(a)(6)(iii)"


@pytest.mark.parametrize("query", ["H20 to Singapore", "RTX 4090 laptops for Hanoi", "MI300X"])
def test_product_and_place_find_the_requirement(query: str) -> None:
    found = passages(query, 10, DAY)
    assert REQUIREMENT in [one.cite for one in found[:3]]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_what_is_said_of_the_place_stays_in_sight() -> None:
    assert any("A:6" in one.title for one in passages("H20 to Singapore", 10, DAY))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "Singapore",
        "742.6 H20",
        "Is the H20 described in the list?",
        "how the rule on the H20 came about and who was told by letter",
    ],
)
def test_other_words_are_searched_as_they_stand(query: str) -> None:
    assert not names_product(query)
