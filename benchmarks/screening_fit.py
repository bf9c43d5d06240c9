"""Fits the coefficients of the screening score: `python -m benchmarks.screening_fit` writes `score.yaml` anew.

A logistic regression over the measures of the best candidate of each query, persons and organizations apart, with the
sign of every measure fixed beforehand. Its queries are drawn with other seeds than the benchmark's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.screening import score, shipped
from assistant.screening.compare import MEASURES
from assistant.screening.engine import Engine
from assistant.screening.lists import engine_of
from assistant.screening.pairs import measured
from benchmarks.screening import listed_rows, pairs
from benchmarks.screening_set import Query, queries
from benchmarks.screening_variations import Row

SEEDS = (101, 202)
ROUNDS = 2
HARDEST = 3  # candidates of a negative that count
RISING = {
    "asked", "listed", "both", "told", "whole", "first", "equal", "rarest_asked", "rarest_listed",
    "both_told", "equal_told", "same_country",
}  # fmt: skip
FREE = {"one_word", "initials", "constant"}
# How often people know the country is no matter of names: it may tip a balance, never make one.
BOUNDS = {"same_country": (0, 0.5), "other_country": (-0.7, 0), "other_kind": (-0.7, 0)}
FILE = score.FILE
Array = NDArray[np.float64]


def main() -> None:
    engines = []
    for seed in SEEDS:
        left, asked = queries(listed_rows(), seed, 2_500, 2_500)
        engines.append((engine_of(left), left, asked))
    for turn in range(ROUNDS):
        samples = [sample for one in engines for sample in _samples(*one)]
        for kind in (score.PERSON, score.ORGANIZATION):
            chosen = [sample for sample in samples if sample[2] in (kind, None)]
            found = _fit(np.array([sample[0] for sample in chosen]), np.array([sample[1] for sample in chosen]))
            score.coefficients()[kind] = found
            print(turn, kind, len(chosen), dict(zip((*MEASURES, "constant"), found.round(2).tolist(), strict=True)))
    FILE.write_text(_written(score.coefficients()), encoding="utf-8")
    score.PAIRS_FILE.write_text(_written(_of_pairs()), encoding="utf-8")


def _of_pairs() -> dict[str, Array]:
    """The coefficients of pairs, fitted on the development pairs (F1 0.81 in six-fold cross-validation)."""
    known = shipped.engine()
    found = {}
    for kind in (score.PERSON, score.ORGANIZATION):
        rows = [row for row in pairs() if score.KINDS[row["type"]] == kind]
        measures = np.array([measured(row["name1"], row["name2"], known, score.coefficients()[kind]) for row in rows])
        found[kind] = _fit(measures, np.array([row["same"] == "1" for row in rows]), even=False, held=3e-3)
    return found


def _samples(engine: Engine, rows: Sequence[Row], asked: Sequence[Query]) -> Iterator[tuple[Array, bool, str | None]]:
    """Measures, whether both names are one party's, and the kind of the listed one."""
    for query in asked:
        near = engine.measured(query.name, kind=query.type, countries=[query.country] if query.country else ())
        if query.expects is None:
            for measures, entry, _ in near[:HARDEST]:
                yield measures, False, engine.parties.kind(entry)
            continue
        own = [one for one in near if str(rows[one[1]]["id"]) == query.expects]
        if own:
            yield own[0][0], True, engine.parties.kind(own[0][1])


def _fit(measures: Array, same: NDArray[np.bool_], *, even: bool = True, held: float = 2e-4) -> Array:
    """`even`: both sides weigh the same however many there are; `held`: how strongly coefficients are kept small."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    table = np.concatenate([measures, np.ones((len(measures), 1))], axis=1)
    each = np.full(len(same), 1 / len(same))
    weight = each if not even else np.where(same, 0.5 / max(same.sum(), 1), 0.5 / max((~same).sum(), 1))
    bounds = [
        BOUNDS.get(name) or ((None, None) if name in FREE else (0, None) if name in RISING else (None, 0))
        for name in (*MEASURES, "constant")
    ]

    def loss(found: Array) -> tuple[float, Array]:
        raw = table @ found
        chance = 1 / (1 + np.exp(-raw))
        value = (weight * np.logaddexp(0, np.where(same, -raw, raw))).sum() + held * (found[:-1] ** 2).sum()
        slope = table.T @ (weight * (chance - same))
        slope[:-1] += 2 * held * found[:-1]
        return float(value), slope

    result: Array = minimize(loss, np.zeros(table.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B").x
    return result


def _written(columns: dict[str, Array]) -> str:
    lines = [
        "# What each measure of a pair of names adds to the score (log odds). Written by benchmarks/screening_fit.py."
    ]
    for kind, column in columns.items():
        lines.append(f"{kind}:")
        lines += [f"  {name}: {value:.3f}" for name, value in zip((*MEASURES, "constant"), column, strict=True)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
