"""Writes the screening into the facts: `parties[].listings[]`, the only thing that rules read of a name.

Entries that carry an `entry_id` are this module's and are made anew each time. What the user stated without one
stays, and so does what somebody settled (`ruled_out`, or an `entry_id` and a state alone). `weak` hits are never
written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.screening.at_hand import at_hand
from assistant.screening.match import MOST_HITS, Hit, screen

LIST_ID = "consolidated_screening_list"
SEATS = ("location", "headquarters", "organized_in")
Search = Callable[[str, tuple[str, ...], date], list[Hit]]  # name, countries, day


@dataclass(frozen=True, slots=True)
class Screened:
    """One name that was looked up. `noted`: equal names on lists without an effect under the EAR."""

    name: str
    list: str
    list_date: date
    age_days: int  # as-of date less list date; negative where the list is younger
    noted: tuple[Hit, ...] = ()


def screen_facts(
    facts: Mapping[str, object], as_of: date, folder: Path | None = None, search: Search | None = None
) -> tuple[dict[str, object], list[Screened]]:
    """The facts with every party, ultimate parent and owner screened, and what was looked up. Changes nothing given.

    `search`: what gives the hits of a name instead of looking it up here.
    """
    look_up = search or _search_in(folder)
    screened: list[Screened] = []
    result = dict(facts)
    if isinstance(parties := facts.get("parties"), list):
        result["parties"] = [
            _party(party, as_of, look_up, screened) if isinstance(party, Mapping) else party for party in parties
        ]
    return result, screened


def listing(hit: Hit) -> dict[str, object]:
    """A hit as one entry of `listings`: keys of facts.md only, unset ones left out.

    `footnotes` None says that the row has a footnote nobody can read; it is never written as "none".
    """
    values: dict[str, object] = {"list": hit.list, "entry_id": hit.entry_id, "name": hit.name, "state": hit.verdict}
    if hit.since is not None:
        values["since"] = hit.since.isoformat()
        if hit.since_basis == "published":  # the rules ask from when it counts in the weeks before
            values["since_basis"] = hit.since_basis
    if hit.requirement is not None:
        values["scope"] = hit.requirement
    if hit.list == "entity_list":
        values["footnotes"] = list(hit.footnotes) if hit.footnotes is not None else None
    if hit.policy is not None:
        values["policy"] = hit.policy
    if hit.programs:
        values["programs"] = list(hit.programs)
    return values


def _search_in(folder: Path | None) -> Search:
    return lambda name, countries, as_of: screen(name, countries=countries, as_of=as_of, folder=folder)


def _party(party: Mapping[str, object], as_of: date, search: Search, screened: list[Screened]) -> dict[str, object]:
    result = _named(party, as_of, search, screened)
    parent = party.get("ultimate_parent")
    if isinstance(parent, Mapping):
        result["ultimate_parent"] = _named(parent, as_of, search, screened)
    return _owners(result, as_of, search, screened)


def _owners(held: dict[str, object], as_of: date, search: Search, screened: list[Screened]) -> dict[str, object]:
    """The same with its owners screened, and theirs."""
    owners = held.get("owners")
    if not isinstance(owners, list) or not owners:
        return held
    named = [
        _owners(_named(owner, as_of, search, screened), as_of, search, screened)
        if isinstance(owner, Mapping)
        else owner
        for owner in owners
    ]
    return {**held, "owners": named}


def _named(who: Mapping[str, object], as_of: date, search: Search, screened: list[Screened]) -> dict[str, object]:
    """One bearer of a name with its `listings` made anew; without a name nothing is touched."""
    result = dict(who)
    name = who.get("name")
    if not isinstance(name, str) or not name.strip():
        return result
    hits = search(name, tuple(str(who[seat]) for seat in SEATS if who.get(seat)), as_of)
    noted = tuple(hit for hit in hits if hit.verdict == "weak" and hit.score >= 0.9)
    made = at_hand(as_of).date
    screened.append(Screened(name, LIST_ID, made, (as_of - made).days, noted))
    known = list(_maps(who.get("listings")))
    found = [listing(hit) for hit in hits if hit.verdict != "weak"][:MOST_HITS]
    settled = _settled(known)
    listings = [dict(entry) for entry in known if not entry.get("entry_id")] + [
        {**entry, "state": settled.get(str(entry["entry_id"]), entry["state"])} for entry in found
    ]
    if listings:
        result["listings"] = listings
    elif known:
        del result["listings"]  # all of it was an earlier screening's; `[]` would be a statement
    return result


def _settled(known: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """States that a person gave: screening itself never writes `ruled_out`, nor an entry without its name."""
    return {
        str(entry["entry_id"]): entry["state"]
        for entry in known
        if entry.get("entry_id") and (entry.get("state") == "ruled_out" or ("name" not in entry and entry.get("state")))
    }


def _maps(values: object) -> Iterator[Mapping[str, object]]:
    if isinstance(values, list):
        yield from (value for value in values if isinstance(value, Mapping))
