"""The one server serves Slack too: its door lets signed requests through without an account, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from assistant.accounts.users import Users
from assistant.channels.server import build
from assistant.channels.web.serving import Serving
from assistant.settings import settings
from assistant.store import Store
from tests.assistant.channels.slack.standin import SlackStandIn
from tests.assistant.channels.slack.workspace import SECRET, Person


@pytest.fixture
def server(slack: SlackStandIn, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    named = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": slack.url}
    for name, value in named.items():
        monkeypatch.setenv(f"EXPORTDESK_{name}", value)
    settings.cache_clear()
    Users(store).add("olga", "officer", password="correct horse battery")
    reachable = Serving("0.0.0.0", 443, "https://desk.example.com", sign_in=True)
    with TestClient(build(reachable, store), base_url="https://desk.example.com") as client:
        yield client


def test_signed_requests_pass_the_door_and_forged_ones_do_not(server: TestClient, slack: SlackStandIn) -> None:
    anna = Person(server)
    challenge = json.dumps({"type": "url_verification", "challenge": "c-1", "token": "x"})
    assert anna.post(challenge, "application/json").json() == {"challenge": "c-1"}
    assert anna.post(challenge, "application/json", secret="another").status_code == 401
    anna.open_home()
    slack.wait_for(lambda: "U1" in slack.home)


def test_a_request_that_is_too_large_is_not_read(server: TestClient) -> None:
    answer = Person(server).post("x" * 1_000_001, "application/json")
    assert answer.status_code == 413
