"""What one officer's browser session knows: which part of the inbox is open, which case, and what is tried on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from assistant.channels.page.state import Desk
from assistant.records.watch import Move

Tray = Literal["escalated", "hits", "expiring", "moved", "mine", "all"]
TRAYS: tuple[Tray, ...] = get_args(Tray)


@dataclass(frozen=True, slots=True)
class Seat:
    """`case`: the id that is open; `tried`: its facts as changed here, which never reach the record; `house`: the
    company's own position and rules are open instead; `text`, `status`, `outcome`: what is searched for; `moves`: what
    moved, as it was when it was last looked for; `done`: the key of the slip that was done last."""

    tray: Tray = "escalated"
    house: bool = False
    moves: tuple[Move, ...] | None = None
    text: str = ""
    status: str = ""
    outcome: str = ""
    case: str | None = None
    tried: Desk | None = None
    problem: str | None = None
    told: str | None = None
    done: str = ""
