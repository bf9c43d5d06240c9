"""Once and only once: crashes between posting and writing it down, lost answers, rate limits, two processes."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from sqlalchemy import select

from assistant.channels.slack.app import SlackChannel
from assistant.channels.slack.incoming import spoken
from assistant.channels.slack.outbox import Job, Outbox
from assistant.store import Store
from assistant.store.tables_slack import SlackConversationRow, SlackJobRow
from tests.assistant.channels.slack.standin import SlackStandIn
from tests.assistant.channels.slack.workspace import Person, QuickAsk

AT_ONCE = dt.timedelta(0)


class Killed(BaseException):
    """The process ends here."""


class DiesAfterPosting(Outbox):
    """Dies between the post of one part and the note of it."""

    def __init__(self, store: Store, part: str) -> None:
        super().__init__(store, lease=AT_ONCE)
        self.part = part

    def posted(self, job: Job, part: str, where: Any) -> Job:
        if part == self.part:
            raise Killed
        return super().posted(job, part, where)


def taken(channel: SlackChannel, *, direct: bool) -> str:
    """A message that is written down and not yet answered; its conversation."""
    event = (
        {"type": "message", "channel_type": "im", "channel": "DU1"}
        if direct
        else {"type": "app_mention", "channel": "C1"}
    )
    anna = Person(None)  # type: ignore[arg-type]
    said = spoken(anna.timed({**event, "text": "8 H200", "user": "U1"}))
    assert said is not None
    return channel.desk.intake.words(said)


def rows(store: Store, table: type[Any]) -> list[Any]:
    return store.read(lambda session: list(session.scalars(select(table))))


@pytest.mark.parametrize(("part", "direct"), [("card", True), ("card", False), ("notice", False)])
def test_after_a_crash_between_post_and_note_nothing_is_posted_twice(
    channel: Any, slack: SlackStandIn, store: Store, ask: QuickAsk, part: str, direct: bool
) -> None:
    dying = channel(outbox=DiesAfterPosting(store, part))
    conversation = taken(dying, direct=direct)
    for number in range(5):  # what stands before it in the history fills pages
        slack.messages["DU1"].insert(0, {"ts": f"{number}.1", "thread_ts": None, "text": "old"})
    with pytest.raises(Killed):
        dying.desk.work(conversation)
    channel().desk.work_on_what_is_left()
    assert len(slack.posts("DU1")) == 1
    assert len(slack.posts("C1")) == (0 if direct else 1)
    assert len(ask.asked) == 1
    assert [row.state for row in rows(store, SlackJobRow)] == ["done"]
    assert slack.said("conversations.replies" if direct or part == "notice" else "conversations.history")


def test_a_crash_between_answer_and_post_asks_nothing_twice(
    channel: Any, slack: SlackStandIn, store: Store, ask: QuickAsk
) -> None:
    def dies(question: str, **rest: Any) -> Any:
        ask(question, **rest)
        raise Killed

    dying = channel(dies, outbox=Outbox(store, lease=AT_ONCE))
    conversation = taken(dying, direct=True)
    with pytest.raises(Killed):
        dying.desk.work(conversation)
    channel().desk.work_on_what_is_left()
    assert len(slack.posts("DU1")) == 1
    assert len(ask.asked) == 1
    assert len(store.turns(conversation)) == 1


def test_a_post_whose_answer_was_lost_is_found_and_not_repeated(
    channel: Any, slack: SlackStandIn, store: Store
) -> None:
    running = channel()
    slack.faults["chat.postMessage"] = ["lost"]
    conversation = taken(running, direct=True)
    running.desk.work(conversation)
    assert [row.state for row in rows(store, SlackJobRow)] == ["waiting"]
    rested(store)
    running.desk.work_on_what_is_left()
    assert len(slack.posts("DU1")) == 1
    assert len(slack.said("chat.postMessage")) == 1
    assert [row.state for row in rows(store, SlackJobRow)] == ["done"]


def rested(store: Store) -> None:
    """The rest of every conversation is over."""

    def work(session: Any) -> None:
        for row in session.scalars(select(SlackConversationRow)):
            row.held_until = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    store.write(work)


def test_a_rate_limit_is_kept(channel: Any, slack: SlackStandIn, store: Store) -> None:
    running = channel()
    slack.faults["chat.postMessage"] = [(429, {"Retry-After": "40"})]
    before = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    running.desk.work(taken(running, direct=True))
    (row,) = rows(store, SlackConversationRow)
    assert row.held_until.replace(tzinfo=None) >= before + dt.timedelta(seconds=40)
    running.desk.work_on_what_is_left()
    assert slack.posts("DU1") == []
    rested(store)
    running.desk.work_on_what_is_left()
    assert len(slack.posts("DU1")) == 1


def test_what_slack_refuses_for_good_is_given_up(channel: Any, slack: SlackStandIn, store: Store) -> None:
    running = channel(officers="CGONE")
    conversation = taken(running, direct=True)
    running.desk.work(conversation)
    (job,) = rows(store, SlackJobRow)
    from assistant.channels.slack.incoming import Pressed

    running.desk.intake.press(Pressed("T1", "U1", "DU1", "1.1", "1790000000.1", "officer", job.id))
    running.desk.work(conversation)
    assert sorted(row.state for row in rows(store, SlackJobRow)) == ["done", "failed"]
    assert len(slack.posts("DU1")) == 1


def test_two_processes_answer_a_message_once(
    channel: Any, slack: SlackStandIn, database_url: str, ask: QuickAsk
) -> None:
    stores = [Store(database_url), Store(database_url)]
    processes = [channel(outbox=Outbox(store)) for store in stores]
    events = [
        Person(None).timed({"type": "app_mention", "text": f"{number} H200", "channel": "C1", "user": "U1"}, "1.1")  # type: ignore[arg-type]
        for number in range(1, 6)
    ]
    begin = threading.Barrier(2)

    def run(process: SlackChannel) -> None:
        begin.wait()
        for event in events:
            said = spoken(event)
            assert said is not None
            process.desk.work(process.desk.intake.words(said))

    threads = [threading.Thread(target=run, args=(process,)) for process in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ask.asked == [f"{number} H200" for number in range(1, 6)]
    assert len(slack.posts("DU1")) == len(slack.posts("C1")) == 5
    for store in stores:
        store.close()


def test_a_process_that_lost_its_hold_stops(channel: Any, slack: SlackStandIn, store: Store, ask: QuickAsk) -> None:
    other = Outbox(store)

    def overtaken(question: str, **rest: Any) -> Any:
        rested(store)
        assert other.hold(conversation)
        return ask(question, **rest)

    slow = channel(overtaken)
    conversation = taken(slow, direct=True)
    slow.desk.work(conversation)
    assert slack.posts("DU1") == []


def test_words_are_kept_with_the_turn_alone(channel: Any, store: Store) -> None:
    running = channel()
    running.desk.work(taken(running, direct=True))
    assert [row.content for row in rows(store, SlackJobRow)] == [{}]
