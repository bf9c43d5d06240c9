"""One provision: a citable place of the law in our own words, for the days on which it held."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rules.cite import Cite

ECFR = "https://www.ecfr.gov"
FEDERAL_REGISTER = "https://www.federalregister.gov/citation"


class Provision(BaseModel):
    """A text under one canonical cite, valid from `effective_from` through `effective_to`, both days included.

    `effective_from` is the first modelled day for law that is older. `checked_through` is the day up to which
    amendments were looked for, `text_read` the issue in which the official text was read, which may be older or None.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cite: str
    title: str
    text: str
    effective_from: date
    effective_to: date | None
    checked_through: date
    text_read: str | None
    by: str | None
    unconfirmed: bool
    source: Literal["official", "digest", "company"] = "digest"

    @cached_property
    def place(self) -> Cite:
        """The cite as a value."""
        return Cite.parse(self.cite)

    @cached_property
    def sha256(self) -> str:
        """Hash of what a reader is shown: cite, title, text and dates."""
        shown = "\n".join((self.cite, self.title, str(self.effective_from), str(self.effective_to), self.text))
        return hashlib.sha256(shown.encode()).hexdigest()

    @cached_property
    def url(self) -> str | None:
        """Where the official text stands on the web, None where the cite does not tell."""
        return official_url(self.place, self.effective_from if self.effective_to else None)

    @property
    def searched(self) -> str:
        """The text that retrieval reads."""
        return f"{self.cite}. {self.title}. {self.text}"

    def holds_on(self, day: date) -> bool:
        """Whether the text was in force on the day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


def official_url(place: Cite, superseded_from: date | None = None) -> str | None:
    """The page of the eCFR or the Federal Register for a cite; of a superseded text, the issue of its first day."""
    head, unit, *rest = place.parts
    if head.endswith(" FR"):
        return f"{FEDERAL_REGISTER}/{head.removesuffix(' FR')}-FR-{unit}"
    if head == "FR Doc.":
        return f"https://www.federalregister.gov/d/{unit}"
    if not head.endswith(" CFR") or not unit.isdigit():
        return None
    issue = f"on/{superseded_from.isoformat()}" if superseded_from else "current"
    page = f"section-{rest[0]}" if rest and rest[0].startswith(f"{unit}.") else f"part-{unit}"
    return f"{ECFR}/{issue}/title-{head.removesuffix(' CFR')}/{page}"
