"""How long an answer takes: `python -m benchmarks.ask`, figures as JSON in the last line.

`p50_ms`, `p95_ms`: forty questions of our own, warm, no language model. `check_cold_s`: `exportdesk check --json` of a
deal with a named party, from a cold process to its end, the median of nine; the party index is built before.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

AS_OF = dt.date(2026, 10, 5)
COLD_RUNS = 9
ITEMS = (
    "64 H200",
    "8 H20",
    "500 RTX 4090",
    "2 DGX B200",
    "120 A100 80GB",
    "10,000 L40S",
    "16 MI308X",
    "one GB200 NVL72",
)
DEALS = (
    "Can we ship {item} to Alibaba Cloud in Singapore?",
    "Do we need a license for {item} to a university in Munich, German-owned?",
    "{item} for a reseller in Dubai, onward to customers in the region",
    "Our distributor in Shenzhen wants {item} for inference",
)
LAW = (
    "What is performance density?",
    "What does 742.6(a)(6)(iii) say?",
    "When is license exception NAC available?",
    "Which countries are in Country Group D:5?",
    "What changed on 2026-01-15 for chips to China?",
    "Is the Affiliates rule in force?",
    "What is an Entity List footnote 4?",
    "How is TPP computed for FP8?",
)
QUESTIONS = (*(deal.format(item=item) for item in ITEMS for deal in DEALS), *LAW)
DEAL = {
    "as_of": AS_OF.isoformat(),
    "item": {"form": "card", "tpp": 3040, "applicable_die_area_mm2": 640, "designed_or_marketed_for_datacenter": True},
    "quantity": 12,
    "destination": "UY",
    "parties": [{"name": "Ostra Datos S.A.", "roles": ["ultimate_consignee"], "location": "UY", "headquarters": "UY"}],
}


def main() -> None:
    """Prints the figures."""
    from assistant.ask import ask

    for question in QUESTIONS:
        ask(question, as_of=AS_OF)
    times = [_seconds(lambda question=question: ask(question, as_of=AS_OF)) * 1000 for question in QUESTIONS]  # type: ignore[misc]
    slowest = max(zip(times, QUESTIONS, strict=True))
    print(f"{len(QUESTIONS)} questions, the slowest {slowest[0]:.0f} ms: {slowest[1]}")
    cold = _check_cold()
    print(f"check from cold: {', '.join(f'{one:.2f}' for one in sorted(cold))} s")
    figures = {
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
        "check_cold_s": round(statistics.median(cold), 3),
    }
    print(json.dumps(figures))


def _check_cold() -> list[float]:
    """Seconds of `exportdesk check` in processes of their own, the first one, which builds the index, left out."""
    command = Path(sys.executable).parent / "exportdesk"
    with tempfile.TemporaryDirectory() as folder:
        deal = Path(folder) / "deal.json"
        deal.write_text(json.dumps(DEAL), encoding="utf-8")

        def check() -> None:
            subprocess.run([str(command), "check", str(deal), "--json"], check=True, stdout=subprocess.DEVNULL)

        check()
        return [_seconds(check) for _ in range(COLD_RUNS)]


def _seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
