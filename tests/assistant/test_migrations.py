"""The tables: one line of revisions, the same as the models, and an old database keeps what is in it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

from assistant.errors import StoreTooNew, StoreUnreachable
from assistant.store import Store
from assistant.store.engine import engine_at
from assistant.store.migrate import VERSIONS, head, revision, upgrade
from assistant.store.schema import METADATA

OLD_TURN = "insert into turns values ('t-1', 0, 'old question', '{}', '{}', '2026-11-24', '2026-11-24 15:00:00')"


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    return ScriptDirectory.from_config(config)


def test_revisions_form_one_line_and_are_named_like_their_files() -> None:
    scripts = _scripts()
    assert scripts.get_heads() == [head()]
    names = [script.revision for script in scripts.walk_revisions()]
    assert sorted(names) == sorted(path.stem for path in VERSIONS.glob("0*.py"))
    assert names == sorted(names, reverse=True)


def test_opening_makes_the_tables_of_the_models(database_url: str) -> None:
    engine = Store(database_url).engine
    with engine.connect() as connection:
        assert revision(connection) == head()
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_a_store_of_before_there_were_revisions_keeps_its_turns(database_url: str) -> None:
    engine = engine_at(database_url)
    upgrade(engine, "0001_threads")
    with engine.begin() as connection:
        connection.execute(text("drop table alembic_version"))
        connection.execute(text("insert into threads values ('t-1', '2026-11-24 15:00:00')"))
        connection.execute(text(OLD_TURN))
    engine.dispose()
    store = Store(database_url)
    assert [turn.question for turn in store.turns("t-1")] == ["old question"]
    with store.engine.connect() as connection:
        assert revision(connection) == head()
    store.close()


def test_several_that_open_a_new_store_at_once_make_it_once(database_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(lambda _: Store(database_url), range(6)))
    assert all(store.threads() == [] for store in stores)
    for store in stores:
        store.close()


def test_several_that_make_a_new_file_in_the_same_moment_all_get_it(tmp_path: Path) -> None:
    """The turn of a file to write-ahead is refused at once while another turns it: some in a hundred times."""
    for number in range(150):
        engines = [engine_at(f"sqlite:///{tmp_path / f'desk-{number}.sqlite'}") for _ in range(4)]
        together = Barrier(len(engines))
        with ThreadPoolExecutor(len(engines)) as pool:
            assert list(pool.map(partial(_first_connection, together), engines)) == ["wal"] * len(engines)


def _first_connection(together: Barrier, engine: Engine) -> str:
    together.wait()
    with engine.begin() as connection:
        connection.execute(text("create table if not exists notes (line text)"))
        mode = str(connection.execute(text("pragma journal_mode")).scalar())
    engine.dispose()
    return mode


def test_a_store_of_a_later_version_is_left_alone(database_url: str) -> None:
    store = Store(database_url)
    with store.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999_later'"))
    store.close()
    with pytest.raises(StoreTooNew, match="9999_later"):
        Store(database_url)


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(StoreUnreachable, match=r"postgresql://desk:\*\*\*@127\.0\.0\.1:9/desk") as caught:
        Store("postgresql://desk:secret@127.0.0.1:9/desk")
    assert "secret" not in str(caught.value)


def test_a_broken_connection_is_made_anew(postgresql: str, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("a file has no connection to lose")
    store = Store(database_url)
    lost = []

    def work(session: object) -> int:
        connection = session.connection()  # type: ignore[attr-defined]
        if not lost:
            lost.append(True)
            own = connection.scalar(text("select pg_backend_pid()"))
            admin = create_engine(postgresql)
            with admin.connect() as other:
                other.execute(text("select pg_terminate_backend(:own)"), {"own": own})
            admin.dispose()
        return int(connection.scalar(text("select 7")))

    assert store.write(work) == 7
    assert lost == [True]
    store.close()


def test_opening_a_store_that_is_up_to_date_loads_no_alembic(tmp_path: Path) -> None:
    import subprocess
    import sys

    url = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    Store(url).close()
    code = f"import sys; from assistant.store import Store; Store({url!r}).close(); print('alembic' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
