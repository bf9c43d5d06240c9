"""How many of the item, and at what price: by the nearest item on the line, never by the tree.

"40 x H100" hangs as punctuation in the tree; a number counts goods when goods, a sign or the end of a clause follows.
"""

import re
from decimal import Decimal

from assistant.reading.found import Found
from assistant.reading.state import Reading

_GOODS = re.compile(
    r"(?i)\s*(?:x\b|×|\*)?\s*(?:(?:own|our|their|brand[- ]new|new|used|such|more|accelerator|graphics|AI|GPU|"
    r"server|NVIDIA|AMD|Intel|"
    r"edge|inference|training|network|desktop|consumer|gaming|professional|workstation|video|compute|"
    r"data[- ]?center|passive|refurbished|second-hand|"
    r"\d[A-E]\d{3}[\w.]*|EAR99|HBM\d?[a-z]?|engineering|3D) ){0,3}(?:samples?\b|prototypes?\b|wafers?\b|dies\b|"
    r"of them|of those|ea\b|nos\b|pcs?\b\.?|pieces?\b|units?\b|"
    r"gpus?\b|cards?\b|chips?\b|boards?\b|servers?\b|modules?\b"
    r"|racks?\b|systems?\b|accelerators?\b|laptops?\b|notebooks?\b|workstations?\b|stacks?\b|of\b|"
    r"ラック|ノード|机架|机柜|套|基|nodes?\b|stück\b|unidades\b|unités\b|pièces\b|块|台|张|枚|個|个|件)"
)
_END = re.compile(
    r"\s*(?:[.,;:!?)\]\n(|\t]|$|-\s|to\b|for\b|in\b|into\b|going\b|,|an\b|para\b|pour\b|für\b|nach\b|给|到|发|"
    r"(?:actually|pls|plz|please|instead|in total|total|after all|then|now|not|sorry|only)\b)"
)


def read_quantity(reading: Reading, item: Found | None) -> None:
    factor = int(reading.facts.pop("_factor", 1))
    counts = [find for find in reading.of_kind("count") if _counts_goods(reading, find, item)]
    counts = [find for find in counts if not _is_past(reading.text, find)] or counts
    best = min(counts, key=lambda find: _distance(reading, find, item), default=None)
    if best is None:
        article = (
            re.search(
                r"(?i)\b(?:an?|one|single|eine?n?|un|une)\s+(?:used |new |single |defective )?$",
                reading.text[: item.start],
            )
            if item
            else None
        )
        if article and item is not None:
            reading.set("quantity", factor, (article.start(), item.end), "implied")
        return
    if best.status == "guessed":
        reading.set(
            "quantity", int(Decimal(str(best.value))) * factor, (best.start, best.end), "guessed", "a rough number"
        )
        return
    count = int(Decimal(str(best.value)))
    span = (best.start, best.end)
    if (machines := _machines(reading, best)) is not None:
        factor *= int(Decimal(str(machines.value)))
        span = (machines.start, best.end)
    bound = _bound(reading.text[: best.start])
    if factor > 1:
        reading.note(f"{count} x {factor} = {count * factor} chips")
    reading.set(bound or "quantity", count * factor, span)
    if bound is None and (risen := _corrected(reading, best)) is not None:
        reading.over("quantity", int(Decimal(str(risen.value))) * factor, (risen.start, risen.end))
        return
    other = next((find for find in reading.of_kind("count") if _is_range(reading.text, find, best)), None)
    if other is not None and bound is None:
        span, count = (other.start, other.end), int(Decimal(str(other.value)))
        reading.facts.pop("quantity", None)
        word = reading.words.pop("quantity", None)
        reading.set("quantity_min", count * factor, span)
        reading.set("quantity_max", int(Decimal(str(best.value))) * factor, (best.start, best.end))
        if word:
            reading.words.setdefault("quantity_min", word)


