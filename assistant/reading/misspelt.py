"""Misspelt countries and well-known cities: one candidate within the edits that a slip makes.

One edit, two from eight letters on, is what the writer meant (`implied`); one more, behind a preposition of place, is
a guess. Words of English, first names and names with two candidates stay unread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.reading.fold import is_caseless, key_of
from assistant.reading.found import Status
from assistant.reading.gazetteer import Entry, english, keys, lists, rightly_spelled, table
from assistant.reading.lists import everyday
from assistant.reading.lists import words as words_of_list

SHORTEST = 5  # letters of a name that may be misspelt: below it everything is near everything
LONG = 8  # letters from which two edits still point at one name
_TOO_NEAR = {"niger", "nigeria", "tonga", "samoa", "palau"}  # their neighbours are countries or names


@dataclass(frozen=True, slots=True)
class Reading:
    """What a misspelt name was read as."""

    key: str
    name: str
    entry: Entry
    status: Status


def may_be_misspelt(words: Sequence[str]) -> bool:
    """Are the folded words long enough, and not English throughout?"""
    key = " ".join(words)
    return len(key) >= SHORTEST and key.isascii() and not all(map(is_english, words))


def nearest(words: Sequence[str], cued: bool) -> Reading | None:
    """The one place that the folded words are a slip of, or None."""
    key = " ".join(words)
    if not may_be_misspelt(words) or key in table():
        return None
    if key in everyday() or key in words_of_list("party_words.yaml", "heads"):
        return None
    if (
        key in rightly_spelled()
        or key in keys("person_names")
        or key in keys("never")
        or key in keys("after_preposition")
    ):
        return None
    mixed = any(is_english(word) for word in words)
    if mixed and any(is_english(word) and len(word) < 4 for word in words):
        return None
    return _nearest(key, cued, mixed)


@lru_cache(maxsize=8192)
def is_english(word: str) -> bool:
    """Is the word, or what it is the plural or past of, written in lower case in English?"""
    return word in english() or any(
        word.endswith(tail) and word.removesuffix(tail) in english() for tail in ("s", "es", "d", "ed", "ing")
    )


@lru_cache(maxsize=4096)
def _nearest(key: str, cued: bool, mixed: bool) -> Reading | None:
    allowed = 2 if len(key) >= LONG and not mixed else 1
    wider = allowed + 1 if cued and len(key) > SHORTEST and not mixed else allowed
    near = process.extract(key, _targets(), scorer=OSA.distance, score_cutoff=wider, limit=8)
    if not near:
        return None
    best = min(distance for _, distance, _ in near)
    ties = [target for target, distance, _ in near if distance == best]
    places = {table()[target].place for target in ties}
    if len(places) != 1 or ties[0].count(" ") != key.count(" ") or not _likely(key, ties[0], best, cued):
        return None
    entry = table()[ties[0]]
    return Reading(ties[0], entry.place.name, entry, "implied" if best <= allowed else "guessed")


def _likely(key: str, target: str, distance: float, cued: bool) -> bool:
    """A slip keeps the first letter or swaps it; in a short name another letter in place of one needs a cue."""
    if key[0] != target[0] and key[:2] != target[1::-1]:
        return False
    if len(target) <= SHORTEST and distance == 1 and len(key) == len(target) and sorted(key) != sorted(target):
        return cued
    return True


def near_in(key: str, nations: frozenset[str]) -> str | None:
    """The known city of one of the nations that is one slip away from another's ("Dharan" beside a Saudi firm)."""
    if len(key) < SHORTEST:
        return None
    for target, _, _ in process.extract(key, _targets(), scorer=OSA.distance, score_cutoff=1, limit=8):
        place = table()[target].place
        if target != key and place.kind == "city" and nations & set(place.countries):
            return target
    return None


@cache
def _targets() -> tuple[str, ...]:
    """Countries and the cities of the own list that are long enough, in Latin letters."""
    found = []
    own = {key_of(name) for name in _own_cities()}
    for key, entry in table().items():
        fits = len(key) >= SHORTEST and key.isascii() and not is_caseless(key) and key not in _TOO_NEAR
        if fits and (entry.place.kind == "country" or key in own) and key not in english() and not entry.cued:
            found.append(key)
    return tuple(found)


def _own_cities() -> list[str]:
    cities = lists()["cities"]
    return [str(name) for members in cities.values() for name in members] if isinstance(cities, dict) else []
