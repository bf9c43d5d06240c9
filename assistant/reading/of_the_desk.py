"""Questions about the product itself ("who are you?", "where do I start?"), which hold no deal and ask no law."""

from __future__ import annotations

import re
from typing import Literal, get_args

from assistant.reading.lists import pattern, words_file

Topic = Literal["start", "anew", "about", "trust"]
_SENTENCE = re.compile(r"[.!?;:\n。！？…]+")


def asked_of_the_desk(text: str) -> Topic | None:
    """What of the product is asked: where to begin, what it is, or how far it can be relied on.

    None where a sentence says anything else: then the words are read as a deal or a question of law.
    """
    greeting = pattern(words_file("kinds.yaml")["greeting"])
    told = [one.strip(" ,-–¿¡") for one in _SENTENCE.split(text)]
    topics: set[Topic | None] = {_topic(one) for one in told if re.search(r"\w", greeting.sub("", one))}
    known: tuple[Topic, ...] = get_args(Topic)
    found = [topic for topic in known if topic in topics]
    return found[-1] if found and topics <= set(found) else None


def _topic(sentence: str) -> Topic | None:
    greeting = "|".join(words_file("kinds.yaml")["greeting"])
    topics: tuple[Topic, ...] = get_args(Topic)
    for topic in topics:
        parts = "|".join(words_file("kinds.yaml")["of_the_desk"][topic])
        if re.fullmatch(rf"(?i)(?:(?:{greeting})[\s,!.-]+)*(?:{parts})(?:[\s,!.-]+(?:please|{greeting}))*", sentence):
            return topic
    return None
