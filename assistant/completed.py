"""A turn that leaves out what the conversation has named, with the words put in that it leaves out.

"Korean, privately owned" of a buyer in Busan is read as "South Korean company, privately owned", "headquartered
there" as "headquartered in Poland". The facts keep the words that were typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.filled_in import LEAD, SEAT_WORD, Edit, edits_of
from assistant.reading.found import Found
from assistant.reading.gazetteer import Place, adjective, country_name
from assistant.reading.nationalities import spot_demonyms
from assistant.reading.places import spot_places
from assistant.reading.polarity import sentence
from assistant.reading.seats import country
from assistant.reading.understood import DealRead, Understood
from assistant.short_forms import short_forms

_WHO = (
    r"(?:(?:hes|shes|theyre|thats)\b|(?:it|this|that|he|she)(?:['’]s|\s+is|\s+was|\s+were|\s+would\s+be"
    r"|\s+were\s+to\s+be)"
    r"|(?:they|these)(?:['’]re|\s+are|\s+were|\s+would\s+be)"
    r"|(?:the\s+|our\s+|this\s+|that\s+)?(?:company|customer|buyer|client|firm|consignee|end[- ]user|business"
    r"|bank|hospital"
    r"|university|operator|group|seat|nationality)(?:['’]s|(?:\s+itself)?\s+(?:is|are|was|were|would\s+be))|all"
    r"|both|fully|entirely|100\s?%)"
)
_BEFORE = re.compile(
    rf"(?i)^\W*(?:{LEAD}\b\W*)*(?:{_WHO}\W*)*(?:(?:also|actually|all|both|an?|the|only|just|now|still)\s+)*$"
)
_AFTER = re.compile(
    r"(?i)^(?:\s+(?P<one>one)\b|\s+(?:company\s+)?(?:too|also|as well|then|instead|again|for sure|though|indeed|both"
    r"|and|but|with)\b"
    r"|\s+(?:it is|that is)\b|\s+(?:in|from)\s+(?=[A-Z])|\s*(?:$|[,.;:!)?]))"
)
_NAMED_BEFORE = re.compile(  # "the buyer is Foo AG, Swiss"
    r"(?i)\b(?:buyer|customer|client|end[- ]user|consignee|company|name|called|it['’]s"
    r"|they['’]re)\b[^,;.!?]{2,50},\s*$"
)
_A, _ONE = re.compile(r"(?i)\b(?:an?|another) $"), re.compile(r"(?i) one\b(?! of)")  # "the same for an Australian one"
_AS_WELL = re.compile(r"(?i)\s+(?:as well|too|also)(?=\s*(?:$|[.,;!]))")
_HYPOTHETICAL = re.compile(r"(?i)\b(?:if|suppose|assum\w+|say)\b")
_THERE = re.compile(
    r"(?i)\b(?:headquartered|head office|hq|seat|seated|incorporated|registered|parent|owners?|holding|owned|both"
    r"|they(?:['’]re| are)"
    r"|it(?:['’]s| is))\b(?:\s+(?:is|are|also|both|company|sits?|and|from|the|ultimate|parent|owners?|based"
    r"|too)){0,4}\s+"
    r"(?P<there>(?:from |out of )?there)\b"
)
_LOCAL = re.compile(
    r"(?i)^\W*(?:(?:it|they)(?:['’]s|['’]re| is| are)\s+)?(?:an?\s+|all\s+|fully\s+)?(?P<local>local"
    r"|domestic)(?P<bare>(?=\s*(?:$|[,.;!]))|(?=\s+(?:one|ones)\b))?"
)
_TOO = re.compile(
    r"(?i)(?:^|[,;.]\s*|\band\s+)(?P<said>(?P<same>so (?:is|are) |same (?:for|goes for|with) )?(?:(?:its|the"
    r"|their) )?(?:ultimate )?"
    r"(?:parent|owners?)(?: company)?(?: (?:is|are|sits?))?(?P<too> (?:too|also|as well|likewise|the same"
    r"|there(?: too| as well)?))?)\s*[.!]?\s*$"
)


@dataclass(frozen=True, slots=True)
class Completed:
    """The text with its missing words; `back[i]` is the place in the turn of what became character i."""

    text: str
    back: tuple[int, ...]
    turn: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The words of the turn that became `text[start:end]`."""
        first = self.back[start] if start < len(self.back) else len(self.turn)
        last = self.back[end] if end < len(self.back) else len(self.turn)
        return first, max(first, last)


