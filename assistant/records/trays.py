"""Which records may wait for an officer, as far as the database tells it without reading them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, select

from assistant.store.tables_records import ChainRow, ContentRow, DecisionRow, RecordRow

Waits = Literal["escalated", "hits", "expiring", "mine"]
DECIDING = ("sign", "overrule", "approve", "send_back", "escalate", "withdraw")
SOON = dt.timedelta(days=14)


def waiting(why: Waits, today: dt.date) -> ColumnElement[bool]:
    """Holds for every record that waits for this reason, and for a few that turn out not to."""
    match why:
        case "escalated":
            return _last_is(DECIDING, ("escalate", "overrule"))
        case "expiring":
            ends = and_(RecordRow.valid_until >= today, RecordRow.valid_until <= today + SOON)
            return and_(ends, _last_is(DECIDING, ("sign", "overrule", "approve")))
        case "mine":
            return _last_is(("assign", "release"), ("assign",))
    holds_open_hit = (
        select(ChainRow.id)
        .join(ContentRow, ContentRow.sha256 == ChainRow.content_sha256)
        .where(ChainRow.kind == "record", ContentRow.body.contains('"state":"open"', autoescape=True))
    )
    decided = _last_is(DECIDING, ("sign", "overrule", "approve", "withdraw"))
    return and_(RecordRow.outcome.is_not(None), ~decided, RecordRow.id.in_(holds_open_hit))


def _last_is(among: tuple[str, ...], kinds: tuple[str, ...]) -> ColumnElement[bool]:
    """Is the last decision of one of these sorts on a record of one of these kinds?"""
    last = select(func.max(DecisionRow.seq)).where(DecisionRow.kind.in_(among)).group_by(DecisionRow.record_id)
    return RecordRow.id.in_(select(DecisionRow.record_id).where(DecisionRow.seq.in_(last), DecisionRow.kind.in_(kinds)))
