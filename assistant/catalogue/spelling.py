"""Spellings of designations: their keys, and the one regular expression that finds them all.

A key is what remains of a spelling without blanks, hyphens, brackets and case: "RTX-5090 D" and "rtx5090d" are one.
The expression is a prefix tree of the spellings, so that some thousand of them compile in milliseconds, with a free
gap wherever a spelling has a separator or changes between letters and digits.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# A class beyond ASCII compiles six times as slowly, so rarer blanks and dashes are first made plain, length kept.
GAP = r"[ \-_()]{0,3}"
BLANKS, DASHES = "\t\u00a0\u2007\u202f\u3000", "\u2010\u2011\u2012\u2013\u2014\u2212"
PLAIN = str.maketrans(dict.fromkeys(BLANKS, " ") | dict.fromkeys(DASHES, "-"))
HYPHEN = "-?"
# Latin, Greek and Cyrillic letters and digits border a designation; Chinese and Japanese characters do not.
LETTER = r"0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff\u0400-\u04ff"
LEFT = rf"(?:(?<![{LETTER}])|(?<=\d[xX])|(?<=\d\s[xX]))"
RIGHT = rf"(?:s?(?![{LETTER}])|(?=[xX]\d))(?!['’][A-Za-z]{{2}})"
MEMORY = rf"(?:{GAP}(?P<memory>\d{{2,3}}) ?GB?(?![{LETTER}/]))?"
END = "end"


@lru_cache(maxsize=4096)
def key(spelling: str) -> str:
    """The spelling without separators and case."""
    return "".join(char for char in unicodedata.normalize("NFKC", spelling).casefold() if char.isalnum())


def _between(letters: str, digits: str, *, leading: bool) -> str | None:
    """What may stand between a run of letters and a run of digits, in either order; None: nothing."""
    if not leading:
        return GAP if len(digits) >= 3 or len(letters) >= 2 else None
    if len(letters) == 1 or letters.lower() == "gb":  # "A 100" and "80 GB 200" are no chips, "A-100" is one
        return HYPHEN if len(digits) >= 3 else None
    return GAP


def atoms(spelling: str) -> list[str]:
    """The pieces of the expression for one spelling: single characters and gaps."""
    spelling = re.sub(r"(?i)\b(pci)(e)\b", r"\1 \2", unicodedata.normalize("NFKC", spelling))  # also "PCI-E"
    words = re.findall(r"[^\W_]+", spelling)
    pieces: list[str] = []
    for word in words:
        runs = re.findall(r"\d+|[^\W\d_]+", word)
        if pieces:
            pieces.append(GAP)
        for index, run in enumerate(runs):
            if index:
                before, digits_first = runs[index - 1], runs[index - 1].isdigit()
                between = _between(run, before, leading=False) if digits_first else _between(before, run, leading=True)
                pieces += [between] if between else []
            pieces += re.escape(run) if run.isascii() else list(run)
    return pieces


class _Tree(dict[str, "_Tree"]):
    """Pieces of expression by what came before them; END marks a whole spelling."""

    def add(self, pieces: Iterable[str]) -> None:
        node = self
        for piece in pieces:
            node = node.setdefault(piece, _Tree())
        node[END] = _Tree()

    def pattern(self) -> str:
        """The longest spelling is tried first, because every continuation is greedy."""
        branches = [piece + child.pattern() for piece, child in sorted(self.items(), reverse=True) if piece != END]
        if not branches:
            return ""
        only_one = len(branches) == 1 and END not in self
        return branches[0] if only_one else f"(?:{'|'.join(branches)}){'?' if END in self else ''}"


def _tree(spellings: Iterable[str]) -> str:
    tree = _Tree()
    for spelling in spellings:
        tree.add(atoms(spelling))
    return tree.pattern()


def _any_of(words: Iterable[str]) -> str:
    """One of the words in any case, the longest first, blanks inside them free."""
    return "|".join(GAP.join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True))


def expression(
    free: Iterable[str],
    capitals: Iterable[str],
    solid: Iterable[str],
    brands: Iterable[str],
    laptop_words: Iterable[str],
) -> re.Pattern[str]:
    """The one expression: the spellings of names.Names, a brand before them, memory and a laptop word after.

    It looks ahead at every position, so that finds that overlap are all seen and the longest can win.
    """
    brand = rf"(?:(?P<brand>(?i:{_any_of(brands)}))[ \-]{{0,2}})?"
    free_tree = _tree(spelling.lower() for spelling in free)
    name = rf"(?P<name>(?i:{free_tree})|{_tree(capitals)}|(?i:{'|'.join(solid)}))"
    laptop = rf"(?:{GAP}(?P<laptop>(?i:{_any_of(laptop_words)})))?"
    return re.compile(rf"{LEFT}(?=(?P<whole>{brand}{name}{MEMORY}{laptop}{RIGHT}))")
