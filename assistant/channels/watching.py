"""`watch` behind the command line, the HTTP API and the system's timer: what moved, told where officers read it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from assistant import settings as given
from assistant.accounts.users import Users
from assistant.channels.errors import BadInputError, MissingPartError
from assistant.channels.web.links import calendar_link
from assistant.records.actor import LOCAL, Actor
from assistant.records.endings import endings
from assistant.records.telling import deliver, note_changes
from assistant.records.watch import Move, since, watch
from assistant.render.calendar import calendar
from assistant.render.digest import Digest, mail, slack_message
from assistant.store import Store

WEEK = dt.timedelta(days=7)  # what a digest looks back on, unless told otherwise
AHEAD = dt.timedelta(days=14)  # and forward to


def moves(store: Store, text: str | None, actor: Actor) -> list[Move]:
    """What moved since a day or a version, as `--since` names it. Raises NotAllowed, RecordError."""
    return watch(store, actor, since(text))


def tell_orders(store: Store) -> int:
    """Tells the order system of every hold that lists, law or the day have changed; how many changes it took."""
    note_changes(store)
    return deliver(store)


def digest(store: Store, text: str | None, actor: Actor) -> Digest:
    """What officers are told once a week. Raises as `moves` does."""
    day = given.today()
    from_where = text or str(day - WEEK)
    found = moves(store, from_where, actor)
    return Digest(day, from_where, found, endings(store, actor, day, day + AHEAD), given.settings().public_url)


def send_mail(store: Store, found: Digest, to: list[str]) -> int:
    """Mails it to these addresses, else to every officer who has one; to how many.

    Raises:
        BadInputError: a setting is missing, an address is none, or there is nobody to mail it to.
        MissingPartError: the mail server does not take it.
    """
    from assistant.channels.mail import send, sender

    people = to or [
        one.email for one in Users(store).all() if one.email and one.role == "officer" and one.disabled_at is None
    ]
    if not people:
        raise BadInputError("--to", "no officer has an e-mail address; expected --to ADDRESS, or `user add … --email`")
    at, origin = dt.datetime.now(dt.UTC), sender()
    try:
        messages = [mail(found, origin, one, at) for one in people]
    except ValueError as error:
        raise BadInputError("--to", f"{error}; expected an e-mail address") from None
    return send(messages)


def post_to_slack(found: Digest) -> None:
    """Posts it to the officers' channel. Raises BadInputError, MissingPartError."""
    from slack_sdk.errors import SlackApiError

    from assistant.channels.slack.app import web_client

    said = given.settings()
    if said.slack_officer_channel is None:
        raise BadInputError("EXPORTDESK_SLACK_OFFICER_CHANNEL", "is not set; expected the id of a channel, C0…")
    token = said.slack_bot_token
    client = web_client(None if token is None else token.get_secret_value(), said.slack_api_url)
    try:
        client.chat_postMessage(
            channel=said.slack_officer_channel, parse="none", link_names=False, unfurl_links=False, unfurl_media=False,
            **slack_message(found),
        )  # fmt: skip
    except (SlackApiError, OSError) as error:
        raise MissingPartError(f"Slack: it did not take the digest ({_why(error)}); run it again") from error


def _why(error: Exception) -> str:
    response: Any = getattr(error, "response", None)
    return str(response.get("error")) if hasattr(response, "get") else type(error).__name__


def calendar_of(store: Store, actor: Actor) -> bytes:
    """The days on which what somebody may see ends, as an iCalendar file."""
    return calendar(endings(store, actor, given.today()), given.settings().public_url)


def calendar_to(store: Store, actor: Actor, target: Path | None) -> str:
    """Writes somebody's calendar into a file, or gives the address to subscribe to it."""
    from assistant.channels.filing import write_whole
    from assistant.channels.web.serving import serving

    if target is not None:
        write_whole(target, calendar_of(store, actor))
        return f"{target}: written"
    rules = serving(given.settings(), Users(store).exist())
    if actor == LOCAL:
        return f"{rules.address}/v1/calendar.ics"
    return calendar_link(rules.address, actor.name, given.session_secret())
