"""Holds behind the command line and the HTTP API: an order with its facts in, a Hold out."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import structlog

from assistant.channels import inputs
from assistant.channels.errors import BadInputError
from assistant.errors import AssistantError
from assistant.records.actor import Actor
from assistant.records.holds import Hold, create
from assistant.records.telling import deliver
from assistant.store import Store

LOOK_EVERY = 5.0  # seconds
log = structlog.get_logger(__name__)
FIELDS = {"order", "facts", "as_of"}


def held(store: Store, order: str, facts: dict[str, Any], as_of: dt.date | None, actor: Actor, channel: str) -> Hold:
    """The hold on an order. Raises BadInputError, and as `create` does."""
    for name in ("as_of", "date"):
        if facts.get(name) is not None:
            inputs.day(facts[name], name)
    return create(store, order, facts, actor, as_of=as_of, channel=channel)


def held_in(store: Store, source: str, actor: Actor) -> Hold:
    """The hold on the order in a file: `{order, facts, as_of?}`, as YAML or JSON."""
    given = inputs.facts(source)
    if unknown := set(given) - FIELDS:
        raise BadInputError(sorted(unknown)[0], "no such field; expected order, facts and as_of")
    if not isinstance(given.get("order"), str):
        raise BadInputError("order", "expected the order's name, such as PO-5512")
    if not isinstance(given.get("facts"), dict):
        raise BadInputError("facts", "expected an object of fact names with values")
    day = None if given.get("as_of") is None else inputs.day(given["as_of"])
    return held(store, given["order"], given["facts"], day, actor, "cli")


class Teller:
    """A thread of the server that sends what holds have become, until it is stopped."""

    def __init__(self, store: Store, every: float = LOOK_EVERY) -> None:
        self.store, self.every = store, every
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="holds", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the event at hand; what waits is sent by the next server."""
        self._stopped.set()
        self._thread.join(timeout=LOOK_EVERY)

    def _run(self) -> None:
        while not self._stopped.wait(self.every):
            try:
                deliver(self.store)
            except AssistantError as error:
                log.warning("holds_not_told", error=str(error))