_PAST = re.compile(
    r"(?i)\b(?:instead of|rather than|not|originally|initially|formerly|down from|up from)\s+(?:the\s+|for\s+)?$"
    r"|(?:n['’]t|\bno longer|\bnot) (?:want|need|take|require|order)(?:s|ed|ing)?\s+(?:the\s+)?$"
    r"|(?:不是|并非|而不是)\s*$|(?:原来|原本|原先|本来|当初|もともと|当初は?|最初は?)[^，。、\d\n]{0,12}$"
    r"|\b(?:were|was|had been) (?:just )?(?:about|going|planning|supposed|meant|ready) to \w+\s+$"
    r"|\b(?:offer(?:ed|s)?|quot\w+|originally|initially|previous\w*|earlier|last (?:year|time|order|spring|"
    r"summer)|sample"
    r"|already (?:sold|delivered|shipped|bought)|in (?:summer|spring|autumn|winter))\b[^.;\n]{0,40}$"
)
_PAST_AFTER = re.compile(
    r"(?i)^\s+(?:\w+\s+){0,2}?(?:we|you|they) (?:had )?(?:offered|quoted|planned|wanted|asked for)\b"
    r"|^\s*(?:\w+\s+){0,2}?any (?:more|longer)\b|^\s*(?:\w+\s+){0,2}?anymore\b"
)
_LEFT = re.compile(r"(?i)(?:\bfrom|从|由)\s*$")
_NEW_NUMBER = re.compile(  # "20 pcs now 12", "from 20 A100 to 12", "从20块减到12块", "20枚から12枚に"
    r"(?i)^\s*(?:[a-z]+\.?\s+)?(?:,\s*)?(?:but |and )?now (?:only |just )?(?=\d)"
)
_TO_NEW = re.compile(
    r"(?i)^\s*(?:[\w-]+\s+){0,3}?to (?:only |just )?(?=\d|[a-z]+\b(?! [A-Z]))"
    r"|^\s*[块張张枚台個个基件]?(?:的)?\s?(?:[a-z]+[ -]?\d+[a-z]*)?[^\d，。,.;\n]{0,8}(?:减|減|降|增|加|改|调|調|变|變)"
    r"[^\d，。\n]{0,3}(?=\d)"
)
_NEW_BEHIND = re.compile(  # "订了40块A100。昨天减到24块了", "A100を40枚受注。昨日24枚に減らしたいと": of the same goods
    r"(?i)^\s?[块張张枚台個个基件]?(?:的)?\s?(?:[a-z]+[ -]?\d+[a-z]*(?:\s\w+)?)?[^a-z\d]{0,60}"
    r"(?:(?:减|減|降|增|改|调|調|缩|縮|变|變)(?:少|加|低|整|更|订|訂)?(?:到|为|為|至|成)了?\s?\d+\s?[块張张枚台個个基件]"
    r"|\d+\s?[枚台個基]に(?:減|変更|増や|修正|訂正|変わ|引き下げ))"
)
_DOWN_TO = re.compile(r"^\s*[枚台個基]?(?:から|では?なく|じゃなく)て?、?\s*(?=\d+\s*[枚台個基])")


_HOLDING = re.compile(
    r"(?i)\s*(?:[\w-]+ ){0,2}(?:servers?|nodes?|systems?|boxes|machines?|workstations?|racks?|trays?)\s*,?\s*(?:each )?"
    r"(?:with|containing|holding|carrying|of|having)\s*(?:each )?"
)


def _machines(reading: Reading, inside: Found) -> Found | None:
    """The count of the machines that hold so many each ("20 servers with 8 H100 each")."""
    counts = (find for find in reading.of_kind("count") if find.end <= inside.start and find.status != "guessed")
    return next((find for find in counts if _HOLDING.fullmatch(reading.text, find.end, inside.start)), None)


def _is_past(text: str, find: Found) -> bool:
    """Is it a number of an offer or of earlier goods ("24 instead of the 16 we had offered")?"""
    before, after = text[: find.start], text[find.end :]
    if _PAST.search(before) or _PAST_AFTER.match(after) or _NEW_NUMBER.match(after) or _DOWN_TO.match(after):
        return True
    if _NEW_BEHIND.match(after):
        return True
    return bool(_LEFT.search(before) and _CHANGES.search(before) and _TO_NEW.match(after)) or bool(
        re.search(r"[从由]\s*$", before) and _TO_NEW.match(after)
    )


_CHANGES = re.compile(
    r"(?i)\b(?:up(?:s|ped)|rais\w+|increas\w+|chang\w+|reduc\w+|lower\w+|cuts?|goes|went|mov\w+|amend\w+|"
    r"correct\w+|down|up)\b"
    r"[^.;!?\n]{0,40}\bfrom\s*$"
)


def _corrected(reading: Reading, best: Found) -> Found | None:
    """The new number where one is changed "from 3 to 5"."""
    counts = reading.of_kind("count")
    for low in counts:
        high = next((find for find in counts if _is_range(reading.text, low, find)), None)
        if high is not None and best in {low, high} and _CHANGES.search(reading.text[: low.start]):
            return high
    return None


