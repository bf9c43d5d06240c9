"""The facts that follow from a name, against the worked figures of 15 CFR Part 774, Supp. No. 1, ECCN 3A090."""

from decimal import Decimal

import pytest

from assistant.catalogue import ItemFacts, catalogue, facts_for, highest_tpp
from rules.facts import Item


def variants(name: str) -> list[ItemFacts]:
    named = catalogue().lookup(name)
    assert named is not None, name
    return facts_for(named)


def only(name: str) -> ItemFacts:
    [variant] = variants(name)
    return variant


def test_every_variant_is_a_valid_item() -> None:
    known = catalogue()
    for name in [*(row.name for row in known.products), *(row.name for row in known.systems)]:
        for variant in variants(name):
            Item.model_validate(variant.item)
            assert variant.quantity_factor >= 1
            assert set(variant.confidences) <= {f"item.{path}" for path in variant.item}


# Worked by hand: dense rate times input bits, over the die area.
@pytest.mark.parametrize(
    ("name", "tpp", "density"),
    [
        ("A100 SXM 80GB", 4992, "6.04"),  # 312 x 16
        ("H20 SXM", 2368, "2.91"),  # 296 x 8, / 814
        ("L4", 1940, "6.59"),  # 242.5 x 8, / 294.5
        ("L2", 1544, "5.24"),  # 193 x 8
        ("L20", 1912, "3.14"),  # 239 x 8, / 608.5: below 3.2
        ("A10", 2000, "3.18"),  # 250 x 8, / 628.4
        ("A40", 2395, "3.81"),
        ("A30", 2644, "3.20"),  # INT4 decides: 661 x 4
        ("V100", 2000, "2.45"),
        ("MI210", 2899, "4.00"),  # FP64 decides: 45.3 x 64
        ("RTX 4090", 5285, "8.68"),  # 660.6 x 8
        ("RTX 4090 D", 4708, "7.74"),
        ("RTX 5090", 6704, "8.94"),
        ("RTX 5090 D", 4750, "6.33"),
        ("RTX 5090 (laptop)", 3648, "9.65"),
        ("MI325X", 20919, None),
        ("MI300X", 20919, None),
        ("B200", 36000, "22.11"),
        ("B300", 56000, "34.40"),  # FP4 decides: 14,000 x 4
        ("H200 SXM", 15832, "19.45"),
        ("RTX PRO 6000 Blackwell Server Edition", 8000, "10.67"),
        ("M2 Ultra", 1123, None),  # a sum over engines rated apart, given as TPP alone
    ],
)
def test_throughput_and_density(name: str, tpp: int, density: str | None) -> None:
    item = only(name).item
    stated = highest_tpp(item)
    assert stated is not None
    assert stated == pytest.approx(tpp, abs=1)
    if density is not None:
        assert stated / item["applicable_die_area_mm2"] == pytest.approx(Decimal(density), abs=Decimal("0.006"))
        assert item["process_nonplanar"] is True


def test_gate_figures_of_the_mi325x_and_b200() -> None:
    """20,919 is under 21,000 and 6,000 under 6,500; the B200 is above both."""
    near, above = only("MI325X").item, only("B200").item
    assert Decimal(20900) < (highest_tpp(near) or 0) < 21000
    assert near["memory_bandwidth_gb_s"] == 6000
    assert (highest_tpp(above) or 0) > 21000
    assert above["memory_bandwidth_gb_s"] > 6500


def test_tf32_never_moves_a_figure() -> None:
    """L20: 59.8 x 32 would be 1,913.6 against 1,912 of INT8."""
    assert "TF32" not in {rate["operation"] for rate in only("L20").item["tops"]}
    assert highest_tpp(only("L20").item) == 1912


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("H100 SXM5", True),
        ("RTX PRO 6000 Blackwell Server Edition", True),
        ("RTX 4090", False),
        ("RTX 4090 (laptop)", False),
        ("RX 7900 XTX", False),
        ("RTX A6000", None),
        ("RTX 5000 Ada", None),
        ("Jetson AGX Thor", None),
        ("DGX Spark", None),
        ("RTX PRO 6000 Workstation", None),
    ],
)
def test_data_center_marketing_is_left_open_for_workstation_and_edge(name: str, expected: bool | None) -> None:
    assert only(name).item.get("designed_or_marketed_for_datacenter") is expected


def test_no_workstation_or_edge_row_says_no() -> None:
    for row in catalogue().products:
        if row.product_class in {"workstation", "edge"}:
            assert "designed_or_marketed_for_datacenter" not in only(row.name).item, row.name


@pytest.mark.parametrize(
    "name", ["RTX PRO 6000D", "MI308X", "HL-328", "HL-388", "HL-205", "Ascend 910D"]
)  # fmt: skip
def test_unpublished_throughput_stays_unknown(name: str) -> None:
    variant = only(name)
    assert "tops" not in variant.item
    assert "tpp" not in variant.item
    assert highest_tpp(variant.item) is None
    assert any("no throughput is published" in note for note in variant.notes)


