"""What verdicts stand on, noted while a turn is answered, so that a record can pin it without deciding again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.law import Figure, Law
    from rules.proof import Verdict


@dataclass(slots=True)
class Notes:
    """The verdicts of a turn with the figures that each read."""

    _taken: list[tuple[Verdict, tuple[Figure, ...]]] = field(default_factory=list)

    def take(self, verdict: Verdict, figures: tuple[Figure, ...]) -> None:
        self._taken.append((verdict, figures))

    def figures(self, verdict: Verdict) -> tuple[Figure, ...]:
        """What the verdict read; a copy of a verdict with the same proof stands on the same."""
        found = (figures for noted, figures in self._taken if noted.reasons is verdict.reasons)
        return _once(figure for figures in found for figure in figures)


_notes: ContextVar[Notes | None] = ContextVar("notes", default=None)


@contextmanager
def noted() -> Iterator[Notes]:
    """Notes what the verdicts made inside stand on."""
    notes = Notes()
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def note(verdict: Verdict, figures: tuple[Figure, ...]) -> None:
    """Notes a verdict, where somebody asked for notes."""
    if (notes := _notes.get()) is not None:
        notes.take(verdict, figures)


def figures_of(laws: Iterable[Law]) -> tuple[Figure, ...]:
    """Every figure that was read of the laws, each once."""
    return _once(figure for law in laws for figure in law.figures_read)


def _once(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple({(figure.id, figure.effective_from): figure for figure in figures}.values())
