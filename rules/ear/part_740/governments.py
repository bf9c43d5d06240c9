"""License Exception GOV: 15 CFR 740.11(b) the US Government, (c) cooperating governments.

740.2(a)(9)(ii) leaves only (b) inside its scope. (c) is for agencies of national governments of Country
Group A:1, Singapore and Taiwan, here taken inside the territory of one of them only.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.examined import Examined, examined, refused
from rules.ear.part_774.advanced_computing import Class
from rules.ear.seats import served
from rules.truth import Truth, all_of, any_of

AGENCIES = frozenset({"government_agency", "armed_forces"})


def gov(deal: Deal, found: Class) -> Examined:
    """Is it consigned to an agency of the US Government, or of a cooperating government, for official use?"""
    del found
    agencies = [Truth.of(deal.get(f"{party}.kind") == "us_government_agency") for party in served(deal)]
    if any_of(agencies) is not Truth.NO:
        return examined(deal, "GOV", all_of(agencies), ("official use by the agency alone",),
                        "15 CFR 740.11(b)(2)(ii)", limb="(b)")  # fmt: skip
    parties = list(served(deal))
    if not parties or any(deal.get(f"{party}.kind") not in AGENCIES for party in parties):
        return refused(deal, "GOV", "would have to be for an agency of the US Government, or of the national "
                       "government of a Country Group A:1 country, Singapore or Taiwan",
                       "15 CFR 740.11(b)", "15 CFR 740.11(c)")  # fmt: skip
    cooperating = deal.law.places("country_groups.a_1") | deal.law.places("consumer_communications.cooperating")
    holds = deal.place_in("destination", cooperating)
    if holds is not Truth.NO:
        holds &= all_of([deal.place_in(f"{party}.headquarters", cooperating, exactly=True) for party in parties])
    if holds is Truth.NO:
        return refused(deal, "GOV", "would have to be for a national government of Country Group A:1, Singapore or "
                       "Taiwan, at home", "15 CFR 740.11(c)")  # fmt: skip
    if deal.look("item.encryption") == "controlled":
        return refused(deal, "GOV", "not for items controlled for encryption", "15 CFR 740.11(c)(3)(iii)")
    return examined(deal, "GOV", holds, ("an agency of the national government, for its official use at home",),
                    "15 CFR 740.11(c)(2)", limb="(c)")  # fmt: skip
