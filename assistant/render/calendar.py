"""The days on which answers end, as an iCalendar file that any calendar can subscribe to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, Event

from assistant.records.endings import Ending

ABOUT = 120  # characters of a question in a title


def calendar(found: Iterable[Ending], page: str | None = None) -> bytes:
    """One whole-day event for each; the same endings give the same bytes. `page`: where the desk is reached."""
    made = Calendar()
    made.add("prodid", "-//Export Desk//answers that end//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "Export Desk: answers that end")
    for one in found:
        made.add_component(_event(one, page))
    return bytes(made.to_ical())


def _event(one: Ending, page: str | None) -> Event:
    event = Event()
    event.add("uid", f"{one.id}@exportdesk")
    event.add("dtstamp", one.at.astimezone(dt.UTC))
    event.add("dtstart", one.day)
    event.add("dtend", one.day + dt.timedelta(days=1))
    event.add("summary", f"{one.id} ends: {one.what}"[:ABOUT])
    event.add("description", "\n".join(part for part in (one.about, one.why) if part))
    event.add("transp", "TRANSPARENT")
    if page is not None:
        event.add("url", page)
    return event
