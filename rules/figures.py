"""Arithmetic of TPP and performance density, shown line by line.

15 CFR Part 774, Supp. No. 1, ECCN 3A090, Technical Note 2: TPP is 2 x MacTOPS x bit length; a data
sheet's TOPS or TFLOPS already count a multiply-accumulate as two, so TPP is rate x bits. The highest
of the precisions counts; at equal rates the wider one; modes of one device are never added.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rules.errors import BadFact
from rules.facts import Item, Rate

TOLERANCE = Decimal("0.01")  # two statements of one figure may differ by rounding, not by more
VECTOR_BITS = 32
OPERATION = re.compile(r"(?:BF|TF|FP|INT|UINT|MXFP|NVFP)\s?-?(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tpp:
    """TPP as far as known: `value`, the line of arithmetic, and the field that would settle it."""

    value: Decimal | None
    arithmetic: str | None
    open_path: str
    provisional: tuple[Decimal, ...] = ()
    all_units: Decimal | None = None
    tops: Decimal | None = None


LONG = Decimal(10) ** 15  # from here on nobody counts zeros


def number(value: Decimal) -> str:
    """A figure as people write it, unrounded: 15832 as 15,832.

    >>> number(Decimal("3.20"))
    '3.2'
    >>> number(Decimal(10) ** 26)
    '1e26'
    """
    if abs(value) >= LONG:
        return f"{value.normalize():e}".replace("e+", "e")
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def bits_of(rate: Rate, index: int, tf32_bits: Decimal) -> Decimal:
    """Input bits of the multiply. Raises BadFact where neither bits nor the operation tell them."""
    if rate.bits is not None:
        return Decimal(rate.bits)
    found = OPERATION.fullmatch((rate.operation or "").strip())
    if found is None:
        raise BadFact(
            f"item.tops[{index}]",
            f"{rate.operation or 'a rate'!r} has no bit length; give bits, or an operation such as FP8 or INT8",
        )
    if rate.operation is not None and rate.operation.strip().upper() == "TF32":
        return tf32_bits
    return Decimal(found.group(1))


def dies(item: Item) -> Decimal:
    """By how many a figure per die is multiplied; 1 where figures are those of the package."""
    return Decimal(item.dies) if item.figures_per == "die" and item.dies is not None else Decimal(1)


def tpp_of(item: Item, tf32_bits: Decimal) -> Tpp:
    """TPP out of the rates, or as stated. Raises BadFact where the two contradict each other."""
    rates = item.tops or ()
    known = [(rate, bits_of(rate, index, tf32_bits)) for index, rate in enumerate(rates)]
    dense = [(rate.dense_tops, bits, rate) for rate, bits in known if rate.dense_tops is not None]
    if not dense:
        sparse = [rate.sparse * bits for rate, bits in known if rate.sparse is not None]
        if sparse and item.tpp is None:
            top = max(sparse) * dies(item)
            return Tpp(None, None, "item.tops[0].dense_tops", (top / 2, top))
        value = None if item.tpp is None else item.tpp * dies(item)
        path = "item.tops[0].dense_tops" if rates else "item.tpp"
        return Tpp(value, None if value is None else f"{number(value)} as stated", path)
    rate, bits, row = max(dense, key=lambda entry: (entry[0] * entry[1], entry[1]))
    value = rate * bits * dies(item)
    if item.tpp is not None and abs(item.tpp - value) > TOLERANCE * value:
        raise BadFact("item.tpp", f"{number(item.tpp)} contradicts item.tops, which give {number(value)}; state one")
    per_die = f" x {number(dies(item))} dies" if dies(item) != 1 else ""
    text = f"{number(rate)} x {number(bits)}{per_die} = {number(value)} ({row.operation or 'rate'}, dense)"
    units = _every_unit([(entry[0] * entry[1], entry[1]) for entry in dense]) * dies(item)
    return Tpp(value, text, "item.tpp", all_units=units, tops=max(entry[0] for entry in dense) * dies(item))


def _every_unit(products: list[tuple[Decimal, Decimal]]) -> Decimal:
    """The literal sum of Technical Note 2, 1.d: the best narrow mode plus the best mode of 32 bits and more.

    Rows of one width are modes of one engine; matrix and vector units are told apart by their width. It is
    information, never the TPP.
    """
    narrow = [product for product, bits in products if bits < VECTOR_BITS]
    wide = [product for product, bits in products if bits >= VECTOR_BITS]
    return max(narrow, default=Decimal(0)) + max(wide, default=Decimal(0))


def density_of(item: Item, tpp: Decimal | None) -> tuple[Decimal | None, str | None]:
    """Performance density and its line. Raises BadFact where stated density and area contradict."""
    if tpp is None or item.applicable_die_area_mm2 is None or item.process_nonplanar is False:
        return item.performance_density, None
    if item.applicable_die_area_mm2 == 0:
        raise BadFact("item.applicable_die_area_mm2", "found 0; expected the area in mm2, or leave it out")
    area = item.applicable_die_area_mm2 * dies(item)
    value = tpp / area
    stated = item.performance_density
    if stated is not None and abs(stated - value) > TOLERANCE * value:
        raise BadFact(
            "item.performance_density",
            f"{number(stated)} contradicts TPP over area, {number(tpp)} / {number(area)}; state one of the two",
        )
    return value, f"{number(tpp)} / {number(area)} = {number(round(value, 4))}"
