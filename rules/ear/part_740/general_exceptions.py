"""The other exceptions that people ask about, and why they are not available by themselves.

15 CFR 740.9(a)(6) TMP, 740.10 RPL, 740.11(b) GOV, 740.13 TSU, 740.25 HBM, 740.20 STA, 740.17 ENC,
740.3 LVS, 740.4 GBS, 740.7 APP, 748.15 VEU. They rest on facts that silence never grants; a request
in the user's own words opens their facts. Not modelled: 740.9 beyond (a)(6), 740.13 (coverage).
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.examined import Examined, examined, refused
from rules.ear.part_774.advanced_computing import Class
from rules.ear.seats import served
from rules.truth import Truth, any_of

CHECKED_ABROAD = frozenset({"inspection", "test", "calibration", "repair"})


def tmp(deal: Deal, found: Class) -> Examined:
    """Is it sent abroad to be inspected, tested, calibrated or repaired, and coming back in a year?"""
    del found
    purpose = deal.get("temporary.purpose")
    if purpose not in CHECKED_ABROAD:
        return refused(deal, "TMP", "would have to come back after inspection, test, calibration or repair",
                       "15 CFR 740.9(a)(6)")  # fmt: skip
    holds = (
        deal.yes("temporary.returns_within_year")
        & ~deal.yes("temporary.order_received")
        & ~deal.yes("temporary.lease")
        & ~deal.place_in("destination", deal.law.e)
    )
    return examined(deal, "TMP", holds, ("returned as soon as practicable, within one year",),
                    "15 CFR 740.9(a)(6)", "15 CFR 740.9(a)(14)")  # fmt: skip


def rpl(deal: Deal, found: Class) -> Examined:
    """Is it a one-for-one replacement of a lawfully exported part?"""
    del found
    if deal.look("replacement.one_for_one") is False:
        return refused(deal, "RPL", "would have to be a one-for-one replacement", "15 CFR 740.10(a)")
    holds = (
        deal.yes("replacement.one_for_one")
        & deal.yes("replacement.lawful_first_export")
        & deal.one_of("replacement.old_part", ("returned", "destroyed"))
        & ~deal.yes("replacement.better")
        & ~deal.yes("replacement.for_stock")
        & ~deal.yes("replacement.license_forbids")
        & deal.yes("replacement.by_original_exporter")
        & deal.one_of("activity", ("export", "reexport"))
        & ~deal.place_in("destination", deal.law.e)
    )
    return examined(deal, "RPL", holds, ("the old part is destroyed or comes back promptly",), "15 CFR 740.10(a)")


def gov(deal: Deal, found: Class) -> Examined:
    """Is it consigned to an agency of the US Government for its official use?"""
    del found
    agencies = [Truth.of(deal.get(f"{party}.kind") == "us_government_agency") for party in served(deal)]
    if any_of(agencies) is Truth.NO:
        return refused(deal, "GOV", "would have to be for an agency of the US Government", "15 CFR 740.11(b)")
    return examined(deal, "GOV", any_of(agencies) & Truth.of(len(agencies) == 1), ("official use by the agency",),
                    "15 CFR 740.11(b)(2)(ii)")  # fmt: skip


def hbm(deal: Deal, found: Class) -> Examined:
    """Is it memory for packaging under 740.25, below that section's density?"""
    if found.c is Truth.NO:
        return refused(deal, "HBM", "only for 3A090.c", "15 CFR 740.25")
    return refused(deal, "HBM", "would have to go from the designer to a packaging site, below 3.3 GB/s per mm2",
                   "15 CFR 740.25(c)")  # fmt: skip


def _never(code: str, why: str, cite: str) -> Examined:
    return Examined(code, Truth.NO, (why,), (cite,))


NOT_FOR_THESE = (
    _never("VEU", "would have to be validated for this site and item", "15 CFR 748.15"),
    _never("STA", "open on the words for a items, needs counsel", "15 CFR 740.20(c)(1)"),
    _never("LVS", "the entry gives none", "15 CFR 740.3"),
    _never("GBS", "the entry gives none", "15 CFR 740.4"),
    _never("TSU", "only operation software and technology, or bug fixes, for items lawfully there", "15 CFR 740.13(a)"),
    _never("ENC", "lifts encryption controls, not regional stability", "15 CFR 740.17(b)"),
    _never("APP", "the entry gives none for these paragraphs", "15 CFR 740.7"),
)
