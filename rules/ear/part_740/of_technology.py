"""The exceptions for software, technology and model weights.

15 CFR 740.27(a)(2)(i) AIA for software and some technology, 740.27(a)(2)(ii) and (a)(3) for weights; 740.8 NAC and ACA
for encryption software that mirrors b items. ACM (740.28) is listed by the section and given narrower by the entries:
arguable, never granted here. Everything else is for commodities, or barred by the entries.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.examined import Examined, examined, refused
from rules.ear.part_740 import nac_aca
from rules.ear.part_774.advanced_computing import Class
from rules.ear.part_774.software_technology import named_at_seat
from rules.ear.seats import of_d5m, served, users_are_buyers, wholly_seated_in
from rules.truth import Truth, all_of

SHIPPED = ("the ECCN told to the consignee once, and written notice with each shipment",)
STORED = (
    "the ECCN told to the consignee, and written notice",
    "stored in a facility that meets paragraphs 14, 15 and 18 of Supp. No. 10 to part 748",
)


def aia(deal: Deal, found: Class) -> Examined:
    """Is AIA available: software and 4E001 for a items inside Supp. No. 5(a), or weights for its companies?"""
    figure = deal.law.figure("ai_authorization.aia.destinations")
    if figure.value is None:
        return refused(deal, "AIA", "not in force on this day", "15 CFR 740.27")
    if found.weights is not Truth.NO:
        return _weights(deal, found, frozenset(figure.value))
    left_out = deal.law.figure("software_technology.no_aia").value
    if found.a is Truth.NO or (found.entry is not None and found.entry.startswith(left_out)):
        return refused(deal, "AIA", "only for software and technology that section 740.27(a)(2)(i) names",
                       "15 CFR 740.27(a)(2)(i)")  # fmt: skip
    named = frozenset(figure.value)
    seats = deal.one_of("destination", named)
    if seats is not Truth.NO:
        seats &= all_of([wholly_seated_in(deal, party, named) for party in served(deal)]) & users_are_buyers(deal)
    if seats is Truth.NO:
        return refused(deal, "AIA", "location, seats and parents would have to be in Supp. No. 5(a) destinations",
                       "15 CFR 740.27(a)", "15 CFR Part 740, Supp. No. 5(a)")  # fmt: skip
    return examined(deal, "AIA", found.a & seats, SHIPPED, "15 CFR 740.27(a)(2)(i)", "15 CFR 740.27(b)")


def _weights(deal: Deal, found: Class, named: frozenset[str]) -> Examined:
    """(a)(3): a parent in Supp. No. 5(a), neither place nor seat in Macau or D:5, and a secured store.

    The words let a seat in Supp. No. 5(a) do without the parent; the parent is asked for, the stricter side.
    """
    parents = [deal.place_in(f"{party}.ultimate_parent.headquarters", named, exactly=True) for party in served(deal)]
    seats = all_of(parents) & ~deal.place_in("destination", deal.law.d5m)
    if seats is not Truth.NO:
        seats &= ~of_d5m(deal) & users_are_buyers(deal)
    if seats is Truth.NO:
        return refused(deal, "AIA", "would have to be for a company of a Supp. No. 5(a) parent, not in Macau or D:5",
                       "15 CFR 740.27(a)(3)", "15 CFR Part 740, Supp. No. 5(a)")  # fmt: skip
    return examined(deal, "AIA", found.weights & seats, STORED, "15 CFR 740.27(a)(3)", "15 CFR 740.27(b)")


def acm(deal: Deal, found: Class) -> Examined:
    """Is ACM available? Not for weights; for software and technology arguable, so not by itself."""
    why = "never for weights" if found.weights is Truth.YES else "arguable for software and technology, needs counsel"
    return refused(deal, "ACM", why, "15 CFR 740.28(b)")


def nac(deal: Deal, found: Class) -> Examined:
    """Is NAC available: encryption software that mirrors b items?"""
    return nac_aca.nac(deal, found) if _encryption(deal, found) else _not_named(deal, "NAC")


def aca(deal: Deal, found: Class) -> Examined:
    """Is ACA available: the same software elsewhere?"""
    return nac_aca.aca(deal, found) if _encryption(deal, found) else _not_named(deal, "ACA")


def _encryption(deal: Deal, found: Class) -> bool:
    return found.b is Truth.YES and named_at_seat(deal, found)


def _not_named(deal: Deal, code: str) -> Examined:
    return refused(
        deal, code, "only for commodities, and 5D002.z or 5D992.z of items of 3A090.b and its kind", "15 CFR 740.8(a)"
    )


def _commodities(code: str, cite: str) -> Examined:
    return Examined(code, Truth.NO, ("only for commodities",), (cite,))


NOT_FOR_DATA = (
    _commodities("LPP", "15 CFR 740.29(b)"),
    _commodities("TMP", "15 CFR 740.9(a)(6)"),
    _commodities("RPL", "15 CFR 740.10(a)"),
    _commodities("HBM", "15 CFR 740.25"),
    Examined("TSR", Truth.NO, ("the entries give none for 3A090 and 4A090",), ("15 CFR 740.6",)),
)
