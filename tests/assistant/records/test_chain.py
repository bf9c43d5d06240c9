"""The chain: appended by several at once, guarded by the database, and every damage is found where it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from assistant.records.canonical import sha256_of, text_of
from assistant.records.chain import Entry, append
from assistant.records.log import Broken, Log, verify_log
from assistant.store import Store, guards

AT = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
LENGTH = 8
KINDS = ("record", "decision", "record", "run", "hit", "position", "record", "decision")


def test_the_example_of_the_contract_has_its_hashes() -> None:
    content = {
        "id": "D-301", "record": "UY-7K5", "at": "2026-10-05T15:20:00Z", "user": "joao", "role": "officer",
        "kind": "sign",
        "reason": "seat seen in the company register",
        "binds_to": "b3745fcc928bb65bd85267ea0f96d86de79a8df29d6466945f89d01ad247d283",
    }  # fmt: skip
    digest = "d6de62d70a24bda0c7b94bd26b4f2ad5fa30a372487cbc3ddf74583ab7f0f7ca"
    previous = "cb4be45fe009a92c57996cdbe2894260f56846afca265a9e6f0ba2dfa2682ff8"
    assert sha256_of(content) == digest
    entry = Entry(2, "D-301", "decision", "2026-10-05T15:20:00Z", digest, previous, "")
    assert entry.computed == "645305cd0e7206e667059c589246e034c3ee5b873254d77dda8c5c299b57de09"


def _filled(url: str, length: int = LENGTH) -> Store:
    store = Store(url)
    for number in range(length):
        content = {"id": f"X-{number}", "question": f"Frage {number} é", "figure": number + 0.5}
        kind = KINDS[number % len(KINDS)]
        store.write(lambda session, k=kind, c=content: append(session, k, c["id"], c, AT))  # type: ignore[misc]
    return store


def _verified(store: Store, known: str | None = None) -> Log:
    return store.read(lambda session: verify_log(session, known))


def test_a_chain_as_it_was_written_is_whole(database_url: str) -> None:
    store = _filled(database_url)
    found = _verified(store)
    assert (found.records, found.erased, found.broken) == (3, (), None)
    assert found.head is not None
    assert _verified(store, found.head).broken is None
    store.close()


def test_writers_at_once_make_one_chain(database_url: str) -> None:
    stores = [Store(database_url) for _ in range(4)]

    def write(number: int) -> None:
        stores[number % 4].write(lambda s: append(s, "record", f"X-{number}", {"id": f"X-{number}"}, AT))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    found = _verified(stores[0])
    assert (found.records, found.broken) == (40, None)
    for store in stores:
        store.close()


def test_the_same_entry_twice_is_one(database_url: str) -> None:
    store = Store(database_url)
    once, again = (store.write(lambda s: append(s, "record", "X-1", {"id": "X-1"}, AT)) for _ in range(2))
    assert once == again
    store.close()


REFUSED = {
    "update chain set id = 'X-9' where seq = 2": guards.CHANGED,
    "delete from chain where seq = 8": guards.DELETED,
    "insert into chain select seq + 7, id, kind, at, content_sha256, null, 'h' from chain where seq = 2": guards.FORKED,
    "update contents set body = '{}'": guards.REWRITTEN,
    "delete from contents": guards.UNNAMED,
}


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses(database_url: str, statement: str) -> None:
    store = _filled(database_url)
    with pytest.raises(DBAPIError, match=REFUSED[statement]):
        store.write(lambda session: session.execute(text(statement)))
    assert _verified(store).broken is None
    store.close()


def test_content_goes_behind_an_entry_that_names_it(database_url: str) -> None:
    store = _filled(database_url)
    sha = store.read(lambda s: s.scalar(text("select content_sha256 from chain where id = 'X-2'")))
    store.write(lambda s: append(s, "erased", "X-2", {"id": "X-2", "reason": "five years are over"}, AT))
    store.write(lambda s: s.execute(text("delete from contents where sha256 = :sha"), {"sha": sha}))
    assert (_verified(store).erased, _verified(store).broken) == (("X-2",), None)
    with pytest.raises(DBAPIError, match=guards.UNNAMED):
        store.write(lambda s: s.execute(text("delete from contents where body like '%years%'")))
    store.close()


# ---- damage, each behind the back of the database's guards


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A chain in a table without guards and keys, as somebody with the file in hand can make it."""
    path: Path = tmp_path_factory.mktemp("chain") / "desk.sqlite"
    store = _filled(f"sqlite:///{path}")
    with store.engine.begin() as connection:
        for table in ("contents", "chain"):
            connection.execute(text(f"create table bare as select * from {table}"))
            connection.execute(text(f"drop table {table}"))
            connection.execute(text(f"alter table bare rename to {table}"))
    yield store
    store.close()


class _Undo(Exception):
    """Takes the damage back."""


Damage = Callable[[Session], object]


def _found_after(store: Store, damage: Damage, known: str | None = None) -> Broken | None:
    """What the walk finds once the damage is done; it is undone again."""
    found: list[Log] = []

    def work(session: Session) -> None:
        damage(session)
        found.append(verify_log(session, known))
        raise _Undo

    with pytest.raises(_Undo):
        store.write(work)
    return found[0].broken


