"""Facts to verdict: names are screened on entry, then the rule base checks the deal.

Light on purpose: `exportdesk check` starts from cold, so nothing here reads language, searches texts or opens a
database, and the party index is opened only where a name is given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.house import applied, current, followed
from assistant.reading.understood import DealRead
from assistant.recall import ended, recalled
from assistant.standing import figures_of, note
from rules.checker import Outline, Position, check, outline
from rules.facts import Facts, Party, read_facts
from rules.law import FIRST_DAY, Figure, Law, laws_made
from rules.proof import (
    OUTCOMES,
    House,
    ListState,
    Option,
    Outcome,
    Period,
    Policy,
    Question,
    Screened,
    Verdict,
    strictest_policy,
    strictness,
)

if TYPE_CHECKING:
    from assistant.screening.screen import Search
    from assistant.screening.settled import Settled

ITEM_NAME = "item.name"
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing that a name may mean, and where it leads."""

    name: str
    item: Mapping[str, Any]
    outcome: Outcome
    review_policy: Policy | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A deal with its verdict; `variants` only where what its item's name may mean ends differently."""

    label: str
    facts: Plain
    verdict: Verdict
    variants: tuple[Variant, ...] = ()

    @property
    def strictness(self) -> tuple[int, int]:
        """Sorts the strictest deal first."""
        return strictness(self.verdict.outcome, self.verdict.review_policy)


def decide(
    facts: Mapping[str, Any], as_of: dt.date | None = None, *, house: House | None = None
) -> tuple[Plain, Verdict]:
    """The facts as they were read, with their screening in them, and the verdict on them.

    `house`: the company's position and rules, those of this installation unless told otherwise.

    The stated day of the event decides, else `as_of`, else the facts' own `as_of`, else today.

    Raises:
        BadFact: an unknown fact, a wrong value, figures that contradict each other; names the field.
        LawNotModelled: the day lies before the first modelled one.
    """
    return decide_read(_read(facts, as_of), current() if house is None else house)


def decide_again(
    facts: Mapping[str, Any], as_of: dt.date, was: Verdict, *, position: Position | None = None
) -> tuple[Verdict, tuple[Figure, ...]]:
    """The verdict on facts as they were recorded, with the listings that stand in them and the lists of that verdict,
    and the figures it stands on. Nothing is looked up anew; the reading followed is that of the verdict unless told.

    Raises as `decide` does.
    """
    asked = day_asked(read_facts(facts), as_of)
    with laws_made() as laws:
        verdict = _same_way(facts, asked, was, _followed_in(was) if position is None else position)
    return verdict, figures_of(laws)


def _followed_in(was: Verdict) -> Position:
    """The reading that a verdict follows; where its readings agree it does not matter which."""
    return next((one.id for one in was.readings if one.followed), "codified")


def _same_way(facts: Mapping[str, Any], asked: dt.date, was: Verdict, position: Position) -> Verdict:
    def one(known: Mapping[str, Any]) -> tuple[Plain, Verdict]:
        lists, screened = was.law.lists, was.parties_screened
        verdict = check(read_facts(known), Law(asked), lists=lists, position=position, screened=screened)
        return dict(known), ended(known, verdict if was.house is None else applied(known, verdict, was.house))

    return same_way(facts, was, one)[1]


def same_way(
    facts: Mapping[str, Any], was: Verdict, one: Callable[[Mapping[str, Any]], tuple[Plain, Verdict]]
) -> tuple[Plain, Verdict]:
    """Facts decided by `one` in the way in which they were decided before.

    A verdict over what a name may mean is made of those over each; one that left facts out clears nothing.
    """
    which = was.questions[0] if was.questions and was.questions[0].fact == ITEM_NAME else None
    if which is not None and was.missing[:1] == (ITEM_NAME,):
        candidates = [{**facts, "item": option.sets["item"]} for option in which.options]
        decided = [one(known) for known in candidates]
        return decided[0][0], open_over(decided)
    known, verdict = one(facts)
    if was.outcome == "needs_facts" and verdict.clears:
        return known, held_open(verdict, was.missing)
    return known, verdict


