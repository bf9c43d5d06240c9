"""Folding: accents off, lower case, so that a name is found however it is typed; with the way back."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = {
    "ß": "ss",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "Đ": "d",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
    "ə": "e",
}
# Latin letters and those of other alphabets are words of their own: "到Singapore" holds one.
# Han and kana are no words.
_WORD = re.compile(
    r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f]+|[\u0370-\u052f\u0590-\u06ff\u0900-\u0eff\uac00-\ud7a3]+"
)
_ANY_WORD = re.compile(r"[^\W\d_]+")
_HAN_OR_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_CASELESS = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3\u0600-\u06ff\u0590-\u05ff\u0e00-\u0e7f\u0900-\u0dff]"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters: its folded form and its span in the text."""

    folded: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in _LETTERS:
        return _LETTERS[char]
    if _HAN_OR_KANA.match(char):
        return char  # decomposing kana would part their voicing marks
    plain = "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))
    return plain.lower()


def fold(text: str) -> str:
    """The text without accents and case."""
    return text.lower() if text.isascii() else "".join(map(_fold_char, text))


def key_of(name: str) -> str:
    """The key of a name: its folded words with one blank between ("Côte d'Ivoire" -> "cote d ivoire")."""
    return " ".join(_ANY_WORD.findall(fold(unicodedata.normalize("NFC", name))))


def words_of(text: str) -> list[Word]:
    """The runs of letters of a text, folded; Chinese and Japanese have none, they are searched by character."""
    return [Word(fold(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]


def has_han_or_kana(text: str) -> bool:
    return _HAN_OR_KANA.search(text) is not None


def is_caseless(text: str) -> bool:
    """Is the text in a script without capitals, where a name cannot show itself by one?"""
    return _CASELESS.search(text) is not None
