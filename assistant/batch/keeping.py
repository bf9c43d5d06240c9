"""What a run leaves in the chain: one entry of kind `run`; with `--record` a record of each row too.

Both are written once however often a run is broken off and begun again: the run has its id and time from its folder,
and a row's record names run and row as its thread.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assistant.batch.chunk import Result
from assistant.batch.proofs import load, verdict_of
from assistant.records.content import Asked
from assistant.records.pins import engine_hash, in_order, module_hash, pin
from assistant.records.writing import record_check, record_run
from assistant.store import Store
from assistant.store.tables_records import RecordRow
from rules.law import EAR, RULE_BASE, verified_through

AT_ONCE = 500


def record_the_run(
    store: Store, begun: Mapping[str, Any], summary: Mapping[str, Any], header: Sequence[str], output_sha256: str
) -> dict[str, Any]:
    """The entry of the run: what went in and came out, by hash, and on what it stands. Gives its place in the chain."""
    content = {
        "id": begun["id"], "at": begun["at"], "kind": "run", "channel": "batch", "user": begun["user"],
        "as_of": begun["as_of"], "input_sha256": begun["input_sha256"], "output_sha256": output_sha256,
        "columns": list(header), "rows": summary["rows"], "outcomes": summary["outcomes"], "errors": summary["errors"],
        "pins": pins(),
        "known": {"rule_base": RULE_BASE, "verified_through": verified_through(), "engine": engine_hash()},
    }  # fmt: skip
    entry = record_run(store, content, dt.datetime.fromisoformat(begun["at"]))
    return {"id": entry.id, "seq": entry.seq, "hash": entry.hash, "previous": entry.previous}


def pins() -> list[dict[str, str]]:
    """What every row may stand on: each module of the rule base, and the party list."""
    from assistant.screening.entries import LIST_ENTRIES, list_date
    from assistant.screening.screen import LIST_ID

    modules = sorted(".".join(path.relative_to(EAR).with_suffix("").parts) for path in EAR.rglob("*.py"))
    found = [{"kind": "rule", "id": name, "sha256": module_hash(name)} for name in modules]
    shipped = {"id": LIST_ID, "date": str(list_date()), "entries": LIST_ENTRIES}
    return in_order([*found, pin("list", LIST_ID, shipped)])


def record_rows(store: Store, run: str, user: str, first: int, results: Sequence[Result]) -> None:
    """A record of each row that was decided and has none yet. `first`: the number of the first row."""
    threads = {f"{run}/{first + at}": one.proof for at, one in enumerate(results) if one.proof is not None}
    there = _recorded(store, list(threads))
    known: dict[str, Any] = {}
    for thread, proof in threads.items():
        if thread in there or proof is None:
            continue
        if proof not in known:
            kept = load(store, proof)
            known[proof] = (kept, *verdict_of(kept))
        kept, verdict, figures = known[proof]
        asked = Asked(kept.get("question", ""), "batch", user, thread)
        record_check(store, asked, kept["facts"], verdict, figures)


def _threads(some: Select[str | None], session: Session) -> list[str | None]:
    return list(session.scalars(some))


def _recorded(store: Store, threads: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(threads), AT_ONCE):
        some = select(RecordRow.thread).where(RecordRow.thread.in_(threads[start : start + AT_ONCE]))
        found |= {one for one in store.read(partial(_threads, some)) if one is not None}
    return found
