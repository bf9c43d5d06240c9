"""Words that take an earlier turn back ("scratch that", "no wait, that's another customer", "scrap Yangon"), what they
leave standing, and what else the turn says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.reading.nationalities import spot_demonyms
from assistant.reading.openings import opening
from assistant.reading.places import spot_places
from assistant.reading.seats import country

SHORT = 9  # words of a turn that only points back, wherever the pointing words stand in it
_LEAD_WORDS = (
    "nope|nah|eh|err|i mean|actually|please|alright|right|yeah|yes|hang on|hold on"
    "|no idea where (?:i|we) got (?:that|it|this)(?: from)?|you know what|on second thoughts?|fine"
    "|my (?:mistake|bad)|let'?s|just|doch|nein|bitte|no,? perdón|perdón|pardon|non"
)
_SETTLED = opening(_LEAD_WORDS)  # no "no", which may deny what follows
_LEAD = opening("no", _LEAD_WORDS)
_VERB = (
    r"(?:scratch|forget(?: about)?|ignore|disregard|drop|cancel|strike|undo|scrap|skip|revert|never ?mind|withdraw"
    r"|retract)"
)
_LAST = (
    r"(?:that|it|this|all that|(?:that|the|my) last(?: (?:one|bit|part|change|question|thing|message"
    r"|line))?(?![\w-]| \w)"
    r"|what i just said|(?:that|this|the|my|these|those)(?: last)? (?:assumption|supposition|hypothes[ie]s|hypothetical"
    r"|what-if|scenario|correction|addition|premise)s?)"
    r"(?: (?:one|bit|part|thing|last one|last bit|last part))?"
)
_OTHERS = (  # what may be another's: "of another office of theirs" is still the customer's
    r"(?: [\w-]+)? (?:ticket|request|inquiry|enquiry|opportunity|tender|account|e-?mail|message|customer|buyer"
    r"|client|distributor|reseller|bank|deal|order|case|firm|company|one|chip"
    r"|project|file"
    r"|quote|thread|mail|chat|window)(?![\w-]| of (?:theirs|his|hers|its|them))"
)
_BARE = r"(?=\s*(?:$|[.,;:!–-]))"  # and no name behind it
_UNDO = re.compile(
    rf"(?i){_LEAD}(?:{_VERB} {_LAST}|take (?:that|it) back|never ?mind{_BARE}|undo|leave (?:it|that)(?=\s*(?:$"
    rf"|[,.;!]))|false alarm|as you were"
    rf"|vergiss(?:(?: das| es)(?: wieder)?|{_BARE})|vergessen sie das|olv[ií]d[ae](?:(?:lo)? eso|lo|{_BARE})"
    rf"|oublie[zr]?(?: ça| cela|{_BARE})"
    r"|laisse tomber|(?:and |but )?without (?:that|it|this|(?:those|these|them)(?: \w+)?(?=\W*$))|i (?:must have "
    r"|just )?(?:confused|mixed"
    r"|mistook)(?: up)? (?:that|it|this|them)?(?: up)?(?: (?:with|for) (?:an?other|a different)"
    r" (?:customer|buyer|client|deal|order|case|firm|company|one))?|算了|忘れて(?:ください)?"
    r"|(?:(?:that|it|this) )?was (?:just |all |only )?an? (?:mix-?up|misunderstanding|error|confusion|misreading)"
    r"|(?:that|it|this)(?: info(?:rmation)?| one| message| mail| thing| part| bit)?(?:['’]s| is| was) (?:about "
    rf"|for |from |the \w+ (?:of|for) )?(?:a |an )?(?:(?:wrong|mistake|typo)\b|(?:different|another"
    rf"|other)\b(?=(?:{_OTHERS})|\W*$"
    rf"|\s*[.,;!)-]))(?:{_OTHERS})?)(?=\W|$)"
)
_UNDO_SEVERAL = re.compile(
    rf"(?i){_LEAD}{_VERB} (?:(?P<both>both|the last two|the two|those two)|all(?: of)?(?: (?:that|this|it|them"
    rf"|those|these))?"
    rf"|everything)(?: (?:changes|things|suppositions|what-?ifs|of them|again))?(?=\s*(?:$|[.,;!]))"
)
_NOT_SO = re.compile(  # "no, they don't", "it isn't"
    rf"(?i){_LEAD}(?:they|it|that|he|she|we|the (?:buyer|customer|owner|parent|end user|goods|item)s?)(?: is| was"
    rf"| are| were"
    r"| do| does| did| will| would| wo| ca)?(?:n['’]?t| not)(?: (?:so|true|right|the case|correct|really"
    r"|after all))?(?=\s*(?:$|[.,;!-]))"
)
_SUPPOSED = re.compile(r"(?i)\?\s*$|\b(?:what if|if|suppose|supposing|would|could|might|may)\b")
_WAS_SUPPOSED = re.compile(  # "that was only hypothetical"; only after a turn that supposed something
    rf"(?i){_LEAD}(?:that|this|it)(?:['’]s| is| was)? (?:only |just |purely |merely |all )*(?:an? )?(?:hypothe\w+"
    rf"|what-?if"
    r"|thought experiment|theor\w+|supposition|academic|a? ?hypothetical question)(?: (?:only|though|question|case))*"
    r"(?=\s*(?:$|[.,;!]))"
)
_TO_REALITY = re.compile(  # "all hypothetical, back to reality"
    rf"(?i){_LEAD}(?:(?:that|this|it)(?:['’]s| is| was)? |(?:all|purely|just|only|merely)(?: of (?:that"
    rf"|it))? )*(?:(?:all|purely|just"
    r"|only|merely) )*(?:hypothe\w+|theor\w+|what-?ifs?)?[\s,.;:-]*(?:(?:so|now|and) )*back to (?:reality"
    r"|the real (?:deal|case|one"
    r"|thing|order)|the facts|how it (?:really )?is)\W*$"
)
_NO_SUCH = re.compile(  # "no Tehran", "no stock, all of them go …": what the last turn brought up
    rf"(?i){_SETTLED}(?:(?:no|not|without)\s+(?:the |any )?(?P<named>[\w-]+)(?=\s*[.,;:!])"
    r"|(?:no|without)\s+(?:the |any )?(?P<alone>[\w-]+)\s*$)"
)
_PUTS_ANOTHER = re.compile(
    r"\s*[:,]\s*(?:(?:but|rather|make it|it['’]?s|in fact|only) )*[A-Z]"
)  # "not Taiwanese: Chinese"
_NAMED = re.compile(
    rf"(?i){_LEAD}(?:scratch|forget(?: about)?|drop|cancel|undo|scrap|skip|without|leave out|never ?mind"
    rf"|olv[ií]d[ae](?:te de"
    rf"|lo de)?"
    rf"|vergiss|vergessen sie|oublie[zr]?) (?:the |our |la |el |los |las |le |das |die "
    rf"|den )?(?P<named>[\w-]+(?: [\w-]+)?)"
    r"(?: (?:one|thing|idea|part|option|version|question|case|scenario|bit|stuff))?(?: (?:then|again|please"
    r"|after all|for now))?"
    r"(?=\s*(?:$|[.,;!]))"
)
_OFF = re.compile(  # "the cousin's out"
    rf"(?i){_LEAD}(?:the |his |her |their |its )?(?P<named>[\w-]{{3,}})(?:(?: has| have)? (?:pulled|dropped"
    rf"|backed|bowed) out"
    r"|(?: has| have)? (?:withdrew|withdrawn|cancelled|quit|declined)(?=\s*(?:$|[.,;!]))"
    r"|(?:['’]s| is| are) (?:out|off|gone|cancelled"
    rf"|dropped"
    r"|off the table|not interested(?: any ?more)?|no longer (?:interested|involved|part of it)))\s*(?:$|[.,;!])"
)
_LEFT_OUT = re.compile(  # "leave the broker out of it"
    rf"(?i){_LEAD}(?:leave|keep|take|drop|cut) (?:the |our |their |that |this )?(?P<named>[\w-]+(?: [\w-]+)?) out"
    r"(?: of (?:it|this|that|the deal|the picture))?(?=\s*(?:$|[.,;!]))"
)
_WRONG = re.compile(  # "that army thing was another client"
    rf"(?i){_LEAD}(?:that|the|this) (?P<named>[\w-]+) (?:thing|part|bit|story|stuff|remark|info|line|one"
    rf"|question)(?: (?:i|we) \w+)? (?:is|was) "
    r"(?:about |for |from )?(?:an?other|(?:a )?different|(?:a |the )?wrong|a mistake|a typo|nonsense"
    r"|a misunderstanding)"
    r"(?: (?:customer|buyer|client|deal|order|case|firm|company|one))?(?:\W+(?:forget|ignore|scratch"
    r"|never ?mind)(?: it| that)?)?(?=\s*(?:$|[.,;!]))"
)
_MEANT_BLIND = re.compile(  # to be told less than one knows is no correction
    r"(?i)\b(?:forget|ignore|disregard|pretend)\b[^.;!?]{0,20}\b(?:i (?:said|mentioned|told|wrote)|the fact"
    r"|never (?:said|heard))\b"
)
_BACK = re.compile(
    r"(?i)\b(?:(?:go|going|went) back|back to (?:the )?(?:first|original|previous|initial)"
    r"|revert(?:ing)? to (?:the )?(?:first|original|previous|initial)|(?:the )?(?:first"
    r"|original) (?:one|deal|version) again"
    r"|take (?:that|it) back|that was (?:a |an )?(?:wrong|different|another|other|mistake|typo))\b"
    r"|^\W*(?:same )?as before\W*$"
)
_FIRST_ONE = re.compile(
    rf"(?i){_LEAD}(?:then |take |let'?s take |we take )?(?:the (?:first|original)(?: one| version)?"
    rf"|first one)(?: then)?\W*$"
)
_OR_ANOTHER = re.compile(r"(?i)^\W*or\b")  # "or a Russian-owned firm": two are to choose from
_OLD_ONE = re.compile(
    rf"(?i){_LEAD}(?:what about |how about |for |back to )?the (?:old|previous|earlier|former) (?:one|buyer"
    rf"|customer|version)\W*$"
)
_FIRST = re.compile(r"(?i)\b(?:first|original|initial)\b")


@dataclass(frozen=True, slots=True)
class Back:
    """The place of the turn whose state comes back, and where the words for it end; None: the current state stays."""

    at: int | None
    end: int


def taken_back(
    text: str, states: Sequence[Mapping[str, Any]], said: Sequence[str], *, asks: bool, alone: bool
) -> Back | None:
    """Which earlier state a turn goes back to; None where its words take nothing back.

    `states`: the facts after each turn, `said` its words where they are kept; `asks`: the last answer put a question,
    which "no, it isn't" would answer; `alone`: one deal was spoken of, so that "the first one" is its first state.
    """
    if _MEANT_BLIND.search(text):
        return Back(None, len(text)) if len(text.split()) < SHORT else None
    way = _way(states)
    before = way[-2] if len(way) > 1 else way[-1]
    if several := _UNDO_SEVERAL.match(text):
        return Back(way[-3] if several["both"] and len(way) > 2 else way[0], several.end())
    if end := _undone(text):
        return Back(before, _behind_reason(text, end, said[-1]))
    named = _NAMED.match(text) or _WRONG.match(text) or _OFF.match(text) or _LEFT_OUT.match(text)
    if named and (at := _without(named, way, said)) is not None:
        return Back(at, _and_undone(text, named.end()))
    brought = _NO_SUCH.match(text)
    if (
        brought
        and len(way) > 1
        and not _PUTS_ANOTHER.match(text[brought.end() :])
        and re.search(rf"(?i)(?<!\w){re.escape(brought['named'] or brought['alone'])}", said[way[-1]])
    ):
        return Back(before, _and_undone(text, brought.end()))
    denied = _NOT_SO.match(text)
    if denied and (not asks or _SUPPOSED.search(said[-1])):
        return Back(before, denied.end())
    if _TO_REALITY.match(text):
        return Back(next((at for at in reversed(way) if not _SUPPOSED.search(said[at])), way[0]), len(text))
    if _SUPPOSED.search(said[-1]) and (supposed := _WAS_SUPPOSED.match(text)):
        return Back(before, supposed.end())
    if _sells_not_there(text, states, way, said[-1]):
        return Back(before, len(text))
    if alone and _OLD_ONE.match(text):
        return Back(before, len(text))
    if alone and _FIRST_ONE.match(text) and _OR_ANOTHER.match(said[way[-1]]):
        return Back(before, len(text))
    if alone and not asks and _FIRST_ONE.match(text):
        return Back(0, len(text))
    if (
        _BACK.search(text)
        and len(text.split()) < SHORT
        and (alone or not _FIRST.search(text) or "original" in text.lower())
    ):
        return Back(0 if _FIRST.search(text) else before, len(text))
    return None


def _undone(text: str) -> int:
    """Where the words end that take the last turn back ("never mind, that was another customer"); 0 without any."""
    return _and_undone(text, 0)


_REASON = re.compile(  # "false alarm, the Guangzhou firm only supplies them"
    r"(?i)^[\s,.;:–—-]*(?P<who>[^,.;!?\n]{0,50}?)\b(?:only|just|merely|simply)\b[^.;!?\n]*[.!]?\s*$"
)


_NOT_THERE = re.compile(  # "sorry, he says he does NOT sell to Cuba"
    r"(?i)\b(?:not|never|n['’]t|no longer) (?:sell|ship|send|deliver|go|goes|going|move|export|supply|resell|want)\w*\b"
)
_SORRY = re.compile(r"(?i)\b(?:sorry|mistake|misunderst\w+|mis(?:read|heard)|wrong|typo|correction|mixed up|mix-?up)\b")


def _sells_not_there(text: str, states: Sequence[Mapping[str, Any]], way: Sequence[int], last: str) -> bool:
    """Is the place denied, as a mistake, that the last turn brought up and made the destination?"""
    if len(way) < 2 or not _NOT_THERE.search(text) or not _SORRY.search(text):
        return False
    now, before = states[way[-1]].get("destination"), states[way[-2]].get("destination")
    return now != before and _countries(text) == {now} and now in _countries(last)


_DENIAL = re.compile(r"(?i)^[\s,.;:–—-]*(?:there(?:['’]s| is) )?(?:no|not|without)\b[^.;!?\n]*[.!]?\s*$")


def _behind_reason(text: str, end: int, last: str) -> int:
    """Where the words end that say why the last turn is taken back: of somebody whom that turn brought up."""
    if _DENIAL.match(text[end:]) and _countries(text[end:]) <= _countries(last) and not re.search(r"\d", text[end:]):
        return len(text)
    found = _REASON.match(text[end:])
    names = re.findall(r"[A-ZÀ-Þ][\w-]+", text[end:]) if found is not None else []
    known = bool(names) and all(name.lower() in last.lower() for name in names)
    return len(text) if known and not re.search(r"\d", text[end:]) else end


def _and_undone(text: str, end: int) -> int:
    while end < len(text) and (found := _UNDO.match(text[end:])):
        end += found.end()
    return end


def _way(states: Sequence[Mapping[str, Any]]) -> list[int]:
    """The turns that led to the current state: one that only repeats or takes back leaves none of its own."""
    way: list[int] = []
    for at, state in enumerate(states):
        same = next((place for place, earlier in enumerate(way) if bare(states[earlier]) == bare(state)), None)
        way = [*way, at] if same is None else way[: same + 1]
    return way


def bare(facts: Mapping[str, Any]) -> Any:
    """Facts to compare: without their words and what screening wrote, days as text."""
    if isinstance(facts, Mapping):
        return {key: bare(value) for key, value in facts.items() if key not in {"words", "as_of", "listings"}}
    if isinstance(facts, list | tuple):
        return [bare(value) for value in facts]
    return facts if isinstance(facts, str | int | float | bool | None) else str(facts)


def _countries(text: str) -> set[str]:
    """The countries that a text names: "La Habana" is of Cuba as "Havana" is, and so is "Cuban"."""
    return {code for find in (*spot_places(text), *spot_demonyms(text)) if (code := country(find)) is not None}


def _without(named: re.Match[str], way: Sequence[int], said: Sequence[str]) -> int | None:
    """The state before the turn that brought up what is named; None where none did, or only the first."""
    words = [word for word in re.findall(r"[\w-]+", named["named"].lower()) if len(word) > 1]
    place = _countries(named.group())
    for at in range(len(way) - 1, 0, -1):
        told = said[way[at]].lower()
        if words and (
            all(re.search(rf"(?<!\w){re.escape(word)}", told) for word in words) or place & _countries(said[way[at]])
        ):
            return way[at - 1]
    return None
