"""Numbers with a unit: the figures of chips, machines, training runs and prices.

A number without a unit is no figure (`counts.py` reads it). Rates keep their precision and whether they
are dense or sparse when the same phrase says so; nothing is filled in. Percentages and money are
finds of their own kind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.reading.found import Found
from assistant.reading.lists import regex
from assistant.reading.numerals import MAGNITUDES, NUMBER, NUMBER_WORDS, as_number, as_words

Name = Literal[
    "tpp",
    "density",
    "tops",  # 10^12 operations a second
    "tflops",  # 10^12, also where GFLOPS was said
    "pflops",  # 10^15, also where EFLOPS was said
    "area_mm2",
    "bandwidth_gb_s",  # bytes; bits are divided by eight
    "io_gb_s",  # the same, of an interconnect
    "memory_gb",
    "transistors",
    "node_nm",
    "operations",  # of a training run
    "cubic_feet",
    "power_w",
]
Per = Literal["die", "package", "board", "system"]
Bound = Literal["below", "above", "about"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in the unit of its name; `bound` where only a bound or a rough value was said."""

    name: Name
    value: Decimal
    unit_text: str
    precision: str | None = None
    bits: int | None = None
    sparse: bool | None = None
    dense: bool | None = None
    per: Per | None = None
    bound: Bound | None = None


_N = rf"(?P<n>{NUMBER})"
_LEFT = r"(?<![\w.,^])"
_MAG = r"(?:\s?(?P<mag>k|K|thousand|million|mn|mio|m|M|billion|bn|b|B|trillion|tn)(?![A-Za-z]))?"
_PRECISION = r"(?:NV|MX)?FP(?:64|32|16|8|6|4)|TF32|BF16|INT(?:32|16|8|4)|BFLOAT16|FLOAT(?:64|32|16)"
_BETWEEN = rf"(?:\s?(?:of|at|peak|dense|sparse|tensor|{_PRECISION})){{0,4}}"
_OF = (
    r"\s*(?:score|value|figure|rating|count)?\s*(?:of|is|=|:|at|was|being|(?:down |back |up )?to)?\s*"
    r"(?:only|just|exactly|precisely)?\s*"
)
_ROUGH = (
    r"(?:(?:about|around|roughly|approx\.?|approximately|~|under|below|above|over|at least|at most|up to"
    r"|less than|more than|<=?|>=?|≤|≥)\s*)?"
)
_S = r"\s?(?:/|\s?per\s?|p)\s?s(?:ec(?:ond)?)?\b"

