"""Who takes part: entities with a footnote on the Entity List, and advanced-node facilities.

15 CFR 734.9(e), (g): a footnoted entity is a party to any transaction with the item, purchaser, intermediate or
ultimate consignee and end user being examples, or makes, buys or has ordered what the item goes into. A forwarder,
a carrier and a bank are read as parties too, as the lists themselves read them. 15 CFR 744.11(a)(1): owned by one,
while in force.
"""

from __future__ import annotations

from rules.deal import Deal, Open
from rules.ear.part_744 import listed_parties, owners
from rules.ear.seats import everyone
from rules.truth import Truth, any_of

TELECOM, FORCES, CHIPS, TOOLS = "footnote_1", "footnote_3", "footnote_4", "footnote_5"
UNKNOWN = "unknown"
ENTITY_LIST = frozenset({"entity_list"})


def entries(deal: Deal, footnote: str) -> list[tuple[str, Truth]]:
    """Entity List entries of those who take part, each with whether it is theirs and carries the footnote."""
    found = []
    for party in everyone(deal):
        for key in deal.look(f"{party}.listings"):
            holds = _entry(deal, key, footnote)
            if holds is not Truth.NO:
                found.append((key, holds))
    return found


def _entry(deal: Deal, key: str, footnote: str) -> Truth:
    mark = carries(deal, key, footnote)
    return mark if mark is Truth.NO else mark & listed_parties.is_on(deal, key, ENTITY_LIST)


def entity_entries(deal: Deal) -> list[str]:
    """Keys of the entries of any party that may stand on the Entity List and count on the day."""
    keys = [key for party in everyone(deal) for key in deal.look(f"{party}.listings")]
    return [key for key in keys if _on_entity_list(deal, key) and deal.look(f"{key}.state") != "ruled_out"]


def _on_entity_list(deal: Deal, key: str) -> bool:
    name = deal.look(f"{key}.list")
    return (name == "entity_list" or isinstance(name, Open)) and _may_count(deal, key)


def _may_count(deal: Deal, key: str) -> bool:
    asked = len(deal.asks)
    holds = listed_parties.counts(deal, key)
    del deal.asks[asked:]
    return holds is not Truth.NO


def carries(deal: Deal, key: str, footnote: str) -> Truth:
    """Does the entry carry this footnote? One that nobody could read, or told, is a question."""
    marks, number = deal.look(f"{key}.footnotes"), int(footnote.removeprefix("footnote_"))
    if marks is not None and number in marks:
        return Truth.YES
    if marks is None or UNKNOWN in marks:
        return deal.yes(f"{key}.footnotes#{footnote}")
    return Truth.NO


def takes_part(deal: Deal, footnote: str) -> Truth:
    """Does an entity with this footnote take part, or one that listed owners of that kind hold?"""
    holds = any_of([one for _, one in entries(deal, footnote)])
    if holds is Truth.YES:
        return holds
    return holds | _owned(deal, footnote)


def _owned(deal: Deal, footnote: str) -> Truth:
    """Is a party held by listed owners, one with the footnote among them, while that rule is in force?"""
    if not owners.in_force(deal):
        return Truth.NO
    tests = []
    for party in everyone(deal):
        marked = any_of([_entry(deal, key, footnote) for key in owners.contributing(deal, party)])
        tests.append(marked if marked is Truth.NO else marked & owners.caught(deal, party))
    return any_of(tests)


def at_advanced_facility(deal: Deal) -> Truth:
    """Is it for an entity at a facility of Macau or D:5 that makes advanced-node logic or DRAM?"""
    places = deal.law.d5m
    there = deal.place_in("destination", places)
    if there is not Truth.YES:
        there |= deal.place_in("fab.location", places)
    if there is Truth.NO:
        return there
    return there & deal.yes("fab.advanced_node")
