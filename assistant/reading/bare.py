"""Messages that hold an item and ask what it is, no more: "TPP of the H20?", "which class does the L4 fall under"."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
