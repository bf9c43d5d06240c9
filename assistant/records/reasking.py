"""A recorded deal decided again today as a record of its own: what an officer signs after law or lists have moved."""

from __future__ import annotations

import datetime as dt

from assistant.decide import decide
from assistant.records.actor import Actor
from assistant.records.cases import case
from assistant.records.content import Asked
from assistant.records.errors import Refused
from assistant.records.permissions import require
from assistant.records.writing import record_check
from assistant.standing import noted
from assistant.store import Store


def ask_again(store: Store, id: str, actor: Actor, today: dt.date | None = None) -> str:
    """The id of the new record: the same facts and question, under the rule base and the lists of today.

    Raises:
        NoSuchRecord, NotAllowed: the actor may not see it, or may not ask.
        Refused: it holds no deal, or several.
        BadFact: the rule base at hand no longer takes these facts.
    """
    require(actor, "ask")
    found = case(store, id, actor)
    content = found.whole
    if content["verdict"] is None or content.get("deals"):
        raise Refused("ID", f"{found.id} holds no single deal; ask its question again")
    facts = {key: value for key, value in content["facts"].items() if key != "as_of"}
    with noted() as notes:
        known, verdict = decide(facts, today or _clock())
    asked = Asked(content["question"], content["channel"], actor.name)
    return record_check(store, asked, known, verdict, notes.figures(verdict), given=verdict).id


def _clock() -> dt.date:
    from assistant.settings import today

    return today()
