"""Facts by their parts: of an order book most items and customers recur, and what recurs is read and written once.

A part is one fact of the first level (`item`, `parties`, `quantity`) with all that lies in it. The command reads it out
of the cells and gives it out as JSON; a worker reads the JSON. Both remember as many as `MOST_PARTS` of them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from assistant.batch.columns import Column, Columns
from assistant.decide import written
from assistant.records.canonical import Written, canonical, text_of
from assistant.screening.match import Hit
from assistant.screening.screen import screen_facts
from rules.errors import BadFact
from rules.facts import Facts, read_facts

MOST_PARTS = 20_000
PARTIES, DATE = "parties", "date"
Said = tuple[str, str]  # the name of a fact, and its JSON
Bearer = tuple[str, tuple[str, ...]]  # a name to look up, and the countries known of who bears it
ORDER = {name: at for at, name in enumerate(Facts.model_fields)}


@dataclass(frozen=True, slots=True)
class Told:
    """A part as a row states it. `bearers`: the names in it; `day`: that of the event, where the part is its date."""

    said: Said
    bearers: tuple[Bearer, ...] = ()
    day: dt.date | None = None


@dataclass(slots=True)
class _Group:
    """The columns that state one part, and the parts that their cells gave."""

    name: str
    columns: Columns
    at: tuple[int, ...]
    known: dict[tuple[Any, ...], Told | None] = field(default_factory=dict)

    def of(self, row: Sequence[Any]) -> Told | None:
        """The part that the row states; None where it states nothing of it. Raises BadFact."""
        cells = tuple([row[at] for at in self.at])
        try:
            return self.known[cells]
        except KeyError:
            pass
        except TypeError:  # a list out of Parquet
            return self.read(row)
        if len(self.known) >= MOST_PARTS:
            self.known.clear()
        found = self.known[cells] = self.read(row)
        return found

    def read(self, row: Sequence[Any]) -> Told | None:
        stated = self.columns.stated(row)
        return _told(self.name, read_facts(stated)) if stated else None


def _told(name: str, facts: Facts) -> Told:
    plain = written(facts)
    bearers = _bearers(plain) if name == PARTIES else ()
    return Told((name, text_of(plain[name])), bearers, facts.date)


def _bearers(plain: dict[str, Any]) -> tuple[Bearer, ...]:
    """Every name that the screening of these parties will look up: told by the screening itself."""
    found: list[Bearer] = []

    def listen(name: str, countries: tuple[str, ...], day: dt.date) -> list[Hit]:
        found.append((name, countries))
        return []

    screen_facts(plain, dt.date.max, search=listen)
    return tuple(found)


class Parts:
    """The parts that the rows of one book state."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        names = {str(one.path[0]) for one in columns.facts} | ({PARTIES} if columns.customer is not None else set())
        self.groups = [self._group(name) for name in sorted(names, key=ORDER.__getitem__)]

    def _group(self, name: str) -> _Group:
        columns = self.columns
        own: tuple[Column, ...] = tuple(one for one in columns.facts if one.path[0] == name)
        customer = columns.customer if name == PARTIES else None
        at = (*(one.at for one in own), *(() if customer is None else (customer,)))
        return _Group(name, columns.only(own, customer), at)

    def of(self, row: Sequence[Any]) -> list[Told]:
        """What the row states, in the order of facts. Raises BadFact, as reading the row as a whole does."""
        try:
            return [one for group in self.groups if (one := group.of(row)) is not None]
        except BadFact:
            read_facts(self.columns.stated(row))  # of several faults the one that a whole row is refused for
            raise


@dataclass(frozen=True, slots=True)
class Part:
    """A part as rules read it, as JSON has it, and as a proof writes it."""

    value: Any
    plain: Any
    written: Written


@lru_cache(maxsize=MOST_PARTS)
def part_of(said: Said) -> Part:
    """The part that a text states. A single value is read with the facts, one that holds others here."""
    name, text = said
    plain = json.loads(text)
    single = not isinstance(plain, dict | list)
    value = plain if single else getattr(read_facts({name: plain}), name)
    return Part(value, plain, Written(text, canonical(plain).decode()))


def facts_of(said: Iterable[Said]) -> Facts:
    """The facts of these parts; parts that are equal are one object."""
    return read_facts({one[0]: part_of(one).value for one in said})
