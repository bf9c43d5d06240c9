"""`ask` behind the command line: words in, Answer out, one question or one a line."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.channels import inputs, lines
from assistant.channels.errors import BadInputError
from assistant.records.actor import LOCAL

if TYPE_CHECKING:
    from assistant.company import CompanyTexts
    from assistant.store import Store

FIELDS = {"id", "question", "turns", "as_of"}


def answer(question: str, day: dt.date | None, thread: str | None = None, by: str | None = None) -> Answer:
    """The answer to one question, recorded; with a thread, as its next turn."""
    from assistant.ask import ask
    from assistant.store import Store

    store = Store()
    return ask(question, as_of=day, thread=thread, store=store, user=user(store, by))


def user(store: Store, by: str | None) -> str:
    """Whose record it becomes: the account that `--as` names, else the one at the desk."""
    if by is None:
        return LOCAL.name
    from assistant.channels.commands.accounts import acting
    from assistant.records.permissions import require

    found = acting(store, by).actor
    require(found, "ask")
    return found.name


def answer_lines(
    source: Path,
    target: Path,
    day: dt.date | None,
    record: bool = False,
    by: str | None = None,
    company: Path | None = None,
) -> None:
    """`{"id", "question" or "turns", "as_of"?}` → `{"id", "answer", "seconds"}` or `{"id", "error"}`.

    The Markdown files in the folder `company` are told beside the answers of this run.
    """
    from assistant.ask import ask_all
    from assistant.store import Store

    store = Store() if record else None
    name = user(store, by) if store else LOCAL.name
    own_texts = None if company is None else _company_texts(company)

    def one(line: lines.Line) -> lines.Line:
        own = inputs.day(line["as_of"]) if line.get("as_of") is not None else day
        said = _turns(line)
        started = time.perf_counter()
        last = ask_all(said, as_of=own, store=store, user=name, company=own_texts)
        return {"answer": last.model_dump(mode="json"), "seconds": round(time.perf_counter() - started, 4)}

    lines.run(source, target, one)


def _company_texts(folder: Path) -> CompanyTexts:
    from assistant.company import CompanyTexts
    from knowledge.errors import SourceError

    try:
        return CompanyTexts.in_folder(folder)
    except SourceError as error:
        raise BadInputError("--company", str(error)) from None


def _turns(line: lines.Line) -> list[str]:
    """What was said, in order."""
    if unknown := set(line) - FIELDS:
        raise BadInputError(sorted(unknown)[0], "no such field; expected id, question or turns, and as_of")
    said = line.get("turns") if "turns" in line else [line.get("question")]
    if not isinstance(said, list) or not said or not all(isinstance(turn, str) for turn in said):
        raise BadInputError("question", "expected text in question, or a list of texts in turns")
    return said
