"""What follows from the decisions on a record; nothing of it is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rules.proof import Outcome, Policy, strictness

Status = Literal["open", "escalated", "signed", "overruled", "expired", "withdrawn"]
STATUSES: tuple[Status, ...] = ("open", "escalated", "signed", "overruled", "expired", "withdrawn")
Decision = Mapping[str, Any]
Ending = tuple[Outcome, Policy | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a record stands. `decided`: the outcome that counts; `pending`: an overrule that waits for approval."""

    status: Status
    decided: Ending | None
    pending: Decision | None
    assignee: str | None
    kept: bool


def loosens(computed: Ending, overruled: Ending) -> bool:
    """Is the overrule a loosening: anything that is not strictly tighter than what was computed?"""
    return strictness(*overruled) >= strictness(*computed)


def computed_ending(verdict: Mapping[str, Any] | None) -> Ending | None:
    return None if verdict is None else (verdict["outcome"], verdict["review_policy"])


def ending_of(overrule: Decision) -> Ending:
    return overrule["outcome"], overrule.get("review_policy")


def standing(
    verdict: Mapping[str, Any] | None,
    decisions: Sequence[Decision],
    today: dt.date,
    holds: Callable[[Decision], bool],
) -> Standing:
    """The standing of a record; `holds` says whether a decision still binds to what it was made for."""
    computed = computed_ending(verdict)
    status: Status = "open"
    decided, pending = computed, None
    for one in decisions:
        kind = one["kind"]
        if kind == "sign":
            status, decided, pending = ("signed" if holds(one) else "open"), computed, None
        elif kind == "overrule":
            status, decided, pending = _overruled(computed, one, holds)
        elif kind == "approve" and pending is not None and one["user"] != pending["user"]:
            good = holds(one)
            status = "overruled" if good else "open"
            decided, pending = ending_of(pending) if good else computed, None
        elif kind == "escalate":
            status, decided = "escalated", computed
        elif kind == "send_back":
            status, decided, pending = "open", computed, None
    if verdict is not None and _is_over(verdict, today):
        status = "expired"
    if any(one["kind"] == "withdraw" for one in decisions):
        status = "withdrawn"
    return Standing(status, decided, pending, _assignee(decisions), _kept(decisions, today))


def _overruled(
    computed: Ending | None, overrule: Decision, holds: Callable[[Decision], bool]
) -> tuple[Status, Ending | None, Decision | None]:
    if not holds(overrule):
        return "open", computed, None
    if computed is not None and loosens(computed, ending_of(overrule)):
        return "escalated", computed, overrule
    return "overruled", ending_of(overrule), None


def _is_over(verdict: Mapping[str, Any], today: dt.date) -> bool:
    until = verdict.get("valid_until")
    return until is not None and dt.date.fromisoformat(until) <= today


def _kept(decisions: Sequence[Decision], today: dt.date) -> bool:
    """Is it under a legal hold? The latest one counts; one whose last day has passed is lifted."""
    latest = next((one for one in reversed(decisions) if one["kind"] == "keep"), None)
    until = None if latest is None else latest.get("until")
    return latest is not None and (until is None or today <= dt.date.fromisoformat(until))


def _assignee(decisions: Sequence[Decision]) -> str | None:
    found = None
    for one in decisions:
        if one["kind"] in {"assign", "release"}:
            found = one.get("assignee")
    return found
