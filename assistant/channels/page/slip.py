"""The slip of a turn: what the browser keeps until its answer has arrived, and says again after its server was lost.

The server's part is to do what stands on a slip once, whichever process meets it and however often it comes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.answer import Answer
from assistant.channels.page.markup import tag

MOST_TRIES = 5
KEY = re.compile(r"[0-9a-f]{32}")
THREAD = re.compile(r"page-[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Slip:
    """`who` asked, in which conversation, under the law of which day, of which deal on the `table`; `question`, or what
    was pressed (`act`); `case` and `tray` are the bench's; `tries`: how often the browser has come back with it."""

    key: str = ""
    who: str = ""
    thread: str = ""
    as_of: dt.date | None = None
    table: str = ""
    question: str = ""
    act: Mapping[str, Any] = field(default_factory=dict)
    case: str = ""
    tray: str = ""
    tries: int = 0


NONE = Slip()


def read(said: object) -> Slip:
    """The slip that a browser says; an empty one where it says nothing that could be one.

    >>> read('{"key": "0123456789abcdef0123456789abcdef", "question": "8 H200 to Norway", "as_of": ""}').question
    '8 H200 to Norway'
    >>> read("[") == read({"key": "short"}) == NONE
    True
    """
    try:
        found = json.loads(said) if isinstance(said, str) and said else said
    except ValueError:
        return NONE
    if not isinstance(found, Mapping) or not KEY.fullmatch(str(found.get("key"))):
        return NONE
    words = {name: str(found.get(name) or "") for name in ("key", "who", "thread", "table", "question", "case", "tray")}
    act, tries = found.get("act"), found.get("tries")
    return Slip(
        **words, as_of=day(found.get("as_of")), act=act if isinstance(act, Mapping) else {},
        tries=tries if isinstance(tries, int) else 0,
    )  # fmt: skip


def day(said: object) -> dt.date | None:
    """A day as a browser says it; None where it says none."""
    try:
        return dt.date.fromisoformat(said) if isinstance(said, str) and said else None
    except ValueError:
        return None


def span(**here: object) -> str:
    """Where the page stands, for the browser to write on its next slip; `done`: the key of the one that is done."""
    return tag("span", hidden=True, data_here=True, **{f"data_{name}": value for name, value in here.items()})


class Kept(Protocol):
    """Where it is kept what was done under a key."""

    def once(
        self, key: str, sent: str, work: Callable[[], object], written: Callable[[object], str]
    ) -> tuple[str, bool]: ...


@dataclass
class Answering:
    """Turns kept under one key; `again` once it is known that the turn was kept before."""

    kept: Kept | None
    key: str
    again: bool = False

    def answer(self, sent: list[Any], work: Callable[[], Answer]) -> Answer:
        """What `work` answers, or what was answered before under the key."""
        if self.kept is None or not self.key:
            return work()
        made: list[Answer] = []

        def working() -> Answer:
            made.append(work())
            return made[-1]

        text, self.again = self.kept.once(self.key, json.dumps(sent), working, _written)
        return Answer.model_validate_json(text) if self.again or not made else made[-1]


def _written(answer: object) -> str:
    assert isinstance(answer, Answer)
    return answer.model_dump_json()
