"""Statements with a figure, a number or a list in them: papers, screenings, listings, owners, machines, training."""

import re
from datetime import date
from decimal import Decimal

from assistant.reading.cues import spoken_of
from assistant.reading.figures import Figure
from assistant.reading.installations import read_fab, read_machine
from assistant.reading.numerals import as_number
from assistant.reading.polarity import polarity, sentence
from assistant.reading.seats import Party
from assistant.reading.spans import Span
from assistant.reading.state import Reading, has, look

_NAC = re.compile(
    r"(?i)\bNAC(?:\s+(?:confirmation|case|notice))?\s*(?:number|no\.?|#)?\s*(?:is\s+)?(N\d{3,}|[A-Z]?\d{5,})"
)
_NAC_HELD = re.compile(
    r"(?i)\b(?:hold|have|got|received?)\s+(?:the\s+|a\s+|our\s+)?NAC\s+(?:number|confirmation)|"
    r"NAC\s+(?:number|confirmation)\s+(?:is\s+)?(?:held|in hand|received)"
    r"|\bthe NAC\s+confirmation(?: number)? (?:has (?:just |now )?|was (?:just )?|just )?"
    r"(?:came|come|arrived|received|issued)\b(?!\s+(?:back\s+)?(?:negative|with a no))"
)
_DD = re.compile(
    r"(?i)\b(?:all|every|the nine|nine|other|each of the)\s+(?:of\s+)?(?:the\s+)?(?:nine\s+)?(?:\(?dd\)?[\s-]+)?"
    r"(?:papers?|cert(?:ification|ificate)?s?)\b(?!\s+before)(?:\s+(?:under|of|in)\s+(?:paragraph\s+)?\(?dd\)?)?"
    r"|\(?\bdd\)?[\s-]+(?:papers?|cert(?:ification)?s?)\s+(?:are\s+|is\s+|all\s+)*(?:fine|complete|in order|"
    r"in hand|given|stated|there|done)"
)
_DD_ALL = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_NUMBER = r"(\d[\d,.]*\d|\d)"
_SCREENED = re.compile(
    r"(?i)\b(?:screen(?:ed|ing)(?:\s+(?:them|it|today|that (?:very )?day|on that day|(?:on )?the same day|elsewhere|"
    r"this morning))*|(?:checked|ran)(?: \w+)? against (?:the |all )?lists?)\b[^.;]{0,60}?\b(?:no (?:hits?"
    r"|match(?:es)?)"
    r"|without (?:a |any )?(?:hit|match)|clean|nothing found|nothing came up|nothing(?=\s*(?:$|[.,;!]))"
    r"|(?:all )?clear(?=\s*(?:$|[.,;!])))"
)
_NOT_LISTED = r"(?:not listed|unlisted|not on (?:a|any|the) lists?|no hits?|clean|clear)"
_OWNERS = re.compile(
    rf"(?i)\b(?:owners?|shareholders?)\b(?: (?:are|is|were|was|also|all|too|both))*(?: (?:checked|looked (?:at"
    rf"|into)|screened|verified))?(?: too| also)?"
    rf"[,: -]*(?:and |all |they are |also )*{_NOT_LISTED}(?=\s*(?:$|[.,;!]))|(?:owners?"
    rf"|shareholders?)\b[^.;]{{0,40}}?\b(?:none|nobody|no one)"
    r"(?: of them)? (?:is |are )?on (?:a|any|the) lists?"
    r"|\b(?:owners?|shareholders?)\b[^.;]{0,50}?\b(?:none"
    r"|nobody|no one|not one|not any|"
    r"nothing)\b[^.;]{0,20}?\blisted|no (?:listed owners?|owners? (?:is |are )?listed)|\b(?:looked into|"
    r"checked) (?:the |its |their )?owners?\b[^.;]{0,30}?\b(?:none|nobody|no one)\b"
    r"|\b(?:nobody|no one|none) (?:is |are )?(?:listed|on (?:a|any|the) lists?) (?:is |are )?among (?:the |"
    r"its |their )?(?:owners?|shareholders?)"
    r"|\bno(?:ne|body| one)? (?:of|among) (?:the |its |their )?(?:owners?|shareholders?) (?:is |"
    r"are )?(?:listed|on (?:a|any) list)"
)


