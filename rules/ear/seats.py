"""Whose seat counts: the parties an item is for, and the headquarters test.

15 CFR 742.6(a)(6)(iii), 744.23(a)(3): headquartered in, or ultimate parent company headquartered in,
Macau or a Country Group D:5 destination. No share of ownership is a test here.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.deal import Deal
from rules.truth import Truth, all_of, any_of

FOR = frozenset(
    {"purchaser", "intermediate_consignee", "ultimate_consignee", "end_user", "tenant", "recipient", "downstream"}
)


def served(deal: Deal) -> Iterator[str]:
    """Paths of the parties the item is for; an unknown role counts, a carrier or bank alone does not."""
    for index in range(deal.parties):
        path = f"parties[{index}]"
        roles = deal.look(f"{path}.roles")
        if FOR & set(roles) or "unknown" in roles:
            yield path


def everyone(deal: Deal) -> Iterator[str]:
    """Paths of all parties but suppliers, whose role ends before the export."""
    for index in range(deal.parties):
        if tuple(deal.look(f"parties[{index}].roles")) != ("supplier",):
            yield f"parties[{index}]"


def seated_in(deal: Deal, party: str, places: frozenset[str]) -> Truth:
    """Is the party or its ultimate parent headquartered in one of the places?"""
    seat = deal.place_in(f"{party}.headquarters", places)
    if seat is Truth.YES:
        return seat
    return seat | deal.place_in(f"{party}.ultimate_parent.headquarters", places)


def wholly_seated_in(deal: Deal, party: str, places: frozenset[str]) -> Truth:
    """Are party and ultimate parent both headquartered there? A territory is not its sovereign here."""
    seat = deal.place_in(f"{party}.headquarters", places, exactly=True)
    if seat is Truth.NO:
        return seat
    return seat & deal.place_in(f"{party}.ultimate_parent.headquarters", places, exactly=True)


def of_d5m(deal: Deal) -> Truth:
    """Is the item for an entity headquartered, or with an ultimate parent, in Macau or D:5?"""
    return deal.ask_once("of_d5m", _of_d5m)


def _of_d5m(deal: Deal) -> Truth:
    places = deal.law.d5m
    tests = [seated_in(deal, party, places) for party in served(deal)]
    tests += [deal.equals(f"{path}.roles#end_users", "of_d5m") for path in passing_on(deal)]
    return any_of(tests)


def passing_on(deal: Deal) -> Iterator[str]:
    """Parties that hand the item on to somebody nobody named."""
    for index in range(deal.parties):
        if deal.look(f"parties[{index}].roles#end_users") != "itself":
            yield f"parties[{index}]"


def users_are_buyers(deal: Deal) -> Truth:
    """Is every buyer its own end user?"""
    return all_of([deal.equals(f"{path}.roles#end_users", "itself") for path in passing_on(deal)])
