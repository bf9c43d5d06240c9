"""The official texts that were brought in, as provisions with the days on which they count.

A passage counts from the day of the issue in which it was read to the day before the next issue read whose text
differs, or in which its place is gone; what was law between two issues is not known from them. A stay that is printed
below a section is part of every passage that it stays, from its own publication on.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy.engine import Engine

from knowledge import store
from knowledge.official.paragraphs import OMITTED, label_order
from knowledge.official.unit import Stay
from knowledge.provision import Provision
from rules.cite import Cite

LONGEST = 4_000  # characters of a place shown with what lies below it
DAY = dt.timedelta(days=1)
Key = tuple[str, int]  # a cite, and which of the passages under it


@dataclass(frozen=True, slots=True)
class Own:
    """The own text of one place in one version."""

    label: str
    text: str
    partial: bool

    @property
    def printed(self) -> str:
        """Label and text."""
        return f"{self.label} {self.text}" if self.label else self.text

    def stands_in(self, other: Own) -> bool:
        """Whether the words are the other's, or, where words are left out here, all among the other's."""
        if not self.partial:
            return _words(self.text) == _words(other.text)
        return all(part in _words(other.text) for part in map(_words, self.text.split(OMITTED)))


@dataclass(frozen=True, slots=True)
class Reading:
    """One unit as one version has it."""

    cite: str
    title: str
    source: str
    issue: dt.date
    complete: bool
    passages: dict[Key, Own]
    stays: tuple[Stay, ...]


@dataclass(frozen=True)
class Held:
    """The text of one place over the issues in which it was read unchanged; `read` is the last of them."""

    key: Key
    title: str
    source: str
    own: Own
    first: dt.date
    last: dt.date | None
    read: dt.date
    whole: bool
    stays: tuple[Stay, ...]

    @cached_property
    def place(self) -> Cite:
        """The cite as a value."""
        return Cite.parse(self.key[0])

    def holds_on(self, day: dt.date) -> bool:
        """Whether the text counts on the day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def notes(self) -> Iterator[str]:
        """The stays that reach this place, as printed."""
        end = self.last or dt.date.max
        yield from (one.text for one in self.stays if one.published <= end and one.reaches(self.place))


def passages(engine: Engine) -> Iterator[Provision]:
    """Every passage of every official and company text with its days, for the index; none before the first sync.

    `sha256` is stable: it hangs on cite, title, days and text alone. `text_read` is the issue it was read in last.
    Passages never cross a citable paragraph.
    """
    if not store.is_ready(engine):
        return
    units: dict[str, list[Reading]] = defaultdict(list)
    for reading in _readings(engine, None):
        units[reading.cite].append(reading)
    for cite in sorted(units):
        for one in _held(units[cite]):
            yield _provision(one.key[0], [one])


