"""What the catalogue says of an item, as bare facts under the names of the deal.

Rates, area and links are those of one package, whatever holds it (15 CFR Part 774, Supp. No. 1, ECCN 3A090, Technical
Note 2; boards and racks do not add packages, ECCN 4A090). Where a figure is uncertain the stricter one is given and a
note says so; where two sources differ in substance both come out, as two variants, and the asker decides what follows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypedDict

from assistant.catalogue.products import Confidence, Named, Product, System

WEAKEST_LAST: tuple[Confidence, ...] = ("datasheet", "reported", "estimate", "disputed")
# A board that carries modules and a superchip are electronic assemblies (4A090) like a module.
FORM_OF_SYSTEM: dict[str, Literal["module", "server", "system"]] = {
    "board": "module",
    "superchip": "module",
    "server": "server",
    "rack": "system",
    "system": "system",
}


class TopsValue(TypedDict):
    """`item.tops[]`: 10^12 dense operations a second and input bits."""

    operation: str
    dense_tops: Decimal
    bits: int


class ItemValues(TypedDict, total=False):
    """The facts below `item`, a key left out where the catalogue does not know."""

    name: str
    form: str
    tops: list[TopsValue]
    tpp: Decimal
    figures_per: str
    applicable_die_area_mm2: Decimal
    process_nonplanar: bool
    memory_bandwidth_gb_s: Decimal
    aggregate_io_gb_s: Decimal
    designed_or_marketed_for_datacenter: bool
    product_class: str
    designer: str
    designer_headquarters: str
    designer_status: str


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One variant: its facts below `item`, how well each is known, and chips per article (1 for a chip or card).

    `confidence` is that of the rates; `confidences` has one entry per figure, and a figure that is `estimate` or
    `disputed` may not clear alone. `source` names the data set of a second figure, else None.
    """

    product: Product
    item: ItemValues
    confidence: Confidence
    quantity_factor: int
    confidences: dict[str, Confidence] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    source: str | None = None


def facts_for(named: Named) -> list[ItemFacts]:
    """The facts of every variant that a name means, the highest TPP first, variants without figures last."""
    variants = [variant for product in named.products for variant in _variants(product, named)]
    return sorted(variants, key=lambda variant: -(highest_tpp(variant.item) or Decimal(0)))


def highest_tpp(item: ItemValues) -> Decimal | None:
    """TPP stated, or the highest rate times its input bits; None where no rate is published."""
    if "tpp" in item:
        return item["tpp"]
    return max((rate["dense_tops"] * rate["bits"] for rate in item.get("tops", [])), default=None)


def _variants(product: Product, named: Named) -> Iterator[ItemFacts]:
    system = named.system
    base, confidences, notes = _described(product, named)
    rates, rate_notes = _throughput(product)
    factor = system.chips_per_system if system else product.packages
    known = confidences | {f"item.{path}": product.rate_confidence for path in ("tops", "tpp") if path in rates}
    notes = (*_disagreement(product), *notes, *rate_notes)
    yield ItemFacts(product, {**base, **rates}, product.rate_confidence, factor, known, notes)
    for second in product.second_figures[:1] if product.two_figures else ():
        other: ItemValues = {**base, "tpp": second.tpp, "figures_per": "package"}
        doubt = confidences | {"item.tpp": "disputed"}
        yield ItemFacts(product, other, "disputed", factor, doubt, notes, second.source)


def _described(product: Product, named: Named) -> tuple[ItemValues, dict[str, Confidence], tuple[str, ...]]:
    """Everything but the throughput, the confidence of each figure, and the notes on them."""
    system = named.system
    item: ItemValues = {
        "name": named.label if system else product.name,
        "form": FORM_OF_SYSTEM[system.kind] if system else product.form,
        "product_class": product.product_class,
        "designer": product.designer,
    }
    if product.designer_headquarters:
        item["designer_headquarters"] = product.designer_headquarters
    if product.designer_approved:
        item["designer_status"] = "approved"
    confidences: dict[str, Confidence] = {}
    notes = [*_market(item, product), *_area(item, confidences, product)]
    notes += _memory(item, confidences, product, system)
    notes += _links(item, confidences, product)
    return item, confidences, tuple(notes)


