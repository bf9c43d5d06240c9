"""ask(question) -> Answer: the one door behind every channel.

Understand, decide, cite, phrase, ground, keep. No language model takes part in the verdict, and none is needed here.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from assistant import aside, forward, listed
from assistant.answer import Answer, DealAnswer, Grounding, Kind, Proposal
from assistant.background import corrections
from assistant.candidates import question_of
from assistant.citations import Marks
from assistant.decide import Decided, decide_variants, early_verdict, held_open
from assistant.explain import corrected, said
from assistant.foremost import foremost
from assistant.ground import Basis, Grounded, ground
from assistant.law_asked import (
    beside,
    is_about_the_law,
    is_answered,
    is_told,
    law_of,
    names_a_provision,
    unclassified_item,
    undecided_item,
)
from assistant.moved import moved
from assistant.phrase import as_sentences, phrase, proposed, spoken
from assistant.reading.understood import DealRead, Understood
from assistant.records.canonical import whole
from assistant.standing import noted
from assistant.wording import plain_name
from rules.errors import BadFact
from rules.law import FIRST_DAY, Law

if TYPE_CHECKING:
    from assistant.company import CompanyTexts
    from assistant.model.connect import LanguageModel
    from assistant.store import Store, Turn

LONGEST = 10_000  # code points; a longer text is a document, no question
READ_LANGUAGES = frozenset({"en", "de", "es", "fr", "zh", "ja"})


def ask(
    question: str,
    *,
    as_of: dt.date | None = None,
    thread: str | None = None,
    store: Store | None = None,
    channel: str = "cli",
    user: str = "local",
    record: bool = True,
    company: CompanyTexts | None = None,
) -> Answer:
    """The answer to one turn; with a thread, to its next turn.

    With a store or a thread the answer is kept: it becomes a record of `user` on `channel`, and has an id and a place
    in the chain. Without `record` only its thread is kept. What `company` says stands below the answer, and cannot
    change it.

    Raises:
        BadFact: a question too long to be one.
        LawNotModelled: the day lies before the first modelled one.
        StoreError: the answer cannot be kept; it is not given then.
    """
    day = as_of or _today()
    Law(day)
    if len(question) > LONGEST:
        raise BadFact("question", f"found {len(question):,} characters, expected at most {LONGEST:,}")
    question = whole(question)
    kept = store or (_store() if thread is not None else None)
    past = kept.turns(thread) if kept is not None and thread is not None else []
    with noted() as notes:
        reply = answer(_understand(question, day, past), question, day)
    if company is not None:
        reply = company.beside(question, reply)
    if kept is not None and record:
        from assistant.records.content import Asked
        from assistant.records.writing import record_answer

        reply = record_answer(kept, Asked(question, channel, user, thread), reply, notes)
    elif kept is not None and thread is not None:
        kept.keep(thread, question, reply)
    _keep_what_is_loaded()
    return reply


@cache
def _keep_what_is_loaded() -> None:
    """After the first answer the parser, the gazetteers and the law are loaded for good: the collector skips them."""
    gc.collect()
    gc.freeze()


def ask_all(
    turns: Sequence[str],
    *,
    as_of: dt.date | None = None,
    store: Store | None = None,
    user: str = "local",
    company: CompanyTexts | None = None,
) -> Answer:
    """The answer to the last of several turns; with a store each becomes a record, else nothing is kept.

    Raises as `ask` does.
    """
    from assistant.store import Store

    place, thread = store or Store.in_memory(), f"lines-{uuid4()}"
    try:
        for turn in turns:
            told = ask(turn, as_of=as_of, thread=thread, store=place, user=user, record=bool(store), company=company)
        return told
    finally:
        if store is None:
            place.close()


def answer(understood: Understood, question: str, as_of: dt.date) -> Answer:
    """The answer to a turn as it was read."""
    if understood.kind == "evasion":
        return _without_deal("explanation", lambda marks: aside.evasion(as_of, marks), as_of)
    if understood.kind == "law" and understood.listings:
        return _without_deal("explanation", lambda marks: listed.told_of(understood.listings, as_of, marks), as_of)
    if understood.of_the_desk is not None:
        return _without_deal("clarification", lambda _: aside.of_the_desk(understood), as_of)
    told = understood.kind == "deal" and (bool(understood.changed) or any(map(_on_a_day, understood.deals)))
    if (
        not told
        and understood.kind in {"deal", "out_of_scope", "nothing"}
        and is_about_the_law(understood, question, as_of)
    ):
        return _explanation(understood, question, as_of)
    if understood.kind == "out_of_scope" and understood.out_of_scope == "other" and is_answered(question, as_of):
        return _explanation(understood, question, as_of)
    if understood.kind == "deal" and understood.deals and not _bare(understood, question):
        return _deals(understood, question, as_of)
    if understood.before is None and (item := undecided_item(understood, question, as_of)) is not None:
        return _without_deal("clarification", lambda marks: question_of(item, as_of, marks), as_of)
    if understood.out_of_scope == "antiboycott":
        return _without_deal("explanation", lambda marks: aside.antiboycott(as_of, marks), as_of)
    if understood.kind == "out_of_scope" and not names_a_provision(understood, question):
        return _without_deal("out_of_scope", lambda _: aside.out_of_scope(understood.out_of_scope), as_of)
    if understood.kind in {"law", "out_of_scope"}:
        return _explanation(understood, question, as_of)
    return _clarification(understood, question, as_of)


def _on_a_day(deal: DealRead) -> bool:
    """A deal that goes somewhere, on a day or in a month of its own: no story is asked for."""
    return bool(deal.as_of or deal.during) and {"item", "destination"} <= set(deal.facts)


def _bare(understood: Understood, question: str) -> bool:
    """Do the words hold an item and nothing else: a product's name or a class alone?"""
    from assistant.reading.bare import asks_class_by_figures, asks_for_a_class, only_asks_of_items

    for deal in understood.deals:
        implied = deal.words.get("quantity", {}).get("status") == "implied" or asks_for_a_class(question)  # "an A100"
        if set(deal.facts) - ({"item", "quantity"} if implied else {"item"}) or "published" in deal.facts.get(
            "item", {}
        ):
            return False
    if any(asks_class_by_figures(question, deal.facts.get("item") or {}) for deal in understood.deals):
        return True
    spans = [(word.get("start"), word.get("end")) for deal in understood.deals for word in deal.words.values()]
    placed = [(start, end) for start, end in spans if isinstance(start, int) and isinstance(end, int)]
    return only_asks_of_items(question, placed)


