"""Deals beside the one that is asked about: an order of somebody else, a sale of the past. Blanked out.

"A studio in Bilbao leases some too, but that is another contract." "Last year we sold the same card to …" What speaks
of the goods or the buyer at hand stays, and so does what names a place that is never passed over or a listed firm.
"""

import re
from collections.abc import Sequence

from assistant.reading.found import Found, PartyName
from assistant.reading.small_print import blank
from assistant.reading.strict import strict

_DEAL = (
    r"(?:contract|deal|order|sale|project|case|file|ticket|request|quote|quotation|story|matter|customer|shipment|po|"
    r"purchase order|opportunity|topic|enquiry|inquiry|export)"
)
_APART = re.compile(  # "…, but that is another contract"
    r"(?i)(?:^|(?<=[.;!?\n(]))[^.;!?\n()]*?,?\s(?:but |and |though |which |though )?(?:that|this|it|those|which)"
    rf"(?:['’]s| is| was| are| will be) (?:an?other|an? (?:separate|different|other)|not (?:part of )?this|"
    rf"a matter for another) (?:\w+ )?{_DEAL}\b"
    r"[^.;!?\n()]*(?=[.;!?\n)]|$)"
)
_SOLD = r"(?:sold|shipped|delivered|supplied|exported|sent)"
_THEN = (
    r"(?:last (?:year|month|week|spring|summer|autumn|fall|winter|quarter)|(?:two|three|four|five|\d) (?:years|"
    r"months|weeks) ago|"
    r"(?:back )?in (?:early |late |mid-?)?(?:20[12]\d|spring|summer|autumn|winter)|years ago|some time ago)"
)
_PAST = re.compile(  # a whole sentence: "Last year we sold the same card to …"
    rf"(?i)(?:^|(?<=[.;!?\n]))\s*(?:(?:{_THEN}),? we (?:had |also |already )*{_SOLD}\b[^.;!?\n]*"
    rf"|we (?:had |have |also |already )*{_SOLD}\b[^.;!?\n]*\b{_THEN}[^.;!?\n]*)(?=[.;!?\n]|$)"
)
_LIKE = re.compile(  # "…, same colour as the ones we once sent to Lagos"
    rf"(?i),?\s(?:(?:the )?(?:same|similar)\b[^.;!?\n,]{{0,24}} (?:as|to)|just like|exactly like|like|unlike) "
    rf"(?:the (?:ones?|order|batch|lot)|those|what) (?:that |which )?we (?:once |already |previously |also |"
    rf"had |have )*{_SOLD}\b[^.;!?\n,]*"
)
_WELL = (
    r"(?:,? (?:and )?(?:without (?:any )?(?:trouble|problems?|issues?|incidents?)|no (?:problems?|issues?|trouble)"
    r"|(?:all|everything) (?:went|was|is) (?:well|fine|ok|okay|smooth\w*)))?"
)
_PAST_TO_THEM = re.compile(  # "…, we shipped A40s to them in 2024 without trouble": a clause, and nothing behind it
    rf"(?i)(?<=[,;:.!?\n])\s*(?:and )?we (?:had |have |also |already |once )*{_SOLD} (?:them )?[^.;!?\n,]{{2,40}}?"
    rf"(?: to (?:them|this customer|the customer|the buyer|that company))?,? {_THEN}{_WELL}\s*(?=[.;!?\n]|$)"
)
_AT_HAND = re.compile(  # speaks of the goods or the buyer of this deal
    r"(?i)\b(?:they|them|these|those|it(?!['’]?s? (?:is |was )?(?:an?other|a separate|a different))|its|their|"
    r"half|rest|part of|"
    r"some of|most of|all of|each of|two of|one of|owners?|(?<!-)owned|parents?|shareholders?|subsidiar\w+|"
    r"headquarter\w*|group behind|"
    r"on behalf|end[- ]users?|this (?:buyer|customer|client|firm|company|bank)|the (?:buyer|customer|client|consignee)|"
    r"resell\w*|resold|re-?export\w*|onwards?|on to|forward\w*|licen[cs]e\w*|allowed|legal|now|again)\b"
)


def without_other_deals(text: str, finds: Sequence[Found]) -> str:
    """The text of equal length without whole sentences that only tell of a deal beside the one at hand."""
    for told in (_APART, _PAST, _PAST_TO_THEM, _LIKE):
        for match in told.finditer(text):
            if (
                (told in (_LIKE, _PAST_TO_THEM) or not _AT_HAND.search(_bare(match)))
                and not _is_strict(finds, match)
                and _is_told_elsewhere(finds, match)
            ):
                text = text[: match.start()] + blank(match.group()) + text[match.end() :]
    return text


def _bare(match: re.Match[str]) -> str:
    """The words of a sentence without the close that says it is another deal."""
    return re.sub(
        r"(?i),?\s(?:but |and |though |which )?(?:that|this|it|those|which)(?:['’]s| is| was| are| will be) .*$",
        "",
        match.group(),
    )


def _is_strict(finds: Sequence[Found], match: re.Match[str]) -> bool:
    """Does it name a place that is never passed over, or a firm that a list or the register knows?"""
    for find in finds:
        if not match.start() <= find.start < match.end():
            continue
        if isinstance(find.value, PartyName) and (find.value.listed or find.value.register_id is not None):
            return True
        if strict() & set(getattr(find.value, "countries", ())):
            return True
    return False


def _is_told_elsewhere(finds: Sequence[Found], match: re.Match[str]) -> bool:
    """Do goods and a place, nation or firm stand outside it, so that a deal is left?"""
    left = [find.kind for find in finds if not match.start() <= find.start < match.end()]
    return bool({"item", "eccn"} & set(left)) and bool({"place", "demonym", "party"} & set(left))
