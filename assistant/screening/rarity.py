"""How much a word tells: little where many listed parties bear it, or where everybody uses it."""

import math
from functools import cache
from pathlib import Path

from assistant.screening import names

DATA = Path(__file__).parent / "data"
COMMON = 0.55  # of a word that everybody uses, as against a name
PLACE = 0.5
PART = 0.15  # "branch", "subsidiary"
LETTER = 0.12
FIGURE = 0.6
LEAST = 0.05


def word_weight(word: str, bearers: int, entries: int) -> float:
    """From nearly 0 (everybody's word) to 1 (one party's); `bearers` of `entries` have it in a name."""
    if len(word) == 1:
        return LETTER
    rare = math.log((entries + 1) / (bearers + 1)) / math.log(entries + 1) if entries else 1.0
    if word.isdigit():
        return FIGURE * max(rare, 0.5)
    if word in names.PART_OF_FIRM:
        return PART * rare
    if word in places():
        return PLACE * rare
    return (COMMON if word in common() else 1.0) * max(rare, LEAST)


def rarity(word: str, weight: float) -> float:
    """How few listed parties bear the word, from its weight: 1 for none, whether it is a plain word or not."""
    if word in places():
        return weight / PLACE
    return weight / COMMON if word in common() else weight


def is_plain(word: str) -> bool:
    """Whether everybody uses the word: a letter, a place or one of a general vocabulary."""
    return len(word) == 1 or word in common() or word in places()


@cache
def common() -> frozenset[str]:
    """Words of a general English vocabulary."""
    return frozenset((DATA / "common_words.txt").read_text(encoding="utf-8").split("\n"))


@cache
def places() -> frozenset[str]:
    """Names of places."""
    return frozenset((DATA / "place_names.txt").read_text(encoding="utf-8").split("\n"))
