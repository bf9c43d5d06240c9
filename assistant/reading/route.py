"""Where the item goes: destination, departure, way and the places of the parties.

A place counts by the word before it; the buyer's place is the destination where nothing else is said.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.reading.apart import countries_called
from assistant.reading.fold import is_caseless
from assistant.reading.found import Found
from assistant.reading.gazetteer import Place, place_of
from assistant.reading.lists import regex, words_file
from assistant.reading.polarity import polarity
from assistant.reading.seats import Party, country, span_of
from assistant.reading.state import Reading
from assistant.reading.strict import strict

_FROM = re.compile(
    r"(?i)\b(?:from|ex(?:[ -]?(?:stock|warehouse|hub|depot|store))?|out of|"
    r"leav(?:e|es|ing)|depart(?:s|ing)?|off|aus|von|desde|depuis)\b\s*"
    r"(?:(?:our|my)\s+(?:[\w-]+\s+){0,2}?|the\s+|a\s+)?(?:\w+\s+(?:in|at|of)\s+)?$"
    r"|(?:从|由|自)(?:我们|我司|我方|我国|本公司|公司)?(?:位于|设在|在|的)*$"
)
_STOCK = (
    "(?:の|的)?(?:当社|弊社|我们|我司)?(?:の|的)?(?:倉庫|仓库|在庫|库存|支店|支社|子会社|分公司|子公司|拠点|工場|工厂|ハブ"
    "|物流センター)?"
)
_FROM_AFTER = re.compile(
    r"(?:の|的)?(?:当社|弊社|我们|我司)?(?:の|的)?(?:倉庫|仓库|在庫|库存)(?:に(?:ある|保管|置いて)|里的?|中的?|内的?|有)"
    rf"|(?:の|的)?(?:当社|弊社)?(?:の)?(?:倉庫|在庫|拠点)(?:に|で)(?:残|眠|余|積|保有|届)"
    rf"|{_STOCK}(?:から|より(?![早遅多少])|发货|发出|出发|出荷(?=し|で))"
)
_ARROW = re.compile(r"\s?(?:->|→|=>)\s?(?=\S)")  # "Rotterdam -> a bank in Ankara"
_VIA_AFTER = re.compile(r"(?:の|的)?\S{0,6}?(?:経由|を経て|を経由|を通じて|中转|转运|轉運|转口|过境|轉口)")
# Goods that lie somewhere, and a move behind that.
_KEPT = re.compile(
    r"(?i)\b(?:sitting|stored|held|lying|warehoused|stocked|kept|stuck|now|currently|(?:in|on) stock)\s+(?:in"
    r"|at)\s+(?:the\s+)?$"
)
_MOVES = re.compile(
    r"(?i)\b(?:move|ship|send|forward|transfer|bring|deliver|sell)(?:s|ed|ing)?\s+(?:it|them|these"
    r"|those)?\s*(?:on\s+)?to\b"
)
_IN_OWN = re.compile(r"(?i)\b(?:in|at) our (?:own )?(?:stock|hub|warehouse|depot|store|yard) (?:in|at|near)\s+$")
_MOVED_TO = re.compile(
    r"(?i)^[^.;!?\n]*\b(?:re-?export|ship|send|sell|deliver|move|transfer)(?:s|ed|ing|t)?\b"
    r"|^[^.;!?\n]*\bto (?:an?|the|our)\b[^.;!?\n]*\bre-?export\b"
)

_TO = re.compile(
    r"(?i)(?:\b(?:(?:deliver\w*|ship\w*|sen[dt]|consign\w*)[ -]to\s?[:=]|delivery\s?:|(?-i:DAP|DDP|CIF|CIP|CPT|"
    r"CFR|DPU)|"
    r"to|into|onto|towards?|destination:?|deliver(?:ed|y)?(?:\s+it|\s+to\s+it)?(?:\s+in|"
    r"\s+to)?|going to|bound for|installed in|used in|for use in|"
    r"(?:hall|site|data ?cent\w+|location|installation)s? (?:is|are|will be) (?:in|at)|hall in|"
    r"warehouse in|free zone in|site in|halls? in|racks? in|data cent(?:er|re) in|located in|nach|a|à|"
    r"para|vers|hacia|(?:delivery|ship(?:ping|ment|[- ]to)?|delivered|destination|installation) (?:address|"
    r"place|location|site|point)\s*"
    r"(?:is|are|will be|:|=)?\s*(?:at |in |to )?(?:(?:the|our|their|its|"
    r"customer's)\s+)?(?:[\w'-]+\s+){0,4}?(?:in|at))|->|→|=>|到|发往|发到|運往|运往|往|送)\s*"
    r"(?:the\s+|our\s+(?:\w+\s+)?(?:in\s+)?)?(?:country\s+(?:of\s+)?)?(?:so-called\s+)?$"
)
_VIA = re.compile(
    r"(?i)\b(?:via|through|transit(?:ing|s)?(?: through| in| via)?|by way of|stop(?:s|ping)? (?:in|at)|"
    r"change planes in|über|vía|par)\s*(?:the\s+)?(?:(?:air|sea)?port of\s+)?$"
    r"|(?:经由?|经过|途经|經由?|取道|通过|通過)$"
)
_TO_OWN = re.compile(  # "to my colleague in our …", "to our support center in …"
    r"(?i)\b(?:to|into|for)\s+(?:(?:my|our|a|an|the|one|some|two|three)\s+)?(?:(?!from\b|in\b|nationals?\b"
    r"|citizens?\b)[\w'’-]+\s+){0,4}(?:(?:of|in|at)\s+)?our\s*$"
)
_OWN = re.compile(r"(?i)\b(?:our|my|we|us|unser\w*|nuestr\w*|notre|nos)\b[\w\s-]{0,25}$")
_OWN_AFTER = re.compile(r"(?i)^\s*(?:stock|hub|warehouse|office|site|depot|branch|store|subsidiary|entity|plant)\b")
_ONWARD = re.compile(
    r"(?i)\b(?:(?:delivers|ships|sends|forwards|resells|sells|passes|supplies|hands)\s+(?=(?:it|them|these|those)\b)|"
    r"(?:from there|and then|then|afterwards|thereafter|subsequently|eventually|ultimately)\s+(?:further|"
    r"onwards?|on|straight)?\s*|further\s+(?=to\b)|"
    r"then\s+(?:on\s+)?(?:delivers?|ships?|sends?|moves?|forwards?)|onward(?:s| delivery|"
    r" shipment)?|(?:ships?|sends?|sells?|go(?:es)?|moves?|travels?|forwards?|delivers?|passes|"
    r"takes?)\s+(?:it |them |these |"
    r"those |the (?:\w+ )?(?:cards|boards|goods|chips|units|servers|modules) )?(?:on(?:wards?)?|further)|"
    r"forwards?|resells?|"
    r"(?:takes?|carr(?:y|ies)|brings?|fl(?:y|ies))\s+(?:it|them|these|those|everything|all)(?:\s+(?:along"
    r"|home|back|over|away|out))?|"
    r"fl(?:y|ies|ying) (?:back|home)|"
    r"(?:sells|sends|ships|passes|hands|resells)\s+(?:(?!to\b)[\w-]+\s+){1,4}on(?:wards?)?\s*|"
    r"re-?exports? (?:it|them)?|"
    r"(?:will|would|shall|to|then) (?:be )?(?:forward|send|ship|pass|resell|sell)(?:ed)?(?: on)?)\s*"
    r"(?:(?:it|them|these|those|on|onwards?)\s+|the (?:\w+ )?(?:cards|boards|goods|chips|units|servers|modules)\s+)*"
    r"(?:to|into)\s+(?:(?:the|its|their|an?|his)\s+)?"
    r"(?:(?:(?!(?:from|in|at|of|to|for|by|and|or)\b)[\w'’-]+\s+){1,5}in\s+(?:the\s+)?)?$"
)


_WISHED = re.compile(r"(?i)(?:to|will|would|shall)\b")
_SUBJECT = re.compile(
    r"(?i)\b(?:(?P<ours>we|i)(?:['’](?:d|ll|re|ve|m))?|they|he|she|who|which|that|(?:the|our|its|their|this|an?)"
    r" (?:[\w-]+ ){0,3}(?:buyers?|customers?|clients?|firm|company|dealers?|resellers?|distributors?|consignees?|users?"
    r"|owners?|partners?|parent|group|guy|man|woman|person))\b"
)


def _is_onward(before: str) -> bool:
    """Do the goods go on to the place behind these words? What we want to send is the first way they go."""
    match = _ONWARD.search(before)
    if match is None or _WISHED.match(match.group()) is None:
        return match is not None
    told = list(
        _SUBJECT.finditer(before, max(before.rfind(mark, 0, match.start()) for mark in ".;!?\n") + 1, match.start())
    )
    return not told or told[-1]["ours"] is None


_AT_A_SITE = re.compile(
    r"(?i)\b(?:deliver(?:ed|y)?|ship(?:ped|ping|ment)?|sen[dt]|consigned|dispatched)\b[^.;!?\n]{0,15}\bto\s+"
    r"(?:an?|the|their|its|his)\s+(?:[\w-]+\s+){0,3}"
    r"(?:warehouse|depot|site|hall|data ?cent(?:er|re)|plant|free zone)\s+(?:in|at|near)\s+$"
)
_BETWEEN = {"broker", "forwarder"}
_HOMEWARD = re.compile(  # goods that come back after a show or a test
    r"(?i)\b(?:returns?|returned|returning|back|brought home|come(?:s)? home|fl(?:y|ies|"
    r"own) home)\s+(?:(?!from\b)[\w-]+\s+){0,2}?"
    r"(?:to|into|in)\s+(?:the\s+|our\s+(?:\w+\s+)?(?:in\s+)?(?:the\s+)?)?$"
)
_FROM_OURS_BACK = re.compile(r"(?i)\bfrom (?:our|my)\b[^.;!?\n]{3,50}\b(?:back|home)\s+to\s+$")  # all that is told
_MADE = re.compile(
    r"(?i)\b(?:(?:made|manufactured|built|assembled|fabricated|produced|origin)"
    r"|(?:we|our (?:[\w-]+ ){0,3}(?:affiliate|subsidiary|plant|factory|branch|site|supplier)) (?:manufactur|mak"
    r"|produc|build)\w*"
    r"(?: [\w()%-]+){1,5}) in\s+(?:the\s+)?$"
)
_FROM_THERE = re.compile(  # "made in Osaka, shipped from there to …"
    r"(?i)\b(?:ship\w*|sent|sends?|going|goes?|export\w*|deliver\w*|dispatch\w*|mov\w+|suppl\w+|leav\w+) "
    r"(?:(?!to\b)\w+ ){0,3}?from there\b"
)
_MADE_THERE = re.compile(
    r"(?i)\s*,?\s*where\s+(?:our|the|these|those|it|they|all)\b[^.;,()]{0,40}\b(?:is|are|was|were|gets?)\s+"
    r"(?:made|built|assembled|manufactured|produced)\b"
)
_DESIGNED = re.compile(
    r"(?i)\b(?:re-?designed|developed|taped out|packaged|tested|diced|invented|written|laid out)\s+"
    r"(?:[\w-]+\s+){0,2}in\s+(?:the\s+)?$"
)


def read_route(reading: Reading, parties: Sequence[Party]) -> None:
    """Writes destination, departure, route and region."""
    places = [find for find in reading.of_kind("place") if not _is_spoken(reading, find)]
    settled = _settle(places)
    _set_aside_where_made(reading, settled)
    held = _held(parties) | {id(find) for find in reading.aside}
    parties = [party for party in parties if not _is_trained_for(reading, party)]
    going = [
        find for find in settled if id(find) not in held and not _is_country_of_held(reading.text, find, settled, held)
    ]
    onward = next((find for find in settled if _is_onward(reading.text[: find.start])), None)
    leaving = [find for find in going if find is not onward and _is_departure(reading, find)]
    leaving += [find for find in going if not leaving and _is_first_of_two(reading, find, going)]
    leaving += [find for find in going if not leaving and _ARROW.match(reading.text, find.end) and find is going[0]]
    via = [find for find in going if _is_via(reading, find) and find not in leaving]
    via += [place for party in parties if party.role == "intermediate" for place in party.places() if place in settled]
    rest = [find for find in going if find not in leaving and find not in via and find is not onward]
    rest = [find for find in rest if _may_be_target(reading, find)]
    stated = [find for find in rest if _TO.search(reading.text[: find.start])]
    takers = [party for party in parties if party.role in {"buyer", "user", None, "forwarder", "unknown"}]
    buyers = [place for party in takers for place in party.places() if place in settled]
    last = [place for party in takers if party.kind not in _BETWEEN for place in party.places() if place in settled]
    ends = [place for party in takers if party.role == "user" for place in party.places() if place in settled]
    sellers = [party for party in takers if party.kind in {"integrator", "distributor", *_BETWEEN} or _trades(party)]
    if ends and sellers and onward is None:
        passed = {id(place) for party in sellers for place in party.places()}
        last = [place for place in last if id(place) not in passed]
        rest = [find for find in rest if id(find) not in passed]
        via += [place for party in sellers for place in party.places() if place in settled and place not in via]
    buyers = last or ([] if rest else buyers)  # who only orders for others is not where the goods go
    target = (
        [onward]
        if onward is not None
        else (stated or buyers or rest or _beside(parties) or _seated(takers) or _at_home(via, parties))
    )
    if onward is None and (there := [find for find in settled if _AT_A_SITE.search(reading.text[: find.start])]):
        target = there  # the goods are told to go there, wherever the firms sit
    if onward is not None:
        reading.facts["_onward"] = (onward.start, onward.end)
        via = [*buyers, *_beside(parties), *via]
    told = _told([_narrowed(find, _nations(parties)) for find in target if find is not None])
    read = {(find.start, find.end) for find in told}
    left = [
        find
        for find in rest
        if (find.start, find.end) not in read and country(find) not in {country(one) for one in told}
    ]
    if told and country(told[0]) not in {None, "US"}:
        left = [find for find in left if country(find) != "US"]  # "picks up in Austin and flies them to Tartu"
    if leaving and any(find in told for find in (*stated, *buyers)):
        left = [find for find in left if country(find) not in {country(start) for start in leaving}]
    told += _handed_on(reading, parties, told) if onward is None else []
    _destination(reading, told if onward is not None or not told else [*told, *left])
    for find in leaving[:1]:
        code = country(find)
        if code and code != "US":
            reading.set("departure", code, (find.start, find.end), "implied")
        elif code is None and find.status != "guessed":
            reading.set("departure", None, (find.start, find.end), "stated", f"{find.text}: which country was not said")
        reading.use(find.start, find.end)
    codes = [code for code in (country(find) for find in via) if code and code != reading.facts.get("destination")]
    if codes:
        reading.set("route", list(dict.fromkeys(codes)), (via[0].start, via[0].end), "stated")
    for find in settled:
        reading.use(find.start, find.end)
        if find.note:
            reading.note(find.note)


def _trades(party: Party) -> bool:
    """Is it called one who sells on ("the dealer in Zurich")? Where a user is named beside, it is none itself."""
    return party.role != "user" and party.head.noun in {"dealer", "reseller", "trader", "wholesaler", "merchant"}


_TRAINED_FOR = re.compile(
    r"(?i)\btrain(?:s|ing)? (?:[\w.^-]+ ){0,5}?(?:models?|LLMs?|networks|nets) for (?:an? |the |its |their )?$"
)


def _is_trained_for(reading: Reading, party: Party) -> bool:
    """Is it who a model is trained for? The machines do not go there."""
    start = span_of(reading, party.head)[0]
    return _TRAINED_FOR.search(reading.text[max(0, start - 90) : start]) is not None


def _set_aside_where_made(reading: Reading, settled: list[Found]) -> None:
    """Where goods were made or designed is no place of the way: `settled` loses it, and the facts say where."""
    for find in [find for find in settled if _MADE.search(reading.text[: find.start])]:
        settled.remove(find)
        reading.use(find.start, find.end)
        if country(find) is not None:
            reading.set("content.made_in", country(find), (find.start, find.end), "implied")
            if country(find) != "US" and (told := _FROM_THERE.search(reading.text, find.end)):
                reading.set("departure", country(find), told.span(), "implied")
    for find in [find for find in settled if _DESIGNED.search(reading.text[: find.start])]:
        settled.remove(find)
        reading.use(find.start, find.end)
    for find in [find for find in settled if _MADE_THERE.match(reading.text[find.end :])]:
        settled.remove(find)
        reading.use(find.start, find.end)
        if country(find) is not None:
            reading.set("content.made_in", country(find), (find.start, find.end), "implied")
    for find in reading.of_kind("place", "demonym"):
        if re.match(
            r"(?i)[\s-](?:made|built|manufactured|assembled)\b", reading.text[find.end : find.end + 14]
        ) and country(find):
            reading.set("content.made_in", country(find), (find.start, find.end), "implied")


_SHIPS = re.compile(
    r"(?i)\b(?:ship|send|deliver|export|forward|dispatch|consign|go|sell"
    r"|sale)\w*\b[^.;!?\n]{0,60}\bto\s+(?:(?:an?|the|their|his|its|our)\s+)?$"
)


def _handed_on(reading: Reading, parties: Sequence[Party], told: Sequence[Found]) -> list[Found]:
    """The place of a forwarder or broker that the goods are shipped to, where another place was read."""
    codes = {country(find) for find in told}
    takers = [party for party in parties if party.kind in _BETWEEN]
    shipped = [
        place
        for party in takers
        for place in party.places()
        if codes == {"US"} or _SHIPS.search(reading.text[: span_of(reading, party.head)[0]])
    ]
    return [place for place in shipped if codes and country(place) not in {None, "US", *codes}]


def _is_country_of_held(text: str, find: Found, places: Sequence[Found], held: set[int]) -> bool:
    """Is it the country behind a town that says where a party sits ("a parent in Hangzhou, China")?"""
    return any(
        id(other) in held
        and country(other) == country(find)
        and re.fullmatch(r",?\s*\(?", text[other.end : find.start])
        for other in places
        if other.end <= find.start
    )


_AHEAD = re.compile(r"(?:^|[,;:.(\n])\s*$")
_ON_TO = re.compile(r"\s+to\s+(?=[A-Z]|(?:an?|the|our|their)\b)")


def _is_first_of_two(reading: Reading, find: Found, going: Sequence[Found]) -> bool:
    """ "Resistors, Osaka to Foo in Lima": a place without a word before it that another follows behind "to"."""
    behind = _ON_TO.match(reading.text, find.end)
    if behind is None or _AHEAD.search(reading.text[: find.start]) is None:
        return False
    clause = re.split(r"[.;!?\n]", reading.text[behind.end() :])[0]
    return any(
        behind.end() <= other.start < behind.end() + len(clause) and country(other) not in {None, country(find)}
        for other in reading.of_kind("place")
    )


def _is_via(reading: Reading, find: Found) -> bool:
    return _VIA.search(reading.text[: find.start]) is not None or _VIA_AFTER.match(reading.text[find.end :]) is not None


_GO_THERE = re.compile(  # "a fair in Moscow where the cards will go"
    r"(?i)\s*,?\s*(?:where|to which|from where|and (?:that|there) is where)\b[^.;!?\n]{0,60}"
    r"\b(?:go|goes|going|sent|shipped|end|ends|used|delivered|needed|stay|stays|installed)\b"
)


FORMER = re.compile(  # "the buyer left Shenzhen"
    r"(?i)\b(?:(?:buyer|customer|client|company|firm|group|it|they|who|which|that)\s+(?:says (?:it|they) )?"
    r"(?:(?:has|have|had) )?(?:since |recently |just |now |already |long )*(?:left|quit|abandoned|exited)"
    r"|(?:moved|pulled|relocated) (?:away )?(?:out of|away from)|withdr[ae]wn? from"
    r"|closed (?:down )?(?:its |the |their |all )?(?:\w+ )?(?:offices?|sites?|branch(?:es)?) in)\s+$"
)


_THERE = re.compile(  # "nice weather in Wuxi; the buyer there", "8 cards to Foo there"
    r"(?i)\b(?:(?:buyer|customer|client|consignee|end[- ]user|firm|company|office|site|institute|university|hospital"
    r"|lab|bank|"
    r"plant|fab|factory|hall)(?: is| sits| located| based)?"
    r"|(?:to|for) (?:[\w.&'’-]+ ){1,4}|(?:go|goes|going|ship\w*|send\w*|sent|deliver\w*"
    r"|install\w*)(?: \w+){0,3}) ?there\b"
)


def _said_there(reading: Reading, find: Found) -> bool:
    """Is it the last place before a "there" that says where the buyer is or where the goods go?"""
    told = _THERE.search(reading.text, find.end)
    return told is not None and not any(
        find.end <= other.start < told.end() for other in reading.of_kind("place", "demonym")
    )


def _may_be_target(reading: Reading, find: Found) -> bool:
    """A place that acts ("US rescinded …") or that names a measure ("Syria sanctions") is no destination."""
    before, after = reading.text[max(0, find.start - 60) : find.start], reading.text[find.end : find.end + 24]
    if re.search(r"(?i)\b(?:we in the|we are in|our|on our|servers? in|cloud in)\s*$", before) and not (
        _TO.search(before) or _TO_OWN.search(before)
    ):
        return False
    if FORMER.search(before) or re.search(r"(?i)\baccounts? (?:\w+ ){0,3}?(?:in|from)\s+$", before):
        return False
    if _GO_THERE.match(reading.text[find.end : find.end + 90]) or _said_there(reading, find):
        return True
    if (
        re.search(
            r"(?i)\b(?:met|meeting|visit(?:ed)?|approached|spoke|talked|saw|lunch|dinner|holidays?|weather(?= (?:is"
            r"|was|in|at|up|down|there)\b)|hotel|flight"
            r"|traffic|night|born|studied|registered|incorporated)\b[^.;:\n]{0,40}\b(?:in|at|to|from)\s*$",
            before,
        )
        and not re.search(r"(?i)\b(?:bring|take|carry|pack|hand-carry)\w*\b[^.;!?\n]*$", before)
        and not re.search(r"(?i)\b(?:to|for) (?:an?|the|our) (?:trade|expo|exhibition|fair|conference)", before)
    ):
        return False
    if re.match(
        r"(?i)\s+(?:sanctions?|rules?|laws?|government|deal|embargo|controls?|trade(?! (?:fair|show))|(?:re-?)?export|"
        r"licen[cs]\w*|authori[sz]ation|permission|permit|approval|clearance|jurisdiction|regulations?|EAR|BIS|"
        r"person|persons|"
        r"origin|citizen|team|seller|chips?|parts|content|technology|made|built|goods|items?|passport|"
        r"PR)\b",
        after,
    ):
        return False
    if regex(words_file("scope.yaml")["origin"]["of_goods"]).match(after):
        return False
    if re.search(r"(?i)\b(?:sold|delivered|shipped)\b[^.;]{0,60}$", before) and re.search(r"(?i)\bin the\s*$", before):
        return False
    if _PAID_FROM.search(before) or _PAYS_FROM.match(reading.text[find.end :]):
        return False
    if country(find) == "US" and _HOMEWARD.search(before) and not _FROM_OURS_BACK.search(before):
        return False
    if _TO.search(before) or re.search(r"(?i)\bfor\s+(?:the\s+)?$", before):
        return True
    held = r"(?:is|are|was)\s+(?:\w+\s+)?(?:owned|held|controlled|backed|run)\b"
    buys = rf"{words_file('roles.yaml')['after']['buyer']}|{held}"
    if re.search(r"(?i)\b(?:in|at|near|outside)\s+(?:the\s+)?$", before) and regex(rf"\s+(?:{buys})").match(after):
        return True  # "a firm, all Danish-owned, in Esbjerg would like": the firm acts
    token = reading.tree.tokens[min(reading.tree.at(find.end), len(reading.tree.tokens) - 1)]
    acts = token.tag in {"VBD", "VBZ", "VBP", "MD"} and token.lemma != "have"  # "Adelaide has an opera company"
    return not (token.start >= find.end and acts and token.find is None)


def _seated(takers: Sequence[Party]) -> list[Found]:
    """The only taker's seat in the country that it is called by ("a Thai-owned insurer, seated in Bangkok")."""
    if len(takers) != 1:
        return []
    nations = _nations(takers)
    seats = [*takers[0].seats, *(find for one in takers[0].mentions for find in one.seats)]
    return [find for find in seats if find.kind == "place" and country(find) in nations]


