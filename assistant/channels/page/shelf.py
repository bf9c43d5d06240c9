"""Own conversations to be opened again, and the link that shows one to somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.channels.page.markup import button, tag, text
from assistant.render import words

if TYPE_CHECKING:
    from assistant.records.actor import Actor
    from assistant.render.memo import Filed
    from assistant.store import Turn

MOST = 50  # conversations listed


class Conversations(Protocol):
    """What is kept: turns by thread, links to threads, and records."""

    def turns(self, thread: str) -> Sequence[Turn]: ...

    def share(self, thread: str) -> str: ...

    def shared(self, link: str) -> str | None: ...

    def filed(self, id: str, actor: Actor) -> Filed: ...

    def standing(self, id: str, actor: Actor, *, escalate: bool, key: str = "") -> str: ...

    def once(
        self, key: str, sent: str, work: Callable[[], object], written: Callable[[object], str]
    ) -> tuple[str, bool]: ...

    def knows(self, key: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in the list."""

    thread: str
    title: str
    day: str
    outcome: str


def listed(kept: Conversations, threads: Iterable[str]) -> list[Listed]:
    """The conversations that this browser began, the latest first; those no longer kept are left out."""
    found = []
    for thread in list(dict.fromkeys(threads))[:MOST]:
        if turns := kept.turns(thread):
            verdict = turns[-1].answer.get("verdict")
            outcome = words.OUTCOME[verdict["outcome"]] if verdict else "No verdict"
            found.append(Listed(thread, turns[0].question, f"{turns[-1].at:%Y-%m-%d}", outcome))
    return sorted(found, key=lambda one: one.day, reverse=True)


def history(found: Sequence[Listed], current: str) -> str:
    """The list; a press opens one."""
    rows = "".join(tag("li", _row(one, one.thread == current)) for one in found)
    body = tag("ul", rows) if rows else tag("p", "No conversation was begun in this browser yet.", class_="note")
    return _box("Your conversations", body)


def _row(one: Listed, is_current: bool) -> str:
    label = tag("span", text(one.title[:160]), class_="label")
    label += tag("span", text(f"{one.day} · {one.outcome}" + (" · open now" if is_current else "")), class_="leads")
    return button(label, "reopen", "option", thread=one.thread)


def link(share_id: str) -> str:
    """The link with a button that copies it; the browser puts its own address before it."""
    field = tag("input", type="text", id="share-link", readonly=True, data_share=share_id, value=f"?share={share_id}")
    label = tag("label", "Link to this conversation", for_="share-link")
    note = tag("p", "Whoever opens it can read the conversation and take its memo, and change nothing.", class_="note")
    copy = tag("button", "Copy", type="button", id="share-copy")
    return _box("Share", label + tag("p", field + copy, class_="act") + note)


def said(sentence: str) -> str:
    """One sentence instead of a list or a link."""
    return _box("Conversation", tag("p", text(sentence), role="alert"))


def _box(title: str, body: str) -> str:
    head = tag("h2", text(title)) + button("Close", "close", "quiet")
    return tag("section", tag("header", head) + body, class_="shelf", aria_label=title)
