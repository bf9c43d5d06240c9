"""The officer's work on a record: each decision is an entry of the chain.

An overrule that tightens takes one officer; one that loosens takes two different ones. Nobody approves their own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal

from sqlalchemy.orm import Session

from assistant.records import chain
from assistant.records.actor import LOCAL, Actor
from assistant.records.beside import recorded_now
from assistant.records.canonical import moment
from assistant.records.cases import Case, load
from assistant.records.content import binds_to
from assistant.records.errors import Refused
from assistant.records.ids import new_id
from assistant.records.permissions import Action, require
from assistant.records.status import computed_ending, loosens
from assistant.store import Store
from assistant.store.engine import add_missing
from assistant.store.tables_records import DecisionRow, FileRow
from rules.proof import OUTCOMES, POLICIES, Outcome, Policy

Kind = Literal[
    "sign", "overrule", "approve", "send_back", "assign", "release", "escalate", "withdraw", "attach", "keep"
]
NEED_REASON: dict[Kind, str] = {
    "overrule": "--reason", "withdraw": "--reason", "keep": "--reason", "send_back": "--question"
}  # fmt: skip
AFTER_WITHDRAWAL: frozenset[Kind] = frozenset({"attach", "keep"})
LARGEST_FILE = 25_000_000  # bytes: a data sheet, an e-mail, an end-user statement


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody decides. `outcome` and `review_policy` of an overrule, `assignee` of an assignment."""

    kind: Kind
    reason: str = ""
    outcome: Outcome | None = None
    review_policy: Policy | None = None
    assignee: str | None = None
    until: dt.date | None = None
    file: tuple[str, bytes] | None = None  # name and content


