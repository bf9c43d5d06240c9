"""How fast a verdict is: 200 fully stated deals, against a traced five-row decision table in the same run.

`python -m benchmarks.verdict` prints one JSON object as its last line: `per_second` and `p99_ms` for the
stated deals (proof, assumptions and readings included), `p99_open_ms` for deals with something missing
(completions and questions included), and `ratio_to_zen_traced`, our rate over that of zen-engine
evaluating a five-row table with its trace. What was worked out for one deal serves the next, and each deal is
asked several times; `first_ratio` is the same over deals that are asked for the first time, in a process that
knows nothing yet. One core, one process.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import zen

from rules.checker import check
from rules.facts import Facts, read_facts
from rules.law import Law
from rules.memory import forget

AS_OF = dt.date(2026, 10, 5)
ROUNDS = 5
ITEMS: tuple[dict[str, Any], ...] = (
    {"tpp": 15832, "applicable_die_area_mm2": 814, "memory_bandwidth_gb_s": 4800, "form": "card"},
    {"tpp": 3040, "applicable_die_area_mm2": 640, "memory_bandwidth_gb_s": 800, "form": "card"},
    {"tpp": 2368, "applicable_die_area_mm2": 814, "memory_bandwidth_gb_s": 3900, "form": "card"},
    {"tpp": 36000, "applicable_die_area_mm2": 1628, "memory_bandwidth_gb_s": 7700, "form": "module"},
    {"tops": [{"operation": "INT8", "dense_tops": 120}], "applicable_die_area_mm2": 400, "form": "chip"},
)
DESTINATIONS = ("SG", "DE", "CN", "VN", "BR", "SA", "UY", "IN")
SEATS = ("DE", "CN", "US", "UY", "IN")


def deals() -> list[Facts]:
    """200 deals of one party with everything stated."""
    found = []
    for item, destination, seat in itertools.product(ITEMS, DESTINATIONS, SEATS):
        facts = {
            "item": {**item, "process_nonplanar": True, "designed_or_marketed_for_datacenter": True},
            "quantity": 64,
            "destination": destination,
            "nac": {"number": "none"},
            "parties": [{"headquarters": seat, "ultimate_parent": {"headquarters": seat}, "supplement_8": False}],
        }
        found.append(read_facts(facts))
    return found


def open_deals() -> list[Facts]:
    """Deals with seats, quantity, density or the whole item missing."""
    found = []
    for item, destination in itertools.product(ITEMS, DESTINATIONS):
        stated = {"item": {**item, "designed_or_marketed_for_datacenter": True}, "destination": destination}
        found.append(read_facts(stated))
        found.append(read_facts({**stated, "item": {"tpp": item.get("tpp", 2000)}}))
        found.append(read_facts({**stated, "parties": [{"roles": ["ultimate_consignee"]}, {"roles": ["end_user"]}]}))
        found.append(read_facts({"destination": destination}))
    return found


def five_rows() -> Callable[[dict[str, Any]], Any]:
    """A decision table of five rows on TPP and density, evaluated with its trace."""
    inputs = [{"id": "tpp", "name": "TPP", "field": "tpp"}, {"id": "pd", "name": "PD", "field": "density"}]
    rows = [(">= 4800", "", "a"), (">= 1600", ">= 5.92", "a"), (">= 2400", ">= 1.6", "b"), (">= 1600", ">= 3.2", "b")]
    rows.append(("", "", "none"))
    rules = [{"_id": str(i), "tpp": t, "pd": d, "out": f'"{o}"'} for i, (t, d, o) in enumerate(rows)]
    table = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "out", "name": "class", "field": "class"}],
        "rules": rules,
    }
    content = {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
            {"id": "t", "name": "t", "type": "decisionTableNode", "content": table, "position": {"x": 1, "y": 0}},
            {"id": "o", "name": "o", "type": "outputNode", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "t", "type": "edge"},
            {"id": "2", "sourceId": "t", "targetId": "o", "type": "edge"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(content))
    return lambda facts: decision.evaluate(facts, {"trace": True})


def timed(*runs: tuple[Callable[[Any], Any], Sequence[Any]]) -> list[list[float]]:
    """Seconds of each call of each run, the quickest of the rounds; the runs take turns on the machine as it is."""
    best = [[float("inf")] * len(over) for _, over in runs]
    for _ in range(ROUNDS):
        for found, (call, over) in zip(best, runs, strict=True):
            for index, one in enumerate(over):
                begin = time.perf_counter()
                call(one)
                found[index] = min(found[index], time.perf_counter() - begin)
    return best


def first(call: Callable[[Any], Any], over: Sequence[Any]) -> float:
    """Seconds that all of them take when none was asked before."""
    forget()
    begin = time.perf_counter()
    for one in over:
        call(one)
    return time.perf_counter() - begin


def p99(seconds: list[float]) -> float:
    """The 99th percentile in milliseconds."""
    return 1000 * statistics.quantiles(seconds, n=100)[98]


def main() -> None:
    law = Law(AS_OF)
    stated, still_open = deals(), open_deals()
    rows = [{"tpp": 1000 + 31 * i, "density": i / 20} for i in range(len(stated))]
    ours, zens = timed((lambda facts: check(facts, law), stated), (five_rows(), rows))
    begun = min(first(lambda facts: check(facts, Law(AS_OF)), stated) for _ in range(ROUNDS))
    (open_times,) = timed((lambda facts: check(facts, law), still_open))
    rate, zen_rate = len(ours) / sum(ours), len(zens) / sum(zens)
    print(f"{len(stated)} stated deals, {len(still_open)} open ones; zen-engine traced {zen_rate:,.0f}/s")
    figures = {
        "per_second": round(rate, 1),
        "p99_ms": round(p99(ours), 2),
        "p99_open_ms": round(p99(open_times), 2),
        "ratio_to_zen_traced": round(rate / zen_rate, 3),
        "first_ratio": round(len(stated) / begun / zen_rate, 3),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