def held_open(verdict: Verdict, fields: tuple[str, ...]) -> Verdict:
    """A clearance that stands on facts left out is none until they are known."""
    possible = tuple(one for one in OUTCOMES if one in {"license_required", verdict.outcome})
    return verdict.model_copy(
        update={"outcome": "needs_facts", "missing": fields, "possible_outcomes": possible, "license_required": None}
    )


class Read(NamedTuple):
    """The facts screened, the day of asking, and what was looked up where."""

    facts: Facts
    asked: dt.date
    screened: tuple[Screened, ...]
    lists: tuple[ListState, ...]


def decide_read(read: Read, house: House, outlined: Outline | None = None) -> tuple[Plain, Verdict]:
    """The verdict on facts that were screened. Raises as `decide` does."""
    facts, asked, screened, lists = read
    position = followed(house)
    with laws_made() as laws:
        verdict = check(facts, Law(asked), lists=lists, position=position, screened=screened, outlined=outlined)
    gone_on_from = () if outlined is None else (outlined.filled.deal.law,)
    known = written(facts)
    verdict = ended(known, applied(known, verdict, house))
    note(verdict, figures_of((*gone_on_from, *laws)))
    return known, verdict


class Known(NamedTuple):
    """What a run over many deals has looked up for all of them: hits of names, and the decisions on hits."""

    search: Search
    settled: tuple[Settled, ...]


def read_deal(facts: Facts, asked: dt.date, known: Known, parties: list[Plain] | None) -> Read:
    """Facts as the rules read them on the day of asking; nothing is looked up but in what is known.

    `parties`: those of the facts, as JSON writes them.
    """
    return _on_day(facts, asked, known, parties)


def _read(facts: Mapping[str, Any], as_of: dt.date | None) -> Read:
    read = read_facts(facts)
    asked = day_asked(read, as_of)
    return _on_day(recalled(read, asked), asked, None)


def _on_day(read: Facts, asked: dt.date, known: Known | None, parties: list[Plain] | None = None) -> Read:
    day = Law(read.date or asked).as_of
    held_on = min(day, asked)  # a list is as old as it is on the day of asking, or was for a past event
    read, screened, lists = _screened(read, day, held_on, known, parties)
    return Read(read, asked, screened, lists)


def screened_facts(facts: Mapping[str, Any], asked: dt.date) -> tuple[Facts, tuple[ListState, ...]]:
    """Facts as the rules read them on the day of asking, with the party list at hand."""
    read = _read(facts, asked)
    return read.facts, read.lists


def replay_facts(
    facts: Mapping[str, Any],
    as_of: dt.date | None,
    first: dt.date | None = None,
    last: dt.date | None = None,
    *,
    position: Position | None = None,
) -> tuple[tuple[Period, ...], str | None]:
    """One deal under the law of every day, and a warning where rule base or list are not fresh on the day of asking.

    Raises as `decide` does.
    """
    from rules.replay import replay, window

    read = read_facts({key: value for key, value in facts.items() if key != "date"})
    asked = day_asked(read_facts(facts), as_of)
    begin, end = window(first, last, asked)
    read, _, lists = _screened(read, max(asked, end), asked)
    reading = followed(current()) if position is None else position
    periods = replay(read, begin, end, asked=asked, lists=lists, position=reading)
    return periods, _staleness(asked, lists)


def _staleness(asked: dt.date, lists: tuple[ListState, ...]) -> str | None:
    """Freshness is that of the day of asking, over all periods alike: one sentence says so."""
    from rules.freshness import FRESH_DAYS, SCREENING_DAYS
    from rules.law import verified_through

    said = []
    if (asked - verified_through()).days > FRESH_DAYS:
        said.append(f"amendments were looked for up to {verified_through()}")
    said += [f"the party list is of {one.date}" for one in lists if one.age_days > SCREENING_DAYS]
    return f"Held at the day of asking, {asked}, for every period: {' and '.join(said)}." if said else None


