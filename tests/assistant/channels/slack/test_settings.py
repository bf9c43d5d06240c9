"""What is not set, or not taken by Slack, is one sentence that names the setting."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.channels.errors import BadInputError, MissingPartError
from assistant.channels.slack.app import slack_channel, web_client
from assistant.channels.slack.outbox import Outbox
from assistant.channels.slack.serve import channel_of_settings, http_router
from assistant.store import Store
from tests.assistant.channels.slack.standin import SlackStandIn
from tests.assistant.channels.slack.workspace import QuickAsk


def test_without_a_bot_token(store: Store) -> None:
    with pytest.raises(BadInputError, match="EXPORTDESK_SLACK_BOT_TOKEN: is not set"):
        channel_of_settings(store)


def test_without_a_signing_secret_nothing_is_served_over_http(slack: SlackStandIn, store: Store, ask: QuickAsk) -> None:
    channel = slack_channel(web_client("xoxb-test", slack.url), Outbox(store), ask, signing_secret=None)
    with pytest.raises(BadInputError, match="EXPORTDESK_SLACK_SIGNING_SECRET"):
        http_router(channel)


def test_where_slack_cannot_be_reached(store: Store, ask: QuickAsk) -> None:
    with pytest.raises(MissingPartError, match="EXPORTDESK_SLACK_API_URL"):
        slack_channel(web_client("xoxb-test", "http://127.0.0.1:9/api"), Outbox(store), ask, signing_secret="x")


def test_a_token_that_slack_does_not_take(
    slack: SlackStandIn, store: Store, ask: QuickAsk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(method: str, given: dict[str, Any]) -> dict[str, Any]:
        return {"ok": False, "error": "invalid_auth"}

    monkeypatch.setattr(slack, "answer", refused)
    with pytest.raises(BadInputError, match="EXPORTDESK_SLACK_BOT_TOKEN: Slack says invalid_auth"):
        slack_channel(web_client("xoxb-test", slack.url), Outbox(store), ask, signing_secret="x")
