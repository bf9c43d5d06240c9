"""Names of listed parties in their own scripts lead to the rows that bear them; nobody else's Latin name does."""

import csv
from datetime import date

import pytest

from assistant.screening.entries import DATA, Entry, raw_rows
from assistant.screening.index import GROUP_LISTS
from assistant.screening.match import screen_name
from assistant.screening.spot import spot_parties

DAY = date(2026, 7, 31)


def rows() -> list[dict[str, str]]:
    with (DATA / "native_names.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts() -> list[str]:
    return [line for line, _ in raw_rows()]


def test_every_line_means_a_row_of_the_list() -> None:
    listed = {(one.list, one.name, one.countries) for one in map(Entry.model_validate_json, texts())}
    meant = [(GROUP_LISTS[one["list"]], one["listed_name"], tuple(sorted(one["countries"].split()))) for one in rows()]
    missing = [one for one in meant if one not in listed]
    assert missing == []


def test_every_line_says_when_it_was_checked_and_how_sure_it_is() -> None:
    for one in rows():
        assert one["confidence"] in {"high", "medium"}
        assert date.fromisoformat(one["checked"]) >= DAY
        assert not any(name.isascii() or name != name.strip() for name in one["names"].split(";")), one["names"]


@pytest.mark.parametrize(
    ("name", "listed", "verdict"),
    [
        ("华为技术有限公司", "Huawei Technologies Co., Ltd. (Huawei)", "match"),
        ("ファーウェイ", "Huawei Technologies Co., Ltd. (Huawei)", "match"),
        ("화웨이", "Huawei Technologies Co., Ltd. (Huawei)", "match"),
        ("هواوي", "Huawei Technologies Co., Ltd. (Huawei)", "match"),
        ("福建晋华", "Fujian Jinhua Integrated Circuit Company, Ltd.", "match"),
        ("海康威視", "Hangzhou Hikvision Digital Technology Co., Ltd.", "match"),
        ("四川无声信息", "SICHUAN SILENCE INFORMATION TECHNOLOGY COMPANY, LIMITED", "open"),  # not sure: asked
        ("四川大学华西医院", "Sichuan University", "open"),  # more than the name
        ("Уралвагонзавод", "Uralvagonzavod", "match"),
        ("هواپیمایی ماهان", "MAHAN AIRWAYS", "match"),
        ("정찰총국", "RECONNAISSANCE GENERAL BUREAU", "match"),
        ("حزب الله", "HIZBALLAH", "match"),
    ],
)
def test_native_name_leads_to_its_row(name: str, listed: str, verdict: str) -> None:
    found = {hit.name: hit.verdict for hit in screen_name(name, as_of=DAY)}
    assert found.get(listed) == verdict


@pytest.mark.parametrize(
    "name", ["某某科技有限公司", "Вектор Плюс", "شركة النور للتجارة", "삼영전자", "ห้างหุ้นส่วนสยามชิป"]
)
def test_unresolved_name_in_another_script_is_a_question(name: str) -> None:
    first = screen_name(name, as_of=DAY)[0]
    assert (first.list, first.verdict) == ("unknown", "open")


def test_latin_name_that_only_reads_like_a_native_one_is_no_hit() -> None:
    assert not [hit for hit in screen_name("HSA", as_of=DAY) if "AIRCRAFT" in hit.name and hit.verdict == "match"]
    assert spot_parties("We ship cards to HSA in Oslo.") == []  # هسا reads "hsa"
