"""The Bolt app: listens, writes down, acknowledges, and leaves the rest to the desk.

What is to be answered is in the outbox before Slack hears that it was received, so nothing acknowledged is lost; what
Slack sends again is known by its key. Wrong signatures and old requests are refused by Bolt's own check.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.channels.errors import BadInputError, MissingPartError
from assistant.channels.lines import reference
from assistant.channels.slack.desk import Ask, Desk
from assistant.channels.slack.incoming import pressed, spoken
from assistant.channels.slack.intake import CHOOSE
from assistant.channels.slack.outbox import Outbox
from assistant.channels.slack.posting import Poster

PRESSES = re.compile(rf"{CHOOSE.pattern}|publish|officer")
SWEEP_SECONDS = 1.0
SECONDS_FOR_SLACK = 15  # until a call to Slack is given up
Next = Callable[[], BoltResponse]


@dataclass(frozen=True, slots=True)
class SlackChannel:
    """The app with what works beside it. `signed`: requests over HTTP can be told from forged ones."""

    app: App
    desk: Desk
    signed: bool
    stopped: Event

    def start(self) -> None:
        """Begins to take up what an earlier process has left, and what is to be tried again."""
        Thread(target=self._sweep, name="slack-outbox", daemon=True).start()

    def stop(self) -> None:
        """Ends that; what is waiting stays in the outbox."""
        self.stopped.set()

    def _sweep(self) -> None:
        while not self.stopped.wait(SWEEP_SECONDS):
            try:
                self.desk.intake.questions()
                self.desk.work_on_what_is_left()
            except Exception as error:  # the next round may succeed
                reference(error)


def web_client(token: str | None, base_url: str | None) -> WebClient:
    """Slack's Web API. It repeats nothing by itself: the outbox does, after it has looked."""
    if token is None:
        raise BadInputError("EXPORTDESK_SLACK_BOT_TOKEN", "is not set; expected the bot token of the app, xoxb-…")
    url = WebClient.BASE_URL if base_url is None else base_url.rstrip("/") + "/"
    return WebClient(token=token, base_url=url, timeout=SECONDS_FOR_SLACK, retry_handlers=[])


def slack_channel(
    client: WebClient, outbox: Outbox, ask: Ask, *,
    signing_secret: str | None, officers: str | None = None, as_of: dt.date | None = None,
) -> SlackChannel:  # fmt: skip
    """The channel; without a signing secret it serves over a socket only.

    Raises:
        BadInputError: Slack does not take the token.
        MissingPartError: Slack cannot be reached.
    """
    try:
        team = str(client.auth_test()["team_id"])
    except SlackApiError as error:
        raise BadInputError("EXPORTDESK_SLACK_BOT_TOKEN", f"Slack says {error.response['error']}") from error
    except OSError as error:
        raise MissingPartError(f"Slack cannot be reached ({error}); see EXPORTDESK_SLACK_API_URL") from error
    desk = Desk(Poster(client, outbox), ask, team=team, officers=officers, as_of=as_of)
    app = App(
        client=client, signing_secret=signing_secret or "", token_verification_enabled=False,
        logger=logging.getLogger("exportdesk.slack"),
    )  # fmt: skip
    _listen(app, desk)
    return SlackChannel(app, desk, bool(signing_secret), Event())


def _listen(app: App, desk: Desk) -> None:
    def note_words(body: dict[str, Any], context: BoltContext, next: Next) -> BoltResponse:
        if (said := spoken(body)) is not None:
            context["conversation"] = desk.intake.words(said)
        return next()

    def note_press(body: dict[str, Any], context: BoltContext, next: Next) -> BoltResponse:
        if (done := pressed(body)) is not None:
            context["conversation"] = desk.intake.press(done)
        return next()

    def answer(context: BoltContext) -> None:
        if (conversation := context.get("conversation")) is not None:
            desk.work(conversation)

    def act(ack: Ack, context: BoltContext) -> None:
        ack()
        answer(context)

    def show_home(event: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        if event.get("tab", "home") == "home":
            client.views_publish(user_id=event["user"], view=desk.home(str(body.get("team_id")), str(event["user"])))

    app.event("app_mention", middleware=[note_words])(answer)
    app.event("message", middleware=[note_words])(answer)
    app.event("app_home_opened")(show_home)
    app.action(PRESSES, middleware=[note_press])(act)
