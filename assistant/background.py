"""Which background note answers a question, and which premise in it is false.

A question and the questions of a note are compared by their stemmed words, the rare ones weighing most. No model takes
part, so the same question always finds the same note.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.reading.lists import regex
from knowledge.digest import Note, background_notes
from rules.law import read_yaml

WORDS = Path(__file__).with_name("background.yaml")
CLOSE = 0.55  # how much of a question a note's question has to share to answer it
RELATED = 0.3  # how close the question itself has to be for the rest of a note's words to count
MOSTLY = 0.8  # how much of the question a note has to hold for that
WHOLE = 0.6  # what that counts
FEWEST = 2  # words of a question that tell what it is about
SURE = 0.7  # so close that what was read as a deal is a question about the law's story
_WORD = re.compile(r"[a-z0-9][a-z0-9:.-]*[a-z0-9]|[a-z0-9]", re.IGNORECASE)
_OF_A_DEAL = re.compile(
    r"(?i)^\W*may\b|\b(?:we|our|(?-i:us)|i|my|quote|order|invoice|(?-i:may)(?! \d))\b"
    r"|^\W*(?:and |but |so |ok )*"
    r"(?:does|would|did|will) (?:that|this|it)(?: \w+)? (?:change|matter|affect|make)\b|\?\s*\S+.*\?"
    r"|(?<=[.;!\n] )(?:the )?(?:customer|buyer|client|consignee|end[- ]user) (?:is|sits|makes) (?:an?|the) "
)
_ASKING = re.compile(
    r"(?i)^\W*(?:what|why|when|who|which|how|is|was|are|were|did|does|do|has|have|explain|tell|since|history|timeline)\b"
)


_STORY = re.compile(
    r"(?i)\b(?:what(?:['’]s| has| have)? (?:ever |all )?(?:happened|changed|become of)"
    r"|(?:has|have|did) anything (?:new )?(?:changed?|happen(?:ed)?)|histor(?:y|ically)|timeline|story of)\b"
    r"|\bwhy (?:does|did|do|has|is|was|would|are|were|have) (?:the )?(?:(?:current|present|new|last|former|first|second"
    r"|Trump|Biden|Obama|American|US) )*(?:US|U\.S\.|United States|America"
    r"|Washington|BIS|Commerce|Trump|Biden|Congress|government|administration)\b"
)
_OPINION = re.compile(  # of what ought to be, and of no deal
    r"(?i)^\W*should (?:the )?(?:US|U\.S\.|United States|America|Washington|BIS|Congress|government)\b"
    r"|\bwhat(?:['’]s| is| are) your (?:own |personal )?(?:opinion|view|views|position)\b|\bdo you (?:think|believe)"
    r" (?:that )?(?:the )?(?:US|BIS|Congress|government|controls|rules)\b"
    r"|\bwhat (?:do|did) (?:the |their )?(?:critics|opponents|supporters|sceptics|skeptics)\b"
)
_OWN = re.compile(r"(?i)\b(?:we|our|(?-i:us)|i|my|mine|ours)\b")
_IN_THE_LAW = re.compile(
    r"(?i)^\W*(?:is|are) there (?:a|an|any|some) (?:\w+ )?(?:cap|limit|quota|rule|law|ban)\b"
    r"|\bin the (?:regulations?|rules?|law|EAR|CFR)\W*$"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A note and how close the question comes to one of its own, 0 to 1."""

    note: Note
    closeness: float


@dataclass(frozen=True, slots=True)
class Correction:
    """What is said first where a question takes something for granted that is not so."""

    text: str
    cites: tuple[str, ...]


def note_for(question: str) -> Found | None:
    """The note that answers a question; None where none comes close."""
    asked = _weights(question)
    best = max(_asked(), key=lambda one: _closeness(asked, one[0], one[1]), default=None)
    if best is None or (closeness := _closeness(asked, best[0], best[1])) < CLOSE:
        return None
    return Found(best[0], closeness)


