"""The papers named in next_steps: chosen by outcome, item, place, exception, parties and day."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from knowledge.digest import provision_for
from rules.checker import check
from rules.cite import find_cites
from rules.facts import Facts
from rules.law import Law
from rules.papers import _rows
from rules.warnings import advice

DAY = dt.date(2026, 9, 10)
H200 = {
    "form": "module", "tpp": 15832, "applicable_die_area_mm2": 814, "memory_bandwidth_gb_s": 4800,
    "designed_or_marketed_for_datacenter": True,
}  # fmt: skip
SMALL = {"form": "chip", "eccn": "3A991.p"}
GOODS = {"form": "other", "eccn": "EAR99", "hts": "free"}


def party(seat: str, **more: Any) -> dict[str, Any]:
    return {
        "roles": ["ultimate_consignee", "end_user"],
        "kind": "company",
        "headquarters": seat,
        "location": seat,
        "ultimate_parent": {"headquarters": seat},
        **more,
    }


def steps(item: dict[str, Any], place: str, day: dt.date = DAY, who: Any = None, **more: Any) -> tuple[str, ...]:
    facts = {"item": item, "destination": place, "parties": [who or party(place)], "quantity": 8, **more}
    return check(Facts.model_validate(facts), Law(day)).next_steps


def said(found: tuple[str, ...], words: str) -> bool:
    return any(words in one for one in found)


@pytest.mark.parametrize(
    ("place", "item", "words", "there"),
    [
        ("BR", SMALL, "where a tariff line", True),
        ("BR", SMALL, "whatever the value", False),
        ("CN", SMALL, "whatever the value", True),
        ("CN", GOODS, "whatever the value", False),  # EAR99 is not on the Commerce Control List
        ("CN", GOODS, "where a tariff line", True),
        ("GB", H200, "whatever the value", True),
        ("SY", GOODS, "whatever the value", True),
        ("BR", SMALL, "destination control statement (", True),
        ("BR", GOODS, "destination control statement", False),
        ("GB", H200, "destination control statement and the ECCN", True),
        ("GB", H200, "consignee signs its certificate", True),
        ("GB", H200, "classification with its figures", True),
        ("CN", H200, "destination control statement", False),  # nothing ships before a license
        ("RU", SMALL, "Block 9", True),
        ("IR", SMALL, "746.7(a)(2)", True),
        ("KP", SMALL, "neither replaces the other", True),
        ("BR", SMALL, "OFAC", False),
    ],
)
def test_papers_by_place_and_item(place: str, item: dict[str, Any], words: str, there: bool) -> None:
    more = {"nac": {"number": "none"}} if place == "CN" and item is H200 else {}
    assert said(steps(item, place, **more), words) is there


def test_no_export_from_the_united_states_no_filing() -> None:
    found = steps(SMALL, "BR", activity="reexport", departure="KR")
    assert not said(found, "EEI")


def test_block_9_names_section_746_8_from_the_day_that_the_paragraph_stands() -> None:
    assert not said(steps(SMALL, "RU", dt.date(2024, 6, 11)), "746.8(d)")
    assert said(steps(SMALL, "RU", dt.date(2024, 6, 12)), "746.8(d)")


def test_a_license_held_binds_and_nobody_is_sent_to_apply_again() -> None:
    found = steps(SMALL, "RU", license_held=True, license_number="D123456")
    assert said(found, "License D123456: stay within")
    assert not said(found, "Apply for a license")
    assert not said(found, "Block 9")
    assert said(steps(SMALL, "RU", license_held=False, license_number="D123456"), "Apply for a license")
    assert said(steps(SMALL, "RU", license_number="D123456"), "Apply for a license")  # a number alone is no license


def test_certifications_name_who_attests_only_while_they_can_help() -> None:
    none = {"nac": {"number": "none"}}
    assert said(steps(H200, "CN", **none), "independent US laboratory")
    assert not said(steps(H200, "CN", dt.date(2026, 1, 14), **none), "independent US laboratory")
    assert not said(steps({**H200, "memory_bandwidth_gb_s": 6500}, "CN", **none), "independent US laboratory")
    assert not said(steps(H200, "VN", **none), "independent US laboratory")


def test_an_unverified_party_signs_before_shipping() -> None:
    listed = {"list": "unverified_list", "name": "a listed company", "state": "match", "since": dt.date(2020, 1, 1)}
    found = steps(SMALL, "BR", who=party("BR", listings=[listed], uvl_statement=True))
    assert said(found, "signs and dates")
    assert said(found, "whatever the value")
    assert not said(steps(SMALL, "BR"), "signs and dates")


@pytest.mark.parametrize("words", ["EEI", "control statement", "five years"])
def test_what_is_prohibited_or_open_gets_no_shipping_papers(words: str) -> None:
    assert not said(steps(GOODS, "IR"), words)
    assert not said(steps({"form": "other", "eccn": "EAR99"}, "RU"), words)


def test_a_verdict_keeps_to_about_eight_lines_without_saying_a_thing_twice() -> None:
    for place in ("BR", "CN", "GB", "RU", "SY", "CU", "SA"):
        for item in (H200, SMALL, GOODS):
            found = steps(item, place, nac={"number": "N1"})
            assert len(found) <= 9
            assert len(set(found)) == len(found)


def test_every_line_names_a_provision_that_has_a_text() -> None:
    for name, row in _rows().items():
        cites = [one.text if hasattr(one, "text") else str(one) for one in find_cites(row["text"])]
        cites = cites or re.findall(r"\((\d\d CFR [^;]*)\)", row["text"])
        assert cites, name
        assert all(provision_for(cite, DAY) is not None for cite in cites), (name, cites)


LISTED = {"list": "entity_list", "name": "Huawei", "state": "match", "since": "2019-05-16", "scope": "ALL",
          "footnotes": [1], "policy": "POD"}  # fmt: skip


@pytest.mark.parametrize(
    ("who", "more", "opens"),
    [
        (party("CN"), {}, True),
        (party("CN", listings=[LISTED]), {}, False),  # the list presumes denial besides
        (party("CN"), {"end_uses": ["military"]}, False),  # 744.21(e)(3) draws every license for forces
    ],
)
def test_papers_open_case_by_case_review_only_where_nothing_else_presumes_denial(
    who: dict[str, Any], more: dict[str, Any], opens: bool
) -> None:
    found = steps(H200, "CN", who=who, **more)
    assert said(found, advice("next_steps")["january_papers"]) is opens
