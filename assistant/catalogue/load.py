"""Reads the tables and the YAML files beside them into products and systems.

Files: data/accelerators.csv, systems.csv, designers.yaml, figures.yaml. Figures are Decimal from here on.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import yaml

from assistant.catalogue.products import (
    CatalogueError,
    Confidence,
    Form,
    Product,
    ProductClass,
    Rate,
    SecondFigure,
    System,
    SystemKind,
)

DATA = Path(__file__).parent / "data"
RATE_COLUMNS = {
    "fp64_dense": ("FP64", 64),
    "fp32_dense": ("FP32", 32),
    "tf32_dense": ("TF32", 32),  # held in 32-bit words; the 19 stored bits are the lenient reading
    "fp16_dense": ("FP16", 16),
    "fp8_dense": ("FP8", 8),
    "int8_dense": ("INT8", 8),
    "fp4_dense": ("FP4", 4),
    "int4_dense": ("INT4", 4),
}
PCIE_4, PCIE_5 = Decimal(64), Decimal(128)
Row = Mapping[str, str]


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one CSV file of the catalogue."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_names(name: str) -> Any:
    """One YAML file of the catalogue, every scalar a string: a name such as 4090 or NO must stay one."""
    with (DATA / name).open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CBaseLoader)


@dataclass(frozen=True, slots=True)
class Extras:
    """What figures.yaml and designers.yaml add to the table."""

    designers: Mapping[str, Mapping[str, str]]
    figures: Mapping[str, Any]

    @classmethod
    def read(cls) -> "Extras":
        """Both files."""
        return cls(read_names("designers.yaml"), read_names("figures.yaml"))


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _slug(*parts: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", " ".join(parts).lower()).strip("-")


def _rates(row: Row, extras: Extras) -> tuple[Rate, ...]:
    rates = [Rate(name, Decimal(row[column]), bits) for column, (name, bits) in RATE_COLUMNS.items() if row[column]]
    further = extras.figures["further_rates"].get(row["product"])
    if further:
        rates.append(Rate(further["operation"], Decimal(further["dense_tops"]), int(further["bits"])))
    return tuple(rates)


def _second_figures(row: Row) -> tuple[SecondFigure, ...]:
    columns = {"Epoch AI": "epoch_tpp", "s-w-kelly/chip-export-controls": "s_w_kelly_tpp"}
    return tuple(SecondFigure(source, Decimal(row[column])) for source, column in columns.items() if row[column])


def _nonplanar(node: str, extras: Extras) -> bool | None:
    """True for a node known to be FinFET or gate-all-around; None where the node is not published."""
    return True if node.startswith(tuple(extras.figures["nonplanar_nodes"])) else None


def _connector(row: Row, extras: Extras) -> Decimal | None:
    """GB/s of a PCI Express connector with 16 lanes, both directions; None where the links are all in the table.

    A card with a blank interconnect has the connector alone; a data-center part whose interconnect is above a
    connector's, and below the 600 GB/s that 3A090 once asked for, may name its bridge alone. Higher is stricter.
    """
    name, figure = row["product"], _number(row["interconnect_gbs"])
    only_connector = figure is None and row["sold_as"] == "card" and name not in extras.figures["bridged_cards"]
    only_bridge = figure is not None and row["product_class"] == "datacenter" and PCIE_5 < figure < 600
    if not (only_connector or only_bridge):
        return None
    fifth = name in extras.figures["fifth_generation"] or (only_connector and row["launch"] >= "2025")
    return PCIE_5 if fifth else PCIE_4


def _product(row: Row, extras: Extras) -> Product:
    name, vendor, figures = row["product"], row["vendor"], extras.figures
    designer = extras.designers.get(vendor)
    if designer is None:
        raise CatalogueError(f"accelerators.csv, {name}: vendor {vendor!r} is not in designers.yaml")
    return Product(
        id=_slug(vendor, name),
        name=name,
        vendor=vendor,
        designer=designer["name"],
        designer_headquarters=designer.get("headquarters"),
        designer_approved=designer.get("approved") == "true",
        product_class=cast(ProductClass, row["product_class"]),
        form=cast(Form, row["sold_as"]),
        packages=int(figures["packages_on_board"].get(name, 1)),
        rates=_rates(row, extras),
        tpp=_number(row["tpp"]),
        tpp_from=row["tpp_from"] or None,
        die_area_mm2=_number(row["applicable_die_area_mm2"]),
        nonplanar=_nonplanar(row["process_node"], extras),
        density=_number(row["performance_density"]),
        memory_gb=_number(row["memory_gb"]),
        memory_bandwidth_gb_s=_number(row["memory_bandwidth_gbs"]),
        interconnect_gb_s=_number(row["interconnect_gbs"]),
        connector_gb_s=_connector(row, extras),
        behind_cpu_gb_s=_number(figures["behind_cpu"].get(name, "")),
        marketed_for_datacenter=row["marketed_for_datacenter"] == "yes",
        rate_confidence=cast(Confidence, row["throughput_confidence"]),
        area_confidence=cast(Confidence, row["die_area_confidence"]) if row["die_area_confidence"] else None,
        second_figures=_second_figures(row),
        second_source_differs=row["second_source"] == "differs",
        two_figures=name in figures["two_figures"],
        sources=tuple(source for source in (row["throughput_source"], row["die_area_source"]) if source),
        note=figures["notes"].get(name),
        table_note=row["note"] or None,
        launch=row["launch"] or None,
    )


def load_products() -> dict[str, Product]:
    """All products by the name of their row."""
    extras = Extras.read()
    rows = {row["product"]: row for row in read_rows("accelerators.csv")}
    for name, like in extras.figures["second_figure_of"].items():
        rows[name] = {**rows[name], "epoch_tpp": rows[like]["epoch_tpp"], "second_source": "differs"}
    return {name: _product(row, extras) for name, row in rows.items()}


def load_systems(products: Mapping[str, Product]) -> dict[str, System]:
    """All systems by name. Raises CatalogueError where one holds a chip that is not in the table."""
    systems = {}
    for row in read_rows("systems.csv"):
        name, held = row["system"], row["contains"].split("|")
        missing = [chip for chip in held if chip not in products]
        if missing:
            raise CatalogueError(f"systems.csv, {name}: {missing[0]!r} is no product of accelerators.csv")
        systems[name] = System(
            id=_slug(row["maker"], name),
            name=name,
            aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
            maker=row["maker"],
            kind=cast(SystemKind, row["kind"]),
            products=tuple(products[chip] for chip in held),
            chips_per_system=int(row["count"]),
            memory_bandwidth_gb_s=_number(row["bandwidth_gbs"]),
            cpu_dram_gb_s=_number(row["cpu_dram_gbs"]),
            source=row["source"],
            confidence=cast(Confidence, row["confidence"]),
        )
    return systems
