"""What the catalogue knows: chips and cards, the systems that hold them, and what a name in a text means."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Confidence = Literal["datasheet", "reported", "estimate", "disputed"]
ProductClass = Literal["consumer", "workstation", "laptop", "edge", "datacenter"]
Form = Literal["chip", "module", "card", "server", "system"]
SystemKind = Literal["board", "server", "rack", "superchip", "system"]


class CatalogueError(ValueError):
    """A data file of the catalogue does not hold together; the message names file, row and what was expected."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One dense rate: 10^12 operations a second, a multiply-accumulate counting as two, and its input bits."""

    operation: str
    dense_tops: Decimal
    bits: int


@dataclass(frozen=True, slots=True)
class SecondFigure:
    """The TPP that another data set gives."""

    source: str
    tpp: Decimal


@dataclass(frozen=True, slots=True)
class Product:
    """One row of the table: figures per package, die area in mm², memory and links in GB/s.

    `tpp` is None where nothing reliable is published. `connector_gb_s` is what PCI Express adds to
    `interconnect_gb_s` or, where that is None, all there is. `behind_cpu_gb_s` is the DRAM of the CPU that a
    superchip's GPU is sold with. `packages` counts separate packages on the board. `marketed_for_datacenter` is the
    table's category: a fact for consumer, laptop and datacenter rows only (facts.py).
    """

    id: str
    name: str
    vendor: str
    designer: str
    designer_headquarters: str | None
    designer_approved: bool
    product_class: ProductClass
    form: Form
    packages: int
    rates: tuple[Rate, ...]
    tpp: Decimal | None
    tpp_from: str | None
    die_area_mm2: Decimal | None
    nonplanar: bool | None
    density: Decimal | None
    memory_gb: Decimal | None
    memory_bandwidth_gb_s: Decimal | None
    interconnect_gb_s: Decimal | None
    connector_gb_s: Decimal | None
    behind_cpu_gb_s: Decimal | None
    marketed_for_datacenter: bool
    rate_confidence: Confidence
    area_confidence: Confidence | None
    second_figures: tuple[SecondFigure, ...]
    second_source_differs: bool
    two_figures: bool
    sources: tuple[str, ...]
    note: str | None
    table_note: str | None
    launch: str | None


@dataclass(frozen=True, slots=True)
class System:
    """A board, server or rack: `products` are the alternatives it is built with, figures in GB/s.

    `memory_bandwidth_gb_s` is the DRAM bandwidth of one package as the system's maker prints it,
    `cpu_dram_gb_s` that of the LPDDR behind one CPU of a superchip.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    maker: str
    kind: SystemKind
    products: tuple[Product, ...]
    chips_per_system: int
    memory_bandwidth_gb_s: Decimal | None
    cpu_dram_gb_s: Decimal | None
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Named:
    """What a find means: one product, a family of variants (all are meant), or a system."""

    label: str
    products: tuple[Product, ...]
    kind: Literal["exact", "family", "system"]
    system: System | None = None
    note: str | None = None
