"""One row of the party list, and the shipped file that holds them."""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

DATA = Path(__file__).parent / "data"
LIST_FILE = DATA / "party_list_2026-07-31.jsonl.gz"
LIST_ENTRIES = 24053  # of the shipped list; a test counts them

SinceBasis = Literal["effective", "published", "none"]
# Lists on which an entry can decide a deal: 15 CFR 744.11, 744.21, 736.2(b)(4), 744.15, 744.8; 31 CFR ch. V.
EAR_LISTS = frozenset({"entity_list", "meu_list", "denied_persons", "unverified_list", "sdn"})
PROVISIONS = {
    "entity_list": "15 CFR Part 744, Supp. No. 4",
    "meu_list": "15 CFR Part 744, Supp. No. 7",
    "unverified_list": "15 CFR Part 744, Supp. No. 6",
    "denied_persons": "15 CFR 736.2(b)(4)",
    "sdn": "15 CFR 744.8",
}


@dataclass(frozen=True, slots=True)
class ListAtHand:
    """One version of the party list, as rows of `Entry` in a packed file. `entries`: how many."""

    date: date
    file: Path
    entries: int


class Entry(BaseModel):
    """The facts of one list row. `requirement` and `policy` are codes of the two tables in `data/`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entry_id: str
    list: str
    name: str
    aliases: tuple[str, ...] = ()
    type: str | None = None  # None: the list does not say whether a firm or a person
    countries: tuple[str, ...] = ()
    ofac_number: str | None = None
    since: date | None = None
    since_basis: SinceBasis = "none"
    requirement: str | None = None
    marks: tuple[str, ...] = ()
    policy: str | None = None
    footnotes: tuple[str, ...] = ()
    footnote_since: dict[str, date] = {}
    programs: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    address_only: bool = False

    @property
    def has_ear_effect(self) -> bool:
        """Whether the row can decide a deal. Which designated nationals section 744.8 names, the rules tell."""
        return self.list in EAR_LISTS

    def footnotes_on(self, as_of: date) -> tuple[int, ...] | None:
        """Footnotes that count on the day; None where the row has one that cannot be read (never "none")."""
        if "unknown" in self.footnotes:
            return None
        return tuple(int(mark) for mark in self.footnotes if self.footnote_since.get(mark, as_of) <= as_of)

    @property
    def all_cites(self) -> tuple[str, ...]:
        provision = PROVISIONS.get(self.list)
        return (*self.cites, provision) if provision else self.cites


def raw_rows(file_of_list: Path = LIST_FILE) -> Iterator[tuple[str, dict[str, object]]]:
    """Each line of a list, as text and as plain values (no model: an index build reads them all)."""
    with gzip.open(file_of_list, "rt", encoding="utf-8") as file:
        for line in file:
            yield line, json.loads(line)


def list_date() -> date:
    """The day of the shipped party list."""
    return date.fromisoformat(LIST_FILE.name.removeprefix("party_list_").removesuffix(".jsonl.gz"))


SHIPPED = ListAtHand(list_date(), LIST_FILE, LIST_ENTRIES)


@cache
def residual_policies() -> dict[str, str]:
    """Policy code to the review policy of an item outside every stated split."""
    with (DATA / "policy_codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["residual"] for row in csv.DictReader(file)}