# ---- deals


@dataclass(frozen=True, slots=True)
class Told:
    """A deal with its wording, as far as it is grounded."""

    decided: Decided
    text: str
    rejected: int
    proposals: tuple[Proposal, ...] = ()


def _deals(understood: Understood, question: str, as_of: dt.date) -> Answer:
    """Each deal decided and told; the strictest stands at the top, the law questions follow."""
    marks = Marks()
    premises = [corrected(one, as_of, marks).text for one in corrections(question)]
    told = [_told(deal, understood, question, as_of, marks) for deal in understood.deals]
    strictest = min(told, key=lambda one: one.decided.strictness).decided
    several = len(told) > 1
    parts = [f"**{number}. {plain_name(one.decided.label)}**\n\n{one.text}" if several else one.text
             for number, one in enumerate(told, start=1)]  # fmt: skip
    rejected = sum(one.rejected for one in told)
    parts = [*premises, *parts]
    law = beside(understood, question, strictest, as_of, marks)
    parts.insert(len(parts) if is_told(strictest) else len(premises), law.text)
    rejected += len(law.rejected)
    if understood.listings:
        parts.append(listed.told_of(understood.listings, strictest.verdict.as_of, marks))
    if _asks_for_boycott(question):
        parts.append(aside.antiboycott(as_of, marks))
    if not several and (item := unclassified_item(strictest, question)) is not None:
        parts.append(question_of(item, strictest.verdict.as_of, marks))
    if understood.language != "en":
        parts.append(said("english" if understood.language in READ_LANGUAGES else "language"))
    return Answer(
        kind="verdict",
        answer="\n\n".join(part for part in parts if part),
        as_of=strictest.verdict.as_of,
        facts=strictest.facts,
        verdict=strictest.verdict,
        citations=marks.citations,
        questions=strictest.verdict.questions,
        deals=tuple(_entry(one.decided) for one in told) if several else (),
        law=strictest.verdict.law,
        grounding=Grounding(model=_model_name(), rejected=rejected),
        proposals=told[0].proposals if not several else (),
    )


def _asks_for_boycott(question: str) -> bool:
    from assistant.reading.understand import asks_for_boycott

    return asks_for_boycott(question)


def _entry(decided: Decided) -> DealAnswer:
    verdict = decided.verdict
    return DealAnswer(
        label=decided.label, as_of=verdict.as_of, facts=decided.facts, verdict=verdict, questions=verdict.questions
    )


def _told(deal: DealRead, understood: Understood, question: str, as_of: dt.date, marks: Marks) -> Told:
    """One deal: decided, worded, and its wording held against the verdict."""
    proposals: tuple[Proposal, ...] = ()
    if (model := _model()) is not None and len(understood.deals) == 1:
        from assistant.model.propose import with_proposals

        read = with_proposals(deal, question, model, lambda one: _decided(one, understood, question, as_of))
        deal, proposals, (decided, notes) = read.deal, read.shown, read.read
        notes = (*notes, *(proposed(one) for one in proposals))
    else:
        decided, notes = _decided(deal, understood, question, as_of)
    unread = [f'Not understood: "{word}"' for word in deal.not_understood]
    changes, notes = as_sentences(moved(understood, decided)), as_sentences((*notes, *unread))
    asked = deal.as_of or as_of
    modelled = min(asked, decided.verdict.as_of) >= FIRST_DAY
    ways = forward.ways_of(decided, asked) if modelled and forward.is_asked(question) else None
    text = phrase(decided, marks, notes=notes, ways=ways, changes=changes)
    basis = Basis(decided.verdict, decided.facts, marks.citations, (*spoken(decided, ways), *changes, *notes))
    checked = ground(text, basis)
    if model is None:
        return Told(decided, foremost(question, checked.text), len(checked.rejected))
    from assistant.model.reword import reworded

    plainer, refused = reworded(checked.text, model, basis)
    return Told(decided, plainer, len(checked.rejected) + refused, proposals)


