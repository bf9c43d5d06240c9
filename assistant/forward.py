"""What would open a deal, told when somebody asks for it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from assistant.decide import Decided, screened_facts
from assistant.reading.openings import opening
from assistant.telling import Telling
from assistant.wording import result, wording
from rules.law import Law
from rules.ways import Way, ways

ASKED = re.compile(
    r"(?i)\bwhat (?:would|could|might|can|must|should|do) (?:\w+ ){0,3}(?:make|open|unlock|change|allow|need|help|do)\b"
    r"|\bways? (?:forward|out|around|through)\b|\bhow (?:can|could|do|would) (?:we|i) (?:still |ever )?"
    r"(?:make|get|ship|sell|export|proceed|fix|comply)\b|\bwhat (?:are )?(?:our |the |my )?options\b"
    rf"|{opening('then')}what(?:['’]?s| is| else is|['’]s still| is still)? (?:needed|missing"
    r"|required|necessary|open|outstanding|left|unresolved|unclear)(?: (?:now|here|then|exactly))*\W*$"
    r"|\bmake (?:it|this|that) (?:ok|okay|work|legal|lawful|possible|allowed|fly)\b"
)
MOST = 4


def is_asked(text: str) -> bool:
    """Do the words ask what would make a deal possible?"""
    return ASKED.search(text) is not None


def ways_of(decided: Decided, asked: dt.date) -> tuple[Way, ...]:
    """The ways forward of a decided deal, best first."""
    facts, lists = screened_facts(decided.facts, asked)
    return ways(facts, Law(asked), lists=lists)[:MOST]


def told(telling: Telling, found: tuple[Way, ...]) -> Iterator[str]:
    """One line a way, with the cites of the exception that carries it."""
    words = wording("ways")
    if not found:
        yield words["open" if telling.verdict.outcome == "needs_facts" else "none"]
        return
    yield words["heading"]
    for way in found:
        text = words["exception"] if way.code else words["other"]
        line = text.format(
            code=way.code or "", result=result(way.outcome, way.review_policy), conditions="; ".join(way.conditions)
        )
        yield f"- {telling.marked(line, *way.cites)}"