def _at_home(via: Sequence[Found], parties: Sequence[Party]) -> list[Found]:
    """The seller's town on the way, where the user is of that very nation ("via a Warsaw distributor")."""
    nations = _nations([party for party in parties if party.role == "user"])
    beside = [
        find for party in parties if party.role == "intermediate" for one in party.mentions for find in one.beside
    ]
    return [place for place in [*via, *beside] if nations == {country(place)}]


def _beside(parties: Sequence[Party]) -> list[Found]:
    """The place or nationality that the buyer is called by, where no place is named: "the Milan branch of …"."""
    for party in parties:
        if party.role not in {"buyer", "user", None, "unknown"}:
            continue
        for one in party.mentions:
            plain = [find for find in one.nationalities if not re.search(r"(?i)-\w+ed$", find.text)]
            agreed = [find for find in one.seats if country(find) in {country(nation) for nation in one.nationalities}]
            found = one.beside or plain or agreed
            if found and {country(find) for find in found} == {"US"} and _is_for_abroad(parties, party):
                continue  # "to TSMC for a US firm": who is American does not take the goods
            if found:
                return found
    return []


def _is_for_abroad(parties: Sequence[Party], party: Party) -> bool:
    """Is another taker by its name or nationality seated abroad?"""
    takers = [
        one for one in parties if one is not party and one.role in {"buyer", "user", None, "unknown", "intermediate"}
    ]
    return any(countries_called(one) - {"US"} for one in takers)


