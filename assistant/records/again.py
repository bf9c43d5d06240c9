"""A recorded deal decided again, under the rule base and the lists of today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.decide import decide, same_way
from assistant.records.chain import Content
from assistant.records.listings import entry_ids
from rules.errors import RulesError
from rules.proof import Outcome, Policy, Verdict, strictness


@dataclass(frozen=True, slots=True)
class Again:
    """What today gives of a record's facts. `verdict` None: the rule base at hand no longer takes them.

    `new_entries`: list entries that today's screening finds and the recorded one did not.
    """

    verdict: Verdict | None
    facts: Mapping[str, Any]
    new_entries: tuple[str, ...]
    is_tighter: bool

    @property
    def ending(self) -> tuple[Outcome, Policy | None]:
        """The outcome and review policy of today; open where the facts are no longer taken."""
        return ("needs_facts", None) if self.verdict is None else (self.verdict.outcome, self.verdict.review_policy)


def decide_today(content: Content, today: dt.date) -> Again:
    """The facts of a record of a deal under the law of their own day, else of today, every name screened anew."""
    facts, was = content["facts"], Verdict.model_validate(content["verdict"])
    day = None if facts.get("date") else today
    asked = {key: value for key, value in facts.items() if day is None or key != "as_of"}
    try:
        known, verdict = same_way(asked, was, lambda one: decide(one, day))
    except RulesError:
        return Again(None, facts, (), is_tighter=True)
    new = tuple(one for one in entry_ids(known) if one not in set(entry_ids(facts)))
    tighter = strictness(verdict.outcome, verdict.review_policy) < strictness(was.outcome, was.review_policy)
    return Again(verdict, known, new, tighter)
