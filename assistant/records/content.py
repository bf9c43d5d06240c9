"""The content of a record: what was asked, what was answered, on what it stands, and what was known then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.answer import Answer, Kept
from assistant.recall import remembered_in
from assistant.records.canonical import sha256_of
from assistant.records.chain import Content, Entry
from assistant.records.listings import entries_of
from assistant.records.pins import engine_hash, in_order, pins_of, provision_pins
from assistant.standing import Notes
from rules.law import RULE_BASE, Figure, verified_through
from rules.proof import Verdict

ASIDE = frozenset({"words", "note"})  # facts are equal without them


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a turn came from. `user` is the name of an account."""

    question: str
    channel: str
    user: str
    thread: str | None = None


def of_answer(id: str, at: dt.datetime, asked: Asked, answer: Answer, notes: Notes) -> tuple[Content, dict[str, Any]]:
    """The content of the record of an answer, and the contents of its pins by their hashes."""
    written = answer.model_dump(mode="json")
    deals = [(answer.verdict, answer.facts)] if answer.verdict else []
    deals += [(one.verdict, one.facts) for one in answer.deals]
    found = [pins_of(verdict, notes.figures(verdict), entries_of(facts)) for verdict, facts in deals]
    pins = in_order(pin for pins, _ in found for pin in pins)
    if not deals:
        pins = in_order(provision_pins((one.cite for one in answer.citations), answer.as_of))
    content = _head(id, at, asked, answer.as_of)
    content |= {key: written[key] for key in ("facts", "answer", "verdict", "citations")} | {"pins": pins}
    content |= {"kind": answer.kind, "deals": written["deals"], "grounding": written["grounding"]}
    if answer.proposals:
        content["proposals"] = written["proposals"]
    content["known"] = known(answer.verdict)
    content |= _remembered(answer.facts)
    return content, {sha: told for _, contents in found for sha, told in contents.items()}


def of_check(
    id: str, at: dt.datetime, asked: Asked, facts: Mapping[str, Any], verdict: Verdict, figures: tuple[Figure, ...]
) -> tuple[Content, dict[str, Any]]:
    """The content of the record of a check: no words asked, none answered."""
    pins, contents = pins_of(verdict, figures, entries_of(facts))
    content = _head(id, at, asked, verdict.as_of)
    content |= {"facts": dict(facts), "answer": "", "verdict": verdict.model_dump(mode="json"), "citations": []}
    content |= {"pins": pins, "kind": "verdict", "deals": [], "known": known(verdict)}
    return content | _remembered(facts), contents


def _remembered(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The remembered facts that were used, where there are any."""
    found = list(remembered_in(facts))
    return {"remembered": found} if found else {}


def _head(id: str, at: dt.datetime, asked: Asked, as_of: dt.date) -> Content:
    return {
        "id": id, "at": at, "channel": asked.channel, "user": asked.user, "thread": asked.thread,
        "question": asked.question, "as_of": as_of,
    }  # fmt: skip


def known(verdict: Verdict | None) -> dict[str, Any]:
    """The state of rule base and lists with which an answer was made: what was known, beside what was in force."""
    lists = () if verdict is None else verdict.law.lists
    return {
        "rule_base": RULE_BASE,
        "verified_through": verified_through(),
        "engine": engine_hash(),
        "lists": [{"id": one.id, "date": one.date, "entries": one.entries} for one in lists],
    }


def binds_to(content: Content) -> str:
    """What a decision on this record holds for: these facts, this verdict, these pins."""
    return sha256_of({key: content[key] for key in ("facts", "verdict", "pins")})


def facts_hash(facts: Mapping[str, Any]) -> str:
    """Facts are equal when this is: canonical JSON without `words` and `note`."""
    return sha256_of({key: value for key, value in facts.items() if key not in ASIDE})


def answer_of(content: Content, entry: Entry) -> Answer:
    """The answer as it was given, out of its record."""
    verdict = content["verdict"]
    return Answer.model_validate(
        {key: content[key] for key in ("kind", "answer", "as_of", "facts", "verdict", "citations", "deals")}
        | {"questions": verdict["questions"] if verdict else [], "law": verdict["law"] if verdict else None}
        | {"grounding": content.get("grounding", {}), "proposals": content.get("proposals", ())}
        | {"id": content["id"], "record": kept(entry)}
    )


def kept(entry: Entry) -> Kept:
    """The place in the chain as an Answer shows it."""
    at = dt.datetime.fromisoformat(entry.at)
    return Kept(hash=entry.hash, previous=entry.previous, at=at, seq=entry.seq)
