"""Slack over HTTP beside the other routes of the one server, and over a socket on its own."""

from __future__ import annotations

import signal
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.concurrency import run_in_threadpool

from assistant.channels.errors import BadInputError
from assistant.channels.slack.app import SlackChannel, slack_channel, web_client
from assistant.channels.slack.outbox import Outbox
from assistant.settings import settings

if TYPE_CHECKING:
    from assistant.store import Store

PATH = "/slack/events"  # events, interactivity and the challenge, all in one place
MOST_BYTES = 1_000_000


def channel_of_settings(store: Store) -> SlackChannel:
    """The channel as the settings say. Raises BadInputError, MissingPartError."""
    from assistant.ask import ask

    given = settings()
    token = given.slack_bot_token
    secret = given.slack_signing_secret
    client = web_client(None if token is None else token.get_secret_value(), given.slack_api_url)
    return slack_channel(
        client, Outbox(store), ask,
        signing_secret=None if secret is None else secret.get_secret_value(), officers=given.slack_officer_channel,
    )  # fmt: skip


def http_router(channel: SlackChannel) -> APIRouter:
    """The route for Slack's requests; include it in the server and start the channel with it.

    Raises BadInputError without a signing secret: nobody could tell Slack's requests from others.
    """
    if not channel.signed:
        raise BadInputError("EXPORTDESK_SLACK_SIGNING_SECRET", "is not set; expected the app's signing secret")
    router = APIRouter()

    async def events(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                return Response("too large", 413)
        return to_starlette_response(await run_in_threadpool(partial(_dispatch, channel), request, body))

    router.add_api_route(PATH, events, methods=["POST"], include_in_schema=False)
    return router


def _dispatch(channel: SlackChannel, request: Request, body: bytes) -> BoltResponse:
    return channel.app.dispatch(to_bolt_request(request, body))


def socket_handler(channel: SlackChannel) -> SocketModeHandler:
    """The connection over which Slack sends everything; no address of our own is needed."""
    token = settings().slack_app_token
    if token is None:
        raise BadInputError("EXPORTDESK_SLACK_APP_TOKEN", "is not set; expected an app-level token, xapp-…")
    return SocketModeHandler(channel.app, token.get_secret_value())


def run_socket(store: Store) -> None:
    """Answers over a socket until the process is told to end."""
    channel = channel_of_settings(store)
    handler = socket_handler(channel)
    signal.signal(signal.SIGTERM, lambda *_: channel.stop())
    Thread(target=_warm, daemon=True).start()
    handler.client.connect()
    channel.start()
    try:
        channel.stopped.wait()
    except KeyboardInterrupt:
        channel.stop()
    finally:
        handler.client.close()


def _warm() -> None:
    """Loads what the first question would wait for; kept nowhere."""
    from assistant.ask import ask
    from assistant.prepared import prepare

    prepare()
    ask("8 H100 to a bank in Norway")
