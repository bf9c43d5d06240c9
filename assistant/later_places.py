"""Where a deal goes after a later turn: a place that is named moves it, one that only describes the buyer does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant.later_parties import VIA, main_party
from assistant.reading.nationalities import spot_demonyms
from assistant.reading.openings import opening
from assistant.reading.polarity import sentence
from assistant.reading.understood import DealRead

_SEATED_THERE = re.compile(
    r"(?i)[\s-]+(?:hq|headquarters|head office|headquartered|based|stock exchange|bourse|exchange)\b"
)


_DOUBT = re.compile(
    r"(?i)\b(?:not (?:quite |entirely |really )?(?:sure|certain)|unsure|maybe|perhaps|possibly|probably"
    r"|presumably|i (?:think|guess|believe)|no idea"
    r"|(?:do not|don['’]?t) know|undecided|(?:have|has|had|is|are)(?:n['’]?t| not)(?: yet)? (?:been )?(?:decided"
    r"|settled"
    r"|fixed|final|sure|chosen|agreed|made up)|not (?:yet )?(?:decided|settled|fixed|final|agreed)|still open"
    r"|or was it|tbc|tbd|to be confirmed)\b"
)


_MOVES = re.compile(  # words that take goods somewhere, in the sentence that names the place
    r"(?i)\b(?:to|into|onto|towards?|for|via|through|ship\w*|deliver\w*|send\w*|sent|goes|go|going|gone|mov(?:e"
    r"|es|ed|ing)|destination|address"
    r"|(?:keeps?|kept|leaves?)(?= (?:it|them|all|everything|both|these|those|\d|the (?:cards|goods|chips|servers"
    r"|units|boxes)\b))"
    r"|ends? up|stay\w*|remain\w*|lands?|arriv\w+|install\w*|forward\w*"
    r"|re-?export\w*|export\w*|hand\w*"
    r"|re-?sell\w*|sells?|sold|selling|transfer\w*"
    r"|divert\w*|drop\w*|uses?|used|using|run|runs|running|put|puts|bring\w*|tak(?:e|es|ing)|carry|carries"
    r"|want\w*|wants|needs?|instead|rather|meant|mean"
    r"|correction|sorry|oops|about|same|again|confirmed|nach|an|para|pour|vers|hacia|wants? (?:it|them)|order\w*"
    r"|make (?:it|that)|stood|stand\w*|accept\w*|decided|agreed?|settled|plac(?:e|es|ed|ing)|deploy\w*"
    r"|buy\w*|pick\w* up|collect\w*|hosted|rack\w*)\b|[给到发へに]"
)
_BUYER_IS = re.compile(
    r"(?i)\b(?:buyer|customer|client|consignee|purchaser|end[- ]user|bank|firm|company|hospital|university|lab"
    r"|shop|operator|it|they|he|she)\b"
    r"(?:['’]s|['’]re| is| are| was| were| sits?| would be)?[^.;!?]{0,30}\b(?:in|at|near)\s+(?:the )?$"
    r"|\b(?:the|that|this) (?:plant|factory|clinic|telco|insurer|institute|mill|school|college|studio|retailer|site)"
    r"(?: itself)?(?: is| was| were| sits?| would be)(?: located| based)? (?:in|at|near)\s+(?:the )?$"
)
_ALSO_THERE = re.compile(
    r"(?i)\b(?:have|has|had|got|runs?|operates?|opened|open|owns?|with|keeps?|also|some|other|several|many"
    r"|few)\b[^.;!?]{0,30}?"
    r"\b(?:branch(?:es)?|offices?|stores?|shops?|sites?|subsidiar(?:y|ies)|plants?|labs?|factor(?:y|ies)"
    r"|warehouses?|locations?|campus(?:es)?"
    r"|ships?|vessels?|tankers?|servers?|compan(?:y|ies)|affiliates?|entit(?:y|ies)|partners?|friends?"
    r"|relatives?|cousins?|famil(?:y|ies)|projects?|programs?|programmes?|ventures?|cooperations?"
    r"|collaborations?|contracts?)\b(?: (?:is|are|sits?"
    r"|lies?)| (?:with|of|together with|at) [^.;!?]{2,40}?)? (?:in|at|near)\s+(?:the )?$"
)
_CORRECTS = re.compile(
    rf"(?i){opening()}(?:no|nope|nein|non|not|wrong|correction)\b|\b(?:ok|okay|fine|work"
    r"|help|easier|better|possible|allowed)\b[^.!]*\?\s*$"
)
_HELPER_IN = re.compile(  # "the agent in Dubai only does the paperwork"
    r"(?i)\b(?:agents?|brokers?|forwarders?|representatives?|reps?|notar(?:y|ies)|lawyers?|law firm|accountants?"
    r"|bookkeepers?|translators?|intermediar(?:y|ies)|middlem[ae]n|consultants?|contact(?: person)?|salesm[ae]n"
    r"|sales (?:guy|rep|office|person|team)|colleagues?|secretar(?:y|ies)|trustees?|auditors?|couriers?|go-betweens?)"
    r"(?: (?:is|are|sits?|who is|who sits|based|located|there|of theirs|of ours))* (?:in|from|at|near"
    r"|out of) (?:the )?$"
)
_GIVEN_TO = re.compile(  # "they want it delivered to a forwarder in Hong Kong": the goods pass through his hands
    r"(?i)\b(?:deliver\w*|ship\w*|sen[dt]\w*|goes?|going|go|hand\w*|dispatch\w*|drop\w*|consign\w*|bring\w*|mov\w+"
    r"|forward(?:ed|s|ing)?|transfer\w*)\b[^.;!?\n]{0,40}?\b(?:to|with|at|by|through|via) (?:(?:an?|the|our"
    r"|their|its|his"
    r"|her|another|some) )?(?:[\w-]+ ){0,2}?(?P<who>agents?|brokers?|forwarders?|forwarding agents?"
    r"|representatives?|reps?"
    r"|intermediar(?:y|ies)|middlem[ae]n|contact|go-betweens?|couriers?|colleagues?|sales office|trustees?)"
    r"(?: (?:is|are|who is|based|located|of theirs|of ours))* (?:in|from|at|near) (?:the )?$"
)
_STOP_IN = re.compile(  # "goods first go to their warehouse in Klaipeda"
    r"(?i)\b(?:first|initially|temporarily|briefly|for consolidation|for customs)\b[^.;!?\n]{0,50}?"
    r"\b(?:warehouse|depot|hub|storage|store|logistics cent\w+|bonded \w+|stock|yard) (?:in|at|near) (?:the )?$"
    r"|\b(?:he|she|brokers?|agents?|forwarders?|couriers?|drivers?|truckers?|carriers?) (?:also |only |then |first )*"
    r"(?:picks?|collects?|loads?|consolidates?|repacks?|inspects?)\b[^.;!?\n]{0,25} (?:in|at|near|from) (?:the )?$"
)
_KEEPS = re.compile(
    r"(?i)\b(?:uses?|using|keeps?|keeping|stores?|stays?|remains?|buys?|wants?|needs?|instead|orders?|ordered"
    r"|ends?|final"
    r"|resells?|sells?|receives?|gets?|takes?|consignee|customers?|themselves|himself)\b"
)
_CARRIES = re.compile(r"(?i)\b(?:collects?|picks?|forwards?|pass(?:es)?|ships?|consolidates?|hands?|sends?|carries)\b")
_ASKED_OF = re.compile(  # "would that be a problem in Hanoi?"
    rf"(?i){opening()}(?:would|what|how|does|will|is (?:it|that|this)|an?|another|same|for)\b(?!.*\b(?:parents?"
    rf"|owners?|seat|head\w*|hq"
    rf"|who|offices?"
    r"|branch\w*|subsidiar\w+|sister)\b)[^.;!?\n]{0,60}\b(?:in|to|for|at) (?:the )?$"
)
_IF_THERE = re.compile(  # "and if it was Lyon after all?"
    rf"(?i){opening('what|then')}if (?:it|they|that|the (?:goods|order|place|destination|address"
    rf"|delivery)) (?:is|are|was|were"
    r"|would be) (?:really |actually |in fact )?(?:in |to |for )?(?:the )?$"
)
_LABEL = re.compile(r"(?i)^\W*(?:[\w ]{0,20}[:=–-]\s*)?(?:the )?$")  # "alt 2: Valletta, …"
_OF_SOMEBODY = re.compile(
    r"(?i)\b(?:owners?|parent|hq|seat|head\w*|holding|agent|broker|branch|office|forwarder|invoice|payment"
    r"|bank|via|from|by"
    r"|contact|shareholders?|group|signed|sender)\b"
)
BRIEF = 5  # words of a turn that may be nothing but a place


def _is_beside(facts: Mapping[str, Any], said: Mapping[str, Any], new: DealRead, text: str) -> bool:
    """Is another place only spoken of ("they have a branch in Warsaw"), so that it is open where the goods go?"""
    word = new.words.get("destination")
    if word is None or "destination" not in facts or facts["destination"] == said.get("destination"):
        return False
    start = int(word["start"])
    first, last = sentence(text, start, int(word["end"]))
    if _ALSO_THERE.search(text[first:start]):
        return True
    if _ASKED_OF.match(text[first:start]) and re.match(r"[\w ,]{0,25}\?", text[int(word["end"]) :]):
        return False
    if _LABEL.match(text[:start]) and not _OF_SOMEBODY.search(text[:start]):
        return False
    if _IF_THERE.match(text[first:start]):
        return False
    if len(text.split()) <= BRIEF or _CORRECTS.search(text) or _BUYER_IS.search(text[first:start]):
        return False
    return not _MOVES.search(text[first:last])


_FROM_HERE = re.compile(  # "the goods are picked up in Dallas": where they leave, and not where they go
    r"(?i)\b(?:pick(?:s|ed|ing)? (?:\w+ )?up|pick-?up|collect(?:s|ed|ing|ion)?|load(?:s|ed|ing)?|hand(?:ed"
    r"|s)? over|FOB|FCA|EXW|ex works"
    r"|made|built|assembled|packed|stored|warehoused)\b[^.;!?\n]{0,25}\b(?:in|at|from"
    r"|from our \w+ in) (?:the )?$|\b(?:FOB|FCA|EXW) $"
)
_FIRST_IN = re.compile(r"(?i)\bfirst\b[^.;!?\n]{0,30}\b(?:to|in|at|into) (?:the )?$")
_THEN_FIRST = re.compile(
    r"(?i)^(?:,? [A-Z]{2}\b)?,? (?:first|initially|to begin with|temporarily)\b(?! (?:and )?(?:only|last))"
)


def _is_no_end(facts: Mapping[str, Any], said: dict[str, Any], new: DealRead, text: str) -> bool:
    """Is it where goods of a deal that goes elsewhere start, or where they only stop ("delivery in Texas first")?"""
    word, code = new.words.get("destination"), said.get("destination")
    if (
        word is None
        or not facts.get("destination")
        or not code
        or code == facts["destination"]
        or text.rstrip().endswith("?")
    ):
        return False
    start, end = int(word["start"]), int(word["end"])
    first, _ = sentence(text, start, end)
    stops = bool(_FIRST_IN.search(text[first:start]) or _THEN_FIRST.match(text[end:]))
    if not stops and not _FROM_HERE.search(text[first:start]):
        return False
    del said["destination"]
    if stops:
        said["route"] = [*said.get("route", []), code]
    if said.get("activity") in {"domestic", "import"}:
        del said["activity"]
    return True


def _is_of_a_helper(facts: Mapping[str, Any], said: dict[str, Any], new: DealRead, text: str) -> bool:
    """Is the place one on the way, or that of somebody who helps and takes nothing? What passes it comes through it."""
    word = new.words.get("destination")
    if word is None or not facts.get("destination") or not said.get("destination"):
        return False
    start, end = int(word["start"]), int(word["end"])
    first, last = sentence(text, start, end)
    before = text[first:start]
    if _STOP_IN.search(before):
        said["route"] = [*said.get("route", []), said.pop("destination")]
        return True
    if (given := _GIVEN_TO.search(before)) is not None:
        if re.match(r"(?i)forward|courier", given["who"]) is None or _KEEPS.search(text[end:last]):
            return False
        said["route"] = [*said.get("route", []), said.pop("destination")]
        return True
    if not _HELPER_IN.search(before) or VIA.search(before) or _KEEPS.search(text[end:last]):
        return False
    code = said.pop("destination")
    if _CARRIES.search(text[end:last]):
        said["route"] = [*said.get("route", []), code]
    return True


def put_beside(facts: dict[str, Any], said: dict[str, Any], new: DealRead, text: str) -> None:
    """A place that is only spoken of leaves it open where the goods go, and says nothing of where the buyer is."""
    if _is_of_a_helper(facts, said, new, text) or _is_no_end(facts, said, new, text):
        said["parties"] = [party for party in said.get("parties", []) if says_what(party)]
        return
    if not said.get("destination") or _only_described(facts, new, text) or not _is_beside(facts, said, new, text):
        return
    said["destination"] = None
    if said.get("activity") in {"domestic", "import"}:
        del said["activity"]  # it followed from the place that is put aside
    told = ({key: value for key, value in party.items() if key != "location"} for party in said.get("parties", []))
    said["parties"] = [party for party in told if says_what(party)]


def says_what(party: Mapping[str, Any]) -> bool:
    """Does a party say more than where somebody is that was not named?"""
    return bool(set(party) - {"roles", "kind", "location"})


def change_places(facts: dict[str, Any], said: dict[str, Any], new: DealRead, text: str) -> None:
    """Takes the destination that the turn names out of `said` and into the facts, where it is one."""
    if _only_described(facts, new, text) or _is_left_out(facts, new, text):
        said.pop("destination", None)
    if (
        "destination" not in new.facts
        and new.words.get("destination", {}).get("status") == "guessed"
        and (not _is_of_people(new, text))
    ):
        said["destination"] = None  # a place was named that may be meant, and several may be
    _doubted(said, new, text)
    _destination(facts, said)


_LEFT_OUT = re.compile(r"(?i)\b(?:without|minus|except|excluding|leaving out|instead of|rather than)\s+(?:the )?$")


def _is_left_out(facts: Mapping[str, Any], new: DealRead, text: str) -> bool:
    """ "So without Dubai?", of goods that go to Mumbai now: the place that is left out is none they go to."""
    word = new.words.get("destination")
    if word is None or not facts.get("destination") or new.facts.get("destination") == facts["destination"]:
        return False
    return _LEFT_OUT.search(text[: int(word["start"])]) is not None


def _is_of_people(new: DealRead, text: str) -> bool:
    """Is it no place but people of a region ("Asian labs") that the word for the destination tells of?"""
    start = int(new.words["destination"]["start"])
    return any(find.start <= start < find.end for find in spot_demonyms(text))


def _doubted(said: dict[str, Any], new: DealRead, text: str) -> None:
    """ "Maybe it goes to Warsaw, not sure": where the goods go is then open."""
    word = new.words.get("destination")
    if word is None or "destination" not in said or "?" in text:
        return
    first, last = sentence(text, int(word["start"]), int(word["end"]))
    if _DOUBT.search(text[first:last]) or _DOUBT.match(text[last:].lstrip(" .")):
        said["destination"] = None


_GOES_THERE = re.compile(
    r"(?i)\b(?:instead|to (?:an?|the|another|some)|for (?:an?|another)|what about|how about|another|new|and an?)\b"
)


_IS_SO = re.compile(r"(?i)\b(?:it'?s|it is|it was|they(?:'re| are| were)|he is|she is)\b")


_SITS = re.compile(
    r"(?i)\b(?:based|located|sits?|sitting|seated|lives?|living|registered|incorporated"
    r"|headquartered)\b[\w\s,]{0,20}$"
)


def _only_described(facts: Mapping[str, Any], new: DealRead, text: str) -> bool:
    """Does a nationality or a seat say who the buyer is ("it's a Polish company"), and not where the goods go now?"""
    word = new.words.get("destination")
    if word is None or "destination" not in facts or "destination" not in new.facts:
        return False
    start = int(word["start"])
    if (
        _SITS.search(text[:start])
        or re.search(r"(?i)\bfrom\s+$", text[:start])
        or _SEATED_THERE.match(text[int(word["end"]) :])
    ):
        return True
    if not any(find.start <= start < find.end for find in spot_demonyms(text)):
        return False
    return _IS_SO.search(text) is not None or not _GOES_THERE.search(text)


def _destination(facts: dict[str, Any], said: dict[str, Any]) -> None:
    """A new destination takes the buyer's place with it; its old region falls."""
    if "destination" not in said:
        return
    if facts.get("destination") != said["destination"]:
        facts.pop("region", None)
        parties = facts.get("parties", [])
        if parties and "location" in parties[main_party(facts)] and said["destination"]:
            parties[main_party(facts)]["location"] = said["destination"]
        if said["destination"] != "US" and facts.get("activity") in {"domestic", "import"}:
            facts.pop("activity")
    facts["destination"] = said.pop("destination")
