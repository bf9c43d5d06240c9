"""Word lists in code, written as plain text."""


def word_set(text: str, separator: str | None = None) -> frozenset[str]:
    """The words of the text, or its parts between separators, without surrounding space."""
    return frozenset(part.strip() for part in text.split(separator))
