"""Words that open a turn and say nothing themselves: "ok, so", "hm, sorry", "and"."""

FILLERS = r"ok|okay|so|and|but|hm+|uh+|ah|oh|oops|sorry|wait|well"


def opening(*more: str) -> str:
    """The begin of a turn as a pattern: such words, and those that this turn may open with too, in any number."""
    return rf"^\W*(?:(?:{'|'.join((FILLERS, *more))})\b\W*)*"
