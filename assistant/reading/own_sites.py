"""A nation before what is somebody's own says where that is: "for its Iranian office", "in their Cuban hotels"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.reading.found import Found
from assistant.reading.lists import regex, words_file

_ITS = re.compile(
    r"(?i)\b(?:its|their|his|her|your|whose)\s+(?:(?:own|new|old|main|second|third|two|three|several|many|other|various"
    r"|existing|future|planned|local|big|small|biggest|largest)\s+)*$"
)
_NOUNS = re.compile(
    r"(?:\s+(?!(?:and|or|in|at|of|for|to|from|with|by|on|is|are|was|were|will|who|which|that)\b)[\w-]+){1,3}"
)


def as_places(text: str, finds: Sequence[Found]) -> Iterator[Found]:
    """The finds, the nation of somebody's own site or business among them as the place where it is.

    Not of another party ("its Iranian clients"), a person or a paper ("his Russian lawyer", "its Chinese license").
    """
    others = regex(rf"\b(?:{words_file('roles.yaml')['not_its_own']})\b")
    for find in finds:
        plain = find.kind == "demonym" and "-" not in find.text and _ITS.search(text, 0, find.start) is not None
        behind = _NOUNS.match(text, find.end) if plain else None
        yield replace(find, kind="place") if behind and not others.search(behind.group()) else find
