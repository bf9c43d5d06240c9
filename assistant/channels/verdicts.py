"""`check` behind the command line: facts in, verdict out, one deal or one a line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.channels import inputs, lines
from assistant.channels.errors import BadInputError
from assistant.decide import day_asked, decide
from assistant.records.actor import LOCAL
from assistant.standing import noted
from rules.facts import read_facts
from rules.proof import Verdict

if TYPE_CHECKING:
    from assistant.store import Store

Desk = tuple["Store | None", str, str]  # where a check is recorded, as whose, and through which channel
UNRECORDED: Desk = (None, LOCAL.name, "cli")


def desk(record: bool, by: str | None) -> Desk:
    """Where a check is recorded, and as whose; nowhere unless it was asked for."""
    if not record:
        return UNRECORDED
    from assistant.channels.turns import user
    from assistant.store import Store

    store = Store()
    return store, user(store, by), "cli"


def decide_facts(
    facts: dict[str, Any], day: dt.date | None, stakes: Path | None = None, at: Desk = UNRECORDED
) -> Verdict:
    """The verdict on these facts: `day` first, then the facts' own `as_of`, then today; owners out of a file of stakes.

    Raises:
        BadInputError: an impossible day or one before the modelled law.
        BadFact: what the facts hold is not what facts are.
        StoreError: it cannot be recorded, where that was asked for.
    """
    for name in ("as_of", "date"):
        if facts.get(name) is not None:
            inputs.day(facts[name], name)
    if stakes is not None:
        from assistant.screening.stakes import read_stakes, with_owners

        facts = with_owners(facts, read_stakes(stakes))
    store, user, channel = at
    return decide(facts, day)[1] if store is None else _recorded(facts, day, store, user, channel)


def _recorded(facts: dict[str, Any], day: dt.date | None, store: Store, user: str, channel: str) -> Verdict:
    """The verdict, kept as a record; the day of asking stands in its facts where the event has another."""
    from assistant.records.content import Asked
    from assistant.records.writing import record_check

    asked = day_asked(read_facts(facts), day)
    with noted() as notes:
        known, verdict = decide(facts, asked)
    if verdict.as_of != asked:
        known = {**known, "as_of": asked.isoformat()}
    record_check(store, Asked("", channel, user), known, verdict, notes.figures(verdict), given=verdict)
    return verdict


def decide_lines(
    source: Path, target: Path, day: dt.date | None, stakes: Path | None = None, at: Desk = UNRECORDED
) -> None:
    """`{"id", "facts", "as_of"?}` → `{"id", "verdict"}` or `{"id", "error"}`."""

    def answer(line: lines.Line) -> lines.Line:
        if unknown := set(line) - {"id", "facts", "as_of"}:
            raise BadInputError(sorted(unknown)[0], "no such field; expected id, facts and as_of")
        if not isinstance(line.get("facts"), dict):
            raise BadInputError("facts", "expected an object of fact names with values")
        own = inputs.day(line["as_of"]) if line.get("as_of") is not None else day
        return {"verdict": decide_facts(line["facts"], own, stakes, at).model_dump(mode="json")}

    lines.run(source, target, answer)
