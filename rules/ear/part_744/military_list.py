"""The Military End-User List: 15 CFR 744.21(a)(1), (b)(1) and Supp. No. 7 to part 744.

It reaches the items of Supp. No. 2 only, never EAR99. Every other item is read as one of them: membership
of the advanced entries is not established, and the stricter side is taken.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_744.listed_parties import entries, is_ear99
from rules.ear.requirement import Requirement
from rules.ear.seats import everyone
from rules.proof import step
from rules.truth import Truth, any_of

LIFTED_BY = frozenset({"GOV(b)"})  # 744.21(c)


def military_end_user_list(deal: Deal) -> Requirement:
    """Is a party on the MEU List, and the item one of Supp. No. 2?"""
    found = [holds for party in everyone(deal) for _, holds in entries(deal, party, "meu_list")]
    held = step(
        deal,
        "part_744.meu_list",
        "Is a party on the Military End-User List?",
        any_of(found) & reaches(deal),
        "a license is required",
        cites=("15 CFR 744.21(a)(1)", "15 CFR Part 744, Supp. No. 7"),
    )
    return Requirement(held, "end_user", "presumption_of_denial", LIFTED_BY)


def reaches(deal: Deal) -> Truth:
    """Is the item one of Supp. No. 2 to part 744, which lists no EAR99 item?"""
    return ~Truth.of(is_ear99(deal))
