"""Order books for the tests: items, destinations and customers repeat, as they do in real ones."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

HEADER = (
    "id", "item.form", "item.tpp", "item.applicable_die_area_mm2", "item.designed_or_marketed_for_datacenter",
    "quantity", "destination", "parties[0].name", "parties[0].headquarters",
    "parties[0].ultimate_parent.headquarters", "nac.number", "_note",
)  # fmt: skip
ITEMS = (("card", "15832", "814"), ("card", "2399", "814"), ("chip", "4801", "900"), ("server", "900", "700"))
PLACES = ("SG", "DE", "CN", "NO")
CUSTOMERS = (("Alpine Data AG", "CH"), ("Huawei Technologies Co. Ltd", "CN"), ("Nordlys Regnekraft AS", "NO"))


def rows(count: int) -> list[tuple[str, ...]]:
    """So many rows; 48 distinct deals."""
    kinds = itertools.cycle(itertools.product(ITEMS, PLACES, CUSTOMERS))
    found = []
    for number, ((form, tpp, area), place, (name, seat)) in zip(range(count), kinds, strict=False):
        cells = (str(number), form, tpp, area, "true", "64", place, name, seat, seat, "none", f"order {number}")
        found.append(cells)
    return found


def written(path: Path, lines: Iterable[Sequence[str]], header: Sequence[str] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(lines)
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
