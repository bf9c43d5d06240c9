"""Nationalities that say nothing of a party's seat or parent: of its house or its boats, or of one owner among several.

A country that is never passed over stays where it was read.
"""

from __future__ import annotations

import re

from assistant.reading.found import Found
from assistant.reading.seats import country
from assistant.reading.strict import strict

_THING = (
    r"buildings?|lands?|plots?|premises|houses?|propert(?:y|ies)|real estate|boats?|ships|vessels?|fleet|trucks?|vans|"
    r"constructions?|furniture|roofs?|logo|website|menu|food|contract|invoice|currency|brand|flag"
)
_PLACED = r"in\b|at\b|near\b|on\b|outside\b|within\b"  # where it stands is told of the party, too
_OF_A_THING = re.compile(  # "the building belongs to a", "its boats are", in French order "to a family"
    rf"(?i)(?:^|[.;:!?,(\n]\s*|\b(?:and|but|while)\s+)(?:the|its|their|this|that|whose)\s+(?:[a-z-]+\s+)?(?:{_THING})\s+"
    r"(?:(?:it|they)\s+[a-z]+\s+(?:in\s+)?|itself\s+|there\s+|around\s+it\s+)?"
    r"(?:(?:is|are|was|were|belongs?|belonged)\s+|(?=owned|held))"
    r"(?:(?:owned|held|leased|rented|let|built|made|run|managed|insured|operated)\s+(?:by|from)\s+|to\s+|from\s+|mostly\s+"
    rf"|all\s+)*(?:(?:an?|the|two|three|some|local)\s+)*(?:(?!{_PLACED})[a-z-]+\s+)?$"
    r"|(?:建物|ビル|土地|社屋|船|大楼|大樓|楼房|房子|场地|場地|船只)(?:は|[归歸由]|属于|屬於|的业主是)[^。.!?\n]{0,8}$"
)
_SOME_OWNERS = re.compile(  # "one of the owners is", "a shareholder is a", "half of the members are"
    r"(?i)\b(?:an?|one|two|three|some|most|many|several|half|few|quarter|third|majority|part|other|another)\s+"
    r"(?:of\s+)?(?:(?:the|its|their)\s+)?(?:[a-z-]+\s+)?(?:co-?)?(?:owners?|share ?holders?|members|"
    r"investors?|partners?)\s+(?:is|are|was|were)\s+(?:(?:an?|the|from)\s+)*$"
    r"|\b(?:parts?|some|few|several|minority|certain)\s+(?:of\s+)?(?:(?:the|its|their)\s+)?"
    r"(?:shares?|stakes?|stock|capital|holdings?|interests?)\s+(?:is|are|was|were|belongs?|lies?)\s+"
    r"(?:(?:owned|held|with|by|to|in|an?|the|hands|of)\s+)*(?:[a-z-]+\s+)?$"
)


def is_of_others(find: Found, text: str) -> bool:
    """Is a nationality or a place said of a thing of the party, or of one of its owners only?"""
    if find.kind not in {"demonym", "place"} or country(find) is None or country(find) in strict():
        return False
    before = text[max(0, find.start - 90) : find.start]
    return _OF_A_THING.search(before) is not None or _SOME_OWNERS.search(before) is not None
