"""What one browser session knows: the deal on the table, its verdict, its sources, and how the verdict moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from assistant.answer import Answer, Citation, DealAnswer, Proposal
from assistant.channels.page.slip import NONE, Slip
from assistant.records.actor import LOCAL, Actor
from assistant.records.content import facts_hash
from assistant.restate import is_gap
from rules.proof import Period, Verdict


@dataclass(frozen=True, slots=True)
class Move:
    """One change of the deal: what was changed, and the verdict before and after, in a line each."""

    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The deal on the table. `opened`: paths shown as fields though nobody stated them; `problem`: what was refused;
    `marked`: up to which number the answer marks its sources;
    `answer`: the last one, `asked` what it answers; `periods`: the deal under the law of every day, None until it is
    replayed, `replayed` the facts it was replayed on, `held` what to say of their freshness; `read_only`: opened by a
    link, nobody can go on with it; `actor`: who uses the page; `stands`: a record's id and
    how it stands, as far as somebody asked; `slip`: the turn being answered; `done`: the key of the one that was."""

    thread: str
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
    asked: str = ""
    periods: tuple[Period, ...] | None = None
    replayed: dict[str, Any] = field(default_factory=dict)
    held: str | None = None
    read_only: bool = False
    actor: Actor = LOCAL
    slip: Slip = NONE
    done: str = ""
    stands: tuple[str, str] = ("", "")

    @property
    def deal(self) -> dict[str, Any]:
        """The facts without days and words: what the law of every day is held against."""
        return {key: value for key, value in self.facts.items() if key not in {"words", "as_of", "date"}}

    @property
    def table(self) -> str:
        """What lies on the table, in a few letters: a press means the deal that was shown with it."""
        return "" if self.verdict is None else f"{facts_hash(self.facts)[:16]}-{self.verdict.as_of}"

    @property
    def strip(self) -> tuple[Period, ...] | None:
        """The periods of this very deal; None until it is replayed."""
        return self.periods if self.replayed == self.deal else None

    @property
    def waiting(self) -> tuple[Proposal, ...]:
        """What the language model read in the last turn and nobody has confirmed or stated otherwise."""
        proposed = () if self.answer is None or self.verdict is None else self.answer.proposals
        return tuple(one for one in proposed if not one.counted and is_gap(self.facts, one.fact))
