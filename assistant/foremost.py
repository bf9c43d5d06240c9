"""The part of a verdict's answer that a turn asks for comes first: what is presumed or missing, or its short form."""

from __future__ import annotations

import re

from assistant.reading.openings import opening
from assistant.wording import wording

_SHOW = r"(?:(?:please |can you |could you )*(?:show|list|give|tell|name)(?: (?:me|us))? )?"
_PRESUMED = re.compile(
    rf"(?i){opening('then', 'also')}{_SHOW}(?:what|which (?:things|facts))(?: all| else)? (?:did|do|have|are|were) you"
    r" (?:assum\w+|presum\w+|tak\w+ for granted)\b[^.;!\n]{0,30}$"
    rf"|{opening('then', 'also')}{_SHOW}(?:what (?:is|was|are|were) |the |your |all )+(?:assum\w+|presum\w+)"
    r"(?: here| for (?:that|this|it)| you made| of yours)?\W*$"
)
_MISSING = re.compile(
    rf"(?i){opening('then', 'also')}{_SHOW}(?:what |which |is |are |the |any |all )*(?:facts? |information |details? )?"
    r"(?:(?:is|are) (?:still )?)?(?:missing|open|lacking|outstanding)(?: (?:facts?|information|details?|points?"
    r"|questions?))?(?: (?:here|now|still|then|please|for (?:this|that|it)))*\W*$"
)
_SHORT = re.compile(
    r"(?i)\b(?:in|as) (?:one|two|three|a (?:few|couple of)|1|2|3) (?:lines?|sentences?)\b|\b(?:short|brief|quick)"
    r" (?:version|form|summary|answer)\b|\bin short\b|\bsummar(?:y|ise|ize)\b"
)
_LONGEST = 14  # words of a turn that asks for a part and tells nothing
_EXCEPTION = "License exception"


def foremost(question: str, text: str) -> str:
    """The wording of one deal with the part that is asked for at its top, or its short form; else as it was."""
    if len(question.split()) > _LONGEST:
        return text
    parts = text.split("\n\n")
    words = wording("foremost")
    if _PRESUMED.match(question):
        return _first(parts, wording("presumed")["line"].partition("{")[0].strip(), words["nothing_presumed"])
    if _MISSING.match(question):
        return _first(parts, wording("questions")["heading"], words["nothing_missing"])
    return "\n\n".join(_in_short(parts)) if _SHORT.search(question) else text


def _first(parts: list[str], opening_words: str, none: str) -> str:
    found = [one for one in parts if one.startswith(opening_words)]
    return "\n\n".join([*(found or [none]), *(one for one in parts if one not in found)])


def _in_short(parts: list[str]) -> list[str]:
    """The verdict, how current the law is, the conditions of an exception, and the facts that decide."""
    kept = (_EXCEPTION, wording("questions")["heading"])
    return [*parts[:2], *(one for one in parts[2:] if one.startswith(kept))]
