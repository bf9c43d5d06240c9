"""Records behind the command line: who acts, and what a command does with the store."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from assistant.accounts.users import Users
from assistant.channels import inputs
from assistant.channels.commands.accounts import acting
from assistant.channels.errors import BadInputError
from assistant.records import keeping
from assistant.records.actor import LOCAL, Actor
from assistant.records.cases import Case, case, cases
from assistant.records.decisions import Wanted, decide
from assistant.records.export import export
from assistant.records.log import Log, verify_log
from assistant.records.permissions import require
from assistant.records.receipt import receipt, verify
from assistant.records.status import STATUSES, Status
from assistant.settings import home
from assistant.store import Store
from assistant.store.backup import BackupError, backup, restore
from rules.proof import OUTCOMES, POLICIES, Outcome, Policy


def actor(store: Store, name: str | None) -> Actor:
    """Whoever `--as` names; a desk without accounts has one local officer. Raises BadInputError."""
    if name is not None:
        return acting(store, name).actor
    if Users(store).exist():
        raise BadInputError("--as", "is missing; expected the account of whoever does this")
    return LOCAL


def listed(status: str | None, assignee: str | None, text: str | None, by: str | None) -> list[Case]:
    """The records that somebody may see, the newest first."""
    store = Store()
    return seen(store, actor(store, by), status, assignee, text)


def seen(store: Store, by: Actor, status: str | None, assignee: str | None, text: str | None) -> list[Case]:
    """The same for an actor. Raises BadInputError."""
    found: Status | None = next((one for one in STATUSES if one == status), None)
    if status is not None and found is None:
        raise BadInputError("--status", f"found {status}; expected one of {', '.join(STATUSES)}")
    return cases(store, by, status=found, assignee=assignee, text=text)


def shown(id: str, by: str | None) -> Case:
    store = Store()
    return case(store, id, actor(store, by))


def decided(id: str, wanted: Wanted, by: str | None) -> Case:
    """The record after a decision."""
    store = Store()
    return decide(store, id, wanted, actor(store, by))


def overrule(outcome: str, policy: str | None, reason: str) -> Wanted:
    """An overrule out of its options. Raises BadInputError."""
    ending: Outcome | None = next((one for one in OUTCOMES if one == outcome), None)
    viewed: Policy | None = next((one for one in POLICIES if one == policy), None)
    if ending is None:
        raise BadInputError("--outcome", f"found {outcome}; expected one of {', '.join(OUTCOMES)}")
    if policy is not None and viewed is None:
        raise BadInputError("--policy", f"found {policy}; expected one of {', '.join(POLICIES)}")
    return Wanted("overrule", reason, outcome=ending, review_policy=viewed)


def attachment(file: Path) -> Wanted:
    return Wanted("attach", file=(file.name, _bytes(file)))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInputError("FILE", f"{file} cannot be read ({error.strerror}); expected a file") from None


def exported(id: str, target: Path, by: str | None) -> None:
    store = Store()
    write_whole(target, export(store, case(store, id, actor(store, by))))


def receipted(id: str, target: Path, by: str | None) -> None:
    store = Store()
    found = receipt(store, case(store, id, actor(store, by)))
    write_whole(target, (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode())


def verified(file: Path) -> dict[str, Any]:
    """What `verify` says of a receipt. Raises BadInputError, RecordError."""
    return verified_bytes(_bytes(file), str(file))


def verified_bytes(raw: bytes, where: str) -> dict[str, Any]:
    """The same of the bytes of a receipt; `where` names them in an error."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInputError(where, f"byte {error.start} is no UTF-8; expected a receipt") from None
    inputs.parsed(text, where)  # a key twice, NaN: said as everywhere
    return verify(json.loads(text))


def log(head: str | None, by: str | None) -> Log:
    store = Store()
    require(actor(store, by), "verify_log")
    return walked(store, head)


def walked(store: Store, head: str | None) -> Log:
    """What `log verify` says of a store's chain."""
    return store.read(lambda session: verify_log(session, head))


def erased(id: str, reason: str, by: str | None) -> dict[str, Any]:
    store = Store()
    return keeping.erase(store, id, reason, actor(store, by))


def backed_up(folder: Path, by: str | None) -> dict[str, Any]:
    store = Store()
    if by is not None:
        require(acting(store, by).actor, "backup")
    return backup(store, folder, home())


def restored(folder: Path) -> dict[str, Any]:
    return restore(folder, home(), _whole)


def _whole(connection: Connection, head: str | None) -> None:
    """Raises BackupError where the chain that came in is broken."""
    with Session(connection) as session:
        broken = verify_log(session, head).broken
    if broken is not None:
        raise BackupError(f"the chain of the backup is broken at entry {broken.seq} ({broken.what}); nothing was kept")


def write_whole(target: Path, data: bytes) -> None:
    """A file that is there as a whole or not at all. Raises BadInputError."""
    making = target.with_name(f".{target.name}.making")
    try:
        making.write_bytes(data)
        os.replace(making, target)
    except OSError as error:
        raise BadInputError(
            "-o", f"{target} cannot be written ({error.strerror}); expected a file in a folder"
        ) from None
