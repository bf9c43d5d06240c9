"""Signs of a diversion in words that no table knows (Supp. No. 3 to part 732).

What people tell beside a deal is held, sentence by sentence, against written signs (`likeness.py`). A likeness raises
the red flag, with the words and the sign it was read as: it is asked about, never decided, and never loosens anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.reading.cues import flag
from assistant.reading.gloss import LANGUAGES
from assistant.reading.likeness import likest
from assistant.reading.polarity import sentence
from assistant.reading.state import Reading

_LEAST_WORDS = 4
_LEAST_ASKED = 10  # words of a question: shorter ones ask about the deal
_LEAST_TELLING = 2  # words of a sentence that say something themselves
_SMALL = re.compile(
    r"(?i)(?:an?|the|this|that|these|those|it|its|they|them|their|he|she|we|us|our|i|me|my|you|your|ones?|two|both|all"
    r"|some|any|none|no|not|of|to|for|in|on|at|by|with|from|than|then|and|or|but|so|if|as|is|are|was|were|be|been|do"
    r"|does|did|has|have|had|will|would|can|could|should|instead|rather|only|just|also|too|more|less|same|other|another"
    r"|now|again|still|there|here|what|how|about|ok|okay|yes|sorry|please|thing)"
)
_DEAL = {"item", "eccn", "figure", "demonym"}  # a sentence with one of them tells the deal; its other clauses are read
_PLACED = {*_DEAL, "place"}
_MOST_READ = 0.5  # of its words that other stages read
_WORD = re.compile(r"[^\W\d_]+(?:['’]\w+)?")
_LOOKED_INTO = re.compile(  # what the asker or a colleague did about it: no sign of the buyer's
    r"(?i)^\W*(?:(?:ok|okay|so|yes|and|well|now|then|hi|sorry|good news)\b\W*)*(?:we|i|legal|compliance|sales"
    r"|our \w+|my \w+|the team|a colleague)"
    r"(?:['’]ve| have| has| had| just| already| also| again| even| now| then)* (?:look(?:ed)?|check(?:ed)?"
    r"|ask(?:ed)?|went|dug|follow(?:ed)?|examin(?:ed|e)|review(?:ed)?)"
    r"(?: (?:into|at|through|over|up|on|it|this|that|them|all|everything|the (?:matter|point|file|flag|issue"
    r"|question|customer|buyer)|again|twice|carefully"
    r"|with|legal|compliance|sales|the team|today|yesterday|this morning|about))*\W*$"
)
_CORRECTED = re.compile(  # "delivery is to Baku instead of Izmir": the asker puts the place or the name right
    r"(?i)^\W*(?:\w+\W+){0,2}(?:wrong|correct|right) name\b|^\W*(?:(?:ok|okay|so|sorry|no|and|oh|actually"
    r"|correction|hm+)\b\W*)*(?:the )?(?:delivery"
    r"|destination|address|goods|shipment|it)(?:['’]s| is| are| goes| go)"
    r"(?: now)? (?:to|in)? ?[A-ZÀ-Þ][\w .'’-]{1,30},? (?:instead of|rather than|and not|not) (?:to "
    r"|in )?[A-ZÀ-Þ][\w .'’-]{1,30}\W*$"
)
_FORWARDER = "9"
_NO_FORWARDER = re.compile(
    r"(?i)\b(?:no|not an?|without(?: an?| any)?|never an?) (?:\w+ )?(?:forwarders?|forwarding agent"
    r"|freight agent|middlem[ae]n|intermediar(?:y|ies))\b"
)
_ASKS_US = re.compile(  # glossed, a request to the colleague is bad English: "please tell us whether …"
    r"(?i)\W*(?:please|kindly)\s+(?:tell|let|confirm|inform|advise|answer|say)\b[^:;,]*\b(?:whether|if)\b[^:;,]*$"
)
_LINE = re.compile(r"[^\n]+")
_CLAUSE = re.compile(r"[,;:]\s+|\s[-–—]+\s|\s(?:but|and|although|though|because)\s|\n")


def read_signs(reading: Reading) -> None:
    """Raises a red flag for each sentence that is like a sign, in English or in what other tongues are put into."""
    if reading.language not in {"en", *LANGUAGES}:
        return
    for start, end in _told(reading):
        said = reading.text[start:end].strip(" \t\n-–—*>")
        sign = None if _LOOKED_INTO.match(said) or _CORRECTED.match(said) else likest(said)
        if sign is not None and not (sign.id == _FORWARDER and _NO_FORWARDER.search(said)):
            note = f"“{said}” is read as a sign of diversion, like “{sign.sentence}”"
            flag(reading, sign.id, (start, end), "implied", note)


def _told(reading: Reading) -> Iterator[tuple[int, int]]:
    """Sentences that hold nothing of the deal, and the clauses of the others that hold nothing of it."""
    at = 0
    while at < len(reading.text):
        _, end = sentence(reading.text, at, at + 1)
        for first, last in _lines(reading.text, at, end):
            if not _holds(reading, first, last, _DEAL):
                pieces = [(first, last)]
            else:
                pieces = [one for one in _clauses(reading.text, first, last) if not _holds(reading, *one, _PLACED)]
            yield from (one for one in pieces if _is_untold(reading, *one))
        at = max(end, at + 1)


def _is_untold(reading: Reading, start: int, end: int) -> bool:
    """Are there enough words that no other stage read?"""
    words = list(_WORD.finditer(reading.text, start, end))
    if reading.language != "en" and _ASKS_US.match(reading.text, start, end):
        return False
    if sum(_SMALL.fullmatch(word.group()) is None for word in words) < _LEAST_TELLING:
        return False  # "4 of them instead of 1"
    if len(words) < (_LEAST_ASKED if reading.text[:end].rstrip().endswith("?") else _LEAST_WORDS):
        return False
    near = [(first, last) for first, last in reading.used if first < end and start < last]
    read = sum(any(first <= word.start() < last for first, last in near) for word in words)
    return read <= _MOST_READ * len(words)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _LINE.finditer(text, start, end):
        yield match.span()


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for border in _CLAUSE.finditer(text, start, end):
        yield start, border.start()
        start = border.end()
    yield start, end


def _holds(reading: Reading, start: int, end: int, kinds: set[str]) -> bool:
    return any(find.kind in kinds and start <= find.start < end for find in reading.finds)
