"""Another country that touches a party: "run from …", "the order came from …", a payment, an e-mail.

Such a place is no departure and no destination. It says the seat where it is said so ("the firm is from …"), else it
opens the seat of the buyer (silence.md, seat row).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.reading.found import Found
from assistant.reading.lists import regex, words_file
from assistant.reading.mentions import Mention
from assistant.reading.polarity import polarity
from assistant.reading.seats import Party, country
from assistant.reading.state import Reading, put
from assistant.reading.strict import embargoed, strict

BUYING = {"ultimate_consignee", "end_user", "purchaser", "tenant", "unknown"}
_NEAR = 70  # characters before a place that may hold the word for what comes from there


@dataclass(frozen=True, slots=True)
class Touch:
    """A place and whether it is the seat itself."""

    find: Found
    is_seat: bool


def read_touches(reading: Reading, parties: Sequence[Party]) -> list[Touch]:
    """The places that come with a party and not with the goods; they are put aside for the route."""
    found = []
    for find in reading.of_kind("place"):
        before = reading.text[max(0, find.start - _NEAR) : find.start]
        kind = next((key for key in ("seat", "control", "agent", "contact") if _behind(key, before)), None)
        kind = kind or _access(reading, find, before)
        if kind in {"agent", "access"} and not _is_strict(find):
            _put_aside(reading, parties, find)
            continue
        if kind == "access" and polarity(reading.text, find.start, find.end).denied:
            _put_aside(reading, parties, find)  # "without any access from Shanghai"
            continue
        home = _home(parties, find) or _only(reading, parties, find) if kind == "contact" else None
        if kind is None or home is not None:
            if home is not None and not any(place is find for place in (*home.places, *home.seats)):
                home.places.append(find)
            continue
        found.append(Touch(find, kind == "seat"))
        _put_aside(reading, parties, find)
    return found + [Touch(find, is_seat=False) for find in supposed(reading)]


_AND_USE = re.compile(
    r"(?i)\s*,?\s*(?:(?:who|which|that|will|would|shall|may|can|could|should|then|also|remotely|are|is|to|going) )*"
    r"(?:us(?:e|es|ing)|access\w*|log\w*|connect\w*|run\w*|train\w*|operat\w*|manag\w*|administ\w*|work\w*|get\w*)\b"
)


def _access(reading: Reading, find: Found, before: str) -> str | None:
    """Is it where people sit who use a machine that goes to another place ("with remote access from …")?"""
    others = {country(one) for one in reading.of_kind("place", "demonym") if one is not find} - {
        country(find),
        None,
        "US",
    }
    users = _behind("users", before) and _AND_USE.match(reading.text, find.end)
    return "access" if others and (_behind("access", before) or users) else None


def _is_strict(find: Found) -> bool:
    """Is it a country that is not passed over?"""
    return country(find) in strict()


def supposed(reading: Reading) -> list[Found]:
    """Nationalities outside any phrase that are only supposed ("it may be Chinese after all")."""
    held = {id(find) for one in reading.mentions for find in (*one.nationalities, *one.beside)}
    return [
        find
        for find in reading.of_kind("demonym")
        if id(find) not in held
        and _behind("supposed", before := reading.text[max(0, find.start - _NEAR) : find.start])
        and not re.search(r"(?i)\bin\s+$", before)  # "the manual in German"
    ]


def _home(parties: Sequence[Party], find: Found) -> Mention | None:
    """The firm of that nation whose town it is ("a PO from the Chilean-owned insurer in Santiago"), or the only one."""
    told = [one for party in parties for one in party.mentions if one.nationalities]
    for one in told:
        own = any(place is find for place in (*one.places, *one.seats))
        if country(find) in {country(nation) for nation in one.nationalities} and (len(told) == 1 or own):
            return one
    return None


def _only(reading: Reading, parties: Sequence[Party], find: Found) -> Mention | None:
    """The one party of the deal, where no other place or nation is named ("request from an institute in Lima")."""
    if len(parties) != 1 or len(reading.of_kind("place", "demonym")) != 1:
        return None
    return next((one for one in parties[0].mentions if any(place is find for place in one.places)), None)


def _behind(key: str, before: str) -> bool:
    """Do the words of a kind stand right before?"""
    return any(regex(rf"(?<![\w-])(?:{told})\s*$").search(before) for told in words_file("touches.yaml")[key])


def _put_aside(reading: Reading, parties: Sequence[Party], find: Found) -> None:
    """The place is none of the way, nor of a party's phrase any longer."""
    reading.aside.append(find)
    reading.use(find.start, find.end)
    for party in parties:
        for one in party.mentions:
            one.places = [kept for kept in one.places if kept is not find]
            one.seats = [kept for kept in one.seats if kept is not find]


