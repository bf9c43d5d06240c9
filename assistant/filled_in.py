"""Edits that put the missing or the plain words into a turn: where to cut, and what to put there.

Owners that buy in, letters of the customer, questions that answer themselves, small words of other languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.reading.gazetteer import adjective, country_name
from assistant.reading.lists import words_file
from assistant.reading.nationalities import spot_demonyms
from assistant.reading.openings import FILLERS
from assistant.reading.places import spot_places
from assistant.reading.seats import country
from assistant.reading.small_print import CLOSING
from assistant.screening.spot import spot_parties

Edit = tuple[int, int, str]

LEAD = (
    rf"(?:{FILLERS}|yes|yep|yeah|no|nope|right|actually|sure|fine|correction|confirmed|it turns out"
    r"|turns out|apparently not|in fact|also|still|now|got it"
    r"|just (?:checked|asked|heard)|(?:they"
    r"|he|she|legal|sales|compliance|(?:the )?(?:customer|client|buyer|lawyers?|register|registry|website))(?: just"
    r"| now)?"
    r" (?:say|says|said|told (?:me|us)|confirm|confirms|confirmed|write|wrote|replied|shows?)(?: that)?"
    r"|i (?:just )?(?:checked|asked|meant)|(?:what|even) if|if|suppose|assume|say|let'?s say)"
)


_CONFIRMED = re.compile(r"(?i)\s+(?:is |was )?(?:confirmed|it is|for sure|definitely|correct)(?=\s*(?:$|[.,;!]))")


SEAT_WORD = re.compile(r"(?i)\s+(?:headquarters|hq|head office|seat)\b(?! (?:is|in|moved))")


_LETTER = re.compile(
    r'(?is)"[^"]{15,}"|(?<=\n)>[^\n]+(?:\n>[^\n]+)*|(?:^|\n)\s*(?:dear|hi|hello)\b[^\n]*[,:\n].*\b(?:regards|sincerely|cheers|best|thanks)\b.*'
)


_FROM_THEM = re.compile(
    r"(?i)\b(?:they|he|she|customer|buyer|client|consignee|supplier)\b[^.\n\"]{0,25}\b(?:wrote|writes?|replied"
    r"|answer(?:ed|s)?|said|says?|sent|mailed|e-?mailed|sent)\b"
    r"|\b(?:just )?(?:got|received|came in|here(?:['’]s| is)|in their (?:mail|e-?mail|words)|their (?:mail"
    r"|e-?mail|reply|answer|words))\b"
)


_FIRST_PERSON = re.compile(
    r"(?i)\b(?:(?P<we>we)(?P<be>['’]re|\s+are|\s+were|\s+have|\s+will)?|(?P<our>our)|(?P<us>us))\b"
)


_SIGNED = re.compile(
    rf"(?i)\b(?:{CLOSING})[,.!]?\s+(?-i:(?P<name>[A-ZÀ-Þ][\w.'-]*(?: [A-ZÀ-Þ][\w.'-]*){{0,2}}))\s*[.\"]*$"
)


_THE_FIRM = r"(?:them|it|the (?:whole )?(?:company|customer|buyer|client|firm|bank|business|group|operator|lot))"


_SHARE = (
    r"(?P<share>(?:about |some |over |nearly )?(?:\d+(?:[.,]\d+)?\s?(?:%|per ?cent)|an? (?:majority|controlling"
    r"|minority)|a|half|all|most|the majority)"
    r"(?: (?:stake|shares?|interest|majority|part))?(?: (?:of|in) (?:the )?(?:shares?|stock|capital))?)"
)


_BOUGHT = re.compile(
    rf"(?i)^(?:\W*{LEAD}\b\W*)*\W*(?P<who>(?!(?:we|i|you|they|he|she|it|who|customer|the (?:customer|buyer"
    rf"|client|end user))\b)[^.;,!?\n]{{2,60}}?)"
    rf"\s+(?:(?:has|have|had|just|recently|now|since|would|will|were to|was to|is to|wants? to|could|might)\s+)*"
    rf"(?:(?:bought|acquired|purchased|took over|takes over|take over|taken over|buys?|acquires?|snapped up)\s+"
    rf"(?:{_SHARE}\s+(?:of|in)\s+)?{_THE_FIRM}|(?:takes?|took|taken|bought|buys?) {_THE_FIRM} (?:over|out|up))\b"
)


_SOLD = re.compile(
    r"(?i)\b(?P<seller>(?:the |its |their |his )?(?:(?:previous|old|former|founding) )?(?:family|families|owners?"
    r"|founders?|parent|shareholders?|brothers|holding"
    r"(?: company)?)(?: (?:has|have|had))?(?: (?:since|just|recently|now))? sold "
    rf"(?:{_THE_FIRM}|out|(?:their|its|his|all|most|half|a majority|\d+\s?%)(?: [\w%]+){{0,4}}?)(?: (?:last|this"
    rf"|in|on) \w+)? to )"
)


_MERGED = re.compile(
    r"(?i)\b(?P<seller>(?:their|its|his|the) (?:ultimate )?(?:parent|owner|holding|mother)(?: company)?(?: (?:has"
    r"|have|was|is|were|been|just|recently"
    r"|now|since))* (?:merged with|merging with|taken over by|acquired by|bought by|swallowed by|part of)) "
)
_OWNED_BY_MANY = re.compile(
    r"(?i)\b(?:owned|held|controlled|run) by (?P<many>(?:the |a few |some |several |two |three |four |five |six "
    r"|\d )(?:of )?)(?=[A-Z]\w+ (?:brothers|sisters"
    r"|siblings|entrepreneurs|founders|individuals|people|persons|nationals|citizens|families|investors|partners"
    r"|engineers|doctors)\b)"
)


_HOLD_ALL = re.compile(  # "two Slovak founders hold all shares"
    r"(?i) (?:founders?|brothers|sisters|siblings|people|individuals|persons|partners|family|families|couple|investors?"
    r"|entrepreneurs?|engineers|women|men|nationals|citizens)(?P<hold> (?:together )?(?:holds?|owns?|have"
    r"|has) (?:it all|all|everything"
    r"|100 ?%|the whole|every|the (?:company|firm|shares))(?: (?:of )?(?:the |its )?(?:shares|stock|company|firm"
    r"|capital))?)"
)
_COUNT_BEFORE = re.compile(r"(?i)\b(?:the )?(?:two|three|four|five|six|seven|several|some|a few|\d) $")
_OWNED_BY = re.compile(r"(?i)\b(?:owned|held|controlled|run) by (?:some |all |the )?$")


_THEY_FROM = re.compile(
    r"(?i)\b(?:they(?:['’]re| are| were)|(?:he|she)(?:['’]s| is| was)"
    r"|(?!(?:it|this|that|there|goods|cards?|chips?|gpus?|units?|boards?|servers?|items?|money|payment|order"
    r"|shipment|parts?|mail)\b)"
    r"(?!(?:\w*keeper|\w*man|manager|drivers?|engineers?|staff|ceo|cfo|cto|director|boss|accountant|guy|woman"
    r"|person|contact"
    r"|colleagues?|employees?|workers?|team|people|wife|husband|chairman|president)\b)[a-z]+ (?:are|is|was|were))"
    r"\s+(?:all\s+|both\s+|actually\s+)?(?P<from>from)(?=\s+(?!(?:our|the|a|your|my|stock)\b))"
)
_PARTY_FROM = re.compile(  # "a second tenant, from Guangzhou"
    r"(?i)\b(?:tenant|end[- ]user|user|client|customer|buyer|investor|shareholder|partner|owner|start-?up"
    r"|studio)s?,? (?:(?:who|which) (?:is|are|comes?) )?"
    r"(?P<from>from)(?= (?-i:[A-Z]))"
)
_WERE = re.compile(
    r"(?i)\b(?:if|suppose|supposing|say|assume|assuming)\b[^.;!?\n]{0,40}?\b(?P<who>\w+) (?P<be>were|was)\b"
)

_OWNED_FROM = re.compile(r"(?i)\b(?:owned|held|controlled) (?P<by>(?:from|out of))(?= (?-i:[A-Z]))")
_PRESENT = {"belonged": "belongs", "had": "has", "sat": "sits", "held": "holds", "owned": "owns", "used": "uses"}
_HAD = re.compile(
    r"(?i)\b(?:if|suppose|supposing|assume|assuming)\b[^.;!?\n]{0,40}?"
    r"(?<!is\s)(?<!are\s)(?<!was\s)(?<!were\s)(?<!been\s)(?<!be\s)(?<![\w-])(?P<past>belonged|had|sat|held|owned"
    r"|used)\b(?! by\b)"
)
_THE_NOUN = re.compile(  # "the plant belongs to …": of the buyer, whatever it was called
    r"(?i)(?<![\w-])(?:the|this|that) (?!(?:ultimate|parent|owner|holding|group|fund|company|firm|cards?|chips?"
    r"|gpus?|units?"
    r"|goods|items?|servers?|boards?|order|machines?|systems?|end|forwarder|agent|consignee|tenant|client"
    r"|customer|buyer)\b)"
    r"(?P<noun>[\w-]{3,20})(?= (?:actually |really |now |itself )?(?:belong(?:s|ed)?|(?:is|are|was|were) (?:\w+ )?"
    r"(?:owned|held|controlled)) (?:by|to)\b)"
)


_ASKED = re.compile(
    r"(?i)(?:^|(?<=[.!;\n]))\s*(?:the |their |its )?(?:(?:ultimate )?parent|owners?|end[- ]use|end[- ]?user|buyer"
    r"|hq|seat|headquarters|destination|quantity|via|route)(?P<mark>\?)"
    r"(?=\s+[^\s?][^?]*$)"
)


_PUBLIC = re.compile(
    r"(?i)^\W*(?:(?:it['’]?s|it is|they['’]re|yes|yep|ok)\W+)*(?:an?\s+)?(?P<said>(?:public|state|national"
    r"|state-run|public-sector)"
    r"(?:\s+(?:one|university))?)(?:,?\s+(?:and\s+)?(?:state[- ]owned|state[- ]run|owned by the state"
    r"|public))?\s*[.!]*\s*$"
)


_N_RIGHT = re.compile(r"(?i)(?<![\w.,/-])(?P<n>\d{1,6}) (?:was|is) (?:right|correct)(?: after all)?")


_WOULD_N = re.compile(
    r"(?i)\b(?:would|is|are|and)\s+(?P<n>\d{1,6})(?=\s+(?:be\b|ok\b|okay\b|fine\b|allowed\b|possible\b|too many\b"
    r"|work\b|do\b))|\b(?:make (?:it|that)|just|only|rather|take) (?P<m>\d{1,6})(?= and\b)"
)


def _glue(text: str) -> Iterator[Edit]:
    """Small words of other languages, and the subject of "is a Polish company"."""
    told = words_file("follow_up.yaml")
    for pattern, words in (*told["glue"], (told["subject"], "it ")):
        for match in re.finditer(f"(?i){pattern}", text):
            kept = match.start() + len(match.group()) - len(match.group().lstrip())
            yield min(kept, match.end()), match.end(), str(words)


_GOES_TO = re.compile(r"(?i)\b(?:to|into|at|in|via|for|from) (?:the |their |its |our )?$")


def _supposed(text: str) -> Iterator[Edit]:
    """ "What if the owner were Chinese?": what is supposed is no past."""
    for match in _HAD.finditer(text):
        yield match.start("past"), match.end("past"), _PRESENT[match["past"].lower()]
    for match in _WERE.finditer(text):
        plural = match["who"].lower() in {"they", "we", "you", "both", "these"} or match["who"].lower().endswith("s")
        yield match.start("be"), match.end("be"), "are" if plural else "is"


def _of_the_buyer(text: str) -> Iterator[Edit]:
    """ "What if the plant belonged to a German group": who owns the buyer."""
    for match in _THE_NOUN.finditer(text):
        yield match.start(), match.end(), "the company"


_THAT_YEAR = re.compile(r"(?i)(?<=\w)\s+(?:of|in) (?:the same|that same|that|the) year\b")


def _of_that_year(text: str, facts: Mapping[str, Any]) -> Iterator[Edit]:
    """ "And on November 20 of the same year?"."""
    year = re.match(r"20\d\d", str(facts.get("date") or ""))
    if year is not None:
        for match in _THAT_YEAR.finditer(text):
            yield match.start(), match.end(), f", {year.group()}"


_DROPPED_OUT = re.compile(  # "the university dropped out, a mining firm takes all"
    r"(?i)^\W*(?:the |our |that |this )?[\w-]+ (?:has |have |just |now )*(?:dropped out|pulled out|withdrew"
    r"|withdrawn|backed out"
    r"|quit|fell through|is out|cancelled)\s*[,;.:–-]\s*(?:(?:and|so|but|now|instead)\s+)*(?=an? |the |\w+ )"
)


def _confirmed(text: str) -> Iterator[Edit]:
    """ "Warsaw confirmed": the place; "London HQ": the seat."""
    for find in spot_places(text):
        if (seat := SEAT_WORD.match(text[find.end :])) and not _GOES_TO.search(text[: find.start]):
            yield find.start, find.end + seat.end(), f"headquartered in {find.text}"
        if found := _CONFIRMED.match(text[find.end :]):
            yield find.end, find.end + found.end(), ""


def _from(text: str) -> Iterator[Edit]:
    """ "They're from Japan": where somebody is seated, and no place that goods leave."""
    for match in _THEY_FROM.finditer(text):
        yield match.start("from"), match.end("from"), "headquartered in"
    for match in _PARTY_FROM.finditer(text):
        yield match.start("from"), match.end("from"), "based in"
    for find in spot_demonyms(text):
        if behind := re.match(r",?\s+(?P<from>from)(?=\s+[A-Z])", text[find.end :]):
            yield find.end + behind.start("from"), find.end + behind.end("from"), "based in"


def _of_parent(text: str, facts: Mapping[str, Any]) -> Iterator[Edit]:
    """ "Geely is Chinese", "Syngenta belongs to Sinochem": of the parent that was named, and not of the buyer."""
    for party in facts.get("parties") or ():
        name = (party.get("ultimate_parent") or {}).get("name")
        if not name or name == party.get("name"):
            continue
        match = re.match(
            rf"(?i)^(?:\W*{LEAD}\b\W*)*\W*(?P<name>{re.escape(str(name))})\b(?P<owned>\s+(?:belongs|is owned"
            rf"|is held|is part|is a))?",
            text,
        )
        if match is not None:
            yield match.start("name"), match.end("name"), "the company" if match["owned"] else "the ultimate parent"
            return


def _asked_and_told(text: str) -> Iterator[Edit]:
    """ "Owner? A family from Hamburg": a question put and answered in one breath."""
    for match in _ASKED.finditer(text):
        yield match.start("mark"), match.end("mark"), ":"
    for pattern, words in words_file("follow_up.yaml")["asked"]:
        for match in re.finditer(rf"(?i)(?:^|(?<=[.!;\n]))\s*(?P<said>{pattern})\?(?=\s+[^\s?][^?]*$)", text):
            yield match.start("said"), match.end(), str(words)


def _public(text: str, facts: Mapping[str, Any]) -> Iterator[Edit]:
    """ "Public" of a university in a place."""
    match = _PUBLIC.match(text)
    kinds = {str(party.get("kind")) for party in facts.get("parties") or ()}
    here = facts.get("destination")
    if match and here and "university" in kinds:
        yield match.start("said"), len(text.rstrip()), f"public university in {country_name(str(here))}"


def _counts(text: str) -> Iterator[Edit]:
    """ "Would 2 be fine?": of the goods."""
    for match in (*_WOULD_N.finditer(text), *_N_RIGHT.finditer(text)):
        at = match.end("n") if match["n"] else match.end()
        yield at, match.end(), " units"


_NATION_SOLD = re.compile(
    rf"(?i)(?: (?:side|parent|owners?|family|families|founders?|fund|holding|group"
    rf"|shareholders?))? sold (?:{_THE_FIRM}|out|their (?:shares|stake)) to "
)


def _nation_sells(text: str) -> tuple[int, int] | None:
    """ "If the Swedes sold it to a group in Shanghai": where the owners stand in the text, and the act."""
    for find in spot_demonyms(text):
        lead = re.search(r"(?i)\b(?:the|those|these) $", text[: find.start])
        if lead and (sold := _NATION_SOLD.match(text[find.end :])):
            return lead.start(), find.end + sold.end()
    return None


def _owners(text: str) -> Iterator[Edit]:
    """ "Geely bought 55 % of them", "the family sold it to …": who owns the buyer now, and no buyer of the goods."""
    for find in spot_demonyms(text):
        code = country(find)
        if _OWNED_BY.search(text[: find.start]) and code and re.match(r"\s*(?:$|[,.;!])", text[find.end :]):
            yield find.start, find.end, f"{adjective(code) or find.text} nationals"
    for find in spot_demonyms(text):
        if held := _HOLD_ALL.match(text[find.end :]):
            count = _COUNT_BEFORE.search(text[: find.start])
            yield count.start() if count else find.start, find.start, "it is owned by "
            yield find.end + held.start("hold"), find.end + held.end(), ""
    for many in _OWNED_BY_MANY.finditer(text):
        yield many.start("many"), many.end("many"), ""
    if bought := _BOUGHT.match(text):
        share = f"{bought['share']} " if bought["share"] and "%" in bought["share"] else ""
        yield bought.start("who"), bought.start("who"), f"they are {share}owned by "
        yield bought.end("who"), bought.end(), ""
    elif seller := _nation_sells(text):
        yield *seller, "they are owned by "
    elif sold := _SOLD.search(text) or _MERGED.search(text):
        yield sold.start("seller"), sold.end("seller"), "they are owned by "


def _letters(text: str) -> Iterator[Edit]:
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
        if signed and not spot_parties(signed["name"]) and not spot_places(signed["name"]):
            yield letter.start() + signed.start(), letter.start() + signed.end(), ""


_NAC_NUMBER = re.compile(
    r"(?i)\b(?<!order )(?<!po )(?<!invoice )(?<!part )(?<!serial )(?<!reference )(?<!tracking )(?<!case"
    r" )(?:number|confirmation)\b"
    r"(?! of)[^.;!?\n]{0,30}?(?P<number>(?<!\w)(?-i:N)\d{7}(?!\w))"
)
_BARE_YEAR = re.compile(r"(?i)^\W*(?:(?:and|or|so|ok|what about|how about)\b\W*)*(?P<year>20[23]\d)\W*$")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _numbers(text: str, facts: Mapping[str, Any]) -> Iterator[Edit]:
    """ "Number came today: N4455667", "and 2026?" after a day of another year."""
    if (facts.get("nac") or {}).get("notice_on") and not re.search(r"(?i)\bNAC\b", text):
        for found in _NAC_NUMBER.finditer(text):
            yield found.start("number"), found.start("number"), "NAC number "
    year, day = _BARE_YEAR.match(text), re.match(r"20\d\d-(\d\d)-(\d\d)", str(facts.get("date") or ""))
    if year is not None and day is not None:
        yield year.start("year"), year.end("year"), f"on {int(day[2])} {_MONTHS[int(day[1]) - 1]} {year['year']}"


_DOES_IT_CHANGE = re.compile(  # "does that change if they take 50?"
    rf"(?i)^(?:\W*(?:{FILLERS}|then)\b)*\W*(?P<lead>(?:does|would|will|do|did) (?:that|this|it|things|anything"
    rf"|the (?:answer|result"
    r"|outcome|verdict)) (?:change|matter|differ|move|be different|become different)(?: (?:anything|something"
    r"|at all|much))?,?)"
    r"(?= (?:if|when|in case)\b)"
)


def _full_names(text: str, facts: Mapping[str, Any]) -> Iterator[Edit]:
    """ "51 % of Acme": of Acme Photonics Kft, where the deal knows one party of such a name."""
    names = {
        str(party["name"]) for party in facts.get("parties") or () if len(str(party.get("name") or "").split()) > 1
    }
    for name in names:
        first = name.split()[0]
        alone = sum(other.split()[0].lower() == first.lower() for other in names) == 1
        if len(first) < 4 or not first[0].isupper() or not alone or name in text or spot_places(first):
            continue
        for found in re.finditer(rf"(?<![\w-]){re.escape(first)}(?![\w-])(?! [A-Z])", text):
            yield found.start(), found.end(), name


def edits_of(text: str, facts: Mapping[str, Any]) -> Iterator[Edit]:
    """Every edit that the words of a turn call for."""
    yield from _glue(text)
    yield from _numbers(text, facts)
    if asked := _DOES_IT_CHANGE.match(text):
        yield asked.start("lead"), asked.end("lead"), "what"
    yield from _supposed(text)
    yield from _of_the_buyer(text)
    yield from _of_that_year(text, facts)
    if gone := _DROPPED_OUT.match(text):
        yield gone.start(), gone.end(), "instead "
    for match in _OWNED_FROM.finditer(text):
        yield match.start("by"), match.end("by"), "by a company in"
    yield from _confirmed(text)
    yield from _from(text)
    yield from _of_parent(text, facts)
    yield from _full_names(text, facts)
    yield from _asked_and_told(text)
    yield from _public(text, facts)
    yield from _counts(text)
    yield from _owners(text)
    yield from _letters(text)
