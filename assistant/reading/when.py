"""What a date is the date of: the export, the question, the notice, or something that decides nothing."""

import re
from datetime import date

from assistant.reading.fold import is_caseless
from assistant.reading.found import Found
from assistant.reading.openings import opening
from assistant.reading.spans import Span, in_words
from assistant.reading.state import Reading

MODELLED_FROM = date(2022, 10, 7)
YEAR = 365  # days
_OTHER = re.compile(
    r"(?i)\b(?:letter|founded|set up|incorporated|established|ordered?|order of|placed|contract(?:ed)?|"
    r"signed|quote[sd]?|valid|since|until|listed|arriv\w+|eta|received|"
    r"born|moved|revoked|notice|notified|filed|dated|purchase order|po|screened|screening|checked|owned|came|"
    r"holder of the|published|reset|rule|old|bought|before)\b[\w\s]{0,14}$"
)
_OTHER_AFTER = re.compile(r"(?i)^\s*(?:letter|rule|law|version|rules|guidance|notice|prices?|founded|figures)\b")
_OTHER_NATIVE = re.compile(  # "11月20日的来信", "11月20日付のご連絡"
    r"\s?(?:付け?)?[的の]?(?:来信|来函|来电|邮件|电邮|函件|询价|订单|合同|会议|报价|ご?連絡|メール|お問い合わせ|ご依頼|ご注文|"
    r"注文書|発注|お?見積|契約|打ち合わせ|会議)"
)
# What happened on a day in Chinese or Japanese, in the words behind it: "昨天他们把订单减到24块", "2019年取得绿卡".
_NATIVE_MOVE = re.compile(
    r"出口|出货|发货|發貨|出貨|发运|装运|启运|起运|交付|交货|(?<![航海货])运(?![营动费公])|寄|送|提货|出荷|輸出|発送|納|引き渡|引渡|船積|出発|出发|到着"
)
_NATIVE_DEED = re.compile(
    r"订|訂|下单|下單|减|減|改|增|通知|联系|聯絡|联络|来电|来信|说|告诉|取得|获得|拿到|成立|创立|接到|接单|收到|开出|開出|开立|签|簽|认识|收购|并购|入职|毕业|移民|搬|"
    r"受注|注文|連絡|依頼|契約|締結|設立|創業|取得|買収|知り合|入社|卒業|見積|開設|permanent residen"
)
_NATIVE_CLAUSE = re.compile(r"[,、]?[^,。;!?\n、]*(?:、[^,。;!?\n、]*)?")
_AS_OF = re.compile(
    r"(?i)\b(?:as of|as at|under the law (?:of|on)|as the law stood(?: on| in)?|law (?:of|on)|per|stand)\s*$"
)
_EVENT = re.compile(
    r"(?i)\b(?:ship(?:ped|ping|ment)?(?: date| on| day)?|leav(?:es?|ing)|left|going out|"
    r"export(?:ed)?(?: on| date)?|date of export|delivered|delivery|send(?:ing)?|sent|out|dispatch\w*|"
    r"depart\w*|transfer\w*|reexport\w*)\b(?![\w\s:,]*\b(?:rules?|laws?|licen[cs]\w*|controls?|papers?|paperwork|"
    r"regulations?|bans?|restrictions?|changed|managers?|department|training)\b[\w\s:,]*$)[\w\s:,]{0,30}$"
)


_NOTICE = re.compile(r"(?i)\b(?:notice|notified|notification|NAC)\b[\w\s]{0,30}$")
_RETURN = re.compile(
    r"(?i)(?<!send )(?<!sent )(?<!ship )(?<!sending )\b(?:back|returns?|returning|returned"
    r"|comes? home)\b[\w\s]{0,14}$"
)
_SPAN = re.compile(
    r"(?i)\b(?:back|returns?|returning|returned)\b(?: here| home| to us| (?:in|to) [A-Z]\w+)?,? "
    r"(?:in|after|within|for) (?:about |some )?"
    r"(?:an?|one|two|three|four|five|six|ten|\d{1,2})\s(?:days?|weeks?|months?)\b"
)


