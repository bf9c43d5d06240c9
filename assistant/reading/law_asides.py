"""Questions of law that a turn puts by the way, beside what it tells of the deal."""

import re

from assistant.reading.lists import pattern, words_file

OF_THE_DEAL = re.compile(  # "and why does it need a license?"
    r"(?i)\b(?:it|this|that|they|them|their|he|she|we|our|these|those|here|deal|order|shipment|buyer|customer|client|parent"
    r"|owner|end[- ]user|outcome|result|answer|verdict|case)\b"
)
_BY_THE_WAY = re.compile(
    r"(?i)^\W*(?:and |but )?(?:by the way|btw|(?:a )?(?:quick|side|general|another|other|different) question|unrelated"
    r"|out of curiosity|just curious|in general|generally)\b\W*"
)


def law_asides(text: str) -> tuple[str, ...]:
    """The sentences that ask of the law by the way; none where the text says nothing else."""
    pieces = [piece for piece in re.split(r"(?<=[.?!])\s+", text) if re.search(r"\w", piece)]
    asides = tuple(piece for piece in pieces if _is_aside(piece))
    return asides if len(asides) < len(pieces) else ()


def _is_aside(piece: str) -> bool:
    lead = _BY_THE_WAY.match(piece)
    if lead is None or not piece.rstrip().endswith("?") or OF_THE_DEAL.search(piece[lead.end() :]):
        return False
    told = words_file("kinds.yaml")
    return any(pattern(told[key]).search(piece) for key in ("law_words", "strict_law"))
