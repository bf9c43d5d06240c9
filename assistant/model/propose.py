"""Facts that a language model reads in a message, and what becomes of them.

A proposal stands on words of the message, fills a gap and never overrides a fact. One that makes the verdict stricter
counts at once; one that would make it looser is shown to be confirmed; one that changes nothing is dropped. So the
outcome is never looser than the one without a model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.answer import Proposal
from assistant.decide import Decided
from assistant.model.connect import LanguageModel, ProposedFact
from assistant.reading.gazetteer import Place
from assistant.reading.spotting import spot
from assistant.reading.understood import DealRead
from assistant.restate import is_gap, tokens, with_facts
from assistant.settings import today
from rules.errors import RulesError

ALLOWED = re.compile(
    r"destination|activity|end_uses|quantity|item\.condition"
    r"|parties\[\d\]\.(?:name|kind|headquarters|location|ultimate_parent\.headquarters)"
)
PLACES = ("destination", "headquarters", "location")
NOTE = "read by the language model"
SHORTEST = 2  # letters that words have to have to say anything

Read = tuple[Decided, tuple[str, ...]]  # a verdict, and what to say of how the words were read
Decide = Callable[[DealRead], Read]


@dataclass(frozen=True, slots=True)
class Proposed:
    """The deal with what counts of the proposals, its verdict, and every proposal that is shown."""

    deal: DealRead
    read: Read
    shown: tuple[Proposal, ...]


def with_proposals(deal: DealRead, question: str, model: LanguageModel, decide: Decide) -> Proposed:
    """A deal after the model has read its words too."""
    read = decide(deal)
    shown: list[Proposal] = []
    for one in model.facts(question, json.dumps(deal.facts, default=str, ensure_ascii=False)):
        at = _stands_on(one, question)
        if at is None or not _fills_a_gap(deal.facts, one):
            continue
        candidate = _stating(deal, one, at, question)
        if candidate is None:
            continue
        try:
            after = decide(candidate)
        except RulesError:
            continue
        if after[0].strictness < read[0].strictness:
            deal, read = candidate, after
            shown.append(_shown(one, at, counted=True))
        elif after[0].strictness > read[0].strictness:
            shown.append(_shown(one, at, counted=False))
    return Proposed(deal, read, tuple(shown))


def _stands_on(one: ProposedFact, question: str) -> tuple[int, int] | None:
    """Where the message says these words; None where it does not, or the words say nothing."""
    words = one.words.strip()
    if len(re.findall(r"\w", words)) < SHORTEST or not ALLOWED.fullmatch(one.path):
        return None
    start = question.find(words)
    return None if start < 0 or not _bears_out(words, one) else (start, start + len(words))


def _bears_out(words: str, one: ProposedFact) -> bool:
    """Can the words mean the value? A name and a number stand in them, and a place that they name is the value's."""
    if one.path.endswith(".name"):
        return isinstance(one.value, str) and one.value.strip().casefold() in words.casefold()
    if one.path == "quantity":
        return str(one.value) in re.sub(r"[,.\s]", "", words)
    if one.path.endswith(PLACES):
        named = _countries(words)
        return not named or one.value in named
    return True


def _countries(words: str) -> set[str]:
    """The countries that the words name by themselves."""
    found = spot(words, today())
    return {code for one in found if isinstance(one.value, Place) for code in one.value.countries}


def _fills_a_gap(facts: Mapping[str, Any], one: ProposedFact) -> bool:
    """Is nothing known at this path, and is the value one?"""
    return one.value is not None and one.value not in ("", [], {}) and is_gap(facts, one.path)


def _stating(deal: DealRead, one: ProposedFact, at: tuple[int, int], question: str) -> DealRead | None:
    """The deal that states the proposal too; None where it would leave a party between two out."""
    steps = tokens(one.path)
    parties = deal.facts.get("parties") or []
    if steps[0] == "parties" and isinstance(steps[1], int) and steps[1] > len(parties):
        return None
    word = {"text": question[at[0] : at[1]], "start": at[0], "end": at[1], "status": "implied", "note": NOTE}
    return replace(deal, facts=with_facts(deal.facts, {one.path: one.value}), words={**deal.words, one.path: word})


def _shown(one: ProposedFact, at: tuple[int, int], *, counted: bool) -> Proposal:
    return Proposal(fact=one.path, value=one.value, words=one.words.strip(), start=at[0], end=at[1], counted=counted)
