"""Whether the words around a short designation make it a chip: numbers such as 4090, and A2, L4, T4, A40.

The character rules of spelling.py say where a designation may stand. These say when it is something else all the
same: a quantity, a price, a year, an order number, a road. In doubt it is no chip, which costs a question.
"""

import re

from assistant.catalogue.spelling import GAP, LETTER

MONEY = r"(?:[$€£¥₩₹元円圆]|\b(?:usd|eur|gbp|jpy|cny|rmb|chf|hkd|sgd|aud|cad|twd|dollars?|euros?|yuan|yen|pounds?)\b)"
LABEL = (
    r"(?:\b(?:tpp|tops|tflops|flops|density|bandwidth|area|quantity|qty|amount|total|price|value|worth|cost|only|about|"
    r"than|invoice|order|po|p\.o\.|no|nos|nr|num|number|room|suite|unit|zip|plz|postcode|code|page|section|sec|part|"
    r"ref|reference|id|tel|phone|ext|line|item no|serial|flight|case|article|art)\b[.:#]?|[#§№=<>≥≤~])"
)
JOINT = r"(?:\s*(?:is|are|of|at|no|nr|number|id|:|=|#|\.)){0,2}\s*$"
BEFORE_NUMBER = re.compile(rf"(?:{MONEY}|{LABEL}){JOINT}", re.IGNORECASE)
UNIT = (
    r"(?:tpp|tops|tflops|gflops|flops|gb|mb|tb|gib|kb|mhz|ghz|hz|kw|mw|w|watts?|v|kg|g|lbs?|mm²?|mm2|cm|m|km|miles?|k|"
    r"percent|units?|pcs|pieces?|chips?|sets?|boxes|pallets?|servers?|racks?|systems?|nodes?|years?|days?|hours?|times|"
    r"stück|st|piezas|unidades|unités|pièces|of|individual|different|customers?|people|employees)"
)
MEASURE = r"[块張张片枚台個个颗只套]"
AFTER_NUMBER = re.compile(rf"\s*(?:{MONEY}|%|[²³°]|{UNIT}(?![{LETTER}])|{MEASURE})", re.IGNORECASE)
TIMES_CHIP = re.compile(r"\s*[x×*]\s*[A-Za-z]")
CHIP_TIMES = re.compile(r"[A-Za-z][A-Za-z0-9]*[0-9A-Za-z]\s*[x×*]\s*$")
COUNTED = re.compile(rf"(?:\d\s*(?:[x×*]|{MEASURE})|(?:^|\s)\d{{1,4}}[ \u00a0])\s*$", re.IGNORECASE)
TIMES = re.compile(r"(?:^|[\s,;:(\[/])\d+\s*[x×*]\s*$", re.IGNORECASE)
DECIMAL_BEFORE = re.compile(r"(?:^|[^A-Za-z0-9])\d[\d.,]*[.,:/\-]$")
DECIMAL_AFTER = re.compile(r"[.,:/\-]\d")
# Years and figures as often as cards: only with a count before them.
OFTEN_NO_CARD = re.compile(r"20[5-8]0|3050|4050|5050")
PLACE_BEFORE = re.compile(
    r"\b(?:gate|terminal|hall|room|exit|platform|floor|suite|motorway|road)[.:]?\s*$", re.IGNORECASE
)
CLASS_BEFORE = re.compile(
    r"\b(?:level|paper|size|format|form|route|class|grade|section|annex|box|autobahn|article|cell|column|row)[.:]?\s*$",
    re.IGNORECASE,
)
THING_AFTER = re.compile(
    r"\s*(?:caches?|autonom\w*|motorways?|roads?|autobahn|visas?|papers?|sheets?|size|posters?|levels?|exams?|route|"
    r"form|slips?|airbus|aircraft)\b",
    re.IGNORECASE,
)
LAPTOP_NEAR = re.compile(r"\b(?:laptops?|notebooks?)\b|笔记本|筆電|ノート", re.IGNORECASE)
INTERNET_NAME = re.compile(r"\.(?:com|net|org|io|ai|cn|eu|de)\b", re.IGNORECASE)
STREET_AFTER = re.compile(r"\s+(?:[A-Z]\w+\s+){1,2}(?:Street|St|Road|Rd|Avenue|Ave|Drive|Dr|Boulevard|Blvd|Lane)\b")
PART_NUMBER = re.compile(r"(?:\bpart (?:no|number|nr)|\bp/n|\bpn|\bsku|\bcatalog(?:ue)? (?:no|number))[.:#]?\s*$", re.I)
# "2x a10", "6 pcs l4", "l4 x6", "nvidia t4": a short name in small letters, counted or behind its brand.
COUNTED_SMALL = re.compile(
    r"(?<![\w.,-])(?:\d{1,4}\s?(?:(?:x|×|\*|pcs\.?|pc|pieces|units?|stück|off)\s?)?(?:of\s)?(?:nvidia\s)?|nvidia\s|amd\s)"
    r"(?P<name>[a-z]{1,2}\d{1,3})(?=s?(?![\w-]))"
    r"|(?<![\w-])(?P<ahead>[a-z]{1,2}\d{1,3})(?=\s?[x×*]\s?\d{1,4}(?!\w))"
)
MODEL_AFTER = re.compile(
    rf"{GAP}(?:(?i:ti|super|xtx?|dv\d|nvl ?\d+)|GRE|Ultra|ULTRA|Pro|PRO|Premium|Plus|Max-Q|D(?![:.'’]))(?![{LETTER}])"
    r"|-(?!(?i:sxm|pcie|oam|hbm|x)\d?)[A-Za-z]{1,3}\d"
)
NUMBER_AFTER = re.compile(r"[ \-]?\d")
MODEL_BEFORE = re.compile(r"(?:^|[^A-Za-z0-9])[A-Z]{1,3}-$|(?:Atlas|Ascend|昇腾|昇騰)[ \-]?\d+\w*[ \-]$")


