"""`replay` and `law` behind the command line: one deal over time, and the rule base about itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from assistant.channels import inputs
from assistant.channels.errors import BadInputError, MissingPartError
from assistant.decide import replay_facts
from rules.lawbook import diff, status
from rules.proof import Period

Plain = dict[str, Any]


def replayed(
    facts: Plain, as_of: dt.date | None, first: dt.date | None, last: dt.date | None
) -> tuple[tuple[Period, ...], str | None]:
    """The periods of a deal, and a warning where the rule base or a list is not fresh on the day of asking.

    Raises:
        BadInputError: an impossible day, or `--to` before `--from`.
        BadFact: what the facts hold is not what facts are.
    """
    for name in ("as_of", "date"):
        if facts.get(name) is not None:
            inputs.day(facts[name], name)
    if first is not None and last is not None and last < first:
        raise BadInputError("--to", f"expected a day from {first} on, found {last}")
    return replay_facts(facts, as_of, first, last)


def law_status(day: dt.date | None) -> Plain:
    """How current the rule base and the party list at hand are."""
    from assistant.decide import list_state
    from assistant.settings import today

    on = day or today()
    return {**status(on), "lists": [list_state(on).model_dump(mode="json")]}


def law_diff(first: str, last: str) -> Plain:
    """What changed between two days."""
    begin, end = inputs.day(first, "FROM"), inputs.day(last, "TO")
    if end < begin:
        raise BadInputError("TO", f"expected a day from {begin} on, found {end}")
    return diff(begin, end)


def law_verify(folder: Path | None) -> Plain:
    """The rule base held against the official texts of a folder.

    Raises MissingPartError where no such texts are at hand.
    """
    from assistant.law.verify import verify
    from assistant.settings import official_texts

    place = folder or official_texts()
    if place is None or not place.is_dir():
        raise MissingPartError(
            "official texts: none are at hand; run `exportdesk law verify --from DIR` with the folder that holds them"
        )
    return verify(place)