class OfficialTexts:
    """Look-up by cite and day, over the state of the store at the moment it was made."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cites = {str(row["cite"]) for row in store.unit_rows(engine)} if store.is_ready(engine) else set()
        self._units: dict[str, list[Held]] = {}
        self._found: dict[tuple[Cite, dt.date], Provision | None] = {}

    def at(self, cite: Cite, day: dt.date) -> Provision | None:
        """The official text of a place on a day, with what lies below it; None where none was read."""
        if (cite, day) not in self._found:
            self._found[cite, day] = self._text(cite, lambda one: one.holds_on(day))
        return self._found[cite, day]

    def nearest(self, cite: Cite, day: dt.date) -> Provision | None:
        """The text of the newest issue of the place by the day, else of the oldest one after it."""
        held = self._below(cite)
        own = [one for one in held if one.place == cite] or held
        days = sorted({one.first for one in own})
        if not days:
            return None
        first = max((one for one in days if one <= day), default=days[0])
        return self._text(cite, lambda one: one.holds_on(first))

    def _text(self, cite: Cite, counts: Callable[[Held], bool]) -> Provision | None:
        held = [one for one in self._below(cite) if counts(one)]
        return _provision(cite.text, held) if held else None

    def _below(self, cite: Cite) -> list[Held]:
        unit = next((one.text for one in cite.lineage() if one.text in self._cites), None)
        if unit is None:
            return []
        if unit not in self._units:
            self._units[unit] = _held(_readings(self._engine, [unit]))
        return [one for one in self._units[unit] if cite.covers(one.place)]


# ---- from rows to what is held


def _readings(engine: Engine, cites: Sequence[str] | None) -> list[Reading]:
    """Units as their versions have them, the oldest first; of one file and day only the version read last."""
    last = {(row["source"], row["name"], row["issue"], row["cite"]): row for row in store.unit_rows(engine, cites)}
    ids = None if cites is None else [row["id"] for row in last.values()]
    passages_of: dict[int, list[dict[str, Any]]] = defaultdict(list)
    stays_of: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in store.passage_rows(engine, ids):
        passages_of[row["unit_id"]].append(row)
    for row in store.stay_rows(engine, ids):
        stays_of[row["unit_id"]].append(row)
    return [_reading(row, passages_of[row["id"]], stays_of[row["id"]]) for row in last.values()]


def _reading(unit: dict[str, Any], passage_rows: list[dict[str, Any]], stay_rows: list[dict[str, Any]]) -> Reading:
    counted: dict[str, int] = defaultdict(int)
    found: dict[Key, Own] = {}
    for row in passage_rows:
        found[row["cite"], counted[row["cite"]]] = Own(row["label"], row["text"], row["partial"])
        counted[row["cite"]] += 1
    stays = (Stay(one["cite"], one["introductory"], one["text"], one["published"], one["until"]) for one in stay_rows)
    return Reading(unit["cite"], unit["title"], unit["source"], unit["issue"], unit["complete"], found, tuple(stays))


def _held(readings: list[Reading]) -> list[Held]:
    """The texts of one unit over its issues, in the order in which they are printed."""
    done: list[Held] = []
    open_: dict[Key, Held] = {}
    stays = tuple(dict.fromkeys(stay for one in readings for stay in one.stays))
    title = next((one.title for one in reversed(readings) if one.title), "")
    for issue in sorted({one.issue for one in readings}):
        copies = [one for one in readings if one.issue == issue]
        whole = any(one.complete for one in copies)
        printed = _merged(copies)
        gone = [key for key in open_ if whole and key not in printed]
        changed = [key for key, own in printed.items() if key in open_ and not own.stands_in(open_[key].own)]
        done += [replace(open_.pop(key), last=issue - DAY) for key in (*gone, *changed)]
        for key, own in printed.items():
            kept = open_.get(key) or Held(key, title or key[0], copies[0].source, own, issue, None, issue, whole, stays)
            open_[key] = replace(kept, read=issue)
    depth = len(Cite.parse(readings[0].cite).parts) if readings else 0
    return sorted([*done, *open_.values()], key=lambda one: (_printed_order(one, depth), one.key[1], one.first))


def _merged(copies: list[Reading]) -> dict[Key, Own]:
    """The passages of one issue out of several copies: one without omissions before one with them."""
    found: dict[Key, Own] = {}
    for copy in copies:
        for key, own in copy.passages.items():
            if key not in found or (found[key].partial and not own.partial):
                found[key] = own
    return found


def _printed_order(one: Held, unit: int) -> tuple[tuple[int, int, str], ...]:
    return tuple(label_order(label, depth) for depth, label in enumerate(one.place.parts[unit:]))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _provision(cite: str, held: Sequence[Held]) -> Provision:
    """A place with what lies below it; it counts on the days on which all that is shown counts."""
    shown, length = list[Held](), 0
    for one in held:
        length += len(one.own.printed)
        if shown and length > LONGEST:
            break
        shown.append(one)
    lines = [one.own.printed for one in shown]
    if len(shown) < len(held) or (len(held) > 1 and not all(one.whole for one in shown)):
        lines.append(OMITTED)
    lines += dict.fromkeys(note for one in shown for note in one.notes())
    ends = [one.last for one in shown if one.last is not None]
    return Provision(
        cite=cite,
        title=held[0].title,
        text="\n".join(lines),
        effective_from=max(one.first for one in shown),
        effective_to=min(ends, default=None),
        checked_through=min(one.read for one in shown),
        text_read=held[0].read.isoformat(),
        by=None,
        unconfirmed=False,
        source="company" if held[0].source == "company" else "official",
    )
