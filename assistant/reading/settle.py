"""What follows from several facts together: events that stay at home, armies as end users, tenants and clients."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant.reading.analysed import read_analysis
from assistant.reading.cues import append, flag, spoken_of
from assistant.reading.gazetteer import country_name
from assistant.reading.lists import pattern, words_file
from assistant.reading.polarity import polarity
from assistant.reading.seats import Party, country
from assistant.reading.state import Reading, has, look


def settle(reading: Reading, parties: list[Party]) -> None:
    """Fills in what the facts read so far imply."""
    read_analysis(reading)
    _event(reading)
    _armed(reading)
    _police(reading, parties)
    _onward(reading)
    _taken_abroad(reading)
    _quantity_unsaid(reading)
    _at_home_with_its_owners(reading)
    _perhaps_at_its_seat(reading, parties)
    _ends_at_a_forwarder(reading)


_TO_A_FORWARDER = re.compile(
    r"(?i)\b(?:to|for|consignee is|consignee:) (?:an? |the |their |its |his |another |some )(?:[\w-]+ ){0,3}?"
    r"(?:freight forward(?:er|ing \w+)|forward(?:er|ing (?:company|agent|firm))|customs (?:broker|agent))\b"
)
_FINAL_FORWARDER = re.compile(
    r"(?i)\bforward(?:er|ing \w+)\b[^.;!?\n]{0,40}?\b(?:as|is|named|being) (?:the |its |their |our |a )?"
    r"(?:final|ultimate|only|sole|last|end)[ -](?:consignee|recipient|destination|user|party|customer)"
)


_WHO_OR_WHERE = {"name", "location", "headquarters", "ultimate_parent"}


def _ends_at_a_forwarder(reading: Reading) -> None:
    """Red Flag 9: goods that go to a freight forwarder at the destination, and to nobody told of behind it."""
    parties = reading.facts.get("parties", [])
    there = [one for one in parties if one.get("kind") in _CARRIES_ON]
    alone = all(one in there or not _WHO_OR_WHERE & one.keys() for one in parties) and any(
        one.get("location") == reading.facts.get("destination") is not None for one in there
    )
    match = _FINAL_FORWARDER.search(reading.text) or (alone and _TO_A_FORWARDER.search(reading.text)) or None
    if there and match is not None and not polarity(reading.text, *match.span()).denied:
        flag(reading, "9", match.span())


def _at_home_with_its_owners(reading: Reading) -> None:
    """A firm in the country of its owners, and no other seat told ("clinic in Tallinn (Estonian owners)")."""
    for index, party in enumerate(reading.facts.get("parties", [])):
        above = (party.get("ultimate_parent") or {}).get("headquarters")
        where = party.get("location") or reading.facts.get("destination")
        if above is not None and "headquarters" not in party and above == where:
            reading.set(f"parties[{index}].headquarters", above, None, "implied", "seated where its owners are")


def _perhaps_at_its_seat(reading: Reading, parties: list[Party]) -> None:
    """A firm that the register knows, and no word on where the goods go: its seat is offered and never taken."""
    facts = reading.facts
    if "destination" in facts or "destination" in reading.words or "release" in facts or len(parties) != 1:
        return
    firm = parties[0].named.name if parties[0].named is not None else None
    seat = look(facts, "parties[0].headquarters")
    if firm is not None and firm.register_id is not None and seat not in {None, "US"}:
        reading.note(f"{firm.name} is seated in {country_name(seat)}: does the item go there?")


def activity_of(facts: Mapping[str, Any]) -> str | None:
    """The event that departure and destination make, where none was said: import, domestic, reexport, transfer."""
    departure, destination = facts.get("departure"), facts.get("destination")
    abroad = departure not in {None, "US"}
    if destination == "US":
        return "import" if abroad else "domestic"
    if destination is None or not abroad:
        return None
    return "transfer_in_country" if departure == destination else "reexport"


def _event(reading: Reading) -> None:
    """Goods that stay in the United States or come into it, and those that leave from abroad."""
    facts = reading.facts
    if facts.get("activity") == "transfer_in_country" and facts.get("destination"):
        reading.set("departure", facts["destination"], None)
    if (
        facts.get("activity") == "import"
        and "destination" not in facts
        and any(map(_may_take_abroad, facts.get("parties", [])))
    ):
        del facts["activity"]  # "import them from Japan for Alibaba": into which country was not said
    if facts.get("activity") == "domestic" and facts.get("destination") != "US" and _names_abroad(reading):
        del facts["activity"]  # said to stay at home, and yet a place abroad is named
    if facts.get("activity") == "reexport" and facts.get("departure") in {None, "US"} and _from_home(reading):
        reading.unset("activity")
    made = activity_of(facts)
    if facts.get("activity") == "reexport" and made == "transfer_in_country":
        reading.over("activity", made, None)  # "from our office in Jakarta" to a firm in Surabaya
    software = look(facts, "item.form") in {"technology", "source_code"}
    if "activity" not in facts and made is not None and not (software and facts.get("destination") == "US"):
        reading.set("activity", made, None)


_FROM_OURS = re.compile(
    r"(?i)\bfrom our (?:[\w-]+ ){0,2}(?:stock|hub|warehouse|subsidiary|branch|depot|office) in (?:the )?"
)
_AGAIN = re.compile(r"(?i)re-?export|r[eé]export|resell|weiterexport|再出口|再輸出")


def _from_home(reading: Reading) -> bool:
    """Do the goods leave a warehouse of ours in the United States ("from our depot in Ohio"), and nothing else says
    that they were abroad?"""
    told = _FROM_OURS.search(reading.text)
    return (
        told is not None
        and _AGAIN.search(reading.text) is None
        and any(find.start == told.end() and country(find) == "US" for find in reading.of_kind("place"))
    )


def _names_abroad(reading: Reading) -> bool:
    return any(country(find) != "US" for find in reading.of_kind("place"))


def _armed(reading: Reading) -> None:
    """Armed forces are a military end user, and what they use is in military use, a hospital's aside."""
    for index, party in enumerate(reading.facts.get("parties", [])):
        if party.get("kind") == "armed_forces":
            reading.set(f"parties[{index}].military_end_user", True, None)
            if not re.search(r"(?i)hospital|clinic", reading.text) and not has(reading.facts, "end_uses"):
                append(reading, "end_uses", "military", (0, 0))


