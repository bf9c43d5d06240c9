"""A made-up set of screening queries: listed names as people write them, and look-alikes that nobody listed.

Everything comes out of the party list itself by fixed random draws, and nothing of it depends on the product's code. A
positive is a variation of a listed name; a negative is the name of a row that was taken out of the list, a listed name
with its telling word exchanged, a namesake with another given name, or an ordinary firm or person. A `Mix` says how
many of each.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.screening_variations import CITIES, FORM, FORMS, Row, texts, variations

PLAIN_FIRMS = [
    "Bakery", "Dental Clinic", "Logistics", "Software", "Foods", "Medical Imaging", "Robotics", "Insurance",
    "Energy", "Cloud", "Semiconductor", "Trading", "Shipping", "Electronics", "University", "Bank",
]  # fmt: skip
GIVEN = [
    "Anna", "Peter", "Maria", "Carlos", "Ingrid", "Kenji", "Fatima", "Ali", "Wei", "Olga", "Ivan", "John", "Ahmed",
    "Li", "Elena", "Jose", "Hassan", "Sergey", "Natalia", "Min",
]  # fmt: skip
FAMILY = [
    "Lindgren", "Novak", "Okafor", "Tanaka", "Moreau", "Costa", "Brennan", "Hoffmann", "Duarte", "Kim", "Singh",
    "Petrov", "Wang", "Hussein", "Garcia", "Nguyen", "Silva", "Chen", "Ivanova", "Khan",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """`expects`: the entry that must be found, None where nobody is listed."""

    id: str
    name: str
    kind: str
    expects: str | None
    type: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Mix:
    """How often each class of positives (1 where none is said) and each kind of negatives is drawn."""

    negatives: Mapping[str, float]
    positives: Mapping[str, float] = field(default_factory=dict)


HARD = Mix({"held_out": 0.4, "namesake": 0.2, "exchanged": 0.2, "ordinary": 0.2})
# On this mix the token-sort ratio reaches about 0.98 / 0.86 / 0.78: a set as screening sets are mostly made.
USUAL = Mix(
    {"held_out": 0.05, "namesake": 0.3, "exchanged": 0.02, "ordinary": 0.63},
    dict.fromkeys(("plain", "alias", "name_order", "punctuation"), 5),
)


def held_out(rows: Sequence[Row], draw: random.Random, many: int) -> list[Row]:
    """Rows to be taken out of the list, none of whose names any other row has.

    A firm that shares a telling word with another listed one is left in: it is of that group, no mere look-alike.
    """
    keys = [_keys(row) for row in rows]
    bearers = Counter(key for own in keys for key in own)
    words = [{word for key in own for word in key.split()} for own in keys]
    borne = Counter(word for own in words for word in own)
    alone = [
        row
        for row, own, has in zip(rows, keys, words, strict=True)
        if len(str(row["name"])) > 5
        and all(bearers[key] == 1 for key in own)
        and (row.get("type") == "Individual" or not any(1 < borne[word] <= 5 for word in has if len(word) > 3))
    ]
    return draw.sample(alone, many)


def _keys(row: Row) -> set[str]:
    return {_key(text) for text in [str(row["name"]), *texts(row.get("aliases") or row.get("alt_names"))]}


def _key(text: str) -> str:
    """The words of a name in order of the alphabet, without its form."""
    words = re.findall(r"[^\W_]+", text.casefold())
    kept = [word for word in words if not re.fullmatch(FORM, word)]
    return " ".join(sorted(kept or words))


class _Lookalikes:
    """Names that nobody listed bears, each with the row for its type and country."""

    def __init__(self, rows: Sequence[Row], out: Sequence[Row], draw: random.Random) -> None:
        self.out, self.draw, self.given_out = out, draw, 0
        self.listed = {key for row in rows for key in _keys(row)}
        self.borne = Counter(word for row in rows for word in set(re.findall(r"\w+", str(row["name"]).lower())))
        named = [(str(row["name"]), row.get("type") == "Individual") for row in rows]
        self.persons = [name for name, person in named if person and "," in name]
        self.firms = [name for name, person in named if not person and len(name.split()) > 2]

    def of(self, kind: str) -> tuple[str, Row | None]:
        """One of this kind; drawn again where somebody listed is called so."""
        if kind == "held_out":
            row = self.out[self.given_out]
            self.given_out += 1
            return str(row["name"]), row
        make = {"namesake": self._namesake, "exchanged": self._exchanged, "ordinary": self._ordinary}[kind]
        while _key(name := make()) in self.listed:
            pass
        return name, None

    def _namesake(self) -> str:
        family, given = self.draw.choice(self.persons).split(",", 1)[0], self.draw.choice([*GIVEN, *GIVEN, ""])
        return f"{given or self.draw.choice(self.persons).rsplit(' ', 1)[-1]} {family.title()}"

    def _exchanged(self) -> str:
        words, other = self.draw.choice(self.firms).split(), self.draw.choice(self.firms).split()
        words[self._rarest(words)] = self.draw.choice([self.draw.choice(FAMILY), other[self._rarest(other)]])
        return re.sub(r"\(.*?\)", "", " ".join(words))

    def _ordinary(self) -> str:
        if self.draw.random() < 0.5:
            return f"{self.draw.choice(GIVEN)} {self.draw.choice(FAMILY)}"
        return " ".join(self.draw.choice(words) for words in (FAMILY, CITIES, PLAIN_FIRMS, FORMS))

    def _rarest(self, words: Sequence[str]) -> int:
        return min(range(len(words)), key=lambda at: self.borne[words[at].lower().strip(".,()\"'")] or 10**6)


def queries(
    rows: Sequence[Row], seed: int, positives: int, negatives: int, mix: Mix = HARD
) -> tuple[list[Row], list[Query]]:
    """The list without the rows held out, and the queries. `rows` have `entry_id` or `id`."""
    draw = random.Random(seed)
    kinds = [kind for kind, share in mix.negatives.items() for _ in range(round(share * negatives))]
    out = held_out(rows, draw, kinds.count("held_out"))
    gone = {id(row) for row in out}
    left = [row for row in rows if id(row) not in gone]
    found: list[Query] = []
    drawn: Counter[str] = Counter()
    while len(found) < positives:
        row = draw.choice(left)
        options = list(variations(row, draw))
        options = draw.sample(options, min(6, len(options)))
        kind, text = min(options, key=lambda one: drawn[one[0]] / mix.positives.get(one[0], 1))
        drawn[kind] += 1
        found.append(_query(f"p{len(found)}", text, kind, row, draw, listed=True))
    others = _Lookalikes(left, out, draw)
    for kind in kinds:
        text, row_or_none = others.of(kind)
        found.append(_query(f"n{len(found)}", text, kind, row_or_none, draw, listed=False))
    return left, found


def _query(name_id: str, text: str, kind: str, row: Row | None, draw: random.Random, *, listed: bool) -> Query:
    """Type and country are told of every other query."""
    countries = texts(row.get("countries")) if row else []
    told = draw.random() < 0.5
    return Query(
        id=name_id,
        name=text,
        kind=kind,
        expects=str(row.get("entry_id") or row.get("id")) if row and listed else None,
        type=str(row["type"]) if told and row and row.get("type") else None,
        country=countries[0] if told and countries else None,
    )
