"""What a later turn says of owners again: a parent that was another's, a holding in the middle, mail from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.reading.lists import words
from assistant.reading.openings import opening
from assistant.reading.understood import DealRead

_WRONG_ONE = re.compile(
    rf"(?i){opening('no')}(?:(?:wrong|other|different) (?:company|parent|owner"
    r"|one|name|firm)|wrong"
    r"|correction|my (?:mistake|bad)|i was wrong|that was wrong)\b"
)
_ANOTHER_OWNER = re.compile(
    r"(?i)\b(?:owned|controlled|held|run) by (?:an?|the|two|three|some) |\b(?:parent|owner) is (?:an?|the) "
    r"|\bbelongs to (?:an?|the) "
)


def is_wrong_parent(old: Mapping[str, Any], text: str) -> bool:
    """ "Wrong company, sorry. Controlled by a Greek family": the parent that was named is another's."""
    name = str(old.get("name") or "")
    told = _ANOTHER_OWNER.search(text)
    plain = not re.search(r"(?i)\b(?:also|too|partly|as well|minority|and|maybe|perhaps|not)\b|\?|%", text)
    return bool(name and _WRONG_ONE.match(text) and told and plain) and name.lower() not in text.lower()


_HELD = re.compile(  # "that holding belongs to a Chinese state fund"
    r"(?i)\b(?:holding|parent|owner|shareholder|group|fund|mother)(?: company)?\b[^.;!?]{0,20}\b(?:belongs|owned|held"
    r"|controlled|part of|subsidiary|unit of|run by)\b"
)
_MIDDLE = re.compile(
    r"(?i)\b(?:the|that|this|their|its) (?:holding|group|fund)(?: company)?(?: itself)?(?:['’]s| is| sits| was)?"
    r"(?: (?:still|really|actually|only|just|clearly))? (?:in|at|from|based|located|registered|an?|[A-Z]\w+)\b"
)


_ENDING = re.compile(
    r"(?i)(?:(?<![\w.])|(?<=\w))\.(?P<end>[a-z]{2})\b(?=\s+(?:e-?mail|mail|address|domain|account|sender)s?\b)|@[\w.-]+\.(?P<host>[a-z]{2})\b"
)


def mail_from(party: dict[str, Any], text: str) -> None:
    """ "Wrote from a .ru address": a country that touches the buyer, so that its seat is open (silence.md)."""
    told = {str(found["end"] or found["host"]).lower() for found in _ENDING.finditer(text)}
    codes = {end.upper() for end in told if end in words("frame.yaml", "endings")}
    if codes - {party.get("headquarters")}:
        party.update(headquarters=None, ultimate_parent={"headquarters": None})


_OWNED_BY_HIM = re.compile(  # "he personally owns 80 percent": of a country that nobody told
    r"(?i)\b(?:he|she|(?:the|their|its) (?:ceo|founder|director|chairman|president|boss|manager|general manager"
    r"|managing"
    r" director|chairwoman))(?: (?:personally|himself|herself|also|alone|now|still|really))* (?:owns?|holds?"
    r"|controls?)\b"
    r"(?P<rest>[^.;!?\n]*)"
)
_MINOR = re.compile(
    r"(?i)(?<![\d.,])(?:[1-4]?\d(?:[.,]\d+)?)\s?(?:%|per ?cent)|\b(?:minority|nothing|none|no|not|keys?)\b"
)


def owned_by_somebody(party: dict[str, Any], text: str) -> None:
    """A person owns the buyer: who that is, and of which country, is then open."""
    found = _OWNED_BY_HIM.search(text)
    if found is not None and not _MINOR.search(found["rest"]) and "headquarters" in party:
        above = party.get("ultimate_parent") or {}
        if above.get("headquarters") in {None, party["headquarters"]}:
            party["ultimate_parent"] = {**above, "headquarters": None}


def without_middle(new: DealRead, text: str, owner: str) -> DealRead:
    """ "The holding is in Luxembourg!", of which a Chinese fund was said to own it: who is above it stays."""
    if not _HELD.search(owner) or not _MIDDLE.search(text) or "parties" not in new.facts:
        return new
    parties = [
        {key: value for key, value in party.items() if key != "ultimate_parent"} for party in new.facts["parties"]
    ]
    return replace(new, facts={**new.facts, "parties": parties})
