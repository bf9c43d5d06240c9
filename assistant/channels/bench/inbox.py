"""The inbox: which records wait for an officer, and why. `gather` reads, `inbox` draws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from assistant.channels.bench.establish import hits
from assistant.channels.bench.forms import select
from assistant.channels.bench.state import TRAYS, Seat, Tray
from assistant.channels.page.markup import button, section, tag, text
from assistant.records.actor import Actor
from assistant.records.cases import Case, cases
from assistant.records.status import STATUSES, Status
from assistant.records.trays import DECIDING, SOON, Waits, waiting
from assistant.render import words
from assistant.screening.settled import decisions, key_of, state_of
from assistant.store import Store
from assistant.store.tables_records import RecordRow
from rules.proof import OUTCOMES

NAMES: dict[Tray, str] = {
    "escalated": "Escalated", "hits": "Hits to clear", "expiring": "Expiring", "moved": "What moved", "mine": "Mine",
    "all": "All",
}  # fmt: skip
NOTHING: dict[Tray, str] = {
    "escalated": "Nobody asks for an officer.", "hits": "No hit waits to be cleared.",
    "expiring": "No decided answer ends in the next two weeks.",
    "mine": "Nothing is assigned to you.", "all": "No record fits.",
}  # fmt: skip
MOST = 100
Counts = Mapping[Tray, int]


def gather(store: Store, seat: Seat, actor: Actor, today: dt.date) -> list[Case]:
    """The records of the open tray that the actor may see, the newest first."""
    status: Status | None = next((one for one in STATUSES if one == seat.status), None)
    if seat.tray in {"all", "moved"}:
        among = RecordRow.outcome == seat.outcome if seat.outcome else None
        return cases(store, actor, status=status, text=seat.text or None, today=today, most=MOST, among=among)
    found = _waiting(store, seat.tray, actor, today, seat.text or None)
    return [one for one in found if status in {None, one.status} and seat.outcome in {"", _computed(one)}]


def _computed(one: Case) -> str | None:
    return ((one.content or {}).get("verdict") or {}).get("outcome")


def counts(store: Store, actor: Actor, today: dt.date) -> Counts:
    """How many wait in each tray, as far as that is known without deciding anything again."""
    return {tray: len(_waiting(store, tray, actor, today)) for tray in TRAYS if tray not in {"all", "moved"}}


def _waiting(store: Store, tray: Tray, actor: Actor, today: dt.date, words: str | None = None) -> list[Case]:
    why: Waits | None = next((one for one in get_args(Waits) if one == tray), None)
    assert why is not None, tray
    found = cases(store, actor, text=words, today=today, most=10 * MOST, among=waiting(why, today))
    settled = _settled(store, today) if tray == "hits" and found else frozenset()
    return [one for one in found if _belongs(one, why, actor, today, settled)][:MOST]


def _belongs(one: Case, why: Waits, actor: Actor, today: dt.date, settled: frozenset[tuple[str, str]]) -> bool:
    match why:
        case "escalated":  # one whose term is over meanwhile waits all the same
            return one.status == "escalated" or (one.status == "expired" and _asked_for(one))
        case "hits":
            return one.status in {"open", "escalated"} and any(hit not in settled for hit in _hits(one))
        case "expiring":
            until = _until(one)
            return one.status in {"signed", "overruled"} and until is not None and until <= today + SOON
    return one.standing.assignee == actor.name


def _asked_for(one: Case) -> bool:
    last = next((made for made in reversed(one.decisions) if made["kind"] in DECIDING), None)
    return last is not None and last["kind"] in {"escalate", "overrule"}


def _settled(store: Store, today: dt.date) -> frozenset[tuple[str, str]]:
    """Parties with the entry that somebody settled, as far as that holds today."""
    return frozenset((one.name_key, one.entry_id) for one in decisions(store) if state_of(one, today) == "holds")


def _hits(one: Case) -> Iterator[tuple[str, str]]:
    """Each open hit of a record: the party as decisions know it, and the entry."""
    facts = (one.content or {}).get("facts") or {}
    return ((key_of(name), str(listing["entry_id"])) for name, _, listing in hits(facts))


def _until(one: Case) -> dt.date | None:
    until = ((one.content or {}).get("verdict") or {}).get("valid_until")
    return dt.date.fromisoformat(until) if until else None


def inbox(found: Sequence[Case], seat: Seat, waits: Counts) -> str:
    """The trays, the search, and the records of the open tray."""
    rows = "".join(_row(one, seat.case) for one in found)
    body = tag("ul", rows, class_="cases") if rows else tag("p", text(NOTHING[seat.tray]), class_="empty")
    note = f"the latest {MOST}" if len(found) == MOST else ""
    return framed(body, seat, note, waits)


def framed(body: str, seat: Seat, note: str, waits: Counts) -> str:
    """What lies in the open tray, below the trays with how many wait there and the search."""
    trays = "".join(_tray(one, waits.get(one), opened=one == seat.tray and not seat.house) for one in TRAYS)
    trays += button("House", "house", "tray", **({"open": "yes"} if seat.house else {}))
    field = tag("label", "Search", for_="bench-search") + tag(
        "input", type="search", id="bench-search", name="text", value=seat.text, placeholder="id, words, user, ECCN"
    )
    picks = select("Status", "status", [("", "any"), *((one, one) for one in STATUSES)], seat.status)
    picks += select(
        "Computed", "outcome", [("", "any"), *((one, words.OUTCOME[one]) for one in OUTCOMES)], seat.outcome
    )
    line = tag("div", field + tag("button", "Find", type="submit"), class_="line")
    search = tag("form", line + tag("div", picks, class_="picks"), data_act="search", class_="search")
    bar = tag("nav", trays, class_="trays", aria_label="Inbox")
    return bar + search + section(NAMES[seat.tray], body, "inbox", note)


def _tray(one: Tray, waits: int | None, *, opened: bool) -> str:
    number = "" if not waits else tag("span", f"{waits}" if waits < MOST else f"{MOST - 1}+", class_="count")
    return button(text(NAMES[one]) + number, "tray", "tray", tray=one, **({"open": "yes"} if opened else {}))


def _row(one: Case, opened: str | None) -> str:
    if one.content is None:
        head = tag("span", text(one.id), class_="id") + tag("span", "erased", class_="status")
        label = tag("span", head, class_="head") + tag("span", text(f"Written {one.entry.at[:10]}"), class_="note")
        return tag("li", button(label, "open_case", f"case{' current' if one.id == opened else ''}", id=one.id))
    content = one.content
    ending = one.standing.decided
    lead = words.OUTCOME[ending[0]] if ending else "no verdict"
    said = content.get("question") or _deal(content.get("facts") or {})
    head = tag("span", text(one.id), class_="id") + tag("span", text(one.status), class_=f"status {one.status}")
    for_whom = f"{content.get('user', '')} · {content.get('channel', '')} · {one.entry.at[:10]}"
    if one.standing.assignee:
        for_whom += f" · with {one.standing.assignee}"
    label = tag("span", head, class_="head") + tag("span", text(said[:160]), class_="said")
    label += tag("span", text(lead), class_="result") + tag("span", text(for_whom), class_="note")
    classes = f"case {ending[0] if ending else ''}{' current' if one.id == opened else ''}"
    return tag("li", button(label, "open_case", classes, id=one.id))


def _deal(facts: Mapping[str, Any]) -> str:
    item = facts.get("item") or {}
    parts = [item.get("name") or item.get("form"), facts.get("destination")]
    return "Checked: " + (" to ".join(str(part) for part in parts if part) or "a deal")
