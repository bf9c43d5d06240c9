"""A decisive question answered in words: "yes, they confirmed in writing", "the second one", "no idea".

The words choose an option of the question that stood first in the last answer, or say that nobody knows. Words that
say more than that are read like any turn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.reading.openings import opening

_TOLD = (
    r"and|that|is|was|it|this|so|also|we|they|he|she|the|our|customer|buyer|client|consignee|legal|office|officer"
    r"|all|has|have|had|already|been|both|boxes|of|them|done|confirmed|confirm|confirms|checked|check|told|us|said|says"
    r"|assured|verified|looked|into|in|by|from|writing|written|e-?mail|phone|today|yesterday|this|morning"
    r"|correct|right|true"
    r"|exactly|indeed|sure|definitely|for|at|please|sir"
)
_BETWEEN = r"[,;.!:\s]+"
_YES = re.compile(  # "confirmed, not yet" is no yes
    rf"(?i)^\W*(?:yes|yep|yeah|yup|correct|affirmative|right|confirmed|both|done|ja|s[ií]|oui|是的?|はい)"
    rf"(?:{_BETWEEN}(?:{_TOLD})\b)*\W*$"
)
_BOTH = re.compile(  # "yes, screened today, both fine"
    r"(?i)^\W*(?:(?:yes|yep|ok|okay|right|done|we|i|have|has|legal|compliance|screened|checked|screening|them"
    r"|it|today|this|morning|just|now|and|came"
    r"|back|done)\b\W*)*both (?:boxes |checks |of them )?(?:(?:are|were|is|was|came back|come back) )?(?:fine"
    r"|ok|okay|clean|clear|good|negative|done"
    r"|without (?:a |any )?hits?|no hits?|green)(?:[\s,.!]+(?:on file|no hits?|today|this morning|thanks?))*\W*$"
)
_NO = re.compile(  # "no, not sure" answers nothing
    r"(?i)^(?!.*\bnot (?:quite |really |so )?(?:sure|certain)\b)\W*(?:no|nope|negative|nein|non|不是?|没有|いいえ)"
    rf"(?:{_BETWEEN}(?:{_TOLD}|not|yet)\b)*\W*$"
)
_ORDINAL = re.compile(
    r"(?i)^\W*(?:(?:i(?:'d| would)? (?:say|take|choose|pick)|it is|it's|take|option|answer)\s+)?(?:the\s+)?"
    r"(?:(?P<word>first|second|third|fourth|fifth|last)(?:\s+(?:one|option|answer|of (?:them|these|those)))?"
    r"|(?:option|answer|number|no\.?|#)\s*(?P<number>[1-5]))\W*$"
)
_UNKNOWN = re.compile(
    rf"(?i){opening('honestly|we|i|they|he|she|the buyer|the customer')}"
    r"(?:(?:have |has |'ve )?no idea"
    r"|(?:do(?:es)? ?n[o']?t|do not|does not|can ?not|can'?t|won'?t|will not) (?:know|tell|say)(?: (?:why|yet"
    r"|that|us|it|either)){0,2}"
    r"|not known|unknown|nobody knows|no clue|not sure|keine ahnung|ni idea|aucune idée|不知道|わかりません)\W*$"
)
_RESOLVED = re.compile(  # of a red flag: "resolved, their bank explained it", "that is no red flag"
    r"(?is)^(?!.*(?:\b(?:not|cannot|never|none|nobody|no one|nothing|without|partly|half|almost|nearly|soon|still|being"
    r"|will|would|hope\w*|maybe|perhaps|probably|apparently|allegedly|supposedly|claim\w*|should|must|needs?|has to"
    r"|have to|to be|pending|unless|until|if|but|except|unresolved|yet|refus\w*|fail\w*)\b|n['’]t\b))"
    r"(?:(?:[^?]*(?:[.;!:]|,?\s(?:so|therefore|hence|meaning)\b)\s+)?\W*(?:(?:yes|yep|ok|okay|now|and|so|well|done)\W+)*"
    r"(?:(?:it|this|that|they|(?:the|that|this) (?P<topic>[\w-]+(?: [\w-]+)?) (?:point|issue|thing|question"
    r"|matter|concern"
    r"|part|topic|flag)|(?:the|this|that|these|both|all)(?: of (?:them|these|those))?(?: the| these"
    r"| red)* flags?)(?:['’]s| is| was| has been"
    r"| are| were| have been) |(?:both|all|everything)(?: of (?:them|these|those))? (?:(?:is|are|was|were"
    r"|has been|have been) )?)?"
    r"(?:(?:now|since|all|both|fully|been) )*(?:resolved|cleared up|settled|explained"
    r"|(?<=flag is )cleared|(?<=flag was )cleared|(?<=flag has been )cleared)\b[^?]*"
    r"|\W*(?:(?:that|this|it)(?:['’]s| is| was) )?no (?:red )?flag(?=\s*(?:$|[,.;:!]))[^?]*)$"
)
_EVERY = re.compile(
    r"(?i)^\W*(?:(?:yes|yep|ok|okay|now|and|so|well|done)\W+)*(?:they (?:are|were|have been) )?(?:now )?"
    r"(?:(?P<both>both)|all|every one|each|everything)\b"
)
_WORDS = ("first", "second", "third", "fourth", "fifth")
_YES_LABEL, _NO_LABEL = re.compile(r"(?i)^(?:yes|both)\b"), re.compile(r"(?i)^(?:no|not yet)\b")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a turn states by answering a question: paths and values, and how it is said back.

    `free`: the words beside the answer are free, and may tell more than it.
    """

    sets: Mapping[str, Any]
    said: str
    free: bool = False