def write_touches(reading: Reading, touches: Sequence[Touch], *, follow_up: bool) -> None:
    """Seats that the words say, and seats that they open; in a later turn those of the party spoken of before."""
    for touch in touches:
        code = country(touch.find)
        seats = {party.get("headquarters") for party in reading.facts.get("parties", [])}
        if touch.is_seat and code is not None and not seats - {None}:
            span = (touch.find.start, touch.find.end)
            reading.set(
                "parties[0].headquarters", code, span, "implied", f"{touch.find.text}: understood as seat {code}"
            )
            continue
        note = f"{touch.find.text}: another country touches the party, so its seat is asked for"
        if follow_up and not reading.facts.get("parties") and code is not None:
            unset(reading, "parties[0]", note)
        if code in embargoed() and "destination" not in reading.facts:
            span = (touch.find.start, touch.find.end)
            reading.set("destination", None, span, "guessed", f"{touch.find.text}: does the item end up there?")
        open_seats(reading, [code or "?"], touch.find.text)


def hold_for_payers(reading: Reading) -> None:
    """Whoever pays from a strict country leaves the seat open, from an embargoed place the destination too."""
    for party in reading.facts.get("parties", []):
        codes = {party.get("location"), party.get("headquarters")} & (strict() | embargoed())
        if codes and "financier" in party.get("roles", []):
            open_seats(reading, sorted(codes), f"money from {', '.join(sorted(codes))}")


def open_seats(reading: Reading, codes: Iterable[str], told: str) -> None:
    """Seat and parent of the buying parties are unset where a country other than theirs touches them."""
    codes = set(codes)
    hold_destination(reading, codes, told)
    if codes == {reading.facts.get("destination")} - embargoed():
        return  # a letter from where the goods go tells nothing new
    for index, party in enumerate(reading.facts.get("parties", [])):
        if not codes or not BUYING & set(party.get("roles") or BUYING):
            continue
        if party.get("headquarters") is not None and codes <= {party["headquarters"], party.get("location")}:
            continue
        above = (party.get("ultimate_parent") or {}).get("headquarters")
        if above is not None and above != party.get("headquarters"):
            continue  # a parent of its own was named
        unset(reading, f"parties[{index}]", f"{told}: another country touches the party, so its seat is asked for")


def hold_destination(reading: Reading, codes: set[str], told: str) -> None:
    """Money or orders out of an embargoed place leave it open where the goods end up."""
    here = reading.facts.get("destination")
    if codes & embargoed() and here is not None and here not in codes:
        reading.unset("destination")
        reading.set("destination", None, None, "guessed", f"{told}: does the item end up there?")


def unset(reading: Reading, path: str, note: str, *, parent_only: bool = False) -> None:
    """Writes that seat and parent of a party are not known, over what was read before."""
    for name in ("headquarters", "ultimate_parent.headquarters")[parent_only:]:
        put(reading.facts, f"{path}.{name}", None)
        reading.words.pop(f"{path}.{name}", None)
    reading.note(note)
