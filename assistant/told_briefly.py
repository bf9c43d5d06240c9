"""What a turn says of a deal in so few words that only the deal tells what is meant: "double it", "8 more", "no parent",
"and now?"."""

from __future__ import annotations

import re
from typing import Any

from assistant.reading.numerals import as_words
from assistant.reading.polarity import polarity

SHORT = 12  # words of a turn in which a bare "8 more" is about the goods
_N = r"\d{1,6}|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|a dozen"
_GOODS = r"(?=(?: (?:of (?:them|those|these)|units?|pcs|pieces|cards?|chips?|gpus?|servers?|to|for|please|pls|then|now|too|as well|on top))*\s*(?:$|[.,;!?]))"
_MORE = re.compile(
    rf"(?i)\b(?:(?P<n>{_N}) (?:more|additional|extra|further)\b(?! than)|(?:another|add|plus|\+) ?(?P<k>{_N})\b){_GOODS}"
)
_FEWER = re.compile(rf"(?i)\b(?P<n>{_N}) (?:fewer|(?:units|cards|pcs|pieces) less)\b(?! than){_GOODS}")
_DOUBLE = re.compile(r"(?i)\b(?:doubl\w+|twice (?:that|as many|the (?:quantity|number|amount)))\b")
_TRIPLE = re.compile(r"(?i)\b(?:tripl\w+|three times (?:that|as many|the (?:quantity|number|amount)))\b")
_HALF = re.compile(r"(?i)\b(?:only |just )?half (?:of )?(?:that|the (?:quantity|number|amount)|as many|it)\s*(?:$|[.,;!?])")
_NO_PARENT = re.compile(
    r"(?i)\b(?:(?:has|have|had|with|there(?:['’]s| is)|got) no|no|without an?|(?:do|does)(?:n['’]t| not) have an?) (?:ultimate |foreign )?(?:parent|holding)"
    r"(?: company| compan(?:y|ies)| above it)?\b|\bno (?:one|body) above (?:it|them)\b|\b(?:is|are|it['’]s|they['’]re) (?:its|their) own (?:ultimate )?parent\b"
    r"|\b(?:no,? )?(?:it|they)(?:['’]s|['’]re| is| are) (?:fully |entirely )?independent\b"
)
_NOW = re.compile(
    r"(?i)^\W*(?:(?:ok|okay|and|so|but|what about|how about|what is it|is it|how is it)\W+)*(?:now|nowadays|currently|these days|at present|right now"
    r"|as of (?:today|now)|under (?:today['’]s|the current|current) (?:law|rules?))\W*$"
)


def relative(facts: dict[str, Any], said: dict[str, Any], text: str) -> None:
    """ "8 more", "double it", "half of that": a number that hangs on the one before."""
    before = facts.get("quantity")
    if not isinstance(before, int) or len(text.split()) > SHORT:
        return
    number = _relative(before, text)
    if number is not None and number > 0:
        said["quantity"] = number


def _relative(before: int, text: str) -> int | None:
    if found := _MORE.search(text):
        return before + _number(found["n"] or found["k"])
    if found := _FEWER.search(text):
        return before - _number(found["n"])
    if _DOUBLE.search(text):
        return 2 * before
    if _TRIPLE.search(text):
        return 3 * before
    return before // 2 if _HALF.search(text) and before % 2 == 0 else None


def _number(told: str) -> int:
    return int(told) if told.isdigit() else int(as_words(told) or 0)


def without_parent(party: dict[str, Any], text: str) -> None:
    """ "It has no parent": the ultimate parent's seat is the party's own (facts.md)."""
    found = _NO_PARENT.search(text)
    seat = party.get("headquarters")
    if found is None or not seat or text.rstrip().endswith("?") or polarity(text, *found.span()).doubted:
        return
    above = party.get("ultimate_parent") or {}
    if "name" not in above and above.get("headquarters") in {None, seat}:
        party["ultimate_parent"] = {"headquarters": seat}


def asks_of_today(text: str) -> bool:
    """ "And now?" after a past day."""
    return _NOW.match(text) is not None