OF_A_RIVAL = re.compile(  # "our competitor from Shenzhen offered them other cards"
    r"(?i)(?<!\bfor )(?<!\bto )(?<!\bfor a )(?<!\bto a )(?<!\bfor our )(?<!\bto our )(?<!\bfor the )(?<!\bto the )"
    r"\b(?:competitors?|rivals?|competing (?:bid|offer|vendor|supplier)s?)(?: (?:based|located|seated))? "
    r"(?:from|in|at|of)\s+$"
)


def _is_spoken(reading: Reading, find: Found) -> bool:
    """Is the place denied or over ("not to Iran", "moved from Beijing")?"""
    found = polarity(reading.text, find.start, find.end)
    before = reading.text[max(0, find.start - 30) : find.start]
    if OF_A_RIVAL.search(reading.text[max(0, find.start - 60) : find.start]):
        return True
    if re.search(
        r"(?i)\b(?:moved|relocated|re-?domiciled)\b.*$", reading.text[max(0, find.start - 60) : find.start]
    ) and re.search(r"(?i)from\s*$", before):
        return True
    return found.denied and bool(
        re.search(r"(?i)\b(?:not|never|no|neither|nor|instead of|rather than)\b(?:\s+\w+){0,3}\s*$", before)
    )


def _nations(parties: Sequence[Party]) -> set[str]:
    """The countries that the parties are called by."""
    finds = [find for party in parties for one in party.mentions for find in one.nationalities]
    finds += [find for party in parties for find in party.nationalities]
    return {code for find in finds if (code := country(find)) is not None}


