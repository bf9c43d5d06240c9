"""What is struck out before any exception is looked at.

15 CFR 740.2(a)(9)(ii): for advanced computing items to the D groups (without A:5 and A:6), and to
companies of Macau or D:5 anywhere, only a short list survives. 15 CFR 740.2(a)(17): none with a party
on the Unverified List.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.seats import of_d5m
from rules.truth import Truth

SURVIVORS = frozenset({"NAC", "ACA", "TMP", "RPL", "GOV", "TSU", "HBM", "ACM"})
CITE = "15 CFR 740.2(a)(9)(ii)"


def struck_out(deal: Deal) -> Truth:
    """Is the transaction inside the scope in which only the survivors are left?"""
    return deal.ask_once("struck_out", _struck_out)


def _struck_out(deal: Deal) -> Truth:
    law = deal.law
    if law.figure("restrictions.struck.v2").value:
        inside = deal.place_in("destination", law.d145)
        return inside if inside is Truth.YES else inside | of_d5m(deal)
    return deal.place_in("destination", law.places("restrictions.struck.v1"))
