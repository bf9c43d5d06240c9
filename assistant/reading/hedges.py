"""Is the nationality or place that says a seat only supposed ("maybe an Italian firm", "I think it is German")?

Narrower than `polarity`: "might we ship … to a German firm" doubts the shipping, not the firm.
"""

import re
from functools import cache

from assistant.reading.found import Found
from assistant.reading.lists import words_file
from assistant.reading.nationalities import PAPERS
from assistant.reading.polarity import sentence

_ACTS = re.compile(
    r"(?i)\b(?:ship|sell|sold|send|sent|export|re-?export|deliver|suppl|provid|transfer|buy|bought|furnish|consign|"
    r"dispatch|despatch|releas|forward|hand|convey|quot|invoic|offer|leas|lend|lent|approv|clear|author|permi)\w*\b|\?"
)


def is_hedged(text: str, find: Found) -> bool:
    """Do the words around a nationality leave open whether it is right?"""
    first, last = sentence(text, find.start, find.end)
    before, after = text[first : find.start], text[find.end : last]
    match = _ahead().search(before)
    if match is not None and not _ACTS.search(before[match.end("hedge") :]):
        return True
    if _behind().match(after):
        return True
    return bool(_asked().search(f"{before}\u0001") and re.match(r"(?:\s+(?:one|firm|company|group))?\s*\?", after))


@cache
def _ahead() -> re.Pattern[str]:
    """A hedge with at most a few words up to the nationality."""
    return re.compile(
        rf"(?i)(?<!\w)(?P<hedge>{'|'.join(words_file('polarity.yaml')['hedge'])})(?!\w)(?:[,:]?\s+[\w'’-]+){{0,5}}\s*$"
    )


@cache
def _behind() -> re.Pattern[str]:
    """A hedge behind it, in the same sentence."""
    told = "|".join(words_file("polarity.yaml")["hedge_after"])
    return re.compile(
        rf"(?i)(?:[\s,(-]+[\w'’-]+){{0,6}}?[\s,(-]+(?:{told})(?!\w)(?!\s+(?:(?:the|an?|some|with|also)\s+)*{PAPERS}\b)"
    )


@cache
def _asked() -> re.Pattern[str]:
    """ "buyer Italian?" """
    return re.compile(rf"(?i)\b(?:{words_file('polarity.yaml')['hedge_asked']})[\s:]*\u0001$")
