"""What a turn asks of the law: beside a deal, or instead of one."""

from __future__ import annotations

import datetime as dt
import re

from assistant import members, practice
from assistant.asked_for import asks_for_a_day
from assistant.background import corrections, is_about_the_story, may_ask_of_the_law, note_for, tells_of_a_deal
from assistant.candidates import described_item
from assistant.chronicle import asks_only_of_a_time
from assistant.citations import Marks
from assistant.decide import Decided
from assistant.explain import explain
from assistant.ground import Grounded
from assistant.reading.bare import asks_class_by_figures
from assistant.reading.openings import opening
from assistant.reading.understood import DealRead, Understood
from knowledge.practice import Practice
from rules.cite import find_cites


def is_answered(question: str, as_of: dt.date) -> bool:
    """Is there a note or a practice answer, a false premise, or a list or a time that is asked for?"""
    if corrections(question) or asks_only_of_a_time(question, as_of) or members.told_of(question, as_of, Marks()):
        return True
    return note_for(question) is not None or practice.answer_to(question, as_of, practice.NO_WORD) is not None


def is_about_the_law(understood: Understood, question: str, as_of: dt.date) -> bool:
    """Is it a question about the law or its story, although it names a chip or a place?"""
    if any(asks_class_by_figures(question, deal.facts.get("item") or {}) for deal in understood.deals):
        return False
    if is_about_the_story(question) or _asks_by_the_way(understood, question, as_of):
        return True
    if any("quantity" in deal.facts or "parties" in deal.facts for deal in understood.deals):
        vague = all(map(_is_vague, understood.deals)) and "?" in question and not tells_of_a_deal(question)
        return vague and _belongs_to_the_law(question, as_of)
    told = any({"item", "destination"} <= set(deal.facts) for deal in understood.deals)
    asks = may_ask_of_the_law(question) if told else "?" in question and not tells_of_a_deal(question)
    return asks and practice.answer_to(question, as_of, practice.ITSELF if told else practice.SURE) is not None


_OPENS = opening("also", "please", "hi", "hello")
_OF_PAPERS = re.compile(  # what is asked of papers, filings, sanctions and steps, of whatever goes wherever
    r"(?i)\b(?:EEI|AES|ITN|SED|destination control statement|DCS)\b"
    r"|\b(?:what|which)(?:['’]s| is| are)? (?:\w+ ){0,3}?(?:papers?|documents?|paperwork|forms?|certificat\w+"
    r"|certifications?|records?|steps?|penalt(?:y|ies)|fines?)\b"
    r"|\bhow (?:do|can|could|does|would|should) (?:i|we|one|you|somebody) (?:apply|get (?:an? |the )?(?:export "
    r"|BIS )?licen[cs]e"
    r"|obtain|file|submit)\b"
    r"|\b(?:legally )?binding\b|\blegal (?:force|effect)\b|\bforce of law\b|\blicen[cs]es?\b[^?!]{0,50}\b(?:valid"
    r"|validity|expires?"
    r"|lasts?)\b"
    r"|\b(?:what|which)(?:['’]s| is| are)? (?:the )?(?:[\w-]+ ){0,3}?(?:levels?|thresholds?|limits?|percentages?"
    r"|caps?|deadlines?"
    r"|cut-?offs?|quotas?|ceilings?)\b"
    r"|\bwhat\b[^.?!]{0,30}\bon (?:the|an?|our) (?:commercial )?invoices?\b"
    r"|\b(?:pay|owe|charge[sd]?|take[s]?)\b[^.?!]{0,20}\b(?:25|15) ?(?:%|percent\b|per cent\b)"
    r"|\bhow long (?:does|do|is|will|would|must|should|have)\b|\b(?:letters?|statements?) of assurance\b"
)
_WHETHER_IT_MAY_GO = re.compile(
    r"(?i)\b(?:need|require)\w* (?:an? |any |the )?(?:export )?licen[cs]e\b|\blicen[cs]e (?:is )?(?:needed|required"
    r"|necessary)"
    r"|\b(?:allowed|ok|okay|legal|permitted|possible|fine)\b|\b(?:can|may|could|should) (?:we|i|they|he"
    r"|she) (?!file|apply)"
)
_WHO = re.compile(  # of a class of buyers, and of no buyer
    r"(?i)" + _OPENS + r"(?:who(?:m|ever)?|to whom|(?:to )?(?:which|what)"
    r" (?:kinds? of |types? of |sorts? of )?(?:[\w-]+ ){0,2}?(?:companies|company|firms?|customers?|buyers?"
    r"|clients?|users?"
    r"|end[- ]users?|entities|parties|people|persons?))\b[^.?!]{0,40}?"
    r"\b(?:may|can|could|might|should|is|are|gets?|qualif\w+)\b[^.?!]*\?*\W*$"
)


_WHICH_ITEMS = re.compile(  # of items of a kind, and of no item
    r"(?i)" + _OPENS + r"(?:which|what) (?:kinds? of "
    r"|types? of )?(?:\w+ ){0,2}?(?:chips?|gpus?"
    r"|cards?|items?|products?|accelerators?|servers?|models?|hardware|goods)\b[^.?!]{0,40}\b(?:may|can|could|might"
    r"|needs?"
    r"|are|is|do|does|fall|go|goes)\b[^.?!]*\?*\W*$"
)
_IN_TIME = re.compile(r"(?i)" + _OPENS + r"(?:(?:since|until|till) when|when (?:did|was|were|does|do))\b")


def asks_of_papers(question: str) -> bool:
    """Is it asked of papers, filings, sanctions, steps or days of the law?"""
    return _OF_PAPERS.search(question) is not None or _IN_TIME.match(question) is not None


def _asks_by_the_way(understood: Understood, question: str, as_of: dt.date) -> bool:
    """Is it asked of papers, or who may get a thing, and of nobody's deal: neither a party nor a number is told?"""
    timed = asks_for_a_day(question) and _IN_TIME.match(question) is not None
    papers = asks_of_papers(question) and (timed or _WHETHER_IT_MAY_GO.search(question) is None)
    if not papers and _WHO.match(question) is None and _WHICH_ITEMS.match(question) is None:
        return False
    if not all(map(_is_of_nobody, understood.deals)):
        return False
    return note_for(question) is not None or practice.answer_to(question, as_of) is not None


def _is_of_nobody(deal: DealRead) -> bool:
    """Is neither a party told, beside the place where the goods go, nor how many there are?"""
    told = any(set(party) - {"roles", "location"} for party in deal.facts.get("parties", []))
    counted = deal.words.get("quantity", {}).get("status") != "implied" and "quantity" in deal.facts
    used = deal.facts.get("end_uses", ["unknown"]) != ["unknown"]
    return not told and not counted and not used and "red_flags" not in deal.facts


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
    least = practice.NEAR if asks_of_papers(question) else practice.SURE if told else practice.BESIDE
    near = practice.answer_to(question, as_of, least)
    if near is not None and isinstance(near.entry, Practice) and len(understood.law_questions) < 2:
        return practice.told(near.entry, decided.verdict.as_of, marks, question)
    return law_of(understood, question, as_of, marks) if understood.law_questions else Grounded("", ())