def _throughput(product: Product) -> tuple[ItemValues, tuple[str, ...]]:
    """Rates, or the TPP alone where it is a sum over engines that are rated apart; nothing where none is published."""
    if product.tpp is None:
        return {}, (f"{product.name}: no throughput is published; ask the maker for the TPP.",)
    if product.tpp_from and "aggregate" in product.tpp_from:
        return {"tpp": product.tpp, "figures_per": "package"}, _note(product)
    # TF32 read as 32 bits ties with FP16 up to rounding, which must not move a figure across a line.
    rates: list[TopsValue] = [
        {"operation": rate.operation, "dense_tops": rate.dense_tops, "bits": rate.bits}
        for rate in product.rates
        if rate.operation != "TF32"
    ]
    return {"tops": rates, "figures_per": "package"}, _note(product)


def _note(product: Product) -> tuple[str, ...]:
    return (f"{product.name}: {product.note}.",) if product.note else ()


def _disagreement(product: Product) -> tuple[str, ...]:
    if not product.two_figures or product.tpp is None:
        return ()
    others = ", ".join(f"{second.source} {second.tpp:,}" for second in product.second_figures)
    return (f"{product.name}: sources disagree on the TPP: {product.tpp:,} here, {others}.",)


def _market(item: ItemValues, product: Product) -> tuple[str, ...]:
    """True for data-center rows, false for consumer and laptop rows; nothing for the others.

    For workstation and edge parts the table's "no" is a category and no finding (ECCN 3A090, Note 2 takes out
    only what is neither designed nor marketed for data centers).
    """
    if product.marketed_for_datacenter:
        item["designed_or_marketed_for_datacenter"] = True
        return ()
    if product.product_class in {"consumer", "laptop"}:
        item["designed_or_marketed_for_datacenter"] = False
        return ()
    return (f"{product.name}: {product.product_class} part; whether it is marketed for data centers must be asked.",)


def _area(item: ItemValues, confidences: dict[str, Confidence], product: Product) -> tuple[str, ...]:
    """Area and kind of transistor. A disputed area without a published TPP is left out: it could only mislead."""
    if product.nonplanar:
        item["process_nonplanar"] = True
    if product.die_area_mm2 is None or product.area_confidence is None or not product.nonplanar:
        return ()
    if product.area_confidence == "disputed" and product.tpp is None:
        return (f"{product.name}: the die area is disputed ({product.die_area_mm2} mm²) and left out.",)
    item["applicable_die_area_mm2"] = product.die_area_mm2
    confidences["item.applicable_die_area_mm2"] = product.area_confidence
    doubtful = product.area_confidence in {"estimate", "disputed"}
    return (f"{product.name}: the die area is {_a(product.area_confidence)}.",) if doubtful else ()


def _a(confidence: Confidence) -> str:
    return "an estimate" if confidence == "estimate" else "disputed"


def _memory(
    item: ItemValues, confidences: dict[str, Confidence], product: Product, system: System | None
) -> Iterator[str]:
    """DRAM bandwidth of one package, with the DRAM behind a superchip's CPU.

    15 CFR Part 748, Supp. No. 2, paragraph (dd): DRAM that is not counted as interconnect is counted here.
    """
    # OPEN: two GPUs share one CPU's DRAM in a GB200; counted whole for each of them, the strict side of the gate.
    printed = system.memory_bandwidth_gb_s if system else None
    stacked = printed or product.memory_bandwidth_gb_s
    if stacked is None:
        return
    behind_cpu = system.cpu_dram_gb_s if system else product.behind_cpu_gb_s
    item["memory_bandwidth_gb_s"] = stacked + (behind_cpu or 0)
    confidences["item.memory_bandwidth_gb_s"] = system.confidence if system else product.rate_confidence
    if behind_cpu is not None:
        yield f"{item['name']}: memory bandwidth is {stacked:,} GB/s at the GPU and {behind_cpu} behind the CPU."


def _links(item: ItemValues, confidences: dict[str, Confidence], product: Product) -> Iterator[str]:
    """All links, both directions: the table's figure, plus the connector where the table names a bridge alone."""
    figure, connector = product.interconnect_gb_s, product.connector_gb_s
    if figure is None and connector is None:
        return
    item["aggregate_io_gb_s"] = (figure or Decimal(0)) + (connector or Decimal(0))
    confidences["item.aggregate_io_gb_s"] = "estimate" if connector is not None else product.rate_confidence
    if figure is None:
        yield f"{product.name}: link bandwidth is that of the card's connector, an estimate."
    elif connector is not None:
        yield f"{product.name}: link bandwidth is {figure} GB/s plus about {connector} GB/s of the connector."
