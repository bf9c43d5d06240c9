"""How a record stands, told to whoever asked: status, decided outcome, who decided, and what an officer asks back."""

from __future__ import annotations

from assistant.records.actor import Actor
from assistant.records.cases import Case, case
from assistant.records.decisions import Wanted, decide
from assistant.render import words
from assistant.store import Store

STATUS = {
    "open": "Not decided by an officer yet.", "escalated": "With the officers.", "signed": "Signed.",
    "overruled": "Overruled.", "expired": "Its term is over: ask again.", "withdrawn": "Withdrawn.",
}  # fmt: skip


def stands(store: Store, id: str, actor: Actor, *, escalate: bool = False) -> str:
    """How it stands, after it was handed to the officers where that is asked. Raises RecordError, NotAllowed."""
    found = decide(store, id, Wanted("escalate"), actor) if escalate else case(store, id, actor)
    return told(found)


def told(found: Case) -> str:
    """The same of a record at hand."""
    parts = [STATUS[found.status]]
    verdict = (found.content or {}).get("verdict")
    decided = found.standing.decided
    if decided is not None and verdict is not None:
        computed = words.OUTCOME[verdict["outcome"]]
        if found.status == "overruled":
            parts.append(f"Decided: {words.OUTCOME[decided[0]]}. Computed: {computed}.")
        elif found.status == "signed":
            parts.append(f"Decided: {computed}.")
    last = next((one for one in reversed(found.decisions) if one["kind"] not in {"assign", "release", "attach"}), None)
    if last is not None and last["kind"] != "escalate":
        said = "asks" if last["kind"] == "send_back" else "says"
        parts.append(f"{last['user']} {said}: {last['reason']}" if last["reason"] else f"By {last['user']}.")
    return " ".join(parts)
