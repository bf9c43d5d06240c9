"""How fast an order book is decided: a large one whose deals repeat, and one in which no two are alike.

`python -m benchmarks.batch [--rows N] [--distinct N]` prints one JSON object as its last line: `rows_per_second` over
a book of 1,000,000 rows in which customers, items and destinations repeat, `distinct_per_second` over 100,000 deals
of at most 5,000 named customers, each screened once. Both are read from CSV, decided on all cores, written to CSV,
their proofs kept in SQLite.

Beside them: `check_per_second`, single verdicts of the same deals in one process (the baseline); `growth_mb`, memory
at the end less that at a quarter of the large book; `proofs_checked`, proofs drawn from the outputs whose verdict was
computed again and is the same; `load_average` of the machine, by which the rates are to be read.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import itertools
import json
import os
import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from assistant.batch.columns import read_header
from assistant.batch.proofs import held, load
from assistant.batch.run import Options, run
from assistant.batch.workers import Processes
from assistant.decide import decide
from assistant.screening.index import default_folder, open_index
from assistant.store import Store

DAY = dt.date(2026, 8, 3)  # the party list at hand is fresh on it, as after a sync
ROWS, DISTINCT, NAMES, BUYERS = 1_000_000, 100_000, 5_000, 2_000
SAMPLE = 200
HEADER = (
    "id", "item.form", "item.tpp", "item.applicable_die_area_mm2", "item.memory_bandwidth_gb_s",
    "item.designed_or_marketed_for_datacenter", "quantity", "destination", "parties[0].name", "parties[0].location",
    "parties[0].headquarters", "parties[0].ultimate_parent.headquarters", "parties[0].kind", "parties[0].roles",
    "nac.number", "_order",
)  # fmt: skip
ITEMS = (
    ("card", 15832, 814, 4800), ("card", 2368, 814, 4000), ("card", 3040, 640, 800), ("module", 36000, 1628, 7700),
    ("chip", 960, 400, 300), ("card", 4992, 628, 1555), ("server", 1200, 294, 864), ("card", 2640, 609, 960),
)  # fmt: skip
SEATS = ("DE", "FR", "NO", "SG", "IN", "BR", "AE", "VN", "JP", "MX", "CN", "PL")
FIRST = ("Alpen", "Nord", "Silva", "Kirin", "Monte", "Delta", "Lumen", "Harbor", "Verde", "Orion", "Tallin", "Baltic")
SECOND = ("dat", "netz", "mark", "comp", "grid", "line", "tron", "ware", "soft", "byte", "wave", "core")
LAST = ("Systems", "Trading", "Logistics", "Research", "Computing", "Industries", "Handel", "Networks")
LEGAL = ("GmbH", "Ltd", "SA", "AS", "Pte Ltd", "BV")
Line = tuple[object, ...]
Customer = tuple[str, str, str]  # name, seat, place of delivery


def customers(draw: random.Random) -> list[Customer]:
    """5,000 names, no two alike; each has its seat and takes delivery at one place."""
    names = [" ".join((a + b, c, d)) for a, b, c, d in itertools.product(FIRST, SECOND, LAST, LEGAL)]
    return [(name, draw.choice(SEATS), draw.choice(SEATS)) for name in draw.sample(names, NAMES)]


def repeating(rows: int) -> Iterator[Line]:
    """An order book: a few customers order much, each a few items, in the lots of the trade."""
    draw = random.Random(7)
    known = customers(draw)[:BUYERS]
    buys = [draw.sample(ITEMS, 3) for _ in known]
    weights = list(itertools.accumulate(1 / (place + 20) for place in range(BUYERS)))
    for number in range(rows):
        at = draw.choices(range(BUYERS), cum_weights=weights)[0]
        yield _line(number, draw.choice(buys[at]), draw.choice((8, 64, 512)), known[at])


def distinct(rows: int) -> Iterator[Line]:
    """No two deals alike: figures and quantities are drawn too."""
    draw = random.Random(8)
    known = customers(draw)
    for number in range(rows):
        form, tpp, area, memory = draw.choice(ITEMS)
        item = (form, tpp + draw.randrange(-400, 400), area, memory)
        yield _line(number, item, 1 + number, draw.choice(known))


def _line(number: int, item: tuple[Any, ...], quantity: int, customer: Customer) -> Line:
    name, seat, place = customer
    return (
        number,
        *item,
        "true",
        quantity,
        place,
        name,
        place,
        seat,
        seat,
        "company",
        "end_user",
        "none",
        f"PO-{number:07}",
    )


def written(path: Path, lines: Iterable[Line]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(lines)
    return path


def memory_mb() -> float:
    """What this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def timed(source: Path, store: Store, pool: Processes) -> tuple[dict[str, Any], float, list[tuple[int, float]]]:
    """The summary of a run, its seconds, and what this process held after each block."""
    held_mb: list[tuple[int, float]] = []
    begin = time.perf_counter()
    summary = run(
        source, source.with_suffix(".out.csv"), store, pool, Options(day=DAY),
        lambda rows: held_mb.append((rows, memory_mb())),
    )  # fmt: skip
    return summary, time.perf_counter() - begin, held_mb


