"""The weekly digest for officers: what moved, what is to be signed again, what ends soon; as a mail and for Slack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from assistant.records.endings import Ending
from assistant.records.watch import Move
from assistant.render.block_kit import SECTION, Block, context, header, section
from assistant.render.calendar import calendar
from assistant.render.moves import move_lines
from assistant.render.slack_text import cut, inert, shown

IN_SLACK = 15  # moves or ends in a message; the rest is counted


@dataclass(frozen=True, slots=True)
class Digest:
    """What an officer is told. `since`: as `watch --since` was given; `page`: where the desk is reached."""

    day: dt.date
    since: str
    moves: Sequence[Move]
    ends: Sequence[Ending]
    page: str | None = None

    @property
    def subject(self) -> str:
        """What it comes to, in one line."""
        again = sum(one.to_sign for one in self.moves)
        return f"Export Desk, {self.day}: {len(self.moves)} moved, {again} to sign again, {len(self.ends)} end soon"


def mail(found: Digest, sender: str, to: str, at: dt.datetime) -> EmailMessage:
    """One mail to one officer, with the ends as calendar entries."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = found.subject, sender, to
    message["Date"] = format_datetime(at)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(_lines(found)) + "\n")
    if found.ends:
        ics = calendar(found.ends, found.page)
        message.add_attachment(ics, maintype="text", subtype="calendar", filename="answers-that-end.ics")
    return message


def _lines(found: Digest) -> list[str]:
    told = [found.subject, "", f"Moved since {found.since}:", "", *move_lines(found.moves), "", "Ends soon:", ""]
    told += [end_line(one) for one in found.ends] or ["Nothing."]
    return [shown(one) if one.strip() else "" for one in [*told, *(["", found.page] if found.page else [])]]


def end_line(one: Ending) -> str:
    """A record or a hit that ends, in one line."""
    return f"{one.day} {one.id}: {one.what}{f'; {one.about}' if one.about else ''}"


def slack_message(found: Digest) -> dict[str, Any]:
    """The same for a channel of officers, cut where Slack would refuse it."""
    blocks: list[Block] = [header(found.subject)]
    blocks += [_paragraph(list(move_lines([one]))) for one in found.moves[:IN_SLACK]]
    if not found.moves:
        blocks.append(_paragraph(list(move_lines(()))))
    if found.ends:
        blocks.append(_paragraph(["Ends soon:", *map(end_line, found.ends[:IN_SLACK])]))
    left = max(len(found.moves) - IN_SLACK, 0) + max(len(found.ends) - IN_SLACK, 0)
    if left:
        blocks.append(context(f"{left} more: `exportdesk watch --since {inert(found.since)}`"))
    return {"text": found.subject, "blocks": blocks}


def _paragraph(lines: list[str]) -> Block:
    return section(cut("\n".join(inert(one) for one in lines), SECTION))
