"""What kind of thing a product is: "router" is telecommunications equipment, "yarn" a fibrous material.

Lists speak of kinds, buyers of products. `data/product_kinds.csv` is a table of our own, kinds in everyday and trade
words, each with the usual nouns of its products; no maker, model or single product stands in it.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

from knowledge.lexical import stemmer

FILE = Path(__file__).parent / "data" / "product_kinds.csv"
_WORD = re.compile(r"[a-z0-9]+")
Stems = tuple[str, ...]


def kinds_of(text: str) -> tuple[str, ...]:
    """The kinds of the products that the text names, in their order; the longest name counts ("memory tester")."""
    known, longest = _table()
    stems = _stems(text)
    found: list[str] = []
    at = 0
    while at < len(stems):
        size = next((size for size in range(longest, 0, -1) if stems[at : at + size] in known), 0)
        found += known.get(stems[at : at + size], ())
        at += size or 1
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _table() -> tuple[dict[Stems, tuple[str, ...]], int]:
    """The names of products to their kinds, and the words of the longest name."""
    known: dict[Stems, tuple[str, ...]] = {}
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for name in map(_stems, row["words"].split("; ")):
                known[name] = (*known.get(name, ()), row["kind"])
    return known, max(map(len, known))


def _stems(text: str) -> Stems:
    return tuple(stemmer().stemWords(_WORD.findall(text.lower())))