def read_statements(reading: Reading, parties: list[Party], as_of: date) -> None:
    """Writes all of them."""
    _nac(reading)
    _license(reading)
    _dd(reading)
    _received(reading)
    _screenings(reading, parties, as_of)
    read_machine(reading)
    read_fab(reading, parties)
    _training(reading, parties)


_NAC_BEHIND = re.compile(
    r"\bNAC\b[^;\n]{0,70}?\b(?i:number|no\.?|confirmation|ref(?:erence)?)\s*(?i:is\s+"
    r"|was\s+)?[:#]?\s*([A-Z]{0,2}\d{5,10})\b"
)


_TO_COME = re.compile(
    r"(?i)\b(?:will|'ll|’ll|soon|going to|expect\w*|apply|applied|applying|pending|waiting|next week|tomorrow)\b"
)


def _nac(reading: Reading) -> None:
    for match in (*_NAC.finditer(reading.text), *_NAC_BEHIND.finditer(reading.text)):
        reading.set("nac.number", match[1], match.span())
    held = _NAC_HELD.search(reading.text)
    open_yet = held is not None and (_is_asked(reading.text, held) or _TO_COME.search(reading.text))
    if (
        held
        and not has(reading.facts, "nac.number")
        and not open_yet
        and polarity(reading.text, *held.span(), after=True).plain
    ):
        reading.set("nac.number", "held", held.span())


_LICENSE = re.compile(
    r"(?i)\blicen[cs]e(?:\s+(?:number|no\.?|nr\.?|#))?\s*[:#]?\s*(?-i:(?P<number>[A-Z]{0,2}\d{6,8}))\b"
)
_LIMIT = re.compile(
    r"(?i)\blicen[cs]e(?:['’]s)? (?:limit (?:is |of )?|(?:is |was )?(?:only )?for |covers? (?:only )?|"
    r"allows? (?:only )?)(\d+)\b"
)
_ORDERED = re.compile(r"(?i)\b(?:order(?:ed|s)?(?: is)?(?: now)?(?: for)?|wants?|asks? for|ship) (\d+)\b")


def _license(reading: Reading) -> None:
    """The number of a license in hand, and an order that goes beyond what it covers."""
    text = reading.text
    number = _LICENSE.search(text)
    if number is not None and polarity(text, *number.span()).plain:
        reading.set("license_number", number["number"], number.span("number"))
        reading.set("license_held", True, number.span())
    limit, ordered = _LIMIT.search(text), None
    if limit is not None:
        ordered = next(
            (one for one in _ORDERED.finditer(text) if one.start() >= limit.end() or one.end() <= limit.start()), None
        )
    if limit is None or ordered is None:
        return
    reading.use(*limit.span())
    if int(ordered[1]) > int(limit[1]) and reading.facts.get("quantity") != int(ordered[1]):
        reading.facts.pop("quantity", None)
        reading.words.pop("quantity", None)
        reading.set("quantity", int(ordered[1]), ordered.span(1))


def _dd(reading: Reading) -> None:
    """The certifications: all of them, those excepted, and the two figures of shipments."""
    text = reading.text
    sold = re.search(
        rf"(?i)sold\s+{_NUMBER}\s*TPP(?:\s+of it)?\s+in the US\s+and\s+{_NUMBER}\s*(?:TPP\s+)?to China", text
    )
    none_sold = re.search(r"(?i)\bnone\b[^.;]{0,20}\bsold in the US|\bnever sold in the US", text)
    match = _DD.search(text)
    if match and polarity(text, *match.span()).plain and (_about_dd(text) or sold):
        excepted = {number for number in _DD_ALL if re.search(rf"(?i)except\w*[^.;]*\({number}\)", text)}
        if sold or none_sold:
            excepted.add("iii")
        for number in _DD_ALL:
            if number not in excepted:
                reading.set(f"dd.{number}", True, match.span())
    if sold:
        reading.set("dd.us_tpp", as_number(sold[1]), sold.span(1))
        reading.set("dd.cn_tpp", as_number(sold[2]), sold.span(2))
    elif none_sold and match:
        reading.set("dd.us_tpp", Decimal(0), none_sold.span())