def _police(reading: Reading, parties: list[Party]) -> None:
    """Police in the countries of 15 CFR 744.21: national or armed ones are a military end user, others may be."""
    told = words_file("roles.yaml")["police"]
    for match in pattern(told["words"]).finditer(reading.text):
        path = f"parties[{spoken_of(reading, parties, match.start())}]"
        party = look(reading.facts, path) or {}
        where = {party.get("location"), party.get("headquarters"), reading.facts.get("destination")}
        if where & set(told["countries"].split()) and polarity(reading.text, *match.span()).plain:
            around = reading.text[max(0, match.start() - 12) : match.end()]
            sure = pattern(told["national"]).search(around) is not None
            reading.set(f"{path}.military_end_user", True if sure else None, match.span())
            if pattern(told["listed"]).search(reading.text) and "listings" not in party and not party.get("name"):
                reading.set(f"{path}.listings", [{"list": "entity_list", "state": "open"}], match.span())
                reading.note(
                    "Public security bureaus of Xinjiang are on the Entity List (84 FR 54002): is this one of them?"
                )


def _onward(reading: Reading) -> None:
    """Goods delivered at home to somebody who takes or sends them abroad."""
    told = pattern(words_file("roles.yaml")["onward_from_home"]).search(reading.text)
    if told is None or reading.facts.get("destination") != "US" or not polarity(reading.text, *told.span()).plain:
        return
    if reading.facts.get("onward_export") is not True:
        reading.facts.pop("onward_export", None)
        reading.set("onward_export", True, told.span())


_TAKES = frozenset({"ultimate_consignee", "end_user", "purchaser", "tenant", "unknown"})
_CARRIES_ON = frozenset({"forwarder", "broker"})


def _taken_abroad(reading: Reading) -> None:
    """Goods handed over at home for a buyer who is not told to be there: whether they leave is open (E41 knows it)."""
    facts = reading.facts
    told = facts.get("activity") in {"domestic", "import"} and facts.get("destination") == "US"
    if not told or "onward_export" in facts:
        return
    if any(map(_may_take_abroad, facts.get("parties", []))) or _FOR_THOSE_ABOVE.search(reading.text):
        reading.set("onward_export", None, None, "implied", "handed over in the United States: does it leave later?")


_FOR_THOSE_ABOVE = re.compile(  # "a US firm buys them for its Chinese parent"
    r"(?i)\b(?:for|on behalf of) (?:its|their|his|her|the|an?) (?:[\w-]+ ){0,2}?"
    r"(?:parent|owners?|head office|headquarters|mother company|sister|affiliates?|group|shareholders?)\b"
)


def _may_take_abroad(party: Mapping[str, Any]) -> bool:
    """Is it a forwarder, a buyer abroad, a foreign one of no told place, or a mission of another state?"""
    if party.get("kind") in _CARRIES_ON or _CARRIES_ON & set(party.get("roles") or ()):
        return True
    if not _TAKES & set(party.get("roles") or _TAKES):
        return False
    seat, place = party.get("headquarters"), party.get("location")
    seat = seat or (party.get("ultimate_parent") or {}).get("headquarters")
    if party.get("kind") == "government_agency":
        return seat not in {None, "US"}
    return place not in {None, "US"} or (place is None and seat not in {None, "US"})


def _quantity_unsaid(reading: Reading) -> None:
    """A need for "some" is no number."""
    if "quantity" in reading.facts and reading.facts["quantity"] == 0:
        del reading.facts["quantity"]
