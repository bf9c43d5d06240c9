"""Places and nationalities, by the cases of places.yaml and demonyms.yaml."""

import csv
import os
from pathlib import Path

import pytest

from assistant.reading.found import Found
from assistant.reading.places import Place, spot_demonyms, spot_places
from tests.assistant.reading.cases import Case, cases


def place(find: Found) -> Place:
    assert isinstance(find.value, Place)
    return find.value


def check(found: list[Found], case: Case) -> None:
    expected = case["finds"]
    assert [find.text for find in found] == [want["words"] for want in expected], found
    for find, want in zip(found, expected, strict=True):
        assert case["text"][find.start : find.end] == find.text
        assert sorted(place(find).countries) == sorted(want["countries"].split()), find
        assert find.status == want.get("status", "stated"), find
        for field in ("kind", "region", "treatment", "row"):
            if field in want:
                assert getattr(place(find), field) == want[field], find


@pytest.mark.parametrize("case", cases("places"))
def test_places(case: Case) -> None:
    check(spot_places(case["text"]), case)


@pytest.mark.parametrize("case", cases("demonyms"))
def test_demonyms(case: Case) -> None:
    check(spot_demonyms(case["text"]), case)


SHARED = Path(os.environ.get("EXPORTDESK_SHARED", Path(__file__).parents[4] / "shared"))
CHART = SHARED / "data" / "country" / "country_chart_ecfr_2026-09-24.csv"


@pytest.mark.skipif(not CHART.exists(), reason="the shared data is not here")
def test_every_country_of_the_chart_is_found_by_its_name_there() -> None:
    with CHART.open(encoding="utf-8", newline="") as file:
        chart = {row["ear_name"]: row["iso2"] for row in csv.DictReader(file)}
    read = {name: [set(place(find).countries) for find in spot_places(name)] for name in chart}
    assert {name for name, code in chart.items() if not any(code in countries for countries in read[name])} == set()
    open_ones = {name.split(" (")[0] for name, code in chart.items() if read[name] != [{code}]}
    assert open_ones <= {"Georgia", "Congo", "Sint Maarten"}, "others leave no doubt"


def test_a_misspelt_place_says_how_it_was_read() -> None:
    assert [find.note for find in spot_places("to Sinagpore")] == ["read Sinagpore as Singapore"]


def test_a_small_town_is_a_guess_only() -> None:
    finds = spot_places("a school in Herceg-Novi")
    assert [(find.status, place(find).countries) for find in finds] == [("guessed", ("ME",))]
