"""The tables hold together, and every row answers to its own name."""

import csv
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.catalogue import Named, Product, System, catalogue, facts_for, highest_tpp
from assistant.catalogue.load import DATA, RATE_COLUMNS, read_names, read_rows

SHARED = Path(os.environ.get("EXPORTDESK_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "chips"
PRODUCTS, SYSTEMS = catalogue().products, catalogue().systems
SHORT_NAMES = {"A2", "A10", "A16", "A30", "A40", "L2", "L4", "L20", "L40", "T4"}


def spellings(name: str) -> set[str]:
    """The name in both cases, with blanks, hyphens and nothing between its parts."""
    between = {name, name.replace(" ", "-"), name.replace("-", " "), name.replace(" ", ""), name.replace("-", "")}
    return {case for spelling in between for case in (spelling, spelling.upper(), spelling.lower())}


def means(named: object, row: Product | System) -> bool:
    return isinstance(named, Named) and (named.system == row or row in named.products)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the developers' data is not beside this checkout")
@pytest.mark.parametrize("name", ["accelerators.csv", "systems.csv"])
def test_table_is_the_developers_table(name: str) -> None:
    assert (DATA / name).read_bytes() == (SHARED / name).read_bytes()


def test_no_row_is_lost_or_doubled() -> None:
    assert len(PRODUCTS) == len({row.id for row in PRODUCTS}) == len(read_rows("accelerators.csv")) == 225
    assert len(SYSTEMS) == len({row.id for row in SYSTEMS}) == len(read_rows("systems.csv")) == 39


@pytest.mark.parametrize("row", [*PRODUCTS, *SYSTEMS], ids=lambda row: row.id)
def test_row_answers_to_its_own_name_however_written(row: Product | System) -> None:
    for spelling in spellings(row.name):
        assert means(catalogue().lookup(spelling), row), spelling


@pytest.mark.parametrize("row", [*PRODUCTS, *SYSTEMS], ids=lambda row: row.id)
def test_row_is_found_in_a_sentence_however_written(row: Product | System) -> None:
    for spelling in spellings(row.name):
        if row.name.partition(" ")[0] in SHORT_NAMES and spelling != spelling.upper():
            continue  # in small letters these are something else
        finds = catalogue().spot(f"Quote: 12 {spelling} to Brno, asap.")
        assert len(finds) == 1, (spelling, finds)
        assert means(finds[0].value, row), (spelling, finds[0])


@pytest.mark.parametrize("alias", [(row, alias) for row in SYSTEMS for alias in row.aliases], ids=str)
def test_system_answers_to_the_aliases_of_its_row(alias: tuple[System, str]) -> None:
    row, spelling = alias
    assert means(catalogue().lookup(spelling), row)


@pytest.mark.parametrize("row", SYSTEMS, ids=lambda row: row.id)
def test_system_holds_products_of_the_table(row: System) -> None:
    assert row.products
    assert set(row.products) <= set(PRODUCTS)
    assert row.chips_per_system >= 1
    assert {row.maker} == {product.vendor for product in row.products}


@pytest.mark.parametrize("row", PRODUCTS, ids=lambda row: row.id)
def test_tpp_is_the_highest_rate_times_its_bits(row: Product) -> None:
    """The column against the rates: within one unit of rounding, further rates and sums over engines set apart."""
    columns = {operation for operation, _ in RATE_COLUMNS.values()} - {"TF32"}
    listed = [rate.dense_tops * rate.bits for rate in row.rates if rate.operation in columns]
    if row.tpp is None:
        assert not listed
    elif row.tpp_from == "fp32+int8 (aggregate)":
        assert sum(listed) == pytest.approx(row.tpp, abs=1)
    else:
        assert max(listed) == pytest.approx(row.tpp, abs=1)


@pytest.mark.parametrize("row", PRODUCTS, ids=lambda row: row.id)
def test_density_is_tpp_over_area(row: Product) -> None:
    if row.density is None:
        assert row.die_area_mm2 is None or row.tpp is None
    else:
        assert row.tpp is not None
        assert row.die_area_mm2 is not None
        assert row.tpp / row.die_area_mm2 == pytest.approx(row.density, abs=Decimal("0.011"))
        assert row.nonplanar, "a density needs a non-planar process"


def test_sale_forms() -> None:
    forms = {row.name: row.form for row in PRODUCTS}
    expected = {
        "H100 SXM5": "module",
        "H100 PCIe": "card",
        "H200 NVL": "card",
        "RTX 4090": "card",
        "RTX 4090 (laptop)": "chip",
        "MI300A": "chip",
        "MI300X": "module",
        "MI210": "card",
        "Gaudi 3 (HL-325L)": "module",
        "Gaudi 3 PCIe (HL-338)": "card",
        "TPU v5p": "chip",
        "Jetson AGX Thor T5000": "module",
        "DGX Spark (GB10)": "system",
        "Ascend 910B": "chip",
    }
    assert {name: forms[name] for name in expected} == expected
    assert {form for row, form in forms.items() if row.endswith("(laptop)")} == {"chip"}


def test_two_figures_are_the_rows_that_differ_in_substance() -> None:
    """Rows whose second source differs other than by counting the vector rate only, and the card of one of them."""
    differing = {
        row["product"]
        for row in read_rows("accelerators.csv")
        if row["second_source"] == "differs" and "vector rate only" not in row["note"]
    }
    assert differing == {"MI355X", "Gaudi 2", "Gaudi 3 (HL-325L)", "Trainium1", "DCU Z100 (Shensuan-1)"}
    assert {row.name for row in PRODUCTS if row.two_figures} == differing | {"Gaudi 3 PCIe (HL-338)"}


def test_names_in_the_yaml_files_are_rows() -> None:
    figures, names = read_names("figures.yaml"), {row.name for row in PRODUCTS}
    for topic in ("packages_on_board", "further_rates", "behind_cpu", "notes", "second_figure_of"):
        assert set(figures[topic]) <= names, topic
    for topic in ("two_figures", "bridged_cards", "fifth_generation"):
        assert set(figures[topic]) <= names, topic


def test_every_known_process_node_is_nonplanar_and_unpublished_ones_are_unknown() -> None:
    unknown = {row["process_node"] for row in read_rows("accelerators.csv")} & {"", "SMIC (node not published)"}
    assert unknown == {"", "SMIC (node not published)"}
    silent = {row.name for row in PRODUCTS if row.nonplanar is None}
    assert silent == {
        "TPU v6e (Trillium)",
        "TPU v7 (Ironwood)",
        "Ascend 910D",
        "Ascend 950PR",
        "Ascend 950DT",
    }


def test_notes_speak_of_figures_and_not_of_law() -> None:
    """What follows from a figure depends on the day, so no note may say it."""
    law = re.compile(r"3A09|4A09|\bNAC\b|\bFR\b|\bCL \d|§|licen[cs]e|eligible|under 4800", re.IGNORECASE)
    notes = [
        note for row in PRODUCTS for variant in facts_for(Named(row.name, (row,), "exact")) for note in variant.notes
    ]
    assert len(notes) > 50
    assert not [note for note in notes if law.search(note)]


def test_laptop_and_consumer_rows_stay_below_the_figure_save_two() -> None:
    """Of the RTX 20 to 50 cards and laptop parts only the desktop 4090 and 5090 reach 4,800."""
    tpps = {row.name: highest_tpp(facts_for(Named(row.name, (row,), "exact"))[0].item) for row in PRODUCTS
            if row.vendor == "NVIDIA" and row.product_class in {"consumer", "laptop"}}  # fmt: skip
    assert {name for name, tpp in tpps.items() if tpp is not None and tpp >= 4800} == {"RTX 4090", "RTX 5090"}


def test_credit_is_given() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert "Epoch AI" in text
    assert "CC BY" in text


def test_csv_columns_are_those_we_read() -> None:
    with (DATA / "accelerators.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    assert [column for column in columns if column.endswith("_dense")] == list(RATE_COLUMNS)
