"""Writes records: a turn and its record in one transaction, so that neither is kept without the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from assistant.answer import Answer
from assistant.decide import decide_again
from assistant.records import chain
from assistant.records.beside import recorded_now
from assistant.records.canonical import moment, sha256_of, text_of, whole
from assistant.records.chain import Content, Entry
from assistant.records.content import Asked, facts_hash, kept, of_answer, of_check
from assistant.records.ids import new_id, record_id
from assistant.standing import Notes
from assistant.store import Store
from assistant.store.engine import add_missing
from assistant.store.tables_records import ContentRow, RecordRow
from rules.law import Figure
from rules.proof import Verdict

LONGEST_USER = 200


def record_answer(
    store: Store, asked: Asked, answer: Answer, notes: Notes | None = None, at: dt.datetime | None = None
) -> Answer:
    """The answer with its id and its place in the chain; with a thread it is kept there as the next turn too.

    `notes`: what its verdicts stand on, noted while they were made (assistant/standing.py); without them they are
    decided once more.

    Raises StoreError where the database cannot be used: an answer that cannot be recorded is not given.
    """
    at = at or dt.datetime.now(dt.UTC)
    content, pinned = of_answer(record_id(answer.facts), at, asked, answer, notes or _notes_on(answer))

    def work(session: Session) -> Answer:
        entry = _recorded(session, content, pinned, at)
        given = answer.model_copy(update={"id": entry.id, "record": kept(entry)})
        if asked.thread is not None:
            store.keep_in(session, asked.thread, asked.question, given, at)
        recorded_now(session, given)
        return given

    return store.write(work)


def _notes_on(answer: Answer) -> Notes:
    """What the verdicts of an answer stand on, decided again."""
    notes = Notes()
    made = [(answer.verdict, answer.facts)] if answer.verdict else []
    for verdict, facts in [*made, *((one.verdict, one.facts) for one in answer.deals)]:
        notes.take(verdict, decide_again(facts, verdict.as_of, verdict)[1])
    return notes


def record_check(
    store: Store,
    asked: Asked,
    facts: Mapping[str, Any],
    verdict: Verdict,
    figures: tuple[Figure, ...],
    at: dt.datetime | None = None,
    given: object = None,
) -> Entry:
    """The place in the chain of a check that was to be recorded; `given`: what whoever asked gets, if that is all.

    Raises StoreError.
    """
    at = at or dt.datetime.now(dt.UTC)
    content, pinned = of_check(record_id(facts), at, asked, facts, verdict, figures)

    def work(session: Session) -> Entry:
        entry = _recorded(session, content, pinned, at)
        if given is not None:
            recorded_now(session, given)
        return entry

    return store.write(work)


def record_run(store: Store, content: Mapping[str, Any], at: dt.datetime | None = None) -> Entry:
    """The place in the chain of a run over many rows; `content` holds the hashes of what went in and came out, and
    the pins. An id and the time are added. Raises StoreError."""
    at = at or dt.datetime.now(dt.UTC)
    whole = {"id": new_id("R"), "at": moment(at), **content}
    return store.write(lambda session: chain.append(session, "run", whole["id"], whole, at))


def _recorded(session: Session, content: Content, pinned: Mapping[str, Any], at: dt.datetime) -> Entry:
    for sha, told in pinned.items():
        if session.get(ContentRow, sha) is None:
            add_missing(session, ContentRow, sha256=sha, body=text_of(told))
    while _taken(session, content):
        content["id"] = record_id(content["facts"])
    entry = chain.append(session, "record", content["id"], content, at)
    if session.get(RecordRow, entry.id) is None:
        session.add(_row(content, entry))
    return entry


def _taken(session: Session, content: Content) -> bool:
    """Does somebody else's record have this id? The same content is our own, written before the connection broke."""
    there = chain.find(session, "record", content["id"])
    return there is not None and there.content_sha256 != sha256_of(content)


def _row(content: Content, entry: Entry) -> RecordRow:
    verdict = content["verdict"] or {}
    until = verdict.get("valid_until")
    return RecordRow(
        id=entry.id,
        seq=entry.seq,
        at=entry.at,
        channel=content["channel"],
        user_name=content["user"][:LONGEST_USER],
        thread=content["thread"],
        question=whole(content["question"]).replace("\0", "\ufffd"),
        outcome=verdict.get("outcome"),
        review_policy=verdict.get("review_policy"),
        eccn=verdict.get("eccn"),
        valid_until=dt.date.fromisoformat(until) if isinstance(until, str) else until,
        facts_sha256=facts_hash(content["facts"]),
    )