def _run(session: Session, statement: str, **values: object) -> None:
    session.execute(text(statement), values)


def _flip(data: st.DataObject, seq: int) -> tuple[Damage, Broken]:
    column = data.draw(st.sampled_from(("id", "kind", "at", "content_sha256", "previous", "hash", "body")))
    bit = data.draw(st.integers(0, 6))
    share = data.draw(st.floats(0, 1, exclude_max=True))
    id = f"X-{seq - 1}"

    def damage(session: Session) -> None:
        table, where = "chain", "seq = :seq"
        if column == "body":
            table, where = "contents", "sha256 = (select content_sha256 from chain where seq = :seq)"
        was = session.scalar(text(f"select {column} from {table} where {where}"), {"seq": seq}) or "x"
        raw = bytearray(was.encode())
        raw[int(share * len(raw))] ^= 1 << bit
        _run(session, f"update {table} set {column} = :now where {where}", now=raw.decode("utf-8", "replace"), seq=seq)

    return damage, Broken(seq, None if column == "id" else id, "changed")


def _drop(data: st.DataObject, seq: int) -> tuple[Damage, Broken]:
    seq = min(seq, LENGTH - 1)  # the last one is a truncation
    hidden = data.draw(st.booleans())

    def damage(session: Session) -> None:
        _run(session, "delete from chain where seq = :seq", seq=seq)
        if hidden:
            _run(session, "update chain set seq = seq - 1 where seq > :seq", seq=seq)

    return damage, Broken(seq, None, "missing")


def _insert(data: st.DataObject, seq: int) -> tuple[Damage, Broken]:
    forged = data.draw(st.booleans())
    content = {"id": "X-new"}

    def damage(session: Session) -> None:
        previous = session.scalar(text("select hash from chain where seq = :seq"), {"seq": seq - 1})
        entry = Entry(seq, "X-new", "record", "2026-11-24T15:00:00Z", sha256_of(content), previous, "")
        row = asdict(entry) | {"hash": entry.computed if forged else "f" * 64}
        _run(session, "update chain set seq = seq + 1 where seq >= :seq", seq=seq)
        _run(session, "insert into contents values (:sha, :body)", sha=sha256_of(content), body=text_of(content))
        columns = ", ".join(f":{name}" for name in row)
        _run(session, f"insert into chain ({', '.join(row)}) values ({columns})", **row)

    return damage, Broken(seq, "X-new", "inserted")


def _swap(data: st.DataObject, seq: int) -> tuple[Damage, Broken]:
    other = data.draw(st.integers(1, LENGTH).filter(lambda one: one != seq))

    def damage(session: Session) -> None:
        _run(session, "update chain set seq = :a + :b - seq where seq in (:a, :b)", a=seq, b=other)

    first, second = min(seq, other), max(seq, other)
    return damage, Broken(first, f"X-{second - 1}", "out_of_order")


def _truncate(data: st.DataObject, seq: int) -> tuple[Damage, Broken]:
    return lambda session: _run(session, "delete from chain where seq >= :seq", seq=seq), Broken(seq, None, "truncated")


def _rewrite(data: st.DataObject, seq: int) -> tuple[Damage, Broken]:
    """An entry with other content and a hash that fits it: the one after it still names the old hash."""
    seq, content = min(seq, LENGTH - 1), {"id": f"X-{seq - 1}", "question": "another"}

    def damage(session: Session) -> None:
        row = session.execute(text("select * from chain where seq = :seq"), {"seq": seq}).mappings().one()
        entry = Entry(**dict(row) | {"content_sha256": sha256_of(content)})
        _run(session, "insert into contents values (:sha, :body)", sha=sha256_of(content), body=text_of(content))
        statement = "update chain set content_sha256 = :sha, hash = :hash where seq = :seq"
        _run(session, statement, sha=entry.content_sha256, hash=entry.computed, seq=seq)

    return damage, Broken(seq, f"X-{seq - 1}", "changed")


def _lose(data: st.DataObject, seq: int) -> tuple[Damage, Broken]:
    """Content that is gone without an entry that names it."""
    statement = "delete from contents where sha256 = (select content_sha256 from chain where seq = :seq)"
    return lambda session: _run(session, statement, seq=seq), Broken(seq, f"X-{seq - 1}", "missing")


DAMAGES = (_flip, _flip, _drop, _insert, _swap, _truncate, _rewrite, _lose)


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(DAMAGES), seq=st.integers(1, LENGTH), data=st.data())
def test_the_walk_names_the_first_broken_place(
    chain: Store, kind: Callable[[st.DataObject, int], tuple[Damage, Broken]], seq: int, data: st.DataObject
) -> None:
    known = chain.read(
        lambda session: str(session.scalar(text("select hash from chain where seq = :last"), {"last": LENGTH}))
    )
    damage, expected = kind(data, seq)
    found = _found_after(chain, damage, known)
    assert found is not None
    assert (found.seq, found.what) == (expected.seq, expected.what)
    assert expected.id is None or found.id == expected.id
