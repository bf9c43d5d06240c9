"""What happens when somebody asks, changes a fact, chooses an option or another day. State in, state out."""

from __future__ import annotations

import datetime as dt
import json
import textwrap
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from assistant.answer import Answer
from assistant.channels import laws
from assistant.channels.errors import ChannelError
from assistant.channels.page import fields
from assistant.channels.page.markup import MARK
from assistant.channels.page.state import Desk, Move
from assistant.decide import decide
from assistant.reading.of_the_desk import asked_of_the_desk
from assistant.render import gist, words
from assistant.restate import told, with_facts, without
from assistant.settings import today
from rules.errors import RulesError
from rules.proof import Verdict

if TYPE_CHECKING:
    from assistant.store import Turn

FIRST_DAY = dt.date(2022, 10, 7)  # of the modelled law; the rule base refuses what is earlier
REMEMBERED = 20  # answers whose sources stay on the page


class Ask(Protocol):
    """The one door: words in, answer out; `thread` goes on with a conversation."""

    def __call__(self, question: str, *, as_of: dt.date | None, thread: str, user: str) -> Answer: ...


class Keep(Protocol):
    """Keeps a change made on the page as a turn of the conversation, and gives the answer as it was recorded."""

    def __call__(self, thread: str, what: str, answer: Answer, *, user: str) -> Answer: ...


def new_desk(as_of: dt.date | None = None) -> Desk:
    """An empty table with a conversation of its own."""
    return Desk(as_of=as_of, thread=f"page-{uuid.uuid4().hex}")


def asked(desk: Desk, ask: Ask, question: str) -> tuple[Desk, Answer]:
    """The next turn. An answer without a deal leaves the deal on the table where it was; beginning anew clears it."""
    answer = ask(question, as_of=desk.as_of, thread=desk.thread, user=desk.actor.name)
    after = replace(_turned(desk, answer), answer=answer, asked=question)
    if answer.verdict is None and asked_of_the_desk(question) == "anew":
        cleared = replace(after, facts={}, verdict=None, deals=(), shown=0, moves=(), opened=())
        return replace(cleared, periods=None, replayed={}, held=None), answer
    if answer.verdict is None:
        return after, answer
    moves = (
        _moved(desk, f"You asked: {textwrap.shorten(question, 120)}", answer.verdict)
        if desk.verdict is not None
        else desk.moves
    )
    return replace(
        after, facts=answer.facts, verdict=answer.verdict, deals=answer.deals, shown=_strictest(answer), moves=moves,
        opened=(),
    ), answer  # fmt: skip


def _marked(words_said: str) -> int:
    """The highest mark [n] of an answer."""
    return max((int(found[1]) for found in MARK.finditer(words_said)), default=0)


def _strictest(answer: Answer) -> int:
    """Which of several deals the top level of the answer repeats."""
    return next((place for place, one in enumerate(answer.deals) if one.verdict == answer.verdict), 0)


def shown_deal(desk: Desk, place: int) -> Desk:
    """Puts another deal of the same message on the table."""
    if not 0 <= place < len(desk.deals):
        return desk
    deal = desk.deals[place]
    return replace(desk, facts=deal.facts, verdict=deal.verdict, shown=place, moves=(), opened=())


def chosen(desk: Desk, question: int, option: int) -> Desk:
    """States what an option of a decisive question states."""
    verdict = desk.verdict
    if verdict is None or not 0 <= question < len(verdict.questions):
        return desk
    picked = verdict.questions[question]
    if not 0 <= option < len(picked.options):
        return desk
    return _decided(
        desk, with_facts(desk.facts, picked.options[option].sets), f"{picked.text} {picked.options[option].label}"
    )


def confirmed(desk: Desk, place: int) -> Desk:
    """States what a language model read, now that a person says that it is so."""
    if not 0 <= place < len(desk.waiting):
        return desk
    one = desk.waiting[place]
    what = f"Confirmed: {words.fact(one.fact)}: {words.value(one.fact, one.value)} (“{one.words.strip()}”)"
    return _decided(desk, with_facts(desk.facts, {one.fact: one.value}), what)


