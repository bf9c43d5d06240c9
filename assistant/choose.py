"""An answer to a decisive question by click: the next turn of its conversation, out of what the option states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.answer import Answer
from assistant.decide import decide
from assistant.records.content import Asked
from assistant.records.writing import record_answer
from assistant.restate import told, with_facts
from assistant.standing import noted
from assistant.store import Store, Turn


class NoSuchChoice(Exception):
    """The turn has no such deal, question or option, or the option states nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a question of a deal; each counted from 0, the one deal of a message being 0."""

    deal: int
    question: int
    option: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """The answer, and what was chosen in words."""

    said: str
    answer: Answer


def choose(
    store: Store, thread: str, turn: Turn, choice: Choice, *, as_of: dt.date | None, channel: str, user: str
) -> Chosen:
    """The deal of a turn with the chosen option stated: the next turn of the thread, recorded like one in words.

    Raises:
        NoSuchChoice: the turn holds no such option.
        BadFact, LawNotModelled: as `decide`.
        StoreError: the answer cannot be kept.
    """
    deal = _at(turn.answer["deals"], choice.deal) if turn.answer["deals"] else turn.answer
    question = _at(deal["questions"], choice.question)
    option = _at(question["options"], choice.option)
    if not option["sets"]:
        raise NoSuchChoice(option["label"])
    with noted() as notes:
        facts, verdict = decide(with_facts(deal["facts"], option["sets"]), as_of)
    said = f"{question['text']} {option['label']}"
    return Chosen(said, record_answer(store, Asked(said, channel, user, thread), told(facts, verdict), notes))


def _at(found: list[Mapping[str, Any]], place: int) -> Mapping[str, Any]:
    if not 0 <= place < len(found):
        raise NoSuchChoice(str(place))
    return found[place]
