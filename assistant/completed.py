"""A turn that leaves out what the conversation has named, with the words put in that it leaves out.

"Korean, privately owned" of a buyer in Busan is read as "South Korean company, privately owned", "headquartered
there" as "headquartered in Poland". The facts keep the words that were typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.reading.found import Found
from assistant.reading.gazetteer import Place, adjective, country_name
from assistant.reading.nationalities import spot_demonyms
from assistant.reading.places import spot_places
from assistant.reading.polarity import sentence
from assistant.reading.seats import country
from assistant.reading.understood import DealRead, Understood
from assistant.screening.spot import spot_parties

_LEAD = (
    r"(?:yes|yep|yeah|no|nope|ok|okay|sorry|well|so|hm+|ah|oh|right|actually|sure|fine|correction|confirmed|it turns out"
    r"|turns out|apparently not|in fact|and|but|also|still|now|wait|got it|just (?:checked|asked|heard)|(?:they|he|she)(?: just)?"
    r" (?:say|says|said|told (?:me|us)|confirm|confirms|confirmed|write|wrote|replied)(?: that)?"
    r"|i (?:just )?(?:checked|asked|meant)|(?:what|even) if|if|suppose|assume|say|let'?s say)"
)
_WHO = (
    r"(?:(?:it|this|that|he|she)(?:['’]s|\s+is|\s+was|\s+were|\s+would\s+be|\s+were\s+to\s+be)"
    r"|(?:they|these)(?:['’]re|\s+are|\s+were|\s+would\s+be)"
    r"|(?:the\s+|our\s+|this\s+|that\s+)?(?:company|customer|buyer|client|firm|consignee|end[- ]user|business|bank|hospital"
    r"|university|operator|group|seat|nationality)(?:\s+itself)?\s+(?:is|are|was|were|would\s+be)|all|both|fully|entirely|100\s?%)"
)
_BEFORE = re.compile(rf"(?i)^\W*(?:{_LEAD}\b\W*)*(?:{_WHO}\W*)*(?:(?:also|actually|all|both|an?|only|just|now|still)\s+)*$")
_AFTER = re.compile(
    r"(?i)^(?:\s+(?P<one>one)\b|\s+(?:company\s+)?(?:too|also|as well|then|instead|for sure|though|indeed|both|and|but|with)\b"
    r"|\s*(?:$|[,.;:!)?]))"
)
_HYPOTHETICAL = re.compile(r"(?i)\b(?:if|suppose|assum\w+|say)\b")
_THERE = re.compile(
    r"(?i)\b(?:headquartered|head office|hq|seat|seated|incorporated|registered|parent|owners?|holding|owned|both|they(?:['’]re| are)"
    r"|it(?:['’]s| is))\b(?:\s+(?:is|are|also|both|company|sits?|and|from|the|ultimate|parent|owners?|based|too)){0,4}\s+"
    r"(?P<there>(?:from |out of )?there)\b"
)
_LOCAL = re.compile(
    r"(?i)^\W*(?:(?:it|they)(?:['’]s|['’]re| is| are)\s+)?(?:an?\s+|all\s+|fully\s+)?(?P<local>local|domestic)(?P<bare>(?=\s*(?:$|[,.;!]))|(?=\s+(?:one|ones)\b))?"
)
_LETTER = re.compile(r'(?is)"[^"]{15,}"|(?<=\n)>[^\n]+(?:\n>[^\n]+)*|(?:^|\n)\s*(?:dear|hi|hello)\b[^\n]*[,:\n].*\b(?:regards|sincerely|cheers|best|thanks)\b.*')
_FROM_THEM = re.compile(
    r"(?i)\b(?:they|he|she|customer|buyer|client|consignee|supplier)\b[^.\n\"]{0,25}\b(?:wrote|writes?|replied|answer(?:ed|s)?|said|says?|sent|mailed|e-?mailed|sent)\b"
    r"|\b(?:just )?(?:got|received|came in|here(?:['’]s| is)|in their (?:mail|e-?mail|words)|their (?:mail|e-?mail|reply|answer|words))\b"
)
_FIRST_PERSON = re.compile(r"(?i)\b(?:(?P<we>we)(?P<be>['’]re|\s+are|\s+were|\s+have|\s+will)?|(?P<our>our)|(?P<us>us))\b")
_SIGNED = re.compile(
    r"(?i)\b(?:(?:kind |best |warm )?regards|sincerely|cheers|best wishes|many thanks|thanks|saludos|grüße|gruß|cordialement)[,.!]?\s+"
    r"(?-i:(?P<name>[A-ZÀ-Þ][\w.'-]*(?: [A-ZÀ-Þ][\w.'-]*){0,2}))\s*[.\"]*$"
)
_TOO = re.compile(
    r"(?i)(?:^|[,;.]\s*|\band\s+)(?P<said>(?P<same>so (?:is|are) |same (?:for|goes for|with) )?(?:(?:its|the|their) )?(?:ultimate )?"
    r"(?:parent|owners?)(?: company)?(?: (?:is|are|sits?))?(?P<too> (?:too|also|as well|likewise|the same|there(?: too| as well)?))?)\s*[.!]?\s*$"
)


_THE_FIRM = r"(?:them|it|the (?:whole )?(?:company|customer|buyer|client|firm|bank|business|group|operator|thing|lot))"
_SHARE = (
    r"(?P<share>(?:about |some |over |nearly )?(?:\d+(?:[.,]\d+)?\s?(?:%|per ?cent)|an? (?:majority|controlling|minority)|a|half|all|most|the majority)"
    r"(?: (?:stake|shares?|interest|majority|part))?(?: (?:of|in) (?:the )?(?:shares?|stock|capital))?)"
)
_BOUGHT = re.compile(
    rf"(?i)^(?:\W*{_LEAD}\b\W*)*\W*(?P<who>(?!(?:we|i|you|they|he|she|it|who|customer|the (?:customer|buyer|client|end user))\b)[^.;,!?\n]{{2,60}}?)"
    rf"\s+(?:(?:has|have|had|just|recently|now|since)\s+)*(?:bought|acquired|purchased|took over|takes over|snapped up)\s+(?:{_SHARE}\s+(?:of|in)\s+)?{_THE_FIRM}\b"
)
_SOLD = re.compile(
    r"(?i)\b(?P<seller>(?:the |its |their |his )?(?:(?:previous|old|former|founding) )?(?:family|families|owners?|founders?|parent|shareholders?|brothers|holding"
    r"(?: company)?)(?: (?:has|have|had))?(?: (?:since|just|recently|now))? sold "
    rf"(?:{_THE_FIRM}|out|(?:their|its|his|all|most|half|a majority|\d+\s?%)(?: [\w%]+){{0,4}}?)(?: (?:last|this|in|on) \w+)? to )"
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


def completed(text: str, facts: Mapping[str, Any]) -> Completed:
    """The turn with what it leaves out, as far as the deal tells it."""
    edits = sorted((edit for edit in (*_also(text, facts), *_owners(text), *_nationalities(text, facts), *_there(text, facts), *_letters(text))), key=lambda edit: edit[0])
    pieces: list[str] = []
    back: list[int] = []
    at = 0
    for start, end, words in edits:
        if start < at:
            continue
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


def _nationalities(text: str, facts: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    """ "Korean, privately owned", "it's a Polish one": a nationality alone is the buyer's."""
    here = _places(facts)
    for find in spot_demonyms(text):
        first, last = sentence(text, find.start, find.end)
        after = _AFTER.match(text[find.end :])
        asked = text[first:last].rstrip().endswith("?") and not _HYPOTHETICAL.search(text[first : find.start])
        if find.status == "guessed" or asked or "-" in find.text or "owned" in find.text.lower():
            continue
        if after is None or not _BEFORE.match(text[first : find.start]):
            continue
        narrowed = _narrowed(find, here)
        if narrowed is not None:
            end = find.end + (after.end("one") if after["one"] else 0)
            yield find.start, end, f"{narrowed} company"


