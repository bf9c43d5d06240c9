"""Practice answers: what people ask of the law in practice, answered in our own words, each sentence with its cites.

`practice/*.yaml` holds lists of entries. `asks` are questions that the entry answers; `needs` a pattern that a question
has to match, where the entry is about one place, company or rule alone; `from` and `to` the days for which it holds.
An entry is no verdict: it says what decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.digest import canonical
from knowledge.errors import DigestError

FOLDER = Path(__file__).with_name("practice")
_KEYS = {"id", "title", "asks", "needs", "says", "from", "to"}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and the cites whose texts carry it."""

    text: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """One entry: the questions, and what is said to them."""

    id: str
    title: str
    asks: tuple[str, ...]
    needs: re.Pattern[str] | None
    says: tuple[Said, ...]
    first: date
    last: date

    def holds_on(self, day: date) -> bool:
        """Is it right for this day?"""
        return self.first <= day <= self.last


@lru_cache(maxsize=1)
def practice_answers() -> tuple[Practice, ...]:
    """Every entry, in the order of the files; raises DigestError."""
    return read_practice(FOLDER)


def read_practice(folder: Path) -> tuple[Practice, ...]:
    """The entries of a folder; raises DigestError, which names file, entry and key."""
    found: dict[str, Practice] = {}
    for path in sorted(folder.glob("*.yaml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or ():
            one = _practice(path.name, entry)
            if one.id in found:
                raise DigestError(f"{path.name}: {one.id}: id: stands twice")
            found[one.id] = one
    return tuple(found.values())


def _practice(file: str, entry: Mapping[str, Any]) -> Practice:
    where = f"{file}: {entry.get('id')}"
    if unknown := set(entry) - _KEYS:
        raise DigestError(f"{where}: {sorted(unknown)[0]}: unknown key, expected one of {', '.join(sorted(_KEYS))}")
    if missing := [key for key in ("id", "title", "asks", "says") if not entry.get(key)]:
        raise DigestError(f"{where}: {missing[0]}: missing")
    try:
        needs = re.compile(entry["needs"], re.IGNORECASE) if "needs" in entry else None
    except re.error as error:
        raise DigestError(f"{where}: needs: {error}") from error
    return Practice(
        id=entry["id"],
        title=entry["title"],
        asks=tuple(entry["asks"]),
        needs=needs,
        says=tuple(
            Said(one["text"], tuple(canonical(where, "cites", cite) for cite in one["cites"])) for one in entry["says"]
        ),
        first=entry.get("from", date.min),
        last=entry.get("to", date.max),
    )
