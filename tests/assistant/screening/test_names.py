"""Keys of names."""

import pytest

from assistant.screening import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Huawei Technologies Co., Ltd.", "HUAWEI TECHNOLOGY COMPANY LIMITED"),
        ("Huawei Chile S.A.", "huawei chile"),
        ("Joint Stock Company Mikron", "Mikron JSC"),
        ("Xi'an Aerospace", "Xi’an Aerospace"),
        ("Müller & Söhne GmbH", "Muller and Sohne"),
        ("Hi-Silicon", "HiSilicon"),
        ("L.L.C. Center", "Centre LLC"),
        ("Sm\u0456c", "SMIC"),  # a Ukrainian i
        ("МИКРОН", "Mikron"),
    ],
)
def test_same_key(one: str, other: str) -> None:
    assert names.key(one).squash == names.key(other).squash


@pytest.mark.parametrize(("one", "other"), [("Alpha Trading", "Alpha Shipping"), ("Riverside", "Riversides")])
def test_other_key(one: str, other: str) -> None:
    assert names.key(one).squash != names.key(other).squash


def test_legal_form_alone_is_kept() -> None:
    assert names.key("The Company Ltd").squash != ""


def test_readings_take_names_out_of_brackets() -> None:
    assert names.readings("Semiconductor Manufacturing International Corporation (SMIC)") == [
        "Semiconductor Manufacturing International Corporation (SMIC)",
        "Semiconductor Manufacturing International Corporation",
        "SMIC",
    ]
    assert "Tiger Force Electronics" in names.readings("Universal Ltd [aka General Ltd, aka Tiger Force Electronics]")
    assert "Huawei Mobile Technology Ltd" in names.readings(
        "Huawei Co. (Huawei). Affiliated Entity: Huawei Mobile Technology Ltd."
    )


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Müller", False),
        ("Đặng", False),
        ("Huаwei", False),
        ("СМІС", True),
        ("华为", True),
        ("Ромашка", True),
        ("ＡＢＣ", False),
    ],
)
def test_foreign_script(text: str, foreign: bool) -> None:
    assert names.is_foreign_script(text) is foreign