# (pattern of the unit after the number, name, factor); the case of b and B tells bits from bytes.
_RATES: tuple[tuple[str, Name, Decimal], ...] = (
    (r"(?i:-?E(?:xa)?[\s-]?FLOP(?:s|/s)?)\b", "pflops", Decimal(1000)),
    (r"(?i:-?P(?:eta)?[\s-]?FLOP(?:s|/s)?)\b|PF\b", "pflops", Decimal(1)),
    (r"(?i:-?T(?:era)?[\s-]?FLOP(?:s|/s)?)\b|TF\b", "tflops", Decimal(1)),
    (r"(?i:G(?:iga)?\s?FLOP(?:s|/s)?)\b", "tflops", Decimal("0.001")),
    (r"(?i:P(?:eta)?\s?OPS)\b", "tops", Decimal(1000)),
    (r"(?i:T(?:era)?\s?OPS|TOP/s)\b", "tops", Decimal(1)),
)
_PLAIN: tuple[tuple[str, Name, Decimal], ...] = (
    (r"(?i:TPP)\b", "tpp", Decimal(1)),
    (r"(?i:mm\s?\^?\s?[2²]|sq\.?\s?mm|square\s(?:mm|millimet(?:er|re)s?))(?!\w)", "area_mm2", Decimal(1)),
    (r"(?i:nm|nanomet(?:er|re)s?)\b(?!/)", "node_nm", Decimal(1)),
    (r"(?i:cubic\s(?:feet|foot)|cu\.?\s?ft|ft\s?\^?[3³])(?!\w)", "cubic_feet", Decimal(1)),
    (r"(?i:transistors?)\b", "transistors", Decimal(1)),
    (r"(?:T[bB]|tb)(?!\s?/|\w|\s?per\s)", "memory_gb", Decimal(1000)),
    (r"(?:G[bB]|gb|GiB|gigabytes?)(?!\s?/|\w|\s?per\s)", "memory_gb", Decimal(1)),
    (r"GW\b", "power_w", Decimal(10**9)),
    (r"(?:MW|megawatts?)\b", "power_w", Decimal(10**6)),
    (r"(?:kW|KW)\b", "power_w", Decimal(1000)),
    (r"(?:W|watts?)\b", "power_w", Decimal(1)),
)
_SPEEDS: tuple[tuple[str, Decimal, bool], ...] = (  # unit, gigabytes in it, are they bits
    (rf"(?:TB|TiB|tb(?=\s?/)|[Tt]erabytes?){_S}", Decimal(1000), False),
    (rf"(?:GB|GiB|gb(?=\s?/)|[Gg]igabytes?){_S}", Decimal(1), False),
    (rf"(?:Tb|Tbit|tb(?=ps)|[Tt]erabits?){_S}", Decimal(125), True),
    (rf"(?:Gb|Gbit|gb(?=ps)|[Gg]igabits?){_S}", Decimal("0.125"), True),
)
_INTERCONNECT = re.compile(
    r"(?i)nvlink|inter-?connect|\bI/O\b|\bio\b|infiniband|ethernet|infinity fabric|chip-to-chip"
    r"|bidirectional|\blinks?\b|aggregate|\bnic"
)
_OPERATIONS = re.compile(
    rf"{_LEFT}{_N}{_MAG}\s?(?P<u>(?i:(?:integer\s|floating[- ]point\s|training\s|total\s)*(?:operations"
    rf"|FLOPS?|ops))\b(?!/))"
)
_DENSITY = r"(?i:performance density)|(?<!memory )(?<!power )(?<!storage )(?i:density)"
_LEADING: tuple[tuple[re.Pattern[str], Name], ...] = (
    (
        re.compile(rf"(?<!\w)(?P<u>(?i:TPP|total processing performance)){_OF}(?P<b>{_ROUGH}){_N}(?![\w%]|[.,]\d)"),
        "tpp",
    ),
    (
        re.compile(rf"(?<!\w)(?P<u>PD|{_DENSITY}){_OF}(?P<b>{_ROUGH}){_N}(?![\w%]|[.,]\d|\s?TPP)"),
        "density",
    ),
    (  # "die is 250"
        re.compile(
            rf"(?<!\w)(?P<u>(?i:die(?: size| area)|die(?= (?:is|was|of) ))){_OF}(?P<b>{_ROUGH}){_N}"
            r"(?![\w%]|[.,]\d|\s?(?:mm|sq|square|nm|cm|µm|x|×|dies|chips|per|and up))"
        ),
        "area_mm2",
    ),
    (re.compile(rf"(?<!\w)(?P<u>(?i:transistor count)){_OF}(?P<b>{_ROUGH}){_N}{_MAG}(?!\w)"), "transistors"),
)
_BITS = {"64": 64, "32": 32, "16": 16, "8": 8, "6": 6, "4": 4}
_WORDED = {"double": ("FP64", 64), "single": ("FP32", 32), "half": ("FP16", 16)}
_PRECISION_WORD = re.compile(
    rf"(?i)\b(?:(?P<p>{_PRECISION})|(?P<w>double|single|half)[- ]precision|(?P<bit>64|32|16|8|6"
    rf"|4)[- ]?bits?)(?![A-Za-z0-9])"
)
_BOUNDS: tuple[tuple[str, Bound], ...] = (
    (r"(?:under|below|less than|fewer than|at most|up to|max(?:imum)?\.?|no more than|<=?|≤)\s*$", "below"),
    (r"(?:over|above|more than|at least|min(?:imum)?\.?|exceed(?:s|ing)?|>=?|≥)\s*$", "above"),
    (r"(?:about|around|roughly|approx\.?|approximately|some|nearly|almost|~|ca\.?|circa)\s*$", "about"),
)
_PER = re.compile(
    r"(?i)(?:per|/|each)\s?(die|chiplet|package|chip|gpu|accelerator|socket|card|board|module|node|server"
    r"|system|rack|pod)\b"
)
_PER_WHAT: dict[str, Per] = {"die": "die", "chiplet": "die"}
_PER_WHAT |= dict.fromkeys(("package", "chip", "gpu", "accelerator", "socket"), "package")
_PER_WHAT |= dict.fromkeys(("card", "board", "module"), "board")
_PER_WHAT |= dict.fromkeys(("node", "server", "system", "rack", "pod"), "system")
_SPARSE = re.compile(r"(?i)\b(?:with\s+(?:structured\s+|2:4\s+)?sparsity|sparse|sparsity)\b")
_DENSE = re.compile(r"(?i)\b(?:dense|without\s+(?:structured\s+)?sparsity|no\s+sparsity|non-sparse)\b")
_CUT = re.compile(r"[;\n]|,(?!\d)|\.(?:\s|$)|\band\b|\bor\b|\bbut\b|\bvs\.?\b|\(|\)|\s/\s|\bat\s(?=\d)(?!\d+[- ]?bit)")
_PERCENT = re.compile(
    rf"{_LEFT}(?:{_N}|(?P<w>(?i:{NUMBER_WORDS})))\s?(?:%|％|(?i:per\s?cents?|pct|prozent|por ciento|pour ?cent)\b)"
)
_CURRENCY = r"US\$|USD|HK\$|S\$|A\$|C\$|NT\$|RMB|CNY|EUR|GBP|JPY|SGD|AED|\$|€|£|¥|₹"
_MONEY_BEFORE = re.compile(rf"(?<![A-Za-z\d])(?P<c>{_CURRENCY})\s?{_N}{_MAG}(?![A-Za-z\d])")
_MONEY_AFTER = re.compile(
    rf"{_LEFT}{_N}{_MAG}\s?(?P<c>{_CURRENCY}|(?i:(?:US\s)?dollars?|euros?|bucks|yuan|yen))(?![A-Za-z\d])"
)
_DOLLARS = {"$", "us$", "usd", "dollar", "dollars", "us dollar", "us dollars", "bucks"}


