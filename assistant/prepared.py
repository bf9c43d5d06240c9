"""Everything that is learned from written sentences, loaded or made before the first question."""

from __future__ import annotations

from assistant import asked_for, practice
from assistant.reading import likeness


def prepare() -> None:
    """Loads the sentence model and what is learned with it, so that no question waits for them."""
    likeness.prepare()
    practice.prepare()
    asked_for.prepare()
