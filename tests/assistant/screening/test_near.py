"""Names that are like a listed one, and names that only share words with one."""

from datetime import date
from pathlib import Path

import pytest

from assistant.screening.beside import alone
from assistant.screening.lists import engine_of
from assistant.screening.match import screen_name
from assistant.screening.pairs import pair_score
from assistant.screening.shipped import engine
from assistant.screening.spelling import readings, visible

AS_OF = date(2026, 10, 5)
ROWS: list[dict[str, object]] = [
    {"id": "a", "name": "Godson Zhongke", "aliases": [], "type": "Entity"},
    {"id": "b", "name": "KOVALCHUK, Andrey Petrovich", "aliases": ["Kovalchuck Andrei"], "type": "Individual"},
    {"id": "c", "name": "General Trading Company", "aliases": [], "type": "Entity"},
    {"id": "d", "name": "Northern Star General Trading LLC", "aliases": [], "type": "Entity"},
    {"id": "e", "name": "Bank of Kunlun", "aliases": [], "type": None},
]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("Godsn Zhongke Ltd", 0),
        ("GodsonZhongke", 0),
        ("God son Zhongke", 0),
        ("G\u043edson Zh\u200bongke", 0),
        ("Andrei Kovalchuk", 1),
        ("Андрей Ковальчук", 1),
        ("A. P. Kovalchuk", 1),
        ("Kunlun Bank", 4),
    ],
)
def test_variation_is_nearest_to_its_row(name: str, row: int) -> None:
    assert engine_of(ROWS).find(name)[0].entry == row


def test_full_match_of_a_rare_name_stands_above_plain_words_and_parts() -> None:
    own = engine_of(ROWS)
    rare, plain, part = (own.find(name)[0].score for name in ("Godson Zhongke", "General Trading", "Zhongke Foods"))
    assert rare > plain > part


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Huaweii Technologes", "huawei"),
        ("Щербаков Александр Владимирович", "shcherbakov"),
        ("Lonngson Technology", "loongson"),
    ],
)
def test_misspelt_or_romanised_name_is_asked(name: str, word: str, folder: Path) -> None:
    hits = [hit for hit in screen_name(name, as_of=AS_OF, folder=folder) if hit.verdict != "weak"]
    assert {hit.verdict for hit in hits} == {"open"}
    assert any(word in hit.name.lower() for hit in hits)


def test_likeness_in_another_country_passes(folder: Path) -> None:
    hits = screen_name("Lonngson Technologyy", country="BR", as_of=AS_OF, folder=folder)
    assert {hit.verdict for hit in hits} <= {"weak"}


@pytest.mark.parametrize(
    ("same", "other"),
    [
        (("Sergei Ivanov", "IVANOV, Sergey Borisovich"), ("Sergey Ivanov", "IVANOV, Andrey Borisovich")),
        (("Bank of Kunlun", "BANK OF KUNLUN CO LTD"), ("Bank of Moscow", "Bank of Beijing")),
        (("13th Research Institute", "No. 13 Research Institute"), ("Research Institute 14", "Research Institute 15")),
    ],
)
def test_pairs(same: tuple[str, str], other: tuple[str, str], folder: Path) -> None:
    known = engine(folder)
    assert pair_score(*same, known) > pair_score(*other, known)


def test_what_nobody_sees_is_gone() -> None:
    assert visible("Hua\u202ewei\x1b[31m\u200b") == "Huawei[31m"
    assert readings("\u200b\u202e") == []


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("Viktor Bout", "BOUT, Viktor"),
        ("Victor But", "BOUT, Viktor"),
        ("Ali Khamenei", "KHAMENEI, Ali"),
        ("Nicolas Maduro", "MADURO"),
        ("Ramzan Kadirov", "KADYROV, Ramzan"),
        ("Abdulmalik al-Houthi", "HOUTHI"),
        ("Sergei Shoygu", "SHOIGU, Sergei"),
        ("Mahan Airlines", "MAHAN AIR"),
        ("Aeroflot Airlines", "AEROFLOT"),
        ("DJI Innovations", "DJI"),
        ("Hikvison Digital", "Hangzhou Hikvision"),
        ("Huwaei", "Huawei"),
        ("Sav-Inter OY Ltd. - Tehran", "Sav-Inter"),
        ("PARS SAZEH ENGINEERING AND CONSTRUCTION, Kuala Lumpur branch", "PARS SAZEH"),
        ("Col. Ramzan Kadirov", "KADYROV, Ramzan"),
        ("Purchasing Department, VFC SOLUTIONS LTD Singapore", "VFC SOLUTIONS"),
    ],
)
def test_usual_short_or_other_spelling_is_asked(name: str, listed: str, folder: Path) -> None:
    hits = [hit for hit in screen_name(name, as_of=AS_OF, folder=folder) if hit.verdict != "weak"]
    assert {hit.verdict for hit in hits} <= {"open", "match"}
    assert any(listed.lower() in hit.name.lower() for hit in hits), hits


@pytest.mark.parametrize(
    "name",
    ["Natura SA", "Fortum Oyj", "Costco", "Delta Airlines", "Mahan Foods", "Sara Mohammadi", "Muhammad Khan",
     "Olga Smirnova", "Garcia Hermanos SL", "Gulf Air", "Bank of Beijing", "Natura SA, Tehran"],
)  # fmt: skip
def test_look_alike_passes(name: str, folder: Path) -> None:
    assert {hit.verdict for hit in screen_name(name, as_of=AS_OF, folder=folder)} <= {"weak"}


def test_company_form_speaks_against_a_person() -> None:
    own = engine_of([{"id": "a", "name": "MOZHAEV, Alexander", "aliases": ["GREEN"], "type": "Individual"}])
    bare, firm = (own.find(name)[0].score for name in ("Green", "Green LLC"))
    assert bare > firm


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("kriogenmash doha", "kriogenmash"),
        ("m s vostok sablerov kuala lumpur branch", "vostok sablerov"),
        ("purchasing department sablerov", "sablerov"),
        ("bank moscow", "bank moscow"),
        ("moscow", "moscow"),
    ],
)
def test_what_stands_beside_a_name_is_left_out(words: str, left: str) -> None:
    assert " ".join(alone(tuple(words.split()))) == left
