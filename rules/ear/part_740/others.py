"""Exceptions that people ask about and that no fact here establishes, with what would have to be true.

15 CFR 740.20 STA, 740.3 LVS, 740.4 GBS, 740.13 TSU, 740.17 ENC, 740.7 APP everywhere; 740.12 GFT, 740.14 BAG, 740.15
AVS, 740.18 AGR, 740.21 SCP, 740.23 MED where a section of part 746 leaves them.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

from rules.ear.examined import Examined
from rules.law import read_yaml
from rules.truth import Truth


@cache
def _section(name: str) -> tuple[Examined, ...]:
    body = read_yaml(Path(__file__).with_suffix(".yaml"))[name]
    return tuple(Examined(code, Truth.NO, (one["why"],), (one["cite"],)) for code, one in body.items())


def never(left: Collection[str]) -> tuple[Examined, ...]:
    """Those shown everywhere, and of the others what the sections of part 746 leave for this destination."""
    return (*_section("everywhere"), *(one for one in _section("embargoed") if one.code in left))
