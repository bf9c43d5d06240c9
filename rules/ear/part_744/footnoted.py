"""Who takes part: entities with a footnote on the Entity List, and advanced-node facilities.

15 CFR 734.9(e), (g): a footnoted entity is purchaser, intermediate or ultimate consignee or end user, or
makes, buys or has ordered what the item goes into. 15 CFR 744.11(a)(1): owned by one, while in force.
"""

from __future__ import annotations

from rules.deal import Deal, Open
from rules.ear.part_744 import listed_parties
from rules.ear.seats import everyone, served
from rules.truth import Truth, any_of

TELECOM, FORCES, CHIPS, TOOLS = "footnote_1", "footnote_3", "footnote_4", "footnote_5"
UNKNOWN = "unknown"


def entries(deal: Deal, footnote: str) -> list[tuple[str, Truth]]:
    """Entity List entries of those the item is for, each with whether it is theirs and carries the footnote."""
    found = []
    for party in served(deal):
        for key in deal.look(f"{party}.listings"):
            holds = _entry(deal, key, footnote)
            if holds is not Truth.NO:
                found.append((key, holds))
    return found


def _entry(deal: Deal, key: str, footnote: str) -> Truth:
    if not listed_parties.counts(deal, key):
        return Truth.NO
    mark = carries(deal, key, footnote)
    if mark is not Truth.NO:
        mark &= deal.equals(f"{key}.list", "entity_list")
    return mark & deal.equals(f"{key}.state", "match") if mark is not Truth.NO else mark


def entity_entries(deal: Deal) -> list[str]:
    """Keys of the entries of any party that may stand on the Entity List and count on the day."""
    keys = [key for party in everyone(deal) for key in deal.look(f"{party}.listings")]
    return [key for key in keys if _on_entity_list(deal, key) and deal.look(f"{key}.state") != "ruled_out"]


def _on_entity_list(deal: Deal, key: str) -> bool:
    name = deal.look(f"{key}.list")
    return listed_parties.counts(deal, key) and (name == "entity_list" or isinstance(name, Open))


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
    keys = [key for party in served(deal) for key in deal.look(f"{party}.owners#listed")]
    marked = any_of([_entry(deal, key, footnote) for key in keys])
    if marked is Truth.NO:
        return marked
    asks, used = deal.asks, deal.take_used()
    deal.asks = []
    owned = listed_parties.listed_owners(deal)
    deal.asks, deal.used = [*asks, *owned.step.asks], {**used, **owned.step.used}
    return marked & owned.holds


def at_advanced_facility(deal: Deal) -> Truth:
    """Is it for an entity at a facility of Macau or D:5 that makes advanced-node logic or DRAM?"""
    places = deal.law.d5m
    there = deal.place_in("destination", places)
    if there is not Truth.YES:
        there |= deal.place_in("fab.location", places)
    if there is Truth.NO:
        return there
    return there & deal.yes("fab.advanced_node")
