"""What one deal says so far: facts at their paths, with the words they came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant.reading.found import Found, Status
from assistant.reading.mentions import Mention
from assistant.reading.normalise import Normal
from assistant.reading.parse import Tree

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def steps(path: str) -> list[str | int]:
    """ "parties[0].name" as ["parties", 0, "name"]."""
    return [int(index) if index else name for name, index in _STEP.findall(path)]


def put(facts: dict[str, Any], path: str, value: object) -> None:
    """Writes a value at its path; lists grow by one."""
    *way, last = steps(path)
    here: Any = facts
    for step, following in zip(way, [*way, last][1:], strict=True):
        fresh: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            while len(here) <= step:
                here.append({})
            here = here[step]
        else:
            here = here.setdefault(step, fresh)
    if isinstance(last, int):
        while len(here) <= last:
            here.append(None)
    here[last] = value


def look(facts: Any, path: str) -> Any:
    """The value at a path, None where nothing stands there."""
    here = facts
    for step in steps(path):
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return None
    return here


def has(facts: Any, path: str) -> bool:
    """Was anything written there, null included?"""
    *way, last = steps(path)
    here = facts
    for step in way:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return False
    if isinstance(last, int):
        return isinstance(here, list) and last < len(here)
    return isinstance(here, dict) and last in here


@dataclass
class Reading:
    """The work on one deal: its text and finds on one side, its facts and their words on the other."""

    normal: Normal
    text: str
    finds: list[Found]
    tree: Tree
    language: str
    facts: dict[str, Any] = field(default_factory=dict)
    words: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    used: list[tuple[int, int]] = field(default_factory=list)  # spans that some stage read
    mentions: list[Mention] = field(default_factory=list)
    during: tuple[date, date] | None = None  # the span of days that was said of the event
    aside: list[Found] = field(default_factory=list)  # places of the exporter, where nothing goes
    variants: tuple[dict[str, Any], ...] = ()
    not_understood: list[str] = field(default_factory=list)
    foreign: tuple[tuple[int, int], ...] = ()  # messages of another tongue in an English one, in the user's characters

    def set(
        self, path: str, value: object, span: tuple[int, int] | None, status: Status = "stated", note: str | None = None
    ) -> None:
        """Writes a fact with its words; a guess only beside it. The first word on a fact stays."""
        if has(self.facts, path):
            return
        if status != "guessed":
            put(self.facts, path, value)
        self.say(path, span, status, note, value)

    def over(
        self, path: str, value: object, span: tuple[int, int] | None, status: Status = "stated", note: str | None = None
    ) -> None:
        """Writes a fact over what was read before."""
        self.unset(path)
        self.set(path, value, span, status, note)

    def unset(self, *paths: str) -> None:
        """Takes facts back, with their words and all that lies below them."""
        for path in paths:
            holder, _, name = path.rpartition(".")
            here = look(self.facts, holder) if holder else self.facts
            if isinstance(here, dict):
                here.pop(name, None)
            for one in [one for one in self.words if one == path or one.startswith((f"{path}.", f"{path}["))]:
                del self.words[one]

    def say(
        self, path: str, span: tuple[int, int] | None, status: Status, note: str | None = None, value: object = None
    ) -> None:
        """Keeps the words a fact came from and marks them as read."""
        if note:
            self.note(note)
        if span is None:
            return
        self.use(*span)
        start, end = self.normal.original(*span)
        word: dict[str, Any] = {"text": self.text[span[0] : span[1]], "start": start, "end": end, "status": status}
        if note:
            word["note"] = note
        if status == "guessed":
            word["value"] = value
        self.words.setdefault(path, word)

    def use(self, start: int, end: int) -> None:
        self.used.append((start, end))

    def note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def of_kind(self, *kinds: str) -> list[Found]:
        return [find for find in self.finds if find.kind in kinds]
