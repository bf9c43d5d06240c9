"""The whole database as a folder of files that any database of the product takes back.

One file a table, one row a line, and a manifest with the hash of each. What is read in is checked before anything of
it counts: hashes, an empty target, the chain.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, MetaData, Table, func, insert, select, text
from sqlalchemy.engine import Connection

from assistant.errors import StoreError
from assistant.store.migrate import head, revision, upgrade
from assistant.store.threads import Store

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files"
KEPT = ("sources", "texts")  # of the data folder; indexes are built again
AT_ONCE = 500
Summary = dict[str, Any]


class BackupError(StoreError):
    """A backup that cannot be written or read back; nothing was changed."""

    code = 2


def backup(store: Store, folder: Path, home: Path) -> Summary:
    """Writes one state of the database, and the texts and sources of the data folder, into a new folder.

    Raises BackupError where the folder is there already.
    """
    if folder.exists():
        raise BackupError(f"DIR: {folder} is there already; expected a new folder")
    making = folder.with_name(f".{folder.name}.making")
    making.mkdir(parents=True)
    with store.engine.execution_options(reads=True).connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            files = {table.name: _dumped(connection, table, making) for table in _tables(connection)}
            last = connection.execute(text("select hash from chain order by seq desc limit 1")).scalar()
            manifest = {"format": FORMAT, "revision": revision(connection), "head": last, "tables": files}
    manifest["files"] = _copied(home, making / FILES)
    (making / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    making.rename(folder)
    return {"folder": str(folder), "head": last, "rows": {name: one["rows"] for name, one in files.items()}}


def _copied(source: Path, target: Path) -> dict[str, str]:
    """Copies the folders that no command makes anew; gives the hash of each file."""
    found = {}
    for path in sorted(path for name in KEPT for path in (source / name).rglob("*") if path.is_file()):
        name = path.relative_to(source)
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)
        found[name.as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _tables(connection: Connection) -> list[Table]:
    """Every table but the one of the revision, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _dumped(connection: Connection, table: Table, folder: Path) -> dict[str, Any]:
    path, rows = folder / f"{table.name}.jsonl", 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
            file.write(json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=True) + "\n")
            rows += 1
    return {"rows": rows, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def restore(folder: Path, home: Path, check: Callable[[Connection, str | None], None]) -> Summary:
    """Fills the empty database of the settings, and the data folder, from a backup.

    `check` is called on it with the head before anything counts, and raises where something is not whole.

    Raises:
        BackupError: the folder is no whole backup, or the database holds something already.
        StoreError: the database cannot be used.
    """
    manifest = _read_manifest(folder)
    if (known := manifest["revision"]) > head():
        raise BackupError(f"DIR: made by a later version ({known}); expected {head()} or an older one")
    store = Store(to=known)
    with store.engine.begin() as connection:
        tables = {table.name: table for table in _tables(connection)}
        for name, table in tables.items():
            if connection.execute(select(func.count()).select_from(table)).scalar():
                raise BackupError(f"the database holds rows in {name} already; expected an empty one")
        for name, table in tables.items():
            if name in manifest["tables"]:
                _fill(connection, table, folder / f"{name}.jsonl")
        check(connection, manifest["head"])
    upgrade(store.engine)
    store.close()
    _copied(folder / FILES, home)
    rows = {name: one["rows"] for name, one in manifest["tables"].items()}
    return {"folder": str(folder), "head": manifest["head"], "rows": rows}


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        for name, one in manifest["tables"].items():
            if hashlib.sha256((folder / f"{name}.jsonl").read_bytes()).hexdigest() != one["sha256"]:
                raise BackupError(f"{name}.jsonl: is not as it was written; expected the SHA-256 of the manifest")
        for name, sha in manifest["files"].items():
            if hashlib.sha256((folder / FILES / name).read_bytes()).hexdigest() != sha:
                raise BackupError(f"{name}: is not as it was written; expected the SHA-256 of the manifest")
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise BackupError(f"DIR: {folder} is no whole backup ({error})") from None
    return manifest


def _fill(connection: Connection, table: Table, path: Path) -> None:
    for rows in _in_lots(path):
        connection.execute(insert(table), [_typed(table, row) for row in rows])
    if connection.dialect.name == "postgresql":
        _set_counter(connection, table)


def _in_lots(path: Path) -> Iterator[list[dict[str, Any]]]:
    lot: list[dict[str, Any]] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            lot.append(json.loads(line))
            if len(lot) == AT_ONCE:
                yield lot
                lot = []
    if lot:
        yield lot


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name].type, value) for name, value in row.items()}


def _value(kind: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(kind, LargeBinary) or kind.python_type is bytes:
        return base64.b64decode(value)
    if kind.python_type is dt.datetime:
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if kind.python_type is dt.date else value


def _set_counter(connection: Connection, table: Table) -> None:
    """A column that counts by itself goes on after the rows that were put in."""
    for column in table.primary_key:
        if column.autoincrement is True or "nextval" in str(getattr(column.server_default, "arg", "")):
            counter = {"table": table.name, "column": column.name}
            last = f"(select coalesce(max({column.name}), 0) + 1 from {table.name})"
            connection.execute(text(f"select setval(pg_get_serial_sequence(:table, :column), {last}, false)"), counter)
