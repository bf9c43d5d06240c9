"""A license exception as examined: available or not, on what conditions, or what would have to be true."""

from __future__ import annotations

from dataclasses import dataclass

from rules.deal import Ask, Deal
from rules.truth import Truth


@dataclass(frozen=True, slots=True)
class Examined:
    """`conditions`: acts still to be done where available, else why not."""

    code: str
    holds: Truth
    conditions: tuple[str, ...]
    cites: tuple[str, ...]
    asks: tuple[Ask, ...] = ()


def examined(deal: Deal, code: str, holds: Truth, conditions: tuple[str, ...], *cites: str) -> Examined:
    """The result, with what would settle it where it is open."""
    asks = tuple(deal.take_asks())
    deal.take_used()
    return Examined(code, holds, conditions, cites, asks if holds is Truth.UNKNOWN else ())


def refused(deal: Deal, code: str, why: str, *cites: str) -> Examined:
    """Not available, with the reason."""
    return examined(deal, code, Truth.NO, (why,), *cites)
