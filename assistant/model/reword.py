"""Plainer sentences by a language model, each held against the verdict; what fails is replaced by our own.

The first line, which says the result, is never given away. A sentence keeps its marks, figures, dates, cites, classes
and every word that limits it, or it is not taken.
"""

from __future__ import annotations

import re
from collections import Counter

from assistant.ground import MARK, NUMBER, Basis, complaint, sentences
from assistant.model.connect import LanguageModel

LIMITS = re.compile(
    r"(?i)\b(not|no|never|none|neither|nor|cannot|only|unless|until|if|except|before|after|may|must|should|would|could|can|"
    r"required?|requires|prohibited|forbidden|denial|approval|unknown|open|missing|condition\w*|presum\w+)\b|n't\b"
)
MARKUP = re.compile(r"[<>*_`|#~\\]|\]\(|https?:|[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
NAMES = re.compile(r"\b(?:[A-Z][\w.&-]*|\d[A-E]\d{3}[\w.]*)")
LONGEST = 1.6  # a plainer sentence is not much longer than the one that it stands for


def reworded(text: str, model: LanguageModel, basis: Basis) -> tuple[str, int]:
    """The text with the sentences that the model made plainer and that stand, and how many did not."""
    head, _, body = text.partition("\n\n")
    lines = [line for line in body.split("\n") if line.strip() and not line.startswith(("-", "|", "#", "*"))]
    found = tuple(one for line in lines for one in sentences(line))
    rejected = 0
    for number, plainer in model.wording(found).items():
        if not 1 <= number <= len(found) or not plainer.strip():
            continue
        own, other = found[number - 1], " ".join(plainer.split())
        if other == own:
            continue
        stands = not MARKUP.search(other) and _says_the_same(own, other) and complaint(other, basis) is None
        if stands and body.count(own) == 1:
            body = body.replace(own, other)
        else:
            rejected += 1
    return f"{head}\n\n{body}" if body else head, rejected


def _says_the_same(own: str, other: str) -> bool:
    """Does the other sentence keep what a reader relies on, and add nothing of the kind?"""
    if len(other) > len(own) * LONGEST + 20:
        return False
    kept = (MARK, NUMBER, LIMITS)
    if any(_counted(pattern, own) != _counted(pattern, other) for pattern in kept):
        return False
    names = set(NAMES.findall(_inner(other)))
    return names <= set(NAMES.findall(own))


def _inner(sentence: str) -> str:
    """A sentence without its first word, which has a capital anyway."""
    return sentence.partition(" ")[2]


def _counted(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(found.group().lower() for found in pattern.finditer(text))
