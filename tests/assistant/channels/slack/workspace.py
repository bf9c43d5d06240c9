"""A person's side of Slack: signed requests to the product, as Slack sends them."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import time
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier
from starlette.testclient import TestClient

from assistant.answer import Answer
from assistant.decide import decide
from assistant.records.content import Asked
from assistant.records.writing import record_answer
from assistant.restate import told
from assistant.standing import noted
from assistant.store import Store

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
DAY = dt.date(2026, 11, 25)
PATH = "/slack/events"
FACTS = {
    "item": {"eccn": "4A090.a", "form": "card"}, "quantity": 8, "destination": "NO",
    "parties": [{"roles": ["ultimate_consignee", "end_user"], "kind": "company", "location": "NO"}],
}  # fmt: skip
Plain = dict[str, Any]


class QuickAsk:
    """A door that decides one fixed deal, keeps the turn and counts: what follows the answer is tested with it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(
        self, question: str, *, as_of: dt.date | None, thread: str, store: Store, channel: str, user: str
    ) -> Answer:
        self.asked.append(question)
        with noted() as notes:
            answer = told(*decide(FACTS, as_of))
        return record_answer(store, Asked(question, channel, user, thread), answer, notes)


class Person:
    """Sends what Slack would send for a person of a workspace."""

    times = itertools.count(100)

    def __init__(self, http: TestClient, user: str = "U1", team: str = "T1") -> None:
        self.http, self.user, self.team = http, user, team

    def mention(self, words: str, *, channel: str = "C1", thread: str | None = None) -> Plain:
        """Mentions the app in a channel."""
        event = {"type": "app_mention", "text": f"<@U0BOT> {words}", "channel": channel, "user": self.user}
        return self.send(self.timed(event, thread))

    def direct(self, words: str, *, thread: str | None = None) -> Plain:
        """Writes a direct message."""
        event = {"type": "message", "channel_type": "im", "text": words, "channel": f"D{self.user}", "user": self.user}
        return self.send(self.timed(event, thread))

    def timed(self, event: Plain, thread: str | None = None) -> Plain:
        """The event's envelope, at a time of its own."""
        ts = f"{1_790_000_000 + next(self.times)}.000200"
        event = {**event, "ts": ts, "event_ts": ts, "team": self.team, **({"thread_ts": thread} if thread else {})}
        return {
            "type": "event_callback", "team_id": self.team, "api_app_id": "A1", "event_id": f"Ev{ts}", "event": event,
            "authorizations": [{"team_id": self.team, "user_id": "U0BOT", "is_bot": True}],
        }  # fmt: skip

    def open_home(self) -> Plain:
        """Opens the app's home."""
        return self.send(self.timed({"type": "app_home_opened", "user": self.user, "channel": "D1", "tab": "home"}))

    def press(self, message: Plain, action: str, *, channel: str | None = None) -> Plain:
        """Presses a button of a message."""
        button = next(
            element for block in message["blocks"] if block["type"] == "actions"
            for element in block["elements"] if element["action_id"] == action
        )  # fmt: skip
        payload = {
            "type": "block_actions", "team": {"id": self.team}, "api_app_id": "A1", "trigger_id": "1.2",
            "user": {"id": self.user, "team_id": self.team},
            "container": {"type": "message", "channel_id": channel or f"D{self.user}", "message_ts": message["ts"]},
            "actions": [{
                "type": "button", "action_id": action, "value": button["value"], "block_id": "b",
                "action_ts": f"{1_790_000_000 + next(self.times)}.000300",
            }],
        }  # fmt: skip
        body = urlencode({"payload": json.dumps(payload)})
        self.answer = self.post(body, "application/x-www-form-urlencoded")
        return payload

    def send(self, body: Plain, **headers: str) -> Plain:
        """Delivers an event; gives its envelope, to be delivered again."""
        self.answer = self.post(json.dumps(body), "application/json", headers=headers)
        return body

    def post(self, body: str, kind: str, *, age: int = 0, secret: str = SECRET, headers: Plain | None = None) -> Any:
        """A signed request, of so many seconds ago."""
        at = str(int(time.time()) - age)
        signature = SignatureVerifier(secret).generate_signature(timestamp=at, body=body)
        signed = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": str(signature), "Content-Type": kind}
        return self.http.post(PATH, content=body, headers={**signed, **(headers or {})})
