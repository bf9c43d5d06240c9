"""Search for what somebody means who types a deal in few words: "H20 to Singapore".

No provision names a product. Where the words are little more than one, the requirement on items of its kind is looked
for as well, and both finds are put together by score; a question in full words is searched as it stands.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from rules.cite import find_cites

if TYPE_CHECKING:
    from knowledge.search import Passage

KIND = "advanced computing items license requirements by destination"  # of whatever stands in the chip table
MOST_BESIDE = 4  # words beside the product's name
WORD = re.compile(r"[^\W_]+")


def passages(query: str, k: int, day: dt.date) -> list[Passage]:
    """The k best passages that held on the day, those on the kind of a product that the words name among them."""
    from assistant.settings import index_folder
    from knowledge.search import search

    found = search(query, index_folder(), k, day)
    if not names_product(query):
        return found
    best: dict[tuple[str, str], Passage] = {}
    for one in (*found, *search(KIND, index_folder(), k, day)):
        held = best.setdefault((one.cite, one.source), one)
        if one.score > held.score:
            best[one.cite, one.source] = one
    return sorted(best.values(), key=lambda one: (-one.score, one.cite))[:k]


def names_product(query: str) -> bool:
    """Whether the words are a product of the chip table and little more, without a citation."""
    from assistant.catalogue.find import catalogue

    if "?" in query or find_cites(query):
        return False
    named = [one for one in catalogue().spot(query) if one.status != "guessed"]
    rest = query
    for one in reversed(named):
        rest = rest[: one.start] + " " + rest[one.end :]
    return bool(named) and len(WORD.findall(rest)) <= MOST_BESIDE
