"""Socket mode: the same app behind a connection that the product opens itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.sync.server import ServerConnection, serve

from assistant.channels.errors import BadInputError
from assistant.channels.slack.serve import socket_handler
from assistant.settings import settings
from tests.assistant.channels.slack.standin import SlackStandIn
from tests.assistant.channels.slack.workspace import Person, QuickAsk


class Link:
    """Slack's end of the socket: sends envelopes, keeps what comes back."""

    def __init__(self) -> None:
        self.envelopes: list[dict[str, Any]] = []
        self.acknowledged: list[str] = []
        self.changed = threading.Condition()
        self.server = serve(self._talk, "127.0.0.1", 0)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"ws://127.0.0.1:{self.server.socket.getsockname()[1]}/link"

    def _talk(self, connection: ServerConnection) -> None:
        connection.send(json.dumps({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}}))
        for envelope in self.envelopes:
            connection.send(json.dumps(envelope))
        for said in connection:
            with self.changed:
                self.acknowledged.append(json.loads(said)["envelope_id"])
                self.changed.notify_all()

    def wait_for(self, envelopes: list[str]) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: sorted(self.acknowledged) == envelopes, 30), self.acknowledged


@pytest.fixture
def link(slack: SlackStandIn) -> Iterator[Link]:
    opened = Link()
    slack.socket_url = opened.url
    yield opened
    opened.server.shutdown()


def test_events_over_the_socket_are_acknowledged_and_answered_once(
    channel: Any, slack: SlackStandIn, link: Link, ask: QuickAsk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPORTDESK_SLACK_APP_TOKEN", "xapp-test")
    settings.cache_clear()
    event = {"type": "app_mention", "text": "<@U0BOT> 8 H200 to Norway", "channel": "C1", "user": "U1"}
    payload = Person(None).timed(event)  # type: ignore[arg-type]
    link.envelopes = [
        {"envelope_id": name, "type": "events_api", "payload": payload, "accepts_response_payload": False,
         "retry_attempt": attempt}
        for attempt, name in enumerate(("E-1", "E-2"))
    ]  # fmt: skip
    handler = socket_handler(channel())
    handler.client.connect()
    try:
        link.wait_for(["E-1", "E-2"])
        slack.wait_for(lambda: slack.posts("C1"))
        assert len(slack.posts("DU1")) == 1
        assert ask.asked == ["8 H200 to Norway"]
    finally:
        handler.client.close()


def test_without_an_app_token_the_setting_is_named(channel: Any) -> None:
    with pytest.raises(BadInputError, match="EXPORTDESK_SLACK_APP_TOKEN"):
        socket_handler(channel())