_WIDEST = 6  # letters between the two numbers of a range


def _is_range(text: str, low: Found, high: Found) -> bool:
    """ "10-20", "10 to 20"."""
    return (
        low.end <= high.start <= low.end + _WIDEST
        and re.fullmatch(r"\s?(?:-|to|bis)\s?", text[low.end : high.start]) is not None
    )


def _bound(before: str) -> str | None:
    if re.search(r"(?i)\b(?:hand|take|turn|bring)(?:s|ed|ing)? over\s*$", before):
        return None
    if re.search(
        r"(?i)(?:at least|more than|over|minimum of|from|mindestens)\s*$",
        before,
    ):
        return "quantity_min"
    return (
        "quantity_max"
        if re.search(r"(?i)(?:at most|up to|fewer than|less than|under|no more than|bis zu)\s*$", before)
        else None
    )


_NUMBERED = re.compile(  # "CW 50", "hall 3", "page 2"
    r"(?i)\b(?:cw|kw|wk|calendar week|kalenderwoche|semaine|semana|room|page|pos|position|gate|dock|floor|"
    r"suite|rev|nr\.|no\.)\.?[ :]*$"
)


_CLASSIFIED = re.compile(
    r"\s+(?:(?!(?:to|for|of|from|in|via)\s)[A-Za-z][\w-]*[\s,]+){1,5}\(?(?:ECCN\s)?(?:EAR\s?99|\d[A-E]\d{3})"
)  # "40 patch panels (EAR99)"


def _counts_goods(reading: Reading, find: Found, item: Found | None) -> bool:
    """Does the number count the item and not ports, months or halls?"""
    text, value = reading.text, Decimal(str(find.value))
    after = text[find.end :]
    if value <= 0 or value != value.to_integral_value():
        return False
    if _NUMBERED.search(text[: find.start]):
        return False
    if re.search(r"(?i)^[x×*]|[x×*]$", find.text.strip()) and item is not None:
        return True  # "L40S x3"
    items = [item, *reading.of_kind("item")] if item is not None else []
    if any(
        0 <= one.start - find.end <= 30
        and re.fullmatch(
            r"(?i)\s*(?:x|×|\*|of|pcs|pieces|units|more|used|new|second[- ]?hand|pre-?(?:owned|loved)|"
            r"refurbished|reconditioned|overhauled|remanufactured|repaired|old|older|brand[- ]new|spare|"
            r"additional|extra|further|our|the|nvidia|amd|intel|"
            r"geforce|块|张|片|台|个|枚|個|基|の|-|[a-z]+\s){0,3}\s*",
            text[find.end : one.start],
        )
        for one in items
    ):
        return True
    return bool(_GOODS.match(after) or _END.match(after) or _CLASSIFIED.match(after) or _before_class(reading, find))


def _before_class(reading: Reading, find: Found) -> bool:
    """Does the class of the goods follow at once ("six EAR99 pumps")?"""
    return any(
        find.end <= one.start
        and re.fullmatch(r"(?i)\s*(?:[x×]|pcs|pieces|units|new|spare)?\s*", reading.text[find.end : one.start])
        for one in reading.of_kind("eccn")
    )


def _distance(reading: Reading, find: Found, item: Found | None) -> tuple[int, int]:
    if item is None:
        goods = _GOODS.match(reading.text[find.end :]) or _before_class(reading, find)
        return (0 if goods else 1, find.start)
    if find.end <= item.start:
        return (0 if item.start - find.end < 25 else 2, item.start - find.end)
    return (1, find.start - item.end)


_EACH = re.compile(r"(?i)\b(?:unit price|price per (?:unit|piece|card|board|chip|server)|per (?:unit|piece))\W*$")


def read_price(reading: Reading) -> None:
    for find in reading.of_kind("money"):
        if find.note:
            reading.note(find.note)
            continue
        total = Decimal(str(find.value))
        each = re.match(r"(?i)\s*(?:each|apiece|per (?:card|unit|chip|piece|board)|a piece)", reading.text[find.end :])
        each = each or _EACH.search(reading.text[max(0, find.start - 40) : find.start])
        quantity = reading.facts.get("quantity")
        if each and isinstance(quantity, int):
            total *= quantity
        reading.set("value_usd", total, (find.start, find.end))
