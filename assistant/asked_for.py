"""What a question of law asks for, a day or a figure or something else, and the sentence that tells it, put first.

The sentences are those of the entry or the note that answers; they are only put in another order. Where none of them
holds the day that is asked for, a dated sentence of another background note may.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from assistant.background import content_stems
from assistant.ground import MONTHS, sentences
from assistant.reading.openings import opening
from assistant.sentences import encoder_at_hand, vectors_of
from knowledge.digest import Note, background_notes
from knowledge.practice import practice_answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

_OPENS = opening(
    "also", "hi", "hello", "hey", "please", "pls", "quick question", "remind me", "by the way", "btw", "tell me",
    "do you know", "can you tell me", "could you tell me", "exactly",
)  # fmt: skip
_OF_A_DAY = re.compile(
    rf"(?i){_OPENS}(?:(?:since|until|till|from|by|up to) )?when\b|\b(?:since|until|till|and|from) when\b"
    r"|\b(?:what|which) (?:exact |effective )?(?:day|date|month|year)s?\b|\bthe (?:exact |effective |start |end )?date"
    r"|\bhow long (?:ago|does \w+(?: \w+){0,3} (?:run|last|stay|hold))\b|\bwhen (?:did|does|was|were|will|is|are|has)\b"
)
_OF_A_FIGURE = re.compile(
    r"(?i)\bhow (?:many|much|long|high|big|large|low|small|far back|quick(?:ly)?|fast|soon|often|strict)\b"
    r"|\b(?:what|which)(?:['’]s)? (?:(?:is|are|was|were|the|a) )*(?:[\w-]+ ){0,3}?(?:percent\w*|share|limits?"
    r"|thresholds?"
    r"|figures?|amounts?|number|level|cut-?off|lines?|maximum|max|minimum|fee|period|deadline|cap|ceiling|value|ratio"
    r"|terms?)\b"
    r"|\b(?:at|from|above|below|over|under|up to|beyond) (?:what|which)\b|\b(?:percentage|max(?:imum)?|deadline)\b"
)
_OF_A_CITE = re.compile(
    r"(?i)\b(?:which|what|by which|by what|under which|where in the)(?: \w+){0,2}? (?:paragraphs?|sections?"
    r"|provisions?|articles?"
    r"|documents?|Federal Register|FR|citations?|cites?|notices?|rules?|regulations?)\b(?! (?:out|in) effect)"
    r"|\bwhere (?:does|do|is|are|can i find|in the)\b[^.?!]{0,60}\b(?:say|says|stand|stands|written|stated|found"
    r"|EAR|CFR"
    r"|regulations?)\b"
)
_CITED = re.compile(r"\b\d+ (?:FR|CFR) \d+|\b7[2-7]\d\.\d+|\b(?:section|part) \d+|Supp\. No\. \d+")
_DATE = re.compile(rf"\b\d{{4}}-\d\d-\d\d\b|\b(?:{'|'.join(MONTHS)}) \d{{4}}\b")
_NOT_COUNTED = re.compile(
    r"\b\d{4}-\d\d-\d\d\b|\[\d+\]|\b\d+ (?:FR|CFR) \d+|\b\d[A-E]\d{3}(?:\.\w+)*|\b[A-E]:\d|\bNo\. \d+"
    r"|\b\d{3}\.\d+(?:\([\w]+\))*"
    r"|\b[A-Z]+\d\w*|\b(?:[Pp]art|section|part|footnote|paragraph|block|tier) \d+|\b(?:19|20)\d\d\b|\bRTX \d+"
)
_FIGURE = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|ninety|half|twice)\b")
_NAME = re.compile(r"(?<![\w:])(?:[A-Z]{2,}[\w:.-]*|[A-Z][a-z]*\d\w*|[A-E]:\d)(?![\w:])")
_WORDS = re.compile(r"[\w:]+(?:[.-]\w+)*")
_PLURAL = re.compile(r"(?<=\d)s$")
_NAMED = re.compile(r"(?<![\w.])[A-Z][\w:.-]*\w")
_COMMON_NAMES = frozenset(
    ["BIS", "US", "USA", "EAR", "I", "The", "Is", "Can", "Do", "What", "Which", "When", "How", "Who"]
)
_LEANS = re.compile(
    r"(?:They|Those|These|Both|Beside|Otherwise|Then|That|It|Its|Their|UNCONFIRMED|Neither|Here|There)\b"
)
_OF_SOMEBODY = re.compile(r"(?i)^\W*(?:who|whom|whose)\b|[,;] who\b")
_AT_FIRST = re.compile(r"(?i)\b(?:first|originally|initially|since|start\w*|beg[ia]n\w*|introduc\w+)\b")
_TELLS_NOTHING = frozenset(
    ["first", "put", "exact", "date", "day", "year", "month", "long", "mani", "much", "pleas", "pls"]
)
_ALIKE = {  # words for one thing that happens to a rule
    stem: words.split()[0]
    for words in (
        "stay paus suspend halt freez froze",
        "end expir laps until close run last sunset",
        "effect forc start begin began introduc came come enter commenc appli",
        "list add put land blacklist onto",
        "remov left leav drop delist withdrew",
        "announc say said declar",
        "requir need",
        "fine penalti punish",
        "prison jail",
    )
    for stem in words.split()
}
_BY_NAMES = 0.3  # what the names of the question count
_ABOUT = 0.15  # how far from the closest sentence the earliest one may lie, where a beginning is asked for
_HALF = 0.5  # of the words of the question has to stand in a dated sentence of another note
_BY_STEMS = 0.5  # what the stemmed words count beside the meaning
_MUCH_CLOSER = 0.3  # how much closer than the first a sentence has to be, where neither day nor figure is asked for
_NEAR = 0.62  # so close that a dated sentence of another note answers when
_CLEARER = 0.08  # and so much closer than the dated sentences of the entry itself


@dataclass(frozen=True, slots=True)
class Dated:
    """A dated sentence of a background note."""

    note: Note
    text: str


def asks_for_a_day(question: str) -> bool:
    """Is a day, a month or a year asked for?"""
    return _OF_A_DAY.search(question) is not None


def asks_for_a_figure(question: str) -> bool:
    """Is a number, a share, a sum or a time in days or years asked for?"""
    return _OF_A_FIGURE.search(question) is not None


def asks_for_a_cite(question: str) -> bool:
    """Is it asked which paragraph, rule or document says something?"""
    return _OF_A_CITE.search(question) is not None


def answer_first(question: str, parts: Sequence[str], title: str = "") -> list[int]:
    """The places of the sentences, the one that tells what is asked for first, the others in their order.

    A name of the question counts where neither the title nor the first sentence holds it.
    """
    order = list(range(len(parts)))
    if len(parts) < 2 or not question or parts[0].startswith("I do not know"):
        return order
    names = [
        name for name in _NAMED.findall(question) if name not in f"{title} {parts[0]}" and name not in _COMMON_NAMES
    ]
    close = [closeness(question, part) + _BY_NAMES * any(name in part for name in names) for part in parts]
    holding = [at for at in order if _holds(question, parts[at])]
    asks = asks_for_a_day(question) or asks_for_a_figure(question) or asks_for_a_cite(question)
    if asks and holding:
        first = max(holding, key=lambda at: (close[at], -at))
    else:
        first = max((at for at in order if not _LEANS.match(parts[at])), key=lambda at: (close[at], -at), default=0)
        enough = _CLEARER if _OF_SOMEBODY.search(question) else _MUCH_CLOSER
        if asks or close[first] < close[0] + enough:
            return order
    return [first, *(at for at in order if at != first)]


def dated_elsewhere(question: str, parts: Sequence[str], as_of: dt.date) -> Dated | None:
    """The sentence of another note that tells the day, or the document, where `parts`, those of the answer, do not.

    Each name of the question, such as H20 or SMIC, has to stand in it or in the title of its note.
    """
    wanted = _DATE if asks_for_a_day(question) else _CITED if asks_for_a_cite(question) else None
    if wanted is None:
        return None
    names = {_PLURAL.sub("", name) for name in _NAME.findall(question) if name not in {"BIS", "US", "USA", "EAR", "FR"}}
    own = max((closeness(question, part) for part in parts if wanted.search(part)), default=0.0)
    found = [
        one
        for one in _dated()
        if one.note.text.effective_from <= as_of
        and one.text not in parts
        and wanted.search(one.text)
        and names <= set(_WORDS.findall(f"{one.note.text.title} {one.text}"))
    ]
    close = {one: closeness(question, one.text) for one in found if _shared(question, one.text) >= _HALF}
    best = max(close.values(), default=0.0)
    if best < _NEAR or best < own + _CLEARER:
        return None
    near = [one for one in close if close[one] >= best - (_ABOUT if _AT_FIRST.search(question) else 0.0)]
    return min(near, key=lambda one: (_first_day(one.text), -close[one]))


def _first_day(text: str) -> str:
    """The first day or month of a sentence as year and month; behind all others where it holds none."""
    found = _DATE.search(text)
    if found is None:
        return "9"
    month, _, year = found[0].partition(" ")
    return f"{year}-{MONTHS.index(month) + 1:02}" if year else found[0]


def _holds(question: str, part: str) -> bool:
    """Does a sentence hold a day, or a figure, as the question asks for one?"""
    if asks_for_a_day(question):
        return _DATE.search(part) is not None
    if asks_for_a_cite(question) and _CITED.search(part):
        return True
    return asks_for_a_figure(question) and _FIGURE.search(_NOT_COUNTED.sub(" ", part)) is not None


@lru_cache(maxsize=8192)
def closeness(question: str, part: str) -> float:
    """How close a sentence comes to a question, by meaning and by stemmed words."""
    return float(_vector(question) @ _vector_of(part)) + _BY_STEMS * _shared(question, part)


def _shared(question: str, part: str) -> float:
    """How many of the stemmed words that tell what is asked stand in the sentence, 0 to 1."""
    asked, held = (
        {_ALIKE.get(stem, stem) for stem in content_stems(text) - _TELLS_NOTHING} for text in (question, part)
    )
    return len(asked & held) / len(asked) if asked else 0.0


@lru_cache(maxsize=512)
def _vector(text: str) -> NDArray[np.float32]:
    return encoder_at_hand().encode_one(text)


def _vector_of(part: str) -> NDArray[np.float32]:
    at = _rows().get(part)
    return _vector(part) if at is None else _vectors()[at]


@cache
def _dated() -> tuple[Dated, ...]:
    return tuple(
        Dated(note, part)
        for note in background_notes()
        for part in sentences(" ".join(note.text.text.split()))
        if _DATE.search(part) or _CITED.search(part)
    )


@cache
def _rows() -> Mapping[str, int]:
    """The row of each written sentence."""
    told = [part for note in background_notes() for part in sentences(" ".join(note.text.text.split()))]
    told += [one.text for entry in practice_answers() for one in entry.says]
    return {part: at for at, part in enumerate(dict.fromkeys(told))}


@cache
def _vectors() -> NDArray[np.float32]:
    return vectors_of("told", list(_rows()))


def prepare() -> None:
    """Encodes the written sentences now, so that no question waits for it."""
    _vectors()
