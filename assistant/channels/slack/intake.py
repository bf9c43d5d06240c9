"""What is written down before Slack hears that it was received, and what officers send back."""

from __future__ import annotations

import re
import time

from assistant.channels.slack.incoming import Pressed, Spoken
from assistant.channels.slack.outbox import Conversation, Kind, Outbox
from assistant.channels.slack.questions import sent_back

CHOOSE = re.compile(r"choose-(\d{1,3})-(\d{1,3})-(\d{1,3})")


class Intake:
    """Puts messages, presses and officers' questions into the outbox, each once."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self._looked_up_to = 0  # place in the chain; what is looked at again is known by its key

    def words(self, said: Spoken) -> str:
        """Notes a message; gives its conversation."""
        conversation = self._conversation(said)
        self.outbox.take(
            conversation, "words", said.key, {"words": said.words},
            channel=said.channel, thread_ts=said.thread_ts, place=said.place,
        )  # fmt: skip
        return conversation.id

    def _conversation(self, said: Spoken) -> Conversation:
        if said.is_direct and (at_home := self.outbox.at_home(said.team, said.user, said.channel, said.thread_ts)):
            return at_home
        home = (said.channel, said.thread_ts) if said.is_direct else (None, None)
        name = f"slack-{said.team}-{said.channel}-{said.thread_ts}-{said.user}"
        return Conversation(name, said.team, said.user, said.channel, said.thread_ts, said.is_direct, *home)

    def press(self, pressed: Pressed) -> str | None:
        """Notes a press on a card of the person's own; gives its conversation."""
        card = self.outbox.job(pressed.job)
        if card is None or "answer" not in card.posts:
            return None
        conversation = self.outbox.conversation(card.conversation)
        if (conversation.team, conversation.user) != (pressed.team, pressed.user):
            return None
        kind: Kind = "option" if CHOOSE.fullmatch(pressed.action) else "publish"
        if pressed.action == "officer":
            kind = "officer"
        content = {"action": pressed.action, "record": card.posts["answer"]["record"], "day": str(card.day)}
        self.outbox.take(
            conversation, kind, f"{pressed.action}:{card.id}", content,
            channel=pressed.channel, thread_ts=conversation.home_ts or pressed.message_ts, place=pressed.place,
        )  # fmt: skip
        return conversation.id

    def questions(self) -> None:
        """Notes what officers have sent back since the last look; each goes to its asker's thread."""
        for one in sent_back(self.outbox.store, self._looked_up_to):
            conversation = self.outbox.conversation(one.conversation)
            content = {"officer": one.officer, "record": one.record, "question": one.question}
            self.outbox.take(
                conversation, "note", f"note:{one.decision}", content, channel=conversation.home_channel or "",
                thread_ts=conversation.home_ts or "", place=f"{time.time():.6f}",
            )  # fmt: skip
            self._looked_up_to = one.seq
