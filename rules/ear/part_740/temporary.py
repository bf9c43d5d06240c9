"""License Exception TMP: what goes abroad for a while.

15 CFR 740.9(a)(6) inspection, test, calibration and repair; (a)(5) exhibition and demonstration, which
740.2(a)(9)(ii) takes away inside its scope. The other limbs (tools of trade, news media, units abroad, in transit)
rest on facts that nobody can state here.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.examined import Examined, examined, refused
from rules.ear.part_774.advanced_computing import Class
from rules.truth import Truth

CHECKED_ABROAD = frozenset({"inspection", "test", "calibration", "repair"})


def tmp(deal: Deal, found: Class) -> Examined:
    """Is it sent abroad to be checked, repaired or shown, and coming back in a year?"""
    del found
    purpose = deal.get("temporary.purpose")
    shown = purpose == "exhibition"
    if purpose not in CHECKED_ABROAD and not shown:
        return refused(deal, "TMP", "would have to come back after inspection, test, calibration or repair",
                       "15 CFR 740.9(a)(6)")  # fmt: skip
    if deal.place_in("destination", deal.law.places("country_groups.e_1")) is Truth.YES:
        return refused(deal, "TMP", "would have to go elsewhere than to Country Group E:1", "15 CFR 740.9(a)(6)")
    holds = (
        deal.yes("temporary.returns_within_year")
        & ~deal.yes("temporary.order_received")
        & ~deal.yes("temporary.lease")
        & ~deal.place_in("destination", deal.law.places("country_groups.e_1"))
    )
    if shown:
        conditions = ("owned and controlled by the exporter throughout, shown no longer than 120 days at one site, "
                      "returned within one year",)  # fmt: skip
        return examined(deal, "TMP", holds, conditions, "15 CFR 740.9(a)(5)", "15 CFR 740.9(a)(14)", limb="(a)(5)")
    return examined(deal, "TMP", holds, ("returned as soon as practicable, within one year",),
                    "15 CFR 740.9(a)(6)", "15 CFR 740.9(a)(14)", limb="(a)(6)")  # fmt: skip
