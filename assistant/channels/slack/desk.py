"""Answers what the outbox holds: asks, posts each part once, and goes on where another process stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError

from assistant.accounts.slack import SlackUsers
from assistant.answer import Answer
from assistant.channels.lines import reference
from assistant.channels.slack import messages
from assistant.channels.slack.intake import CHOOSE, Intake
from assistant.channels.slack.outbox import Conversation, HoldLost, Job
from assistant.channels.slack.posting import Later, Message, Poster, Refused
from assistant.choose import Choice, NoSuchChoice, choose
from assistant.errors import AssistantError, StoreError
from assistant.records.actor import Actor
from assistant.records.cases import case
from assistant.records.decisions import Wanted, decide
from assistant.records.permissions import NotAllowed, require
from assistant.render import gist
from assistant.render.slack_blocks import Place, message
from assistant.render.slack_text import link
from assistant.store import Store, Turn
from rules.errors import RulesError

CHANNEL = "slack"  # in records
MOST_ATTEMPTS = 10
WHEN_THE_STORE_FAILS = 5.0  # seconds until the next attempt


class Ask(Protocol):
    """The one door: words in, answer out, kept as the next turn of the thread."""

    def __call__(
        self, question: str, *, as_of: dt.date | None, thread: str, store: Store, channel: str, user: str
    ) -> Answer: ...


class Desk:
    """The Slack channel over one door to answers. `team`: the workspace of the app; `as_of`: the day whose law counts,
    else today.
    """

    def __init__(
        self, poster: Poster, ask: Ask, *, team: str, officers: str | None = None, as_of: dt.date | None = None
    ) -> None:
        self.poster, self.outbox, self.store = poster, poster.outbox, poster.outbox.store
        self.ask, self.team, self.officers, self.as_of = ask, team, officers, as_of
        self.users = SlackUsers(self.store)
        self.intake = Intake(self.outbox)

    # ---- done once

    def work(self, conversation_id: str) -> None:
        """Does what is waiting in a conversation, unless another process is at it."""
        if not self.outbox.hold(conversation_id):
            return
        try:
            while (job := self.outbox.next(conversation_id)) is not None:
                self._do(job)
                self.outbox.renew(conversation_id)
        except HoldLost:
            return
        except Later as error:
            self.outbox.rest(conversation_id, error.seconds)
        except (StoreError, SQLAlchemyError) as error:
            reference(error)
            self.outbox.rest(conversation_id, WHEN_THE_STORE_FAILS)

    def work_on_what_is_left(self) -> None:
        """Takes up conversations whose process has died, and those whose rest is over."""
        for conversation_id in self.outbox.left_behind():
            self.work(conversation_id)

    def _do(self, job: Job) -> None:
        doing: dict[str, Callable[[Job, Conversation], None]] = {
            "words": self._answer, "option": self._choose, "publish": self._publish,
            "officer": self._ask_officer, "note": self._bring_note,
        }  # fmt: skip
        try:
            if job.attempts > MOST_ATTEMPTS:
                raise Refused(f"tried {MOST_ATTEMPTS} times")
            doing[job.kind](job, self.outbox.conversation(job.conversation))
        except Refused as error:
            reference(error)
            self.outbox.failed(job.id)
        else:
            self.outbox.done(job.id)

    # ---- answers

    def _answer(self, job: Job, conversation: Conversation) -> None:
        """The next turn in words."""
        words = str(job.content["words"])
        job, turn = self._begun(job)
        if turn is not None:
            self._show(job, conversation, Answer.model_validate(turn.answer), words)
            return
        try:
            actor = self._asker(conversation)
            answer = self.ask(
                words, as_of=self.as_of, thread=conversation.id, store=self.store, channel=CHANNEL, user=actor.name
            )
        except (StoreError, SQLAlchemyError):
            raise
        except Exception as error:
            said = str(error) if isinstance(error, RulesError | NotAllowed) else f"Sorry, {reference(error)}."
            self._tell(job, conversation, messages.trouble(said))
            return
        self._show(job, conversation, answer, words)

    def _choose(self, job: Job, conversation: Conversation) -> None:
        """The next turn by click; only the newest card can be answered, so that nobody answers an older deal."""
        job, turn = self._begun(job)
        if turn is not None:
            self._show(job, conversation, Answer.model_validate(turn.answer), turn.question, clicked=True)
            return
        found = CHOOSE.fullmatch(str(job.content["action"]))
        deals = [one for one in self.store.turns(conversation.id) if one.answer["verdict"] is not None]
        if found is None or not deals or job.content["record"] != deals[-1].answer["id"]:
            self._tell(job, conversation, messages.not_the_newest())
            return
        try:
            chosen = choose(
                self.store, conversation.id, deals[-1], Choice(*map(int, found.groups())),
                as_of=self._day(job, deals[-1]), channel=CHANNEL, user=self._asker(conversation).name,
            )  # fmt: skip
        except (RulesError, NoSuchChoice, NotAllowed) as error:
            self._tell(job, conversation, messages.trouble(str(error)))
            return
        self._show(job, conversation, chosen.answer, chosen.said, clicked=True)

    def _asker(self, conversation: Conversation) -> Actor:
        """The person's account, which may ask. Raises NotAllowed."""
        actor = self._actor(conversation)
        require(actor, "ask")
        return actor

    def _actor(self, conversation: Conversation) -> Actor:
        """The person's account. Only people of the app's own workspace have one; others may do what sales may."""
        if conversation.team != self.team:
            return Actor(f"slack:{conversation.team}:{conversation.user}", "sales")
        found = self.users.actor(conversation.user)
        if found is None:
            raise NotAllowed(Actor(f"slack:{conversation.user}", "sales"), "ask", "this account is disabled")
        return found

    def _begun(self, job: Job) -> tuple[Job, Turn | None]:
        """The job with the number of its turn, and that turn where an earlier attempt has kept it already."""
        turns = self.store.turns(job.conversation)
        if job.number is None:
            self.outbox.begun(job.id, turns[-1].number + 1 if turns else 0, self._today())
            found = self.outbox.job(job.id)
            return found or job, None
        return job, next((turn for turn in turns if turn.number == job.number), None)

    def _today(self) -> dt.date:
        from assistant.settings import today

        return self.as_of or today()

    def _day(self, job: Job, turn: Turn) -> dt.date | None:
        """The day that the words of the card's turn named; None, which is today, where they named none."""
        named = "date" not in turn.facts and turn.as_of.isoformat() != job.content["day"]
        return turn.as_of if named else self.as_of

    # ---- what is posted

    def _show(self, job: Job, conversation: Conversation, answer: Answer, words: str, *, clicked: bool = False) -> None:
        """The card to the asker alone, and where it was asked in a channel a notice without content."""
        job = self.outbox.posted(job, "answer", {"record": answer.id or ""})
        place = Place(job.id, publish=not conversation.is_direct, officer=self.officers is not None)
        if _is_home(job, conversation):
            lead = (messages.answered(words),) if clicked else ()
            job = self.poster.once(job, "card", job.channel, job.thread_ts, message(answer, replace(place, lead=lead)))
            self._link(job)
            return
        asked = self.poster.link(job, job.channel, job.thread_ts)
        lead = (messages.asked_in(job.channel, asked, words),)
        job = self._to_asker(job, conversation, message(answer, replace(place, lead=lead)))
        notice = messages.answered_privately(conversation.user, self._link(job))
        self.poster.once(job, "notice", job.channel, job.thread_ts, notice)

    def _link(self, job: Job) -> str | None:
        """The address of the card that was posted, which the app home shows too."""
        if "link" not in job.posts:
            url = self.poster.link(job, job.posts["card"]["channel"], job.posts["card"]["ts"])
            job = self.outbox.posted(job, "link", {"url": url or ""})
        return str(job.posts["link"]["url"]) or None

    def _to_asker(self, job: Job, conversation: Conversation, what: Message) -> Job:
        """Posts to the person's direct messages, in the conversation's thread there, which the first one begins."""
        channel = conversation.home_channel or self.poster.direct_channel(job, conversation.user)
        job = self.poster.once(job, "card", channel, conversation.home_ts, what)
        if conversation.home_ts is None:
            self.outbox.at_home_in(conversation.id, channel, job.posts["card"]["ts"])
        return job

    def _tell(self, job: Job, conversation: Conversation, what: Message) -> None:
        """A sentence instead of an answer, to the asker alone; no turn belongs to this job."""
        self.outbox.unanswered(job.id)
        if _is_home(job, conversation):
            self.poster.once(job, "card", job.channel, job.thread_ts, what)
        else:
            self._to_asker(job, conversation, what)

    # ---- what a card's buttons do

    def _publish(self, job: Job, conversation: Conversation) -> None:
        """The card where it was asked, for everybody there."""
        if (turn := self._kept(job.conversation, job.content["record"])) is None:
            self._tell(job, conversation, messages.no_longer_kept())
            return
        answer = Answer.model_validate(turn.answer)
        lead = (messages.published_by(conversation.user, turn.question),)
        shown = message(answer, Place(job.id, lead, buttons=False))
        self.poster.once(job, "published", conversation.channel, conversation.thread_ts, shown)

    def _ask_officer(self, job: Job, conversation: Conversation) -> None:
        """The case to the officers' channel, and word of it to the asker."""
        if (turn := self._kept(job.conversation, job.content["record"])) is None:
            self._tell(job, conversation, messages.no_longer_kept())
            return
        answer = Answer.model_validate(turn.answer)
        try:
            self._escalate(answer, self._actor(conversation))
        except StoreError:
            raise
        except AssistantError as error:
            self._tell(job, conversation, messages.trouble(str(error)))
            return
        links = []
        if not conversation.is_direct and (url := self.poster.link(job, conversation.channel, conversation.thread_ts)):
            links.append(link(url, "The thread"))
        told = messages.for_officers(conversation.user, turn.question, answer, links)
        job = self.poster.once(job, "case", self.officers or "", None, told)
        self.poster.once(job, "told", job.channel, job.thread_ts, messages.officer_asked())

    def _escalate(self, answer: Answer, actor: Actor) -> None:
        """Marks the record as escalated, once. Raises NoSuchRecord, NotAllowed, Refused."""
        if answer.id is None or case(self.store, answer.id, actor, self._today()).status == "escalated":
            return
        decide(self.store, answer.id, Wanted("escalate", "asked in Slack"), actor, today=self._today())

    def _kept(self, conversation_id: str, record: str) -> Turn | None:
        """The turn of a record; None where it was erased."""
        return next((turn for turn in self.store.turns(conversation_id) if turn.answer["id"] == record), None)

    def _bring_note(self, job: Job, conversation: Conversation) -> None:
        """An officer's question to the asker's own thread."""
        asked = {name: str(job.content[name]) for name in ("officer", "record", "question")}
        self._to_asker(job, conversation, messages.officer_asks(**asked))

    # ---- the app home

    def home(self, team: str, user: str) -> dict[str, Any]:
        """The view of a person's own latest answers."""
        jobs = self.outbox.answered(team, user, messages.MOST_RECENT)
        return messages.home([one for job in jobs if (one := self._recent(job)) is not None])

    def _recent(self, job: Job) -> messages.Recent | None:
        turn = self._kept(job.conversation, job.posts.get("answer", {}).get("record", ""))
        if turn is None:
            return None
        answer = Answer.model_validate(turn.answer)
        said = gist.headline(answer.verdict) if answer.verdict is not None else answer.kind.replace("_", " ")
        return messages.Recent(
            turn.question, said, turn.at.date().isoformat(), job.posts.get("link", {}).get("url") or None
        )


def _is_home(job: Job, conversation: Conversation) -> bool:
    """Is the job's place the thread of direct messages itself?"""
    return (job.channel, job.thread_ts) == (conversation.home_channel, conversation.home_ts)