def _narrowed(find: Found, here: frozenset[str]) -> str | None:
    """The nationality in a word for one country: the one of the deal, where it may be that of several."""
    value = find.value
    if not isinstance(value, Place):
        return None
    if len(value.countries) == 1:
        return find.text
    shared = [code for code in value.countries if code in here]
    return adjective(shared[0]) if len(shared) == 1 else None


def _places(facts: Mapping[str, Any]) -> frozenset[str]:
    """The countries that the deal is about so far."""
    parties = facts.get("parties") or ()
    return frozenset(str(code) for code in (facts.get("destination"), *(party.get("location") for party in parties)) if code)


def _there(text: str, facts: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    """ "headquartered there", "a local firm": the country where the goods go."""
    here = facts.get("destination")
    if not here:
        return
    if match := _THERE.search(text):
        lead = "from " if " " in match["there"] else "in "
        yield match.start("there"), match.end("there"), f"{lead}{country_name(str(here))}"
    if (match := _LOCAL.match(text)) and (said := adjective(str(here))):
        yield match.start("local"), match.end("local"), f"{said} company" if match["bare"] is not None else said


def _also(text: str, facts: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    """ "Headquartered in Poland, parent too", "same for the owner": the seat that was just told."""
    match = _TOO.search(text)
    if match is None or not (match["same"] or match["too"]):
        return
    told = [country(find) for find in spot_places(text[: match.start("said")])]
    known = [party.get("headquarters") for party in facts.get("parties") or ()]
    here = facts.get("destination") if re.search(r"(?i)\bthere\b", text) else None
    code = next((one for one in (*reversed(told), here, *known) if one), None)
    if code is not None:
        yield match.start("said"), match.end("said"), f"ultimate parent in {country_name(str(code))}"


def _owners(text: str) -> Iterator[tuple[int, int, str]]:
    """ "Geely bought 55 % of them", "the family sold it to …": who owns the buyer now, and no buyer of the goods."""
    if bought := _BOUGHT.match(text):
        share = f"{bought['share']} " if bought["share"] and "%" in bought["share"] else ""
        yield bought.start("who"), bought.start("who"), f"they are {share}owned by "
        yield bought.end("who"), bought.end(), ""
    elif sold := _SOLD.search(text):
        yield sold.start("seller"), sold.end("seller"), "they are owned by "


def _letters(text: str) -> Iterator[tuple[int, int, str]]:
    """In a letter of the customer that is pasted in, "we" is the customer."""
    for letter in _LETTER.finditer(text):
        if not _FROM_THEM.search(text[: letter.start()]) and letter.group().lstrip()[:1] not in {'"', ">"}:
            continue
        for match in _FIRST_PERSON.finditer(text, letter.start(), letter.end()):
            if match["we"]:
                said = f"they{match['be'] or ''}"
            else:
                said = "their" if match["our"] else "them"
            yield match.start(), match.end(), said
        signed = _SIGNED.search(letter.group())
        if signed and not spot_parties(signed["name"]):
            yield letter.start() + signed.start(), letter.start() + signed.end(), ""
