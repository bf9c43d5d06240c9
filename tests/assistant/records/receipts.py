"""Receipts of the cases of the rule base, and what a fresh process says of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.decide import decide_again, written
from assistant.records.actor import LOCAL
from assistant.records.cases import case as recorded_case
from assistant.records.content import Asked
from assistant.records.receipt import receipt
from assistant.records.writing import record_check
from assistant.store import Store
from rules.facts import Facts
from tests.assistant.records.desks import AT
from tests.cases import Case
from tests.running import verdict_of

ROOT = Path(__file__).parents[3]
VERIFY = """
import json, sys
from assistant.records.receipt import verify
for line in sys.stdin:
    print(json.dumps(verify(json.loads(line))))
loaded = {name.partition(".")[0] for name in sys.modules}
assert not loaded & {"spacy", "chromadb", "torch", "gradio"}, loaded
"""


FIGURE = "eccn_3a090.a.tpp_alone"


def changed_rules(folder: Path) -> Path:
    """A copy of the rule base in which one figure, 4800, is 4801."""
    shutil.copytree(ROOT / "rules", folder / "rules")
    path = folder / "rules/ear/part_774/eccn_3a090.yaml"
    was = path.read_text(encoding="utf-8")
    head, name, rest = was.partition("tpp_alone:")
    now = head + name + re.sub(r"value: 4800\b", "value: 4801", rest, count=1)
    assert now != was
    path.write_text(now, encoding="utf-8")
    return folder


def stands_on_it(receipt: dict[str, Any]) -> bool:
    """Does the receipt pin the figure that was changed, with its old value?"""
    told = [receipt["pinned"][one["sha256"]] for one in receipt["pins"] if one["id"] == FIGURE]
    return any(one["value"] == 4800 for one in told)


def receipts_of(cases: Iterable[Case], store: Store) -> list[dict[str, Any]]:
    """A record and its receipt for each case that is not about a part of the law still to be built."""
    found = []
    for case in cases:
        if case.pending is not None:
            continue
        read = Facts.model_validate(case.given)
        facts = written(read)
        if read.date is not None and read.date != case.as_of:
            facts["as_of"] = case.as_of.isoformat()
        verdict = verdict_of(case)
        _, figures = decide_again(facts, case.as_of, verdict)
        entry = record_check(store, Asked("", "cli", "ana"), facts, verdict, figures, AT)
        found.append(receipt(store, recorded_case(store, entry.id, LOCAL, case.as_of)))
    return found


def verified_elsewhere(receipts: Sequence[dict[str, Any]], rules: Path | None = None) -> list[dict[str, Any]]:
    """What a fresh process without store and network says, with another rule base where one is given."""
    path = os.pathsep.join(str(one) for one in (rules, ROOT) if one is not None)
    lines = "".join(json.dumps(one) + "\n" for one in receipts)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path, "EXPORTDESK_HOME": "/nonexistent"}
    run = subprocess.run(
        [sys.executable, "-c", VERIFY],
        input=lines,
        capture_output=True,
        text=True,
        env=environment,
        cwd="/",
        check=True,
    )
    return [json.loads(line) for line in run.stdout.splitlines()]
