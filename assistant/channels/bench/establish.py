"""What is asked once: hits to settle, owners and classes to remember. Drawn from the facts that are on the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.answer import Answer
from assistant.channels.page.markup import folded, section, tag, text
from assistant.records.actor import Actor
from assistant.records.errors import Refused
from assistant.records.remembered import remember
from assistant.screening.settled import settle
from assistant.store import Store

SEATS = ("location", "headquarters", "organized_in")
Facts = Mapping[str, Any]


def establish(facts: Facts, eccn: str | None) -> str:
    """The forms; empty where nothing named is open or established."""
    forms = [_hit(at, name, one) for at, (name, _, one) in enumerate(hits(facts))]
    forms += [_owners(at, str(party["name"])) for at, party in _with_owners(facts)]
    item = facts.get("item") or {}
    if item.get("name") and eccn and "eccn" not in item:
        forms.append(_fold(f"Confirm that {item['name']} is {eccn}", "class", 0, "Confirm", ""))
    return section("Asked once", "".join(forms), "establish", "later answers use it, with this source")


def _hit(at: int, name: str, listing: Facts) -> str:
    since = f", since {listing['since']}" if listing.get("since") else ""
    listed = f"{listing.get('name')} ({str(listing.get('list', '')).replace('_', ' ')}{since})"
    options = tag("option", "another one", value="no") + tag("option", "the listed one", value="yes")
    chosen = tag("label", tag("span", "It is") + tag("select", options, name="same"))
    return _fold(f"Hit: is {name} {listed}?", "settle", at, "Settle", chosen)


def _owners(at: int, name: str) -> str:
    return _fold(f"Remember the owners of {name} as stated here", "owners", at, "Remember", "")


def _fold(label: str, act: str, at: int, press: str, more: str) -> str:
    name = f"{act}-{at}"
    fields = more + tag("input", type="hidden", name="at", value=at)
    fields += tag("label", tag("span", "Last day it holds") + tag("input", type="date", name="until"))
    box = tag("textarea", "", name="evidence", rows=2, maxlength=2000, required=True)
    fields += tag("label", tag("span", "Evidence") + box, class_="wide")
    fields += tag("p", tag("button", text(press), type="submit"), class_="act")
    return folded(text(label), tag("form", fields, data_act=act, class_="do"), f"do-{name}", classes="fold")


def hits(facts: Facts) -> Iterator[tuple[str, str | None, Facts]]:
    """Every open hit of a party, parent or owner: its name, its country, the listing."""
    for party in facts.get("parties") or ():
        yield from _hits(party)


def _hits(bearer: Facts) -> Iterator[tuple[str, str | None, Facts]]:
    country = next((str(bearer[seat]) for seat in SEATS if bearer.get(seat)), None)
    for one in bearer.get("listings") or ():
        if one.get("state") == "open" and one.get("entry_id"):
            yield str(bearer.get("name") or ""), country, one
    for inner in (bearer.get("ultimate_parent"), *(bearer.get("owners") or ())):
        if isinstance(inner, Mapping):
            yield from _hits(inner)


def _with_owners(facts: Facts) -> list[tuple[int, Facts]]:
    parties = enumerate(facts.get("parties") or ())
    return [(at, one) for at, one in parties if one.get("name") and one.get("owners") is not None]


def established(
    store: Store, actor: Actor, act: str, fields: Mapping[str, str], facts: Facts, answer: Answer | None
) -> str:
    """What was kept, in a sentence. Raises Refused, NotAllowed."""
    at, evidence, until = int(fields.get("at") or 0), fields.get("evidence", "").strip(), _day(fields.get("until"))
    if not evidence:
        raise Refused("evidence", "is empty; expected what it rests on")
    if act == "settle":
        name, country, listing = list(hits(facts))[at]
        same = fields.get("same") == "yes"
        settle(store, actor, name, str(listing["entry_id"]), same=same, reason=evidence, until=until, country=country)
        return f"Settled: {name} is {'' if same else 'not '}the listed party. Ask the question again to use it."
    if act == "owners":
        party = dict(_with_owners(facts))[at]
        remember(store, actor, "owners", str(party["name"]), party["owners"], evidence, until)
        return f"Remembered: the owners of {party['name']}."
    item = facts.get("item") or {}
    eccn = answer.verdict.eccn if answer is not None and answer.verdict is not None else None
    remember(store, actor, "class", str(item.get("name") or ""), eccn, evidence, until)
    return f"Confirmed: {item.get('name')} is {eccn}."


def _day(said: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(said) if said else None
    except ValueError:
        raise Refused("until", f"found {said}; expected a day like 2026-11-25") from None
