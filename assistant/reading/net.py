"""The net under the reading of parties: no name that screening could know may drop out of a deal.

A listed or known firm, or a capitalised name, that became no party, owner or parent and is not denied is a party
whose role was not said.
"""

import re

from assistant.reading.found import Found, PartyName
from assistant.reading.polarity import polarity
from assistant.reading.state import Reading, look

_IS_A_PRODUCT = re.compile(r"(?i)\s+(?:cards?|gpus?|boards?|chips?|modules?|accelerators?|processors?|switch(?:es)?)\b")
_SEEN_AS = ("name", "ultimate_parent.name")


def catch_names(reading: Reading) -> None:
    """Adds the names that no party carries as parties of unknown role."""
    for find in reading.of_kind("party"):
        if isinstance(find.value, PartyName) and not _is_settled(reading, find):
            add_unknown(reading, find.value.name, (find.start, find.end))


def add_unknown(reading: Reading, name: str, span: tuple[int, int] | None) -> None:
    """Writes one more party by its name, its role open; nothing where a party has the name already."""
    if is_written(reading, name):
        return
    path = f"parties[{len(reading.facts.get('parties', []))}]"
    reading.set(f"{path}.name", name, span, "implied", f"{name}: named, but its part in the deal was not said")
    reading.set(f"{path}.roles", ["unknown"], None)


def is_written(reading: Reading, name: str) -> bool:
    """Does a party, owner or parent carry this name?"""
    return any(_alike(name, other) for other in _names(reading))


def _names(reading: Reading) -> list[str]:
    parties = reading.facts.get("parties", [])
    found = [str(name) for party in parties for path in _SEEN_AS if (name := look(party, path))]
    return found + [str(owner.get("name", "")) for party in parties for owner in party.get("owners") or []]


def _alike(one: str, other: str) -> bool:
    a, b = re.sub(r"\W+", " ", one).lower().strip(), re.sub(r"\W+", " ", other).lower().strip()
    return bool(a and b) and (a == b or a.startswith(f"{b} ") or b.startswith(f"{a} "))


def _is_settled(reading: Reading, find: Found) -> bool:
    """Was the find put aside, read as a product, or denied?"""
    if any(find is one for one in reading.aside):
        return True
    if find.text in str(look(reading.facts, "item.name") or ""):
        return True
    if find.note is not None and _IS_A_PRODUCT.match(reading.text, find.end):
        return True  # "the old K2 cards"
    over = polarity(reading.text, find.start, find.end)
    return over.ended or (over.denied and not over.doubted)
