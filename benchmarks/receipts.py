"""Receipts of every case of the rule base, each verified in a fresh process, with the rule base as it is and with one
in which one figure is another.

`differ`: receipts that the other rule base tells apart; `wrong_elsewhere`: those of them that do not stand on the
figure, and those not told apart that do (expected: none). `record_ms`: writing a record with its pins, median. Last
line: one JSON object.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from assistant.decide import decide
from assistant.records.content import Asked
from assistant.records.writing import record_check
from assistant.standing import noted
from assistant.store import Store
from tests.assistant.records.desks import TO_CHINA
from tests.assistant.records.receipts import changed_rules, receipts_of, stands_on_it, verified_elsewhere
from tests.cases import all_cases

WRITES = 200


def main() -> None:
    """Runs over all cases."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'desk.sqlite'}")
        receipts = receipts_of((case for _, case in all_cases()), store)
        said = verified_elsewhere(receipts)
        elsewhere = verified_elsewhere(receipts, changed_rules(Path(folder)))
        for given, one, other in zip(receipts, said, elsewhere, strict=True):
            if one["result"] != "reproduced" or _is_wrong(given, other):
                print(json.dumps({"facts": given["facts"], "said": one, "elsewhere": other}))
        figures = {
            "receipts": len(receipts),
            "reproduced": sum(one["result"] == "reproduced" for one in said),
            "differ": sum(one["result"] == "rule_base_differs" for one in elsewhere),
            "wrong_elsewhere": sum(map(_is_wrong, receipts, elsewhere)),
            "record_ms": round(_write_ms(store), 2),
        }
        store.close()
    print(json.dumps(figures))


def _is_wrong(receipt: dict[str, Any], said: dict[str, Any]) -> bool:
    """Under another figure: does a receipt that stands on it not differ, or one that does not stand on it?"""
    return bool(said["result"] != ("rule_base_differs" if stands_on_it(receipt) else "reproduced"))


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
