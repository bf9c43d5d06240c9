"""Authorization VEU: 15 CFR 748.15. No license exception, so 740.2 does not strike it out.

Data Center VEU since 2024-10-02, universal and national ones since 2025-01-13, never in Macau or D:5. Which users,
sites and items supplement no. 7 to part 748 lists is a fact about the party; General VEU (China, India) is not
granted for advanced computing items, for which no listing is known.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.examined import Examined, examined, refused
from rules.ear.part_774.advanced_computing import Class
from rules.ear.seats import of_d5m, served
from rules.truth import Truth, all_of

CITE = "15 CFR 748.15(b)(2)"
CONDITIONS = ("listed in Supp. No. 7 to part 748 for this site and item, within its terms and allocation",)


def veu(deal: Deal, found: Class) -> Examined:
    """Is every consignee and end user a data center validated for this site and item?"""
    del found
    parties = list(served(deal))
    if not parties or any(deal.look(f"{party}.veu") is False for party in parties):
        return refused(deal, "VEU", "would have to be validated for this site and item", "15 CFR 748.15")
    if deal.law.figure("validated_end_user.data_center").value is None:
        return refused(deal, "VEU", "no data center could be validated on this day", CITE)
    elsewhere = ~deal.place_in("destination", deal.law.d5m)
    if elsewhere is Truth.NO or any(_removed(deal, party) for party in parties):
        return refused(deal, "VEU", "the data center would have to lie outside Macau and Country Group D:5", CITE)
    holds = elsewhere & ~of_d5m(deal) & all_of([deal.yes(f"{party}.veu") for party in parties])
    if holds is not Truth.NO:
        holds &= deal.one_of("activity", ("export", "reexport"))
    return examined(deal, "VEU", holds, CONDITIONS, CITE, "15 CFR 748.15(c)(2)")


def _removed(deal: Deal, party: str) -> bool:
    """One of the sites whose authorization ended on 2025-12-31?"""
    name = str(deal.look(f"{party}.name") or "").casefold()
    return any(name.startswith(one) for one in deal.law.figure("validated_end_user.removed").value or ())