def test_disputed_area_without_throughput_is_left_out() -> None:
    assert "applicable_die_area_mm2" not in only("MI308X").item


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("Gaudi 2", [7200, 6920]),
        ("Gaudi 3 OAM", [29360, 26848]),
        ("Gaudi 3 PCIe", [29360, 26848]),
        ("Trainium1", [3610, 3040]),
        ("DCU Z100", [691, 392]),
        ("MI355X", [60398, 37440]),
    ],
)
def test_both_figures_where_sources_disagree(name: str, figures: list[int]) -> None:
    found = variants(name)
    assert [float(highest_tpp(variant.item) or 0) for variant in found] == [
        pytest.approx(tpp, abs=1) for tpp in figures
    ]
    assert {variant.source for variant in found} == {None, "Epoch AI"}
    assert all(any("sources disagree" in note for note in variant.notes) for variant in found)


@pytest.mark.parametrize("name", ["Titan V", "RTX A6000", "Data Center GPU Max 1550"])
def test_one_figure_where_the_other_source_counts_the_vector_rate(name: str) -> None:
    assert len(variants(name)) == 1


@pytest.mark.parametrize(("name", "tpp"), [("MI350X", "55365"), ("MI355X", "60397.8")])
def test_six_bit_inputs_at_the_four_bit_rate_decide(name: str, tpp: str) -> None:
    first = variants(name)[0]
    assert highest_tpp(first.item) == Decimal(tpp)
    assert any("6-bit" in note for note in first.notes)


def test_b300_says_its_range() -> None:
    assert any("54,000 to 60,000" in note for note in only("B300").notes)


@pytest.mark.parametrize(
    ("name", "bandwidth", "chips"),
    [
        ("GH200", 4900 + 512, 1),
        ("GH200 (GPU)", 4900 + 512, 1),
        ("GB200", 8000 + 512, 2),
        ("GB200 NVL72", 8000 + 512, 72),
        ("GB300 (per GPU)", 8000 + 512, 1),
        ("DGX Station GB300", 7100 + 396, 1),
        ("DGX B200", 8000, 8),
        ("HGX B200", 7700, 8),
    ],
)
def test_memory_of_superchips_counts_the_dram_behind_the_cpu(name: str, bandwidth: int, chips: int) -> None:
    variant = only(name)
    assert variant.item["memory_bandwidth_gb_s"] == bandwidth
    assert variant.quantity_factor == chips


@pytest.mark.parametrize(("name", "packages"), [("A16", 4), ("Flex 140", 2), ("H100 PCIe", 1)])
def test_packages_on_a_board_are_counted_and_not_added(name: str, packages: int) -> None:
    assert only(name).quantity_factor == packages
    assert only("A16").item["figures_per"] == "package"
    assert (highest_tpp(only("A16").item) or 0) < 300


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("HGX H100", "module"),
        ("DGX H100", "server"),
        ("GB200 NVL72", "system"),
        ("GB200", "module"),
        ("DGX Spark", "system"),
        ("H100 PCIe", "card"),
        ("Ascend 910B", "chip"),
    ],
)
def test_form(name: str, form: str) -> None:
    assert only(name).item["form"] == form


@pytest.mark.parametrize(
    ("name", "links", "confidence"),
    [
        ("A100 SXM 80GB", 600, "datasheet"),
        ("A800 SXM 80GB", 464, "estimate"),  # 400 of the bridge, 64 of the connector: below 600
        ("H800 SXM5", 528, "estimate"),
        ("BR100", 640, "estimate"),
        ("RTX 4090", 64, "datasheet"),
        ("RX 7900 XTX", 64, "estimate"),
        ("RX 9070 XT", 128, "estimate"),
    ],
)
def test_links(name: str, links: int, confidence: str) -> None:
    variant = only(name)
    assert variant.item["aggregate_io_gb_s"] == links
    assert variant.confidences["item.aggregate_io_gb_s"] == confidence


@pytest.mark.parametrize("name", ["MI60", "Data Center GPU Max 1100", "RTX 4090 (laptop)", "TPU v4 chip"])
def test_links_that_nobody_published_stay_unknown(name: str) -> None:
    item = only(name).item
    assert "aggregate_io_gb_s" not in item or name.startswith("TPU")


@pytest.mark.parametrize(
    ("name", "designer", "seat", "status"),
    [
        ("H100 PCIe", "NVIDIA", "US", "approved"),
        ("MI300X", "AMD", "US", "approved"),
        ("Gaudi 2", "Intel", "US", "approved"),
        ("TPU v5p", "Google", "US", "approved"),
        ("Trainium2", "Amazon", "US", "approved"),
        ("Ascend 910B", "Huawei", "CN", None),
        ("BR100", "Biren", "CN", None),
        ("Wormhole n150", "Tenstorrent", None, None),
        ("GroqChip", "Groq", "US", None),
    ],
)
def test_designer(name: str, designer: str, seat: str | None, status: str | None) -> None:
    item = variants(name)[0].item
    assert item["designer"] == designer
    assert item.get("designer_headquarters") == seat
    assert item.get("designer_status") == status


def test_family_gives_the_highest_tpp_first_and_every_variant_once() -> None:
    names = [variant.product.name for variant in variants("H100")]
    assert names == ["H100 SXM5", "H100 NVL", "H100 PCIe"]


def test_confidence_is_given_for_every_deciding_figure() -> None:
    variant = only("B200")
    assert variant.confidence == "datasheet"
    assert variant.confidences["item.applicable_die_area_mm2"] == "estimate"
    assert any("die area is an estimate" in note for note in variant.notes)
