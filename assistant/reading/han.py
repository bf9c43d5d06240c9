"""Chinese and Japanese words: traditional characters as simplified ones, and runs that are known words only."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from assistant.reading.found import Found
from assistant.reading.japanese import japanese_forms
from assistant.reading.lists import words, words_file

_LISTS = ("words", "more_words", "trades", "heads")


def in_simplified(text: str, finds: Iterable[Found]) -> str:
    """The text in simplified characters, names and places as they are written."""
    chars = list(simplified(text))
    for find in finds:
        if find.kind not in {"place", "party", "demonym"}:
            continue
        chars[find.start : find.end] = text[find.start : find.end]
    return "".join(chars)


def simplified(text: str) -> str:
    """The text of equal length in simplified characters, so that one list of words reads both."""
    return text.translate(_characters())


@cache
def _characters() -> dict[int, str]:
    source = words_file("han.yaml")
    old, new = (str(source[key]).replace(" ", "") for key in ("traditional", "simplified"))
    return dict(zip(map(ord, old), new, strict=True))


@lru_cache(maxsize=4096)
def is_known(run: str) -> bool:
    """Can the run be cut into words that say nothing of a deal, none left over?

    Where a touchy compound begins, only a word that holds it whole may: 转 and 卖 are plain, 转卖 is not.
    """
    known, longest = _known()
    reached = [True] + [False] * len(run)
    for start in range(len(run)):
        if reached[start]:
            touchy = _touchy().match(run, start)
            least = max(start + 1, touchy.end() if touchy else 0)
            for end in range(least, min(len(run), start + longest) + 1):
                reached[end] = reached[end] or run[start:end] in known
    return reached[-1]


def is_touchy(run: str) -> bool:
    """Does a touchy compound stand anywhere in the run?"""
    return _touchy().search(run) is not None


@cache
def _known() -> tuple[frozenset[str], int]:
    """The words, and the letters of the longest of them."""
    known = frozenset[str]().union(*(words("native.yaml", key) for key in _LISTS))
    known |= words("vocabulary/zh.yaml", "words") | japanese_forms()
    known |= {simplified(word) for word in known}
    return known, max(map(len, known))


@cache
def _touchy() -> re.Pattern[str]:
    """The longest touchy compound that begins at a place."""
    told = sorted(both(words("native_touchy.yaml", "touchy")), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, told)))


def both(listed: Iterable[str]) -> frozenset[str]:
    """Words as they are listed and in simplified characters."""
    told = frozenset(listed)
    return told | {simplified(word) for word in told}
