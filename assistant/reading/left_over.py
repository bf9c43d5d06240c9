"""Strict countries that were named and made no fact: "the holding is 80 % Chinese", "a member of a Shenzhen group".

Whatever was said of them, it is not left out: seat and parent of the buying parties are asked for, and of an embargoed
country whether the goods end up there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.reading.found import Found
from assistant.reading.nationalities import is_language
from assistant.reading.polarity import clause, polarity, sentence
from assistant.reading.route import FORMER, OF_A_RIVAL
from assistant.reading.seats import country
from assistant.reading.state import Reading
from assistant.reading.strict import embargoed, strict
from assistant.reading.touches import BUYING, hold_destination, unset

_SHARES = re.compile(
    r"(?i)(?:%|\b(?:per\s?cent|majority|mostly|mainly|largely|predominantly|partly|half|thirds?|quarters?)[- ])\s*$"
)

_MAJORITY = re.compile(  # who has these is no bystander, in whatever order it is told
    r"(?i)\bmajority\b(?! of)|\b(?:majority|most|all|half|bulk|control) of (?:the |its |their |some )?"
    r"(?:shares?|stock|stakes?|capital|equity|company)\b|\b(?:majority|controlling|main|biggest|largest|principal|"
    r"sole) (?:share|stake|owner|shareholder|partner|investor)s?\b"
)
_FIRST_OWNER = re.compile(  # "biggest shareholder (38 %) is a Shanghai fund": who leads is the first to be asked for
    r"(?i)\b(?:controlling|main|biggest|largest|principal|leading|lead) (?:\w+ )?"
    r"(?:owner|shareholder|investor|stakeholder)s?\b[^.;!?\n]{0,40}$"
)
_OF_OWNERS = re.compile(
    r"(?i)\b(?:parents?|owners?|owned|holdings?|shareholders?|investors?|money|capital|funds?|shares)\b"
)
_MOVED = re.compile(
    r"(?i)\b(?:moved|relocated|re-?domiciled|transferred|shifted)\b[^.;!?\n]{0,60}\b(?:from|out of)\s+$"
)


def ask_of_what_is_left(reading: Reading, *, follow_up: bool) -> None:
    """Opens seat and parent of the buyers where a strict country stands in the words and in no fact.

    A later turn that names no party speaks of the one of the deal.
    """
    held = set(_leaves(reading.facts))
    _users_of_a_dealer(reading)
    _takes_it_home(reading)
    for find in reading.of_kind("place", "demonym"):
        code = country(find)
        if code in held or code not in strict() or find.status == "guessed" or _is_aside(reading, find):
            continue
        first, last = clause(reading.text, find.start, find.end)
        above = _OF_OWNERS.search(reading.text[first:last]) is not None
        if find.kind == "place" or (code in embargoed() and _may_go_there(reading.text, find)):
            hold_destination(reading, {code}, find.text)
        told = f"{find.text}: its part in the deal was not understood"
        if follow_up and not reading.facts.get("parties"):
            unset(reading, "parties[0]", told, parent_only=above)
        for index, party in enumerate(reading.facts.get("parties", [])):
            if BUYING & set(party.get("roles") or BUYING):
                unset(reading, f"parties[{index}]", told, parent_only=above and "headquarters" in party)


_TO_WHAT = re.compile(
    r"(?i)(?:\b(?:for|in|on|onto|into|to|at|across|during|within|throughout|aboard|inside)\s+(?:the\s+|an?\s+|some\s+|all\s+"
    r"|any\s+|several\s+|many\s+|various\s+)*|['’]s?\s+(?:own\s+|new\s+)?)$"
)


_SOMETHING = re.compile(r"\s+[a-z]")


def _may_go_there(text: str, find: Found) -> bool:
    """ "For the Cuban leg of its tour", "sold in Russian shops", "an airline's Syrian routes": what goods are for."""
    return _TO_WHAT.search(text, 0, find.start) is not None and _SOMETHING.match(text, find.end) is not None


def _users_of_a_dealer(reading: Reading) -> None:
    """ "A Turkish dealer whose customers are Russian": where such a second user takes the goods is asked."""
    for party in reading.facts.get("parties", [])[1:]:
        seat = party.get("headquarters")
        if seat in embargoed() and "location" not in party and "end_user" in (party.get("roles") or ()):
            hold_destination(reading, {seat}, f"a user of {seat} behind the buyer")


_HOMEWARD = re.compile(  # "flies home with it", "takes them back"
    r"(?i)\b(?:fl(?:y|ies|ying)|tak(?:e|es|ing)|carr(?:y|ies|ying)|bring(?:s|ing)?|go(?:es|ing)?|travel(?:s|ing)?|"
    r"return(?:s|ing)?|mov(?:e|es|ing))\s+(?:(?:it|them|this|that|the \w+)\s+)?(?:back|home)\b"
)
_LIVES = re.compile(  # behind the nation: "a Russian citizen living in Spain"
    r"(?i)[\w\s'’-]{0,25}\b(?:liv(?:es|ing)|resid(?:es|ing|ent)|settled|stud(?:ies|ying)|work(?:s|ing)|employed)"
    r" (?:in|at)\b"
)


def _takes_it_home(reading: Reading) -> None:
    """ "For an Iranian ministry, collected in Dubai": a buyer of an embargoed place who is not told to be elsewhere."""
    called = embargoed() & {country(find) for find in reading.of_kind("demonym")}
    if called and _HOMEWARD.search(reading.text):
        hold_destination(reading, set(called), "taken home")
    settled = {country(find) for find in reading.of_kind("demonym") if _LIVES.match(reading.text, find.end)}
    for party in reading.facts.get("parties", []):
        seat = party.get("headquarters")
        open_yet = seat in embargoed() and seat not in settled and "location" not in party
        if open_yet and BUYING & set(party.get("roles") or BUYING):
            hold_destination(reading, {seat}, f"a buyer of {seat} who is not told to be elsewhere")


def left_out(told: Mapping[str, Any], kept: Mapping[str, Any]) -> set[str]:
    """Strict countries that the facts of a turn hold and those of the whole deal do not."""
    return (set(_leaves(told)) & strict()) - set(_leaves(kept))


def _is_aside(reading: Reading, find: Found) -> bool:
    """Was it put aside by the stage that read it, denied, or the name of a language?"""
    before = reading.text[max(0, find.start - 80) : find.start]
    if any(told.search(before) for told in (FORMER, OF_A_RIVAL, _MOVED)):
        return True  # where a seat was; who is above it is asked for all the same
    first, last = clause(reading.text, find.start, find.end)
    of_shares = (
        _SHARES.search(reading.text[max(0, find.start - 30) : find.start]) is not None
        or _MAJORITY.search(reading.text[first:last]) is not None
        or _FIRST_OWNER.search(reading.text[sentence(reading.text, find.start, find.end)[0] : find.start]) is not None
    )
    if (not of_shares and any(one is find for one in reading.aside)) or is_language(reading.text, find.start, find.end):
        return True
    return polarity(reading.text, find.start, find.end).denied


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not key.startswith("_"):
                yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
