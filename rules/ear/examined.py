"""A license exception as examined: available or not, on what conditions, or what would have to be true."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rules.deal import Ask, Deal
from rules.truth import Truth


@dataclass(frozen=True, slots=True)
class Examined:
    """`conditions`: acts still to be done where available, else why not. `limb`: the paragraph that was looked at."""

    code: str
    holds: Truth
    conditions: tuple[str, ...]
    cites: tuple[str, ...]
    asks: tuple[Ask, ...] = ()
    limb: str = ""

    def among(self, left: Collection[str]) -> bool:
        """Is the exception left open, whole or by this limb?"""
        return self.code in left or f"{self.code}{self.limb}" in left


def examined(deal: Deal, code: str, holds: Truth, conditions: tuple[str, ...], *cites: str, limb: str = "") -> Examined:
    """The result, with what would settle it where it is open."""
    asks = tuple(deal.take_asks())
    deal.take_used()
    return Examined(code, holds, conditions, cites, asks if holds is Truth.UNKNOWN else (), limb)


def refused(deal: Deal, code: str, why: str, *cites: str, limb: str = "") -> Examined:
    """Not available, with the reason."""
    return examined(deal, code, Truth.NO, (why,), *cites, limb=limb)
