"""Text that can pose as nothing else: controls and direction marks are shown by their code points, never obeyed."""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"  # Persian, Urdu and Indic names are spelled with them


def visible(text: object, keep: str = "\n\t") -> str:
    """The text with every control and format character written out; `keep` stays.

    >>> visible("safe\\u202etxt.exe"), visible("two\\nlines")
    ('safe[U+202E]txt.exe', 'two\\nlines')
    """
    return "".join(_shown(char, keep) for char in str(text))


def _shown(char: str, keep: str) -> str:
    if char in keep or char in JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return char
    return f"[U+{ord(char):04X}]"
