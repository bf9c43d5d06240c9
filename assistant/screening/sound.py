"""How a word sounds, roughly: two romanisations of one name give one key, or at least one skeleton.

Mohammed and Muhammad, Sergeyev and Sergeev, Hussein and Husayn. A key proves nothing: it makes two words
comparable, the score says how much that counts.
"""

import hashlib
import re
from functools import lru_cache

STEPS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"shch|sch|sh", "S"),
        (r"tch|ch", "C"),
        (r"dzh|dj|zh|j(?=[aeiou])", "J"),
        (r"kh|ck|q|(?<!^)gh", "k"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"gh", "g"),
        (r"ts|tz|cz", "c"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"w", "v"),
        (r"z", "s"),
        (r"iye|ie|ye|yo|ee|iy|yi|ij|ii|yy", "i"),
        (r"ei|ey|ai|ay|ae", "e"),
        (r"ou|oo|ow|au|aw", "u"),
        (r"y|j", "i"),
        (r"h(?![aeiou])", ""),
        (r"e", "a"),
        (r"o", "u"),
        (r"(.)\1+", r"\1"),
        (r"(?<=.)[ai]+$", ""),
    )
)
VOWELS = re.compile(r"[aeiouyh]")


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """The key of a word; figures stay as they are.

    >>> sound("mohammed") == sound("muhammad"), sound("sergeyev") == sound("sergeev")
    (True, True)
    """
    if not word.isalpha():
        return word
    for pattern, to in STEPS:
        word = pattern.sub(to, word)
    return word


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """The consonants of a word: all that Arabic and Hebrew write; empty where they are too few to tell anything."""
    bones = VOWELS.sub("", sound(word)) if word.isalpha() else ""
    return bones if len(bones) >= 3 else ""


@lru_cache(maxsize=200_000)
def sound_code(word: str) -> int:
    """The word's sound as a number, 0 where it is too short to sound like another."""
    return _coded(sound(word)) if word.isalpha() and len(word) > 2 else 0


@lru_cache(maxsize=200_000)
def skeleton_code(word: str) -> int:
    """The word's skeleton as a number, 0 where it has none."""
    return _coded(skeleton(word))


def _coded(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest()) if text else 0