def completed(
    text: str,
    facts: Mapping[str, Any],
    *,
    item: str = "",
    lead: str = "",
    told: frozenset[str] = frozenset(),
) -> Completed:
    """The turn with what it leaves out, as far as the deal tells it.

    `item`: the words that named its item, `lead`: the turn before, `told`: the countries that the conversation named.
    """
    edits = sorted(
        [
            *short_forms(text, facts, item, lead),
            *_also(text, facts),
            *_the_country(text, facts, lead),
            *edits_of(text, facts),
            *_nationalities(text, facts),
            *_told_nations(text, _places(facts) | told),
            *_there(text, facts),
        ],
        key=lambda edit: edit[0],
    )
    pieces: list[str] = []
    back: list[int] = []
    at = 0
    for start, end, words in edits:
        if start < at:
            continue
        words = _with_told(words, told)
        pieces += [text[at:start], words]
        back += [*range(at, start), *([start] * len(words))]
        at = end
    return Completed("".join([*pieces, text[at:]]), (*back, *range(at, len(text))), text)


def in_own_words(read: Understood, whole: Completed) -> Understood:
    """What was read of a completed turn, each fact with the words that were typed."""
    if whole.text == whole.turn:
        return read
    return replace(read, deals=tuple(_own(deal, whole) for deal in read.deals))


def _own(deal: DealRead, whole: Completed) -> DealRead:
    words = {}
    for path, word in deal.words.items():
        start, end = whole.span(int(word["start"]), int(word["end"]))
        words[path] = {**word, "start": start, "end": end, "text": whole.turn[start:end] or word["text"]}
    return replace(deal, words=words)


def _nationalities(text: str, facts: Mapping[str, Any]) -> Iterator[Edit]:
    """ "Korean, privately owned", "it's a Polish one": a nationality alone is the buyer's."""
    here = _places(facts)
    for find in spot_demonyms(text):
        first, last = sentence(text, find.start, find.end)
        after = _AFTER.match(text[find.end :])
        if also := _AS_WELL.match(text[find.end :]):
            yield find.end, find.end + also.end(), ""
        seat = SEAT_WORD.match(text[find.end :])
        at = re.search(r"(?i)\b(?:to|into|at|in|via|for|from) (?:the |their |its |our )?$", text[: find.start])
        if seat is not None and at is None and (code := country(find)) and not text[first:last].rstrip().endswith("?"):
            yield find.start, find.end + seat.end(), f"headquartered in {country_name(code)}"
            continue
        if (one := _ONE.match(text[find.end :])) and _A.search(text[: find.start]) and country(find):
            yield find.end, find.end + one.end(), " company"
            continue
        asked = text[first:last].rstrip().endswith("?") and not _HYPOTHETICAL.search(text[first : find.start])
        if find.status == "guessed" or asked or "-" in find.text or "owned" in find.text.lower():
            continue
        named = _NAMED_BEFORE.search(text[first : find.start])
        if after is None or not (named or _BEFORE.match(text[first : find.start])):
            continue
        narrowed = _narrowed(find, here)
        if narrowed is not None:
            end = find.end + (after.end("one") if after["one"] else 0)
            yield find.start, end, f"a {narrowed} company" if named else f"{narrowed} company"