def with_capitals(text: str) -> str:
    """The text of equal length, short names in capitals where a count or a brand shows that they are meant.

    >>> with_capitals("2x a10 and an l4 x6"), with_capitals("see a10")
    ('2x A10 and an L4 x6', 'see a10')
    """
    return COUNTED_SMALL.sub(
        lambda match: match[0].replace(name := match["name"] or match["ahead"], name.upper()), text
    )


def is_card_number(text: str, start: int, end: int) -> bool:
    """Does a bare number such as 4090 stand for a card here?

    >>> is_card_number("8x 4090 to Brno", 3, 7), is_card_number("costs $4090", 7, 11)
    (True, False)
    """
    before, after = text[max(0, start - 40) : start], text[end : end + 40]
    if BEFORE_NUMBER.search(before) or DECIMAL_BEFORE.search(before) or DECIMAL_AFTER.match(after):
        return False
    if STREET_AFTER.match(after):
        return False
    if TIMES_CHIP.match(after) or (CHIP_TIMES.search(before) and not TIMES.search(before)):
        return False
    if OFTEN_NO_CARD.fullmatch(text[start:end]) and not TIMES.search(before):
        return False
    if COUNTED.search(before):
        return re.match(rf"\s*(?:{MONEY}|%)", after, re.IGNORECASE) is None
    return AFTER_NUMBER.match(after) is None


def is_something_else(text: str, start: int, end: int) -> bool:
    """Is a letter with a number a room, or a short one a road, a paper size, a cache or the like here?

    >>> is_something_else("the A40 motorway", 4, 7), is_something_else("an A40 for Brno", 3, 6)
    (True, False)
    """
    before = text[max(0, start - 20) : start]
    if PLACE_BEFORE.search(before) or before.endswith("@") or INTERNET_NAME.match(text, end):
        return True
    return end - start <= 3 and bool(CLASS_BEFORE.search(before) or THING_AFTER.match(text, end))


def is_part_number(text: str, start: int) -> bool:
    """Do the words before it call the designation a part number, so that it need not be the chip?"""
    return PART_NUMBER.search(text[max(0, start - 24) : start]) is not None


def is_another_model(text: str, start: int, end: int) -> bool:
    """Does a model suffix or prefix stand beside the find that it leaves out?

    >>> is_another_model("RTX 5080 Super", 0, 8), is_another_model("BI-V100", 3, 7), is_another_model("H100s", 0, 5)
    (True, True, False)
    """
    unnumbered = not any(char.isdigit() for char in text[start:end])
    return bool(
        MODEL_AFTER.match(text, end)
        or MODEL_BEFORE.search(text[max(0, start - 16) : start])
        or (unnumbered and NUMBER_AFTER.match(text, end))
    )


def is_near_a_laptop(text: str, start: int, end: int) -> bool:
    """Do the words close by speak of laptops, so that a card's name may mean the laptop part?"""
    return LAPTOP_NEAR.search(text[max(0, start - 30) : end + 30]) is not None
