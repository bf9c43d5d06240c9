"""The proof and the verdict: what leaves the rule base, under the names of the contract."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_serializer

from rules.base import Model, plain
from rules.deal import Ask, Deal
from rules.law import Figure
from rules.truth import Truth

Outcome = Literal[
    "prohibited", "license_required", "needs_facts", "license_exception", "no_license_required", "not_subject_to_ear"
]  # fmt: skip
Policy = Literal["policy_of_denial", "presumption_of_denial", "case_by_case", "presumption_of_approval"]

OUTCOMES: tuple[Outcome, ...] = (
    "prohibited", "license_required", "needs_facts", "license_exception", "no_license_required", "not_subject_to_ear",
)  # fmt: skip
POLICIES: tuple[Policy, ...] = (
    "policy_of_denial", "presumption_of_denial", "case_by_case", "presumption_of_approval",
)  # fmt: skip
CLEARING = frozenset({"license_exception", "no_license_required", "not_subject_to_ear"})


def strictness(outcome: Outcome, policy: Policy | None = None) -> tuple[int, int]:
    """Sorts the strictest first: by outcome, then by review policy."""
    return OUTCOMES.index(outcome), len(POLICIES) if policy is None else POLICIES.index(policy)


def strictest_policy(policies: list[Policy]) -> Policy | None:
    """The strictest of several review policies; None of none."""
    return min(policies, key=POLICIES.index) if policies else None


@dataclass(slots=True)  # frozen by habit only: freezing costs a quarter of the time of a step
class Step:
    """One question of the proof: what it read, what it compared with, what follows, and its cites."""

    rule: str
    question: str
    holds: Truth
    used: dict[str, Any]
    figures: tuple[Figure, ...]
    follows: str | None
    own_cites: tuple[str, ...]
    asks: tuple[Ask, ...] = field(default=(), compare=False)
    _written: dict[str, Any] | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def cites(self) -> tuple[str, ...]:
        """What the step stands on: its own cites, then those of its figures."""
        return tuple(dict.fromkeys((*self.own_cites, *(figure.cite for figure in self.figures))))

    def written(self) -> dict[str, Any]:
        """The step as the contract prints it, for the reader to keep."""
        if self._written is None:
            self._written = self._as_printed()
        return dict(self._written)

    def _as_printed(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "question": self.question,
            "holds": self.holds.json,
            "used": {path: plain(value) for path, value in self.used.items()},
            "figures": {
                figure.id: {"value": plain(figure.value), "cite": figure.cite}
                for figure in self.figures
                if not isinstance(figure.value, tuple)
            },
            "follows": self.follows,
            "cites": list(self.cites),
        }


def step(
    deal: Deal,
    rule: str,
    question: str,
    holds: Truth,
    follows: str | None = None,
    figures: tuple[Figure, ...] = (),
    cites: tuple[str, ...] = (),
) -> Step:
    """The step out of what `deal` was asked since the last one; figures bring their own cites."""
    asks = deal.take_asks()
    return Step(
        rule,
        question,
        holds,
        deal.take_used(),
        figures,
        None if holds is Truth.NO else follows,
        cites,
        tuple(asks) if holds is Truth.UNKNOWN else (),
    )


class ExceptionFound(Model):
    """A license exception that was examined; `conditions` say what has to be done, or why it is not available."""

    code: str
    available: bool | None
    conditions: tuple[str, ...]
    citations: tuple[str, ...]


class Option(Model):
    """One answer to a question, with what it states and where it leads."""

    label: str
    value: Any
    sets: dict[str, Any]
    outcome: Outcome
    review_policy: Policy | None


class Question(Model):
    """A fact whose answer can change the outcome, the review policy or the other reading."""

    fact: str
    decides: Literal["outcome", "review_policy", "other_reading"]
    text: str
    why: str
    options: tuple[Option, ...]
    also: tuple[str, ...] = ()
    if_yes: Outcome | None = None
    if_no: Outcome | None = None


class Assumption(Model):
    """What was presumed because nobody said otherwise, and the other outcomes over its values."""

    fact: str
    value: Any
    basis: str
    otherwise: tuple[Outcome, ...]


class RedFlagFound(Model):
    """A diversion sign found in the facts."""

    id: str
    text: str
    citations: tuple[str, ...]


class Reading(Model):
    """The verdict under one reading of the law."""

    id: Literal["codified", "announced"]
    basis: str
    outcome: Outcome
    license_required: bool | None
    review_policy: Policy | None
    followed: bool
    citations: tuple[str, ...]


class LawWarning(Model):
    """Something the rule base cannot see past, or a figure that is not confirmed."""

    id: str
    text: str
    date: dt.date | None = None
    document: str | None = None


class ListState(Model):
    """A party list at hand."""

    id: str
    date: dt.date
    age_days: int
    entries: int


class LawState(Model):
    """How current the rule base is for this verdict."""

    rule_base: str
    verified_through: dt.date
    gap_days: int
    state: Literal["fresh", "ageing", "old"]
    stale: bool
    warnings: tuple[LawWarning, ...]
    lists: tuple[ListState, ...] = ()


class Screened(Model):
    """What was looked up where."""

    name: str
    list: str
    list_date: dt.date
    age_days: int


class Cause(Model):
    """The amendment, list entry or dated fact that opened a period."""

    cite: str
    what: str


class Period(BaseModel):
    """Days on which one deal ends alike; `to` is null while it is open."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    from_: dt.date = Field(serialization_alias="from")
    to: dt.date | None
    outcome: Outcome
    eccn: str | None
    review_policy: Policy | None
    by: Cause | None


class HouseRule(Model):
    """A company's own rule: where every fact of `when` has one of the values named, nothing ends less strict than this.

    A path may leave places open, as in `parties[].location`: one party is enough.
    """

    id: str
    name: str
    when: dict[str, tuple[Any, ...]]
    outcome: Outcome
    review_policy: Policy | None = None
    effective_from: dt.date
    effective_to: dt.date | None = None
    text: str
    by: str
    reason: str

    @property
    def cite(self) -> str:
        """How a verdict cites it."""
        return f"House rule {self.id}"


class HousePosition(Model):
    """Which reading the company follows; `by`: who adopted it, one officer or the two that a loosening takes."""

    reading: Literal["codified", "announced"]
    since: dt.date | None = None
    by: tuple[str, ...] = ()
    reason: str = ""


class House(Model):
    """What the company's own position and rules had a part in."""

    position: HousePosition | None = None
    rules: tuple[HouseRule, ...] = ()


class Verdict(Model):
    """The computed result with its proof. `house`: what the company's own rules or position decided in it, if any."""

    outcome: Outcome
    eccn: str | None
    computed: dict[str, Any]
    license_required: bool | None
    review_policy: Policy | None
    exceptions: tuple[ExceptionFound, ...]
    reasons: tuple[Any, ...]  # Step.written()
    missing: tuple[str, ...]
    possible_outcomes: tuple[Outcome, ...]
    assumptions: tuple[Assumption, ...]
    red_flags: tuple[RedFlagFound, ...]
    readings: tuple[Reading, ...]
    as_of: dt.date
    questions: tuple[Question, ...]
    law: LawState
    parties_screened: tuple[Screened, ...]
    valid_until: dt.date | None
    next_steps: tuple[str, ...]
    house: House | None = None

    @model_serializer(mode="plain")
    def _written(self) -> dict[str, Any]:
        left_out = {"house"} if self.house is None else set()
        return {key: plain(value) for key, value in self.__dict__.items() if key not in left_out}

    @property
    def clears(self) -> bool:
        """Does the verdict let the transaction go ahead?"""
        return self.outcome in CLEARING
