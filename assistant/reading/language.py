"""The language of a message, so that what is read of it can be said.

A detector is believed on other scripts and on sentences only: on fragments it is wrong
("h100 penang asap" is no German), and fragments of this trade are English.
"""

import re
from functools import cache
from typing import Literal

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

Code = Literal["en", "de", "es", "fr", "zh", "ja", "other"]

_CODES: dict[Language, Code] = {
    Language.ENGLISH: "en",
    Language.GERMAN: "de",
    Language.SPANISH: "es",
    Language.FRENCH: "fr",
    Language.CHINESE: "zh",
    Language.JAPANESE: "ja",
}
_KANA = re.compile(r"[\u3040-\u309f\u30a0-\u30fa\u30fc]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f']{2,}")
ENOUGH_WORDS = 8  # below it the detector guesses; cases: test_language.py
# Signs that English does not write; with two of its small words even a short line is what it seems.
_SMALL_WORDS: dict[Code, frozenset[str]] = {
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "und",
            "wir",
            "nicht",
            "ist",
            "für",
            "nach",
            "eine",
            "einen",
            "einem",
            "einer",
            "brauchen",
            "können",
            "dürfen",
            "mit",
            "auf",
            "von",
        ]
    ),
    "es": frozenset(
        [
            "el",
            "los",
            "las",
            "una",
            "para",
            "que",
            "por",
            "con",
            "del",
            "podemos",
            "necesitamos",
            "nosotros",
            "cliente",
            "enviar",
            "está",
            "quiere",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "les",
            "des",
            "une",
            "pour",
            "que",
            "est",
            "nous",
            "avec",
            "dans",
            "pouvons",
            "peut-on",
            "client",
            "vers",
            "du",
            "aux",
            "sont",
        ]
    ),
}


def language_of(text: str) -> Code:
    """The language of the text among those that are read; "other" for any other script or tongue."""
    letters = len(_LETTER.findall(text))
    if not letters:
        return "en"
    if _KANA.search(text):
        return "ja"
    han = len(_HAN.findall(text))
    if han >= 2:
        return "zh"
    if letters - han > 2 * len(_LATIN.findall(text)):
        return "other"
    words = _WORD.findall(text)
    if len(words) < ENOUGH_WORDS:
        return _by_small_words(words)
    found = _detector().detect_language_of(text)
    return "other" if found is None else _CODES.get(found, "other")


def _by_small_words(words: list[str]) -> Code:
    """The language of a short Latin line: English unless two small words say another."""
    lower = {word.lower() for word in words}
    counts = {code: len(lower & small) for code, small in _SMALL_WORDS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] >= 2 else "en"


@cache
def _detector() -> LanguageDetector:
    """The detector over the six languages, loaded at its first use (0.2 to 0.4 s)."""
    return LanguageDetectorBuilder.from_languages(*_CODES).build()
