"""Edits for what a turn says in the short: a version of the item, a place alone, numbered answers, a seat once more.

"The D version" names the RTX 5090 D where the deal is about an RTX 5090; "and in Shenzhen?" after "if the parent were
in Taipei?" is about the parent again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.catalogue import catalogue
from assistant.filled_in import Edit
from assistant.reading.gazetteer import adjective, country_name
from assistant.reading.nationalities import spot_demonyms
from assistant.reading.openings import opening
from assistant.reading.places import spot_places
from assistant.reading.seats import country

FEW = 7  # words of a turn that may leave out every small word
_VERSION = re.compile(
    r"(?i)\b(?:the |an? )?(?P<kind>\d{2,3} ?GB|NVL|PCIe|SXM\d?|OAM|D v2|D|Ti Super|Super|Ti|NVL\d+|XL|Ultra)[ -]"
    r"(?:versions?|ones?|variants?|models?|editions?|types?|cards?|boards?)\b"
)
_MENDING = (
    r"no|not|it|wait|the|they|he|she|customer|buyer|hospital|client|said|says|wants?|needs?|asked for|i"
    r"|we|they|meant?|it['’]?s|the|what about|how about|for|then|correction"
)
_KIND_ALONE = re.compile(
    rf"(?i){opening(_MENDING)}(?P<kind>\d{{2,3}} ?GB|NVL|PCIe|SXM\d?|OAM)(?: (?:then|instead|please|rather))*\W*$"
)
_ABOUT_SEAT = re.compile(
    r"(?i)\b(?P<who>(?:ultimate )?parent(?: company)?|owners?|holding(?: company)?|mother(?: company)?|shareholders?"
    r"|headquarters|hq|head office)\b"
)
_ABOUT_WHO = re.compile(r"(?i)\b(?P<who>they|it|he|she|the (?:buyer|customer|client|company|firm|end user|bank))\b")
_IF = re.compile(r"(?i)\b(?:if|suppose|supposing|assum\w+|say|imagine)\b")
_UNKNOWN = re.compile(
    r"(?i)\b(?:not (?:yet )?(?:known|sure|clear|certain)|unknown|unclear|open|no idea|do(?:es)?n['’]t know"
    r"|nobody knows|no one knows)\b"
)
_SUPPOSES = (
    r"now|known|it['’]?s|they(?:['’]re| are)|confirmed|legal|confirms|or|what about|how about|what if|if|then|suppose"
    r"|says?"
)
_ONLY_A_PLACE = re.compile(
    rf"(?i){opening(_SUPPOSES)}"
    r"(?P<lead>(?:(?:it|he|she|they)(?: (?:was|were|is|are|sat|sits))? )?(?:in|at|from) )?(?:the )?$"
)
_UP_TO = re.compile(
    r"(?i)(?P<up>\b(?:goes?|went|going|is|are|moves?|climbs?|grows?|raised?|increased?|increases?|upped) up to)(?= \d)"
)
_FRONT = re.compile(
    r"(?i)\b(?:an? |just |only )*(?:front|shell|cover|straw ?man)(?: company| firm| buyer)? (?:for|of)(?= an? )"
)
_FORWARDER = re.compile(
    r"(?i)(?:^|(?<=[.;,]\s))(?:and |but |ok |so |what if )*(?:(?:can|could|may|might|would) )?(?:(?:the|our"
    r"|their|a) )?(?:freight )?forwarder"
    r" (?:is|be|were|was|sits|sat|is based|be based|is located) in(?= [A-Z])"
)
_IS_FORWARDER = re.compile(  # "the consignee in Hong Kong is only a forwarder"
    r"(?i)(?:^|(?<=[.;,]\s))(?:(?:and|but|btw|fyi|note that) )*(?P<who>(?:(?:the|our|their|that|this|a) )?(?:consignee"
    r"|company|firm|agent|recipient|party|address|one|buyer) (?:in|at)) (?P<place>[A-Z][\w .'’-]{1,30}?)"
    r"(?P<tail> (?:is|acts as)(?: just| only| merely| in fact| actually)? (?:an?|our|their|the)"
    r" (?:freight |shipping )?(?:forwarder|forwarding agent|shipping agent|freight agent))\b"
)
_NEXT = re.compile(rf"(?i){opening('now')}(?:the )?(?:next|new|another|last) (?P<one>one)\s*:")
_OF_MANY = re.compile(r"(?i)\b(?:customers|clients|tenants|users|end[- ]users|subscribers|renters)\b")
_ONE_FROM = re.compile(  # "and one from Shenzhen", after "their customers are all Malaysian banks"
    r"(?i)^\W*(?:(?:and|but|plus|also|ok|oh|well|except|except for|there['’]s|there is|they have|only)\b\W*)*"
    r"(?:(?:just |also |maybe )?(?:one|two|three|some|a few|several|another(?: one)?|others|a second(?: one)?"
    r"|the other(?: one)?)"
    r"(?: of (?:them|those|these))?)(?: (?:is|are|comes?|sits?|was|were|being))? (?:from|in|based in"
    r"|out of) (?:the )?(?=[A-Z])"
)
_BEING = re.compile(  # "what about the owner being Russian?"
    r"(?i)(?:\b(?:what about|how about|and with|with|and|or) )(?P<who>(?:the|its|their"
    r"|our) (?:ultimate )?(?:owner|parent(?: company)?"
    r"|shareholder|holding|buyer|customer|end[- ]user|tenant|consignee))(?: in [A-F]\b)?\s+being (?:now "
    r"|really )?(?P<at>(?:from|in|based"
    r" in) )?(?=\w)"
)
_PART_OF_THE_SAME = re.compile(  # "the Hungarian subsidiary of the same brewery"
    r"(?i)\b(?:the|an?|another|some) (?P<part>(?:[\w-]+ ){0,2}(?:subsidiary|affiliate|branch|office|plant|site"
    r"|factory|lab|unit"
    r"|arm)) of (?:the same|this very|that very) (?:[\w-]+)(?=\s*(?:$|[,.;!?]|in\b|at\b))"
)
_STOP = re.compile(
    r"(?i)\b(?:(?:with|has|there is|there's|makes?|including|after) )?(?:an? |one )?"
    r"(?:stop-?over|lay-?over|trans-?ship(?:ped|ment|ments)?|transit stop|refuel\w* stop|technical stop)s? (?:in|at)\b"
)
_CHANGED = re.compile(  # "the tenant changed: now a Shenzhen AI lab"
    r"(?i)(?:^|(?<=[.;,]\s))\W*(?:the |their |its |our )?(?P<who>tenant|end[- ]user|buyer|customer|consignee|owner"
    r"|parent"
    r"|forwarder|destination) (?:has |was |is |have )?(?:changed|new|switched|replaced|different)(?: now| again| too)?"
    r"\s*[:;,.–-]\s*(?:(?:it['’]s|it is|they are|now|is|new one)\s+)*(?=\w)"
)
_NOW_IS = re.compile(r"(?i)\b(?P<the>the (?P<who>tenant|end[- ]user|buyer|customer|consignee) (?:is|are)) now (?=an? )")
_SAME_PARENT = re.compile(
    r"(?i)(?<![\w-])(?:(?:the|its|their|and) )*(?:ultimate )?(?:parent|owner)s?(?: company)?\s*[?:,=-]\s*(?:the )?same"
    r"(?: country| one| there)?(?=\s*(?:$|[.,;!]))"
)
_MARKS = re.compile(r"(?:(?<=^)|(?<=[\s;:,]))\(?(?:\d|[a-e]|i{1,3}|iv|v)[).](?=\s+\S)")
_FILLER = re.compile(
    r"(?i)\b(?:is|are|was|were)(?P<filler> (?:actually|in fact|indeed|really|just|simply|of course|after all))"
    r"(?= (?:an?|the|in|at|based|headquartered|owned|from|called|[A-Z])\b)"
)
_STATE = re.compile(
    r"(?i)\b(?P<who>(?:the |its |their )?(?:sole |only |majority )?(?:owner|parent|shareholder)s?(?: (?:is|are)|:))"
    r" (?:the )?$"
)
_TO_THE = re.compile(r"(?i)\b(?:to|for|with|by|is|was) the $")  # "and to the Russian state?"
_LEGAL_FORM = re.compile(  # a bare one, and no part of a name
    r" (?:Sdn\.? ?Bhd|GmbH|AG|Ltd|Limited|LLC|Inc|S\.?A\.?|S\.?r\.?l|B\.?V|Oy|AB|A/S|AS|ApS|s\.r\.o|Pte\.? Ltd"
    r"|K\.?K|plc|PLC)\.?"
    r"(?=\s*(?:$|[,;!]|\.\s|\.$|\(?\d[).]))"
)
_PUBLIC_AFTER = re.compile(
    r"(?i)\b(?P<what>(?:technical |medical )?(?:university|college|school))(?= (?:in|at|of) [\w .'’-]{2,40}?,\s*"
    r"(?P<kind>public|state|state-run|national)(?=\s*(?:$|[.,;!?])))"
)


def short_forms(text: str, facts: Mapping[str, Any], item: str, lead: str) -> Iterator[Edit]:
    """The edits of a turn; `item`: the words that named the item, `lead`: the words of the turn before."""
    yield from _version(text, item)
    yield from _owner_of_the_same(text, lead)
    yield from _owners_found(text, lead)
    yield from _place_of_the_same(text, lead)
    yield from _figure_of_the_same(text, facts, lead)
    yield from _numbered(text)
    yield from _bare_nations(text)
    yield from _said_shortly(text, facts, lead)
    yield from _plainly(text)
    if not facts.get("parties") or not any(party.get("headquarters") for party in facts["parties"]):
        for found in _PUBLIC_AFTER.finditer(text):
            yield found.start("what"), found.start("what"), "public "


def _version(text: str, item: str) -> Iterator[Edit]:
    """ "The 96 GB one", "no, PCIe": of the product that was named."""
    found = _KIND_ALONE.match(text) or _VERSION.search(text)
    if found is None or not item:
        return
    if found["kind"].isalpha() and len(found["kind"]) == 1 and not found["kind"].isupper():
        return
    words = item.replace("-", " ").split()
    for count in range(len(words), 0, -1):
        name = f"{' '.join(words[:count])} {found['kind']}"
        named = catalogue().lookup(name)
        if named is not None and named.label != item:
            start = found.start() if found.re is _VERSION else found.start("kind")
            end = found.end() if found.re is _VERSION else found.end("kind")
            yield start, end, name
            return


_FIGURE = re.compile(
    r"(?i)\b(?P<tpp>TPP|total processing performance)\b|\b(?P<die>die(?: size| area| (?=(?:is|was|of) )))"
)
_BESIDE_NUMBER = "then|or|what about|how about|what if|if|with|it|is|was|were|back|at|to|again|say|no|i|meant?|make"
ONLY_A_NUMBER = re.compile(
    rf"(?i){opening(_BESIDE_NUMBER)}"
    r"(?P<n>\d[\d,.]*\d|\d)(?P<unit> ?mm2| ?mm²)?(?: (?:again|then|instead))*\s*\?*\W*$"
)


_SHARE_LEAD = re.compile(r"(?i)\d\s?(?:%|per ?cent\b)")


def _figure_of_the_same(text: str, facts: Mapping[str, Any], lead: str) -> Iterator[Edit]:
    """ "And back at 3000?" after "if we cut TPP to 1500?": the same figure or share, and no number of pieces."""
    found, number = _FIGURE.search(lead), ONLY_A_NUMBER.match(text)
    if number is not None and _SHARE_LEAD.search(lead) and "quantity" not in facts and not number["unit"]:
        yield number.end("n"), number.end("n"), " percent"
        return
    if found is None or number is None or not re.search(r"\d", lead[found.end() :]):
        return
    yield number.start("n"), number.start("n"), "TPP " if found["tpp"] else "die "
    if found["die"] and not number["unit"]:
        yield number.end("n"), number.end("n"), " mm2"


_OWNED_IF = re.compile(
    r"(?i)\b(?:if|suppose|supposing|assum\w+|imagine)\b[^.;!?\n]{0,60}\b(?P<by>belong(?:s|ed|ing)? to"
    r"|owned by|held by|controlled by|part of"
    r"|bought by|taken over by|acquired by)\b"
)
_ANOTHER_ONE = re.compile(  # "and to a Chinese one?", "or by Koreans?"
    rf"(?i){opening('or|what about|how about|what if|if|then|it|they|were|was|is|instead')}(?:to |by "
    rf"|of )?(?:an? |the )?$"
)
_ONE_TOO = re.compile(
    r"(?i)^(?: (?:ones?|state|government|republic|treasury|group|fund|company|firm|holding|family|investor"
    r"|conglomerate|bank|parent"
    r"|owner))?(?: (?:instead|then|again|too))*\W*$"
)


def _owner_of_the_same(text: str, lead: str) -> Iterator[Edit]:
    """ "And to a Chinese one?" after "if it belonged to a German group": who owns the buyer, once more supposed."""
    if _OWNED_IF.search(lead) is None or len(text.split()) > FEW:
        return
    for find in spot_demonyms(text):
        if _ANOTHER_ONE.match(text[: find.start]) and _ONE_TOO.match(text[find.end :]) and "owned" not in find.text:
            of_state = re.match(r"(?i) (?:state|government|republic|treasury)\b", text[find.end :])
            owner = f"the {find.text} government" if of_state else f"a {find.text} company"
            yield 0, len(text), f"and if it belongs to {owner}?"
            return


_OWNERS_ASKED = re.compile(r"(?i)\b(?:who owns|owns? (?:it|them)|owners?|ownership|shareholders?|parents?)\b")
_FOUND = (
    r"found|got|it|out|them|yes|turns|checked|answer|here|is|are|they|just|now|finally|two|three|four|five|six|some"
    r"|several|all|an?|the"
)
_FOUND_OUT = re.compile(rf"(?i){opening(_FOUND)}$")
_PEOPLE_WHO_OWN = re.compile(
    r"(?i)^ (?:brothers|sisters|siblings|family|families|founders?|couple|investors?|fund"
    r"|holding(?: company)?|group|entrepreneurs?|engineers|individuals"
    r"|persons?|citizens|nationals|businessm[ae]n|businesswom[ae]n|bank|pension fund|partners)\W*$"
)


def _owners_found(text: str, lead: str) -> Iterator[Edit]:
    """ "Found it: two Lithuanian brothers", after "nobody knows who owns it"."""
    if not (_OWNERS_ASKED.search(lead) and _UNKNOWN.search(lead)) or len(text.split()) > FEW + 2:
        return
    for find in spot_demonyms(text):
        if _FOUND_OUT.match(text[: find.start]) and _PEOPLE_WHO_OWN.match(text[find.end :]):
            yield 0, len(text), f"owned by {find.text}{text[find.end :]}"
            return


def _place_of_the_same(text: str, lead: str) -> Iterator[Edit]:
    """ "And in Shenzhen?" after a seat was supposed: of the same one."""
    about = _ABOUT_SEAT.search(lead) or _ABOUT_WHO.search(lead)
    if about is None or not (_IF.search(lead[: about.start()]) or (about.re is _ABOUT_SEAT and _UNKNOWN.search(lead))):
        return
    nation = about.re is _ABOUT_WHO
    if nation and not spot_demonyms(lead):
        return
    for find in spot_demonyms(text) if nation else (*spot_places(text), *spot_demonyms(text)):
        alone = _ONLY_A_PLACE.match(text[: find.start])
        if alone is None or re.search(
            r"\w",
            re.sub(
                r"(?i)\b(?:then|instead|too|indeed|confirmed|for sure|of course|obviously|naturally|sorry|i mean"
                r"|i meant)\b",
                "",
                text[find.end :],
            ),
        ):
            continue
        if nation:
            yield 0, find.end, f"and if they are a {find.text} company"
        else:
            lead_in = "in " if find.kind == "place" else ""
            yield 0, find.end, f"and if the {about['who']} were {lead_in}{find.text}"
        return


def _one_of_them(text: str, lead: str) -> Iterator[Edit]:
    """ "And one from Shenzhen", after "their customers are all Malaysian banks": one more who uses the goods."""
    found = _ONE_FROM.match(text)
    if found is None or not _OF_MANY.search(lead):
        return
    for find in spot_places(text):
        said = adjective(code) if (code := country(find)) is not None else None
        if find.start == found.end() and said:
            yield found.start(), find.end, f"the tenant is a {said} company"


def _said_shortly(text: str, facts: Mapping[str, Any], lead: str) -> Iterator[Edit]:
    """ "Goes up to 24" is a number and no bound; a stopover is a place on the way; "parent? same"."""
    for found in _FRONT.finditer(text):
        yield found.start(), found.end(), "owned by"
    if following := _NEXT.match(text):
        yield following.start("one"), following.end("one"), "deal"
    for found in _UP_TO.finditer(text):
        yield found.start("up"), found.end("up"), "is"
    for found in _FORWARDER.finditer(text):
        yield found.start(), found.end(), "via a forwarder in"
    for found in (*_CHANGED.finditer(text), *_NOW_IS.finditer(text)):
        yield found.start("who"), found.end(), f"{found['who']}: "
    for found in _IS_FORWARDER.finditer(text):
        yield found.start("who"), found.end("who"), "via a forwarder in"
        yield found.start("tail"), found.end("tail"), ""
    yield from _one_of_them(text, lead)
    for found in _BEING.finditer(text):
        yield found.start(), found.end(), f"what if {found['who']} is {'in ' if found['at'] else ''}"
    for found in _PART_OF_THE_SAME.finditer(text):
        yield found.start(), found.end(), f"their {found['part']}"
    for found in _STOP.finditer(text):
        yield found.start(), found.end(), "via"
    seats = [party["headquarters"] for party in facts.get("parties") or () if party.get("headquarters")]
    for found in _SAME_PARENT.finditer(text):
        if len(set(seats)) == 1:
            yield found.start(), found.end(), f"ultimate parent in {country_name(str(seats[0]))}"


_OWNER_NATION = re.compile(
    r"(?i)(?<![\w-])(?:the |its |their )?(?:owners?|shareholders?|holding|ultimate parent"
    r"|parent)[:,]? (?P<nation>[a-z]{4,})(?![\w-])"
)
_NATION_OWNED = re.compile(r"(?i)(?<![\w-])(?P<nation>[a-z]{4,})[ -]owned(?=(?: (?:then|instead|too|now|i mean))*\W*$)")
_BUYER_NATION = re.compile(
    r"(?i)^\W*(?:the )?(?:buyer|customer|client|company|firm|end user)[:,]? (?P<nation>[a-z]{4,})\W*$"
)


def _bare_nations(text: str) -> Iterator[Edit]:
    """ "Owner chinese", "chinese owned", "customer chinese": whose nationality it is."""
    if len(text.split()) > FEW:
        return
    for pattern, words in ((_OWNER_NATION, "ultimate parent in {country}"), (_NATION_OWNED, "{nation}-owned company"),
                           (_BUYER_NATION, "{nation} company")):  # fmt: skip
        for found in pattern.finditer(text):
            nation = found["nation"].capitalize()
            codes = {code for find in spot_demonyms(nation) if (code := country(find)) is not None}
            if len(codes) == 1:
                told = words.format(country=country_name(codes.pop()), nation=nation)
                yield found.start(), found.end(), told


def _numbered(text: str) -> Iterator[Edit]:
    """ "1) owned by a family 2) Malaysian": the numbers of answers count nothing."""
    marks = list(_MARKS.finditer(text))
    if len(marks) < 2 or _names_items(text) > 1:
        return
    for mark in marks:
        yield mark.start(), mark.end(), "; " if text[: mark.start()].strip() else ""


def _names_items(text: str) -> int:
    """How many pieces of the text name a product of the catalogue."""
    pieces = _MARKS.split(text)
    return sum(
        any(catalogue().lookup(word.strip(".,;:")) is not None for word in piece.split() if re.search(r"\d", word))
        for piece in pieces
    )


def _plainly(text: str) -> Iterator[Edit]:
    """ "The parent is actually a Beijing group", "owner is the Kenyan state" without what is in the way."""
    for found in _FILLER.finditer(text):
        yield found.start("filler"), found.end("filler"), ""
    for find in spot_demonyms(text):
        state = re.match(r"(?i) (?:state|treasury|republic|crown)(?=\s*(?:$|[.,;!?]))", text[find.end :])
        if state and (_STATE.search(text[: find.start]) or _TO_THE.search(text[: find.start])):
            yield find.end, find.end + state.end(), " government"
        form = _LEGAL_FORM.match(text[find.end :])
        if form and not re.search(r"(?i)\b(?:our|for|to|via|by|through) (?:an? |the )?$", text[: find.start]):
            yield find.end, find.end + form.end(), " company"
