"""The inbox: which records wait for an officer, and why. `gather` reads, `inbox` draws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.channels.bench.state import TRAYS, Seat, Tray
from assistant.channels.page.markup import button, section, tag, text
from assistant.records.actor import Actor
from assistant.records.cases import Case, cases
from assistant.records.status import Status
from assistant.render import words
from assistant.store import Store

NAMES: dict[Tray, str] = {
    "escalated": "Escalated", "hits": "Hits to clear", "expiring": "Expiring", "moved": "What moved", "mine": "Mine",
    "all": "All",
}  # fmt: skip
NOTHING: dict[Tray, str] = {
    "escalated": "Nobody asks for an officer.", "hits": "No hit waits to be cleared.",
    "expiring": "No decided answer ends in the next two weeks.",
    "mine": "Nothing is assigned to you.", "all": "No record fits.",
}  # fmt: skip
SOON = dt.timedelta(days=14)
MOST = 100


def gather(store: Store, seat: Seat, actor: Actor, today: dt.date) -> list[Case]:
    """The records of the open tray that the actor may see, the newest first."""
    status: Status | None = "escalated" if seat.tray == "escalated" else None
    assignee = actor.name if seat.tray == "mine" else None
    found = cases(store, actor, status=status, assignee=assignee, text=seat.text or None, today=today)
    return [one for one in found if _belongs(one, seat.tray, today)][:MOST]


def _belongs(one: Case, tray: Tray, today: dt.date) -> bool:
    if tray == "hits":
        return one.status in {"open", "escalated"} and any(True for _ in open_hits(one))
    if tray == "expiring":
        until = _until(one)
        return one.status in {"signed", "overruled"} and until is not None and until <= today + SOON
    return True


def _until(one: Case) -> dt.date | None:
    until = ((one.content or {}).get("verdict") or {}).get("valid_until")
    return dt.date.fromisoformat(until) if until else None


def open_hits(one: Case) -> Iterator[Mapping[str, Any]]:
    """Listings in the facts of a record that nobody has settled."""
    yield from _open(((one.content or {}).get("facts") or {}).get("parties"))


def _open(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if value.get("state") == "open" and value.get("entry_id"):
            yield value
        for inner in value.values():
            yield from _open(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _open(inner)


def inbox(found: Sequence[Case], seat: Seat) -> str:
    """The trays, the search, and the records of the open tray."""
    rows = "".join(_row(one, seat.case) for one in found)
    body = tag("ul", rows, class_="cases") if rows else tag("p", text(NOTHING[seat.tray]), class_="empty")
    return framed(body, seat, f"{len(found)} of the latest")


def framed(body: str, seat: Seat, note: str) -> str:
    """What lies in the open tray, below the trays and the search."""
    trays = "".join(
        button(
            text(NAMES[one]),
            "tray",
            "tray",
            tray=one,
            **({"open": "yes"} if one == seat.tray and not seat.house else {}),
        )
        for one in TRAYS
    )
    trays += button("House", "house", "tray", **({"open": "yes"} if seat.house else {}))
    field = tag("label", "Search", for_="bench-search") + tag(
        "input", type="search", id="bench-search", name="text", value=seat.text, placeholder="id, words, user, ECCN"
    )
    search = tag("form", field + tag("button", "Find", type="submit"), data_act="search", class_="search")
    bar = tag("nav", trays, class_="trays", aria_label="Inbox")
    return bar + search + section(NAMES[seat.tray], body, "inbox", note)


def _row(one: Case, opened: str | None) -> str:
    content = one.content or {}
    ending = one.standing.decided
    lead = words.OUTCOME[ending[0]] if ending else ("erased" if one.content is None else "no verdict")
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
