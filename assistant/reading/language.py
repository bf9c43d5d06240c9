"""The language of a message, so that what is read of it can be said.

A detector is believed on other scripts and on sentences only: on fragments it is wrong
("h100 penang asap" is no German), and fragments of this trade are English.
"""

import re
from functools import cache
from typing import Literal

import yaml
from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from assistant.reading.cities import DATA
from assistant.reading.gloss import LANGUAGES, is_word_of

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
_SHINJITAI = re.compile(
    "[薬発売価伝広図円気対変駅験帰検県続総訳読鉄転銭関歩毎浜栄歴戻払込枠働畑塩単厳囲実様応権済経処戦択拠挙雑]|会社|株式"
)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f']{2,}|[àÀ]")
CLEARLY = 2  # small words of English, and none of another tongue
ENOUGH_WORDS = 8  # below it the detector guesses; cases: test_language.py


def language_of(text: str) -> Code:
    """The language of the text among those that are read; "other" for any other script or tongue."""
    letters = len(_LETTER.findall(text))
    if not letters:
        return "en"
    if _KANA.search(text):
        return "ja"
    if re.search(r"[¿¡]", text):
        return "es"
    han = len(_HAN.findall(text))
    if han >= 2:
        return "ja" if _SHINJITAI.search(text) else "zh"  # Japanese of kanji alone has characters of its own
    if letters - han > 2 * len(_LATIN.findall(text)):
        return "other"
    words = _WORD.findall(text)
    if len(words) < ENOUGH_WORDS:
        return _by_small_words(words)
    small = _small_words(words)
    if small["en"] >= CLEARLY and all(count == 0 for code, count in small.items() if code != "en"):
        return "en"  # spares loading the detector
    found = _detector().detect_language_of(text)
    code: Code = "other" if found is None else _CODES.get(found, "other")
    # A line of names ("DHL in Leipzig, consignee Brno clinic") sounds foreign; small words tell what it is.
    if code in {"en", "other"} or not small.get(code, 0):
        return _by_glossary(words, small) if small["en"] < CLEARLY else "en"
    return "en" if small.get("en", 0) > small.get(code, 0) else code


def _by_small_words(words: list[str]) -> Code:
    """The language of a short Latin line: English unless two small words, or one that is sure, say another."""
    counts = _small_words(words)
    best = max(counts, key=lambda code: counts[code])
    if counts[best] >= 2 and counts[best] > counts["en"]:
        return best
    sure: list[Code] = [code for code, told in _sure().items() if set(words) & told]
    if len(sure) == 1 and not counts["en"]:
        return sure[0]
    return _by_glossary(words, counts)


def _by_glossary(words: list[str], small: dict[Code, int]) -> Code:
    """The language whose glossary knows most of the words, two at least, and more than English has small words.

    Names are often made of such words ("Banco Nacional"): one of them has to be in lower case.
    """
    known = {code: [word for word in words if is_word_of(code, word.lower())] for code in LANGUAGES}
    counts = {code: len(known[code]) + small[code] for code in LANGUAGES}
    best = max(LANGUAGES, key=lambda code: counts[code])
    plainly = any(word.islower() for word in known[best])
    return best if plainly and counts[best] >= CLEARLY and counts[best] > small["en"] else "en"


def _small_words(words: list[str]) -> dict[Code, int]:
    """How many of a language's small words the line holds."""
    lower = {word.lower() for word in words}
    return {code: len(lower & small) for code, small in _small().items()}


@cache
def _small() -> dict[Code, frozenset[str]]:
    loaded = yaml.load((DATA / "small_words.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    codes: tuple[Code, ...] = ("en", "de", "es", "fr")
    return {code: frozenset(loaded[code]) for code in codes}


@cache
def _sure() -> dict[Code, frozenset[str]]:
    loaded = yaml.load((DATA / "small_words.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    codes: tuple[Code, ...] = ("de", "es", "fr")
    return {code: frozenset(loaded[f"sure_{code}"]) for code in codes}


@cache
def _detector() -> LanguageDetector:
    """The detector over the six languages, loaded at its first use (0.2 to 0.4 s)."""
    return LanguageDetectorBuilder.from_languages(*_CODES).build()
