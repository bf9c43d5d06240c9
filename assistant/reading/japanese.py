"""Japanese verbs and adjectives in the forms that they take before their endings (`data/vocabulary/ja.yaml`)."""

from collections.abc import Iterator
from functools import cache

from assistant.reading.lists import words

_FILE = "vocabulary/ja.yaml"
_ROWS = {  # the last letter of a verb in each of its stems; the last of them stands before て and た
    "う": "わいえおっ",
    "く": "かきけこい",
    "ぐ": "がぎげごい",
    "す": "さしせそし",
    "つ": "たちてとっ",
    "ぬ": "なにねのん",
    "ぶ": "ばびべぼん",
    "む": "まみめもん",
    "る": "らりれろっ",
}

_HIRAGANA = range(0x3041, 0x3097)


@cache
def japanese_forms() -> frozenset[str]:
    """Every listed word, the stems of verbs and adjectives, the endings that follow a stem, and hiragana."""
    known = set(words(_FILE, "words") | words(_FILE, "endings"))
    known |= set(
        map(chr, _HIRAGANA)
    )  # what a run says stands in its other letters; hiragana that say something are touchy
    for verb in words(_FILE, "godan"):
        known |= {verb, *(verb[:-1] + stem for stem in _ROWS[verb[-1]])}
    for verb in words(_FILE, "ichidan"):
        known |= {verb, *_ended(verb[:-1])}
    for adjective in words(_FILE, "adjectives"):
        known |= {adjective, *(adjective[:-1] + stem for stem in ("く", "かっ", "けれ", "さ", "そう"))}
    return frozenset(known)


def _ended(stem: str) -> Iterator[str]:
    """A stem of two letters as it is; one of a single letter only with an ending ("見て"), for alone it is a piece."""
    if len(stem) > 1:
        yield stem
    else:
        yield from (stem + ending for ending in words(_FILE, "endings"))
