"""Stakes as data: who holds how much of whom, from a CSV or YAML file, put into the facts as owners of owners.

The arithmetic is the rule's own (rules/ear/part_744/owners.py); here a flat table becomes the tree that it reads. A
stake that nobody knows exactly is an interval, `percent_min` to `percent_max`; one left blank is unknown.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.screening.settled import key_of
from rules.errors import BadFact

MOST_STEPS = 12  # up a chain; longer ones are circles in all but name


class Stake(BaseModel):
    """One holding. Percentages are of the party's capital or votes, the higher of the two."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    party: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    percent: Decimal | None = Field(default=None, ge=0, le=100)
    percent_min: Decimal | None = Field(default=None, ge=0, le=100)
    percent_max: Decimal | None = Field(default=None, ge=0, le=100)
    headquarters: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    source: str | None = None
    as_of: dt.date | None = None


def read_stakes(file: Path) -> list[Stake]:
    """The stakes in a file; raises BadFact with the row that is none."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise BadFact("--stakes", f"{file} cannot be read; expected a CSV or YAML file in UTF-8") from None
    return [_stake(number, row) for number, row in enumerate(_rows(file, text), start=1)]


def _rows(file: Path, text: str) -> Iterable[Mapping[str, Any]]:
    if file.suffix.lower() == ".csv":
        return [{key: value for key, value in row.items() if value} for row in csv.DictReader(io.StringIO(text))]
    import yaml

    from rules.law import LawLoader

    try:
        found = yaml.load(text, Loader=LawLoader)
    except yaml.YAMLError as error:
        raise BadFact("--stakes", f"{file}: {str(error).splitlines()[0]}; expected YAML") from None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise BadFact("--stakes", f"{file}: expected a list of stakes, each with party, owner and percent")
    return found


def _stake(number: int, row: Mapping[str, Any]) -> Stake:
    try:
        return Stake.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "row"
        raise BadFact(f"stakes[{number}].{where}", f"found {first.get('input')!r}; {first['msg']}") from None


def with_owners(facts: Mapping[str, Any], stakes: Iterable[Stake]) -> dict[str, Any]:
    """The facts with the owners of each named party, and theirs, as the table has them; stated owners stay."""
    held: dict[str, list[Stake]] = defaultdict(list)
    for stake in stakes:
        held[key_of(stake.party)].append(stake)
    parties = facts.get("parties")
    if not isinstance(parties, list):
        return dict(facts)
    return {**facts, "parties": [_with_owners(party, held, ()) for party in parties]}


def _with_owners(bearer: Any, held: Mapping[str, list[Stake]], below: tuple[str, ...]) -> Any:
    if not isinstance(bearer, Mapping) or not isinstance(bearer.get("name"), str) or "owners" in bearer:
        return bearer
    key = key_of(bearer["name"])
    own = [stake for stake in held.get(key, ()) if key_of(stake.owner) not in (*below, key)]
    if not own or len(below) >= MOST_STEPS:
        return bearer
    return {**bearer, "owners": [_with_owners(_owner(stake), held, (*below, key)) for stake in own]}


def _owner(stake: Stake) -> dict[str, Any]:
    known = stake.model_dump(exclude={"party", "owner"}, exclude_none=True)
    return {"name": stake.owner, **known}
