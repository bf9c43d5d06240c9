"""Questions that officers send back about records of Slack: found in the chain of decisions, brought once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.records import chain
from assistant.store import Store
from assistant.store.tables_records import DecisionRow, RecordRow
from assistant.store.tables_slack import SlackConversationRow


@dataclass(frozen=True, slots=True)
class SentBack:
    """An officer's question; `seq` is its place in the chain."""

    seq: int
    decision: str
    record: str
    conversation: str
    officer: str
    question: str


def sent_back(store: Store, after: int) -> list[SentBack]:
    """The questions after this place of the chain, in its order."""
    wanted = (
        select(DecisionRow, RecordRow.thread)
        .join(RecordRow, RecordRow.id == DecisionRow.record_id)
        .join(SlackConversationRow, SlackConversationRow.id == RecordRow.thread)
        .where(DecisionRow.kind == "send_back", DecisionRow.seq > after)
        .order_by(DecisionRow.seq)
    )

    def work(session: Session) -> list[SentBack]:
        return [_question(session, row, str(thread)) for row, thread in session.execute(wanted)]

    return store.read(work)


def _question(session: Session, row: DecisionRow, thread: str) -> SentBack:
    entry = chain.find(session, "decision", row.id)
    content = (chain.content_of(session, entry) if entry is not None else None) or {}
    return SentBack(row.seq, row.id, row.record_id, thread, row.user_name, str(content.get("reason", "")))
