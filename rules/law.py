"""The law of one day: dated figures and lists, each with its cite.

The files under ear/ hold the law as data. Every entry is a span of days with a value, a cite and
the document that set it; spans follow each other without gap or overlap from the first modelled
day on. Nothing here knows what a figure is for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from rules.errors import BadLawFile, LawNotModelled
from rules.memory import memory_of

EAR = Path(__file__).parent / "ear"
NOT_FIGURES = {"coverage.yaml", "amendments.yaml", "headings.yaml", "others.yaml"}
ENTRY_KEYS = {"from", "value", "cite", "by", "note", "unconfirmed"}
TOPIC_KEYS = {"means", "unit", "values", "checked_through", "text_read", "verify"}
# how a text prints a figure: at another cite, with others named beside it, values of our own making, or not at all
VERIFY_KEYS = {"at", "besides", "own", "not_printed"}
CHECKED = re.compile(r"checked_through: (\d{4}-\d\d-\d\d)")
RULE_BASE = "2026.11.1"


class LawLoader(yaml.CSafeLoader):
    """Figures as Decimal, true and false only as booleans, a key twice is an error with file and line."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the base class has it so
        first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith((":bool", ":int"))]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


LawLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
LawLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
LawLoader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(node.value))


def read_yaml(path: Path) -> Any:
    """The content of one YAML file under the rules of LawLoader."""
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=LawLoader)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or list as it stood on one day. `value` None: no such line is in force."""

    id: str
    value: Any
    cite: str
    by: str
    effective_from: dt.date
    effective_to: dt.date | None
    checked_through: dt.date
    unconfirmed: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """All spans of one figure, in order."""

    id: str
    means: str
    unit: str | None
    spans: tuple[Figure, ...]
    text_read: str | None = None  # a day, or a month where the copy says no more
    verify: Mapping[str, Any] = field(default_factory=dict)  # how `law verify` holds it: see VERIFY_KEYS

    def on(self, day: dt.date) -> Figure:
        """The span that holds `day`. Raises LawNotModelled before the first."""
        for figure in reversed(self.spans):
            if figure.effective_from <= day:
                return figure
        raise LawNotModelled(f"as_of: the law is modelled from {self.spans[0].effective_from} on, found {day}")


def _date(value: object, where: str) -> dt.date:
    if not isinstance(value, dt.date):
        raise BadLawFile(f"{where}: expected a date, found {value!r}")
    return value


def _hashable(value: object) -> object:
    if isinstance(value, list):
        return tuple(_hashable(inner) for inner in value)
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _topic(name: str, body: Mapping[str, Any], file: str) -> Topic:
    """One figure out of its YAML body. Raises BadLawFile with file and key."""
    where = f"{file}: {name}"
    if unknown := set(body) - TOPIC_KEYS:
        raise BadLawFile(f"{where}: unknown key {sorted(unknown)[0]!r}")
    if missing := {"means", "values", "checked_through"} - set(body):
        raise BadLawFile(f"{where}: {sorted(missing)[0]!r} is missing")
    if unknown := set(body.get("verify", ())) - VERIFY_KEYS:
        raise BadLawFile(f"{where}: unknown key verify.{sorted(unknown)[0]}")
    entries = body["values"]
    spans = []
    for index, entry in enumerate(entries):
        if unknown := set(entry) - ENTRY_KEYS:
            raise BadLawFile(f"{where}: unknown key {sorted(unknown)[0]!r}")
        if missing := {"from", "value", "cite", "by"} - set(entry):
            raise BadLawFile(f"{where}: entry {index} has no {sorted(missing)[0]!r}")
        begins = _date(entry["from"], where)
        following = _date(entries[index + 1]["from"], where) if index + 1 < len(entries) else None
        if following is not None and following <= begins:
            raise BadLawFile(f"{where}: {following} does not come after {begins}")
        spans.append(
            Figure(
                id=name,
                value=_hashable(entry["value"]),
                cite=entry["cite"],
                by=entry["by"],
                effective_from=begins,
                effective_to=None if following is None else following - dt.timedelta(days=1),
                checked_through=_date(body["checked_through"], where),
                unconfirmed=entry.get("unconfirmed", False),
                note=entry.get("note"),
            )
        )
    if not spans or spans[0].effective_from != FIRST_DAY:
        raise BadLawFile(f"{where}: the first entry must begin on {FIRST_DAY}")
    read = str(body["text_read"]) if "text_read" in body else None
    return Topic(name, body["means"], body.get("unit"), tuple(spans), read, body.get("verify", {}))


def _walk(prefix: str, body: Mapping[str, Any], file: str) -> Iterator[Topic]:
    for key, inner in body.items():
        name = f"{prefix}.{key}"
        if "values" in inner:
            yield _topic(name, inner, file)
        else:
            yield from _walk(name, inner, file)


FIRST_DAY = dt.date(2022, 10, 7)


@cache
def files() -> Mapping[str, Path]:
    """The files of figures by the first word of their ids."""
    return {path.stem: path for path in sorted(EAR.rglob("*.yaml")) if path.name not in NOT_FIGURES}


@cache
def topics_of(stem: str) -> Mapping[str, Topic]:
    """The figures of one file by id, read when the first of them is asked for. Raises BadLawFile."""
    path = files()[stem]
    return {topic.id: topic for topic in _walk(stem, read_yaml(path), str(path.relative_to(EAR)))}


def topics() -> Mapping[str, Topic]:
    """Every figure of the rule base by id. Raises BadLawFile."""
    return {name: topic for stem in files() for name, topic in topics_of(stem).items()}


@cache
def verified_through() -> dt.date:
    """The oldest day up to which amendments were looked for, over the whole rule base."""
    found = [CHECKED.findall(path.read_text(encoding="utf-8")) for path in files().values()]
    return min(dt.date.fromisoformat(day) for days in found for day in days)


_made: ContextVar[list[Law] | None] = ContextVar("laws_made", default=None)


@contextmanager
def laws_made() -> Iterator[list[Law]]:
    """The laws that are made inside, each with the figures that were read of it: what a verdict stands on."""
    laws: list[Law] = []
    around = _made.get()
    token = _made.set(laws)
    try:
        yield laws
    finally:
        _made.reset(token)
        if around is not None:
            around += laws


@lru_cache(maxsize=64)
def _together(*groups: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*groups)


@lru_cache(maxsize=64)
def _without(group: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    return group - others


class Law:
    """The law in force on `as_of`. Raises LawNotModelled for a day before the first modelled one.

    `asked`: the day on which somebody asks, which measures how fresh the rule base and the lists are; the
    day itself where it is left out. `held`: figures that stand as they stood the day before, to tell which
    amendment moved a verdict.
    """

    def __init__(self, as_of: dt.date, asked: dt.date | None = None, held: frozenset[str] = frozenset()) -> None:
        if as_of < FIRST_DAY:
            raise LawNotModelled(f"as_of: the law is modelled from {FIRST_DAY} on, found {as_of}")
        self.as_of = as_of
        self.asked = asked or as_of
        self.memory = memory_of((as_of, self.asked, held))
        self._held = held
        self._known: dict[str, Figure] = self.memory.figures
        self._places: dict[str, frozenset[str]] = self.memory.places
        self._read: dict[str, Figure] = {}
        self._days: set[dt.date] = set()
        if (made := _made.get()) is not None:
            made.append(self)

    def figure(self, name: str) -> Figure:
        """The figure `name`, such as "eccn_3a090.a.tpp_alone", on this day."""
        figure = self._known.get(name)
        if figure is None:
            day = self.as_of - dt.timedelta(days=1) if name in self._held else self.as_of
            figure = self._known[name] = topics_of(name.partition(".")[0])[name].on(day)
        self._read[name] = figure
        return figure

    @property
    def figures_read(self) -> tuple[Figure, ...]:
        """Every figure that was asked for, in order."""
        return tuple(self._read.values())

    @property
    def days_read(self) -> frozenset[dt.date]:
        """Every day of which it was asked whether it has come."""
        return frozenset(self._days)

    def begin(self) -> tuple[dict[str, Figure], set[dt.date]]:
        """From here on, what is read is one question's; what was read before is handed back, for `end`."""
        before = self._read, self._days
        self._read, self._days = {}, set()
        return before

    def end(self, before: tuple[dict[str, Figure], set[dt.date]]) -> tuple[dict[str, Figure], frozenset[dt.date]]:
        """What was read since `begin`; it counts as read together with what was read before."""
        figures, days = self._read, frozenset(self._days)
        self._read, self._days = before
        self.take(figures, days)
        return figures, days

    def take(self, figures: Mapping[str, Figure], days: frozenset[dt.date]) -> None:
        """What a question read whose result is known counts as read."""
        self._read.update(figures)
        if days:
            self._days |= days

    def reached(self, day: dt.date) -> bool:
        """Has this day come? Kept, because on it the answer changes by itself."""
        self._days.add(day)
        return self.as_of >= day

    def places(self, name: str) -> frozenset[str]:
        """The countries of a list such as "country_groups.d_5"; empty where no such list is in force."""
        figure = self.figure(name)
        found: frozenset[str] | None = self._places.get(name)
        if found is None:
            found = self._places[name] = frozenset(figure.value or ())
        return found

    @property
    def d5m(self) -> frozenset[str]:
        """Country Group D:5 and Macau, as the EAR always names them together."""
        return _together(self.places("country_groups.d_5"), self.places("country_groups.macau"))

    @property
    def a5_a6(self) -> frozenset[str]:
        """Country Groups A:5 and A:6."""
        return _together(self.places("country_groups.a_5"), self.places("country_groups.a_6"))

    @property
    def d145(self) -> frozenset[str]:
        """Country Groups D:1, D:4 and D:5, without destinations also in A:5 or A:6."""
        groups = [self.places(f"country_groups.{name}") for name in ("d_1", "d_4", "d_5")]
        return _without(_together(*groups), self.a5_a6)

    @property
    def e(self) -> frozenset[str]:
        """Country Groups E:1 and E:2."""
        return _together(self.places("country_groups.e_1"), self.places("country_groups.e_2"))

    def row(self, country: str) -> str:
        """The country whose row applies to `country` (15 CFR 738.3(b)); "ask" where none is settled."""
        territories = self.figure("territories.row")
        rows: Mapping[str, str] | None = self.memory.rows
        if rows is None:
            rows = self.memory.rows = dict(territories.value)
        row = rows.get(country)
        if row is not None:
            return row
        return country if country in self.places("territories.rows") else "ask"

    @cached_property
    def verified_through(self) -> dt.date:
        """The oldest day up to which amendments were looked for, over the whole rule base."""
        return verified_through()
