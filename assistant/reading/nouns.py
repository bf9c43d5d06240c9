"""Nouns that name a party, and nouns that look like one: by list, by compound, by the word behind them."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from rapidfuzz.distance import OSA

from assistant.reading.fold import has_han_or_kana
from assistant.reading.gazetteer import rightly_spelled
from assistant.reading.han import both
from assistant.reading.lists import everyday, pattern, words, words_file
from assistant.reading.parse import Token, Tree, dictionary


def _native_heads() -> frozenset[str]:
    return words("native.yaml", "heads") | words("native.yaml", "touchy_heads")


@cache
def heads() -> frozenset[str]:
    return frozenset(word.lower() for word in words("party_words.yaml", "heads") | both(_native_heads()))


def compounds(text: str) -> Iterator[tuple[int, int]]:
    """Spans of nouns of several words, or in one word of several, that are one head."""
    found = pattern(words_file("party_words.yaml")["compounds"]).finditer(text)
    native = _native_nouns().finditer(text) if has_han_or_kana(text) else iter(())
    for match in (*found, *native):
        yield match.start(), match.end()


def is_compound(text: str) -> bool:
    """Is the text one head of several words?"""
    return any(span == (0, len(text)) for span in compounds(text))


@cache
def _native_nouns() -> re.Pattern[str]:
    """A Chinese or Japanese noun that names a party, with the trades before it in the same noun ("汽车厂")."""
    trades, last = (_longest_first(both(told)) for told in (words("native.yaml", "trades"), _native_heads()))
    return re.compile(rf"(?:{trades})*(?:{last})(?![頭头员員内主])(?!(?<=店)[里长長])")


def _longest_first(listed: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, listed), key=lambda one: (-len(one), one)))


def is_use(tree: Tree, token: Token) -> bool:
    """Does the noun only say more of a use behind it ("warehouse robots", "hospital billing")?"""
    after = tree.tokens[token.index + 1] if token.index + 1 < len(tree.tokens) else None
    if after is None or not after.is_word or tree.text[token.end : after.start] != " " or not tree.parsed:
        return False
    ahead = tree.tokens[max(0, token.index - 3) : token.index]
    if any(one.find is not None and one.find.kind == "demonym" for one in ahead):
        return False  # "Uruguayan public university genomics" names the university
    if _ACTS.match(tree.text, token.end):
        return False  # "our Munich subsidiary ships 8 …"
    governor = tree.tokens[token.head]
    if not after.index <= governor.index <= after.index + 1:
        return False
    known = _uses()
    plain = governor.lower in known or governor.lower.rstrip("s") in known
    governed = token.dep in {"compound", "nmod", "amod"}
    return plain and governed and governor.lower not in heads() and token.tag in {"NN", "NNS"}


_ACTS = re.compile(
    r"(?i)\s+(?:ships|sends|exports|supplies|delivers|orders|leases|rents|stores|houses|hosts|plans|needs|requests)"
    r"\s+(?:\d|an?\b|the\b|some\b|its\b|two\b|three\b|four\b|five\b|six\b|eight\b|ten\b|twelve\b|twenty\b)"
)


@cache
def _uses() -> frozenset[str]:
    return words("harmless.yaml", "uses") | everyday()


@cache
def is_german_compound(word: str) -> bool:
    """Is it a German noun of a harmless first part and a last part that names a party ("Architekturbüro")?

    With any other first part ("Rüstungsfirma") it stays unread, and is asked about.
    """
    for ending in words("party_words.yaml", "german_endings"):
        stem = re.search(rf"^(.+?)-?{ending}(?:s|e|en|es|er|n)?$", word)
        if stem and stem[1] in words("party_words.yaml", "german_stems"):
            return True
    return False


def meant(token: Token) -> str | None:
    """The noun that a misspelt word means: one edit away, two from eight letters on; None without just one."""
    word = token.lower
    if (
        len(word) < 5
        or not token.is_word
        or not word.isalpha()
        or word in rightly_spelled()
        or word in words("harmless.yaml", "foreign") | words("harmless.yaml", "function")
        or word.rstrip("s") in rightly_spelled()
        or {word, token.lemma} & dictionary()
    ):
        return None
    allowed = 2 if len(word) >= 8 else 1
    near = [(OSA.distance(word, head, score_cutoff=allowed), head) for head in heads() if len(head) > 4]
    near = sorted(pair for pair in near if pair[0] <= allowed)
    return near[0][1] if near and (len(near) == 1 or near[0][0] < near[1][0]) else None