def _narrowed(find: Found, nations: set[str]) -> Found:
    """A city of several countries, read as the one that a party is called by ("Argentine-owned firm in Cordoba")."""
    value = find.value
    if not isinstance(value, Place) or value.kind != "city" or (len(value.countries) < 2 and find.status != "guessed"):
        return find
    shared = [code for code in value.countries if code in nations]
    if len(shared) != 1:
        return find
    note = f"{find.text}: understood as the one in {shared[0]}, by the party's nationality"
    return replace(find, value=place_of(value.kind, value.name, (shared[0],)), status="implied", note=note)


def _settle(places: list[Found]) -> list[Found]:
    """A name of several countries means the one that another place of the deal names."""
    sure = {code for find in places if (code := country(find)) is not None}
    kept = []
    for find in places:
        value = find.value
        if isinstance(value, Place) and len(value.countries) > 1:
            shared = [code for code in value.countries if code in sure]
            if len(shared) == 1:
                continue
        kept.append(find)
    return kept


def _held(parties: Sequence[Party]) -> set[int]:
    """Places that are part of a party's phrase."""
    held = set()
    for party in parties:
        for one in party.mentions:
            own = [*one.places, *one.seats, *one.beside, *one.nationalities]
            if one.of is not None:
                own += [*one.of.places, *one.of.seats, *one.of.beside, *one.of.nationalities]
            held |= {id(find) for find in own}
        if party.owner is not None:
            held |= {id(find) for find in (*party.owner.places, *party.owner.seats, *party.owner.beside)}
        held |= {id(find) for find in (*party.seats, *([party.parent] if party.parent else []))}
        if party.role in {"supplier", "owner", "parent", "financier", "tenant"}:
            held |= {id(place) for place in party.places()}
    return held


