"""Designations in running text: what is found, how far it reaches, and what is none."""

import pytest

from assistant.catalogue import Named, catalogue


def found(text: str) -> list[tuple[str, str]]:
    """Characters and label of every find that may be used."""
    finds = catalogue().spot(text)
    for find in finds:
        assert find.kind == "item"
        assert text[find.start : find.end] == find.text
    return [
        (find.text, find.value.label) for find in finds if find.status != "guessed" and isinstance(find.value, Named)
    ]


def products(text: str) -> set[str]:
    named = catalogue().lookup(text)
    assert named is not None, text
    return {product.name for product in named.products}


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("8xH200", [("H200", "H200")]),
        ("64*H200", [("H200", "H200")]),
        ("64×H200", [("H200", "H200")]),
        ("64 x H200", [("H200", "H200")]),
        ("64 xH200", [("H200", "H200")]),
        ("H200,H100", [("H200", "H200"), ("H100", "H100")]),
        ("H100/H200", [("H100", "H100"), ("H200", "H200")]),
        ("64xH100s", [("H100s", "H100")]),
        ("H200x64", [("H200", "H200")]),
        ("GB200-NVL72", [("GB200-NVL72", "GB200 NVL72")]),
        ("GB200 NVL36x2", [("GB200 NVL36x2", "GB200 NVL36x2")]),
        ("A100-80GB", [("A100-80GB", "A100 80GB")]),
        ("mi 300x", [("mi 300x", "MI300X")]),
        ("MI-300X", [("MI-300X", "MI300X")]),
        ("发64块H200到深圳", [("H200", "H200")]),
        ("RTX4090显卡十张", [("RTX4090", "RTX 4090")]),
        ("昇腾910B和昇騰 910C", [("昇腾910B", "Ascend 910B"), ("昇騰 910C", "Ascend 910C")]),
        ("华为昇腾910B", [("华为昇腾910B", "Ascend 910B")]),
        ("RTX‑5090 D", [("RTX‑5090 D", "RTX 5090 D")]),
        ("RTX 5090", [("RTX 5090", "RTX 5090")]),
        ("rtx 5090 dv2", [("rtx 5090 dv2", "RTX 5090 D v2")]),
        ("NVIDIA GeForce RTX 4070 Ti SUPER", [("NVIDIA GeForce RTX 4070 Ti SUPER", "RTX 4070 Ti Super")]),
        ("RTX 4090 Laptop-GPU", [("RTX 4090 Laptop-GPU", "RTX 4090 (laptop)")]),
        ("4090笔记本", [("4090笔记本", "RTX 4090 (laptop)")]),
        ("RTX 4090 ノート", [("RTX 4090 ノート", "RTX 4090 (laptop)")]),
        ("RTX 4050", [("RTX 4050", "RTX 4050 (laptop)")]),
        ("the H100's price", [("H100", "H100")]),
        ("two DGX-B200 and an HGX H100", [("DGX-B200", "DGX B200"), ("HGX H100", "HGX H100 8-GPU")]),
        ("AMD H100", [("H100", "H100")]),
        ("AMD (MI250) and NVIDIA (A100)", [("MI250", "MI250"), ("A100", "A100")]),
        ("H100 (SXM) and H100 (new)", [("H100 (SXM)", "H100 SXM5"), ("H100", "H100")]),
        ("RTX 5090/5090D", [("RTX 5090", "RTX 5090"), ("5090D", "RTX 5090 D")]),
        ("64 pieces of 4090", [("4090", "RTX 4090")]),
        ("2 HGX H200 4-GPU boards, 16 H200 NVL", [("HGX H200 4-GPU", "HGX H200 4-GPU"), ("H200 NVL", "H200 NVL")]),
        ("RTX 4090を20枚", [("RTX 4090", "RTX 4090")]),
        ("an H100-based cluster", [("H100", "H100")]),
        ("acht H100-Karten", [("H100", "H100")]),
        ("A100 PCI-E", [("A100 PCI-E", "A100 PCIe 80GB")]),
        ("NVIDIA Quadro RTX 4000", [("NVIDIA Quadro RTX 4000", "Quadro RTX 4000")]),
        ("NVIDIA-H100", [("NVIDIA-H100", "H100")]),
        ("4090 24GB", [("4090 24GB", "RTX 4090")]),
        ("H100-SXM5-80GB", [("H100-SXM5-80GB", "H100 SXM5")]),
        ("H100_SXM5", [("H100_SXM5", "H100 SXM5")]),
        ("H200, 141 GB/s", [("H200", "H200")]),
        ("H100\nNVL", [("H100", "H100")]),
        ("3 L40S", [("L40S", "L40S")]),
        ("12 L4 cards", [("L4", "L4")]),
        ("mi50", [("mi50", "MI50")]),
    ],
)
def test_found_whole(text: str, finds: list[tuple[str, str]]) -> None:
    assert found(text) == finds


