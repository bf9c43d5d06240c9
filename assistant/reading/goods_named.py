"""Goods that are called by a word no list has, beside their stated class: "40 EAR99 actuators", "switchgear, EAR99".

The class is what counts for them: such a word is the name of the goods, no word on what they are for. Arms, and what
arms, poisons and restraints are made of, are asked about all the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.reading.lists import pattern, words_file

if TYPE_CHECKING:
    from assistant.reading.parse import Token, Tree

_LONGEST = 6  # words and signs from the class to the last word of the goods
_CLASS_BEHIND = re.compile(
    r"\s*[,(]?\s*(?:\(|\b(?:classified |all |which are |that are )?)(?:as )?EAR99\b", re.IGNORECASE
)


def names_goods(tree: Tree, token: Token) -> bool:
    """Is it a word of the goods, right behind their class, or a plural right before it?"""
    if not _may_be_goods(token):
        return False
    if _CLASS_BEHIND.match(tree.text, token.end):
        return token.tag in {"NNS", "NNPS"}
    for step in range(1, _LONGEST + 1):
        before = tree.tokens[token.index - step] if token.index >= step else None
        if before is None:
            return False
        if before.find is not None and before.find.kind != "count":
            return before.find.kind == "eccn"
        joins = token.tag == "NNS" and (before.tag in {"CC", "CD", ","} or before.find is not None)
        if not (joins or _may_be_goods(before)):
            return False
    return False


def _may_be_goods(token: Token) -> bool:
    """A noun or an adjective in small letters, or a short form such as "PDUs"."""
    if pattern(words_file("goods.yaml")["weighty"]).search(token.text):
        return False
    plain = token.text == token.lower or re.fullmatch(r"[A-Z]{2,5}s?", token.text)
    return token.find is None and bool(plain) and token.tag.startswith(("NN", "JJ", "VBG"))
