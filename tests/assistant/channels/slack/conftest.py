"""A workspace of its own for each test, and the product beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.channels.slack.app import SlackChannel, slack_channel, web_client
from assistant.channels.slack.outbox import Outbox
from assistant.channels.slack.serve import http_router
from assistant.store import Store
from tests.assistant.channels.slack.standin import SlackStandIn
from tests.assistant.channels.slack.workspace import DAY, SECRET, QuickAsk

Open = Callable[..., SlackChannel]


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    standin = SlackStandIn()
    yield standin
    standin.close()


@pytest.fixture
def ask() -> QuickAsk:
    return QuickAsk()


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store()
    yield opened
    opened.close()


@pytest.fixture
def channel(slack: SlackStandIn, ask: QuickAsk, store: Store) -> Open:
    """Makes the channel of one process over the workspace and the store."""

    def made(door: Any = ask, *, officers: str | None = "COFFICE", outbox: Outbox | None = None) -> SlackChannel:
        return slack_channel(
            web_client("xoxb-test", slack.url), outbox or Outbox(store), door,
            signing_secret=SECRET, officers=officers, as_of=DAY,
        )  # fmt: skip

    return made


@pytest.fixture
def http() -> Callable[[SlackChannel], TestClient]:
    """The server's side that Slack reaches."""

    def made(channel: SlackChannel) -> TestClient:
        server = FastAPI()
        server.include_router(http_router(channel))
        return TestClient(server)

    return made
