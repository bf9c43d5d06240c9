"""The Unverified List: 15 CFR 744.15, 740.2(a)(17) and Supp. No. 6 to part 744.

No requirement of its own: no license exception with such a party, and where no license is required, its
signed and dated statement first. A stake of such a party is no ground of the affiliates rule.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_744.listed_parties import entries
from rules.ear.seats import everyone
from rules.proof import Step, step
from rules.truth import all_of, any_of


def unverified(deal: Deal) -> Step:
    """Is a party on the Unverified List? Then no exception applies, and NLR needs its statement."""
    return step(
        deal,
        "part_744.unverified_list",
        "Is a party on the Unverified List?",
        any_of(holds for party in everyone(deal) for _, holds in entries(deal, party, "unverified_list")),
        "no license exception; a signed statement first",
        cites=("15 CFR 744.15(a)", "15 CFR 740.2(a)(17)"),
    )


def has_statement(deal: Deal) -> Step:
    """Has every party on the Unverified List signed its statement?"""
    signed = [
        ~holds | deal.yes(f"{party}.uvl_statement")
        for party in everyone(deal)
        for _, holds in entries(deal, party, "unverified_list")
    ]
    return step(
        deal,
        "part_744.unverified_list.statement",
        "Is the statement of the party on the Unverified List signed and dated?",
        all_of(signed),
        "no license is required on that ground",
        cites=("15 CFR 744.15(b)",),
    )
