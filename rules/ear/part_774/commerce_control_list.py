"""Any other entry of the Commerce Control List, as its classification is stated.

15 CFR Part 774, Supp. No. 1: which paragraphs a reason for control covers, as far as the entry says it in paragraphs.
The entries are in ccl_0.yaml to ccl_9.yaml, read when an item of that category is asked about. What an entry says in
words that no fact answers leaves the row open (part_774.other_entries). ECCNs 3A090 and 4A090 have rules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rules.deal import Deal, Open
from rules.ear.part_774.advanced_computing import HARDWARE, Class, lowered, stated_paragraph
from rules.law import Figure
from rules.truth import Truth, any_of

NUMBER = re.compile(r"\d[A-E]\d{3}")
LEVEL = re.compile(r"(?:[a-z]|\d+[a-z])?(?:\d+[a-z])*\d*")  # letters and numbers in turn
OWN_RULES = frozenset({"3A090", "4A090", "4E091"})
TWIN = "z"  # the paragraphs of twins of 3A090

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as stated: its number, the paragraph if one was named, and what the list says of it."""

    number: str
    paragraph: str
    body: Mapping[str, Any]
    figure: Figure

    @property
    def controls(self) -> tuple[Row, ...]:
        """The rows of the table of license requirements."""
        return tuple(self.body.get("controls", ()))

    @property
    def name(self) -> str:
        """3A001.a.2, or 3A001 where no paragraph was named."""
        return f"{self.number}.{self.paragraph}" if self.paragraph else self.number

    @property
    def cite(self) -> str:
        """The entry as a citation."""
        return f"15 CFR Part 774, Supp. No. 1, ECCN {self.number}"

    @property
    def series(self) -> str | None:
        """Is it a 600 series or 9x515 entry?"""
        if self.number[2] == "6":
            return "600"
        return "515" if self.number.startswith("9") and self.number.endswith("515") else None

    def among(self, names: Iterable[str]) -> bool:
        """Is the entry, or the paragraph, one of these or part of one?"""
        return any(self.name == one or self.name.startswith(f"{one}.") for one in names)


def entry_of(deal: Deal) -> Entry | None:
    """The entry that the user stated, where the list has it and no other rule holds it; worked out once."""
    return deal.recall("ccl_entry", _entry_of)


def _entry_of(deal: Deal) -> Entry | None:
    stated = stated_paragraph(deal)
    if stated is None:
        encryption = deal.look("item.encryption")
        if encryption != "controlled" and not isinstance(encryption, Open):
            return None
        stated = _encryption_entry(deal)
    number, _, written = lowered(stated).partition(".")
    paragraph = _dotted(written)
    if not NUMBER.fullmatch(number) or number in OWN_RULES or paragraph is None:
        return None
    listed = deal.law.figure(f"ccl_{number[0]}.entries")
    body = listed.value.get(number)
    if body is None or body.get("itar") or body.get("empty") or not _exists(deal, number, paragraph):
        return None
    cite = f"15 CFR Part 774, Supp. No. 1, ECCN {number}"
    return Entry(number, paragraph, body, replace(listed, id=f"ccl.{number}", value=(number,), cite=cite))


def _exists(deal: Deal, number: str, paragraph: str) -> bool:
    """Has the entry such a paragraph, as far as its reasons for control differ by paragraph?"""
    letters = deal.law.figure("ccl_letters.letters").value.get(number)
    if letters is None or not paragraph:
        return True
    runs = [run.partition("-") for run in letters.split()]
    return any(low <= paragraph[0] <= (high or low) for low, _, high in runs)


def _dotted(written: str) -> str | None:
    """The paragraph with a dot at every level, as b.4.b for b4b; None for what can be no paragraph."""
    parts = written.split(".") if written else []
    if not all(part and LEVEL.fullmatch(part) for part in parts):
        return None
    return ".".join(level for part in parts for level in re.findall(r"[a-z]|\d+", part))


def _encryption_entry(deal: Deal) -> str:
    """The entry of encryption items that are no mass-market items, after the form."""
    return "5A002" if deal.look("item.form") in HARDWARE else "5D002"


def described(deal: Deal) -> Truth:
    """Does the entry describe the item: stated, or as far as its encryption is controlled?"""
    return Truth.YES if deal.look("item.eccn") is not None else deal.equals("item.encryption", "controlled")


def worldwide(entry: Entry) -> bool:
    """Can the paragraph be under the controls that reach every destination, as partner countries have them?"""
    rows = [row for row in entry.controls if row["where"] == "worldwide"]
    return any(can_cover(entry, row) for row in rows)


def left_out(entry: Entry, row: Row) -> bool:
    """Does the row leave the stated paragraph out?"""
    return _within(entry.paragraph, row.get("but", ())) is Truth.YES


def can_cover(entry: Entry, row: Row) -> bool:
    """Can the row speak of the item? Rows of twins are passed over unless a twin was stated."""
    return _within(entry.paragraph, row.get("in")) is not Truth.NO


def covers(deal: Deal, entry: Entry, row: Row, key: str = "item.eccn#covered") -> Truth:
    """Does the row speak of the stated paragraph? Open where the paragraph was not named, or words decide."""
    within = _within(entry.paragraph, row.get("in"))
    left_out = _within(entry.paragraph, row["but"]) if "but" in row else Truth.NO
    holds = within & ~left_out
    if holds is Truth.UNKNOWN:
        holds = deal.yes(key)
    if holds is not Truth.NO and (row.get("words") or _of_twins(row)):
        holds &= ~deal.yes("not_modelled") if key.endswith("#covered") else deal.yes("not_modelled")
    return holds


def _of_twins(row: Row) -> bool:
    """Is it a row of twins alone? Their exceptions and reviews are those of 3A090, so it decides nothing here."""
    return all(one.startswith(TWIN) for one in row.get("in", ("",))) and row["where"] in {"everywhere", "d145_uae"}


def _within(paragraph: str, names: Iterable[str] | None) -> Truth:
    """Is the paragraph one of these, or part of one? UNKNOWN where only some of its parts are."""
    if names is None:
        return Truth.YES
    tests = []
    for one in names:
        if one.startswith(TWIN) and not paragraph.startswith(TWIN):
            continue  # of an item without the performance of 3A090
        if paragraph == one or paragraph.startswith(f"{one}."):
            return Truth.YES
        tests.append(Truth.UNKNOWN if not paragraph or one.startswith(f"{paragraph}.") else Truth.NO)
    return any_of(tests)


def listed_otherwise(deal: Deal, found: Class) -> bool:
    """Is the item one that only its stated entry classifies?"""
    entry = entry_of(deal) if deal.look("item.eccn") is not None else None
    if entry is None or found.advanced is not Truth.NO or found.c is not Truth.NO:
        return False
    return any(can_cover(entry, row) and not left_out(entry, row) for row in entry.controls)
