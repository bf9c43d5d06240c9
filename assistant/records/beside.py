"""What is kept in the very transaction in which a turn, a decision or another act enters the chain, so that there is
never one without the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.orm import Session

Keep = Callable[[Session, object], None]
_keep: ContextVar[Keep | None] = ContextVar("keep", default=None)


@contextmanager
def beside_the_record(keep: Keep) -> Iterator[None]:
    """Within it `keep` is called with whatever enters the chain; where it raises, nothing of it is kept."""
    token = _keep.set(keep)
    try:
        yield
    finally:
        _keep.reset(token)


def recorded_now(session: Session, given: object) -> None:
    """Called once an act has its place in the chain, before anybody else sees it. `given`: what its caller gets."""
    keep = _keep.get()
    if keep is not None:
        keep(session, given)