def _screened(
    read: Facts,
    day: dt.date,
    held_on: dt.date,
    run: Known | None = None,
    parties: list[Plain] | None = None,
) -> tuple[Facts, tuple[Screened, ...], tuple[ListState, ...]]:
    """The facts with every name looked up as of `day`, what was looked up, and the list as old as on `held_on`."""
    if not any(_names(party) for party in read.parties or ()):
        return read, (), ()
    from assistant.screening.screen import screen_facts
    from assistant.screening.settled import with_decisions

    if parties is None:
        parties = [party.model_dump(mode="json") for party in read.parties or ()]
    plain = written(read) if read.words else {"parties": parties}
    known, looked_up = screen_facts(plain, day, search=run and run.search)
    settled = with_decisions(known, held_on, run and run.settled)
    if settled is not known or known != plain:  # else screening and decisions have nothing to say of these facts
        read = read_facts(written(read) | settled)
    screened = tuple(
        Screened(name=one.name, list=one.list, list_date=one.list_date, age_days=(held_on - one.list_date).days)
        for one in looked_up
    )
    return read, screened, (list_state(held_on, day),) if screened else ()


def _names(party: Party) -> bool:
    """Does the party, its parent or an owner bear a name?"""
    owners = party.owners or ()
    return any(one is not None and one.name for one in (party, party.ultimate_parent, *owners))


def day_asked(facts: Facts, given: dt.date | None) -> dt.date:
    """The day of asking. An event with a day of its own keeps the day it was asked on, if that is stated beside it."""
    if facts.date is not None and facts.as_of is not None:
        return facts.as_of
    if day := given or facts.as_of:
        return day
    from assistant.settings import today

    return today()


def written(facts: Facts) -> Plain:
    """The facts as JSON writes them, unset keys left out."""
    plain: Plain = facts.model_dump(mode="json")
    return plain


def list_state(day: dt.date, screened_for: dt.date | None = None) -> ListState:
    """The party list that is valid on a day and its age; negative where the list is younger.

    `screened_for`: the day whose list was looked up, where it is not the day that counts its age.
    """
    from assistant.screening.at_hand import at_hand
    from assistant.screening.screen import LIST_ID

    listed = at_hand(screened_for or day)
    return _state(LIST_ID, listed.date, (day - listed.date).days, listed.entries)


@lru_cache(maxsize=64)
def _state(name: str, date: dt.date, age_days: int, entries: int) -> ListState:
    return ListState(id=name, date=date, age_days=age_days, entries=entries)


def decide_variants(deal: DealRead, as_of: dt.date, *, house: House | None = None) -> Decided:
    """The verdict on a deal whose item may be one of several.

    All ending alike: that of the highest TPP. Otherwise the strictest, as an open verdict that asks which one it is.
    """
    house = current() if house is None else house
    own = {**deal.facts, "words": deal.words} if deal.words else deal.facts
    candidates = [own, *({**own, "item": _item(own, variant)} for variant in deal.variants)]
    if not deal.variants:
        return Decided(deal.label, *decide(own, as_of, house=house))
    outlined = [_outlined(_read(facts, as_of), followed(house)) for facts in candidates]
    if len({(end.outcome, end.policy) for _, end in outlined}) == 1:
        highest, end = max(outlined, key=lambda one: one[1].tpp or Decimal(0))
        return Decided(deal.label, *decide_read(highest, house, end))
    with laws_made() as laws:
        decided = [decide_read(read, house, end) for read, end in outlined]
    facts, _ = min(decided, key=lambda one: strictness(one[1].outcome, one[1].review_policy))
    verdict = open_over(decided)
    note(verdict, figures_of((*laws, *(end.filled.deal.law for _, end in outlined))))
    return Decided(deal.label, facts, verdict, _variants(decided))


def open_over(decided: list[tuple[Plain, Verdict]]) -> Verdict:
    """The verdict as long as nobody has said which of the items it is."""
    _, strictest = min(decided, key=lambda one: strictness(one[1].outcome, one[1].review_policy))
    return _open(strictest, _variants(decided), decided)


def _outlined(read: Read, position: Position) -> tuple[Read, Outline]:
    return read, outline(read.facts, Law(read.asked), lists=read.lists, position=position)