def read_dates(reading: Reading, as_of: date) -> date | None:
    """Writes the day of the event; gives the day that the words ask about, where they name one."""
    asked: date | None = None
    best: Found | None = None
    for find in reading.of_kind("date"):
        before, after = reading.text[max(0, find.start - 40) : find.start], reading.text[find.end : find.end + 20]
        native = _native(reading, find)
        if _is_small_talk(reading, find):
            reading.use(find.start, find.end)
        elif _RETURN.search(before) and not _is_then(reading, find, as_of):
            reading.use(find.start, find.end)
            _returns(reading, find, as_of)
        elif _AS_OF.search(before):
            reading.use(find.start, find.end)
            if not _is_span(find, as_of):
                asked = _day(find)
            else:
                _event(reading, find, as_of)
        elif (
            _is_other(before, after)
            or _is_of_the_first_sale(reading, find, as_of)
            or (_NATIVE_DEED.search(native) and not _NATIVE_MOVE.search(native))
        ):
            reading.use(find.start, find.end)
            filed = _day(find)
            if _NOTICE.search(before) and filed is not None:
                reading.set("nac.notice_on", filed.isoformat(), (find.start, find.end))
        elif best is None or _rank(reading, find) > _rank(reading, best):
            best = find
    if best is not None:
        _event(reading, best, as_of)
    soon = _SPAN.search(reading.text)
    if soon:
        reading.set("temporary.returns_within_year", True, soon.span())
    return asked


_OF_THE_DEAL = re.compile(
    r"(?i)\b(?:ship\w*|sen[dt]\w*|deliver\w*|(?:re-?)?export\w*|leav\w+|left|go|goes|going|gone|depart\w*|"
    r"dispatch\w*|transfer\w*|fl(?:y|ies|ight)\w*"
    r"|load\w*|pick\w*|trucks?|vessel|container|carrier|it|them|these|those|they|date[sd]?|et[da]|orders?|"
    r"ordered|deal|sale|sold|sell\w*|laws?|rules?"
    r"|licen[cs]\w*|releas\w*|starts?|begins?|beginning|access\w*|logs?|login|move[sd]?|hand\w*|rent\w*|"
    r"lease\w*|buy\w*|bought|need\w*|order\w*|use[sd]?"
    r"|install\w*|suppl\w+|shipment|consign\w*|arriv\w*|customs|urgent|quote\w*|return\w*|repair\w*|fair|show|expo)\b"
)
_SENTENCES = re.compile(r"[.!?]\s+(?=[A-Z0-9])|\n")
_ONLY_A_DATE = re.compile(
    r"(?i)[\s,.!?]*(?:(?:on|in|at|by|the|this|next|for|of|until|latest|asap|and|or|early|late|mid)[\s,.!?]*)*"
)


def _is_small_talk(reading: Reading, find: Found) -> bool:
    """Does the date stand in a sentence that holds nothing of the deal ("We play golf on Friday.")?"""
    if reading.language != "en" or not reading.of_kind("item", "eccn"):
        return False
    text = reading.text
    ends = [match.end() for match in _SENTENCES.finditer(text)]
    first = max((end for end in ends if end <= find.start), default=0)
    last = min((end for end in ends if end >= find.end), default=len(text))
    told = [
        one
        for one in reading.finds
        if first <= one.start < last and one.kind in {"item", "eccn", "count", "demonym", "party"}
    ]
    around = text[first : find.start] + text[find.end : last]
    return not told and not _ONLY_A_DATE.fullmatch(around) and not _OF_THE_DEAL.search(around)


def _rank(reading: Reading, find: Found) -> tuple[bool, bool]:
    """Which of several dates is the event's: one behind a word of shipping, then one that is a day and no span."""
    value = find.value
    day = isinstance(value, Span) and value.first == value.last
    if _NATIVE_MOVE.search(_native(reading, find)):
        return True, day
    return _EVENT.search(reading.text[max(0, find.start - 40) : find.start]) is not None, day


def _native(reading: Reading, find: Found) -> str:
    """The Chinese or Japanese clause behind a date, up to the next date; nothing in other languages."""
    if not is_caseless(find.text):
        return ""
    told = _NATIVE_CLAUSE.match(reading.text, find.end)
    others = (other.start for other in reading.of_kind("date") if other.start >= find.end)
    return told.group()[: min(others, default=len(reading.text)) - find.end] if told is not None else ""


