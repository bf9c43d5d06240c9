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
def near(name: str, countries: frozenset[str], folder: Path | None, kind: str | None = None) -> tuple[Lead, ...]:
    """The leads of names like this one, best first."""
    return tuple(_leads(name, countries, kind, engine(folder)))


def _leads(name: str, countries: frozenset[str], kind: str | None, found_in: Engine) -> Iterator[Lead]:
    is_known_firm = register().find(name) is not None
    for found in found_in.find(name, kind=kind, countries=countries):
        if found.score < SHOWN_FROM:
            return
        yield Lead(
            found.entry,
            "open" if not is_known_firm and asks(found, found_in) else "weak",
            found.score,
            found_in.index.text(found.name),
            part_answered(found),
            unless="elsewhere",
        )


def part_answered(found: Found) -> str:
    """The words of the query that the listed name answers."""
    words = [word for word, how in zip(found.query, found.answered, strict=True) if how >= ANSWERED]
    return " ".join(words or found.query)


def asks(found: Found, found_in: Engine) -> bool:
    """Whether the name is a question: near enough, a rare word answered and no telling one left."""
    if found.score < ASKED_FROM:
        return False
    told = list(zip(found_in.weighed(found.query).weights, found.answered, strict=True))
    rare = any(weight >= RARE and how >= ANSWERED for weight, how in told)
    return rare and not any(weight > OPEN_WORD and how < ANSWERED for weight, how in told)
