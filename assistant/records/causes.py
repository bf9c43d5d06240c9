"""Why a recorded deal is decided otherwise today: the law changed, the rule base was corrected, a list changed, or a
day came.

A record is decided three times more: on its own day with its own listings (a difference is a correction of the rule
base), on today's with its own listings (the law, or a day that came), and on today's with today's lists. Each step that
changes the ending is explained by the pins that no longer hold; one that changes nothing is no cause. A figure of the
law is one only where the deal turned on the very day from which the figure counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from assistant.decide import decide_again
from assistant.records.again import Again
from assistant.records.chain import Content
from assistant.records.moved import moved_pins
from assistant.records.pins import BINDING, Pin, figure_on
from assistant.screening.match import entry_facts
from rules.errors import RulesError
from rules.law import RULE_BASE
from rules.lawbook import coverage
from rules.proof import Verdict

Kind = Literal["list_entry", "figure", "rule", "date"]
Change = Literal["law", "correction", "list", "day", "position"]
Ending = tuple[str, str | None, str | None]
OPEN: Ending = ("needs_facts", None, None)  # of facts that the rule base at hand no longer takes


class Cause(BaseModel):
    """One thing by which a deal moved.

    `change`: `law` (the regulation changed), `correction` (the rule base said something else of the same day), `list`,
    `day` (one that was foreseen has come) or `position` (the company follows another reading). `document`: the Federal
    Register document that set a figure; `since`: the day from which it counts, where it has one.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    id: str
    cite: str | None
    change: Change
    document: str | None = None
    since: dt.date | None = None


def ending(verdict: Verdict | None) -> Ending:
    """What of a verdict can move."""
    return OPEN if verdict is None else (verdict.outcome, verdict.review_policy, verdict.eccn)


def causes(content: Content, again: Again, day: dt.date) -> tuple[Cause, ...]:
    """Why the deal of a record ends otherwise on the day; empty where it does not."""
    was, now = Verdict.model_validate(content["verdict"]), again.verdict
    if ending(was) == ending(now):
        return ()
    asked = {key: value for key, value in content["facts"].items() if key != "as_of" or content["facts"].get("date")}
    then = _decided(content["facts"], was.as_of, was)
    law = _decided(asked, day, was)
    moved = fallen(content, day)
    found: list[Cause] = []
    if ending(then) != ending(was):
        corrected = [one for one in moved if one.change == "correction"]
        found += corrected or [Cause(kind="rule", id=f"rule_base {RULE_BASE}", cite=None, change="correction")]
    if ending(law) != ending(then):
        found += [one for one in moved if one.change == "law" and _turned(asked, one, was)] or _days(was, law, day)
    if ending(now) != ending(law):
        found += _listed(again, moved) or _followed(law, now) or _days(was, now, day)
    return tuple(dict.fromkeys(found))


def _decided(facts: Mapping[str, Any], day: dt.date, was: Verdict) -> Verdict | None:
    try:
        return decide_again(facts, day, was)[0]
    except RulesError:
        return None


def _turned(facts: Mapping[str, Any], one: Cause, was: Verdict) -> bool:
    """Does the deal end otherwise on the day from which a figure counts than on the day before?"""
    if one.since is None:
        return True
    before = _decided(facts, one.since - dt.timedelta(days=1), was)
    return ending(before) != ending(_decided(facts, one.since, was))


def fallen(content: Content, day: dt.date) -> list[Cause]:
    """The pins to which decisions bind and which are no longer what they were."""
    return [_of_pin(one, content, day) for one in moved_pins(content, day) if one["kind"] in BINDING]


def _of_pin(pin: Pin, content: Content, day: dt.date) -> Cause:
    id = pin["id"]
    if pin["kind"] == "list_entry":
        return entry_cause(id)
    if pin["kind"] != "figure":
        cite = id if pin["kind"] == "provision" else _provision(id)
        return Cause(kind="rule", id=id, cite=cite, change="correction")
    own = [dt.date.fromisoformat(one) for one in (content["as_of"], content["facts"].get("as_of")) if one]
    told = [figure_on(id, one) for one in own]
    if not any(one is not None and one[0]["sha256"] == pin["sha256"] for one in told):
        return _of_figure(id, min(own), "correction")
    return _of_figure(id, day, "law")


def _of_figure(id: str, day: dt.date, change: Change) -> Cause:
    from rules.law import topics

    if figure_on(id, day) is None:  # the rule base at hand has none of that name any more
        return Cause(kind="figure", id=id, cite=None, change="correction")
    figure = topics()[id].on(day)
    since = figure.effective_from if change == "law" else None
    return Cause(kind="figure", id=id, cite=figure.cite, change=change, document=figure.by, since=since)


def entry_cause(id: str) -> Cause:
    """An entry that came, changed or left; of one that left nothing more is known."""
    entry = entry_facts(id)
    cite = next(iter(entry.all_cites), None) if entry is not None else None
    return Cause(
        kind="list_entry", id=id, cite=cite, change="list", since=None if entry is None else entry.since,
        document=cite if cite is not None and " FR " in cite else None,
    )  # fmt: skip


def _provision(module: str) -> str | None:
    """What a module of the rule base encodes, by its coverage; where it encodes several, the first."""
    path = module.replace(".", "/") + ".py"
    return next((row["provision"] for row in coverage()["modelled"] if row["module"] == path), None)


def _listed(again: Again, moved: Sequence[Cause]) -> list[Cause]:
    return [*(entry_cause(id) for id in again.new_entries), *(one for one in moved if one.change == "list")]


def _followed(was: Verdict | None, now: Verdict | None) -> list[Cause]:
    """Another reading is followed, or a rule of the company's own came or went."""
    before, after = ({} if one is None else dict(_company(one)) for one in (was, now))
    differ = sorted(before.keys() ^ after.keys())
    return [Cause(kind="rule", id=id, cite={**before, **after}[id], change="position") for id in differ]


def _company(verdict: Verdict) -> Iterator[tuple[str, str | None]]:
    for reading in verdict.readings:
        if reading.followed:
            yield f"reading.{reading.id}", next(iter(reading.citations), None)
    for step in verdict.reasons:
        if step["rule"].startswith("company."):
            yield step["rule"], next(iter(step["cites"]), None)


def _days(was: Verdict, now: Verdict | None, day: dt.date) -> list[Cause]:
    """A foreseen day that came: the end of the term, else what warnings of the law say today and did not say then."""
    term = next((one for one in was.law.warnings if one.id == "valid_until"), None)
    if was.valid_until is not None and was.valid_until <= day:
        document = None if term is None else term.document
        return [Cause(kind="date", id=f"valid_until {was.valid_until}", cite=document, change="day",
                      document=document, since=was.valid_until)]  # fmt: skip
    known = {one.id for one in was.law.warnings}
    new = [] if now is None else [one for one in now.law.warnings if one.id not in known and one.id != "valid_until"]
    if new:
        return [Cause(kind="date", id=one.id, cite=one.document, change="day", document=one.document, since=one.date)
                for one in new]  # fmt: skip
    return [Cause(kind="date", id=str(day), cite=None, change="day", since=day)]
