"""The item as the lists of part 744 name it: by its ECCN, whether stated or worked out from figures.

15 CFR 744.17(a), 744.21(a)(1) with Supp. No. 2, 744.23(a)(1)(i), (a)(2)(ii), (a)(4). An ECCN that nobody knows
is asked for: no list is ever taken not to hold it.
"""

from __future__ import annotations

from collections.abc import Iterable

from rules.deal import Deal
from rules.ear.part_774.advanced_computing import HARDWARE, Class
from rules.ear.part_774.below import described_in_p, paragraph_of
from rules.ear.part_774.classification import classify
from rules.truth import Truth, any_of

UNCLASSIFIED = "EAR99"
SOFT = frozenset({"software", "source_code", "technology"})


def entry(deal: Deal) -> str | None:
    """The ECCN with its paragraph, or None while it is not known."""
    return deal.recall("entry", _entry)


def _entry(deal: Deal) -> str | None:
    found = classify(deal)
    beside = found.goods and found.advanced is Truth.NO and found.c is Truth.NO
    return paragraph_of(deal, found, deal.recall("below", described_in_p) if beside else None)


def named(eccn: str, entries: Iterable[str]) -> bool:
    """Does one of the entries hold this ECCN? One stated without its paragraph counts where a paragraph is named."""
    return any(eccn == one or eccn.startswith(f"{one}.") or one.startswith(f"{eccn}.") for one in entries)


def on_list(deal: Deal, entries: tuple[str, ...], asked: str) -> Truth:
    """Is the item in one of the entries? `asked` names the list where nobody knows the ECCN."""
    eccn = entry(deal)
    if eccn is None:
        return not_known(deal, asked)
    deal.bound("item.eccn")
    if named(eccn, entries):
        return Truth.YES
    return Truth.NO if eccn == UNCLASSIFIED else _with_encryption(deal, entries)


def _with_encryption(deal: Deal, entries: tuple[str, ...]) -> Truth:
    """An item with encryption is one of category 5, part 2, whatever else describes it."""
    if deal.look("item.form") not in HARDWARE:
        return Truth.NO
    law = deal.law
    kinds = [kind for kind in ("mass_market", "controlled") if set(law.figure(f"items.{kind}").value) & set(entries)]
    return any_of([deal.equals("item.encryption", kind) for kind in kinds])


def on_commerce_control_list(deal: Deal) -> Truth:
    """Is the item specified on the Commerce Control List, so anything but EAR99?"""
    eccn = entry(deal)
    if eccn is None:
        return not_known(deal, "ccl")
    deal.bound("item.eccn")
    return Truth.of(eccn != UNCLASSIFIED)


def is_ear99(deal: Deal) -> bool:
    """Was the item classified as EAR99?"""
    return entry(deal) == UNCLASSIFIED


def not_known(deal: Deal, asked: str) -> Truth:
    """UNKNOWN; asked for unless the class itself is open, which has its own question."""
    found: Class = classify(deal)
    if Truth.UNKNOWN in {found.a, found.b, found.c, found.v1}:
        return Truth.UNKNOWN
    return deal.yes(f"item.eccn#{asked}")
