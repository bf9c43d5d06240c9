"""One row of the party list, and the shipped file that holds them."""

import csv
import gzip
import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.screening.word_set import word_set

DATA = Path(__file__).parent / "data"
LIST_FILE = DATA / "party_list_2026-07-31.jsonl.gz"

SinceBasis = Literal["effective", "published", "none"]
# Lists on which an entry has an effect under the EAR (15 CFR 744.11, 744.21, 736.2(b)(4), 744.15, 744.8).
EAR_LISTS = frozenset({"entity_list", "meu_list", "denied_persons", "unverified_list", "sdn"})
# 15 CFR 744.8(a)(1): the identifiers of an SDN that the EAR follows. Exact: IRAN-EO13902 or CYBER2 are OFAC's alone.
IDENTIFIERS_744_8 = word_set(
    """BELARUS BELARUS-EO14038 RUSSIA-EO14024 UKRAINE-EO13660 UKRAINE-EO13661 UKRAINE-EO13662 UKRAINE-EO13685 FTO SDGT
    NPWMD ILLICIT-DRUGS-EO14059 SDNT SDNTK TCO"""
)
PROVISIONS = {
    "entity_list": "15 CFR Part 744, Supp. No. 4",
    "meu_list": "15 CFR Part 744, Supp. No. 7",
    "unverified_list": "15 CFR Part 744, Supp. No. 6",
    "denied_persons": "15 CFR 736.2(b)(4)",
    "sdn": "15 CFR 744.8",
}


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
        return has_ear_effect(self.list, self.programs)

    def footnotes_on(self, as_of: date) -> tuple[int, ...] | None:
        """Footnotes that count on the day; None where the row has one that cannot be read (never "none")."""
        if "unknown" in self.footnotes:
            return None
        return tuple(int(mark) for mark in self.footnotes if self.footnote_since.get(mark, as_of) <= as_of)

    @property
    def all_cites(self) -> tuple[str, ...]:
        provision = PROVISIONS.get(self.list)
        return (*self.cites, provision) if provision else self.cites


def has_ear_effect(list_code: str, programs: tuple[str, ...]) -> bool:
    """Whether the row counts under the EAR; of SDNs only those under an identifier of 744.8(a)(1)."""
    if list_code == "sdn":
        return not IDENTIFIERS_744_8.isdisjoint(programs)
    return list_code in EAR_LISTS


def raw_rows() -> Iterator[tuple[str, dict[str, object]]]:
    """Each line of the shipped list, as text and as plain values (no model: an index build reads them all)."""
    with gzip.open(LIST_FILE, "rt", encoding="utf-8") as file:
        for line in file:
            yield line, json.loads(line)


def list_date() -> date:
    """The day of the shipped party list."""
    return date.fromisoformat(LIST_FILE.name.removeprefix("party_list_").removesuffix(".jsonl.gz"))


@cache
def residual_policies() -> dict[str, str]:
    """Policy code to the review policy of an item outside every stated split."""
    with (DATA / "policy_codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["residual"] for row in csv.DictReader(file)}