def _item(facts: Mapping[str, Any], variant: Mapping[str, Any]) -> Plain:
    """The other item, with what was said of the item apart from its figures."""
    other = variant.get("item", variant)
    said = facts.get("item") or {}
    return {**{key: said[key] for key in ("condition", "eccn") if key in said}, **other}


def _variants(decided: list[tuple[Plain, Verdict]]) -> tuple[Variant, ...]:
    """Each with a name that tells it from the others."""
    names = [str(facts.get("item", {}).get("name") or "the item") for facts, _ in decided]
    return tuple(
        Variant(
            name if names.count(name) == 1 else f"{name} ({_figures(facts, verdict)})",
            facts.get("item", {}),
            verdict.outcome,
            verdict.review_policy,
        )
        for name, (facts, verdict) in zip(names, decided, strict=True)
    )


def _figures(facts: Mapping[str, Any], verdict: Verdict) -> str:
    form = str(facts.get("item", {}).get("form", "item"))
    tpp = verdict.computed.get("tpp")
    return form if tpp is None else f"{form}, TPP {tpp:,}"


def _open(verdict: Verdict, variants: tuple[Variant, ...], decided: list[tuple[Plain, Verdict]]) -> Verdict:
    """The strictest verdict as long as nobody has said which item it is."""
    possible = {outcome for _, one in decided for outcome in (*one.possible_outcomes, one.outcome)} - {"needs_facts"}
    required = {one.license_required for _, one in decided}
    policies = [one.review_policy for _, one in decided if one.review_policy is not None]
    return verdict.model_copy(
        update={
            "outcome": "needs_facts",
            "license_required": required.pop() if len(required) == 1 else None,
            "review_policy": strictest_policy(policies) if required == {True} else None,
            "missing": tuple(dict.fromkeys((ITEM_NAME, *(path for _, one in decided for path in one.missing)))),
            "possible_outcomes": tuple(outcome for outcome in OUTCOMES if outcome in possible),
            "questions": (_which(variants), *verdict.questions),
            "valid_until": None,
            "house": _houses(decided),
        }
    )


def _houses(decided: list[tuple[Plain, Verdict]]) -> House | None:
    """What the house had a part in, over all of them."""
    found = [one.house for _, one in decided if one.house is not None]
    rules = {rule.id: rule for one in found for rule in one.rules}
    position = next((one.position for one in found if one.position is not None), None)
    return House(position=position, rules=tuple(rules.values())) if found else None


def _which(variants: tuple[Variant, ...]) -> Question:
    """Which of the items is it, with the outcome of each."""
    options = tuple(
        Option(
            label=one.name,
            value=one.item.get("name"),
            sets={"item": dict(one.item)},
            outcome=one.outcome,
            review_policy=one.review_policy,
        )
        for one in variants
    )
    named = " or ".join(dict.fromkeys(one.name for one in variants))
    return Question(
        fact=ITEM_NAME,
        decides="outcome",
        text=f"Which item is it: {named}?",
        why="The name fits more than one item, and they do not end alike.",
        options=options,
    )


def early_verdict(deal: DealRead, day: dt.date) -> Decided:
    """A deal dated before the modelled law: open, because the law of that day is not in the rule base."""
    kept = {key: value for key, value in deal.facts.items() if key not in {"date", "as_of"}}
    facts, verdict = decide({**kept, "words": deal.words} if deal.words else kept, FIRST_DAY)
    if stated := deal.facts.get("date"):
        facts = {**facts, "date": str(stated)}
    return Decided(deal.label, facts, verdict.model_copy(update=_unknown_law(day)))


def _unknown_law(day: dt.date) -> dict[str, Any]:
    """What stays of a verdict when the law of the day is unknown: what was read and computed, no result."""
    return {
        "outcome": "needs_facts",
        "eccn": None,
        "license_required": None,
        "review_policy": None,
        "exceptions": (),
        "reasons": (),
        "missing": ("law_current",),
        "possible_outcomes": ("license_required", "no_license_required"),
        "assumptions": (),
        "readings": (),
        "questions": (),
        "as_of": day,
        "valid_until": None,
        "next_steps": (),
    }