_TAKEN = re.compile(  # "… in our warehouse in Rotterdam. A university in Brno would take them"
    r"(?i)^[^\n]{0,160}\b(?:would (?:take|buy|like)|will take|wants?|takes?|needs?|orders?|buys?) (?:them|it"
    r"|all|these|those|some|\d+)\b"
)


_STORED = r"(?:stock|hub|warehouse|depot|store|yard)"
_IN_STOCK = re.compile(  # "in our warehouse in Rotterdam", "lying in the Rotterdam warehouse"
    rf"(?i)\b(?:in|at|from) our (?:own )?{_STORED} (?:in|at|near|of)\s+$"
    r"|(?P<beside>\b(?:in|at) our\s+|\b(?:sitting|stored|held|lying|kept|left)\s+(?:in|at) (?:our|the)\s+)$"
)


def _lies_in_stock(reading: Reading, find: Found) -> bool:
    """Do the goods lie in a store of ours there, while who wants them sits in another country?"""
    match = _IN_STOCK.search(reading.text[max(0, find.start - 60) : find.start])
    if match is None or (match["beside"] and not regex(rf"\s+{_STORED}\b").match(reading.text[find.end :])):
        return False
    others = {country(one) for one in reading.of_kind("place") if one is not find} - {None, country(find)}
    return len(others) == 1 and (country(find) == "US" or _WANTED.search(reading.text) is not None)