@pytest.mark.parametrize(
    "text",
    [
        "H2000", "KLM", "4,090", "AH200", "XH100", "C12H20", "CH200", "3A090.a and 4A090", "5A992.c", "GB 200 units",
        "50 mi 60", "h2o", "a40 and l4 and t4", "L4 cache", "the A40 motorway", "Terminal T4", "Gate B200", "Room H200",
        "RTX 5080 Super", "rtx 5090 ti", "RTX 4090 Ti", "H200 NVL8", "H100 Ultra", "RTX 5080 D", "H300", "MI400X",
        "BI-V100", "MLU370-S4", "Ascend 910B Pro", "Data Center GPU Max 1350", "Trainium4", "Trainium 4",
        "Atlas 800I A2", "Nile Delta Company", "DELTA Logistics", "H100B", "B200A", "Ascend 920", "A100M", "RTX 7090",
        "sales@h100.com", "Wormhole n300", "4090m", "X100", "DCU K100", "GTX 1080", "B 200 units", "Plan A 100",
    ],
)  # fmt: skip
def test_not_found(text: str) -> None:
    """Another model, or no chip at all; nothing is matched by likeness."""
    assert found(text) == []
    assert catalogue().lookup(text) is None or not text.isupper()


@pytest.mark.parametrize(
    "text",
    [
        "8x 4090 to Brno", "a 4090 for Brno", "20 4090s", "4090 or 5090?", "100块4090", "4090x2", "GPUs: 4090",
        "we ship 4090 cards", "50 4090 units", "H100,4090", "4090, H100", "(4090)", "2x 2080",
    ],
)  # fmt: skip
def test_bare_number_is_a_card(text: str) -> None:
    assert [label for _, label in found(text) if label.startswith("RTX")] != []


@pytest.mark.parametrize(
    "text",
    [
        "costs $4090", "USD 4090 each", "4090 USD", "4090€", "¥4090", "4090元", "4,090", "14,4090", "4090.50", "0.4090",
        "4090 units of H20", "4090 H100 cards", "4090 x H100", "H200 x 4090", "order 4090", "invoice no. 4090", "#4090",
        "quantity: 4090", "TPP 4090", "TPP of 4090", "tpp is 4090", "4090 TPP", "4090 TOPS", "4090 GB/s", "4090 mm²",
        "4090 kg", "40901", "in 2080", "by 2070", "4090 pcs", "4090块H200", "4090-12-01", "4090%", "zip 4090",
        "4090 Main Street", "INV-4090",
    ],
)  # fmt: skip
def test_bare_number_is_no_card(text: str) -> None:
    assert [label for _, label in found(text) if label.startswith("RTX")] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("H100", {"H100 SXM5", "H100 PCIe", "H100 NVL"}),
        ("H100 SXM", {"H100 SXM5"}),
        ("NVIDIA H100 PCIe 80GB", {"H100 PCIe"}),
        ("H100 80GB", {"H100 SXM5", "H100 PCIe"}),
        ("H100 94GB", {"H100 NVL"}),
        ("h200", {"H200 SXM", "H200 NVL"}),
        ("h200 nvl", {"H200 NVL"}),
        ("A100 80GB", {"A100 SXM 80GB", "A100 PCIe 80GB"}),
        ("A100 40 GB", {"A100 SXM 40GB"}),
        ("A100", {"A100 SXM 40GB", "A100 SXM 80GB", "A100 PCIe 80GB"}),
        ("MI300", {"MI300A", "MI300X"}),
        ("Gaudi 3", {"Gaudi 3 (HL-325L)", "Gaudi 3 PCIe (HL-338)"}),
        ("V100", {"V100 SXM2 32GB"}),
        ("RTX 6000 Ada Generation", {"RTX 6000 Ada"}),
        ("A6000", {"RTX A6000"}),
        ("RTX 4090 Laptop GPU", {"RTX 4090 (laptop)"}),
        ("5090D", {"RTX 5090 D"}),
        ("910B", {"Ascend 910B"}),
        ("l4", {"L4"}),
        ("DGX Spark", {"DGX Spark (GB10)"}),
        ("HL-225", {"Gaudi 2"}),
        ("NVIDIA B300 (Blackwell Ultra)", {"B300"}),
        ("NVIDIA L20 PCIe", {"L20"}),
        ("NVIDIA H100 80GB HBM3 SXM5", {"H100 SXM5"}),
        ("NVIDIA Quadro RTX 6000", {"Quadro RTX 6000"}),
        ("8x H100 board", {"H100 SXM5"}),
    ],
)
def test_name_means(name: str, expected: set[str]) -> None:
    assert products(name) == expected


