"""Which earlier deal a turn speaks of: the last one, the one before ("undo"), one of several ("the second one"), or one
that is called by a word of its own ("back to the bank")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from assistant.by_item import FRESH, by_item
from assistant.catalogue import catalogue
from assistant.reading.openings import opening
from assistant.reading.state import look
from assistant.taken_back import taken_back

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_SPELLED = ("one", "two", "three", "four", "five", "six")
_KIND = r"(?:one|deal|order|case|shipment|customer|buyer|line|item|row|option|answer|request|transaction)"
_THING = r"(?:deal|order|case|shipment|option|customer|line|item|row|number|no\.?|nr\.?|\#)"
_LEAD = r"^\W* (?:(?:and|ok|so|now|but|what|about|how|if|for|in|on|with|(?:going\s+|coming\s+)?back\s+to|no)\s+)*"
_POINTERS = re.compile(
    rf"""(?ix)
    (?:\b(?:for|in|on|about|regarding|as\ for|what\ about|how\ about|and|but)\s+)? (?:\b(?:the|our|your)\s+)?
    (?:
        \b (?P<word>{"|".join(_ORDINALS)}|last|latter|former|other) \s+ {_KIND} \b
        | \b the \s+ (?P<bare>latter|former) \b
        | \b (?P<nth>[1-6])(?:st|nd|rd|th) \s+ {_KIND} \b
        | \b {_THING} \s* (?P<number>[1-6]) \b (?!\s*(?:x|pcs|units))
        | \b {_THING} \s+ (?P<spelled>one|two|three|four|five|six) \b
            (?!\s*(?:more|of|x|pcs|pieces|units|cards|times|hundred|thousand)\b)
        | \b {_THING} \s+ (?P<letter>[a-f]) \b
        | \b (?:in|of|for|on) \s+ (?P<within>(?-i:[A-F])) \b (?=\s+(?:being|is|was|were|instead)\b | \s*[?.!]*$)
        | ^\W* (?:and\s+)? (?P<alone>(?-i:[A-F])) \b
            (?=\s+(?:on\s+the\s+other\s+hand|with|via|goes|to|for|in|is|was|but|instead|only|has|now|should))
        | {_LEAD} (?:the\s+)? (?P<short>first|second|third|fourth|last)
            (?=\s*[:,-] | (?:\s+(?:too|also|as\s+well|then|likewise))?\W*$)
        | \b the \s+ (?P<mid>first|second|third) (?=\s+(?:via|through|with|to|in|from|instead|goes?|went)\b)
        | {_LEAD} (?P<small>[a-f])
            (?:['’]s\b | (?=\s*\?*\s*$) | (?=\s*[:)]) | (?=\s+if\b)
            | (?=\s+(?:make|goes|gets|becomes|needs|wants|should|is|has|was|only|instead|alone|via|with|for|in|at|now
                |also)\b))
    )"""
)
_BACK_TO = re.compile(r"(?i)\b(?:back|return(?:ing)?) to (?:the |our |that )?(?P<named>[\w-]+(?: [\w-]+){0,3})")
_AGAIN = re.compile(
    rf"(?i){opening('now', 'no', 'correction(?: of the correction)?', 'what about', 'how about', 'the', 'for')}"
    r"(?P<named>[\w-]+(?: [\w-]+)?)"
    r" (?:again|(?<=[a-z] )(?:only|of course|as before)|(?:was|is) (?:right|correct)(?: after all)?"
    r"|after all)(?=\s*(?:$|[.,;!?]))"
)
_POINTING = (
    r"now|please|then|again|once more|(?:let['’]?s |we )?(?:go|return|switch|get)|back|to|show|me|what about"
    r"|how about|remind|is|was|how|it|its|status|result|answer|of|for|fine"
)
_ONLY_RETURNS = re.compile(rf"(?i){opening(_POINTING)}$")
_LIKEWISE = re.compile(  # "and the first too": what the last turn said of another deal
    rf"(?i){opening('for|same|the|thing|goes|do|it|please')}\b(?:too|also|as well|likewise"
    r"|same)\b(?:\W*(?:for|please|then)\b)*\W*$"
)
_PLAIN = frozenset(
    [
        "the",
        "our",
        "that",
        "one",
        "deal",
        "order",
        "case",
        "shipment",
        "first",
        "original",
        "previous",
        "last",
        "topic",
        "question",
        "business",
        "it",
        "this",
    ]
)


_OF_NOBODY = frozenset(["own", "internal", "personal", "civil", "use", "yes", "not"])  # "own use only": told now


class Spoken(Protocol):
    """An earlier turn: its facts, with or without the words beside them."""

    @property
    def facts(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Earlier:
    """A deal of the conversation as it last stood."""

    turn: Spoken
    facts: Mapping[str, Any]
    verdict: Mapping[str, Any] | None
    said: str  # the words that told it

    @property
    def told(self) -> Spoken:
        """What a later turn copies: the turn, or the deal of it that is meant."""
        return self.turn if self.facts is self.turn.facts else self


@dataclass(frozen=True, slots=True)
class Meant:
    """The deal that a turn goes on about, what is left of its words, and whether it only points back.

    `before`: the deal that the answer is held against, the last one where an earlier one comes back.
    """

    deal: Earlier
    text: str
    before: Earlier
    returns: bool = False


def meant(text: str, history: Sequence[Spoken]) -> Meant | None:
    """The earlier deal of a turn; None where no deal was spoken of."""
    spoken = [turn for turn in history if _says_a_deal(turn)]
    if not spoken:
        return None
    deals, current, group = _board(spoken)
    last = deals[current]
    back = taken_back(
        text, [turn.facts for turn in spoken], [_said(turn) for turn in spoken], asks=_asks(history[-1]),
        alone=len(deals) == 1,
    )  # fmt: skip
    if back is not None:
        then = last if back.at is None else next(_deals(spoken[back.at]))
        rest = _blanked(text, 0, back.end)
        return Meant(then, rest, last, returns=not re.search(r"\w", rest))
    pointed = _pointed(text, len(deals), current, group) if len(deals) > 1 else None
    if pointed is not None:
        rest = _said(spoken[-1]) if _LIKEWISE.match(pointed[1]) else pointed[1]
        if rest != pointed[1] and (before := _pointed(rest, len(deals), current, group)) is not None:
            rest = before[1]
        rest = "" if _ONLY_RETURNS.match(rest) else rest
        return Meant(deals[pointed[0]], rest, deals[pointed[0]])
    if len(deals) > 1 and (left := _left(text, deals, current, group)) is not None:
        return Meant(left[0], left[1], left[0], returns=not re.search(r"\w", left[1]))
    if len(deals) > 1 and (called := _THE_ONE.search(text)) is not None:
        word = called["word"] or called["name"]
        other = None if _OF_ANY_DEAL.match(word) else _named(word, deals, current)
        if other is not None and other is not last:
            rest = _blanked(text, called.start(), called.end())
            return Meant(other, rest, other, returns=_ONLY_RETURNS.match(rest) is not None)
    named = _BACK_TO.search(text)
    found = _named(named["named"], deals, current) if named else None
    again = named or _AGAIN.match(text)
    if again and (found is None or found is last) and (state := _as_it_was(again["named"], spoken, last)) is not None:
        return Meant(state, _blanked(text, 0, again.end()), last, returns=not re.search(r"\w", text[again.end() :]))
    if named and found is not None:
        end = named.start("named") + len(named["named"].split()[0])
        return Meant(found, _blanked(text, named.start(), end), found)
    return Meant(last, text, last)


def _said(turn: Spoken) -> str:
    return str(getattr(turn, "question", ""))


def _asks(turn: Spoken) -> bool:
    """Did the answer to the turn put a question?"""
    answer: Mapping[str, Any] = getattr(turn, "answer", None) or {}
    return bool(answer.get("questions"))


def _as_it_was(named: str, spoken: Sequence[Spoken], last: Earlier) -> Earlier | None:
    """The current deal with the item, or the places and parties, that it had when the named one was spoken of."""
    words = [word for word in re.findall(r"[\w-]+", named.lower()) if word not in _PLAIN and len(word) > 2]
    own = re.compile(rf"\b{re.escape(words[0])}") if words and words[0] not in _OF_NOBODY else None
    told = [at for at, turn in enumerate(spoken) if own is not None and own.search(_said(turn).lower())]
    if not told:
        return None
    item = catalogue().lookup(named.strip()) is not None or catalogue().lookup(words[0]) is not None
    keys = ("item",) if item else ("destination", "region", "route", "parties", "departure", "activity")
    told = [at for at in told if _told_in(spoken[at].facts, words[0], keys)] or told
    origin = spoken[told[-1]].facts
    paths = _told_in(origin, words[0], keys) or ["item.name" if item else "destination"]
    after = [turn.facts for turn in spoken[told[-1] :]]
    then = [facts for facts in after if all(look(facts, path) == look(origin, path) for path in paths)][-1]
    if then is after[-1]:
        return None
    kept = {key: value for key, value in last.facts.items() if key not in keys}
    facts = {**kept, **{key: then[key] for key in keys if key in then}}
    facts["words"] = {**_words_of(last.facts, keys, inside=False), **_words_of(then, keys, inside=True)}
    return replace(last, facts=facts)


def _words_of(facts: Mapping[str, Any], keys: Sequence[str], *, inside: bool) -> dict[str, Any]:
    return {path: word for path, word in (facts.get("words") or {}).items() if (_top(path) in keys) == inside}


def _told_in(facts: Mapping[str, Any], word: str, keys: Sequence[str]) -> list[str]:
    """The paths below these keys that were told in a word."""
    words: Mapping[str, Any] = facts.get("words") or {}
    return [path for path, one in words.items() if _top(path) in keys and word in str(one.get("text", "")).lower()]


def _top(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


def _says_a_deal(turn: Spoken) -> bool:
    return any(key not in {"words", "as_of"} for key in turn.facts)


def _deals(turn: Spoken) -> Iterator[Earlier]:
    """The deals of a turn, the one that its facts repeat first."""
    answer: Mapping[str, Any] = getattr(turn, "answer", None) or {}
    yield Earlier(turn, turn.facts, answer.get("verdict"), _said(turn))


def _several(turn: Spoken) -> list[Earlier]:
    answer: Mapping[str, Any] = getattr(turn, "answer", None) or {}
    return [Earlier(turn, one["facts"], one["verdict"], str(one["label"])) for one in answer.get("deals") or ()]


def _board(spoken: Sequence[Spoken]) -> tuple[list[Earlier], int, int]:
    """Every deal as it last stood, the place of the one spoken of last, and of the first that "the first one" may mean.

    Where a turn told several, "the second one" is the second of these.
    """
    deals: list[Earlier] = []
    current = group = 0
    for turn in spoken:
        several = _several(turn)
        one = next(_deals(turn))
        if several:
            group = len(deals)
            current = len(deals) + next((at for at, deal in enumerate(several) if deal.facts == turn.facts), 0)
            deals += several
        elif not deals or FRESH.search(one.said) or _is_new(deals, one):
            current = len(deals)
            deals.append(one)
        else:
            pointed = _pointed(one.said, len(deals), current, group)
            current = _closest(deals, one, current) if pointed is None else pointed[0]
            deals[current] = replace(one, said=f"{deals[current].said}\n{one.said}")
    return deals, current, group


def _is_new(deals: Sequence[Earlier], one: Earlier) -> bool:
    """Has the deal another item and another place than every one before?"""
    return all(_item(one) != _item(deal) and one.facts.get("destination") != deal.facts.get("destination")
               for deal in deals)  # fmt: skip


def _closest(deals: Sequence[Earlier], one: Earlier, current: int) -> int:
    """The deal that a turn went on about: the last one, unless another shares more with it."""
    shares = [sum(deal.facts.get(key) == value for key, value in one.facts.items() if key != "words") for deal in deals]
    return max(range(len(deals)), key=lambda at: (shares[at], at == current))


def _item(deal: Earlier) -> object:
    return (deal.facts.get("item") or {}).get("name")


def _pointed(text: str, total: int, current: int, group: int) -> tuple[int, str] | None:
    """The place that the words point at ("the second one", "deal B"), and the text without them."""
    count, current = total - group, current - group
    for found in _POINTERS.finditer(text):
        word = (found["word"] or found["bare"] or found["short"] or found["mid"] or "").lower()
        at = (
            _ORDINALS.index(word) if word in _ORDINALS
            else count - 1 if word in {"last", "latter"}
            else max(0, count - 2) if word == "former"
            else (1 - current if count == 2 else None) if word == "other"
            else _SPELLED.index(found["spelled"].lower()) if found["spelled"]
            else int(found["nth"] or found["number"]) - 1 if found["nth"] or found["number"]
            else "abcdef".index((found["letter"] or found["within"] or found["alone"] or found["small"]).lower())
        )  # fmt: skip
        if at is not None and 0 <= at < count:
            start = found.start("small") if found["small"] else found.start()
            return group + at, _blanked(text, start, found.end())
    return None


_TO_ONE = "now|what about|how about|what if|if|for|in|back to|about|with|can|could|may|does|did|would|will|should|then"
_THE_ONE = re.compile(  # "and the Estonian one with 20?"
    rf"(?i){opening(_TO_ONE)}(?:the (?P<word>[a-z]\w{{2,}})"
    rf"|(?P<name>(?-i:[A-Z])\w{{2,}}))(?: (?:company|firm|maker|group|shop|bank|insurer|telco|hospital"
    rf"|university|lab|operator|cloud|distributor|reseller))?"
    r"(?: (?:one|deal|order|case|customer|buyer|client)\b"
    r"|(?= (?:have|get|need|take|order|receive|with|wants?|gets?|needs?|takes?|asks?|orders?|ordered|should"
    r"|would|will|has|is|were|was|took|wanted"
    r"|goes)\b)|(?=\s*\?+\W*$))"
)
_OF_ANY_DEAL = re.compile(
    r"(?i)(?:buyer|customer|client|owner|parent|company|firm|end|user|consignee|price|goods|cards|chips|units"
    r"|order|deal|item"
    r"|quantity|destination|place|country|date|licen[cs]e|holding|group|forwarder|agent|other|whole|new|same"
    r"|next|old|real|actual|final)$"
)


def _left(text: str, deals: Sequence[Earlier], current: int, group: int) -> tuple[Earlier, str] | None:
    """The one of several deals that is left when another is dropped, or that the item names; and the text's rest."""
    those = deals[group:]
    found = by_item(text, [str(_item(deal)) for deal in those])
    if found is None or (those[found[0]] is deals[current] and not found[2]):
        return None
    return those[found[0]], _blanked(text, 0, found[1])


def _named(words: str, deals: Sequence[Earlier], current: int) -> Earlier | None:
    """The latest deal whose words hold one of these and the current ones do not; the current one where they do."""
    for word in words.lower().split():
        if word in _PLAIN or len(word) < 3:
            continue
        holding = [deal for deal in deals if re.search(rf"(?i)\b{re.escape(word)}", deal.said)]
        if holding:
            return deals[current] if deals[current] in holding else holding[-1]
    return None


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
