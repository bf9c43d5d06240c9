"""Two names beside each other: how likely it is that they are one party's, from 0 to 1.

The same measures as the search over a list, with coefficients of their own: beside one name there are no thousands
of look-alikes to be told from. How rare a word is comes from the list at hand.
"""

from collections.abc import Iterator

import numpy as np

from assistant.screening.candidates import Array, candidates_of
from assistant.screening.compare import MEASURES, compare
from assistant.screening.engine import Engine
from assistant.screening.score import PAIRS_FILE, Parties, Party, scores
from assistant.screening.spelling import readings

PARTS = MEASURES.index("part_asked"), MEASURES.index("part_listed")


def pair_score(party: str, listed: str, engine: Engine, kind: str | None = None) -> float:
    """How likely the party is the listed one, by their names alone; the best over what either name can be read as."""
    known = Party(kind)
    alone = Parties([known])
    found = [
        scores(measures, alone, np.zeros(len(measures), dtype=np.int64), known, PAIRS_FILE)
        for measures in _compared(party, listed, engine)
    ]
    return max((float(one.max()) for one in found), default=0.0)


def measured(party: str, listed: str, engine: Engine, column: Array) -> Array:
    """The measures of the two readings that are nearest by this column: what the coefficients are fitted on."""
    found = np.concatenate(list(_compared(party, listed, engine)))
    best: Array = found[int((found @ column[:-1]).argmax())]
    return best


def _compared(party: str, listed: str, engine: Engine) -> Iterator[Array]:
    """Each reading of the party against every reading of the listed name."""
    if not (theirs := readings(listed)):
        return
    candidates = candidates_of([engine.weighed(one.words) for one in theirs])
    for asked in readings(party):
        compared = compare(engine.weighed(asked.words), candidates)
        compared.measures[:, PARTS[0]] = asked.is_part
        compared.measures[:, PARTS[1]] = [one.is_part for one in theirs]
        yield compared.measures
