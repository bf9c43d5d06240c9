"""The page's door to the product: asks, keeps and opens as whoever uses the page, under that person's conversations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from assistant.channels.web.door import page_actor, thread_of
from assistant.records.actor import Actor
from assistant.records.permissions import may, require

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.render.memo import Filed
    from assistant.store import Store, Turn

CHANNEL = "page"
LEASE = dt.timedelta(seconds=10)  # a page waits that long for a process that may be dead; a turn takes less
LINK = "link:"  # a conversation that somebody was given a link to


def ask_here(question: str, *, as_of: dt.date | None, thread: str, user: str = "") -> Answer:
    """The answer of the product's one door, kept as a record of whoever asks: the request says who, not the page.

    Raises NotAllowed, and as `ask` does.
    """
    del user
    from assistant.ask import ask

    actor = who()
    require(actor, "ask")
    own = thread_of(actor, thread)
    return ask(question, as_of=as_of, thread=own, store=store(), channel=CHANNEL, user=actor.name)


def keep_here(thread: str, what: str, answer: Answer, *, user: str = "") -> Answer:
    """Keeps a change made in the panel as a turn and a record; of somebody who may only look nothing is kept."""
    del user
    from assistant.records.content import Asked
    from assistant.records.writing import record_answer

    actor = who()
    if not may(actor, "ask"):
        return answer
    return record_answer(store(), Asked(what, CHANNEL, actor.name, thread_of(actor, thread)), answer)


class KeptHere:
    """The conversations of whoever uses the page, and those that a link shows."""

    def turns(self, thread: str) -> Sequence[Turn]:
        """The turns of an own conversation or of one behind a link; none of anybody else's."""
        if thread.startswith(LINK):
            from assistant.store.shares import shared

            found = shared(store(), thread.removeprefix(LINK))
            return [] if found is None else store().turns(found)
        return store().turns(thread_of(who(), thread))

    def share(self, thread: str) -> str:
        """The id of the link to an own conversation."""
        from assistant.store.shares import share

        return share(store(), thread_of(who(), thread))

    def shared(self, link: str) -> str | None:
        """The name under which `turns` gives the conversation behind a link."""
        from assistant.store.shares import shared

        return None if shared(store(), link) is None else f"{LINK}{link}"

    def filed(self, id: str, actor: Actor) -> Filed:
        """A record as its memo takes it. Raises RecordError where whoever uses the page may not see it."""
        from assistant.channels.memos import filed
        from assistant.records.cases import case

        del actor
        return filed(store(), case(store(), id, who()))

    def standing(self, id: str, actor: Actor, *, escalate: bool, key: str = "") -> str:
        """How a record stands, handed to the officers first where that is asked. Raises RecordError, NotAllowed."""
        from assistant.channels.standing import stands, told
        from assistant.records.cases import Case

        del actor
        if not escalate or not key:
            return stands(store(), id, who(), escalate=escalate)
        return self.once(
            key, f"escalate {id}", lambda: stands(store(), id, who(), escalate=True),
            lambda found: told(found) if isinstance(found, Case) else str(found),
        )[0]  # fmt: skip

    def once(
        self, key: str, sent: str, work: Callable[[], object], written: Callable[[object], str]
    ) -> tuple[str, bool]:
        """What `work` gives under the key of a slip, and whether it was given before. Raises as `work` does."""
        from assistant.accounts.once import Once

        found = Once(store(), LEASE).answer(who().name, f"{CHANNEL} {key}", sent.encode(), work, written)
        return found.text, found.again

    def knows(self, key: str) -> bool:
        """Was what stands on this slip done?"""
        from assistant.accounts.once import Once

        return Once(store()).knows(who().name, f"{CHANNEL} {key}")


def who() -> Actor:
    """Who uses the page in the event at hand."""
    from gradio.context import LocalContext

    return page_actor(LocalContext.request.get(None))


@cache
def store() -> Store:
    """The product's store."""
    from assistant.store import Store

    return Store()
