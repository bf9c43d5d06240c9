"""The papers that go with a verdict: records, filings, statements and certificates, from papers.yaml.

Chosen by outcome, item, place, exception, parties and day; they change no outcome.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rules.deal import Deal
from rules.ear.part_774.advanced_computing import Class
from rules.law import read_yaml
from rules.proof import Outcome
from rules.truth import Truth

MOST = 6
ALWAYS_FILED = ("country_groups.e_1", "country_groups.e_2", "filing.whatever_the_value")


@cache
def _rows() -> Mapping[str, Mapping[str, Any]]:
    content: Mapping[str, Mapping[str, Any]] = read_yaml(Path(__file__).with_suffix(".yaml"))
    return content


@dataclass(frozen=True, slots=True)
class Filed:
    """What the papers are chosen by."""

    deal: Deal
    kind: Class
    outcome: Outcome
    eccn: str | None
    used: str | None  # the exception that is used
    open_papers: Mapping[str, bool]  # what is open: nac_open, january_papers

    def items(self) -> frozenset[str]:
        """The names under which `item` may ask for this one."""
        names = {"chip"} if self.deal.values["item.form"] == "chip" else set()
        if self.kind.advanced is not Truth.NO or self.kind.c is Truth.YES or self.kind.v1 is Truth.YES:
            return frozenset(names | {"advanced", "listed"})
        return frozenset(names | ({"ear99", "other"} if self.eccn == "EAR99" else {"below", "listed", "other"}))

    def is_export(self) -> bool:
        """Out of the United States?"""
        values = self.deal.values
        return bool(values["activity"] == "export" and values["departure"] == "US")

    def goes_to(self, lists: tuple[str, ...]) -> bool:
        """Does one of the lists name the destination?"""
        destination, law = self.deal.values["destination"], self.deal.law
        return isinstance(destination, str) and any(law.row(destination) in law.places(one) for one in lists)

    def filed_always(self) -> bool:
        """Is the filing due whatever the value?"""
        listed = "listed" in self.items()
        unverified = self.says("unverified", True)
        named = self.goes_to(ALWAYS_FILED[:2]) or (listed and self.goes_to(ALWAYS_FILED[2:]))
        return "advanced" in self.items() or unverified or named

    def says(self, fact: str, wanted: object) -> bool:
        """Is the fact so?"""
        if fact == "unverified":
            keys = [key for index in range(self.deal.parties) for key in self.deal.values[f"parties[{index}].listings"]]
            lists = [self.deal.values[f"{key}.list"] for key in keys if self.deal.values[f"{key}.state"] == "match"]
            return "unverified_list" in lists
        if fact == "listed_owner":
            in_force = bool(self.deal.law.figure("owners.in_force").value)
            owned = any(self.deal.values[f"parties[{index}].owners#listed"] for index in range(self.deal.parties))
            return in_force and owned
        found = self.open_papers.get(fact, self.deal.values.get(fact))
        return found in wanted if isinstance(wanted, list) else bool(found == wanted)


def papers(filed: Filed, license_number: str | None) -> Iterator[str]:
    """The lines, at most six, those of the exception before the general ones."""
    shown = [row["text"] for row in _rows().values() if _holds(filed, row["when"])]
    for text in shown[:MOST]:
        yield text.format(license=license_number or "held")


def _holds(filed: Filed, when: Mapping[str, Any]) -> bool:
    as_of: dt.date = filed.deal.law.as_of
    return (
        filed.outcome in when["outcomes"]
        and ("exceptions" not in when or filed.used in when["exceptions"])
        and ("item" not in when or when["item"] in filed.items())
        and ("places" not in when or filed.goes_to(tuple(when["places"])))
        and (not when.get("export") or filed.is_export())
        and ("always" not in when or when["always"] is filed.filed_always())
        and all(filed.says(fact, wanted) for fact, wanted in when.get("on", {}).items())
        and when.get("from", as_of) <= as_of <= when.get("until", as_of)
    )
