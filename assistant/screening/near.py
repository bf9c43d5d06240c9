"""Names that are only like a listed one: which of them are a question, and which are shown and pass.

A near name is a question where all that tells in the query answers a listed name, misspelt or romanised otherwise,
one word of it is rare, and no country speaks against it. By likeness alone nothing is ever a match.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from assistant.register.register import register
from assistant.screening.engine import Engine, Found
from assistant.screening.search import Lead
from assistant.screening.shipped import engine

# Fixed by the ordinary names in tests/assistant/screening and by the variations of benchmarks/screening_set.py:
# see docs/screening.md for how many of either become a question.
ASKED_FROM = 0.85
SHOWN_FROM = 0.25
RARE = 0.6  # weight of a word that few parties bear and that is no plain English
ANSWERED = 0.75  # likeness of two words that may be one
OPEN_WORD = 0.3  # weight of a word that may stay unanswered: a place, a branch, a plain word


@lru_cache(maxsize=4096)
def near(name: str, countries: frozenset[str], folder: Path | None) -> tuple[Lead, ...]:
    """The leads of names like this one, best first."""
    return tuple(_leads(name, countries, engine(folder)))


def _leads(name: str, countries: frozenset[str], found_in: Engine) -> Iterator[Lead]:
    is_known_firm = register().find(name) is not None
    for found in found_in.find(name, countries=countries):
        if found.score < SHOWN_FROM:
            return
        asks = not is_known_firm and found.score >= ASKED_FROM and _all_answered(found, found_in)
        yield Lead(
            found.entry,
            "open" if asks else "weak",
            found.score,
            found_in.index.text(found.name),
            part_answered(found),
            unless="elsewhere",
        )


def part_answered(found: Found) -> str:
    """The words of the query that the listed name answers."""
    words = [word for word, how in zip(found.query, found.answered, strict=True) if how >= ANSWERED]
    return " ".join(words or found.query)


def _all_answered(found: Found, found_in: Engine) -> bool:
    """Whether a rare word is answered and no telling one is left."""
    weights = found_in.weighed(found.query).weights
    told = list(zip(weights, found.answered, strict=True))
    return any(weight >= RARE and how >= ANSWERED for weight, how in told) and not any(
        weight > OPEN_WORD and how < ANSWERED for weight, how in told
    )
