"""Users, keys, sessions, Slack names, limits and answers given once, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from assistant.accounts import sessions as session_times
from assistant.accounts.errors import AccountError, NoSuchAccount, TooOften
from assistant.accounts.keys import Keys
from assistant.accounts.limits import Limits
from assistant.accounts.once import Once, OtherBody
from assistant.accounts.sessions import Sessions
from assistant.accounts.slack import SlackUsers
from assistant.accounts.users import Users, now
from assistant.answer import Answer
from assistant.decide import decide
from assistant.records.actor import Actor
from assistant.records.content import Asked
from assistant.records.writing import record_answer
from assistant.restate import told
from assistant.store import Store
from assistant.store.tables_accounts import AnsweredRow, KeyRow, SessionRow, UserRow
from assistant.store.tables_records import ChainRow

PASSWORD = "a long enough password"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    yield opened
    opened.close()


def test_a_password_signs_in_and_is_kept_as_argon2_only(store: Store) -> None:
    users = Users(store)
    assert not users.exist()
    users.add("anna", "officer", password=PASSWORD)
    assert users.exist()
    found = users.with_password("Anna ", PASSWORD)
    assert found is not None
    assert found.actor == Actor("anna", "officer")
    assert users.with_password("anna", PASSWORD + ".") is None
    assert users.with_password("nobody", PASSWORD) is None
    kept = store.read(lambda session: session.get_one(UserRow, "anna").password_hash)
    assert kept is not None
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in repr(users.all())


def test_an_account_without_password_is_never_signed_in_by_one(store: Store) -> None:
    Users(store).add("orders", "sales")
    assert Users(store).with_password("orders", "") is None
    assert Users(store).with_password("orders", "nobody has this password") is None


@pytest.mark.parametrize(
    ("name", "role", "email", "password", "field"),
    [
        ("Anna", "sales", None, None, "NAME"),
        ("local", "sales", None, None, "NAME"),
        ("anonymous", "sales", None, None, "NAME"),
        ("slack:U1", "sales", None, None, "NAME"),
        ("anna", "boss", None, None, "--role"),
        ("anna", "sales", "no address", None, "--email"),
        ("anna", "sales", None, "short", "password"),
    ],
)
def test_what_cannot_be_an_account_is_refused_by_its_field(
    store: Store, name: str, role: str, email: str | None, password: str | None, field: str
) -> None:
    with pytest.raises(AccountError) as refused:
        Users(store).add(name, role, email=email, password=password)
    assert refused.value.field == field
    assert not Users(store).exist()


def test_a_name_and_an_address_belong_to_one(store: Store) -> None:
    users = Users(store)
    users.add("anna", "sales", email="anna@example.com")
    with pytest.raises(AccountError, match="already"):
        users.add("anna", "admin")
    with pytest.raises(AccountError, match="another user"):
        users.add("other", "sales", email="ANNA@example.com")


def test_openid_finds_by_address_once_and_by_subject_ever_after(store: Store) -> None:
    users = Users(store)
    users.add("anna", "sales", email="anna@example.com")
    assert users.by_openid("https://id", "7", None) is None
    first = users.by_openid("https://id", "7", "Anna@example.com")
    assert first is not None
    assert first.name == "anna"
    again = users.by_openid("https://id", "7", "new@example.com")
    assert again is not None
    assert users.by_openid("https://id", "8", "anna@example.com") is None, "bound to another subject"
    assert users.by_openid("https://other", "7", "anna@example.com") is None, "bound to another issuer"
    users.disable("anna")
    assert users.by_openid("https://id", "7", "anna@example.com") is None


def test_a_key_speaks_for_its_user_in_its_role(store: Store) -> None:
    Users(store).add("anna", "officer")
    keys = Keys(store)
    own, narrow = keys.create("anna"), keys.create("anna", role="sales", per_minute=5)
    holder = keys.holder(own.secret)
    assert holder is not None
    assert holder.actor == Actor("anna", "officer")
    held = keys.holder(narrow.secret)
    assert held is not None
    assert (held.actor, held.per_minute) == (Actor("anna", "sales"), 5)
    kept = store.read(lambda session: [row.sha256 for row in session.scalars(select(KeyRow))])
    assert all(len(one) == 64 for one in kept)
    assert own.secret not in repr(keys.all())


@pytest.mark.parametrize("role", ["admin", "auditor", "boss"])
def test_a_key_reaches_no_further_than_its_user(store: Store, role: str) -> None:
    Users(store).add("anna", "officer")
    with pytest.raises(AccountError, match="officer or sales"):
        Keys(store).create("anna", role=role)


def test_a_key_ends_with_what_it_stands_on(store: Store) -> None:
    users, keys = Users(store), Keys(store)
    users.add("anna", "officer")
    revoked, aged, demoted, disabled = (keys.create("anna", days=3) for _ in range(4))
    keys.revoke(revoked.key.id)
    assert keys.holder(revoked.secret) is None
    past = now() - dt.timedelta(days=1)
    store.write(lambda session: session.execute(update(KeyRow).where(KeyRow.id == aged.key.id).values(ends_at=past)))
    assert keys.holder(aged.secret) is None
    users.set_role("anna", "auditor")
    assert keys.holder(demoted.secret) is None
    users.set_role("anna", "officer")
    assert keys.holder(disabled.secret) is not None
    users.disable("anna")
    assert keys.holder(disabled.secret) is None
    for wrong in ("", "edk_", f"edk_{revoked.key.id}_{'A' * 43}", disabled.secret[:-1], disabled.secret + "x"):
        assert keys.holder(wrong) is None


def test_rotation_lets_the_old_key_work_for_a_while(store: Store) -> None:
    Users(store).add("anna", "sales")
    keys = Keys(store)
    old = keys.create("anna", label="order system", per_minute=7)
    new = keys.rotate(old.key.id)
    assert keys.holder(old.secret) is not None
    assert keys.holder(new.secret) is not None
    assert (new.key.label, new.key.per_minute) == ("order system", 7)
    at_once = keys.rotate(new.key.id, dt.timedelta(0))
    assert keys.holder(new.secret) is None
    assert keys.holder(at_once.secret) is not None
    with pytest.raises(AccountError, match="has ended"):
        keys.rotate(new.key.id)
    with pytest.raises(NoSuchAccount):
        keys.rotate("000000000000")


def test_sessions_end_by_rest_by_age_by_leaving_and_with_the_account(store: Store) -> None:
    users, sessions = Users(store), Sessions(store)
    users.add("anna", "officer", password=PASSWORD)
    left, rested, aged, kept = (sessions.begin("anna") for _ in range(4))
    sessions.end(left)
    assert sessions.actor(left) is None
    _shift(store, rested, seen_at=now() - session_times.LONGEST_REST - dt.timedelta(seconds=1))
    assert sessions.actor(rested) is None
    _shift(store, aged, begun_at=now() - session_times.LONGEST - dt.timedelta(seconds=1))
    assert sessions.actor(aged) is None
    users.set_role("anna", "sales")
    assert sessions.actor(kept) == Actor("anna", "sales"), "a role counts from the next request on"
    users.set_password("anna", "another long password")
    assert sessions.actor(kept) is None
    last = sessions.begin("anna")
    users.disable("anna")
    assert sessions.actor(last) is None
    assert sessions.actor("made up") is None


def test_a_session_in_use_goes_on(store: Store) -> None:
    Users(store).add("anna", "sales")
    sessions = Sessions(store)
    secret = sessions.begin("anna")
    _shift(store, secret, seen_at=now() - dt.timedelta(hours=1))
    assert sessions.actor(secret) is not None
    seen = store.read(lambda session: session.scalars(select(SessionRow)).one().seen_at)
    assert now() - seen.replace(tzinfo=dt.UTC) < dt.timedelta(minutes=1)


def _shift(store: Store, secret: str, **times: dt.datetime) -> None:
    own = SessionRow.sha256 == session_times._hash(secret)
    store.write(lambda session: session.execute(update(SessionRow).where(own).values(**times)))


def test_a_slack_user_is_an_account_or_somebody_who_asks(store: Store) -> None:
    users, slack = Users(store), SlackUsers(store)
    users.add("olga", "officer")
    assert slack.actor("U024BE7LH") == Actor("slack:U024BE7LH", "sales")
    slack.map("U024BE7LH", "olga")
    assert slack.actor("U024BE7LH") == Actor("olga", "officer")
    users.disable("olga")
    assert slack.actor("U024BE7LH") is None
    slack.unmap("U024BE7LH")
    assert slack.all() == {}
    with pytest.raises(NoSuchAccount):
        slack.map("U024BE7LH", "nobody")
    with pytest.raises(AccountError, match="SLACK_ID"):
        slack.map("olga", "olga")


def test_a_limit_counts_over_all_stores_on_one_database(store: Store) -> None:
    other = Store(str(store.engine.url.render_as_string(hide_password=False)))
    for turn in range(4):
        Limits(store if turn % 2 else other).count("key 1", 4, at=1000.0)
    with pytest.raises(TooOften) as refused:
        Limits(store).count("key 1", 4, at=1001.0)
    assert refused.value.wait == 20, "the window ends at 1020"
    Limits(store).count("key 2", 4, at=1001.0)
    Limits(store).count("key 1", 4, at=1021.0)
    other.close()


def test_a_request_is_answered_once_by_whoever_takes_it(store: Store) -> None:
    url = str(store.engine.url.render_as_string(hide_password=False))
    stores = [Store(url) for _ in range(2)]
    worked: list[int] = []

    def ask(turn: int) -> str:
        def work() -> str:
            worked.append(turn)
            return f"answer {turn}"

        return Once(stores[turn % 2]).answer("anna", "key-1", b"body", work).text

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(12)))
    assert len(worked) == 1
    assert set(answers) == {f"answer {worked[0]}"}
    assert Once(store).answer("anna", "key-1", b"body", lambda: "new").again
    assert Once(store).answer("bob", "key-1", b"body", lambda: "his own").text == "his own"
    with pytest.raises(OtherBody):
        Once(store).answer("anna", "key-1", b"other body", lambda: "new")
    for one in stores:
        one.close()


def test_a_failed_answer_is_not_kept(store: Store) -> None:
    def fails() -> str:
        raise ValueError

    with pytest.raises(ValueError):
        Once(store).answer("anna", "key-1", b"body", fails)
    assert Once(store).answer("anna", "key-1", b"body", lambda: "now").text == "now"


def test_the_request_of_a_process_that_died_is_taken_over(store: Store) -> None:
    once = Once(store)
    store.write(
        lambda session: session.add(
            AnsweredRow(
                owner="anna", key="k", body_sha256=_sha(b"body"), claim="dead", claimed_at=now() - 2 * once.lease
            )
        )
    )
    assert once.answer("anna", "k", b"body", lambda: "after all").text == "after all"


def _sha(body: bytes) -> str:
    from hashlib import sha256

    return sha256(body).hexdigest()


def test_a_turn_is_stored_with_its_record_or_neither_is(store: Store) -> None:
    once, asked = Once(store), Asked("Two cards to Oslo?", "http", "anna")
    turn: Answer = told(*decide({"destination": "NO"}, dt.date(2026, 11, 24)))

    def dies_after_the_record() -> object:
        record_answer(store, asked, turn)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once.answer("anna", "k", b"body", dies_after_the_record, lambda answer: str(getattr(answer, "id", "")))
    found = once.answer("anna", "k", b"body", lambda: "again")
    assert found.again
    (entry,) = store.read(lambda session: list(session.scalars(select(ChainRow.id))))
    assert found.text == entry

    def is_overtaken() -> object:
        with store.engine.begin() as other:
            other.execute(
                update(AnsweredRow).where(AnsweredRow.key == "late").values(claim="b", status=200, answer="b")
            )
        return record_answer(store, asked, turn)

    assert once.answer("anna", "late", b"body", is_overtaken).text == "b"
    assert store.read(lambda session: list(session.scalars(select(ChainRow.id)))) == [entry]


@pytest.mark.parametrize("key", ["", "x" * 201, "line\nbreak"])
def test_a_key_that_is_none_is_refused(store: Store, key: str) -> None:
    with pytest.raises(AccountError, match="Idempotency-Key"):
        Once(store).answer("anna", key, b"", lambda: "")
