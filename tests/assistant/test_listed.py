"""Whether a name is listed: the entry with its day, footnotes and policy, or that none was found; never a clearance."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.ask import ask
from assistant.reading.listing_asked import names_asked

DAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("is huawei cloud chile listed?", ("huawei cloud chile",)),
        ("Are SMIC, YMTC and CXMT on the Entity List?", ("SMIC", "YMTC", "CXMT")),
        ("When was Sugon added to the Entity List?", ("Sugon",)),
        ("what list is Phytium on", ("Phytium",)),
        ("Is Inspur Group Co., Ltd. listed?", ("Inspur Group Co., Ltd",)),
        ("Is our customer Petrov Trading a denied person?", ("Petrov Trading",)),
        ("has bis added naura to the entity list?", ("naura",)),
        ("We were told that YMTC is on the entity list. Is that right?", ("YMTC",)),
        ("Which footnote does Hygon carry?", ("Hygon",)),
        ("Steht Loongson auf der Entity List?", ("Loongson",)),
        ("¿Está Hikvision en la lista de entidades?", ("Hikvision",)),
        ("SMIC est-elle sur la Entity List ?", ("SMIC",)),
        ("中芯国际在实体清单上吗？", ("中芯国际",)),
        ("SMICはエンティティリストに載っていますか", ("SMIC",)),
        ("Tell me whether Huawei Cloud in Santiago de Chile is on your lists.", ("Huawei Cloud in Santiago de Chile",)),
        ("Is Nebius on a list?", ("Nebius",)),
        ("Can you check if YMTC appears on the Entity List?", ("YMTC",)),
        ("Does it matter whether SMIC is on the Entity List?", ()),
        ("I need to know whether our buyer is on a list.", ()),
        ("is the buyer listed?", ()),
        ("Is an Entity List company in Germany listed with a footnote?", ()),
        ("The buyer's bank is an SDN.", ()),
        ("somebody in finance says the owner is on the SDN list", ()),
        ("Is China listed in D:5?", ()),
        ("Are subsidiaries of listed companies listed too?", ()),
        ("What does it mean to be on the Entity List?", ()),
        ("The buyer was put on the Entity List after our order but before we ship. Can we still send?", ()),
    ],
)
def test_whose_listing_is_asked(question: str, names: tuple[str, ...]) -> None:
    assert names_asked(question) == names


def told(question: str, day: dt.date = DAY) -> str:
    answer = ask(question, as_of=day, record=False)
    assert answer.kind == "explanation"
    assert answer.verdict is None
    return answer.answer


def test_a_listed_name_is_told_with_its_entry() -> None:
    text = told("Is SMIC on the Entity List?")
    assert text.startswith("**SMIC is listed.**")
    for part in (
        "since 2020-12-18",
        "footnote 5",
        "presumption of denial",
        "all items subject to the EAR",
        "2026-07-31",
    ):
        assert part in text


def test_a_name_that_is_not_found_is_not_cleared() -> None:
    text = told("Is Tencent on any US list?")
    assert "No entry that counts under the EAR was found" in text
    assert "clears nobody" in text
    assert "screen the name again" in text


def test_an_alike_name_is_open() -> None:
    assert "may be listed" in told("Is Inspur Cloud Brazil on the Entity List?")


def test_an_entry_of_a_later_day_is_not_yet_one() -> None:
    text = told("is Moore Threads listed?", dt.date(2023, 1, 26))
    assert "Not yet on the day asked for" in text
    assert "is listed.**" not in text


def test_a_chip_is_no_name() -> None:
    assert "Consolidated Screening List" not in ask("Is the H20 listed?", as_of=DAY, record=False).answer


def test_a_deal_with_the_question_has_both() -> None:
    answer = ask("4 RTX 5080 to Romashka in Almaty. Is Romashka listed?", as_of=DAY, record=False)
    assert answer.kind == "verdict"
    assert answer.verdict is not None
    assert not answer.verdict.clears
    assert "Romashka" in answer.answer
    assert "list at hand" in answer.answer


def test_markup_in_a_name_is_inert() -> None:
    text = told("Is [Evil](http://x.example) **Corp** on the Entity List?")
    assert "](http" not in text