def reply(text: str, questions: Sequence[Mapping[str, Any]]) -> Reply | None:
    """The answer that the words give to the first question; None where they give none."""
    if not questions:
        return None
    question = _asked(text, questions)
    if _UNKNOWN.match(text):
        return _unknown(question)
    resolving = _resolving(text, question, alone=len(_of_flags(questions)) == 1)
    option = resolving or _signed(text, question) or _both(text, question) or _option(text, question["options"])
    if option is None or not option["sets"]:
        return None
    said = f'Taken as the answer "{option["label"]}" to "{question["text"]}"'
    sets = _every(text, questions, option["sets"]) if resolving is not None else option["sets"]
    return Reply(
        sets, said if sets == option["sets"] else f"{said}, of every open red flag", free=resolving is not None
    )


def _asked(text: str, questions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The question that the words answer: the first, but for "screened, both fine", which answers one by "Both"."""
    told = questions if re.search(r"(?i)\bscreen", text) else questions[:1]
    return next((one for one in told if _both(text, one) is not None), questions[0])


def _both(text: str, question: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if _BOTH.match(text) is None:
        return None
    return next((one for one in question["options"] if one["label"].lower() == "both"), None)


def is_bare(text: str) -> bool:
    """Is the turn a mere yes or no?"""
    return _YES.match(text) is not None or _NO.match(text) is not None


def _unknown(question: Mapping[str, Any]) -> Reply:
    """Nobody knows: noted as such where one value is asked for, and left open everywhere."""
    path = str(question["fact"])
    plain = all(isinstance(value, str | int | bool) for option in question["options"]
                for at, value in option["sets"].items() if at == path)  # fmt: skip
    said = f"Noted as not known: {question['text']}"
    return Reply({path: None} if plain and question["options"] else {}, said)


def _of_flags(questions: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [one for one in questions if str(one["fact"]).startswith("red_flags")]


def _resolving(text: str, question: Mapping[str, Any], *, alone: bool) -> Mapping[str, Any] | None:
    """The option that resolves a red flag, where the words say it is resolved."""
    found = _RESOLVED.match(text)
    if not str(question["fact"]).startswith("red_flags") or found is None:
        return None
    if found["topic"] and not alone:
        return None  # "the cash point is resolved": which of several flags that is, nobody reads
    return next((one for one in question["options"] if _YES_LABEL.match(one["label"])), None)


def _every(text: str, questions: Sequence[Mapping[str, Any]], sets: Mapping[str, Any]) -> Mapping[str, Any]:
    """What "both resolved" or "all of them are resolved" states: that of every flag that was asked about."""
    alone = len(_of_flags(questions)) == 1
    asked = [one for one in questions if _resolving(text, one, alone=alone) is not None]
    found = _EVERY.match(text)
    if found is None or (found["both"] and len(asked) != 2):
        return sets
    return {path: value for one in asked for path, value in (_resolving(text, one, alone=alone) or {})["sets"].items()}


_SIGNED = re.compile(  # "ok now it's signed and dated", asked for the statement of a party on the Unverified List
    rf"(?i){opening('now|yes|good news|finally|and')}(?:(?:we|i) (?:now |already )?(?:have|got|hold"
    rf"|received) (?:it|the statement|their"
    r" statement|the signed statement|their signed statement)|(?:it|that|the (?:UVL )?statement)(?:['’]s| is"
    r"| was| has been)"
    r"(?: now| already)?)(?:,? (?:and|signed|dated|now|by them|back|in hand|on file))*\W*$"
)


def _signed(text: str, question: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The option that says the statement is there, where the words say it is signed or in hand."""
    if not str(question["fact"]).endswith("uvl_statement") or not _SIGNED.match(text):
        return None
    if not re.search(r"(?i)\b(?:signed|in hand|on file|have|got|hold|received)\b", text):
        return None
    return next((one for one in question["options"] if _YES_LABEL.match(one["label"])), None)


def _option(text: str, options: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    if found := _ORDINAL.match(text):
        at = len(options) - 1 if found["word"] and found["word"].lower() == "last" else _place(found)
        return options[at] if at < len(options) else None
    label = _YES_LABEL if _YES.match(text) else _NO_LABEL if _NO.match(text) else None
    if label is None or len(options) != 2:
        return None
    return next((one for one in options if label.match(one["label"])), None)


def _place(found: re.Match[str]) -> int:
    return int(found["number"]) - 1 if found["number"] else _WORDS.index(found["word"].lower())