def spot_figures(text: str) -> list[Found]:
    """Every figure, percentage and sum of money in the text, in order, none inside another."""
    finds = [*_money(text), *_percents(text), *_leading(text), *_speeds(text), *_trailing(text), *_operations(text)]
    finds.sort(key=lambda find: (-(find.end - find.start), find.start))
    kept: list[Found] = []
    for find in finds:
        if all(find.end <= other.start or other.end <= find.start for other in kept):
            kept.append(find)
    kept.sort(key=lambda find: find.start)
    return [_with_context(text, kept, index) for index in range(len(kept))]


def _found(text: str, start: int, end: int, figure: Figure, note: str | None = None) -> Found:
    return Found(start, end, text[start:end], "figure", figure, note=note)


def _value(match: re.Match[str]) -> Decimal:
    """The number of a match times its magnitude word."""
    groups = match.groupdict()
    value = as_number(match.group("n"))
    magnitude = groups.get("mag")
    return value * MAGNITUDES[magnitude.lower()] if magnitude else value


def _trailing(text: str) -> Iterator[Found]:
    """Number, then unit: "989 TFLOPS", "1,979 FP8 TFLOPS", "814 mm2"."""
    for pattern, name, factor, gap in _TRAILING:
        for match in pattern.finditer(text):
            value, note = _value(match) * factor, None
            if name == "tpp" and re.fullmatch(r"\d\.\d{3}", match.group("n")):
                value, note = value * 1000, f"read {match.group('n')} as {value * 1000:.0f}"
            if name == "transistors" and value < 1000:
                continue  # "two transistors" is no figure of a chip
            start = match.start() if gap is None else match.start("n")
            yield _found(text, start, match.end(), Figure(name, value, match.group("u")), note)


_TRAILING = [
    (re.compile(rf"{_LEFT}{_N}{_MAG}{_BETWEEN}\s?(?P<u>{unit})"), name, factor, None) for unit, name, factor in _RATES
] + [(re.compile(rf"{_LEFT}{_N}{_MAG}[\s-]?(?P<u>{unit})"), name, factor, None) for unit, name, factor in _PLAIN]


def _leading(text: str) -> Iterator[Found]:
    """Name, then number: "TPP of 3040", "PD 5.92"."""
    for pattern, name in _LEADING:
        for match in pattern.finditer(text):
            value, note = _value(match), None
            if name == "tpp" and re.fullmatch(r"\d\.\d{3}", match.group("n")):
                value, note = value * 1000, f"read {match.group('n')} as {value * 1000:.0f}"
            bound = _bound(match.group("b"))
            yield _found(text, match.start(), match.end(), Figure(name, value, match.group("u"), bound=bound), note)


_SPEED = [(re.compile(rf"{_LEFT}{_N}\s?(?P<u>{unit})"), size, bits) for unit, size, bits in _SPEEDS]


def _speeds(text: str) -> Iterator[Found]:
    """Bandwidths in gigabytes a second; bits are divided by eight, which the note says."""
    for pattern, size, bits in _SPEED:
        for match in pattern.finditer(text):
            name: Name = (
                "io_gb_s" if _INTERCONNECT.search(_around(text, match.start(), match.end())) else "bandwidth_gb_s"
            )
            value = as_number(match.group("n")) * size
            note = f"{match.group('u')} are bits: {value.normalize():f} GB/s" if bits else None
            yield _found(text, match.start(), match.end(), Figure(name, value, match.group("u")), note)


