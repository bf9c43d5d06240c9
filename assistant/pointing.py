"""A question of law that points at the deal of its thread ("who decides that?", "does it apply here?"): what it points
at is put in, so that the answer is about this deal and no other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from assistant import practice
from assistant.reading.gazetteer import country_name
from assistant.reading.openings import opening
from assistant.reading.places import spot_places

_HERE = re.compile(
    r"(?i)\b(?:in|for) (?:this|that|our|the|such a) (?:case|deal|order|shipment)\b|\b(?:here|there)\b(?! (?:is"
    r"|are|was|were)\b)"
)
_IT = re.compile(
    r"(?i)\b(?:it|that|this|those|these)\b(?!['’]s)(?! (?:\w+ )?(?:rule|law|section|paragraph|regulation)s?\b)"
)
_THEIR = re.compile(r"(?i)\b(?:their|its|his|her)\b")
_OWN_PAPERS = frozenset({"CN", "HK", "MO"})  # places whose applications ask for papers of their own
_THE_LICENSE = re.compile(r"(?i)\b(?:the|that|this|such an?) (?:licen[cs]e|application)\b")
_THEY = re.compile(r"(?i)\b(?:they|them)\b")
_QUESTION = re.compile(
    rf"(?i){opening('then|now|one more (?:thing|question)|also')}(?:why|who|whom|whose|when|since|how|what|which"
    rf"|where|is|are"
    r"|was|were|does|do|did|has|have|can|could|will|would|may|must|should)\b"
)
_MOST_WORDS = 14  # of a question that leans on the deal; a longer one says itself what it is about
_CLEARER = 0.05  # how much closer to an entry the words put in have to bring it
_BARE = re.compile(  # nothing of its own: "but who would refuse it, and why?"
    r"(?i)(?:\W*\b(?:and|but|so|ok|then|now|why|who|how|what|which|when|where|is|are|was|were|be|been|does|do|did"
    r"|has|have"
    r"|can|could|will|would|may|might|must|should|not|n['’]t|no|the|a|an|any|it|that|this|they|them|one|we|us|i|you"
    r"|here"
    r"|there|at all|in the end|exactly|really|actually|even|still|on|of|to|for|about|with|need\w*|require\w*"
    r"|first|second|third|other|last|something"
    r"|anything|nothing|permit\w*|allow\w*|forbid\w*|forbidden|refuse\w*|approve\w*|decide\w*|block\w*|hold|held"
    r"|stop\w*"
    r"|grant\w*|apply|applies|before|earlier|previously|yesterday|again|your|assum\w+|presum\w+|flags?|left|red"
    r"|matter\w*|problem|issue|order|deal|case|buyer|customer|reason|thing|different\w*|same)\b)+\W*"
)


APPLICATION = "the license application"
_OF_PAPERS = re.compile(  # what is done with an application, and not with goods
    r"(?i)\b(?:decid\w+|takes?|long|quick\w*|fast|costs?|fees?|sign\w*|fil(?:e|ed|ing)|refus\w+|den(?:y|ied|ies)"
    r"|appeal\w*"
    r"|approv\w+|review\w*|look(?:s|ed)? at|revok\w+|expir\w+|valid|grant\w*|submit\w*|appl(?:y|ied|ying) for"
    r"|application)\b"
)
_OPENING = re.compile("(?i)" + opening("then", "now", "also", "one more (?:thing|question)"))
_WORD = re.compile(r"[^\W\d_]{3,}")
_LETTERS = re.compile(
    r"(?<![\w:.])(?:[A-E]:[1-6]|\d[A-E]\d{3}(?:\.\w)*|LPP|NAC|ACA|AIA|ACM|HBM|STA|TMP|RPL|GOV|GBS|TSU|VEU)(?![\w:])"
)
_OF_THE_LAW = re.compile(
    rf"\W*(?:(?i:(?:and|or|but|ok|so|what about|how about|for|in|is|what is"
    rf"|what's)\b\W*))+(?P<letters>{_LETTERS.pattern})\W*"
)
_THAT_RULE = re.compile(
    r"(?i)\b(?:that|this|the same|such an?) (?:rule|law|exception|test|list|paragraph|section|policy|provision"
    r"|requirement)\b"
)
_BARE_WHEN = re.compile(  # "since when?", "when did that come in?"
    rf"(?i){opening('then', 'also')}(?:(?:since|until|till|from) )?when"
    r"(?: (?:did|does|do|was|is|will|has) (?:that|this|it|they)(?: \w+){0,3})?\W*$"
)
_SHORT = 6
_AND_THERE = re.compile(
    r"(?i)\W*(?:(?:and|or|but|ok|so|what about|how about|for|in|with|to|is it the same for|same for|the)\b\W*)+"
)
_OF_US = re.compile(r"(?i)\byou\b(?! (?:have|need) to\b)|\byours?\b|\bexceptions? (?:is|was|would|does|did)\b")
_PUTS = re.compile(rf"(?i){opening('then', 'now')}(?:what|how) (?:about|if)\b")
_WHY_IT = re.compile(rf"(?i){opening('then', 'now')}why\b(?!.*\b(?:they|them|bis|the us|anybody|anyone)\b)")


def asked_of_the_deal(
    text: str, facts: Mapping[str, Any], item: str, as_of: dt.date, *, of_the_law: bool
) -> str | None:
    """The question with the deal in the place of "it" and "here"; None where it does not lean on the deal.

    `item`: the words that named the item; `of_the_law`: the question holds words of the law, so that it may also be
    answered as it stands.
    """
    leans = any(one.search(text) for one in (_IT, _HERE, _THEY, _THEIR))
    own_papers = facts.get("destination") in _OWN_PAPERS and _THE_LICENSE.search(text) is not None
    leans = leans or own_papers
    if not leans or not _asks(text) or len(text.split()) > _MOST_WORDS or _WHY_IT.match(text):
        return None
    deal = _deal(facts, item)
    if deal is None:
        return None
    text = _THEIR.sub(_owner(facts), text)
    if own_papers and not _IT.search(text):
        text = _THE_LICENSE.sub(rf"\g<0> for {deal}", text, count=1)
    subjects = (APPLICATION, deal) if _OF_PAPERS.search(text) else (deal,)
    found = ((one, practice.answer_to(one, as_of, practice.NO_WORD)) for one in (_put_in(text, it) for it in subjects))
    put_in, near = next(((one, near) for one, near in found if near is not None), (None, None))
    alone = practice.answer_to(text, as_of) if of_the_law else None
    if near is None or (not own_papers and alone is not None and near.closeness < alone.closeness + _CLEARER):
        return None
    return put_in


def asked_of_the_law(text: str, as_of: dt.date) -> str | None:
    """The question without its opening words, where an entry surely answers it ("and who pays the 25 percent?")."""
    found = _OPENING.match(text)
    plain = text[found.end() :] if found is not None else text
    sure = _asks(text) and practice.answer_to(plain, as_of, practice.SURE) is not None
    return plain if sure else None


def of_that_rule(text: str, before: str, as_of: dt.date) -> str | None:
    """ "Is that rule in force today?", after a question of law: both together, where an entry answers them."""
    if not before or not (_THAT_RULE.search(text) or _BARE_WHEN.match(text)) or not _asks(text):
        return None
    both = f"{before} {text}"
    return both if practice.answer_to(both, as_of, practice.NO_WORD) is not None else None


def _asks(text: str) -> bool:
    """Is it a question, and neither one about the assistant's own answer nor one that puts another case?"""
    return _QUESTION.match(text) is not None and not _OF_US.search(text) and not _PUTS.match(text)


