"""What a spotter returns: one find in the normalised text, with its typed value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "item",  # value: assistant.catalogue.Named (a product, a family of variants, or a system)
    "eccn",  # value: str, "3A090.a" or "EAR99"
    "place",  # value: assistant.reading.places.Place
    "demonym",  # value: Place; "Chilean", "Chinese-owned"
    "party",  # value: assistant.reading.found.PartyName
    "figure",  # value: assistant.reading.figures.Figure (number with a unit)
    "count",  # value: Decimal; a bare number or number word, role not yet known
    "money",  # value: Decimal, US dollars where the currency says so
    "percent",  # value: Decimal
    "date",  # value: assistant.reading.dates.Span (both days included)
    "cite",  # value: str, canonical
    "product",  # no value; the name of a product that no list knows, its maker in it
]
Status = Literal["stated", "implied", "guessed"]


@dataclass(frozen=True, slots=True)
class Found:
    """One find. `start` and `end` count code points of the text that was searched."""

    start: int
    end: int
    text: str
    kind: Kind
    value: object
    status: Status = "stated"
    note: str | None = None  # "read X as Y", "understood as …"


@dataclass(frozen=True, slots=True)
class PartyName:
    """A company or person by name: `register_id` or `listed` says where the name was known from."""

    name: str
    register_id: str | None = None
    listed: bool = False


def is_free(find: Found, taken: Sequence[Found]) -> bool:
    """Does the find overlap none of those taken?"""
    return all(find.end <= other.start or other.end <= find.start for other in taken)