def recomputed(desk: Desk, typed: Mapping[str, str]) -> Desk:
    """States what was changed in the fields; what was left as it was shown is not touched."""
    known = dict(fields.leaves(desk.facts))
    sets: dict[str, Any] = {}
    drops: list[str] = []
    said: list[str] = []
    try:
        for path, text in typed.items():
            before = fields.shown(path, known[path]) if path in known else ""
            if _same(path, text, before):
                continue
            if text.strip():
                sets[path] = fields.read(path, text)
            else:
                drops.append(path)
            said.append(f"{words.fact(path)}: {before or 'not stated'} → {text.strip() or 'not stated'}")
    except fields.FieldError as error:
        return replace(desk, problem=str(error))
    if not said:
        return replace(desk, problem="Nothing was changed.")
    return _decided(desk, without(with_facts(desk.facts, sets), drops), "; ".join(said))


def _same(path: str, text: str, before: str) -> bool:
    """Whether the field still says what it showed; closed lists are shown without underscores."""
    return text.strip() == before or (text.strip() == before.replace("_", " ") and bool(fields.kind_of(path).options))


def dated(desk: Desk, text: str) -> Desk:
    """Decides the deal under the law of another day; empty is today."""
    try:
        day = dt.date.fromisoformat(text) if text else None
    except ValueError:
        return replace(desk, problem=f"Law as of: “{text}” is no day; expected one like 2026-11-25.")
    if day is not None and day < FIRST_DAY:
        return replace(desk, problem=f"Law as of: the law is modelled from {FIRST_DAY} on.")
    after = replace(desk, as_of=day, problem=None)
    if desk.verdict is None:
        return after
    return _decided(after, without(desk.facts, ["as_of"]), f"Law as of {day or 'today'}")


def replayed(desk: Desk) -> Desk:
    """The deal on the table under the law of every day, up to today or to a later day that is asked for.

    Replayed anew only where the facts are others; what the rule base refuses is left out.
    """
    if desk.verdict is None or desk.strip is not None:
        return desk
    try:
        periods, held = laws.replayed(desk.deal, max(today(), desk.verdict.as_of), None, None)
    except (RulesError, ChannelError):
        periods, held = (), None
    return replace(desk, periods=periods, held=held, replayed=desk.deal)


def restored(
    thread: str, turns: Sequence[Turn], as_of: dt.date | None, *, read_only: bool
) -> tuple[Desk, list[Answer]]:
    """The desk as the last turn of a kept conversation left it, and every answer on the way.

    Opened to be read, it has no thread, so that nothing can be added to it.
    """
    desk = Desk(thread="" if read_only else thread, as_of=as_of)
    answers = [Answer.model_validate_json(json.dumps(turn.answer)) for turn in turns]
    for turn, answer in zip(turns, answers, strict=True):
        desk, _ = asked(desk, _kept(answer), turn.question)
    return replace(desk, read_only=read_only), answers


def _kept(answer: Answer) -> Ask:
    def ask(question: str, *, as_of: dt.date | None, thread: str, user: str) -> Answer:
        del question, as_of, thread, user
        return answer

    return ask


def opened(desk: Desk, path: str) -> Desk:
    """Shows a fact that nobody stated as a field to be filled."""
    try:
        kind = fields.kind_of(path).kind
    except fields.FieldError as error:
        return replace(desk, problem=str(error))
    if kind == "group":
        return replace(desk, problem=f"{words.fact(path)}: state its parts, under “State another fact”.")
    return replace(desk, opened=tuple(dict.fromkeys((*desk.opened, path))), problem=None)


def _decided(desk: Desk, facts: dict[str, Any], what: str) -> Desk:
    """The deal with other facts or another day; what the rule base refuses is said and changes nothing."""
    try:
        known, verdict = decide(facts, desk.as_of)
    except RulesError as error:
        return replace(desk, problem=str(error))
    moves = _moved(desk, what, verdict)
    answer = told(known, verdict).model_copy(update={"proposals": replace(desk, facts=known).waiting})
    after = replace(
        _turned(desk, answer), facts=known, verdict=verdict, moves=moves, answer=answer, asked=what, deals=()
    )
    return replace(after, opened=tuple(path for path in desk.opened if path not in dict(fields.leaves(known))))


def _turned(desk: Desk, answer: Answer) -> Desk:
    """The desk one turn on, with the sources of the new answer before those of the earlier ones."""
    earlier = ((desk.turn, desk.citations), *desk.earlier)[:REMEMBERED] if desk.citations else desk.earlier
    return replace(
        desk, turn=desk.turn + 1, citations=answer.citations, marked=_marked(answer.answer), earlier=earlier,
        problem=None,
    )  # fmt: skip


def _moved(desk: Desk, what: str, now: Verdict) -> tuple[Move, ...]:
    before = gist.headline(desk.verdict) if desk.verdict is not None else "no verdict"
    return (*desk.moves, Move(what, before, gist.headline(now)))