def says_nothing_itself(text: str, said: str) -> bool:
    """Is it a question in which every word leans on the deal ("why does the third one need something?")?

    `said`: the earlier turns, whose words it may say again ("does the call center matter?").
    """
    if _QUESTION.match(text) is None:
        return False
    told = {word.lower() for word in _WORD.findall(said)} | {find.text.lower() for find in spot_places(text)}
    return (
        _BARE.fullmatch(_WORD.sub(lambda one: "it" if one.group().lower() in told else one.group(), text)) is not None
    )


def of_another_place(text: str, question: str) -> str | None:
    """The last question of law asked of another place ("and Poland?"); None where the turn says more than a place.

    A Country Group or an exception by its letters is asked of in the same way ("and A:5?").
    """
    named, were = _OF_THE_LAW.fullmatch(text), list(_LETTERS.finditer(question))
    if named is not None and len({one.group() for one in were}) == 1:
        return question.replace(were[0].group(), named["letters"])
    found, before = list(spot_places(text)), list(spot_places(question))
    if len(found) != 1 or len({find.text for find in before}) != 1 or len(text.split()) > _SHORT:
        return None
    lead, rest = text[: found[0].start], text[found[0].end :]
    if not _AND_THERE.fullmatch(lead) or re.search(r"\w", rest):
        return None
    for find in reversed(before):
        question = question[: find.start] + found[0].text + question[find.end :]
    return question


def _deal(facts: Mapping[str, Any], item: str) -> str | None:
    """The deal in a few words, "H200 to China"; None where its item or its place is not told."""
    place = facts.get("destination")
    return f"{item} to {country_name(str(place))}" if item and place else None


def _owner(facts: Mapping[str, Any]) -> str:
    """Whose something is that is called "their": the first party by its name, else the buyer."""
    named = (str(party["name"]) for party in facts.get("parties") or () if party.get("name"))
    return f"{next(named, 'the buyer')}'s"


def _put_in(text: str, subject: str) -> str:
    here = _HERE.sub(f"to {subject}", text)
    they = _THEY.sub("BIS", here)
    return they if here != text else _IT.sub(subject, they)
