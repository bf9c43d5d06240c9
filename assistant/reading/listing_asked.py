"""Whose listing is asked for: "is SMIC on the Entity List?", "which list is Phytium on", "screen Romashka"."""

from __future__ import annotations

import re
from functools import cache

from assistant.reading.lists import words_file

MOST_NAMES = 8
_LONGEST = 9  # words of a name
_WORD = re.compile(r"\w+")


def names_asked(text: str) -> tuple[str, ...]:
    """The names whose listing a question asks for, in its order; none where it asks something else."""
    for frame in _frames():
        for match in frame.finditer(text):
            names = tuple(name for piece in _pieces(match["name"]) if (name := _name(piece)))
            if names:
                return names[:MOST_NAMES]
    return ()


@cache
def _frames() -> tuple[re.Pattern[str], ...]:
    told = words_file("listing_asked.yaml")
    listed = "|".join(told["listed"])
    return tuple(
        re.compile(one.replace("LISTED", f"(?:{listed})").replace("NAME", r"(?P<name>[^?!;:\n]{2,90}?)"))
        for one in told["frames"]
    )


def _pieces(names: str) -> list[str]:
    pieces = re.split(r",\s*(?:and|or)\s+|\s+(?:and|or|und|oder|y|o|et|ou)\s+|,\s+|[和与、と]", names)
    legal = re.compile(words_file("listing_asked.yaml")["legal"])
    joined: list[str] = []
    for piece in pieces:
        if joined and legal.fullmatch(piece.strip()):
            joined[-1] = f"{joined[-1]}, {piece.strip()}"  # "Inspur Group Co., Ltd."
        else:
            joined.append(piece)
    return joined


def _name(piece: str) -> str | None:
    """The name in a piece; None where it is only spoken of somebody ("the buyer", "they")."""
    told = words_file("listing_asked.yaml")
    name = re.sub(told["before"], "", piece.strip(" \t\"'“”‘’«»「」『』.,"))
    name = re.sub(told["behind"], "", name).strip(" \t\"'“”‘’«»「」『』,")
    if (
        not name
        or not re.search(r"[^\W\d_]", name)
        or len(_WORD.findall(name)) > _LONGEST
        or re.match(told["nobody"], name)
    ):
        return None
    return name
