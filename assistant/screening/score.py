"""How the measures of `compare.py` make a score.

The coefficients stand in `data/score.yaml`, one column for organizations and one for persons; they were fitted by
`benchmarks/screening_fit.py` on made-up variations of the list, never on the names that the benchmark asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from assistant.screening.compare import MEASURES, Array

FILE = Path(__file__).parent / "data" / "score.yaml"
PAIRS_FILE = FILE.with_name("pair_score.yaml")  # of two names alone, where no list of thousands offers look-alikes
PERSON, ORGANIZATION = "person", "organization"
KINDS = {"Individual": PERSON, "Entity": ORGANIZATION, "Vessel": ORGANIZATION, "Aircraft": ORGANIZATION}


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
        kind: np.array([float(rows[kind].get(measure, 0.0)) for measure in (*MEASURES, "constant")])
        for kind in (PERSON, ORGANIZATION)
    }


def scores(measures: Array, parties: Sequence[Party], asked: Party, file: Path = FILE) -> Array:
    """The score of each candidate from 0 to 1; where its kind is not known, the higher of both."""
    measures[:, MEASURES.index("same_country")] = [bool(asked.countries & one.countries) for one in parties]
    measures[:, MEASURES.index("other_country")] = [
        bool(asked.countries and one.countries and not asked.countries & one.countries) for one in parties
    ]
    own = KINDS.get(asked.kind or "")
    kinds = [KINDS.get(one.kind or "") for one in parties]
    measures[:, MEASURES.index("other_kind")] = [bool(own and kind and own != kind) for kind in kinds]
    with_constant = np.concatenate([measures, np.ones((len(measures), 1))], axis=1)
    by_kind = {kind: with_constant @ columns for kind, columns in coefficients(file).items()}
    raw = np.maximum(by_kind[PERSON], by_kind[ORGANIZATION])
    for kind, column in by_kind.items():
        chosen = np.array([one == kind for one in kinds])
        raw[chosen] = column[chosen]
    return 1 / (1 + np.exp(-raw))
