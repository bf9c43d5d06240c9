"""Names that are only like a listed one: which of them are a question, and which are shown and pass.

A near name is a question where all that tells in the query answers a listed name, misspelt or romanised otherwise,
one word of it is rare, and no country speaks against it. A person is also one by the usual short form: a given name
and a family name that few listed persons bear, without the second family name or the father's. By likeness alone
nothing is ever a match.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from assistant.register.register import register
from assistant.screening import spelling
from assistant.screening.compare import likeness
from assistant.screening.engine import Engine, Found, Nearest
from assistant.screening.entries import SHIPPED, ListAtHand
from assistant.screening.index import SHORTEST
from assistant.screening.rarity import is_plain, rarity
from assistant.screening.score import PERSON
from assistant.screening.search import HitVerdict, Lead
from assistant.screening.shipped import engine
from assistant.screening.word_set import word_set

# Fixed by the ordinary names in tests/assistant/screening and by the variations of benchmarks/screening_set.py:
# see docs/screening.md for how many of either become a question.
MOST = 10
ASKED_FROM = 0.85
SHOWN_FROM = 0.25
RARE = 0.6  # weight of a word that few parties bear and that is no plain English
ANSWERED = 0.75  # likeness of two words that may be one
OPEN_WORD = 0.3  # weight of a word that may stay unanswered: a place, a branch, a plain word
LONG_WORD = 8  # letters from which one word that is not spelt alike tells a firm
# How rare a family name is among listed parties: some 12 bear it, or some 5 where its spelling differs.
RARE_FAMILY, RARE_MISSPELT_FAMILY = 0.745, 0.82
ONLY_ONES = 0.88  # weight of a word that one or two listed parties bear
SAME_NAME = 0.92  # likeness of two spellings of one name
PARTICLES = word_set(
    "al el ul ad as ash bin ben ibn abu umm von van de da dos del di la le ould mr haji hajji sheikh mullah"
)


@lru_cache(maxsize=4096)
def near(
    name: str,
    countries: frozenset[str],
    folder: Path | None,
    kind: str | None = None,
    listed: ListAtHand = SHIPPED,
) -> tuple[Lead, ...]:
    """The leads of names like this one, best first."""
    return tuple(_leads(name, countries, kind, engine(folder, listed)))


def _leads(name: str, countries: frozenset[str], kind: str | None, found_in: Engine) -> Iterator[Lead]:
    is_known_firm = register().find(name) is not None
    best: dict[int, tuple[bool, float, Found]] = {}
    for nearest in found_in.near(name, kind=kind, countries=countries):
        for found in nearest.found(_hopeful(nearest, found_in)):
            ranked = (not is_known_firm and asks(found, found_in), found.score, found)
            if found.entry not in best or ranked[:2] > best[found.entry][:2]:
                best[found.entry] = ranked
    shown = sorted(best.values(), key=lambda one: (-one[0], -one[1], one[2].entry))
    for is_open, score, found in shown[:MOST]:
        if is_open or score >= SHOWN_FROM:
            text = found_in.index.text(found.name)
            verdict: HitVerdict = "open" if is_open else "weak"
            yield Lead(found.entry, verdict, score, text, part_answered(found), unless="elsewhere")


def _hopeful(nearest: Nearest, found_in: Engine) -> list[int]:
    """The rows that can be shown or asked about: all others are left before anything costly is looked at."""
    answered = nearest.answered
    named = np.array([_is_told(word) for word in nearest.query])
    telling = np.array([len(word) >= 3 and _is_only_ones(word, found_in) for word in nearest.query])
    hopeful = nearest.scores >= SHOWN_FROM
    hopeful |= (answered[:, named] >= ANSWERED).all(axis=1) | (answered[:, telling] >= 1.0).any(axis=1)
    rows: list[int] = np.flatnonzero(hopeful).tolist()
    return rows


def _is_told(word: str) -> bool:
    return len(word) > 1 and word not in PARTICLES


def part_answered(found: Found) -> str:
    """The words of the query that the listed name answers."""
    words = [word for word, how in zip(found.query, found.answered, strict=True) if how >= ANSWERED]
    return " ".join(words or found.query)


def asks(found: Found, found_in: Engine) -> bool:
    """Whether the name is a question: the whole of a listed one, or all that tells of it."""
    is_person = found_in.parties.kind(found.entry) == PERSON
    if _is_near(found, found_in, is_person=is_person):
        return True
    return _is_short_form(found, found_in) if is_person else _tells_firm(found, found_in)


def _is_near(found: Found, found_in: Engine, *, is_person: bool) -> bool:
    """Near enough, a rare word answered and no telling one left."""
    if found.score < ASKED_FROM:
        return False
    told = list(zip(found_in.weighed(found.query).weights, found.answered, strict=True))
    if any(weight > OPEN_WORD and how < ANSWERED for weight, how in told):
        return False
    rare = [how for weight, how in told if weight >= RARE and how >= ANSWERED]
    if not rare:
        return len(told) > 1 and sorted(found.query) == sorted(spelling.words(found_in.index.text(found.name)))
    # One short word with a slip in it is as often another firm's: Natura and Naura, Fortum and Forum.
    alone = len([word for word in found.query if len(word) > 1]) == 1
    size = max(map(len, found.query))
    return is_person or not alone or size >= LONG_WORD or (max(rare) >= 1.0 and size >= SHORTEST)


def _tells_firm(found: Found, found_in: Engine) -> bool:
    """Whether a word that one listed firm alone bears stands among plain words: all that name's, or it is no more.

    "DJI Innovations" is part of "Shenzhen DJI Innovation Technology"; of "Aeroflot" all stands in "Aeroflot Airlines".
    """
    told = list(zip(found.query, found.answered, strict=True))
    telling = [word for word, how in told if how >= 1.0 and len(word) >= 3 and _is_only_ones(word, found_in)]
    if not telling or any(how < SAME_NAME and not is_plain(word) for word, how in told):
        return False
    if all(how >= SAME_NAME for _, how in told):
        return len(told) > 1
    return len(telling[0]) > SHORTEST and spelling.words(found_in.index.text(found.name)) == (telling[0],)


def _is_only_ones(word: str, found_in: Engine) -> bool:
    return not is_plain(word) and found_in.weighed((word,)).weights[0] >= ONLY_ONES


def _is_short_form(found: Found, found_in: Engine) -> bool:
    """Whether the words are given and family name of a listed person: "Ali Khamenei" of KHAMENEI, Ali Husseini."""
    asked = [word for word in found.query if _is_told(word)]
    family, given = map(spelling.words, found_in.index.text(found.name).partition(",")[::2])
    if len(asked) < 2 or not family or not given or any(
        how < ANSWERED for word, how in zip(found.query, found.answered, strict=True) if word in asked
    ):  # fmt: skip
        return False
    families = [word for word in family if word not in PARTICLES]
    alike, others = likeness(asked, families), likeness(asked, [*given, *map("".join, pairwise(given))])
    for column, word in enumerate(families):
        at = int(alike[:, column].argmax())
        rest = max(others[row].max() for row in range(len(asked)) if row != at)
        if min(alike[at, column], rest) >= SAME_NAME and _is_telling_family(asked[at], word, found_in):
            return True
    return False


def _is_telling_family(asked: str, listed: str, found_in: Engine) -> bool:
    """Whether few listed persons bear the family name; spelt otherwise, it must be no usual name by itself."""
    own, theirs = (rarity(word, found_in.weighed((word,)).weights[0]) for word in (asked, listed))
    return theirs >= RARE_FAMILY if asked == listed else min(own, theirs) >= RARE_MISSPELT_FAMILY
