"""Countries that a reading never passes over (`data/frame.yaml`): whatever is said of them, somebody is asked."""

from functools import cache

from assistant.reading.lists import words


@cache
def strict() -> frozenset[str]:
    """ISO codes of the countries that are never passed over."""
    return frozenset(code.upper() for code in words("frame.yaml", "never_dropped"))


@cache
def embargoed() -> frozenset[str]:
    """ISO codes of the places from which no one pays, orders or takes goods without a question."""
    return frozenset(code.upper() for code in words("frame.yaml", "embargoed"))