def growth(held_mb: list[tuple[int, float]], rows: int) -> float:
    """Memory at the end less that at the first block past a quarter of the rows."""
    quarter = next(mb for done, mb in held_mb if done >= rows / 4)
    return held_mb[-1][1] - quarter


def proofs_checked(outputs: Iterable[Path], store: Store) -> int:
    """How many proofs, drawn over the outputs, give again what they gave; raises where one does not."""
    checked = 0
    for output in outputs:
        with output.open(encoding="utf-8", newline="") as file:
            hashes = list({row["proof"] for row in csv.DictReader(file) if row["proof"]})
        for sha in random.Random(9).sample(sorted(hashes), min(SAMPLE, len(hashes))):
            if held(load(store, sha))["result"] != "reproduced":
                raise SystemExit(f"the proof {sha} does not give what it gave")
            checked += 1
    return checked


def baseline(source: Path) -> float:
    """Single verdicts a second, one process, over the first deals of the book."""
    columns = read_header(HEADER)
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(itertools.islice(csv.reader(file), 1, 1 + SAMPLE))
    facts = [columns.stated(row) for row in rows]
    begin = time.perf_counter()
    for one in facts:
        decide(one, DAY)
    return len(facts) / (time.perf_counter() - begin)


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--rows", type=int, default=ROWS)
    wanted.add_argument("--distinct", type=int, default=DISTINCT)
    sizes = wanted.parse_args()
    open_index(default_folder())
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/store.sqlite")
        large = written(Path(folder) / "large.csv", repeating(sizes.rows))
        alone = written(Path(folder) / "distinct.csv", distinct(sizes.distinct))
        pool = Processes(len(os.sched_getaffinity(0)))
        one, one_seconds, held_mb = timed(large, store, pool)
        print(f"{one['rows']:,} rows, {one['decided']:,} distinct, in {one_seconds:,.1f} s; {one['outcomes']}")
        two, two_seconds, _ = timed(alone, store, pool)
        pool.close()
        print(
            f"{two['decided']:,} distinct deals, {two['screened']:,} names, in {two_seconds:,.1f} s; {two['outcomes']}"
        )
        figures = {
            "rows_per_second": round(one["rows"] / one_seconds),
            "distinct_per_second": round(two["decided"] / two_seconds),
            "check_per_second": round(baseline(alone), 1),
            "growth_mb": round(growth(held_mb, one["rows"]), 1),
            "peak_mb": round(max(mb for _, mb in held_mb)),
            "names_screened": two["screened"],
            "proofs_checked": proofs_checked((path.with_suffix(".out.csv") for path in (large, alone)), store),
            "load_average": round(os.getloadavg()[0], 1),
        }
        store.close()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
