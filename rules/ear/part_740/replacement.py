"""License Exception RPL: one-for-one replacement of parts, 15 CFR 740.10(a).

To Country Group E:1 nothing replaces a part of goods controlled for national security (a)(3)(iv); what is being
repaired is not told, so E:1 is left out. 740.10(b), returns after service, is not looked at.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.examined import Examined, examined, refused
from rules.ear.part_774.advanced_computing import Class


def rpl(deal: Deal, found: Class) -> Examined:
    """Is it a one-for-one replacement of a lawfully exported part?"""
    del found
    if deal.look("replacement.one_for_one") is False:
        return refused(deal, "RPL", "would have to be a one-for-one replacement, no better than the old part",
                       "15 CFR 740.10(a)")  # fmt: skip
    holds = (
        deal.yes("replacement.one_for_one")
        & deal.yes("replacement.lawful_first_export")
        & deal.one_of("replacement.old_part", ("returned", "destroyed"))
        & ~deal.yes("replacement.better")
        & ~deal.yes("replacement.for_stock")
        & ~deal.yes("replacement.license_forbids")
        & deal.yes("replacement.by_original_exporter")
        & deal.one_of("activity", ("export", "reexport"))
        & ~deal.place_in("destination", deal.law.places("country_groups.e_1"))
    )
    return examined(deal, "RPL", holds, ("the old part is destroyed or comes back promptly",), "15 CFR 740.10(a)")
