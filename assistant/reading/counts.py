"""Bare counts: digits, number words and dozens whose role is not yet known.

No count is a year, a percentage, a figure with a unit, a date, a number inside a designation, a
reference ("No. 12", "section 5"), a house or phone number, or the number of a list entry.
"""

import re
from collections.abc import Container, Iterator, Sequence
from decimal import Decimal

from assistant.reading.found import Found, Status
from assistant.reading.numerals import NUMBER_WORDS, as_number, as_words

_UNIT = (
    r"(?:W|kW|MW|GW|V|A|GHz|MHz|Hz|km|kg|g|m|cm|mm|nm|hours?|hrs?|h|days?|weeks?|wks?|months?|years?|yrs?"
    r"|minutes?|mins?"
    r"|seconds?(?![- ]?hand)|a\.?m|p\.?m|bits?|bytes?|cores?|layers?|U|B|parameters?|params|degrees?|times|points?"
    r"|per\s?cent|percent"
    r"|o'clock|miles?|tokens?|TFLOPS|TOPS|GB|TB)"
)
_DIGITS = re.compile(
    r"(?:(?<![A-Za-z0-9_\u00c0-\u024f.,/#$€£¥§:'^-])"
    r"|(?<=[\u3040-\u9fff][,:.]))(?:(?P<pre>[xX×*])\s?)?(?P<n>\d{1,3}(?:,\d{3})+"
    r"|\d+(?:\.\d)?(?=[kK](?![A-Za-z0-9]))|\d+)(?P<k>[kK](?![A-Za-z0-9]))?"
    r"(?:\s?(?P<post>[xX×*])(?=\s|[A-Za-z]|$|[,.;)]))?(?P<tail>(?![\w%/:^]|[.,]\d|-\w|\s?%)"
    r"|(?=(?i:pcs?|units?|ea|nos|cards?|gpus?|boards?|chips?|stk|stück)\b)|(?=[\u3040-\u9fff])|(?<=[xX×*])(?=[A-Za-z]))"
)
_BEFORE_ITEM = re.compile(r"(?<![\w.,])(?P<n>\d{1,4})[xX×*]$")
_BEHIND_ITEM = re.compile(r"\s?[xX×*]\s?(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?![\w.])")
_RANGE = re.compile(
    r"(?<![\w.,/#$€£§:-])(?P<a>\d{1,6})\s?(?:-|to)\s?(?P<b>\d{1,6})(?=\s+[A-Za-z]|\s?[xX×*]"
    r"|\s*$)(?!\s?(?:[%]|percent))"
)
_REFERENCE = re.compile(
    r"(?i)(?:\b(?:no|nos|nr|num|number|item|line|section|sec|sect|part|supp|supplement|chapter|article"
    r"|art|version|ver|v|step|tier|footnote|fn"
    r"|group|building|bldg|suite|room|floor|box|phase|gen|generation|page|p|question|option|rule|lot"
    r"|block|unit|eccn|note|paragraph"
    r"|figure|table|annex|class|level|grade|stage|po|ref|id|ticket|fab|rtx|gtx"
    r"|rx|gb|tpp|pd|cuda|pcie|hbm|ddr"
    r"|windows|ubuntu|python|zip|tel|phone|fax|cfr|fr|e\.?o)\.?\s?(?:order\s+)?[:#]?\s?|#|§\s?)$"
)
_STREET = re.compile(
    r"(?i)^\s+(?:(?!(?:to|for|into|via|in|at)\s)[\w.'-]+\s+){0,3}(?:street|st\.?|road|rd\.?|avenue|ave\.?"
    r"|blvd\.?|boulevard|lane|drive"
    r"|parkway|square|crescent|highway|quay|wharf|plaza|terrace)\b"
)
_STREET_BEFORE = re.compile(
    r"(?i)(?:jalan|stra(?:ß|ss)e|str\.|weg|platz|rue\s[\w ]{2,20}|calle\s[\w ]{2,20}|via\s[A-Z]\w+)\s$"
)
_POST_CODE = re.compile(r"\b[A-Z]{2}\s$")
_GOODS = re.compile(
    r"(?i)^\s?(?:(?:own|our|accelerator|graphics|new|used) )?(?:x\b|×|\*|pcs?\b|ea\b|nos\b|pieces?\b|units?\b|gpus?\b|"
    r"cards?\b|chips?\b|boards?\b|servers?\b|off\b(?! the\b)"
    r"|modules?\b|nodes?\b|racks?\b|systems?\b|accelerators?\b|of\b)"
)
_NUMBERED = 7  # digits in a row, without commas, of a number that names something
_LIST_ENTRY = re.compile(r"(?:^|\n)\s*\(?$")
_WORDS = re.compile(rf"(?i)(?<![\w-])(?P<w>{NUMBER_WORDS})(?![\w]|-\w)")
_NO_TIME = r"(?!\w|\s+(?:hundred|thousand|dozen|days?|weeks?|months?|years?|questions?|things?))"
_LOOSE_WORDS: tuple[tuple[str, int, Status], ...] = (
    (rf"(?:a\s+couple(?:\s+of)?|a\s+pair(?:\s+of)?){_NO_TIME}", 2, "stated"),
    (r"a\s+single(?!\w)", 1, "stated"),
    (r"(?:a\s+few\s+dozen|dozens(?:\s+of)?)(?!\w)", 36, "guessed"),
    (r"(?:a\s+few\s+hundred|hundreds(?:\s+of)?|a\s+couple\s+(?:of\s+)?hundred)(?!\w)", 300, "guessed"),
    (r"(?:a\s+few\s+thousand|thousands(?:\s+of)?)(?!\w)", 3000, "guessed"),
    (rf"(?:a\s+few|a\s+handful(?:\s+of)?){_NO_TIME}", 3, "guessed"),
    (rf"several{_NO_TIME}", 5, "guessed"),
)
_LOOSE = tuple((re.compile(rf"(?i)(?<![\w-]){words}"), value, status) for words, value, status in _LOOSE_WORDS)
_PRONOUN_BEFORE = re.compile(
    r"(?i)\b(?:that|this|which|no|the|any|every|each|another|other|new|second|first|third|last|next|right"
    r"|wrong|same|big|small|only|good|old|better|some|such)\s+$"
)
_PRONOUN_AFTER = re.compile(
    r"(?i)^(?:\s+(?:of|another|day|more\s+(?:thing|question)|question|thing|way|last|is|was|that|who"
    r"|which|should|would|can|could|might|needs|has|and\s+the\s+same)\b|\s*[?.!,;]|\s*$|'s|\s+or\s+(?:two|more)\b)"
)
_FOREIGN = {
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
    "zwölf": 12, "zwanzig": 20, "fünfzig": 50, "hundert": 100, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "doce": 12, "veinte": 20, "cien": 100, "deux": 2,
    "trois": 3, "quatre": 4, "cinq": 5, "huit": 8, "neuf": 9, "dix": 10, "douze": 12, "vingt": 20, "cent": 100,
    "dutzend": 12, "docena": 12, "douzaine": 12,
}  # fmt: skip
_FOREIGN_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(_FOREIGN)})(?!\w)")
_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2, "〇": 0}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000, "萬": 10000}
_HAN = re.compile(r"(?P<n>(?!零[件部])[零〇一二两兩三四五六七八九十百千万萬]+)(?=[块塊台臺张張片个個套颗顆枚基本件])")