_WANTED = re.compile(
    r"(?i)\b(?:would (?:\w+ )?(?:take|buy|like)|wants?|takes?|needs?|orders?|buys?|send|ship|deliver|sell|have) "
    r"(?:(?:\w+ )?to have |to take |to buy |to get )?(?:it|them|all|these|those|some)\b"
    r"|\b(?:it|them|these|those|some) (?:\w+ ){0,5}(?:take|buy|have|send|ship)\b"
)


def _with_country(reading: Reading, find: Found) -> int:
    """Where a town begins with its country right before it ("马来西亚槟城", "オランダ・ロッテルダム")."""
    for other in reading.of_kind("place"):
        gap = reading.text[other.end : find.start]
        if other.end <= find.start and gap in ("", "・") and is_caseless(find.text) and country(other) == country(find):
            return other.start
    return find.start


_IS_FROM = re.compile(  # where somebody is from
    r"(?i)\b(?:(?:he|she|they|who|guy|man|woman|person|boss|owner|buyer|customer|client|director|manager|founder)"
    r"(?:['’]s|['’]re| is| are| comes?| hails?)|born and raised) (?:originally )?from\s+(?:the\s+)?$"
)
_ORDERED_FROM = re.compile(  # where who asks is, and not where the goods are
    r"(?i)\b(?:orders?|requests?|enquir(?:y|ies)|inquir(?:y|ies)|rfqs?|demands?|questions?|calls?|e-?mails?)\b"
    r"(?:(?!\b(?:ship|send|deliver|suppl|export|mov|fill|fulfil|serv|leav|pick|collect|stock|warehouse)\w*)[^.;!?\n]){0,60}"
    r"\b(?:from|coming (?:from|of))\s+(?:[A-ZÀ-Þ][\w-]+(?:,| in)\s+)?$"
)