@pytest.mark.parametrize(
    ("name", "chips", "kind"),
    [
        ("GB200", 2, "superchip"),
        ("GB200 NVL72", 72, "rack"),
        ("NVL72", 72, "rack"),
        ("HGX H100", 8, "board"),
        ("HGX H100 SXM5 80GB", 8, "board"),
        ("DGX A100 SXM4", 8, "server"),
        ("HGX A100 80GB", 8, "board"),
        ("DGX B200", 8, "server"),
        ("HGX B300 NVL16", 8, "board"),
        ("Vera Rubin NVL144", 72, "rack"),
        ("GH200", 1, "superchip"),
        ("CloudMatrix 384", 384, "rack"),
    ],
)
def test_system_and_its_chips(name: str, chips: int, kind: str) -> None:
    named = catalogue().lookup(name)
    assert named is not None
    assert named.kind == "system"
    assert named.system is not None
    assert (named.system.chips_per_system, named.system.kind) == (chips, kind)


def test_bare_nvl72_means_the_chips_of_both_racks_and_says_so() -> None:
    assert products("NVL72") == {"GB200 (per GPU)", "GB300 (per GPU)"}
    [find] = catalogue().spot("a rack of NVL72")
    assert find.note is not None
    assert "GB300 NVL72" in find.note


@pytest.mark.parametrize("text", ["Hopper cards", "some Blackwell GPUs", "part number A100", "P/N: H100", "a CS-3"])
def test_code_names_and_part_numbers_are_guesses(text: str) -> None:
    [find] = catalogue().spot(text)
    assert find.status == "guessed"


def test_ascend_alone_means_each_chip_of_that_name() -> None:
    [find] = catalogue().spot("Ascend servers")
    assert find.status == "stated"
    assert products("Ascend") == {"Ascend 910B", "Ascend 910C", "Ascend 910"}


@pytest.mark.parametrize("word", ["Hopper", "Blackwell", "GH100", "hopper", "Rubin", "unknown", "", "   ", "GPU"])
def test_code_names_are_never_looked_up(word: str) -> None:
    assert catalogue().lookup(word) is None


def test_small_s_is_the_model_where_one_is_called_so() -> None:
    [find] = catalogue().spot("12 l40s to Brno")
    assert isinstance(find.value, Named)
    assert {product.name for product in find.value.products} == {"L40S"}
    assert products("L40S") == {"L40S"}


def test_card_in_a_laptop_may_be_the_laptop_part() -> None:
    [find] = catalogue().spot("30 laptops with RTX 4090")
    assert isinstance(find.value, Named)
    assert {product.name for product in find.value.products} == {"RTX 4090", "RTX 4090 (laptop)"}


def test_longest_find_wins() -> None:
    assert found("RTX PRO 6000 Ada Generation") == [("6000 Ada Generation", "RTX 6000 Ada")]
    assert found("NVIDIA GB200 Grace Blackwell Superchip") == [
        ("NVIDIA GB200 Grace Blackwell Superchip", "GB200 Grace Blackwell Superchip")
    ]
    assert found("RTX PRO 6000 Blackwell Server Edition") == [
        ("RTX PRO 6000 Blackwell Server Edition", "RTX PRO 6000 Blackwell Server Edition")
    ]


@pytest.mark.parametrize("name", ["H100 for a lab in Oslo", "H100 and A100", "H100 mining rig", "not an H100"])
def test_lookup_takes_a_name_and_no_sentence(name: str) -> None:
    assert catalogue().lookup(name) is None
