"""A chip that a laboratory only takes apart: the guidance of 2025-05-13 tolerates this and nothing more.

It clears nothing: whether BIS gave its leave is asked, where any other act with such a chip is prohibited.
"""

from __future__ import annotations

import re

from assistant.reading.polarity import polarity
from assistant.reading.state import Reading, look

_ANALYSIS = re.compile(
    r"(?i)\b(?:(?:destructive|destructively|technical|failure|forensic)\s(?:\w+\s)?(?:analys\w+|examin\w+|test\w*"
    r"|inspect\w+)"
    r"|(?:analys|analyz|examin)\w+ (?:it )?destructively|tear(?:ing)?[- ]?(?:it )?(?:down|apart)s?|teardowns?"
    r"|reverse[- ]engineer\w*"
    r"|cross[- ]section\w*|decap\w*|de-?layer\w*|delid\w*|grind (?:it|them) down|under the (?:electron )?microscope)\b"
)
_ONLY = re.compile(
    r"(?i)\b(?:only|solely|exclusively|purely|just|nothing (?:else|more|but)|for no other (?:use|purpose)"
    r"|no other use)\b"
)
_RUNS = re.compile(
    r"(?i)\b(?:benchmark\w*|train\w*|inferenc\w*|run(?:s|ning)?|workloads?|deploy\w*|pilots?|production|resell\w*"
    r"|sell\w*|"
    r"cluster|performance tests?|power(?:ed|ing)? (?:it|them)? ?(?:up|on)|install\w*)\b"
)


def read_analysis(reading: Reading) -> None:
    """Writes that a Chinese chip was acquired to be examined alone, where the words tell of no other use."""
    told = _ANALYSIS.search(reading.text)
    if told is None or look(reading.facts, "item.designer_headquarters") != "CN":
        return
    if not polarity(reading.text, *told.span()).plain or not _ONLY.search(reading.text) or _RUNS.search(reading.text):
        return
    uses = reading.facts.get("end_uses")
    if uses is not None and set(uses) != {"unknown"}:
        return
    for path in ("end_uses", "activity"):
        reading.facts.pop(path, None)
        reading.words.pop(path, None)
    reading.set("activity", "acquire", told.span())
    reading.set("end_use", told.group(), told.span())
    for word in _ANALYSIS.finditer(reading.text):
        reading.use(*word.span())
