"""General Order No. 7: the temporary general license for unlisted affiliates of listed entities.

Supp. No. 1 to part 736, paragraph (g): (1)(i) to or within Country Groups A:5 and A:6; (1)(ii) to or within any
place outside E:1 and E:2, where the affiliate is a joint venture with an unlisted company seated in the United
States, A:5 or A:6. It lifts 744.11 and 744.21 alone. A co-owner is never presumed.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.examined import Examined, examined, refused
from rules.ear.part_744 import owners
from rules.truth import Truth, all_of

CITE = "15 CFR Part 736, Supp. No. 1, General Order No. 7"
CODES = frozenset({"GO7"})
RECORDS = ("records kept under part 762", "no other requirement than those of 744.11 and 744.21")


def order_7(deal: Deal) -> Examined:
    """Does General Order No. 7 authorize the transaction with an affiliate of listed entities?"""
    if deal.law.figure("general_orders.order_7").value is not True or not owners.in_force(deal):
        return refused(deal, "GO7", "not in force on this day", CITE)
    law = deal.law
    holds = deal.place_in("destination", law.a5_a6)
    if holds is not Truth.YES:
        seats = law.a5_a6 | {"US"}
        ventures = all_of([owners.joint_venture(deal, party, seats) for party in owners.caught_parties(deal)])
        holds |= ventures & ~deal.place_in("destination", law.e)
    if holds is Truth.NO:
        why = "would have to go to A:5 or A:6, or to a joint venture with an unlisted company seated there or in the US"
        return refused(deal, "GO7", why, CITE)
    return examined(deal, "GO7", holds, RECORDS, CITE)
