"""The register of well-known firms."""

import re

import pytest

from assistant.register.register import register


def test_size_and_form() -> None:
    firms = register().firms
    assert len(firms) >= 90
    assert len({firm.id for firm in firms}) == len(firms)
    seats = [firm.seat for firm in firms] + [firm.ultimate_parent.seat for firm in firms if firm.ultimate_parent]
    assert all(re.fullmatch("[A-Z]{2}", seat) for seat in seats)
    assert all(firm.source and firm.as_of.year >= 2024 for firm in firms)


def test_no_name_belongs_to_two_firms() -> None:
    for firm in register().firms:
        for name in (firm.name, *firm.aliases):
            assert register().find(name) == firm, name


@pytest.mark.parametrize(
    ("name", "firm_id", "parent_seat"),
    [
        ("Alibaba Cloud in Singapore", "alibaba_cloud", "CN"),
        ("ByteDance's Singapore unit", "bytedance", "CN"),
        ("TikTok", "tiktok", "CN"),
        ("Tencent Singapore", "tencent", "CN"),
        ("阿里云", "alibaba_cloud", "CN"),
        ("阿里巴巴新加坡", "alibaba", "CN"),
        ("Yandex LLC", "yandex", "RU"),
        ("Core42", "core42", "AE"),
        ("Google Cloud Japan", "google", "US"),
        ("NTT Data UK", "ntt", "JP"),
        ("Telenor ASA", "telenor", "NO"),
        ("Microsoft", "microsoft", "US"),
    ],
)
def test_finds(name: str, firm_id: str, parent_seat: str) -> None:
    firm = register().find(name)
    assert firm is not None
    assert (firm.id, firm.parent_seat) == (firm_id, parent_seat)


@pytest.mark.parametrize(
    "name", ["Meta Dental Oslo", "Gazprom Neft", "Riverside Cloud", "Oracle of Delphi Tours", "", "Singapore"]
)
def test_finds_nobody(name: str) -> None:
    assert register().find(name) is None


def test_low_confidence_tells_no_parent() -> None:
    firm = register().find("Megaspeed")
    assert firm is not None
    assert (firm.seat, firm.parent_seat) == ("SG", None)
