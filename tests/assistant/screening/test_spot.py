"""Party names in running text."""

from pathlib import Path

import pytest

from assistant.reading.found import PartyName
from assistant.screening.spot import spot_parties


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We want to ship 8 H200 to Alibaba Cloud in Singapore.", ["Alibaba Cloud"]),
        ("64 NVIDIA H20 for Huawei Technologies Co., Ltd. in Shenzhen", ["Huawei Technologies Co., Ltd"]),
        ("The customer is Phytium's office, ordering Hopper GPUs", ["Phytium"]),
        ("Godson Zhongke wants MI300X, and tencent also", ["Godson Zhongke", "tencent"]),
        ("We sell to Tencent 8 H200 and 4 H100 to Intel in Ireland", ["Tencent", "Intel"]),
        ("Dell PowerEdge servers for SenseTime", ["SenseTime"]),
        ("向华为出口H20", ["华为"]),
        ("Яндекс хочет 8 H100", ["Яндекс"]),
        ("An Iran Air order", ["Iran Air"]),
        ("Yangtze Memory, SMIC and CETC", ["Yangtze Memory", "SMIC", "CETC"]),
        ("MI300X to OpenAI, xAI and Z.ai", ["OpenAI", "xAI", "Z.ai"]),
        ("SMIC, Shanghai", ["SMIC"]),
        ("Sber Vostok Limited Liability Partnership in Almaty", ["Sber Vostok Limited Liability Partnership"]),
        (
            "National University of Defense Technology (NUDT), Changsha",
            ["National University of Defense Technology (NUDT)"],
        ),
        ("meta said apple; Meta buys", ["Meta"]),
    ],
)
def test_finds(text: str, expected: list[str], folder: Path) -> None:
    found = spot_parties(text, folder)
    assert [find.text for find in found] == expected
    assert all(text[find.start : find.end] == find.text and find.kind == "party" for find in found)


@pytest.mark.parametrize(
    "text",
    [
        "Star Delta global export titan atlas hopper blackwell for a clinic in Oslo",
        "Star, Delta, Global, Export, Titan, Atlas, Hopper, Blackwell: a clinic in Oslo",
        "selling Huawei Ascend 910B cards",
        "a data center in New York; Middle East trading; Hong Kong; South China Sea",
        "Our customer Riverside Dental Imaging GmbH, Munich, buys an Atlas server",
        "Tesla V100 and Titan RTX cards for the University of Penang",
        "Is a license needed for technology released to the public under the EAR?",
        "never ever evergreen",
        "Country Group A:1, the General Technology Note and the UAE Ministry of Defense",
        "True if it is Orange",
    ],
)
def test_finds_nothing(text: str, folder: Path) -> None:
    assert spot_parties(text, folder) == []


def test_says_where_the_name_is_known_from(folder: Path) -> None:
    values = [find.value for find in spot_parties("Alibaba Cloud; SMIC; Godson Zhongke; NVIDIA", folder)]
    assert values == [
        PartyName("Alibaba Cloud", register_id="alibaba_cloud", listed=False),
        PartyName("SMIC", register_id="smic", listed=True),
        PartyName("Godson Zhongke", register_id=None, listed=True),
        PartyName("NVIDIA", register_id="nvidia", listed=False),
    ]