OF_A_CPU = re.compile(  # "EPYC 9654", "Xeon Gold 6430", "Core i9 14900": the number is a name
    r"(?i)\b(?:epyc|xeon|ryzen|threadripper|opteron|athlon|celeron|pentium|core|graviton|snapdragon|i[3579])[\s-]+"
    r"(?:(?:platinum|gold|silver|bronze|max|pro|ultra|phi|[3579]|[ewd])[\s-]+)*$"
)


def spot_counts(text: str, taken: Sequence[Found]) -> list[Found]:
    """Every bare count outside `taken`, in order; a loose one ("a few") is only guessed."""
    busy = [(find.start, find.end) for find in taken]
    kept: list[Found] = []
    for find in (
        *_ranges(text),
        *_labelled(text),
        *_dozens(text),
        *_loose(text),
        *_behind_items(text, taken),
        *_before_items(text, taken),
        *_scaled(text),
        *_digits(_without_prices(_without_dates(text, taken)), {find.start for find in taken if find.kind == "item"}),
        *_words(text),
        *_other_tongues(text),
    ):
        if any(find.start < end and start < find.end for start, end in busy) or OF_A_CPU.search(
            text[max(0, find.start - 60) : find.start]
        ):
            continue
        busy.append((find.start, find.end))
        kept.append(find)
    return sorted(kept, key=lambda find: find.start)


_LABELLED = re.compile(r"(?i)\b(?:qty|quantity|menge|anzahl|cant|qté)[.:]?(?P<n>\d{1,6})(?![\w%])")


