"""The header of an order book: which column states which fact, and what a row's cells say.

A column is the path of a fact (`item.tpp`, `parties[0].headquarters`), or `id`, `as_of`, `question`, `customer`,
`end_use`. One whose name begins with an underscore is carried along unread. Any other name is an error: a misspelt
fact that nobody reads would be silence.

Cells: empty is silence, `null` is "not known". A list is a cell with semicolons, or JSON; `[]` is "none".
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from rapidfuzz import process

from assistant.batch.errors import BatchError
from rules.errors import BadFact
from rules.facts import Facts

Path = tuple[str | int, ...]
Plain = dict[str, Any]
WRITTEN = ("outcome", "eccn", "review_policy", "deciding_fact", "nearest_line", "distance", "error", "proof")
OWN = ("id", "as_of", "question", "customer")
STEP = re.compile(r"([a-z][a-z0-9_]*)((?:\[\d{1,3}\])*)")
NEAR_ENOUGH = 80


@dataclass(frozen=True, slots=True)
class Column:
    """One fact: where the cell stands, where the fact does, and whether it is a whole list."""

    at: int
    name: str
    path: Path
    is_list: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """What the header means. Places are None where the header has no such column."""

    header: tuple[str, ...]
    facts: tuple[Column, ...]
    id: int | None
    as_of: int | None
    question: int | None
    customer: int | None
    end_use: int | None
    read: tuple[int, ...]

    def key(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """What decides the row: equal keys, equal results."""
        return tuple(row[at] for at in self.read)

    def only(self, facts: tuple[Column, ...], customer: int | None) -> Columns:
        """The same header, of which no more than these facts and this customer are read."""
        return replace(self, facts=facts, customer=customer)

    def words(self, row: Sequence[Any]) -> str | None:
        """The row in words, where it states a question. Raises BadFact where facts stand beside it."""
        question = _text(row, self.question)
        if question is None:
            return None
        beside = next((one.name for one in self.facts if one.at != self.end_use and _stated(row[one.at])), None)
        if beside is not None:
            raise BadFact("question", f"stands beside {beside}; expected words or facts in a row, not both")
        said = [question]
        said += [f"Customer: {one}" for one in (_text(row, self.customer),) if one is not None]
        said += [f"End use: {one}" for one in (_text(row, self.end_use),) if one is not None]
        return "\n".join(said)

    def stated(self, row: Sequence[Any]) -> Plain:
        """The facts of a row without a question. Raises BadFact, naming the path."""
        found: Plain = {}
        for one in self.facts:
            if _stated(row[one.at]):
                _put(found, one.path, _value(row[one.at], one), one.name)
        customer = _text(row, self.customer)
        if customer is not None:
            _put(found, ("parties", 0, "name"), customer, "customer")
        _whole_lists(found, "")
        return found


def read_header(header: Iterable[str]) -> Columns:
    """The columns. Raises BatchError, naming the one that cannot be read."""
    names = tuple(str(name).strip() for name in header)
    for at, name in enumerate(names):
        if not name:
            raise BatchError("header", f"column {at + 1} has no name; expected the path of a fact")
        if name in names[:at]:
            raise BatchError(name, "stands twice in the header; expected each column once")
        if name in WRITTEN:
            raise BatchError(name, "is a column that the run writes; expected another name for yours")
    facts = tuple(_column(at, name) for at, name in enumerate(names) if name not in OWN and not name.startswith("_"))
    place = {name: at for at, name in enumerate(names)}
    if not facts and "question" not in place and "customer" not in place:
        raise BatchError("header", "no column is the path of a fact; expected some, as `exportdesk facts` lists them")
    if "customer" in place and (taken := next((one for one in facts if one.path[:3] == ("parties", 0, "name")), None)):
        raise BatchError("customer", f"is the name of the first party, as {taken.name} is; expected one of them")
    _contiguous(facts, "customer" in place)
    known = {name: place.get(name) for name in (*OWN, "end_use")}
    read = (*(one.at for one in facts), *(place[name] for name in OWN[1:] if name in place))
    return Columns(names, facts, read=tuple(sorted(set(read))), **known)


def _column(at: int, name: str) -> Column:
    path = _path(name)
    annotation: Any = Facts
    for step in path or ():
        annotation = _inside(annotation, step)
        if annotation is None:
            break
    if path is None or annotation is None:
        near = process.extractOne(name, _leaves(), score_cutoff=NEAR_ENOUGH)
        hint = f" such as {near[0]}" if near else ""
        raise BatchError(
            name, f"no such fact; expected a path{hint} that `exportdesk facts` lists, or a name that begins with _"
        )
    if _model(annotation) is not None and not _is_list(annotation):
        raise BatchError(name, f"holds several facts; expected one of them, such as {name}.{_first_field(annotation)}")
    return Column(at, name, path, _is_list(annotation))


def _path(name: str) -> Path | None:
    """("parties", 0, "name") of parties[0].name."""
    found: list[str | int] = []
    for part in name.split("."):
        step = STEP.fullmatch(part)
        if step is None:
            return None
        found += [step[1], *(int(number) for number in re.findall(r"\d+", step[2]))]
    return tuple(found)


def _arms(annotation: Any) -> tuple[Any, ...]:
    """The types of a union, else the type."""
    origin = get_origin(annotation)
    if origin is tuple or origin is None or origin is dict:
        return (annotation,)
    return tuple(arm for one in get_args(annotation) for arm in _arms(one) if one is not type(None))


def _model(annotation: Any) -> type[BaseModel] | None:
    return next((one for one in _arms(annotation) if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _is_list(annotation: Any) -> bool:
    return any(get_origin(one) is tuple for one in _arms(annotation))


def _inside(annotation: Any, step: str | int) -> Any:
    """The type one step further down the path; None where there is no such step."""
    if isinstance(step, int):
        return next((get_args(one)[0] for one in _arms(annotation) if get_origin(one) is tuple), None)
    model = annotation if annotation is Facts else _model(annotation)
    if model is None or step == "words" or _is_list(annotation):
        return None
    field = model.model_fields.get(step)
    return None if field is None else field.annotation


def _first_field(annotation: Any) -> str:
    model = _model(annotation)
    return "" if model is None else next(iter(model.model_fields))


@cache
def _leaves() -> tuple[str, ...]:
    """Every fact that a column can be, lists at their first place."""

    def walk(model: type[BaseModel], before: str) -> Iterable[str]:
        for name, field in model.model_fields.items():
            inner = _model(field.annotation) or next(
                (m for one in _arms(field.annotation) for arg in get_args(one) if (m := _model(arg)) is not None), None
            )
            place = f"{before}{name}" + ("[0]" if inner is not None and _is_list(field.annotation) else "")
            yield from walk(inner, f"{place}.") if inner is not None and place.count(".") < 4 else (place,)

    return tuple(walk(Facts, ""))


def _contiguous(facts: Sequence[Column], first_party: bool) -> None:
    """Lists begin at zero and leave out no place: parties[1] alone would be a second party without a first."""
    seen: dict[Path, set[int]] = {("parties",): {0}} if first_party else {}
    last: dict[Path, tuple[int, str]] = {}
    for one in facts:
        for at, step in enumerate(one.path):
            if isinstance(step, int):
                seen.setdefault(one.path[:at], set()).add(step)
                last[one.path[:at]] = max(last.get(one.path[:at], (-1, "")), (step, one.name))
    for path, places in seen.items():
        if path in last and places != set(range(len(places))):
            raise BatchError(last[path][1], "a place before it in the list has no column; expected [0], [1] and so on")


# ---- cells


def _stated(cell: Any) -> bool:
    return cell is not None and cell == cell and not (isinstance(cell, str) and not cell.strip())  # NaN is silence


def _text(row: Sequence[Any], at: int | None) -> str | None:
    return str(row[at]).strip() if at is not None and _stated(row[at]) else None


def _value(cell: Any, column: Column) -> Any:
    if not isinstance(cell, str):
        return _typed(cell)
    text = cell.strip()
    if text == "null":
        return None
    if not column.is_list:
        return text
    if text.startswith("["):
        try:
            return json.loads(text, parse_float=Decimal)
        except (ValueError, RecursionError):
            raise BadFact(column.name, "is no JSON; expected a list, or values with semicolons between them") from None
    return [part.strip() for part in text.split(";") if part.strip()]


def _typed(cell: Any) -> Any:
    """A value out of Parquet as facts are written."""
    if isinstance(cell, float):
        return Decimal(repr(cell))
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, list | tuple):
        return [_typed(one) for one in cell]
    if isinstance(cell, dict):
        return {key: _typed(value) for key, value in cell.items() if value is not None}
    return cell


def _put(found: Plain, path: Path, value: Any, name: str) -> None:
    """Sets one fact; lists are mappings from place to value until the row is read."""
    here: dict[Any, Any] = found
    for step in path[:-1]:
        here = here.setdefault(step, {})
        if not isinstance(here, dict):
            raise BadFact(name, "is stated as a whole in another column; expected it once")
    if path[-1] in here:
        raise BadFact(name, "is stated in another column too; expected it once")
    here[path[-1]] = value


def _whole_lists(found: dict[Any, Any], before: str) -> None:
    """Mappings from place to value become lists; a gap is an error."""
    for name, value in list(found.items()):
        here = f"{before}[{name}]" if isinstance(name, int) else f"{before}.{name}".lstrip(".")
        if not isinstance(value, Mapping):
            continue
        inner = dict(value)
        _whole_lists(inner, here)
        found[name] = inner
        if inner and all(isinstance(place, int) for place in inner):
            empty = next((place for place in range(max(inner)) if place not in inner), None)
            if empty is not None:
                raise BadFact(f"{here}[{empty}]", f"is empty while {here}[{max(inner)}] is stated")
            found[name] = [inner[place] for place in sorted(inner)]
