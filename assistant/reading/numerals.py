"""Numbers as people write them: digits with separators, powers of ten, number words."""

import re
from decimal import Decimal

NUMBER = (
    r"(?:\d+(?:\.\d+)?\s?[x×*]\s?10\s?\^\s?\d{1,2}"  # 2 x 10^26
    r"|10\s?\^\s?\d{1,2}"
    r"|\d+(?:\.\d+)?[eE]\+?\d{1,2}"  # 2e26
    r"|\d{1,3}(?:[,'\u00a0 ]\d{3})+(?:\.\d+)?(?!\d)"  # 1,979
    r"|\d+(?:[.,]\d+)?)"  # 4.8, 5,92
)
MAGNITUDES = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "million": 10**6, "millions": 10**6,
    "bn": 10**9, "b": 10**9, "billion": 10**9, "billions": 10**9, "trillion": 10**12, "tn": 10**12,
    "万": 10**4, "亿": 10**8, "億": 10**8,
}  # fmt: skip
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS: dict[str, int] = {word: value for value, word in enumerate(_SMALL)}
WORDS |= {word: 10 * value for value, word in enumerate(_TENS, start=2)}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "dozen": 12}
_WORD = "|".join(sorted([*WORDS, *SCALES], key=len, reverse=True))
NUMBER_WORDS = rf"(?:(?:an?|half\s+a)\s+(?=hundred|thousand|dozen))?(?:{_WORD})(?:(?:\s+and\s+|[\s-]+)(?:{_WORD})\b)*"


def as_number(text: str) -> Decimal:
    """The value of one NUMBER. A comma before three digits parts thousands, else it is decimal."""
    plain = re.sub(r"\s", "", text).replace("'", "").lower()
    power = re.fullmatch(r"(?:([\d.]+)[x×*])?10\^(\d+)", plain)
    if power:
        return Decimal(power.group(1) or 1) * Decimal(10) ** int(power.group(2))
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain):
        return Decimal(plain.replace(",", ""))
    return Decimal(plain.replace(",", "."))


def as_words(text: str) -> Decimal | None:
    """The value of number words: "sixty-four" 64, "two dozen" 24, "a hundred and five" 105; None if none."""
    total, part, seen = Decimal(0), Decimal(0), False
    for word in re.split(r"[\s-]+", text.lower()):
        if word in WORDS:
            part += WORDS[word]
        elif word in SCALES:
            part = (part or Decimal(1)) * SCALES[word]
            if SCALES[word] >= 1000:
                total, part = total + part, Decimal(0)
        elif word == "half":
            part = Decimal("0.5")
        elif word not in {"a", "an", "and", "of"}:
            return None
        seen = seen or word in WORDS or word in SCALES
    return (total + part).normalize() + 0 if seen else None
