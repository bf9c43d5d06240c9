"""The blocks of Slack's Block Kit that the product uses, within Slack's limits. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assistant.render.slack_text import cut, plain

Block = dict[str, Any]
SECTION, HEADER, BUTTON = 3_000, 150, 75  # characters
MOST_BLOCKS = 50  # of a message
MOST_TEXT = 12_000  # characters of a message that Slack takes in one post
MOST_SMALL = 10  # elements of a context block


def header(text: str) -> Block:
    """A headline in plain text."""
    return {"type": "header", "text": {"type": "plain_text", "text": plain(text, HEADER), "emoji": False}}


def section(text: str, *fields: str) -> Block:
    """A section of mrkdwn, with short fields in two columns."""
    block: Block = {"type": "section", "text": marked(text)}
    return {**block, "fields": [marked(one) for one in fields]} if fields else block


def context(*lines: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [marked(cut(one, SECTION)) for one in lines[:MOST_SMALL]]}


def button(label: str, action: str, value: str) -> Block:
    """A button; `value` names the turn whose card it stands on."""
    return {
        "type": "button", "action_id": action, "value": value,
        "text": {"type": "plain_text", "text": plain(label, BUTTON), "emoji": False},
    }  # fmt: skip


def actions(block_id: str, buttons: list[Block]) -> Block:
    """Buttons in a row."""
    return {"type": "actions", "block_id": block_id, "elements": buttons}


def marked(text: str) -> Block:
    """Mrkdwn in which Slack finds no names and addresses by itself."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def text_of(blocks: Iterable[Block]) -> str:
    """All text of the blocks."""
    found: list[str] = []
    for block in blocks:
        holders = [block.get("text"), *block.get("fields", ()), *block.get("elements", ())]
        for holder in holders:
            inner = holder.get("text") if isinstance(holder, dict) else None
            found.append(inner.get("text", "") if isinstance(inner, dict) else str(inner or ""))
    return "\n".join(found)
