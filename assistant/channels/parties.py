"""`screen` and `list diff` behind the command line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.channels import inputs, lines
from assistant.channels.errors import BadInputError

if TYPE_CHECKING:
    from assistant.screening.match import Hit
    from assistant.screening.own_list import ListedRow
    from rules.proof import ListState

LONGEST_NAME = 500  # characters
MOST = 10
TYPES = ("Entity", "Individual", "Vessel", "Aircraft")
PERSONS = frozenset({"individual", "person", "natural_person"})
ORGANIZATIONS = frozenset({"entity", "organization", "organisation", "company", "organization_or_company"})


def screen_one(
    name: str, country: str | None, day: dt.date | None, *, kind: str | None = None, listed: Path | None = None
) -> list[Hit]:
    """The hits of one name on the day, today where none is given."""
    from assistant.screening.match import screen_name

    named(name, "NAME")
    checked_country(country)
    if kind is not None and (kind_of(kind) is None):
        raise BadInputError("--type", f"found {kind!r}; expected Entity or Individual")
    if listed is not None:
        from assistant.screening.own_list import OwnList

        return OwnList(list(listed_rows(listed))).nearest(name, kind_of(kind), country, _day(day))
    return screen_name(name, country=country, as_of=_day(day), kind=kind_of(kind))


def checked_country(country: str | None) -> None:
    """Raises BadInputError where this is no code of a country."""
    if country is not None and not re.fullmatch(r"[A-Z]{2}", country):
        raise BadInputError(
            "--country", f"found {country!r}; expected an ISO 3166-1 alpha-2 code in capitals, such as CN"
        )


def screen_lines(source: Path, target: Path, listed: Path | None, day: dt.date | None) -> None:
    """`{"id", "name", "type"?, "country"?}` → `{"id", "hits": [Hit]}`, best first, at most 10."""
    from assistant.screening.match import screen_name

    on = _day(day)
    own = None
    if listed is not None:
        from assistant.screening.own_list import OwnList

        own = OwnList(list(listed_rows(listed)))

    def answer(line: lines.Line) -> lines.Line:
        name, kind, country = named(line.get("name"), "name"), kind_of(line.get("type")), _country(line)
        if own is not None:
            hits = own.nearest(name, kind, country, on)
        else:
            hits = screen_name(name, country=country, as_of=on, kind=kind)[:MOST]
        return {"hits": [hit.model_dump(mode="json") for hit in hits]}

    lines.run(source, target, answer)


def score_pairs(source: Path, target: Path) -> None:
    """`{"id", "name1", "name2", "type"?}` → `{"id", "score"}`: how likely the party is the listed one, by name."""
    from assistant.screening.pairs import pair_score
    from assistant.screening.shipped import engine

    known = engine()

    def answer(line: lines.Line) -> lines.Line:
        one, other = (named(line.get(field), field) for field in ("name1", "name2"))
        return {"score": round(pair_score(one, other, known, kind_of(line.get("type"))), 6)}

    lines.run(source, target, answer)


def kind_of(text: object) -> str | None:
    """The list's word for the kind of party that somebody wrote; None where it tells nothing."""
    lower = str(text).strip().lower() if text else ""
    if lower in PERSONS:
        return "Individual"
    if lower in ORGANIZATIONS:
        return "Entity"
    return next((one for one in TYPES if one.lower() == lower), None)


def listed_rows(file: Path) -> Iterator[ListedRow]:
    """The lines of a list; raises BadInputError with the line that is none."""
    from pydantic import ValidationError

    from assistant.screening.own_list import ListedRow

    if not file.is_file():
        raise BadInputError("--list", f"{file} is not there; expected a file with one JSON object a line")
    for number, raw in lines.read(file):
        where = f"{file.name}, line {number}"
        try:
            yield ListedRow.model_validate(inputs.parsed(raw.decode("utf-8"), where))
        except (ValidationError, UnicodeDecodeError):
            raise BadInputError(where, "expected an object with id, name, aliases and source") from None


def named(name: object, field: str) -> str:
    """The name as it was given; raises BadInputError where it is none."""
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        found = f"{len(name):,} characters" if isinstance(name, str) else type(name).__name__
        raise BadInputError(field, f"found {found}, expected the name of one party of 1 to {LONGEST_NAME} characters")
    return name


def _country(line: lines.Line) -> str | None:
    country = line.get("country")
    return country.upper() if isinstance(country, str) and re.fullmatch(r"[A-Za-z]{2}", country) else None


def _day(day: dt.date | None) -> dt.date:
    from assistant.settings import today

    return day or today()


def list_age(day: dt.date | None) -> ListState:
    """The list at hand and its age on the day."""
    from assistant.decide import list_state

    return list_state(_day(day))
