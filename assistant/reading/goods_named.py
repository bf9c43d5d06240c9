"""Goods that are called by a word no list has, beside their stated class: "40 EAR99 actuators", "switchgear, EAR99".

The class is what counts for them: such a word is the name of the goods, no word on what they are for. Arms, and what
arms, poisons and restraints are made of, are asked about all the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.reading.han import is_known, is_touchy
from assistant.reading.lists import pattern, words_file

if TYPE_CHECKING:
    from assistant.reading.parse import Token, Tree
    from assistant.reading.state import Reading

_LONGEST = 6  # words and signs from the class to the last word of the goods
_LONGEST_NATIVE = 10  # letters of a Chinese or Japanese word for goods
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


_BESIDE_CLASS = re.compile(r"[ 　]?[(（,，、]?[ 　]?$")
_BRACKET = re.compile(r"[ 　]?[(（][ 　]?")
_NATIVE_GOODS = re.compile(r"[\u30a1-\u30ff\u3400-\u9fff]{1,10}")


def names_native_goods(reading: Reading, run: str, start: int) -> bool:
    """The same in a run of Chinese or Japanese: "EAR99的冷水机卖给", "EAR99のチラーを納めます", "冷水机(EAR99)".

    The goods are a noun of their own; whatever else stands in the run has to be known.
    """
    classes = [find for find in reading.of_kind("eccn") if find.text == "EAR99"]
    for find in classes:
        if find.end <= start and _BESIDE_CLASS.fullmatch(reading.text[find.end : start]):
            led = re.match(r"[的の]", run)
            begin = led.end() if led else 0
            cuts = range(begin + 1, min(len(run), begin + _LONGEST_NATIVE) + 1)
            return any(_is_native_noun(run[begin:cut], run) and is_known(run[cut:]) for cut in cuts)
        if find.start >= start + len(run) and _BRACKET.fullmatch(reading.text[start + len(run) : find.start]):
            cuts = range(max(0, len(run) - _LONGEST_NATIVE), len(run))
            return any(_is_native_noun(run[cut:], run) and is_known(run[:cut]) for cut in cuts)
    return False


def _is_native_noun(word: str, run: str) -> bool:
    """Is it a short noun in Han or katakana that neither leads to somebody nor is asked about as goods?"""
    told = words_file("goods.yaml")
    barred = [told["no_native_goods"], told["weighty_native"]]
    if not re.search(r"[\u3041-\u3096]", run):  # in Japanese verbs and particles show themselves
        barred.append(told["no_chinese_goods"])
    led = any(re.search(str(one), word) for one in barred)
    return not led and _NATIVE_GOODS.fullmatch(word) is not None and not is_touchy(word)