def _returns(reading: Reading, find: Found, as_of: date) -> None:
    """The day on which the goods come back; within a year it is a temporary stay."""
    if isinstance(find.value, Span) and (find.value.last - as_of).days < YEAR:
        reading.set("temporary.returns_within_year", True, (find.start, find.end))


def _is_other(before: str, after: str) -> bool:
    clause = re.split(r"[,;.:(]", before)[-1]
    if _OF_OWNERS.search(before) and not _EVENT.search(before[-20:]):
        return True  # when the firm changed hands
    return bool(_OTHER_AFTER.match(after) or _OTHER_NATIVE.match(after)) or (
        bool(_OTHER.search(clause)) and not _EVENT.search(clause)
    )


_SERVES = re.compile(
    r"(?i)\b(?:(?:can|may|could|should|must|do|are|to) (?:we|i|our \w+)|we|i|to)\s+(?:[a-z]+\s+)?"
    r"(?:servic\w+|repair\w*|fix\w*|maintain\w*|support\w*|update|upgrade|patch|replace)\b"
)
_SERVED_NOW = re.compile(
    r"(?i)\b(?:they|he|she|it|(?:the |our )?(?:customer|buyer|user)s?)\s+(?:now\s+)?"
    r"(?:asks?(?: us)? for|wants?|needs?|requests?)\s+(?:an? |the |some |new )?(?:[\w-]+ )?"
    r"(?:updates?|upgrades?|repairs?|service|servicing|support|maintenance|spares?|spare parts|fans?)\b"
)
_SOLD_THEN = re.compile(
    r"(?i)(?:[,(]|\b(?:that|which|it|they|them|we|was|were|had|been|originally|first|[A-Z]+\d+\w*)\b)\s+"
    r"(?:(?:we|originally|first|lawfully)\s+)*"
    r"(?:sold|bought|delivered|supplied|shipped|exported|installed|purchased)\b"
    r"(?:\s+(?:it|them|there|to them|back|in|on|around|about))*\s*$"
)


def _is_of_the_first_sale(reading: Reading, find: Found, as_of: date) -> bool:
    """ "Can we service the cluster …, sold in 2021?": the day on which goods that are served now were sold."""
    value, before = find.value, reading.text[: find.start]
    over = isinstance(value, Span) and value.last < as_of
    if not over or _SOLD_THEN.search(before) is None:
        return False
    return _SERVES.search(before) is not None or _SERVED_NOW.search(reading.text, find.end) is not None


def _day(find: Found) -> date | None:
    value = find.value
    return value.first if isinstance(value, Span) else None


def _event(reading: Reading, find: Found, as_of: date) -> None:
    """A day is written; a span of days or two readings are asked about."""
    value, span = find.value, (find.start, find.end)
    if isinstance(value, Span) and value.first == value.last:
        reading.set("date", value.first, span, find.status, find.note)
    elif isinstance(value, Span) and value.first <= as_of <= value.last:
        reading.use(*span)  # "this year", "this month": the question's own day lies in it
    elif isinstance(value, Span):
        early = value.last < MODELLED_FROM
        if not early and _asks_of_days(reading, find):
            reading.during = (value.first, value.last)
        day = value.last if early else value.first
        reading.set("date", day, span, "implied" if early else "guessed", f"{find.text}: {in_words(value)}")
    else:
        which = " or ".join(in_words(one) for one in value) if isinstance(value, tuple) else ""
        reading.set("date", None, span, "guessed", find.note or (f"{find.text}: {which}? Say which" if which else None))


_BESIDE_DAYS = (  # what stands beside the days of "what about in March 2025?"
    r"or|no|yes|a|know|sure|course|just|curious|out|curiosity|hypothetically|it['’]s|that['’]s|what|how|about|if"
    r"|suppose|say|it|this|that|the|same|deal|shipment|order|sale|export|question|was|were|is|would|could|have|"
    r"has|had|been|be|we|they|i|you|did|do|done|made"
    r"|ship|shipped|sell|sold"
    r"|sent|export|exported|deliver|delivered|left|buy|bought|in|on|during|back|then|under|by|as|of|at|from|for"
    r"|to|with|them|instead"
    r"|now|law|laws|rule|rules|legal|allowed|answer|result|verdict|outcome|look|change|happen|already|still"
    r"|und|wie|im|wäre|war|es|y|en|si|et"
)
_ONLY_DAYS = re.compile(rf"(?i){opening(_BESIDE_DAYS)}$")


