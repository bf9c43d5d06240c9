"""The memo of a record, or of an answer that was not recorded, as bytes: one way for the page and the command line."""

from __future__ import annotations

from typing import Literal, get_args

from assistant.records import chain
from assistant.records.actor import Actor
from assistant.records.cases import Case, case
from assistant.records.content import answer_of
from assistant.render.memo import Filed
from assistant.render.memo_content import memo
from assistant.store import Store

Kind = Literal["pdf", "docx"]
KINDS: tuple[Kind, ...] = get_args(Kind)
TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def memo_of(store: Store, id: str, actor: Actor, kind: Kind) -> bytes:
    """The memo of a record that the actor may see.

    Raises:
        RecordError: no such record, or its content was erased.
        MemoError: the memo cannot show something.
    """
    return write(filed(store, case(store, id, actor)), kind)


def filed(store: Store, found: Case) -> Filed:
    """A record with its decisions and the chain's head, as the memo takes it."""
    content, head = found.whole, store.read(chain.head)
    answer = answer_of(content, found.entry)
    return Filed(
        answer,
        str(content["question"]),
        channel=content["channel"],
        user=content["user"],
        thread=content["thread"],
        pins=tuple(content["pins"]),
        decisions=found.decisions,
        status=found.status,
        entry=answer.record,
        head=head.hash if head else None,
    )


def write(told: Filed, kind: Kind) -> bytes:
    """The file itself. Raises MemoError."""
    made = memo(told)
    if kind == "pdf":
        from assistant.render.memo_pdf import write_pdf

        return write_pdf(made)
    from assistant.render.memo_docx import write_docx

    return write_docx(made)
