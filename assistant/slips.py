"""A turn that puts one word of the last turn right ("sorry, Munich, not Minsk"): that turn is read anew with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.reading.openings import opening
from assistant.reading.understood import Understood

_NAME = r"(?-i:[A-ZÀ-Þ])[\w'’-]*(?: (?-i:[A-ZÀ-Þ])[\w'’-]*){0,2}"
_SAID = (
    "no|i|we|meant?|mean|said|it['’]?s|it is|that['’]?s|should be|correction|typo|my mistake|my bad|of course|to|in|the"
)
_SLIP = re.compile(
    rf"(?i){opening(_SAID)}(?:(?P<new>{_NAME})\W{{1,3}}(?:and )?not (?:in |to |from )?(?P<old>{_NAME})"
    rf"|not (?:in |to |from )?(?P<old2>{_NAME})\W{{1,3}}(?:but |it['’]?s |in |to |from )?(?P<new2>{_NAME}))\W*$"
)


def mended(text: str, said: Sequence[str]) -> str | None:
    """The last turn with the right word; None where no word of it, or one of an earlier turn, is put right."""
    found = _SLIP.match(text)
    if found is None or len(said) < 2:
        return None
    new, old = found["new"] or found["new2"], found["old"] or found["old2"]
    word = re.compile(rf"(?i)(?<!\w){re.escape(old)}(?!\w)")
    if word.search(said[-1]) is None or any(word.search(turn) for turn in said[:-1]):
        return None
    return word.sub(lambda _: new, said[-1])


def in_their_words(read: Understood, text: str, last: str, turn: int) -> Understood:
    """What was read of the mended turn, each fact with the word that was typed, in this turn or in the last one."""
    deals = tuple(replace(deal, words=dict(_typed(deal.words, text, last, turn))) for deal in read.deals)
    return replace(read, deals=deals)


def _typed(
    words: Mapping[str, dict[str, Any]], text: str, last: str, turn: int
) -> Sequence[tuple[str, dict[str, Any]]]:
    kept = []
    for path, word in words.items():
        if word.get("turn") != turn - 1:
            kept.append((path, word))
            continue
        said = str(word["text"])
        place = (turn, text.find(said)) if said in text else (turn - 1, last.find(said))
        if place[1] >= 0:
            kept.append((path, {**word, "turn": place[0], "start": place[1], "end": place[1] + len(said)}))
    return kept
