"""Links to conversations: the same at every call, not to be guessed, and nothing of a thread in them."""

from __future__ import annotations

from assistant.store import Store
from assistant.store.shares import share, shared
from tests.assistant.render.samples import ANSWER


def test_a_link_opens_its_conversation_and_no_other(database_url: str) -> None:
    store = Store(database_url)
    store.keep("page-1", "a deal", ANSWER)
    store.keep("page-2", "another", ANSWER)
    first = share(store, "page-1")
    assert share(store, "page-1") == first
    assert share(store, "page-2") != first
    assert "page-1" not in first
    assert len(first) >= 32
    assert shared(store, first) == "page-1"
    assert shared(store, "page-1") is None
    store.close()
