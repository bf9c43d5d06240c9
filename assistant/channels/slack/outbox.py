"""The outbox: what Slack asked for is written down before it is acknowledged, and done once, in order, by one process.

A conversation is held by one process at a time and for a while only: when that process dies, another goes on with
what is waiting, and looks before it posts.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from assistant.store import Store
from assistant.store.engine import add_missing
from assistant.store.tables_slack import SlackConversationRow, SlackJobRow

LEASE = dt.timedelta(seconds=90)
Kind = Literal["words", "option", "publish", "officer", "note"]
Plain = dict[str, Any]


class HoldLost(Exception):
    """Another process has taken the conversation over; this one stops."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person's conversation; `home` is where its answers go, not known before the first direct message."""

    id: str
    team: str
    user: str
    channel: str
    thread_ts: str
    is_direct: bool
    home_channel: str | None
    home_ts: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done once."""

    id: str
    conversation: str
    kind: str
    channel: str
    thread_ts: str
    content: Mapping[str, Any]
    posts: Mapping[str, Any]
    attempts: int
    number: int | None
    day: dt.date | None
    at: dt.datetime


class Outbox:
    """Jobs and conversations in a store, as one worker sees them."""

    def __init__(self, store: Store, lease: dt.timedelta = LEASE) -> None:
        self.store, self.lease = store, lease
        self.worker = uuid.uuid4().hex

    def take(
        self, conversation: Conversation, kind: Kind, key: str, content: Plain, *,
        channel: str, thread_ts: str, place: str,
    ) -> str | None:  # fmt: skip
        """Writes a job down; gives its id, or None where this key is known already."""
        job_id = uuid.uuid4().hex

        def work(session: Session) -> str | None:
            if (known := session.scalar(select(SlackJobRow.id).where(SlackJobRow.key == key))) is not None:
                return job_id if known == job_id else None
            add_missing(session, SlackConversationRow, **_values(conversation))
            add_missing(
                session, SlackJobRow, id=job_id, key=key, conversation_id=conversation.id, kind=kind, place=place,
                channel=channel, thread_ts=thread_ts, content=content, posts={}, state="waiting", attempts=0,
                at=_now(),
            )  # fmt: skip
            return job_id if session.get(SlackJobRow, job_id) is not None else None

        return self.store.write(work)

    def conversation(self, conversation_id: str) -> Conversation:
        """A conversation that is known."""
        return self.store.read(lambda session: _conversation(session.get_one(SlackConversationRow, conversation_id)))

    def at_home(self, team: str, user: str, channel: str, thread_ts: str) -> Conversation | None:
        """The person's conversation whose answers go to this thread of direct messages."""
        wanted = select(SlackConversationRow).filter_by(
            team=team, user=user, home_channel=channel, home_ts=thread_ts
        )  # fmt: skip
        found = self.store.read(lambda session: session.scalars(wanted.order_by(SlackConversationRow.id)).first())
        return None if found is None else _conversation(found)

    def job(self, job_id: str) -> Job | None:
        """A job by its id, whatever has become of it."""
        found = self.store.read(lambda session: session.get(SlackJobRow, job_id))
        return None if found is None else _job(found)

    def answered(self, team: str, user: str, most: int) -> list[Job]:
        """The latest jobs of a person that have an answer, the latest first."""
        wanted = (
            select(SlackJobRow)
            .join(SlackConversationRow)
            .where(SlackConversationRow.team == team, SlackConversationRow.user == user)
            .where(SlackJobRow.state == "done", SlackJobRow.number.is_not(None))
            .order_by(SlackJobRow.at.desc(), SlackJobRow.id)
            .limit(most)
        )
        return self.store.read(lambda session: [_job(row) for row in session.scalars(wanted)])

    # ---- one process at a time

    def hold(self, conversation_id: str) -> bool:
        """Takes the conversation for this worker; False while another one works in it or it is to rest."""
        now = _now()
        free = or_(SlackConversationRow.held_until.is_(None), SlackConversationRow.held_until < now)
        return self._held(conversation_id, free, now + self.lease)

    def renew(self, conversation_id: str) -> None:
        """Holds it for longer. Raises HoldLost where another worker has it."""
        mine = SlackConversationRow.held_by == self.worker
        if not self._held(conversation_id, mine, _now() + self.lease):
            raise HoldLost(conversation_id)

    def _held(self, conversation_id: str, condition: Any, until: dt.datetime) -> bool:
        change = (
            update(SlackConversationRow)
            .where(SlackConversationRow.id == conversation_id, condition)
            .values(held_by=self.worker, held_until=until)
        )
        return self.store.write(lambda session: _count(session, change) == 1)

    def next(self, conversation_id: str) -> Job | None:
        """The next job of a held conversation, counted as tried once more; without one the conversation is let go."""

        def work(session: Session) -> Job | None:
            session.get_one(SlackConversationRow, conversation_id, with_for_update=True)
            waiting = select(SlackJobRow).filter_by(conversation_id=conversation_id, state="waiting")
            row = session.scalars(waiting.order_by(SlackJobRow.place, SlackJobRow.at)).first()
            if row is None:
                session.execute(_let_go(conversation_id, self.worker, None))
                return None
            row.attempts += 1
            session.flush()
            return _job(row)

        return self.store.write(work)

    def rest(self, conversation_id: str, seconds: float) -> None:
        """Lets the conversation go and leaves it alone for so long."""
        until = _now() + dt.timedelta(seconds=seconds)
        self.store.write(lambda session: session.execute(_let_go(conversation_id, self.worker, until)))

    def left_behind(self) -> list[str]:
        """Conversations with something waiting in which nobody works."""
        free = or_(SlackConversationRow.held_until.is_(None), SlackConversationRow.held_until < _now())
        wanted = (
            select(SlackConversationRow.id)
            .join(SlackJobRow)
            .where(SlackJobRow.state == "waiting", free)
            .distinct()
        )  # fmt: skip
        return self.store.read(lambda session: list(session.scalars(wanted)))

    # ---- what has become of it

    def begun(self, job_id: str, number: int, day: dt.date) -> None:
        """The turn that answers a job, before it is asked."""
        self._change(job_id, number=number, day=day)

    def unanswered(self, job_id: str) -> None:
        """No turn answers the job."""
        self._change(job_id, number=None)

    def posting(self, job: Job, part: str) -> Job:
        """Notes that a part is about to be posted."""
        return self._posted(job, part, {})

    def posted(self, job: Job, part: str, where: Mapping[str, str]) -> Job:
        """Notes where a part was posted."""
        return self._posted(job, part, dict(where))

    def _posted(self, job: Job, part: str, where: Plain) -> Job:
        def work(session: Session) -> Job:
            row = session.get_one(SlackJobRow, job.id, with_for_update=True)
            row.posts = {**row.posts, part: where}
            session.flush()
            return _job(row)

        return self.store.write(work)

    def done(self, job_id: str) -> None:
        """It is done; its words go, the turn has them."""
        self._change(job_id, state="done", content={})

    def failed(self, job_id: str) -> None:
        """It cannot be done."""
        self._change(job_id, state="failed", content={})

    def at_home_in(self, conversation_id: str, channel: str, home_ts: str | None) -> Conversation:
        """Notes where the answers of a conversation go."""

        def work(session: Session) -> Conversation:
            row = session.get_one(SlackConversationRow, conversation_id, with_for_update=True)
            row.home_channel, row.home_ts = channel, home_ts
            session.flush()
            return _conversation(row)

        return self.store.write(work)

    def _change(self, job_id: str, **values: object) -> None:
        change = update(SlackJobRow).where(SlackJobRow.id == job_id).values(**values)
        self.store.write(lambda session: session.execute(change))


def _let_go(conversation_id: str, worker: str, until: dt.datetime | None) -> Any:
    mine = (SlackConversationRow.id == conversation_id, SlackConversationRow.held_by == worker)
    return update(SlackConversationRow).where(*mine).values(held_by=None, held_until=until)


def _count(session: Session, change: Any) -> int:
    found: int = session.execute(change).rowcount  # type: ignore[attr-defined]
    return found


def _values(one: Conversation) -> Plain:
    names = ("id", "team", "user", "channel", "thread_ts", "is_direct", "home_channel", "home_ts")
    return {name: getattr(one, name) for name in names}


def _conversation(row: SlackConversationRow) -> Conversation:
    return Conversation(
        row.id, row.team, row.user, row.channel, row.thread_ts, row.is_direct, row.home_channel, row.home_ts
    )  # fmt: skip


def _job(row: SlackJobRow) -> Job:
    return Job(
        row.id, row.conversation_id, row.kind, row.channel, row.thread_ts, dict(row.content), dict(row.posts),
        row.attempts, row.number, row.day, row.at,
    )  # fmt: skip


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
