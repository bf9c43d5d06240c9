"""Questions about the product itself ("who are you?", "where do I start?"), which hold no deal and ask no law."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, get_args

from assistant.reading.lists import pattern, words_file

Topic = Literal["start", "anew", "about", "trust"]
LONGEST = 300  # characters of a question about the product; what is longer tells of something else
_SENTENCE = re.compile(r"[.!?;:\n。！？…]+")


def asked_of_the_desk(text: str) -> Topic | None:
    """What of the product is asked: where to begin, what it is, or how far it can be relied on.

    None where a sentence says anything else: then the words are read as a deal or a question of law.
    """
    if len(text) > LONGEST:
        return None
    greeting = pattern(words_file("kinds.yaml")["greeting"])
    told = [one.strip(" ,-–¿¡") for one in _SENTENCE.split(text)]
    topics: set[Topic | None] = {_topic(one) for one in told if re.search(r"\w", greeting.sub("", one))}
    known: tuple[Topic, ...] = get_args(Topic)
    found = [topic for topic in known if topic in topics]
    return found[-1] if found and topics <= set(found) else None


def _topic(sentence: str) -> Topic | None:
    """What a sentence asks, one greeting before it taken off after the other."""
    rest, greeting = sentence, pattern(words_file("kinds.yaml")["greeting"])
    while True:
        for topic, asks in _asks().items():
            if asks.fullmatch(rest):
                return topic
        lead = greeting.match(rest)
        if lead is None or not lead.group():
            return None
        rest = rest[lead.end() :].lstrip(" ,!.-")


@cache
def _asks() -> Mapping[Topic, re.Pattern[str]]:
    """The whole sentences of each topic; a word of courtesy may end them."""
    topics: tuple[Topic, ...] = get_args(Topic)
    told = words_file("kinds.yaml")["of_the_desk"]
    end = r"(?:[\s,!.-]+(?:please|pls|thanks|thank you|then|there|guys|team|all))?"
    return {topic: re.compile(rf"(?i)(?:{'|'.join(told[topic])}){end}") for topic in topics}
