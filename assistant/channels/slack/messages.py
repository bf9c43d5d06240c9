"""What is said in Slack beside verdict cards: notices, what officers read, the app home. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answer import Answer
from assistant.render import gist
from assistant.render.block_kit import Block, context, header, section
from assistant.render.slack_blocks import MARK
from assistant.render.slack_text import cut, inert, link, mrkdwn

QUOTED = 600  # characters of a question that are repeated
MOST_RECENT = 10


@dataclass(frozen=True, slots=True)
class Recent:
    """An answer of before, for the app home."""

    question: str
    headline: str
    day: str
    url: str | None


def person(user: str) -> str:
    """A mention of ours; `user` is an id that Slack gave."""
    return f"<@{user}>"


def quoted(question: str) -> str:
    """Somebody's words between quotation marks."""
    return f"“{inert(cut(question, QUOTED))}”"


def note(text: str, *more: Block) -> dict[str, Any]:
    """A short message of ours; `text` is mrkdwn."""
    return {"text": cut(text, 300), "blocks": [section(text), *more]}


def answered(choice: str) -> str:
    """Above the card that follows a press: what was chosen."""
    return f"You answered: {quoted(choice)}"


def asked_in(channel: str, url: str | None, question: str) -> str:
    """Above a private card: where it was asked."""
    where = link(url, "Asked") if url else "Asked"
    return f"{where} in <#{channel}>: {quoted(question)}"


def answered_privately(user: str, url: str | None) -> dict[str, Any]:
    """In the thread: that the answer went to the asker alone."""
    return note(f"{person(user)}, the answer is in {link(url, 'your direct messages')}. You can publish it from there.")


def published_by(user: str, question: str) -> str:
    """Above a published card."""
    return f"Published by {person(user)}. Asked: {quoted(question)}"


def for_officers(user: str, question: str, answer: Answer, links: Sequence[str]) -> dict[str, Any]:
    """A case for an officer: who asks what, the computed verdict, why, and where it stands."""
    verdict = answer.verdict
    first, *_ = answer.answer.split("\n\n")
    said = "No verdict was computed." if verdict is None else gist.headline(verdict)
    why = MARK.sub("", mrkdwn(first)).replace(" .", ".").replace("  ", " ")
    record = f"Record {inert(answer.id)} · `exportdesk case show {inert(answer.id)}`" if answer.id else ""
    return {
        "text": cut(f"A case for an officer: {said}", 300),
        "blocks": [
            header("A case for an officer"),
            section(f"{person(user)} asks: {quoted(question)}"),
            section(f"*{inert(said)}*\n{cut(why, 2_000)}"),
            context(*(line for line in (*links, record, f"Law as of {answer.as_of}") if line)),
        ],
    }


def officer_asked() -> dict[str, Any]:
    """To the asker: that an officer has it."""
    return note("An officer has been asked. The answer comes to this thread.")


def officer_asks(officer: str, record: str, question: str) -> dict[str, Any]:
    """An officer's question back to the asker."""
    return note(f"*A question from {inert(officer)} about record {inert(record)}*\n{inert(cut(question, 2_500))}",
                context("Answer in this thread, in your own words."))  # fmt: skip


def not_the_newest() -> dict[str, Any]:
    """To somebody who pressed a button of an earlier card."""
    return note("That card is not the newest of this conversation. Use the buttons of the newest one, or write.")


def no_longer_kept() -> dict[str, Any]:
    """To somebody who pressed a button of an erased answer."""
    return note("That answer is no longer kept. Ask again.")


def trouble(sentence: str) -> dict[str, Any]:
    """Why there is no answer, in one sentence."""
    return note(inert(sentence[:1].upper() + sentence[1:]))


def home(recent: Sequence[Recent]) -> dict[str, Any]:
    """The app home: how to ask, and the person's own latest answers."""
    blocks = [
        header("Export Desk"),
        section(
            "Ask here in a direct message, or mention the app in a channel: item, quantity, who, where, what for. "
            "The answer comes to you alone; you decide whether it is published."
        ),
        header("Your recent answers"),
    ]
    for one in recent[:MOST_RECENT]:
        opened = f" · {link(one.url, 'open')}" if one.url else ""
        blocks += [section(f"*{inert(one.headline)}*\n{inert(cut(one.question, 200))}"), context(f"{one.day}{opened}")]
    if not recent:
        blocks.append(section("None yet."))
    return {"type": "home", "blocks": [*blocks, context("A working digest, not legal advice.")]}
