"""Places and nationalities in a text, each with the countries it may mean.

A city inside the name of a company is found like any other: the caller knows the companies.
"""

from assistant.reading.found import Found
from assistant.reading.gazetteer import Place
from assistant.reading.nationalities import is_adjective, spot_demonyms
from assistant.reading.placing import places_in

__all__ = ["Place", "spot_demonyms", "spot_places"]


def spot_places(text: str) -> list[Found]:
    """Every place in the text, in order; `implied` for a misspelt one, `guessed` for a small town."""
    return [
        Found(hit.start, hit.end, text[hit.start : hit.end], "place", hit.place, hit.status, hit.note)
        for hit in places_in(text)
        if not is_adjective(text, hit)
    ]
