"""Listings of the parties, as every list rule reads them.

15 CFR 744.11(a), 744.8, 744.15, 744.16 and 744.21 look at the parties of 748.5(c) to (f): purchaser,
intermediate consignee, ultimate consignee, end user. A forwarder or carrier is an intermediate consignee;
a bank can be one. Who only pays, or makes a thing the item goes into, is read as one as well, the stricter
side (rules/party_warnings.py says so). A supplier's role ends before the export: only denial orders and
Treasury reach it.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.deal import Deal, Open
from rules.ear.part_774.advanced_computing import stated_paragraph
from rules.ear.requirement import Requirement
from rules.ear.seats import everyone
from rules.proof import step
from rules.truth import Truth, any_of


def anyone_listed(deal: Deal) -> bool:
    """Does any party, a supplier included, or an owner of one, carry a listing?"""
    paths = (f"parties[{index}]" for index in range(deal.parties))
    return any(deal.look(f"{party}.listings") or deal.look(f"{party}.owners#listed") for party in paths)


def any_owner_listed(deal: Deal) -> bool:
    """Does an owner of a party carry a listing?"""
    return any(deal.look(f"parties[{index}].owners#listed") for index in range(deal.parties))


def nobody(deal: Deal) -> Requirement:
    """Is a party listed? Asked in one step where no party carries a listing."""
    held = step(
        deal,
        "part_744.listed_party",
        "Is a party on a list that counts under the EAR?",
        Truth.NO,
        cites=("15 CFR 744.11(a)", "15 CFR 744.21(a)(1)", "15 CFR 744.8", "15 CFR 736.2(b)(4)"),
    )
    return Requirement(held, "end_user")


def entries(deal: Deal, party: str, list_name: str) -> Iterator[tuple[str, Truth]]:
    """The party's entries on one list, each with whether it is truly this party and counts on the day."""
    for key in deal.look(f"{party}.listings"):
        holds = is_on(deal, key, frozenset({list_name}))
        if holds is not Truth.NO:
            yield key, holds


def is_on(deal: Deal, key: str, lists: frozenset[str]) -> Truth:
    """Does this entry stand on one of the lists, count on the day, and mean this very party?

    Asks one after the other, so that nobody is asked whether somebody is a party whose entry does not count.
    """
    if deal.look(f"{key}.state") == "ruled_out":
        return Truth.NO
    on = deal.one_of(f"{key}.list", lists)
    if on is Truth.NO:
        return on
    counted = counts(deal, key)
    return counted if counted is Truth.NO else on & deal.equals(f"{key}.state", "match") & counted


def counts(deal: Deal, key: str) -> Truth:
    """Does the entry count on the day: from its date to its end, both included, without a date always?

    Open in the weeks before a publication date where no other date is known; for a shipment that is stated to
    have been under way when the entry took effect, which the listing rule may let go on; and where an order is
    said to have ended, which only its docket tells.
    """
    holds = _known(deal, f"{key}.since#counts") & ~_known(deal, f"{key}.until#ended")
    if holds is not Truth.NO and deal.look(f"{key}.since#under_way") is True:
        holds &= ~deal.yes("en_route_since#saved")
    return holds


def _known(deal: Deal, key: str) -> Truth:
    value = deal.look(key)
    return deal.yes(key) if isinstance(value, Open) else Truth.of(value)


def is_ear99(deal: Deal) -> bool:
    """Is the item stated to be EAR99, so on no entry of the Commerce Control List?"""
    return stated_paragraph(deal) == "EAR99"


def other_list(deal: Deal) -> Requirement:
    """Is a party on a list without effect here? Such a list never forbids, and never clears."""
    found = [holds for party in everyone(deal) for _, holds in entries(deal, party, "other")]
    held = step(
        deal,
        "part_744.other_list",
        "Is a party on a list that has no effect under the EAR?",
        any_of(found) & Truth.NO,
        None,
        cites=("15 CFR 744.16",),
    )
    return Requirement(held, "end_user")
