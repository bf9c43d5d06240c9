"""Designations that are spelled out as they are spoken: "h-two-hundred", "mi three hundred x", "rtx fifty ninety"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.catalogue import catalogue
from assistant.reading.found import Found
from assistant.reading.numerals import NUMBER_WORDS, WORDS, as_words

_LETTERS = "gh|gb|mi|rtx|gtx|tpu|ascend|gaudi|[abhlvt]"
_SPOKEN = re.compile(
    rf"(?i)(?<![\w-])(?P<letters>{_LETTERS})[\s-]+(?P<number>{NUMBER_WORDS})(?:[\s-]+(?P<behind>[a-dsx]|ti|super|ada))?(?![\w-])"
)
_TENS = 10


def spoken_items(text: str) -> Iterator[Found]:
    """Chips whose number is said in words, as far as the catalogue has a chip of that name; a mere count is none."""
    for match in _SPOKEN.finditer(text):
        if re.match(r"(?i)(?:a|an|half|hundred|thousand|dozen|million)\b", match["number"]):
            continue  # "a hundred GPUs" counts
        for name in _names(match):
            named = catalogue().lookup(name)
            if named is not None:
                yield Found(
                    match.start(),
                    match.end(),
                    match.group(),
                    "item",
                    named,
                    "stated",
                    f"read {name} in {match.group()}",
                )
                break


def _names(match: re.Match[str]) -> Iterator[str]:
    """The ways in which it may be written, with what stands behind it first: MI300X, RTX 5090, Ascend 910B."""
    letters, behind = match["letters"].upper(), (match["behind"] or "").upper()
    for number in _numbers(match["number"]):
        if behind:
            yield from (f"{letters}{gap}{number}{joint}{behind}" for gap in ("", " ") for joint in ("", " "))
        yield from (f"{letters}{gap}{number}" for gap in ("", " "))


def _numbers(words: str) -> Iterator[str]:
    """ "two hundred" 200; "fifty ninety" 5090 and "nine ten" 910, two numbers said one behind the other."""
    parts = re.split(r"[\s-]+", words.lower())
    plain = all(part in WORDS for part in parts)
    said = [WORDS[part] for part in parts] if plain else []
    if plain and len(said) > 1 and not _is_one_number(said):
        yield "".join(map(str, said))
    value = as_words(words)
    if value is not None:
        yield str(int(value))


def _is_one_number(said: Sequence[int]) -> bool:
    """Is it "twenty-four", tens and one of them?"""
    return len(said) == 2 and all(first >= 2 * _TENS and second < _TENS for first, second in pairwise(said))
