"""What one browser session knows: the deal on the table, its verdict, its sources, and how the verdict moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from assistant.answer import Answer, Citation, DealAnswer
from rules.proof import Verdict


@dataclass(frozen=True, slots=True)
class Move:
    """One change of the deal: what was changed, and the verdict before and after, in a line each."""

    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The deal on the table. `opened`: paths shown as fields though nobody stated them; `problem`: what was refused;
    `pending`: the question being answered; `marked`: up to which number the answer marks its sources;
    `answer`: the one to the last change made on the page."""

    thread: str
    pending: str = ""
    turn: int = 0
    as_of: dt.date | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    verdict: Verdict | None = None
    citations: tuple[Citation, ...] = ()
    marked: int = 0
    earlier: tuple[tuple[int, tuple[Citation, ...]], ...] = ()
    deals: tuple[DealAnswer, ...] = ()
    shown: int = 0
    moves: tuple[Move, ...] = ()
    opened: tuple[str, ...] = ()
    problem: str | None = None
    answer: Answer | None = None
