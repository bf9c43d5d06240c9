"""The text that the spotters search, with the way back to what the user typed.

Compatibility forms (NFKC), look-alike letters of other alphabets inside Latin words, invisible and
direction-changing characters, quotes and dashes are brought to one form. Words in Chinese, Japanese,
Cyrillic or Greek script stay as they are: a letter is only replaced where its own word is Latin.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from confusable_homoglyphs import confusables


@dataclass(frozen=True, slots=True)
class Normal:
    """Normalised text; `back[i]` is the index in the original of what became code point i."""

    text: str
    back: tuple[int, ...]
    notes: tuple[str, ...] = ()
    size: int = 0  # code points of the original

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that became `text[start:end]`."""
        if start >= len(self.back):
            return self.size, self.size
        last = self.back[end] if end < len(self.back) else self.size
        return self.back[start], max(last, self.back[start])


# What canonical composition may join to the character before it: marks, kana voicing, Hangul jamo.
_CLUSTER = re.compile(
    r".[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u3099\u309a\uff9e\uff9f\u1160-\u11ff]*", re.S
)
_SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TRADE_MARKS = "™®©℠"
_QUOTES = dict.fromkeys("‘’‚‛`´ʼ′", "'") | dict.fromkeys("“”„‟«»″", '"')
_DASHES = dict.fromkeys("‐‑‒–−﹣－", "-") | dict.fromkeys("—―", "-")
_BREAKS = {"\u2028": "\n", "\u2029": "\n", "\x85": "\n"}
_WORD = re.compile(r"\w+")
_DESIGNATION = re.compile(r"[^\W\d_]{1,3}\d{2,}\w*")
_FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z]")
_OWN_MEANING = "μαβγδΩωλπφΔΣ"  # Greek signs of units and formulas are no disguise


def normalise(text: str) -> Normal:
    """The text in one form, with the map back; `notes` say what was disguised or invisible."""
    if text.isascii():
        return Normal(text, tuple(range(len(text))), (), len(text))
    chars: list[str] = []
    back: list[int] = []
    hidden = 0
    for index, piece, invisible in _pieces(text):
        hidden += invisible
        chars.extend(piece)
        back.extend([index] * len(piece))
    plain, swapped = _without_homoglyphs("".join(chars))
    notes = [f"{hidden} invisible characters removed"] if hidden else []
    notes += [f"look-alike letters read as Latin: {word}" for word in swapped]
    return Normal(plain, tuple(back), tuple(notes), len(text))


def _pieces(text: str) -> Iterator[tuple[int, str, bool]]:
    """For each cluster its index, what it becomes, and whether it was an invisible character."""
    for match in _CLUSTER.finditer(text):
        cluster, index = match.group(), match.start()
        if _invisible(cluster[0]):
            tail = unicodedata.normalize("NFKC", cluster[1:])
            yield index, tail, True
        elif cluster in _SUPERSCRIPT:
            yield index, _superscript(text, index), False
        elif cluster in _TRADE_MARKS:
            yield index, "", False  # "H100™" names the H100
        elif cluster in "—―" and _tight(text, index):
            yield index, " - ", False  # an em dash parts words, a hyphen joins them
        else:
            yield index, _one_form(cluster), False


def _invisible(char: str) -> bool:
    """Zero-width, direction and tag characters, soft hyphens, variation selectors."""
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"


def _superscript(text: str, index: int) -> str:
    """A raised digit: an exponent after a digit ("10²⁶" is 10^26), else the digit ("mm²")."""
    digit = unicodedata.normalize("NFKC", text[index])
    before = text[index - 1] if index else " "
    return f"^{digit}" if before.isascii() and before.isdigit() else digit


def _tight(text: str, index: int) -> bool:
    """Does a dash stand between two Latin letters or digits without blanks?"""
    around = text[index - 1 : index] + text[index + 1 : index + 2]
    return len(around) == 2 and all(char.isalnum() and ord(char) < 0x250 for char in around)


def _one_form(cluster: str) -> str:
    """Quotes, dashes and line breaks in their plain form, everything else in NFKC."""
    if len(cluster) == 1:
        plain = _QUOTES.get(cluster) or _DASHES.get(cluster) or _BREAKS.get(cluster)
        if plain is not None:
            return plain
    return unicodedata.normalize("NFKC", cluster)


def _without_homoglyphs(text: str) -> tuple[str, list[str]]:
    """Text of equal length with look-alikes in Latin words replaced, and the words it changed."""
    changed: list[str] = []
    if not _FOREIGN.search(text):
        return text, changed

    def plain(match: re.Match[str]) -> str:
        word = match.group()
        read = _latin_word(word)
        if read != word:
            changed.append(read)
        return read

    return _WORD.sub(plain, text), changed


def _latin_word(word: str) -> str:
    """The word with its look-alikes in Latin, or as it is where one letter has no Latin twin.

    A Latin word holds a Latin letter; a designation such as "Н100" may hold look-alikes only.
    """
    foreign = set(_FOREIGN.findall(word))
    if not foreign or not (_LATIN.search(word) or _DESIGNATION.fullmatch(word)):
        return word
    twins = {char: _latin_twin(char) for char in foreign}
    if not all(twins.values()):
        return word
    return "".join(twins.get(char) or char for char in word)


@lru_cache(maxsize=512)
def _latin_twin(char: str) -> str | None:
    """The ASCII letter that looks like a Cyrillic or Greek one, of the same case; None without one."""
    if char in _OWN_MEANING:
        return None
    found = confusables.is_confusable(char, preferred_aliases=["latin"], greedy=False) or []
    for entry in found:
        for twin in entry["homoglyphs"]:
            letter = str(twin["c"])
            if letter.isascii() and letter.isalpha() and letter.isupper() == char.isupper():
                return letter
    return None
