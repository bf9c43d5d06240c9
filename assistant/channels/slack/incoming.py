"""What comes from Slack, as plain words with their place; nothing that Slack does not vouch for is taken over."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ID = re.compile(r"[A-Z][A-Z0-9]{1,39}")
TIME = re.compile(r"\d{1,12}\.\d{1,9}")
MARKED = re.compile(r"<([^<>]*)>")
WRAPPED = re.compile(r"(?<![\w*_~`])([*_~`]{1,3})(?=\S)([^\n]*?\S)\1(?![\w*_~`])")
SPOKEN = frozenset({None, "file_share", "thread_broadcast"})  # kinds of messages that a person has written


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message to the product. `place` is its own time, `thread_ts` that of the thread it stands in or begins."""

    team: str
    user: str
    channel: str
    thread_ts: str
    place: str
    is_direct: bool
    words: str

    @property
    def key(self) -> str:
        """The same for every delivery of this message."""
        return f"{self.team}:{self.channel}:{self.place}"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a card: which action, on the card of which job, on which message."""

    team: str
    user: str
    channel: str
    message_ts: str
    place: str
    action: str
    job: str


def spoken(body: Mapping[str, Any]) -> Spoken | None:
    """A mention or a direct message of a person; None of anything else, such as bots, edits and other channels."""
    event = body.get("event") or {}
    is_direct = event.get("channel_type") == "im"
    if (
        event.get("bot_id")
        or event.get("subtype") not in SPOKEN
        or not (is_direct or event.get("type") == "app_mention")
    ):
        return None
    team = str(event.get("user_team") or event.get("team") or body.get("team_id"))
    user, channel, place = str(event.get("user")), str(event.get("channel")), str(event.get("ts"))
    thread = str(event.get("thread_ts") or place)
    if not (_ids(team, user, channel) and _times(place, thread)):
        return None
    return Spoken(team, user, channel, thread, place, is_direct, unmarked(str(event.get("text") or "")))


def pressed(body: Mapping[str, Any]) -> Pressed | None:
    """The button that somebody pressed on one of our cards."""
    action = (body.get("actions") or [{}])[0]
    who, container = body.get("user") or {}, body.get("container") or {}
    user, team = str(who.get("id")), str(who.get("team_id") or (body.get("team") or {}).get("id"))
    channel, message, place = (str(one) for one in (
        container.get("channel_id"), container.get("message_ts"), action.get("action_ts"),
    ))  # fmt: skip
    if not (_ids(team, user, channel) and _times(message, place)):
        return None
    return Pressed(team, user, channel, message, place, str(action.get("action_id")), str(action.get("value")))


def unmarked(text: str) -> str:
    """A message as its writer saw it: links by what they show, mentions gone, marks for bold and code taken off.

    >>> unmarked("<@U1> 8 *H200* to <http://acme.example|acme.example> &amp; Co in <#C1|oslo>")
    '8 H200 to acme.example & Co in oslo'
    """
    return " ".join(_bare(html.unescape(MARKED.sub(_seen, text))).split(" ")).strip()


def _bare(text: str) -> str:
    """Without paired marks; several layers at most."""
    for _ in range(3):
        text = WRAPPED.sub(r"\2", text)
    return text


def _seen(found: re.Match[str]) -> str:
    inside, _, label = found[1].partition("|")
    if inside.startswith("@"):
        return ""
    if inside.startswith(("!", "#")):
        return label
    return label or inside


def _ids(*given: str) -> bool:
    return all(ID.fullmatch(one) for one in given)


def _times(*given: str) -> bool:
    return all(TIME.fullmatch(one) for one in given)
