"""Chains of arrows: "US OEM -> Singapore disti -> Thai DC -> tenant Tencent".

The first link sends, the last one uses, those between pass the goods on; a tenant uses them where the link before
it holds them.
"""

import re

from assistant.reading.found import Found
from assistant.reading.seats import Party, country, span_of
from assistant.reading.state import Reading

_ARROW = re.compile(r"\s*(?:-{1,2}>|=>|→|⇒|➔|➜|>{2,}|—>|–>)\s*")
_HOLDS = {"data_center", "iaas_provider"}


def read_chain(reading: Reading, people: list[Party]) -> None:
    """Writes way and destination of a chain of three links or more and the roles of its parties."""
    links = _links(reading.text)
    while links and not any(links[-1][0] <= one < links[-1][1] for one in _held(reading, people)):
        links.pop()  # "-> a Czech glassworks -> chandelier design": the last one says what for
    if len(links) < 3:
        _from_to(reading)
        return
    where = [_country_of(reading, first, last) for first, last in links]
    for party in list(people):
        at = next((i for i, (first, last) in enumerate(links) if first <= span_of(reading, party.head)[0] < last), None)
        if at is not None:
            _place(reading, people, party, at, len(links))
    holder = _holder(links, where, people, reading)
    for find in reading.of_kind("place", "demonym"):
        if links[0][0] <= find.start < links[-1][1]:
            reading.aside.append(find)
            reading.use(find.start, find.end)
    sender, target = where[0], where[holder]
    if sender is not None and country(sender) != "US":
        reading.set("departure", country(sender), (sender.start, sender.end), "implied")
    if target is not None:
        reading.set("destination", country(target), (target.start, target.end), "implied")
        on = [country(find) for find in where[1:holder] if find is not None and country(find) != country(target)]
        if on:
            reading.set("route", list(dict.fromkeys(on)), links[1], "implied")


def _held(reading: Reading, people: list[Party]) -> list[int]:
    """Where a party or a place is named."""
    places = [find.start for find in reading.of_kind("place", "demonym", "party")]
    return places + [span_of(reading, mention)[0] for party in people for mention in party.mentions]


def _from_to(reading: Reading) -> None:
    """ "Bangkok -> Xiamen": one arrow between two places is a way from the first to the second."""
    for arrow in _ARROW.finditer(reading.text):
        left = [find for find in reading.of_kind("place") if find.end <= arrow.start() and country(find)]
        right = [find for find in reading.of_kind("place") if find.start == arrow.end() and country(find)]
        if left and right and left[-1].end == arrow.start():
            if country(left[-1]) != "US":
                reading.set("departure", country(left[-1]), (left[-1].start, left[-1].end), "implied")
            reading.set("destination", country(right[0]), (right[0].start, right[0].end), "implied")
            reading.aside += [left[-1], right[0]]
            reading.use(left[-1].start, right[0].end)


def _links(text: str) -> list[tuple[int, int]]:
    """The spans of the links of the first line that holds two arrows or more."""
    for line in re.finditer(r"[^\n]+", text):
        arrows = list(_ARROW.finditer(line.group()))
        if len(arrows) >= 2:
            starts = [0, *(arrow.end() for arrow in arrows)]
            ends = [*(arrow.start() for arrow in arrows), len(line.group())]
            return [(line.start() + a, line.start() + b) for a, b in zip(starts, ends, strict=True)]
    return []


def _country_of(reading: Reading, first: int, last: int) -> Found | None:
    """The place of a link, else the nationality that its party is called by."""
    inside = [find for find in reading.of_kind("place", "demonym") if first <= find.start < last and country(find)]
    places = [find for find in inside if find.kind == "place"]
    return next(iter([*places, *inside]), None)


def _place(reading: Reading, people: list[Party], party: Party, at: int, links: int) -> None:
    """The role of a party by its link; a sender without a name is the exporter and no party."""
    if at == 0:
        if party.named is None:
            people.remove(party)
            for mention in party.mentions:
                reading.use(*span_of(reading, mention))
        else:
            party.role = "supplier"
    elif at < links - 1 and party.kind not in _HOLDS:
        party.role = "intermediate"
    elif party.role != "tenant":
        party.role = "buyer"


def _holder(links: list[tuple[int, int]], where: list[Found | None], people: list[Party], reading: Reading) -> int:
    """The last link that says where the goods end: not that of a tenant without a place of its own."""
    tenants = [span_of(reading, party.head)[0] for party in people if party.role == "tenant"]
    for index in range(len(links) - 1, 0, -1):
        first, last = links[index]
        tenant = any(first <= start < last for start in tenants)
        find = where[index]
        if find is not None and not (tenant and find.kind == "demonym"):
            return index
    return len(links) - 1
