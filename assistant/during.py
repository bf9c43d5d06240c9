"""A deal of which only a month or a year was said: decided for the day of it that ends strictest."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from assistant.decide import replay_facts
from assistant.reading.understood import DealRead
from assistant.wording import result, wording
from rules.errors import BadFact, LawNotModelled
from rules.law import FIRST_DAY
from rules.proof import strictness


def on_its_day(deal: DealRead, asked: dt.date) -> DealRead:
    """The deal with the day of its span that decides, and a note that says so; itself where no span was said.

    A span to come is decided for its first day: how the law stands later in it, nobody knows.
    """
    if deal.during is None or "date" in deal.facts:
        return deal
    first, last = deal.during
    first = max(first, FIRST_DAY)
    if last < first:
        return deal
    try:
        periods, _ = replay_facts(deal.facts, asked, first, first if first > asked else min(last, asked))
    except (BadFact, LawNotModelled):
        return deal
    strictest = min(periods, key=lambda one: strictness(one.outcome, one.review_policy))
    words = wording("during")
    others = [result(one.outcome, one.review_policy) for one in periods if one.outcome != strictest.outcome]
    note = words["some"] if others else words["all"]
    said = note.format(day=strictest.from_, others=" / ".join(dict.fromkeys(others)))
    day = strictest.from_.isoformat()
    told = {key: value for key, value in deal.words.get("date", {}).items() if key != "value"}
    return replace(
        deal, facts={**deal.facts, "date": day}, words={**deal.words, "date": {**told, "status": "implied"}},
        notes=(*deal.notes, said),
    )  # fmt: skip
