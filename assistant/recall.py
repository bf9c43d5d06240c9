"""What was established once goes into the facts of later deals, and ends what stands on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.kept import is_kept
from rules.facts import Facts, read_facts
from rules.proof import LawWarning, Verdict

SAID = "From this day on the verdict can change by itself: a remembered fact that it stands on ends."


def recalled(read: Facts, day: dt.date) -> Facts:
    """The facts with what is remembered of their parties and item. Opened only where something is kept."""
    named = (read.item is not None and read.item.name) or any(one.name for one in read.parties or ())
    if not named or not is_kept("remembered"):
        return read
    from assistant.records.remembered import recalled as found

    return read_facts(found(read.model_dump(mode="json"), day))


def remembered_in(facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each remembered fact that stands in recorded facts: path, id, source, and its last day where it has one."""
    for path, word in (facts.get("words") or {}).items():
        value = word.get("value") if isinstance(word, Mapping) else None
        if isinstance(value, Mapping) and isinstance(value.get("remembered"), str):
            yield {"path": path, "id": value["remembered"], "source": word.get("note"), "until": value.get("until")}


def ended(facts: Mapping[str, Any], verdict: Verdict) -> Verdict:
    """The verdict with its last day, where a remembered fact ends before it would change otherwise."""
    days = [day + dt.timedelta(days=1) for one in remembered_in(facts) if (day := _day(one["until"])) is not None]
    if not days or verdict.valid_until is None or min(days) >= verdict.valid_until:
        return verdict
    until = max(min(days), verdict.as_of + dt.timedelta(days=1))
    others = tuple(one for one in verdict.law.warnings if one.id != "valid_until")
    said = LawWarning(id="valid_until", text=SAID, date=until)
    law = verdict.law.model_copy(update={"warnings": (*others, said)})
    return verdict.model_copy(update={"valid_until": until, "law": law})


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
