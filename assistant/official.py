"""The official texts that were brought in, as the answers find them; None where nothing was."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from knowledge.official.texts import OfficialTexts


def official_texts() -> OfficialTexts | None:
    """Look-up over what the store holds at this moment: a sync in another process is seen by the next answer.

    A database that cannot be read has no texts: verdict and digest need none.
    """
    from assistant.settings import database_url

    url = database_url()
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).expanduser().is_file():
        return None
    from sqlalchemy.exc import SQLAlchemyError

    from knowledge import store

    try:
        newest = store.newest(_engine(url))
        return None if newest is None else _texts(url, newest)
    except SQLAlchemyError:
        return None


@lru_cache(maxsize=4)
def _engine(url: str) -> Engine:
    from assistant.store.engine import engine_at

    return engine_at(url)


@lru_cache(maxsize=4)
def _texts(url: str, newest: int) -> OfficialTexts:
    """One look-up a state of the store: `newest` is its last version."""
    from knowledge.official.texts import OfficialTexts

    del newest
    return OfficialTexts(_engine(url))
