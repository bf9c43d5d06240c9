"""Receipts of every case of the rule base, each verified in a fresh process, with the rule base as it is.

`records_ms`: writing a record with its pins, median. Last line: one JSON object.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from pathlib import Path

from assistant.decide import decide
from assistant.records.content import Asked
from assistant.records.writing import record_check
from assistant.standing import noted
from assistant.store import Store
from tests.assistant.records.desks import TO_CHINA
from tests.assistant.records.receipts import receipts_of, verified_elsewhere
from tests.cases import all_cases

WRITES = 200


def main() -> None:
    """Runs over all cases."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'desk.sqlite'}")
        receipts = receipts_of((case for _, case in all_cases()), store)
        said = verified_elsewhere(receipts)
        for given, one in zip(receipts, said, strict=True):
            if one["result"] != "reproduced":
                print(json.dumps({"facts": given["facts"], "said": one}))
        figures = {
            "receipts": len(receipts),
            "reproduced": sum(one["result"] == "reproduced" for one in said),
            "record_ms": round(_write_ms(store), 2),
        }
        store.close()
    print(json.dumps(figures))


def _write_ms(store: Store) -> float:
    """The median time of recording one check, the check itself left out."""
    with noted() as notes:
        facts, verdict = decide(TO_CHINA)
    taken = []
    for _ in range(WRITES):
        start = time.perf_counter()
        record_check(store, Asked("", "cli", "ana"), facts, verdict, notes.figures(verdict))
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
