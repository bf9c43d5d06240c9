"""One form of the text, with the way back to the user's characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.normalise import normalise


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Н100 for Сhina", "H100 for China"),  # Cyrillic Н and С
        ("ＡＢ １２", "AB 12"),
        ("a\u200bb H\u202e100", "ab H100"),
        ("“quoted” ‘so’", "\"quoted\" 'so'"),
        ("10–20", "10-20"),
        ("H100—Singapore", "H100 - Singapore"),
        ("H100™ at 814 mm²", "H100 at 814 mm2"),
        ("10²⁶ FLOP", "10^26 FLOP"),
        ("cafe\u0301", "café"),
        ("ﾊﾞ", "バ"),
        ("μs and Ω", "μs and Ω"),
    ],
)
def test_one_form(typed: str, plain: str) -> None:
    assert normalise(typed).text == plain


@pytest.mark.parametrize(
    "text",
    ["深圳市的公司", "東京の会社、タイへ", "отправить в Москву", "Αθήνα", "삼성 서울", "وزارة", "Düsseldorf"],
)
def test_other_scripts_are_left_as_they_are(text: str) -> None:
    assert normalise(text).text == text


def test_a_disguise_is_noted() -> None:
    assert normalise("Нuаwei").notes == ("look-alike letters read as Latin: Huawei",)
    assert normalise("a\u200bb").notes == ("1 invisible characters removed",)
    assert normalise("plain").notes == ()


def test_the_way_back() -> None:
    typed = "x ½ H\u200b100"
    normal = normalise(typed)
    start = normal.text.index("H100")
    assert typed[slice(*normal.original(start, start + 4))] == "H\u200b100"


@given(st.text(max_size=60))
def test_every_character_has_its_place(text: str) -> None:
    normal = normalise(text)
    assert len(normal.back) == len(normal.text)
    assert list(normal.back) == sorted(normal.back)
    assert all(0 <= index < len(text) for index in normal.back)
