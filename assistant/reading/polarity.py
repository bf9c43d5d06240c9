"""Whether words are denied, doubted, over, only claimed or only supposed: word lists with the clause as scope.

The tree marks only *not* and *never*, and reads "not sure whether military" as a military buyer, so polarity is
read by words: from the word on to the end of its clause. A doubt counts before any negation.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.reading.lists import pattern, words_file


@dataclass(frozen=True, slots=True)
class Polarity:
    """What stands over some words. `claimed`: somebody else's word."""

    denied: bool = False
    doubted: bool = False
    ended: bool = False
    claimed: bool = False

    @property
    def plain(self) -> bool:
        return not (self.denied or self.doubted or self.ended)


@cache
def _table(kind: str) -> re.Pattern[str]:
    return pattern(words_file("polarity.yaml")[kind])


@cache
def _ends() -> re.Pattern[str]:
    """Where a clause ends: signs, and words that begin another thought."""
    inner = pattern(words_file("polarity.yaml")["clause_words"]).pattern
    return re.compile(
        rf"[;!?\n()\[\]。；，、！？（）]|[,.:](?=\s|$)|(?<=(?-i:[\u3040-\u9fff]))[,:]|\s-\s|{inner}", re.IGNORECASE
    )


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause that holds a span: from behind the last border before it to the first one behind it."""
    before = _borders(text)
    behind = bisect_right(before, start)
    first = before[behind - 1] if behind else 0
    border = _ends().search(text, end)
    return first, border.start() if border else len(text)


@lru_cache(maxsize=32)
def _borders(text: str) -> tuple[int, ...]:
    """Where the clauses of a text begin, the first one aside."""
    return tuple(match.end() for match in _ends().finditer(text))


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds a span."""
    borders = _sentence_ends(text)
    before, behind = bisect_right(borders, start), bisect_left(borders, end)
    return borders[before - 1] if before else 0, borders[behind] if behind < len(borders) else len(text)


@lru_cache(maxsize=32)
def _sentence_ends(text: str) -> tuple[int, ...]:
    told = r"[.!?](?=\s|$)|\n\s*\n|[。！？]|(?<=[\u3040-\u9fff])[!?]"
    return tuple(match.end() for match in re.finditer(told, text))


_FREE = re.compile(r"(?i)-free\b(?![ -](?:of|zones?|trade|ports?|economic|on)\b)")


def polarity(text: str, start: int, end: int, *, after: bool = False) -> Polarity:
    """What stands over `text[start:end]`; `after`: a negation behind the words counts too ("was never given")."""
    first, last = clause(text, start, end)
    before = text[first:start]
    reach = f"{before} \u0001 {text[end:last]}" if after else before
    head, _ = sentence(text, start, end)
    free = _FREE.match(text, end) is not None  # "drone-free"
    return Polarity(
        denied=_denied(reach) != free,
        doubted=bool(_table("doubt").search(before) or _table("doubt_after").search(text[end:last])),
        ended=bool(_table("ended").search(before) or _table("ended_after").search(text[end:last])),
        claimed=bool(_table("claimed").search(text[head:start])),
    )


def _denied(reach: str) -> bool:
    """An odd number of negations, "not only" and "no doubt" aside."""
    plain = _table("no_negation").sub(" ", reach)
    return bool(_table("denied").search(plain))