def _operations(text: str) -> Iterator[Found]:
    """The operations of a training run: "2e26 FLOPs"; small numbers are no training run."""
    for match in _OPERATIONS.finditer(text):
        value = _value(match)
        if value >= Decimal(10) ** 15:
            yield _found(text, match.start(), match.end(), Figure("operations", value, match.group("u")))


def _percents(text: str) -> Iterator[Found]:
    for match in _PERCENT.finditer(text):
        value = as_words(match.group("w")) if match.group("w") else as_number(match.group("n"))
        if value is not None:
            yield Found(match.start(), match.end(), match.group(), "percent", value)


def _money(text: str) -> Iterator[Found]:
    """Sums of money; the note names a currency that is not said to be the US dollar."""
    for pattern in (_MONEY_BEFORE, _MONEY_AFTER):
        for match in pattern.finditer(text):
            currency = match.group("c")
            note = None if currency.lower() in _DOLLARS else f"in {currency}, not US dollars"
            yield Found(match.start(), match.end(), match.group(), "money", _value(match), note=note)


def _around(text: str, start: int, end: int) -> str:
    """The clause around a span: back and on to the next comma or full stop."""
    before = re.split(r"[,;\n]|\.\s", text[max(0, start - 40) : start])[-1]
    after = re.split(r"[,;\n]|\.\s", text[end : end + 40])[0]
    return f"{before} {after}"


def _bound(before: str) -> Bound | None:
    for pattern, bound in _BOUNDS:
        if regex(rf"(?:^|\W|\b){pattern}").search(before):
            return bound
    return None


def _with_context(text: str, finds: list[Found], index: int) -> Found:
    """The find with what its own phrase says of precision, sparsity, unit of count and bound."""
    find = finds[index]
    if not isinstance(find.value, Figure):
        return find
    floor = finds[index - 1].end if index else 0
    ceiling = finds[index + 1].start if index + 1 < len(finds) else len(text)
    before = _CUT.split(text[max(floor, find.start - 40) : find.start])[-1]
    after = _after(text[find.end : min(ceiling, find.end + 60)])
    figure = find.value
    precision, bits = _precision(find.text, before, after)
    inside = find.text if figure.name in {"tops", "tflops", "pflops"} else ""
    sparse, dense = _sparsity(f"{inside} {after}")
    if sparse is None and dense is None:
        sparse, dense = _sparsity(before)
    rate = figure.name in {"tops", "tflops", "pflops"}
    per = _PER.search(after) or _PER.match(text[find.end : find.end + 60].split(")")[-1].strip())
    value = Figure(
        figure.name,
        figure.value,
        figure.unit_text,
        precision=precision if rate else None,
        bits=bits if rate else None,
        sparse=sparse if rate else None,
        dense=dense if rate else None,
        per=_PER_WHAT[per.group(1).lower()] if per else None,
        bound=figure.bound or _bound(text[max(floor, find.start - 20) : find.start]),
    )
    return Found(find.start, find.end, find.text, find.kind, value, find.status, find.note)


def _after(rest: str) -> str:
    """What follows in the same phrase; a bracket right behind the figure belongs to it."""
    bracket = re.match(r"\s?\(([^()]*)\)", rest)
    return bracket.group(1) if bracket else _CUT.split(rest)[0]


def _precision(inside: str, before: str, after: str) -> tuple[str | None, int | None]:
    """The precision said inside the figure, right before it, after it, or earlier in its phrase."""
    close = re.search(r"\S+(?:\s+(?:dense|sparse|peak|tensor))*[\s:=]*(?:at|of|is)?\s*$", before)
    for part in (inside, close.group() if close else "", after, before):
        match = _PRECISION_WORD.search(part)
        if match is None:
            continue
        if match.group("w"):
            return _WORDED[match.group("w").lower()]
        if match.group("bit"):
            return None, int(match.group("bit"))
        name = match.group("p").upper()
        name = {"BFLOAT16": "BF16"}.get(name, name.replace("FLOAT", "FP"))
        # TF32 numbers are 32 bits wide as they are stored, which is how the rule counts an input.
        return name, int(re.sub(r"\D", "", name))
    return None, None


def _sparsity(phrase: str) -> tuple[bool | None, bool | None]:
    """(sparse, dense) as the phrase says; both None where it says neither, or both."""
    dense, bare = bool(_DENSE.search(phrase)), _DENSE.sub(" ", phrase)
    sparse = bool(_SPARSE.search(bare))
    if sparse == dense:
        return None, None
    return sparse, dense
