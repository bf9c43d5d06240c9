"""Do the pins of a record hold against the rule base and the lists at hand?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from assistant.citations import resolve
from assistant.records.canonical import sha256_of
from assistant.records.chain import Content
from assistant.records.listings import entries_of
from assistant.records.pins import BINDING, Pin, figure_on, module_hash


def moved_pins(content: Content, today: dt.date) -> list[Pin]:
    """The pins that a decision binds to and that are no longer what they were, in order.

    What was in force on the day of the answer is held against the rule base at hand; where the deal has no day of its
    own, what is in force today is too.
    """
    as_of = _day(content["as_of"])
    asked = _day(content["facts"].get("as_of")) or as_of
    days = {as_of, asked} if asked is not None and as_of is not None else set()
    now = None if content["facts"].get("date") or as_of is None else max(as_of, today)
    rows = entries_of(content["facts"]) if any(one["kind"] == "list_entry" for one in content["pins"]) else {}
    binding = [one for one in content["pins"] if one["kind"] in BINDING]
    return [one for one in binding if not _holds(one, days, now, rows)]


def _holds(pin: Pin, days: set[dt.date], now: dt.date | None, rows: Mapping[str, Mapping[str, Any]]) -> bool:
    if pin["kind"] == "rule":
        return module_hash(pin["id"]) == pin["sha256"]
    if pin["kind"] == "list_entry":
        return pin["id"] in rows and sha256_of(rows[pin["id"]]) == pin["sha256"]
    hash_on = _figure_hash if pin["kind"] == "figure" else _text_hash
    then = {hash_on(pin["id"], day) for day in days}
    return pin["sha256"] in then and (now is None or hash_on(pin["id"], now) == pin["sha256"])


def _figure_hash(id: str, day: dt.date) -> str | None:
    found = figure_on(id, day)
    return None if found is None else found[0]["sha256"]


def _text_hash(cite: str, day: dt.date) -> str | None:
    found = resolve(cite, day)
    return None if found is None else found.sha256


def _day(value: object) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else None
