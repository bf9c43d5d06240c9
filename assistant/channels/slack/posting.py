"""Posts to Slack once: noted before, looked for after a crash, never sent again blindly.

A post carries the job and its part as metadata. Slack has no key against doubles, so a part whose fate is not known
is looked for in its thread (or, at the top of a conversation, in its history) before it is posted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.channels.slack.outbox import Job, Outbox

EVENT = "exportdesk_turn"
PAGE = 200  # messages of a thread in one answer of Slack's
CLOCKS_APART = 120  # seconds by which our clock and Slack's may differ
FIRST_REST, LONGEST_REST = 1.0, 300.0  # seconds
PASSES = frozenset({
    "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout",
})  # fmt: skip
Message = Mapping[str, Any]
Found = TypeVar("Found")


class Later(Exception):
    """Slack does not take it now: after so many seconds again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"in {seconds:g} s")
        self.seconds = min(seconds, LONGEST_REST)


class Refused(Exception):
    """Slack will never take it; the message is Slack's own word for why."""


class Poster:
    """Slack's Web API as the product uses it."""

    def __init__(self, client: WebClient, outbox: Outbox) -> None:
        self.client, self.outbox = client, outbox

    def once(self, job: Job, part: str, channel: str, thread_ts: str | None, message: Message) -> Job:
        """Posts a part of a job unless it was posted before; the job then knows where.

        Raises:
            Later, Refused: as `call`.
            HoldLost: another process works in this conversation by now.
        """
        if job.posts.get(part):
            return job
        if part in job.posts and (ts := self._find(job, part, channel, thread_ts)) is not None:
            return self.outbox.posted(job, part, {"channel": channel, "ts": ts})
        self.outbox.renew(job.conversation)
        job = self.outbox.posting(job, part)
        answer = self.call(
            job,
            lambda: self.client.chat_postMessage(
                channel=channel, thread_ts=thread_ts, text=message["text"], blocks=message["blocks"],
                metadata={"event_type": EVENT, "event_payload": {"turn": job.id, "part": part}},
                parse="none", link_names=False, unfurl_links=False, unfurl_media=False,
            ),
        )  # fmt: skip
        return self.outbox.posted(job, part, {"channel": channel, "ts": str(answer["ts"])})

    def _find(self, job: Job, part: str, channel: str, thread_ts: str | None) -> str | None:
        """The time of a part that was posted already."""
        since = f"{job.at.timestamp() - CLOCKS_APART:.6f}"
        cursor: str | None = None
        while True:
            page = self.call(job, lambda at=cursor: self._page(channel, thread_ts, since, at))  # type: ignore[misc]
            for one in page.get("messages") or ():
                metadata = one.get("metadata") or {}
                payload = metadata.get("event_payload") or {}
                if metadata.get("event_type") == EVENT and (payload.get("turn"), payload.get("part")) == (job.id, part):
                    return str(one["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                return None

    def _page(self, channel: str, thread_ts: str | None, since: str, cursor: str | None) -> Any:
        asked: dict[str, Any] = {
            "channel": channel, "oldest": since, "limit": PAGE, "include_all_metadata": True, "cursor": cursor,
        }  # fmt: skip
        if thread_ts is None:
            return self.client.conversations_history(**asked)
        return self.client.conversations_replies(ts=thread_ts, **asked)

    def direct_channel(self, job: Job, user: str) -> str:
        """The person's channel of direct messages."""
        opened = self.call(job, lambda: self.client.conversations_open(users=user))
        return str(opened["channel"]["id"])

    def link(self, job: Job, channel: str, ts: str) -> str | None:
        """The address of a message; None where Slack gives none."""
        try:
            found = self.call(job, lambda: self.client.chat_getPermalink(channel=channel, message_ts=ts))
        except Refused:
            return None
        return str(found["permalink"])

    @staticmethod
    def call(job: Job, request: Callable[[], Found]) -> Found:
        """What Slack answers. Raises Later where it may answer otherwise in a while, Refused where it will not."""
        pause = min(FIRST_REST * 2 ** (job.attempts - 1), LONGEST_REST)
        try:
            return request()
        except SlackApiError as error:
            raise _why(error, pause) from error
        except OSError as error:  # no connection, or broken before the answer came
            raise Later(pause) from error


def _why(error: SlackApiError, pause: float) -> Exception:
    response: Any = error.response
    status = getattr(response, "status_code", 200)
    reason = str(response.get("error") if hasattr(response, "get") else response)
    if status == 429 or reason in PASSES or status >= 500:
        headers = {str(name).lower(): value for name, value in (getattr(response, "headers", None) or {}).items()}
        stated = str(headers.get("retry-after", ""))
        return Later(float(stated) if stated.isdecimal() else pause)
    return Refused(reason)
