"""One call: who makes it, whether they may, and the answer given once where it carries an idempotency key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from starlette.responses import Response

from assistant.accounts.once import Once
from assistant.answer import Answer
from assistant.ask import ask
from assistant.channels import inputs
from assistant.channels.api.exact import text_of
from assistant.channels.web.door import actor_of, thread_of
from assistant.records.actor import Actor
from assistant.records.permissions import Action, require
from assistant.store import Store

JSON = "application/json"
IdempotencyKey = Annotated[
    str | None,
    Header(description="Sent again with the same key and body, the request gets the answer it got; kept for a day."),
]


@dataclass(frozen=True, slots=True)
class Call:
    """A request of somebody who may make it."""

    actor: Actor
    store: Store
    channel: str = "http"
    key: str | None = None
    sent: bytes = b""

    def thread(self, name: str | None) -> str | None:
        """The conversation of that name that belongs to the caller: nobody reads or continues another's."""
        return None if name is None else thread_of(self.actor, name)

    def ask(self, question: str, as_of: dt.date | None, thread: str | None) -> Answer:
        """The answer to one turn of the caller's, kept as a record."""
        name = self.thread(thread)
        return ask(question, as_of=as_of, thread=name, store=self.store, channel=self.channel, user=self.actor.name)

    def text(self, work: Callable[[], object]) -> tuple[str, bool]:
        """The JSON text of what `work` gives, and whether it was given before."""
        if self.key is None:
            return text_of(work()), False
        found = Once(self.store).answer(self.actor.name, self.key, self.sent, work, text_of)
        return found.text, found.again

    def answer(self, work: Callable[[], object]) -> Response:
        """What `work` gives, as the command line writes it."""
        text, again = self.text(work)
        return Response(text, media_type=JSON, headers={"Idempotent-Replayed": "true"} if again else None)


def caller(action: Action) -> Any:
    """A FastAPI dependency: the call, where its maker may do this."""

    async def made(request: Request, idempotency_key: IdempotencyKey = None) -> Call:
        actor = actor_of(request)
        require(actor, action)
        path = str(request.url.path) + (f"?{request.url.query}" if request.url.query else "")
        sent = f"{request.method} {path}\n".encode() + await request.body()
        return Call(actor, request.app.state.store, key=idempotency_key, sent=sent)

    return Depends(made)


def day(text: str | None, field: str = "as_of") -> dt.date | None:
    """The day in a field, if it is there. Raises BadInputError."""
    return None if text is None else inputs.day(text, field)