def _decided(deal: DealRead, understood: Understood, question: str, as_of: dt.date) -> tuple[Decided, tuple[str, ...]]:
    """The verdict on a deal, and what to say of how its words were read."""
    asked = deal.as_of or as_of
    if deal.during is not None:
        from assistant.during import on_its_day

        deal = on_its_day(deal, asked)
    event = _day(deal.facts.get("date")) or asked
    if event < FIRST_DAY or asked < FIRST_DAY:
        early = said("early").format(first=FIRST_DAY, day=min(event, asked))
        return early_verdict(deal, min(event, asked)), (early, *deal.notes)
    if event != asked:
        deal = replace(deal, facts={**deal.facts, "as_of": asked})
    decided, dropped = _decide_readable(deal, asked)
    if understood.language not in READ_LANGUAGES and decided.verdict.clears and "end_use" not in deal.facts:
        unread = {**deal.facts, "end_use": question[:200]}  # an unread text opens what it may be about
        unread.pop("end_uses", None)
        decided, dropped = _decide_readable(replace(deal, facts=unread), asked)
    return decided, (*dropped, *deal.notes)


def _decide_readable(deal: DealRead, asked: dt.date) -> tuple[Decided, tuple[str, ...]]:
    """The verdict without the facts that cannot be used, each named; what was left out never clears a deal."""
    unusable: dict[str, BadFact] = {}
    while True:
        try:
            decided = decide_variants(deal, asked)
            break
        except BadFact as error:
            part = error.field.partition(".")[0].partition("[")[0]
            if part not in deal.facts:
                raise
            kept = {key: value for key, value in deal.facts.items() if key != part}
            deal = replace(deal, facts=kept, variants=() if part == "item" else deal.variants)
            unusable[error.field] = error
    if unusable and decided.verdict.clears:
        decided = replace(decided, verdict=held_open(decided.verdict, tuple(unusable)))
    return decided, tuple(f"Not used: {error}" for error in unusable.values())


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


# ---- no deal


def _clarification(understood: Understood, question: str, as_of: dt.date) -> Answer:
    from assistant.reading.understand import asks_of_us

    marks = Marks()
    if understood.before is not None and not understood.deals:
        return _plain("clarification", Grounded(aside.stands(understood.before["verdict"]), ()), as_of, marks, {})
    text, facts = aside.clarification(understood.deals, as_of, marks)
    if asks_of_us(question):
        text = f"{said('said_elsewhere')} {text}"
    return _plain("clarification", Grounded(text, ()), as_of, marks, facts)


def _without_deal(kind: Kind, tell: Callable[[Marks], str], as_of: dt.date) -> Answer:
    marks = Marks()
    return _plain(kind, Grounded(tell(marks), ()), as_of, marks, {})


def _explanation(understood: Understood, question: str, as_of: dt.date) -> Answer:
    """What the texts say; asked of the deal of a thread, how that deal stands as well."""
    marks = Marks()
    told = law_of(understood, question, as_of, marks)
    if understood.kind == "law" and understood.before is not None:
        told = Grounded(f"{told.text}\n\n{aside.stands(understood.before['verdict'])}", told.rejected)
    return _plain("explanation", told, as_of, marks, {})


def _plain(kind: Kind, text: Grounded, as_of: dt.date, marks: Marks, facts: dict[str, Any]) -> Answer:
    """An answer without a verdict."""
    return Answer(
        kind=kind,
        answer=text.text,
        as_of=as_of,
        facts=facts,
        verdict=None,
        citations=marks.citations,
        questions=(),
        deals=(),
        law=None,
        grounding=Grounding(rejected=len(text.rejected)),
    )


# ---- what lies around


def _model() -> LanguageModel | None:
    """The language model of the settings; where none is named nothing of it is loaded."""
    from assistant.settings import settings

    if not settings().model:
        return None
    from assistant.model.connect import language_model

    return language_model()


def _model_name() -> str | None:
    model = _model()
    return None if model is None else model.name


def _understand(question: str, day: dt.date, past: Sequence[Turn]) -> Understood:
    """The turn as read, after those before it."""
    if not past:
        from assistant.reading.understand import understand

        return understand(question, as_of=day)
    from assistant.dialogue import next_turn

    return next_turn(question, as_of=day, history=past)


def _today() -> dt.date:
    from assistant.settings import today

    return today()


def _store() -> Store:
    from assistant.store import Store

    return Store()
