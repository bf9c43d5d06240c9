"""Designations that no row of the catalogue has: the nearest name as a guess, to be asked about and never used."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from assistant.catalogue import catalogue
from assistant.catalogue.suggest import suggest
from assistant.reading.found import Found, is_free

_DESIGNATION = re.compile(
    r"(?<![\w.,-])(?:[A-Za-z]{2,12}[- ])?[A-Za-z]{0,4}-?\d{2,5}(?:[A-Za-z]{1,2}|\s[b-dB-D])?(?![\w%]|[.,]\d)"
)
_WITH_BRAND = 80  # where the brand is spelled out: "ascend 920x"
_NEAR_ENOUGH = 86  # of 100, of the longer spelling: "H2000", "ascent 910 b"; not "room 910"


def misspelt_items(text: str, kept: Sequence[Found]) -> Iterator[Found]:
    """Words like a designation that no row of the catalogue has, with the nearest name as a guess to be asked about."""
    for match in _DESIGNATION.finditer(text):
        word = match.group()
        if not re.search(r"[A-Za-z]", word):
            continue
        find = Found(match.start(), match.end(), word, "item", None, "guessed")
        near = suggest(word) if is_free(find, kept) else []
        near = [name for name in near if _is_near(word, name) and catalogue().lookup(name) is not None]
        if near:
            best = max(near, key=lambda name: _ratio(word, name))
            yield replace(find, value=catalogue().lookup(best), note=f"no chip is called {word}; {best} is near")


def _is_near(word: str, name: str) -> bool:
    brand = re.match(r"[A-Za-z]{5,}", word)
    return _ratio(word, name) >= (_WITH_BRAND if brand else _NEAR_ENOUGH)


def _ratio(word: str, near: str) -> float:
    """Likeness of two spellings, of 100; letters that look like digits count as these."""
    plain = (re.sub(r"[\W_]", "", one).lower().replace("o", "0").replace("i", "1") for one in (word, near))
    return float(fuzz.ratio(*plain))
