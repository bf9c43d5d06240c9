"""One of several deals called by its item: "they dropped the L40S", "and the H200 goes up to 24"; words that open
a new one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.catalogue import catalogue
from assistant.reading.openings import opening

FRESH = re.compile(
    r"(?i)\b(?:new (?:deal|case|question|order)|another (?:deal|case|order|customer)|different (?:deal|"
    r"case)|next (?:deal|case|question)|unrelated)\b"
    rf"|{opening('now')}(?:the )?(?:next|new|another) one\s*:"
)
_DROPPED = re.compile(  # one of two deals, called by its item, is off
    rf"(?i){opening('they|he|she|we|customer|now|just|have|has|had|decided to|wants? to|please|only')}"
    r"(?:drop(?:ped|s)?|cancel(?:l?ed|s)?|remov(?:ed?|es)|skip(?:ped)?|forget(?: about)?|scrap(?:ped)?"
    r"|without|no longer (?:want|need)s?|don['’]?t (?:want|need)|no(?: more)?|leave out)\s+(?:the |those |these )?"
    r"(?P<item>[A-Za-z]*\s?\d[\w-]*(?: [A-Z]\w*)?)(?:s|['’]s)?(?: (?:ones?|cards?|order|deal|line|part|please"
    r"|then|now|after all|anymore))*"
    r"(?=\s*(?:$|[.,;!]))"
)
_OF_ITEM = re.compile(  # "and the H200 goes up to 24", "the H20 one?"
    rf"(?i){opening('now|what about|how about|for|back to|only')}the\s+"
    r"(?P<item>[A-Za-z]*\s?\d[\w-]*)(?:s|['’]s)?(?: (?:ones?|cards?|order|deal|line|part|bit))?\b"
)


def by_item(text: str, items: Sequence[str]) -> tuple[int, int, bool] | None:
    """The deal that is named, or left when one is dropped; where its words end; whether one is dropped."""
    off = _DROPPED.match(text)
    found = off or _OF_ITEM.match(text)
    item = _called(found["item"]) if found is not None else None
    named = [at for at, name in enumerate(items) if item is not None and _called(name) == item]
    if found is None or len(named) != 1:
        return None
    if off is None:
        return named[0], found.end(), False
    others = [at for at in range(len(items)) if at != named[0]]
    return (others[0], found.end(), True) if len(others) == 1 else None


def _called(word: str) -> str | None:
    found = catalogue().lookup(word.strip()) or catalogue().lookup(word.strip().rstrip("sS"))
    return found.products[0].name if found is not None and found.products else None