def _is_then(reading: Reading, find: Found, as_of: date) -> bool:
    """ "And back in June 2024?": a time that is over, not one at which goods return."""
    value = find.value
    if isinstance(value, Span) and value.first == as_of:
        return True  # "back to today"
    over = isinstance(value, Span) and value.last < as_of
    return over and _ONLY_DAYS.match(f"{reading.text[: find.start]} {reading.text[find.end :]}") is not None


_DONE = re.compile(
    r"(?i)\b(?:we|i) (?:have |had |already |just )*(?:re-?exported|exported|shipped|sold|sent|delivered"
    r"|supplied)\b[^.;!?\n]*$"
)
_DONE_THEN = re.compile(  # "In May 2023 we sold …"
    r"(?i),?\s+(?:we|i) (?:have |had |already |just )*(?:re-?exported|exported|shipped|sold|sent|delivered|supplied)\b"
)
_WAS_MOVED = re.compile(  # "Was the export of ten H800 to … in June 2023 permissible?"
    r"(?i)(?:^|[.!?\n]\s*)(?:was|were) (?:the|our|this|that|an?) "
    r"(?:re-?export|export|sale|shipment|delivery|supply|transfer)s? of\b"
    r"(?![^.;!?\n]*\b(?:rules?|laws?|licen[cs]\w+|order\w*|agreed|signed|planned)\b)[^.;!?\n]*\b(?:in|during|on)\s+$"
)
_THE_RULE_THEN = re.compile(  # "what was the rule for A800 to China in June 2023?", "was a license needed for it in …"
    r"(?i)(?:^|[.!?\n]\s*)\W*(?:(?:and|so|but|ok) )*(?:(?:what|how) (?:was|were) the (?:[\w-]+ ){0,2}?(?:rules?|law"
    r"|requirements?"
    r"|positions?|situation|status|controls?|answer)\b|(?:was|were|did)\b[^.;!?\n]*\b(?:allowed|legal|lawful|permitted"
    r"|controlled|licen[cs]e|licen[cs]es|need|require)\b)[^.;!?\n]*\b(?:in|during)\s+$"
)
_OF_SOMETHING_ELSE = re.compile(  # "… to a firm founded in June 2023"
    r"(?i)\b(?:\w+ed|made|built|bought|born|begun|set up|put|new|order|contract|company|firm|start-?up)\s+(?:only\s+"
    r"|just\s+|back\s+|up\s+)?(?:in|during)\s+$"
)
_GOES_ON = re.compile(r"(?i)\b(?:now|today|again|wants?|wish\w*|needs?|next|another|more|would|will)\b")
_OF_OWNERS = re.compile(
    r"(?i)\b(?:parent|owners?|family|shareholders?|stake|shares|holding|founders?|(?<!-)owned|acquired|took over"
    r"|taken over|merged)\b[^.;!?\n]{0,50}$"
)


def _is_span(find: Found, as_of: date) -> bool:
    value = find.value
    return (
        isinstance(value, Span) and value.first != value.last and value.last >= MODELLED_FROM and value.first <= as_of
    )


def _asks_of_days(reading: Reading, find: Found) -> bool:
    """Is the month or year that of the export: behind a word of shipping, or all that the turn asks about?"""
    before, after = reading.text[max(0, find.start - 40) : find.start], reading.text[find.end :]
    if _EVENT.search(before) or _AS_OF.search(before) or _WAS_MOVED.search(reading.text[: find.start]):
        return True
    if _DONE.search(reading.text[: find.start]) and not _GOES_ON.search(after):
        return True
    asked = reading.text[: find.start]
    if _THE_RULE_THEN.search(asked) and not _OF_SOMETHING_ELSE.search(asked) and not _OF_OWNERS.search(asked):
        return True
    if _DONE_THEN.match(after) and not _GOES_ON.search(after):
        return True
    return _ONLY_DAYS.match(f"{reading.text[: find.start]} {after}") is not None
