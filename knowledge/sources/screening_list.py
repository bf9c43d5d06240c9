"""Lists of restricted parties: the Consolidated Screening List and the Denied Persons List.

Read are trade.gov's JSON (`{"results": [...]}`), its CSV, one object a line as JSON, and the tab-separated list of
denied persons. All become rows with the names of the JSON; `countries` are ISO codes, sorted. A list without a day is
no version, and one that lost most of its rows against the last one is taken for cut off.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from knowledge.errors import RefusedError, SourceError
from knowledge.sources.document import PartyList, PartyRow, Raw, issue_in

SOURCE = "screening_list"
DENIED = "denied_persons"
NAME = "csl"
DENIED_NAME = "dpl"
LIST_URL = "{base}/downloadable_consolidated_screening_list/v1/consolidated.json"
DENIED_URL = "https://www.bis.gov/dpl/dpl.txt"
DENIED_SOURCE = "Denied Persons List (DPL) - Bureau of Industry and Security"
LEAST_LEFT = 0.8  # of the rows of the version before
COUNTRY = re.compile(r"(?:^|,\s*|;\s*)([A-Z]{2})(?=\s*(?:;|$))")
LISTS = ("alt_names", "programs", "citizenships", "dates_of_birth", "nationalities", "places_of_birth", "ids")
KEPT = (
    "name", "alt_names", "source", "type", "countries", "entity_number", "license_requirement", "license_policy",
    "programs", "federal_register_notice", "source_list_url", "start_date", "end_date", "standard_order", "title",
    "addresses", "remarks", "ids", "nationalities",
)  # fmt: skip
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
DENIED_COLUMNS = {"Name", "Country", "Effective_Date", "FR_Citation"}


def files(folder: Path) -> Iterator[Path]:
    """The lists of a folder, in order."""
    patterns = ("csl*.jsonl*", "csl*.json", "csl*.json.gz", "csl*.csv", "csl*.csv.gz", "consolidated*.json", "dpl*.t*")
    for path in sorted({path for pattern in patterns for path in folder.rglob(pattern)}):
        if not path.name.endswith(".meta.json"):
            yield path


def fetched(path: Path) -> Raw:
    """A list of a folder; raises SourceError where neither its name nor its rows give it a day."""
    denied = path.name.startswith("dpl")
    named = re.search(r"\d{4}-\d\d-\d\d", path.name)
    day = dt.date.fromisoformat(named[0]) if named else None
    source, name = (DENIED, DENIED_NAME) if denied else (SOURCE, NAME)
    raw = Raw(source, name, path.name, path.read_bytes(), day or dt.date.min, None)
    if day is None and denied and issue_in(path.name):
        starts = (str(row.get("start_date")) for row in _denied(raw))
        day = max((dt.date.fromisoformat(start) for start in starts if ISO_DAY.fullmatch(start)), default=None)
    if day is None:
        wanted = "expected a name such as csl_2026-07-31.csv"
        raise RefusedError(f"{path.name}: refused, a list without its day is no version; {wanted}")
    return Raw(source, name, path.name, raw.content, day, None)


def map_list(raw: Raw) -> PartyList:
    """The rows of a list; raises SourceError where it is cut off or not in a published form."""
    file = raw.file.removesuffix(".gz")
    read: Callable[[Raw], Iterable[PartyRow]]
    if raw.source == DENIED:
        read = _denied
    else:
        read = _lines if file.endswith(".jsonl") else _results if file.endswith(".json") else _table
    rows = tuple(read(raw))
    if not rows:
        raise SourceError(f"{raw.file}: holds no entry")
    return PartyList(raw, rows)


def is_cut_off(rows: int, before: int) -> bool:
    """Whether a list has so few rows against the version before that it must be damaged."""
    return rows < before * LEAST_LEFT


def _lines(raw: Raw) -> Iterator[PartyRow]:
    for number, line in enumerate(raw.text.splitlines(), start=1):
        try:
            yield _row(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SourceError(
                f"{raw.file}:{number}: found {line[:40]!r}, expected an object with name and source"
            ) from error


def _results(raw: Raw) -> Iterator[PartyRow]:
    """trade.gov's JSON; `total` of a page of its search says how many there are in all."""
    try:
        content = json.loads(raw.text)
        found = content["results"]
        if isinstance(content.get("total"), int) and content["total"] > len(found):
            raise SourceError(f"{raw.file}: holds {len(found)} of {content['total']} entries, expected the whole list")
        for one in found:
            yield _row({**one, "countries": sorted(_countries(one))})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(f'{raw.file}: cut off or not trade.gov\'s form, expected {{"results": [...]}}') from error


def _countries(one: Mapping[str, object]) -> set[str]:
    addresses = one.get("addresses")
    found = {str(place.get("country") or "") for place in addresses} if isinstance(addresses, list) else set()
    return {code for code in {*found, str(one.get("country") or "")} if len(code) == 2}


def _table(raw: Raw) -> Iterator[PartyRow]:
    reader = csv.DictReader(io.StringIO(raw.text))
    if not {"source", "name", "alt_names"} <= set(reader.fieldnames or ()):
        raise SourceError(f"{raw.file}: the columns source, name and alt_names were expected")
    for row in reader:
        if None in row or None in row.values():
            raise SourceError(f"{raw.file}:{reader.line_num}: cut off, expected {len(reader.fieldnames or ())} columns")
        split = {key: [part.strip() for part in row.get(key, "").split(";") if part.strip()] for key in LISTS}
        yield _row({**row, **split, "countries": sorted(set(COUNTRY.findall(row.get("addresses", ""))))})


def _denied(raw: Raw) -> Iterator[PartyRow]:
    reader = csv.DictReader(io.StringIO(raw.text), delimiter="\t")
    if not set(reader.fieldnames or ()) >= DENIED_COLUMNS:
        raise SourceError(f"{raw.file}: the columns {', '.join(sorted(DENIED_COLUMNS))} were expected")
    for row in reader:
        if None in row.values():
            raise SourceError(f"{raw.file}:{reader.line_num}: cut off, expected {len(reader.fieldnames or ())} columns")
        place = ", ".join(
            filter(None, (row.get(key, "").strip() for key in ("Street_Address", "City", "State", "Postal_Code")))
        )
        yield _row(
            {
                "name": row["Name"].strip(),
                "source": DENIED_SOURCE,
                "countries": [code] if (code := row["Country"].strip()) else [],
                "federal_register_notice": row["FR_Citation"],
                "start_date": _iso(row["Effective_Date"]),
                "end_date": _iso(row.get("Expiration_Date") or ""),
                "standard_order": row.get("Standard_Order"),
                "remarks": row.get("Action"),
                "addresses": [place] if place else [],
            }
        )


def _row(found: Mapping[str, object]) -> PartyRow:
    """A row with the names of the JSON, empty values left out; raises KeyError without name or source."""
    row = {**found, "name": str(found["name"]).strip(), "source": str(found["source"])}
    if isinstance(programs := row.get("programs"), list):
        row["programs"] = "; ".join(map(str, programs))  # one form for all: text
    return {key: row[key] for key in KEPT if row.get(key) not in (None, "", [], {})}


def _iso(text: str) -> str:
    """A day as trade.gov writes it; what is no day of the list's own form stays as it stands."""
    day = _american(text)
    return day.isoformat() if day else text


def _american(text: str) -> dt.date | None:
    """The day of "06/19/2003"."""
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text.strip())
    return dt.date(int(found[3]), int(found[1]), int(found[2])) if found else None
