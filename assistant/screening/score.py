"""How the measures of `compare.py` make a score.

The coefficients stand in `data/score.yaml`, one column for organizations and one for persons; they were fitted by
`benchmarks/screening_fit.py` on made-up variations of the list, never on the names that the benchmark asks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant.screening.candidates import Array, Truths
from assistant.screening.compare import MEASURES

FILE = Path(__file__).parent / "data" / "score.yaml"
PAIRS_FILE = FILE.with_name("pair_score.yaml")  # of two names alone, where no list of thousands offers look-alikes
PERSON, ORGANIZATION = "person", "organization"
SCORED = (PERSON, ORGANIZATION)
KINDS = {"Individual": PERSON, "Entity": ORGANIZATION, "Vessel": ORGANIZATION, "Aircraft": ORGANIZATION}
SAME_COUNTRY, OTHER_COUNTRY, OTHER_KIND = (
    MEASURES.index(name) for name in ("same_country", "other_country", "other_kind")
)


@dataclass(frozen=True, slots=True)
class Party:
    """What is known of an entry beside its names. `kind`: None where the list does not say."""

    kind: str | None = None
    countries: frozenset[str] = frozenset()


@cache
def coefficients(file: Path = FILE) -> dict[str, Array]:
    """Kind of party to the weight of each measure, the constant last."""
    with file.open(encoding="utf-8") as stream:
        rows = yaml.load(stream, Loader=yaml.CSafeLoader)
    return {
        kind: np.array([float(rows[kind].get(measure, 0.0)) for measure in (*MEASURES, "constant")]) for kind in SCORED
    }


class Parties:
    """What is known of every entry, as arrays. `kinds`: 0 not known, else 1 and the place in `SCORED`."""

    def __init__(self, known: Iterable[Party]) -> None:
        places: dict[frozenset[str], int] = {}
        kinds: list[int] = []
        seats: list[int] = []
        for one in known:
            kinds.append(_kind(one.kind))
            seats.append(places.setdefault(one.countries, len(places)))
        self.kinds = np.array(kinds, dtype=np.int8)
        self._seats = np.array(seats, dtype=np.int64)
        self._distinct = list(places)

    def kind(self, entry: int) -> str | None:
        """Person or organization, None where the list does not say."""
        at = int(self.kinds[entry])
        return SCORED[at - 1] if at else None

    def countries(self, entries: NDArray[np.int64], asked: frozenset[str]) -> tuple[Truths, Truths]:
        """Which of the entries have one of the countries, and which have others only."""
        if not asked:
            none = np.zeros(len(entries), dtype=np.bool_)
            return none, none
        held = [self._distinct[seat] for seat in self._seats[entries].tolist()]
        agree = np.array([not asked.isdisjoint(one) for one in held], dtype=np.bool_)
        return agree, ~agree & np.array([bool(one) for one in held], dtype=np.bool_)


def _kind(printed: str | None) -> int:
    kind = KINDS.get(printed or "")
    return 0 if kind is None else 1 + SCORED.index(kind)


def scores(measures: Array, parties: Parties, entries: NDArray[np.int64], asked: Party, file: Path = FILE) -> Array:
    """The score of each candidate from 0 to 1; where its kind is not known, the higher of both."""
    same, other = parties.countries(entries, asked.countries)
    measures[:, SAME_COUNTRY], measures[:, OTHER_COUNTRY] = same, other
    kinds, own = parties.kinds[entries], _kind(asked.kind)
    measures[:, OTHER_KIND] = (kinds != 0) & (kinds != own) if own else False
    with_constant = np.concatenate([measures, np.ones((len(measures), 1))], axis=1)
    by_kind = coefficients(file)
    each = [with_constant @ by_kind[kind] for kind in SCORED]
    raw = np.where(kinds == 0, np.maximum(*each), np.where(kinds == 1, *each))
    return 1 / (1 + np.exp(-raw))
