"""Cases of the rule base: what one is, and how a file of them is read.

A case is a lawyer's sum done by hand: the facts of `facts.md`, the day whose law counts, and what the
checker must say. `expect` names only what the case is about; what it leaves out is not asserted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from rules.law import LawLoader

RULES = Path(__file__).parent / "rules"

Outcome = Literal[
    "prohibited",
    "license_required",
    "needs_facts",
    "license_exception",
    "no_license_required",
    "not_subject_to_ear",
]
ReviewPolicy = Literal["policy_of_denial", "presumption_of_denial", "case_by_case", "presumption_of_approval"]

CLEARED: frozenset[str] = frozenset({"license_exception", "no_license_required", "not_subject_to_ear"})


class CaseFileError(ValueError):
    """A case file that cannot be used; the message names file, case and field."""


class Strict(BaseModel):
    """Frozen; an unknown key is an error, so that a misspelt expectation never passes for a checked one."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Expect(Strict):
    """What the verdict must say; only the keys that a case sets are compared."""

    outcome: Outcome | None = None
    outcome_in: list[Outcome] | None = None
    not_cleared: Literal[True] | None = None
    eccn: str | None = None
    eccn_not: list[str] | None = None
    license_required: bool | None = None
    review_policy: ReviewPolicy | None = None  # null is an expectation too: no application would be made
    missing: list[str] | None = None  # exactly these paths, in any order
    missing_includes: list[str] | None = None
    missing_excludes: list[str] | None = None
    possible_outcomes: list[Outcome] | None = None
    exception: str | None = None  # a code that is available
    exception_not_available: list[str] | None = None  # refused, open or not examined
    computed: dict[str, Decimal | int] | None = None  # compared to the printed number of places
    readings: dict[str, Outcome] | None = None  # {} says that code and announcement agree
    warnings_include: list[str] | None = None
    warnings_exclude: list[str] | None = None
    stale: bool | None = None
    cites_include: list[str] | None = None
    red_flags: list[str] | None = None  # exactly these ids, in any order


class Case(Strict):
    """One case. `pending` names the part of the law that is still to be built: then only "not cleared" is asserted."""

    name: str
    as_of: datetime.date
    source: str
    why: str
    given: dict[str, object]
    expect: Expect
    list_of: datetime.date | None = None  # day of the party list at hand; without it no list was looked into
    classify_only: bool = False
    pending: str | None = Field(default=None, pattern=r"^[a-z0-9_.]+$")

    @model_validator(mode="after")
    def _says_something(self) -> Case:
        if not self.expect.model_fields_set:
            raise ValueError("expect is empty: the case could not fail")
        if "as_of" in self.given:
            raise ValueError("as_of stands beside given, not in it")
        return self


def case_files() -> list[Path]:
    """Every case file of the rule base, in the order of their paths."""
    return sorted(RULES.rglob("*.yaml"))


def load_cases(path: Path) -> list[Case]:
    """The cases of one file, in its order; raises CaseFileError with file, case and field."""
    with path.open("rb") as stream:
        try:
            entries = yaml.load(stream, Loader=LawLoader)
        except yaml.YAMLError as error:
            raise CaseFileError(f"{path}: {error}") from error
    if not isinstance(entries, list):
        raise CaseFileError(f"{path}: a list of cases was expected")
    return [_read(path, entry) for entry in entries]


def all_cases() -> Iterator[tuple[Path, Case]]:
    """Each case with the file that it stands in."""
    for path in case_files():
        for case in load_cases(path):
            yield path, case


def _read(path: Path, entry: object) -> Case:
    name = entry.get("name") if isinstance(entry, dict) else entry
    try:
        return Case.model_validate(entry)
    except ValidationError as error:
        raise CaseFileError(f"{path}: case {name!r}: {error}") from error
