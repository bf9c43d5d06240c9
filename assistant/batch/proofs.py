"""Proofs of a run: everything that a verdict was computed from, kept once under its hash.

A proof holds the facts as they were read and screened, the day, the lists, the state of the rule base, and what came
out in brief. The whole verdict is computed again from it when somebody asks; a row in words keeps its verdict too.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from assistant.batch.errors import BatchError
from assistant.decide import Read, decide_again, written
from assistant.records.canonical import Written, sha256_of, together, written_out
from assistant.records.pins import engine_hash
from assistant.standing import figures_of
from assistant.store import Store
from assistant.store.tables_proofs import ProofRow
from rules.brief import Brief
from rules.checker import Position, check
from rules.facts import read_facts
from rules.law import RULE_BASE, Figure, Law, laws_made
from rules.proof import ListState, Screened, Verdict

FORMAT = 1
AT_ONCE = 500
MOST_WRITTEN = 20_000
WINDOW_BITS, MEMORY = 12, 5  # a proof is short: to set up the usual tables costs more than it takes to fill them
Proof = dict[str, Any]
ENDS = ("outcome", "eccn", "review_policy")


def proof_of(read: Read, found: Brief, position: Position = "codified") -> Proof:
    """The proof of a deal stated in facts."""
    return {
        "format": FORMAT,
        "facts": written(read.facts),
        "as_of": read.asked.isoformat(),
        "lists": [one.model_dump(mode="json") for one in read.lists],
        "screened": [one.model_dump(mode="json") for one in read.screened],
        "position": position,
        "found": {name: getattr(found, name) for name in (*ENDS, "deciding_fact")},
        "known": {"rule_base": RULE_BASE, "engine": engine_hash()},
    }


def proof_in_full(asked: dt.date, facts: Mapping[str, Any], verdict: Verdict, question: str | None = None) -> Proof:
    """The proof with the verdict itself: of a deal in words, and where the company has a say of its own."""
    ends = {name: getattr(verdict, name) for name in ENDS}
    words = {} if question is None else {"question": question}
    return {
        "format": FORMAT, **words, "facts": dict(facts), "as_of": asked.isoformat(),
        "found": ends | {"deciding_fact": next(iter(verdict.missing), None)},
        "verdict": verdict.model_dump(mode="json"), "known": {"rule_base": RULE_BASE, "engine": engine_hash()},
    }  # fmt: skip


def proof_by_parts(read: Read, found: Brief, stated: Mapping[str, Written], position: Position = "codified") -> Written:
    """The same proof as `proof_of` gives, written out, of facts that screening left as their parts state them."""
    ends = (found.outcome, found.eccn, found.review_policy, found.deciding_fact)
    return together(
        {
            "format": _constant(FORMAT),
            "facts": together(stated),
            "as_of": _day(read.asked),
            "lists": _models(read.lists),
            "screened": _models(read.screened),
            "position": _constant(position),
            "found": _ends(ends),
            "known": _rule_base(engine_hash()),
        }
    )


@cache
def _constant(value: int | str) -> Written:
    return written_out(value)


@lru_cache(maxsize=1024)
def _day(day: dt.date) -> Written:
    return written_out(day.isoformat())


@lru_cache(maxsize=MOST_WRITTEN)
def _models(models: tuple[ListState, ...] | tuple[Screened, ...]) -> Written:
    return written_out([one.model_dump(mode="json") for one in models])


@lru_cache(maxsize=MOST_WRITTEN)
def _ends(ends: tuple[str | None, ...]) -> Written:
    return written_out(dict(zip((*ENDS, "deciding_fact"), ends, strict=True)))


@cache
def _rule_base(engine: str) -> Written:
    return written_out({"rule_base": RULE_BASE, "engine": engine})


def packed(proof: Proof | Written) -> tuple[str, bytes]:
    """The hash, which is that of the canonical JSON, and the bytes that are kept."""
    whole = proof if isinstance(proof, Written) else written_out(proof)
    small = zlib.compressobj(1, zlib.DEFLATED, WINDOW_BITS, MEMORY)
    return whole.sha256, small.compress(whole.text.encode()) + small.flush()


def unpacked(sha256: str, body: bytes) -> Proof:
    """The proof out of its bytes. Raises BatchError where they are not what was hashed."""
    try:
        proof: Proof = json.loads(zlib.decompress(body))
        if sha256_of(proof) == sha256:
            return proof
    except (zlib.error, ValueError):
        pass
    raise BatchError("--proof", f"what is kept under {sha256} is not what was hashed")


def keep(store: Store, proofs: Mapping[str, bytes]) -> None:
    """Keeps each proof that is not there yet; all of them or none."""
    rows = [{"sha256": sha, "body": body} for sha, body in sorted(proofs.items())]

    def work(session: Session) -> None:
        insert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
        for start in range(0, len(rows), AT_ONCE):
            session.execute(insert(ProofRow).on_conflict_do_nothing(), rows[start : start + AT_ONCE])

    if rows:
        store.write(work)


def load(store: Store, sha256: str) -> Proof:
    """The proof under a hash. Raises BatchError where there is none."""
    body = store.read(lambda session: session.scalar(select(ProofRow.body).where(ProofRow.sha256 == sha256)))
    if body is None:
        raise BatchError("--proof", f"no proof is kept under {sha256}; expected a hash out of the column proof")
    return unpacked(sha256, body)


def verdict_of(proof: Proof) -> tuple[Verdict, tuple[Figure, ...]]:
    """The verdict computed again from what the proof holds, and the figures that it stands on. Looks nothing up."""
    asked = dt.date.fromisoformat(proof["as_of"])
    if "verdict" in proof:
        return decide_again(proof["facts"], asked, Verdict.model_validate(proof["verdict"]))
    lists = tuple(ListState.model_validate(one) for one in proof["lists"])
    screened = tuple(Screened.model_validate(one) for one in proof["screened"])
    with laws_made() as laws:
        verdict = check(
            read_facts(proof["facts"]), Law(asked), lists=lists, position=proof["position"], screened=screened
        )
    return verdict, figures_of(laws)


def held(proof: Proof) -> dict[str, Any]:
    """The proof with its verdict, and whether the rule base at hand still gives what it gave."""
    verdict, _ = verdict_of(proof)
    same = all(proof["found"][name] == getattr(verdict, name) for name in ENDS)
    result = "reproduced" if same else "rule_base_differs"
    if not same and proof["known"]["engine"] == engine_hash():
        result = "tampered"
    return {"result": result, "proof": proof, "verdict": verdict.model_dump(mode="json")}