def _about_dd(text: str) -> bool:
    return bool(re.search(r"(?i)\bdd\b|certif|papers? (?:complete|stated|in order)", text))


def _received(reading: Reading) -> None:
    match = re.search(rf"(?i)(?:already )?(?:received|got|had)\s+{_NUMBER}\s*(million\s+)?TPP", reading.text)
    if match:
        reading.set("lpp_received_tpp", as_number(match[1]) * (10**6 if match[2] else 1), match.span())


def _screenings(reading: Reading, parties: list[Party], as_of: date) -> None:
    for match in _SCREENED.finditer(reading.text):
        if polarity(reading.text, match.start(), match.start() + 8).plain and not _is_asked(reading.text, match):
            path = f"parties[{_named(reading, parties, match.start())}]"
            on = _day_of(reading, match, as_of)
            reading.set(f"{path}.screened", {"on": on, "by": "user", "result": "no_hit"}, match.span())
    said_yes = re.match(r"(?i)\W*(?:yes|yep|done|both)\b[^.;]*\bscreened\b", reading.text)
    if said_yes:
        path = f"parties[{_named(reading, parties, 0)}]"
        reading.set(f"{path}.screened", {"on": as_of, "by": "user", "result": "no_hit"}, said_yes.span())
    for match in _OWNERS.finditer(reading.text):
        before = reading.text[max(0, match.start() - 12) : match.start()]
        said = re.sub(rf"(?i)\b{_NOT_LISTED}", "", match.group().split("none")[0].split("nobody")[0])
        if not re.search(r"(?i)\bnot\b", before + said) and not _is_asked(reading.text, match):
            reading.set(f"parties[{_named(reading, parties, match.start())}].owners", [], match.span())


def _is_asked(text: str, match: re.Match[str]) -> bool:
    """Does the sentence ask ("screened, no hit?")?"""
    _, last = sentence(text, match.start(), match.end())
    return text[:last].rstrip().endswith("?")


_THAT_DAY = re.compile(
    r"(?i)\b(?:(?:on |the )*(?:that|same) (?:very )?day|on the day(?: of (?:the )?(?:export|shipment|shipping"
    r"|sale))?)\b"
)


def _day_of(reading: Reading, match: re.Match[str], as_of: date) -> date:
    """The day of a screening: the past one that its sentence names, or that of the deal ("screened that day")."""
    first, last = sentence(reading.text, match.start(), match.end())
    days = [
        find.value.last
        for find in reading.of_kind("date")
        if first <= find.start < last and isinstance(find.value, Span)
    ]
    of_the_deal = reading.facts.get("date")
    if not days and isinstance(of_the_deal, date) and _THAT_DAY.search(reading.text[first:last]):
        days = [of_the_deal]
    return min([day for day in days if day < as_of], default=as_of)


def _named(reading: Reading, parties: list[Party], position: int) -> int:
    """The party spoken of, a named one first."""
    spoken = spoken_of(reading, parties, position)
    if parties and parties[spoken].named is None:
        return next((index for index, party in enumerate(parties) if party.named is not None), spoken)
    return spoken


def _training(reading: Reading, parties: list[Party]) -> None:
    """Training for others: operations, and for whom."""
    operations = next(
        (f for f in reading.of_kind("figure") if isinstance(f.value, Figure) and f.value.name == "operations"), None
    )
    loose = re.search(r"(?i)\b(\d(?:\.\d+)?)\s?[eE×x]\s?(?:10\^?)?(\d{2})[- ]?(?:operations?|flops?)", reading.text)
    span, value = None, None
    if operations is not None and isinstance(operations.value, Figure):
        span, value = (operations.start, operations.end), operations.value.value
    elif loose:
        span, value = loose.span(), Decimal(loose[1]) * Decimal(10) ** int(loose[2])
    if value is None:
        return
    if "model_training_for_others" in (reading.facts.get("end_uses") or []):
        reading.set("training.operations", value, span)
        top = look(reading.facts, "parties[0].ultimate_parent.headquarters") or look(
            reading.facts, "parties[0].headquarters"
        )
        if top:
            reading.set("training.for_headquarters", top, span, "implied")
            reading.facts.setdefault("red_flags", []).append({"id": "28", "resolved": False})