def _labelled(text: str) -> Iterator[Found]:
    """ "qty4"."""
    for match in _LABELLED.finditer(text):
        yield _count(text, *match.span("n"), Decimal(match["n"]))


_DOZENS = re.compile(
    rf"(?i)(?<![\w.,/-])(?P<n>\d{{1,3}}(?:\.5)?|half an?|an?|{NUMBER_WORDS})\s(?P<of>doz(?:ens?)?|dz|gross|score)(?!\w)"
)
_SIZES = {"d": 12, "g": 144, "s": 20}


def _dozens(text: str) -> Iterator[Found]:
    """ "3 dozen", "1.5 dz", "half a dozen", "a gross"."""
    for match in _DOZENS.finditer(text):
        told = match["n"].lower()
        number = Decimal("0.5") if told.startswith("half") else Decimal(1) if told in {"a", "an"} else None
        if number is None:
            number = Decimal(told) if told[0].isdigit() else as_words(told)
        if number:
            value = number * _SIZES[match["of"][0].lower()]
            yield _count(text, *match.span(), value.to_integral_value() if value == int(value) else value)


def _without_dates(text: str, taken: Sequence[Found]) -> str:
    """The text of equal length with its dates put out of sight: "2023 100 A800" is no phone number."""
    for find in taken:
        if find.kind == "date":
            text = f"{text[: find.start]}{'~' * (find.end - find.start)}{text[find.end :]}"
    return text


_QUANTITY_COLUMN = re.compile(
    r"(?i)^\s*(?:q(?:uanti)?ty\.?|qty\.?|quantity|pcs|pieces|units|menge|anzahl|stück|cantidad|quantité|数量)\s*$"
)


def _without_prices(text: str) -> str:
    """A table with a column of quantities: the bare numbers of its other columns are put out of sight."""
    lines, column = text.split("\n"), None
    for number, line in enumerate(lines):
        cells = line.split("|") if "|" in line else line.split("\t")
        if len(cells) < 3:
            column = None
            continue
        named = next((at for at, cell in enumerate(cells) if _QUANTITY_COLUMN.match(cell)), None)
        if named is not None:
            column = named
        elif column is not None:
            mark = "|" if "|" in line else "\t"
            kept = [
                cell if at == column or not re.fullmatch(r"\s*[\d.,]+\s*", cell) else "~" * len(cell)
                for at, cell in enumerate(cells)
            ]
            lines[number] = mark.join(kept)
    return "\n".join(lines)


def _count(text: str, start: int, end: int, value: Decimal, status: Status = "stated") -> Found:
    return Found(start, end, text[start:end], "count", value, status)


_LABEL = re.compile(r"(?i)(?:\b(?:po|items?|line|part|lot|order)|/no)\s?[:.]\s?$")


_ORDERED = re.compile(
    r"(?i)(?:^|[.!?;:]\s*)$|\b(?:ship|send|sell|order|ordered|quote|want|wants|need|needs|buy|buys|take|takes"
    r"|have|about|around)\s+$"
)


def _is_of_goods(digits: str, before: str) -> bool:
    """Does a number that may be a year count the goods behind it ("2000 H20 for …", "ship 2024 L4")?"""
    return len(digits) == 4 and (digits == "2000" or _ORDERED.search(before) is not None)


def _digits(text: str, items: Container[int]) -> Iterator[Found]:
    """Numbers that may count goods; one behind a label and before goods does ("Item: 6 pieces")."""
    for match in _DIGITS.finditer(text):
        start, end = match.start(), match.end()
        marked = match.group("pre") or match.group("post")
        labelled = _LABEL.search(text[max(0, start - 12) : start]) and (
            _GOODS.match(text[match.end("n") :]) or match.end("n") + 1 in items
        )
        few = len(match.group("n")) < 4 or _is_of_goods(match.group("n"), text[:start])
        bound = match.end("n") + 1 in items and few and not re.search(r"\d[ -]$", text[:start])
        if not marked and not labelled and not bound and _no_count(text, start, match.end("n"), match.group("n")):
            continue
        if match.group("pre") and match.group("n") == "86":
            continue  # x86 is an instruction set
        value = as_number(match.group("n")) * (1000 if match.group("k") else 1)
        yield _count(text, start, end, value)