_PAID_FROM = re.compile(
    r"(?i)\b(?:pay(?:s|ing|ments?)?|paid|wires?|wired|money|funds)\b[^.;!?\n]{0,30}\bfrom\s+(?:the\s+)?$"
)
_PAYS_FROM = re.compile(
    r"[市省]?(?:的[\u4e00-\u9fff]{0,6})?(?:付款|付钱|付的|支付|汇款|打款|转账)|から(?:の)?(?:支払|お支払|送金|振込|入金)"
)


def _is_departure(reading: Reading, find: Found) -> bool:
    before, after = reading.text[: _with_country(reading, find)], reading.text[find.end :]
    if _PAID_FROM.search(before) or _PAYS_FROM.match(after):
        return False
    if _lies_in_stock(reading, find):
        return True
    if _IS_FROM.search(before):
        return False
    if _ORDERED_FROM.search(before) and not re.match(r"(?i)(?:,\s*[A-Z][\w-]+,?)?\s+to\s+[A-Z]", after):
        return False
    if _FROM.search(before) or _FROM_AFTER.match(after):
        return True
    if re.search(r"(?i)\bbetween\s+$", before) and re.match(r"(?i)\s+and\s+[A-Z]", after):
        return True  # "on the way between Japan and Peru"
    if (_KEPT.search(before) and _MOVES.search(after)) or (
        _IN_OWN.search(before) and (_MOVED_TO.search(after) or _TAKEN.search(after))
    ):
        return True
    if re.search(
        r"(?i)\b(?:sit|sits|sitting|lie|lies|lying|are|is|stored|stocked|held|kept|now)\s+(?:in|at)\s+(?:our|my)\s+$",
        before,
    ):
        return _OWN_AFTER.match(after) is not None
    if re.search(r"(?i)\b(?:in|at)\s+(?:our|my)\s+$", before) and _OWN_AFTER.match(after):
        return (
            re.search(r"(?i)\b(?:send|ship|go(?:es)?|move|deliver|transfer|sell|forward|re-?export)\w*\b", after[:120])
            is not None
        )
    own = re.search(r"(?i)\bfrom\s+(?:our|the|my|a)\s+(?:[\w-]+\s+){0,3}(?:in|at)\s+$", before)
    return bool(own) or (
        bool(re.search(r"(?i)\b(?:from|through|via|out of)\s+(?:our|my)\s+$", before)) and bool(_OWN_AFTER.match(after))
    )


