"""Messages that hold an item and ask what it is, no more: "TPP of the H20?", "which class does the L4 fall under"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_ASKING = re.compile(
    r"(?i)\b(?:what|what['’]s|whats|which|how|much|many|is|are|does|do|has|have|the|of|an|its|for|and|under|tell|me|us"
    r"|give|please|fall|falls|come|comes|eccn|tpp|performance|density|class|classification|classified|die|area|figures?"
    r"|memory|bandwidths?)\b"
)


def only_asks_of_items(text: str, spans: Iterable[tuple[int, int]]) -> bool:
    """Is there no word in the text but those at these spans, and words that ask for a class or a figure?"""
    left = list(text)
    for start, end in spans:
        left[start:end] = " " * (end - start)
    return not re.search(r"\w{2,}", _ASKING.sub(" ", "".join(left)))


_CLASS = re.compile(
    r"(?i)\b(?:ECCN|TPP|total processing performance|performance density|classif\w+|[34]A090\w*|class|paragraph)\b"
)
_OF_RULES = re.compile(
    r"(?i)\b(?:why|since|when|thresholds?|limits?|lines? of|rules?|means?|meaning|defin\w+"
    r"|which (?:chips?|cards?|products?))\b"
)


def asks_for_a_class(question: str) -> bool:
    """Is a class or the computed figure asked for ("TPP of an 8x H200 server"), of however many?"""
    return _CLASS.search(question) is not None


def asks_class_by_figures(question: str, item: Mapping[str, Any]) -> bool:
    """Is the class or a computed figure asked for of an item without a name, whose own figures are told?"""
    told = "tops" in item or ("tpp" in item and bool({"applicable_die_area_mm2", "performance_density"} & set(item)))
    return told and "name" not in item and bool(_CLASS.search(question)) and not _OF_RULES.search(question)