def _no_count(text: str, start: int, end: int, digits: str) -> bool:
    """Is a bare number a year, a reference, an address, a list entry, or bound to a unit?"""
    before, after = text[max(0, start - 30) : start], text[end : end + 60]
    if (len(digits) > 1 and digits[0] == "0") or len(digits) >= _NUMBERED:
        return True
    if re.fullmatch(r"19[89]\d|20[0-4]\d", digits) and not _GOODS.match(after):
        return True
    if _REFERENCE.search(before) or _STREET.match(after) or _STREET_BEFORE.search(before):
        return True
    if len(digits) == 5 and _POST_CODE.search(before):
        return True
    if _LIST_ENTRY.search(before) and re.match(r"[.)]\s", after):
        return True
    grouped = re.search(r"\+\d[\d ()-]*$|(?<![A-Za-z\d])\d{2,4}[ -]$", before) and not _GOODS.match(after)
    if grouped or re.match(r"[ -]\d{3,4}\b", after):
        return True  # groups of digits: a phone number, a part number
    return re.match(rf"[\s-]?{_UNIT}(?![A-Za-z0-9])", after) is not None


def _ranges(text: str) -> Iterator[Found]:
    """ "10-20 units" is two counts, the lower and the upper one."""
    for match in _RANGE.finditer(text):
        low, high = as_number(match.group("a")), as_number(match.group("b"))
        if low >= high or _no_count(text, match.start(), match.end("b"), match.group("b")):
            continue
        yield _count(text, match.start("a"), match.end("a"), low)
        yield _count(text, match.start("b"), match.end("b"), high)


def _before_items(text: str, taken: Sequence[Found]) -> Iterator[Found]:
    """ "9x4070": a count tied to the begin of an item that is digits itself."""
    for find in taken:
        match = _BEFORE_ITEM.search(text[: find.start]) if find.kind == "item" and find.text[0].isdigit() else None
        if match:
            yield _count(text, match.start(), match.end(), as_number(match.group("n")))


def _behind_items(text: str, taken: Sequence[Found]) -> Iterator[Found]:
    """ "H200x64", "H200 x 64": a count tied to the end of an item."""
    for find in taken:
        match = _BEHIND_ITEM.match(text, find.end) if find.kind == "item" else None
        if match:
            yield _count(text, match.start(), match.end(), as_number(match.group("n")))


def _words(text: str) -> Iterator[Found]:
    for match in _WORDS.finditer(text):
        value = as_words(match.group("w"))
        if value is None or value == 0 or value != value.to_integral_value():
            continue
        before, after = text[max(0, match.start() - 20) : match.start()], text[match.end() : match.end() + 30]
        if value == 1 and (_PRONOUN_BEFORE.search(before) or _PRONOUN_AFTER.match(after)):
            continue
        if re.match(rf"[\s-]{_UNIT}(?![A-Za-z0-9])", after) or _REFERENCE.search(before):
            continue
        yield _count(text, match.start(), match.end(), value)


def _loose(text: str) -> Iterator[Found]:
    for pattern, value, status in _LOOSE:
        for match in pattern.finditer(text):
            yield _count(text, match.start(), match.end(), Decimal(value), status)


def _other_tongues(text: str) -> Iterator[Found]:
    """Number words of German, Spanish, French in lower case, and of Chinese and Japanese with a counter."""
    for match in _FOREIGN_WORD.finditer(text):
        yield _count(text, match.start(), match.end(), Decimal(_FOREIGN[match.group()]))
    for match in _HAN.finditer(text):
        yield _count(text, match.start(), match.end(), Decimal(_han(match.group("n"))))


_SCALED = re.compile(
    r"(?<![\d.,])(?P<n>(?:\d{1,4}(?:\.\d{1,3})?[百千万萬]){1,3}\d{0,4})\s?(?=[块塊台臺张張片个個套颗顆枚基本件])"
)


def _scaled(text: str) -> Iterator[Found]:
    """ "3千张", "2万5千枚", "1.2万台"."""
    for match in _SCALED.finditer(text):
        parts = re.findall(r"([\d.]+)([百千万萬]?)", match["n"])
        total = sum(Decimal(number) * _HAN_SCALES.get(scale, 1) for number, scale in parts)
        yield _count(text, *match.span("n"), Decimal(int(total)))


def _han(numerals: str) -> int:
    """The value of Chinese numerals: 六十四 is 64, 两百 is 200."""
    total, part = 0, 0
    for char in numerals:
        if char in _HAN_DIGITS:
            part = _HAN_DIGITS[char]
        elif _HAN_SCALES[char] == 10000:
            total, part = (total + part) * 10000, 0
        else:
            total, part = total + (part or 1) * _HAN_SCALES[char], 0
    return total + part