def _told(finds: list[Found]) -> list[Found]:
    """The finds, the surest first: one country before several, stated before guessed."""
    return sorted(finds, key=lambda find: (country(find) is None, finds.index(find)))


_CORRECTS = re.compile(  # all that stands between two places, so that nothing else was said of the later one
    r"(?i)[\s,.;:–—-]*(?:(?:no|sorry|oops|wait|ah|oh)[\s,.;:–—-]+)*"
    r"(?:correction|(?:or )?rather|instead|actually|sorry|i mean|i meant|make (?:it|that)|amended|changed|altered|"
    r"moved|switched|redirected|rerouted|now|(?:the )?new (?:delivery )?address(?: is)?)[\s,:;–—-]*"
    r"(?:(?:it|they|these|those|the (?:goods|order|cards|units|delivery))\s+)?"
    r"(?:(?:now|is|are|goes|go|going|will go|should go|ships?|shipped|delivered|sent|has to go|have to go)\s+)*"
    r"(?:(?:to|for|into)\s+)?(?:the\s+)?"
)
_DROPPED = re.compile(
    r"(?i)\b(?:changed (?:\w+ )?minds? about|no longer (?:to|in|for)|"
    r"(?:was|were) to (?:go|be (?:delivered|shipped|sent)) to|"
    r"(?:originally|initially|first) (?:to|for|meant for|planned for)|should have gone to)\s*$"
)


def _corrected(text: str, finds: list[Found]) -> list[Found]:
    """Without the place that a later one takes over from; a change away from a strict place stays open."""
    kept = sorted(finds, key=lambda find: find.start)
    for before, after in pairwise(tuple(kept)):
        between = text[before.end : after.start]
        dropped = _DROPPED.search(text[: before.start]) or _CORRECTS.fullmatch(between)
        if dropped and "\n\n" not in between and country(before) not in strict() and country(after) is not None:
            kept.remove(before)
    return finds if len(kept) == len(finds) else [find for find in finds if find in kept]


def _destination(reading: Reading, finds: list[Found]) -> None:
    if not finds:
        return
    finds = _corrected(reading.text, finds)
    codes = list(dict.fromkeys(code for code in map(country, finds) if code))
    first = finds[0]
    value = first.value
    if first.note:
        reading.note(first.note)
    assert isinstance(value, Place)
    span = (first.start, first.end)
    disputed = next((find for find in finds if _is_disputed(find)), None)
    if disputed is not None:
        note = f"{disputed.text}: no sovereign is settled there, so which country's rules apply is asked"
        reading.set("destination", codes[0] if codes else None, (disputed.start, disputed.end), "guessed", note)
    elif len(codes) == 1:
        status = "stated" if value.kind == "country" else "implied"
        reading.set("destination", codes[0], span, status)  # type: ignore[arg-type]
        _region(reading, finds)
    elif codes:
        reading.set("destination", codes[0], span, "guessed", "several places were named: " + ", ".join(codes))
    else:
        named = " or ".join(value.countries) if value.countries else value.name
        reading.set(
            "destination",
            value.countries[0] if value.countries else None,
            span,
            "guessed",
            f"{first.text} may be {named}",
        )


def _is_disputed(find: Found) -> bool:
    """Is it a part of a country that another power holds, without a row of its own ("Northern Cyprus")?"""
    return isinstance(find.value, Place) and find.value.kind == "subdivision" and find.value.row == "ask"


def _region(reading: Reading, finds: list[Found]) -> None:
    """The part of Ukraine, where the place tells it; a place to be asked about leaves it open."""
    for find in finds:
        value = find.value
        if isinstance(value, Place) and value.region is not None:
            span = (find.start, find.end)
            sure = value.treatment in {"746.6(a)(1)", None} or (
                value.treatment == "746.6(a)(2)" and "so-called" in reading.text[max(0, find.start - 12) : find.end]
            )
            status = "implied" if sure else "guessed"
            reading.set("region", value.region, span, status)  # type: ignore[arg-type]
