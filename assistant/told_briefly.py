"""What a turn says in so few words that only the deal tells what is meant: "double it", "8 more", "and now?"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant.reading.found import Found
from assistant.reading.gazetteer import civil_uses
from assistant.reading.lists import pattern, words_file
from assistant.reading.nationalities import spot_demonyms
from assistant.reading.numerals import as_words
from assistant.reading.openings import FILLERS, opening
from assistant.reading.places import spot_places
from assistant.reading.polarity import polarity
from assistant.reading.seats import country
from assistant.reading.state import look, put

SHORT = 12  # words of a turn in which a bare "8 more" is about the goods
_N = r"\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|a dozen"
_GOODS = (
    r"(?=(?: (?:of (?:them|those|these)|units?|pcs|pieces|cards?|chips?|gpus?|servers?|systems?|racks?|boxes|nodes?"
    r"|boards?|spares?|please|pls"
    r"|then|now|too|as well|on top))*\s*(?:$|[.,;!?]|(?:to|for) (?!\d)))"
)
_MORE = re.compile(
    rf"(?i)\b(?:(?P<n>{_N}) (?:more|additional|extra|further|spare)\b(?! than)|(?:another|add|plus"
    rf"|\+) ?(?P<k>{_N})\b(?: (?:more|additional|extra|further|spare|backup)\b(?! than))?){_GOODS}"
)
_FEWER = re.compile(rf"(?i)\b(?P<n>{_N}) (?:fewer|(?:units|cards|pcs|pieces) less)\b(?! than){_GOODS}")
_DOUBLE = re.compile(r"(?i)\b(?:doubl\w+|twice (?:that|as many|the (?:quantity|number|amount)))\b")
_TRIPLE = re.compile(r"(?i)\b(?:tripl\w+|three times (?:that|as many|the (?:quantity|number|amount)))\b")
_HALF = re.compile(
    r"(?i)(?:^\W*|[,.;:]\s*|\b(?:only|just|about|make (?:it|that)|take|order|wants?|needs?|ship|send|sell|now|with"
    r"|for|be|to"
    r"|and|so|ok|then) )half (?:of )?(?:(?:that|the)(?: same)? (?:quantity|number|amount)|that|as many"
    r"|it)\s*(?:$|[.,;!?])"
)
_NOW = re.compile(
    rf"(?i){opening('what about|how about|what is it|is it|how is it')}(?:now|nowadays"
    r"|currently|these days|at present|right now"
    r"|as of (?:today|now)|under (?:today['’]s|the current|current) (?:law|rules?))\W*$"
)

_DIRECT = re.compile(
    r"(?i)\b(?:direct(?:ly)?(?= (?:from|to|flight|flights|shipments?|shipping|delivery|deliveries|transport"
    r"|freight|now|instead)\b|\s*(?:$|[.,;!]))"
    r"|non-?stop\b|with(?:out|\s+no) (?:any )?(?:transit|stopover"
    r"|forwarder|intermediary)\b)"
)
_THEIR_CUSTOMER = re.compile(
    r"(?i)\b(?:their|its|his|her|the (?:buyer|customer|reseller|distributor|company|firm|client)['’]s)\s+(?:own "
    r"|end[- ]|final |ultimate |actual |real |main |biggest |largest |best |only )*"
    r"(?:customers?|clients?|end[- ]?users?|buyers?|tenants?)\b"
)


def relative(facts: dict[str, Any], said: dict[str, Any], text: str, chips: int) -> None:
    """ "8 more", "double it", "half of that": a number that hangs on the one before, in systems of so many chips."""
    before = facts.get("quantity")
    if not isinstance(before, int) or len(text.split()) > SHORT:
        return
    each = _OF_EACH.search(text)
    if each is not None and chips == 1:
        said["quantity"] = _number(each["n"]) * _number(each["k"])
        return
    number = _relative(before // chips, text)
    if number is not None and number > 0:
        said["quantity"] = number


_SET = re.compile(
    rf"(?i){opening('no|actually|please|correction|then|rather')}"
    r"(?:make|change|set|raise|increase|lower) (?:it|that|this|them|the (?:number|quantity|order))(?: to)? "
    r"(?P<n>\d{1,3}(?:[,.]\d{3})+|\d+)(?: (?:pieces|pcs|units|cards|boards|servers|chips|of (?:them|those)))?"
    r"(?: (?:again|please|instead|then))*\W*$"
)
_RATHER = re.compile(  # "hmm no 14"
    rf"(?i)^\W*(?:(?:{FILLERS}|no|nope|correction|actually|typo|(?:i |we )?(?:misread|misheard|mistyped"
    rf"|miscounted)(?: (?:it|that))?|i meant?|it['’]?s|make that|rather|only|just"
    r"|should be|was)\b\W*)+(?P<n>\d{1,3}(?:,\d{3})+|\d{1,6})(?: (?:pieces|pcs|units|cards|boards|chips))?"
    r"(?: (?:instead|please|then|sorry|(?:was|is|were) (?:what (?:i|we) )?meant|of course))*[\s.!?]*$"
)
_OF_EACH = re.compile(  # "fourteen servers, 8 GPUs each"
    rf"(?i)\b(?P<n>{_N}|\w+teen) (?:servers|nodes|boxes|machines|systems|trays)\b[ ,(]*(?:with |of |at "
    rf"|à )?(?P<k>{_N}) "
    r"(?:gpus?|chips?|cards?|accelerators?|of (?:them|those))(?: in)? (?:each|apiece|per (?:server|node|box"
    r"|machine|system|tray))\b"
)
_SINGLE = re.compile(
    r"(?i)^\W*(?:\w+\W+){0,4}(?:just|only|even) (?:a single|one)(?: (?:one|unit|card|piece|chip|server))?\W*$"
)
_RATHER_THAN = re.compile(
    r"(?i)(?<![\w.,])(?P<n>\d{1,6})(?: (?:units|pcs|pieces|cards))? (?:rather than|instead of|(?:an)?statt"
    r"|en (?:vez|lugar) de|au lieu de"
    r"|not) (?P<old>\d{1,6})(?![\w%])"
)
_YEARS = range(2019, 2031)  # of the law: a bare number among them may be a year


def _relative(before: int, text: str) -> int | None:
    if (found := _SET.match(text)) and (number := int(re.sub(r"\D", "", found["n"]))) not in _YEARS:
        return number
    if (found := _RATHER.match(text)) and (number := int(found["n"].replace(",", ""))) not in _YEARS:
        return number
    if (found := _RATHER_THAN.search(text)) and int(found["old"]) == before:
        return int(found["n"])
    if _SINGLE.match(text):
        return 1
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
    found = pattern(words_file("roles.yaml")["no_parent"]).search(text)
    seat = party.get("headquarters")
    if found is None or not seat or text.rstrip().endswith("?") or polarity(text, *found.span()).doubted:
        return
    above = party.get("ultimate_parent") or {}
    if "name" not in above and above.get("headquarters") in {None, seat}:
        party["ultimate_parent"] = {"headquarters": seat}


def asks_of_today(text: str) -> bool:
    """ "And now?" after a past day."""
    return _NOW.match(text) is not None


_TODAY = re.compile(
    r"(?i)\bback to (?:today|now|the present)\b|^\W*(?:(?:and|but|ok|so|what about|how about)\b\W*)*(?:now"
    r"|today|nowadays),? (?:with|for|at|if)\b"
    r"|^\W*(?:(?:and|but|ok|so)\b\W*)*(?:now|today|nowadays)\s*[,:]\s*(?!the\b|they\b|it\b|he\b|she\b"
    r"|we\b)[\w ]{1,20}\?\s*$"
)


def goes_back_to_today(text: str) -> bool:
    """ "Back to today and Doha"."""
    return _TODAY.search(text) is not None


_LEAVES = re.compile(
    r"(?i)\b(?:ship\w*|sen[dt]\w*|export\w*|go(?:es)?|leav\w+|deliver\w*|directly?|straight|them"
    r"|it) (?:\w+ ){0,2}?(?:from|out of)"
    r" (?:our |the )?(?:(?:\w+ )?(?:stock|warehouse|plant|site|hub|store) (?:in|at) )?$"
)


_FROM_HOME = re.compile(
    rf"(?i){opening('directly|straight|what if|if|then')}(?:directly |straight )?(?:from|out of) (?:the )?$"
)


def leaves_from_home(text: str) -> bool:
    """ "Ship from Dallas instead": out of the United States, and not from abroad as before."""
    if any(country(find) == "US" and _FROM_HOME.match(text[: find.start]) for find in spot_places(text)):
        return len(text.split()) < SHORT
    return any(country(find) == "US" and _LEAVES.search(text[: find.start]) for find in spot_places(text))


def is_direct(text: str) -> bool:
    """ "No, direct from Houston": nothing lies on the way any more."""
    found = _DIRECT.search(text)
    return found is not None and polarity(text, *found.span()).plain


def speaks_of_their_customer(text: str) -> bool:
    """ "Their end customer is in Luanda": somebody behind the buyer, and not the buyer."""
    return _THEIR_CUSTOMER.search(text) is not None


_WORKS_FOR = re.compile(  # "they also host for a Chinese studio"
    r"(?i)\b(?:they|it|he|she|who|which|the [\w-]+)(?:['’]d|['’]ll)? (?:also |mainly |only |sometimes "
    r"|mostly |partly |in fact "
    r"|really |will |would )*"
    r"(?:host|work|render|comput|process|train|run|develop|build|design|operat|provid|act)\w*\b[^.;!?\n]{0,40}?"
    r"\b(?:for|on behalf of) (?:an? |the |some )?(?=[A-Z])"
)


def works_for(text: str) -> bool:
    """ "They host for a Chinese studio": somebody whom the buyer serves with the goods, where they are."""
    return _WORKS_FOR.search(text) is not None


_USE = re.compile(  # "it's video archiving for a museum"
    r"(?i)\b(?:(?:it|that|this|they|these|the (?:project|use|end[- ]use|purpose|cards|goods|application|workload))"
    r"(?:['’]s|['’]re| is| are| will be)(?: all| only| just| used| meant| purely| about)*"
    r"|(?:use[ds]?|using) (?:it|them|these|the \w+)(?: only| just)?|end[- ]use(?: is)?:?|purpose:?) "
    r"(?P<use>[^.,;!?\n]{4,80})"
)
_ACTIVITY = re.compile(r"(?i)\b(?:for|to) \w|\b\w{3,}(?:ing|tion|sion|sis|ment|ics|graphy|logy)\b")
_TELLS_NOTHING = re.compile(
    r"(?:purposes?|projects?|business|work|clients?|customers?|company|things|stuff|something|somebody|someone|reasons"
    r"|computing|calculations?|internal|general|various|different|confidential|use|using|applications?|operations?"
    r"|processing|information|being|going|nothing|anything|testing)$"
)


def says_what_for(text: str) -> bool:
    """Do the words tell what the goods are used for, in words far from every controlled subject?"""
    found = _USE.search(text)
    if found is None or text.rstrip().endswith("?") or not polarity(text, *found.span("use")).plain:
        return False
    words = [word for word in re.findall(r"[a-z]{4,}", found["use"].lower()) if not _TELLS_NOTHING.match(word)]
    return bool(_ACTIVITY.search(found["use"])) and any(word in civil_uses() for word in words)


_DENIED_ONE = re.compile(r"(?i)\b(?:not|isn['’]t|no|instead of|rather than)\s+(?:an? |in |the |from )?$")


def swapped(facts: dict[str, Any], words: Mapping[str, Mapping[str, Any]], text: str) -> dict[str, Any] | None:
    """ "Not Taiwanese: Chinese", "Tarsus, not Tabriz": what was told in the one word is now told in the other.

    Changes the facts, but for a destination, which is given; None where nothing was told in the word.
    """
    finds = [find for find in (*spot_demonyms(text), *spot_places(text)) if country(find) is not None]
    denied = [find for find in finds if _DENIED_ONE.search(text[: find.start])]
    told = [find for find in finds if find not in denied]
    if len(told) == 1 and not denied and _is_meant_instead(text, told[0]):
        return _put_for_the_last(facts, words, told[0])
    if len(denied) != 1 or len(told) != 1 or text.rstrip().endswith("?") or len(text.split()) > SHORT:
        return None
    paths = [path for path, word in words.items() if _is_told_by(facts, path, word, denied[0])]
    for path in paths:
        if path != "destination":
            put(facts, path, country(told[0]))
    if not paths:
        return None
    return {"destination": country(told[0])} if "destination" in paths else {}


_SORRY = re.compile(r"(?i)\b(?:sorry|oops|mean|meant|correction|typo|mistake|misspoke|should (?:be|say|read))\b")
_MENDING = (
    r"no|argh|correction|typo|my (?:mistake|bad)|actually|i|we|it|they|that|just|mean|meant|should (?:be|say|read)"
    r"|is|are|to (?:say|write|type)|the|an?|in"
)
_MEANT = re.compile(rf"(?i){opening(_MENDING)}$")
_NOTHING_ELSE = re.compile(
    r"(?i)^(?:[ -]owned)?(?: (?:one|company|firm|buyer|of course|instead|i mean|i meant|sorry|my (?:mistake|bad)"
    r"|typo))*\W*$"
)


def _is_meant_instead(text: str, find: Found) -> bool:
    """ "Sorry, meant Polish": one word for another, and nothing else."""
    before, after = text[: find.start], text[find.end :]
    said = _SORRY.search(before) or _SORRY.search(after)
    return bool(said and _MEANT.match(before) and _NOTHING_ELSE.match(after)) and not text.rstrip().endswith("?")


def _put_for_the_last(
    facts: dict[str, Any], words: Mapping[str, Mapping[str, Any]], find: Found
) -> dict[str, Any] | None:
    """The country in the place of the one that was told last by a word of the same kind, nationality or place."""
    spot = spot_demonyms if find.kind == "demonym" else spot_places
    told = {
        path: int(word.get("turn", 0))
        for path, word in words.items()
        if any(_is_told_by(facts, path, word, one) for one in spot(str(word.get("text", ""))))
    }
    last = [path for path, turn in told.items() if turn == max(told.values())]
    if not last or len({look(facts, path) for path in last}) != 1 or (find.kind == "place" and "destination" in last):
        return None
    for path in last:
        if path != "destination":
            put(facts, path, country(find))
    return {"destination": country(find)} if "destination" in last else {}


def _is_told_by(facts: Mapping[str, Any], path: str, word: Mapping[str, Any], find: Found) -> bool:
    """Does a fact hold the country that was read from this word?"""
    said = re.search(rf"(?i)(?<!\w){re.escape(find.text)}(?![\w])", str(word.get("text", "")))
    return said is not None and look(facts, path) == country(find)
