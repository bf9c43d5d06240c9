"""Two names beside each other: how likely it is that they are one party's, from 0 to 1.

The same measures and coefficients as the search over a list; how rare a word is comes from that list, so that the
scores of pairs and of searches compare.
"""

from assistant.screening.compare import MEASURES, compare
from assistant.screening.engine import Engine
from assistant.screening.score import Party, scores
from assistant.screening.spelling import readings

PARTS = MEASURES.index("part_asked"), MEASURES.index("part_listed")


def pair_score(party: str, listed: str, engine: Engine, kind: str | None = None) -> float:
    """How likely the party is the listed one, by their names alone; the best over what either name can be read as."""
    theirs = readings(listed)
    known = Party(kind)
    best = 0.0
    for asked in readings(party) if theirs else ():
        compared = compare(engine.weighed(asked.words), [engine.weighed(one.words) for one in theirs])
        compared.measures[:, PARTS[0]] = asked.is_part
        compared.measures[:, PARTS[1]] = [one.is_part for one in theirs]
        best = max(best, float(scores(compared.measures, [known] * len(theirs), known).max()))
    return best
