"""How well listed parties are found: `python -m benchmarks.screening`, the last line one JSON object.

Made-up sets (screening_set.py) over the whole list: how often the right entry is among the ten best, and how often
it scores above the line that 5 or 1 percent of the look-alikes pass. The neighbor, in the same run on the same names,
is rapidfuzz's token-sort ratio over every name and alias. The figures are those of the usual mix, on which token-sort
reaches about 0.98 / 0.86 / 0.78; `hard_…` are those of a mix of every class of variations alike and of look-alikes most
of which come out of the list itself. Pairs: `screening_pairs.tsv`, best F1 over all lines.
"""

from __future__ import annotations

import csv
import gzip
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from assistant.screening.entries import raw_rows
from assistant.screening.lists import engine_of, texts
from assistant.settings import official_texts
from benchmarks.screening_set import HARD, USUAL, Mix, Query, queries
from benchmarks.screening_variations import Row

SEED = 61803  # never used while choices were made
POSITIVES = NEGATIVES = 1_600
MOST = 10
PAIRS = Path(__file__).parent / "screening_pairs.tsv"
Ranked = list[tuple[str, float]]  # ids with their scores, best first


def main() -> None:
    """Prints the figures."""
    own, neighbor = _mixed(USUAL, SEED)
    own |= {"pair_f1": pair_f1(_own_pair)}
    neighbor |= {"pair_f1": pair_f1(_neighbor_pair)}
    found = {**own, **{f"baseline_{name}": value for name, value in neighbor.items()}}
    print(json.dumps(found), flush=True)
    own, neighbor = _mixed(HARD, SEED + 1)
    found |= {f"hard_{name}": value for name, value in own.items()}
    found |= {f"hard_baseline_{name}": value for name, value in neighbor.items()}
    print(json.dumps(found))


def _mixed(mix: Mix, seed: int) -> tuple[dict[str, object], dict[str, object]]:
    """The figures of the product and of its neighbor on one set."""
    rows, asked = queries(listed_rows(), seed, POSITIVES, NEGATIVES, mix)
    own, own_seconds = _timed(_own(rows), asked)
    neighbor, neighbor_seconds = _timed(_token_sort(rows), asked)
    return _figures(asked, own, own_seconds), _figures(asked, neighbor, neighbor_seconds)


def listed_rows() -> list[Row]:
    """The whole list where it lies beside the checkout, else the shipped one (no vessels), each row with an `id`."""
    folder = official_texts()
    source = folder / "csl" / "csl_2026-07-31.jsonl.gz" if folder else None
    if source is None or not source.exists():
        return [{**row, "id": row["entry_id"]} for _, row in raw_rows()]
    with gzip.open(source, "rt", encoding="utf-8") as file:
        read = [json.loads(line) for line in file]
    return [{**row, "id": str(at), "aliases": row.get("alt_names", [])} for at, row in enumerate(read)]


def _own(rows: Sequence[Row]) -> Callable[[Query], Ranked]:
    engine = engine_of(rows)

    def search(query: Query) -> Ranked:
        found = engine.find(query.name, kind=query.type, countries=[query.country] if query.country else ())
        return [(str(rows[one.entry]["id"]), one.score) for one in found]

    return search


def _token_sort(rows: Sequence[Row]) -> Callable[[Query], Ranked]:
    names = [
        (number, text) for number, row in enumerate(rows) for text in (str(row["name"]), *texts(row.get("aliases")))
    ]
    processed = [" ".join(sorted(default_process(text).split())) for _, text in names]

    def search(query: Query) -> Ranked:
        asked = " ".join(sorted(default_process(query.name).split()))
        scores = process.cdist([asked], processed, scorer=fuzz.ratio)[0]
        best: dict[str, float] = {}
        for at in np.argsort(-scores, kind="stable")[:200].tolist():
            best.setdefault(str(rows[names[at][0]]["id"]), float(scores[at]) / 100)
        return list(best.items())[:MOST]

    return search


def _timed(search: Callable[[Query], Ranked], asked: Sequence[Query]) -> tuple[list[Ranked], float]:
    begun = time.perf_counter()
    found = [search(query) for query in asked]
    return found, time.perf_counter() - begun


@dataclass(frozen=True, slots=True)
class Seen:
    """One listed name: its class, whether its entry was among the best, and with what score."""

    kind: str
    found: bool
    score: float


def _figures(asked: Sequence[Query], found: Sequence[Ranked], seconds: float) -> dict[str, object]:
    lines = [line_at(asked, found, share) for share in (0.05, 0.01)]
    seen = [
        Seen(query.kind, query.expects in dict(ranked), dict(ranked).get(query.expects, -1.0))
        for query, ranked in zip(asked, found, strict=True)
        if query.expects is not None
    ]
    kinds = sorted({one.kind for one in seen})
    return {
        "top_10": _share([one.found for one in seen]),
        "recall_at_fp5": _share([one.score > lines[0] for one in seen]),
        "recall_at_fp1": _share([one.score > lines[1] for one in seen]),
        "per_second": round(len(asked) / seconds, 1),
        "by_class": {kind: _share([one.score > lines[0] for one in seen if one.kind == kind]) for kind in kinds},
    }


def line_at(asked: Sequence[Query], found: Sequence[Ranked], share: float) -> float:
    """The score above which this share of the look-alikes stands."""
    scores = sorted((ranked[0][1] if ranked else 0.0 for query, ranked in zip(asked, found, strict=True)
                     if query.expects is None), reverse=True)  # fmt: skip
    return scores[int(len(scores) * share)]


def _share(values: Sequence[bool]) -> float:
    return round(sum(values) / max(len(values), 1), 4)


def pair_f1(score: Callable[[str, str, str | None], float]) -> float:
    """The best F1 over all lines that a score can be cut at, on the development pairs."""
    rows = pairs()
    scored = sorted(
        ((score(row["name1"], row["name2"], row["type"] or None), row["same"] == "1") for row in rows), reverse=True
    )
    same, hits, best = sum(one for _, one in scored), 0, 0.0
    for asked, (_, is_same) in enumerate(scored, 1):
        hits += is_same
        best = max(best, 2 * hits / (asked + same))
    return round(best, 4)


def pairs() -> list[dict[str, str]]:
    """The development pairs: `name1`, `name2`, `type`, `same`."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _own_pair(one: str, other: str, kind: str | None) -> float:
    from assistant.screening.pairs import pair_score
    from assistant.screening.shipped import engine

    return pair_score(one, other, engine(), kind)


def _neighbor_pair(one: str, other: str, _: str | None) -> float:
    return fuzz.WRatio(default_process(one), default_process(other)) / 100


if __name__ == "__main__":
    main()
