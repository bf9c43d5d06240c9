"""What follows from several facts together: events that stay at home, armies as end users, tenants and clients."""

from __future__ import annotations

import re

from assistant.reading.cues import append
from assistant.reading.relate import Party
from assistant.reading.state import Reading, has, look


def settle(reading: Reading, parties: list[Party]) -> None:
    """Fills in what the facts read so far imply."""
    _event(reading)
    _armed(reading)
    _transfer(reading)
    _quantity_unsaid(reading)


def _event(reading: Reading) -> None:
    """Goods that stay in the United States or come into it: no export."""
    facts = reading.facts
    if facts.get("destination") != "US" or "activity" in facts:
        return
    departure = facts.get("departure")
    abroad = departure not in {None, "US"}
    if look(facts, "item.form") in {"technology", "source_code"}:
        return
    reading.set("activity", "import" if abroad else "domestic", None)


def _transfer(reading: Reading) -> None:
    """A way that begins abroad is a reexport, one inside a country a transfer."""
    facts = reading.facts
    departure, destination = facts.get("departure"), facts.get("destination")
    if facts.get("activity") == "transfer_in_country":
        if destination and departure is None:
            reading.set("departure", destination, None)
    elif departure not in {None, "US"} and destination not in {None, "US"} and "activity" not in facts:
        reading.set("activity", "transfer_in_country" if departure == destination else "reexport", None)


def _armed(reading: Reading) -> None:
    """Armed forces are a military end user, and what they use is in military use, a hospital's aside."""
    for index, party in enumerate(reading.facts.get("parties", [])):
        if party.get("kind") == "armed_forces":
            reading.set(f"parties[{index}].military_end_user", True, None)
            if not re.search(r"(?i)hospital|clinic", reading.text) and not has(reading.facts, "end_uses"):
                append(reading, "end_uses", "military", (0, 0))


def _quantity_unsaid(reading: Reading) -> None:
    """A need for "some" is no number."""
    if "quantity" in reading.facts and reading.facts["quantity"] == 0:
        del reading.facts["quantity"]