def tells_of_a_deal(question: str) -> bool:
    """Does it speak of a deal of the asker's own?"""
    return _OF_A_DEAL.search(question) is not None


def may_ask_of_the_law(question: str) -> bool:
    """Is it put as a question, and of no deal of the asker's own?"""
    return not tells_of_a_deal(question) and (_ASKING.match(question) or _STORY.search(question)) is not None


def is_about_the_story(question: str) -> bool:
    """Is it a question about history, positions or the state of a rule, although it names a chip or a place?"""
    if _OPINION.search(question) and not _OWN.search(question):
        return True
    if not may_ask_of_the_law(question):
        return False
    if _STORY.search(question) or _IN_THE_LAW.search(question):
        return True
    found = note_for(question)
    return found is not None and found.closeness >= SURE


def corrections(question: str) -> tuple[Correction, ...]:
    """The false premises of a question, each corrected."""
    text = question.lower()
    return tuple(
        Correction(one["says"], tuple(one["cites"]))
        for one in _words()["premises"]
        if all(regex(pattern).search(text) for pattern in one["claims"])
        and not ("not" in one and regex(one["not"]).search(text))
    )


@cache
def _words() -> Mapping[str, Any]:
    content: Mapping[str, Any] = read_yaml(WORDS)
    return content


@cache
def _common() -> frozenset[str]:
    return frozenset(_words()["common"].split())


@cache
def _asked() -> tuple[tuple[Note, Mapping[str, float]], ...]:
    return tuple((note, _weights(ask)) for note in background_notes() for ask in (*note.asks, note.text.title))


@cache
def _rarity() -> Mapping[str, float]:
    notes = background_notes()
    held = Counter(word for note in notes for word in {word for ask in note.asks for word in _stems(ask)})
    return {word: 1 + math.log(len(notes) / count) for word, count in held.items()}


def content_stems(text: str) -> frozenset[str]:
    """The stemmed words that tell what a text is about."""
    return frozenset(_stems(text))


@cache
def _vocabulary(cite: str) -> frozenset[str]:
    """Every stem of a note: its title, its questions and its text."""
    note = next(note for note in background_notes() if note.text.cite == cite)
    return content_stems(" ".join((note.text.title, *note.asks, note.text.text)))


def _closeness(asked: Mapping[str, float], note: Note, other: Mapping[str, float]) -> float:
    """How close a question comes to one that the note answers; a note that holds all its words comes close, too."""
    cosine = _shared(asked, other)
    if cosine >= SURE or cosine < RELATED or len(asked) < FEWEST:
        return cosine
    whole = sum(asked.values())
    held = sum(weight for word, weight in asked.items() if word in _vocabulary(note.text.cite))
    covered = min(SURE - 0.01, WHOLE * held / whole + (1 - WHOLE) * cosine)
    return max(cosine, covered) if held >= MOSTLY * whole else cosine


def _weights(text: str) -> Mapping[str, float]:
    unknown = 1 + math.log(len(background_notes()))
    return {word: _rarity().get(word, unknown) for word in _stems(text)}


def _shared(asked: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two questions."""
    both = sum(weight * other[word] for word, weight in asked.items() if word in other)
    size = math.sqrt(sum(one**2 for one in asked.values()) * sum(one**2 for one in other.values()))
    return both / size if size else 0.0


def _stems(text: str) -> list[str]:
    words = [_AS_WRITTEN.sub(_american, word) for word in _WORD.findall(text.lower()) if word not in _common()]
    return list(dict.fromkeys(_stemmer().stemWords(words)))


_AS_WRITTEN = re.compile(r"^licenc|(?<=[a-z]{3})is(?=(?:e[sd]?|ing|ations?)$)|^(?:re-?)?centre|^defence|^favour")


def _american(found: re.Match[str]) -> str:
    """The American spelling of a part of a word, as the law and the notes have it."""
    return {"licenc": "licens", "is": "iz", "defence": "defense", "favour": "favor"}.get(found[0], "center")


@cache
def _stemmer() -> Any:
    from Stemmer import Stemmer

    return Stemmer("english")