def decide(
    store: Store,
    id: str,
    wanted: Wanted,
    actor: Actor,
    *,
    today: dt.date | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """The record after the decision.

    Raises:
        NoSuchRecord: nothing under that id that the actor may see.
        NotAllowed: the role may not do this.
        Refused: the rules of the bench do not allow it; the message says why.
    """
    at = at or dt.datetime.now(dt.UTC)
    day = today or _clock()
    others = other_officers(store, actor)
    decision = new_id("D")

    def work(session: Session) -> Case:
        chain.lock(session)
        found = load(session, id, actor, day)
        if any(one["id"] == decision for one in found.decisions):
            return found  # written before the connection broke
        action: Action = wanted.kind
        require(actor, action, str(found.whole["user"]))
        check(found, wanted, actor, others, day)
        _append(session, found, _content(decision, found, wanted, actor, at), wanted, at)
        session.flush()
        made = load(session, id, actor, day)
        recorded_now(session, made)
        return made

    after = store.write(work)
    _tell_order_system(store, id, today)
    return after


def check(found: Case, wanted: Wanted, actor: Actor, others: frozenset[str], today: dt.date) -> None:
    """Raises Refused where the decision may not be made on the record as it stands."""
    if found.status == "withdrawn" and wanted.kind not in AFTER_WITHDRAWAL:
        raise Refused("ID", f"{found.id} is withdrawn; expected a record that still stands")
    if wanted.kind in NEED_REASON and not wanted.reason.strip():
        raise Refused(NEED_REASON[wanted.kind], "is empty; expected a sentence that the file can keep")
    lifts = wanted.kind == "keep" and wanted.until is not None and wanted.until < today
    if lifts and not found.standing.kept:
        raise Refused("--until", f"{wanted.until} has passed, and {found.id} is under no legal hold that it could lift")
    rule: Callable[[Case, Wanted, Actor, frozenset[str]], None] | None = RULES.get(wanted.kind)
    if rule is not None:
        rule(found, wanted, actor, others)


def _may_sign(found: Case, wanted: Wanted, actor: Actor, others: frozenset[str]) -> None:
    if found.whole["verdict"] is None:
        raise Refused("ID", f"{found.id} holds no verdict; expected a record of a deal")
    if found.status == "expired":
        raise Refused("ID", f"{found.id} is expired; ask again and sign the new record")


def _may_overrule(found: Case, wanted: Wanted, actor: Actor, others: frozenset[str]) -> None:
    _may_sign(found, wanted, actor, others)
    computed = computed_ending(found.whole["verdict"])
    if wanted.outcome not in OUTCOMES:
        raise Refused("--outcome", f"found {wanted.outcome}; expected one of {', '.join(OUTCOMES)}")
    if wanted.review_policy is not None and (
        wanted.outcome != "license_required" or wanted.review_policy not in POLICIES
    ):
        raise Refused("--policy", f"expected one of {', '.join(POLICIES)}, with the outcome license_required")
    if computed is not None and loosens(computed, (wanted.outcome, wanted.review_policy)) and not others:
        raise Refused(
            "--outcome", "this loosens the computed verdict, which takes two different officers; there is one"
        )


def _may_approve(found: Case, wanted: Wanted, actor: Actor, others: frozenset[str]) -> None:
    pending = found.standing.pending
    if pending is None:
        raise Refused("ID", f"no overrule of {found.id} waits for approval")
    if pending["user"] == actor.name:
        raise Refused("ID", f"{actor.name} made this overrule; expected the approval of another officer")


def _may_assign(found: Case, wanted: Wanted, actor: Actor, others: frozenset[str]) -> None:
    if wanted.assignee != actor.name and wanted.assignee not in others:
        raise Refused("USER", f"{wanted.assignee} is no officer; expected the account of one")


def _may_release(found: Case, wanted: Wanted, actor: Actor, others: frozenset[str]) -> None:
    if found.standing.assignee is None:
        raise Refused("ID", f"{found.id} is assigned to nobody")


def _may_attach(found: Case, wanted: Wanted, actor: Actor, others: frozenset[str]) -> None:
    if wanted.file is None or not wanted.file[1]:
        raise Refused("FILE", "is empty; expected a file")
    if len(wanted.file[1]) > LARGEST_FILE:
        raise Refused("FILE", f"larger than {LARGEST_FILE:,} bytes; expected the part that matters")


RULES: dict[Kind, Callable[[Case, Wanted, Actor, frozenset[str]], None]] = {
    "sign": _may_sign, "overrule": _may_overrule, "approve": _may_approve,
    "assign": _may_assign, "release": _may_release, "attach": _may_attach,
}  # fmt: skip


def _content(id: str, found: Case, wanted: Wanted, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """The decision as it is hashed; what its kind does not have is left out."""
    content: dict[str, Any] = {
        "id": id, "record": found.id, "at": moment(at), "user": actor.name, "role": actor.role, "kind": wanted.kind,
        "reason": wanted.reason, "binds_to": binds_to(found.whole),
    }  # fmt: skip
    if wanted.kind == "overrule":
        content |= {"outcome": wanted.outcome, "review_policy": wanted.review_policy}
    if wanted.kind == "assign":
        content["assignee"] = wanted.assignee
    if wanted.until is not None:
        content["until"] = wanted.until.isoformat()
    if wanted.kind == "attach" and wanted.file is not None:
        name, data = wanted.file
        sha = hashlib.sha256(data).hexdigest()
        content["file"] = {"name": PurePath(name).name, "sha256": sha, "bytes": len(data)}
    return content


def _append(session: Session, found: Case, content: dict[str, Any], wanted: Wanted, at: dt.datetime) -> None:
    if wanted.kind == "attach" and wanted.file is not None:
        add_missing(session, FileRow, sha256=content["file"]["sha256"], data=wanted.file[1])
    entry = chain.append(session, "decision", content["id"], content, at)
    session.add(
        DecisionRow(id=entry.id, seq=entry.seq, record_id=found.id, kind=content["kind"], user_name=content["user"])
    )


def other_officers(store: Store, actor: Actor) -> frozenset[str]:
    """The officers beside this one; a desk without accounts has one."""
    from assistant.accounts.users import Users

    accounts = Users(store).all()
    names = {one.name for one in accounts if one.role == "officer" and one.disabled_at is None}
    return frozenset((names if accounts else {LOCAL.name}) - {actor.name})


def _tell_order_system(store: Store, id: str, today: dt.date | None) -> None:
    """Writes down which holds the decision has changed, where an order system is to be told."""
    from assistant.settings import settings

    if settings().webhook_url is not None:
        from assistant.records.telling import note_changes

        note_changes(store, id, today)


def _clock() -> dt.date:
    from assistant.settings import today

    return today()
