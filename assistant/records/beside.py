"""What is kept in the very transaction in which a turn is recorded, so that there is never one without the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.orm import Session

from assistant.answer import Answer

Keep = Callable[[Session, Answer], None]
_keep: ContextVar[Keep | None] = ContextVar("keep", default=None)


@contextmanager
def beside_the_record(keep: Keep) -> Iterator[None]:
    """Within it `keep` is called with every turn that is recorded; where it raises, the turn is not recorded."""
    token = _keep.set(keep)
    try:
        yield
    finally:
        _keep.reset(token)


def recorded_now(session: Session, answer: Answer) -> None:
    """Called once an answer has its place in the chain, before anybody else sees it."""
    keep = _keep.get()
    if keep is not None:
        keep(session, answer)