def _told_nations(text: str, told: frozenset[str]) -> Iterator[Edit]:
    """ "What if the parent were Korean again?", where one of the two Koreas was told before."""
    for find in spot_demonyms(text):
        plain = country(find) is None and re.fullmatch(r"[A-Za-z]+(?:-owned)?", find.text)
        if plain and (code := _shared(find, told)) and (said := adjective(code)):
            yield find.start, find.end, f"{said}-owned" if find.text.endswith("-owned") else said


def _with_told(words: str, told: frozenset[str]) -> str:
    for start, end, said in reversed(list(_told_nations(words, told))):
        words = words[:start] + said + words[end:]
    return words


def _shared(find: Found, told: frozenset[str]) -> str | None:
    """The one country of several that a nationality may mean that was told."""
    shared = [code for code in find.value.countries if code in told] if isinstance(find.value, Place) else []
    return shared[0] if len(shared) == 1 else None


def _narrowed(find: Found, here: frozenset[str]) -> str | None:
    """The nationality in a word for one country: the one of the deal, where it may be that of several."""
    value = find.value
    if not isinstance(value, Place):
        return None
    if len(value.countries) == 1:
        return find.text
    code = _shared(find, here)
    return adjective(code) if code is not None else None


def _places(facts: Mapping[str, Any]) -> frozenset[str]:
    """The countries that the deal is about so far."""
    parties = facts.get("parties") or ()
    return frozenset(
        str(code) for code in (facts.get("destination"), *(party.get("location") for party in parties)) if code
    )


def _there(text: str, facts: Mapping[str, Any]) -> Iterator[Edit]:
    """ "headquartered there", "a local firm": the country where the goods go."""
    here = facts.get("destination")
    if not here:
        return
    if match := _THERE.search(text):
        lead = "from " if " " in match["there"] else "in "
        yield match.start("there"), match.end("there"), f"{lead}{country_name(str(here))}"
    if (match := _LOCAL.match(text)) and (said := adjective(str(here))):
        yield match.start("local"), match.end("local"), f"{said} company" if match["bare"] is not None else said


_COUNTRY = re.compile(
    r"(?i)^\W*(?:(?:i mean|it['’]?s|no|yes)\W+)*(?:the (?:country|republic)|not the (?:us )?state)\W*$"
)


_SOUTH = re.compile(  # of Korea
    r"(?i)^\W*(?:(?:the|in the|sorry|yes|i mean|ok|it['’]?s)\b\W*)*(?P<side>south|north|rok|dprk)(?: (?:korea"
    r"|one|of course))?(?:\W+(?:of course"
    r"|obviously|naturally|sure|not north|not the north|not south))*\W*$"
)


def _the_country(text: str, facts: Mapping[str, Any], lead: str) -> Iterator[Edit]:
    """ "The country", where Georgia was named and may be the state."""
    if facts.get("destination") is None and (told := _SOUTH.match(text)) and re.search(r"(?i)\bkorea\b", lead):
        yield 0, len(text), f"to {'North' if told['side'].lower()[0] in 'nd' else 'South'} Korea"
    if "destination" not in facts and _COUNTRY.match(text) and re.search(r"(?i)\bgeorgia\b", lead):
        yield 0, len(text), "to the Republic of Georgia"


def _also(text: str, facts: Mapping[str, Any]) -> Iterator[Edit]:
    """ "Headquartered in Poland, parent too", "same for the owner": the seat that was just told."""
    match = _TOO.search(text)
    if match is None or not (match["same"] or match["too"]):
        return
    lead_in = text[: match.start("said")]
    told = [country(find) for find in (*spot_demonyms(lead_in), *spot_places(lead_in))]
    known = [party.get("headquarters") for party in facts.get("parties") or ()]
    here = facts.get("destination") if re.search(r"(?i)\bthere\b", text) else None
    code = next((one for one in (*reversed(told), here, *known) if one), None)
    if code is not None:
        yield match.start("said"), match.end("said"), f"ultimate parent in {country_name(str(code))}"
