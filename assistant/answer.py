"""The answer contract: one object that every channel renders."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from rules.base import Model
from rules.proof import LawState, Question, Verdict

Kind = Literal["verdict", "explanation", "clarification", "out_of_scope"]


class Beside(Model):
    """The other text of a place: what we say of it beside the official text, or an official text of another day."""

    label: str
    passage: str
    source: Literal["official", "digest", "company"]
    effective_from: dt.date
    effective_to: dt.date | None
    sha256: str


class Citation(Model):
    """A passage that the answer relies on; `note` says where a later change of it is known."""

    cite: str
    title: str
    passage: str
    url: str | None
    source: Literal["official", "digest", "company"]
    effective_from: dt.date
    effective_to: dt.date | None
    sha256: str
    beside: Beside | None = None
    note: str | None = None


class DealAnswer(Model):
    """One of several deals in a message."""

    label: str
    as_of: dt.date
    facts: dict[str, Any]
    verdict: Verdict
    questions: tuple[Question, ...]


class Grounding(Model):
    """Which language model phrased the answer, and whether the grounding check passed."""

    model: str | None = None
    checked: bool = True
    rejected: int = 0


class Proposal(Model):
    """A fact that the language model read: where, which value, on which words of the message.

    `counted`: it made the verdict stricter and counts. One that would make it looser waits to be confirmed.
    """

    fact: str
    value: Any
    words: str
    start: int
    end: int
    counted: bool


class Kept(Model):
    """Place of the record in the chain."""

    hash: str
    previous: str | None
    at: dt.datetime
    seq: int


class Answer(Model):
    """What a person reads, with everything it stands on."""

    kind: Kind
    answer: str
    as_of: dt.date
    facts: dict[str, Any]
    verdict: Verdict | None
    citations: tuple[Citation, ...]
    questions: tuple[Question, ...]
    deals: tuple[DealAnswer, ...]
    law: LawState | None
    grounding: Grounding
    proposals: tuple[Proposal, ...] = ()
    id: str | None = None
    record: Kept | None = None
