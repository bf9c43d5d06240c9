"""Small words inside a chain of owners: "a Dutch holding that is in turn controlled by a Chinese group".

They say nothing, and part the verb from what it is said of: they are taken out, with the way back kept.
"""

import re

from assistant.reading.normalise import Normal

_FILLER = re.compile(
    r"(?i)(?:(?<=\bwhich )|(?<=\bthat )|(?<=\bwho )|(?<=\bis )|(?<=\bare )|(?<=\band )|(?<=, ))"
    r"(?:in (?:its |their )?turn|for (?:its|their) part|likewise|itself|themselves)[ ,]+"
    r"(?=(?:(?:is|are)\s+)?(?:(?:wholly|fully|entirely|majority|partly|mostly|100 ?%|an?)[ -])*"
    r"(?:owned|held|controlled|belongs?|belonging|subsidiary)\b)"
)


def without_fillers(normal: Normal) -> Normal:
    """The text without them.

    >>> from assistant.reading.normalise import normalise
    >>> without_fillers(normalise("a holding that is in turn controlled by a group")).text
    'a holding that is controlled by a group'
    """
    spans = [match.span() for match in _FILLER.finditer(normal.text)]
    if not spans:
        return normal
    kept = [at for at in range(len(normal.text)) if not any(start <= at < end for start, end in spans)]
    text = "".join(normal.text[at] for at in kept)
    return Normal(text, tuple(normal.back[at] for at in kept), normal.notes, normal.size)
