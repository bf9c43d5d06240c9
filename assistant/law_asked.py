"""What a turn asks of the law: beside a deal, or instead of one."""

from __future__ import annotations

import datetime as dt

from assistant import practice
from assistant.background import is_about_the_story, may_ask_of_the_law, note_for, tells_of_a_deal
from assistant.candidates import described_item
from assistant.citations import Marks
from assistant.decide import Decided
from assistant.explain import explain
from assistant.ground import Grounded
from assistant.reading.bare import asks_class_by_figures
from assistant.reading.understood import DealRead, Understood
from knowledge.practice import Practice
from rules.cite import find_cites


def is_answered(question: str, as_of: dt.date) -> bool:
    """Is there a note or a practice answer to the question?"""
    return note_for(question) is not None or practice.answer_to(question, as_of, practice.NO_WORD) is not None


def is_about_the_law(understood: Understood, question: str, as_of: dt.date) -> bool:
    """Is it a question about the law or its story, although it names a chip or a place?"""
    if any(asks_class_by_figures(question, deal.facts.get("item") or {}) for deal in understood.deals):
        return False
    if is_about_the_story(question):
        return True
    if any("quantity" in deal.facts or "parties" in deal.facts for deal in understood.deals):
        vague = all(map(_is_vague, understood.deals)) and "?" in question and not tells_of_a_deal(question)
        return vague and _belongs_to_the_law(question, as_of)
    told = any({"item", "destination"} <= set(deal.facts) for deal in understood.deals)
    asks = may_ask_of_the_law(question) if told else "?" in question and not tells_of_a_deal(question)
    return asks and practice.answer_to(question, as_of, practice.ITSELF if told else practice.SURE) is not None


def _belongs_to_the_law(question: str, as_of: dt.date) -> bool:
    """Is it so close to a practice answer or a note that nothing else can be meant?"""
    note = note_for(question)
    near = note is not None and note.closeness >= practice.ITSELF
    return near or practice.answer_to(question, as_of, practice.ITSELF) is not None


def _is_vague(deal: DealRead) -> bool:
    """Is no thing told that has a class or figures, or nobody of whom anything is known?"""
    item, parties = deal.facts.get("item") or {}, deal.facts.get("parties", [])
    if any("owners" in party for party in parties):
        return False
    if not set(item) - {"name", "form"} or "item" not in deal.facts:
        return True
    known = any(set(party) - {"kind", "roles"} for party in parties)
    return "quantity" not in deal.facts and "destination" not in deal.facts and not known


def undecided_item(understood: Understood, question: str, as_of: dt.date) -> str | None:
    """The item that a question describes in plain words, where nothing in it can be decided."""
    if understood.deals or understood.kind not in {"law", "out_of_scope"} or len(understood.law_questions) > 1:
        return None
    if understood.out_of_scope not in {None, "other"} or find_cites(question):
        return None
    asked = is_about_the_story(question) or note_for(question) is not None
    asked = asked or practice.answer_to(question, as_of, practice.SURE) is not None
    return None if asked else described_item(question)


def names_a_provision(understood: Understood, question: str) -> bool:
    """A question that names a paragraph of the regulation is about it, whatever else was read in it."""
    return understood.out_of_scope in {None, "other"} and bool(find_cites(question))


def unclassified_item(decided: Decided, question: str) -> str | None:
    """What the question calls an item of which it says nothing but a name or a form that no class follows from."""
    if decided.verdict.eccn is not None or not {"name", "form"} >= set(decided.facts.get("item") or ()):
        return None
    return described_item(question)


def is_told(decided: Decided) -> bool:
    """Is it said what goes where, so that the verdict comes before what else is asked?"""
    return {"item", "destination"} <= set(decided.facts)


def law_of(understood: Understood, question: str, as_of: dt.date, marks: Marks) -> Grounded:
    """What the texts say to each question of law."""
    from assistant.settings import index_folder

    asked = understood.law_questions or (question,)
    told = [explain(one, as_of, marks, index_folder()) for one in asked]
    text = "\n\n".join(one.text for one in told)
    return Grounded(text, tuple(sentence for one in told for sentence in one.rejected))


def beside(understood: Understood, question: str, decided: Decided, as_of: dt.date, marks: Marks) -> Grounded:
    """What a deal's message asks of the law besides; empty where it asks nothing.

    Little told of a deal, an entry answers sooner. One that the whole message belongs to answers for its last question.
    """
    told = is_told(decided)
    if told and "?" not in question and not understood.law_questions:
        return Grounded("", ())
    near = practice.answer_to(question, as_of, practice.SURE if told else practice.BESIDE)
    if near is not None and isinstance(near.entry, Practice) and len(understood.law_questions) < 2:
        return practice.told(near.entry, decided.verdict.as_of, marks)
    return law_of(understood, question, as_of, marks) if understood.law_questions else Grounded("", ())
