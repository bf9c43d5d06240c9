"""The party list as a SQLite file, built once per version of the list and opened read-only.

Holds every name under its key, every word with how many listed parties bear it, and the rows themselves.
The file is named by the hash of what it was built from, written beside its place and renamed, so that two
processes that build at once do no harm.
"""

import csv
import gc
import hashlib
import json
import os
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from assistant.screening import names
from assistant.screening.entries import DATA, EAR_LISTS, SHIPPED, Entry, ListAtHand, raw_rows
from assistant.screening.names import Key

SCHEMA = """
create table entries (id integer primary key, entry_id text unique, party integer, grp text, head integer,
                      counts integer, person integer, type text, countries text, row text);
create table names (id integer primary key, entry integer, text text, squash text, words text, is_primary integer);
create table words (word text primary key, parties integer, scope text, common integer, names text) without rowid;
create table shorts (squash text, text text, grp text, native integer, sure integer);
create table places (phrase text primary key) without rowid;
create table arrays (name text primary key, kind text, content blob) without rowid;
"""
SHORTEST = 4  # letters: a shorter alias or short name counts only as the whole name
NAMES_KEPT = 60  # a word in more names than this is no lead to any of them
CODE = ("names", "entries", "index", "spelling", "chinese", "sound", "rarity", "name_index")  # what the index hangs on
GROUP_LISTS = {
    "EL": "entity_list", "MEU": "meu_list", "SDN": "sdn", "DPL": "denied_persons", "UVL": "unverified_list",
}  # fmt: skip


def default_folder() -> Path:
    """Where the product keeps what it can make again: the data folder of the settings."""
    from assistant.settings import home

    return home()


@lru_cache(maxsize=4)
def open_index(folder: Path, listed: ListAtHand = SHIPPED) -> sqlite3.Connection:
    """The index in this folder, built first where it is missing. Read-only; safe to share between threads."""
    path = folder / f"party_list_{version(listed)}.sqlite"
    if not path.exists():
        build(path, listed)
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


@cache
def version(listed: ListAtHand = SHIPPED) -> str:
    """Hash over the list, its side tables and the code that makes the index of them."""
    digest = hashlib.sha256()
    tables = ("groups.csv", "native_names.csv", "common_words.txt", "place_names.txt")
    sources = [listed.file, *(DATA / name for name in tables)]
    code = [Path(__file__).parent / f"{module}.py" for module in CODE]
    for path in [*sources, *code]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def build(path: Path, listed: ListAtHand = SHIPPED) -> None:
    """Writes the index."""
    with written_whole(path) as temporary:
        connection = sqlite3.connect(temporary)
        connection.executescript("pragma journal_mode=off; pragma synchronous=off;" + SCHEMA)
        gc.disable()  # a million small tuples, none of them garbage: collecting takes a third of the time
        try:
            _fill(connection, listed.file)
        finally:
            gc.enable()
        connection.commit()
        connection.close()


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A file to write beside this place, renamed to it at the end: readers see the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    os.close(handle)
    try:
        yield Path(temporary)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def load(connection: sqlite3.Connection, entry: int) -> Entry:
    (row,) = connection.execute("select row from entries where id = ?", (entry,)).fetchone()
    return Entry.model_validate_json(row)


class _Rows:
    """What the build gathers before it writes."""

    def __init__(self, shorts: dict[str, str], common: set[str], places: set[str]) -> None:
        self.shorts = shorts  # short name to group
        self.common = common
        self.places = places
        self.group_of: dict[int, str] = {}
        self.entries: list[tuple[int, str, str, str | None, int, int, str | None, str]] = []  # without the party
        self.names: list[tuple[int, int, str, str, str, int]] = []
        self.parties = _Parties()
        self.names_of_word: dict[str, list[int]] = defaultdict(list)


def _fill(connection: sqlite3.Connection, source: Path) -> None:
    common, places = _lines("common_words.txt"), _lines("place_names.txt")
    groups, shorts = _groups()
    latin = {one.squash: one.group for one in shorts if one.text.isascii() and len(one.squash) >= SHORTEST}
    rows = _Rows(latin, common, places)
    for number, (line, row) in enumerate(raw_rows(source)):
        _take(rows, number, line, row, groups)
    connection.executemany(
        "insert into entries values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                number,
                entry_id,
                rows.parties.of(number),
                grp,
                head,
                counts,
                int(kind == "Individual"),
                kind,
                places,
                line,
            )
            for number, entry_id, line, grp, head, counts, kind, places in rows.entries
        ),
    )
    connection.executemany("insert into names values (?, ?, ?, ?, ?, ?)", rows.names)
    connection.executemany("insert into words values (?, ?, ?, ?, ?)", _words(rows, common))
    connection.executemany("insert into shorts values (?, ?, ?, ?, ?)", shorts)
    connection.executemany("insert or ignore into places values (?)", ((place,) for place in places))
    connection.executemany("insert into arrays values (?, ?, ?)", _arrays(connection))
    connection.executescript("create index names_squash on names(squash); create index entries_grp on entries(grp);")


def _arrays(connection: sqlite3.Connection) -> Iterable[tuple[str, str, bytes]]:
    """Every name of every row that bears one, as the engine reads it."""
    from assistant.screening.name_index import Name, as_rows, build

    def printed() -> Iterator[Name]:
        for number, line in connection.execute("select id, row from entries order by id"):
            row = json.loads(line)
            texts = [] if row.get("address_only") else [str(row["name"]), *_texts(row.get("aliases"))]
            yield from (Name(number, text, at == 0) for at, text in enumerate(texts))

    return as_rows(build(printed()))


def _take(rows: _Rows, number: int, line: str, row: dict[str, object], groups: "_Groups") -> None:
    code, countries = str(row["list"]), " ".join(_texts(row.get("countries")))
    group, head = groups.get((code, str(row["name"]), countries), (None, 0))
    counts = int(code in EAR_LISTS)
    kind = str(row["type"]) if row.get("type") else None
    if group:
        rows.group_of[number] = group
    rows.entries.append(
        (number, str(row["entry_id"]), line, group, head, counts, kind, "|".join(_texts(row.get("countries"))))
    )
    if row.get("address_only"):
        return  # 744.16(f): the address is listed, nobody bears its name
    may_be_person = kind in (None, "Individual")
    for printed in [str(row["name"]), *_texts(row.get("aliases"))]:
        for reading in names.readings(printed):
            if reading in (printed, bare(printed)) or not _says_only_where(reading, rows):
                _add_name(rows, number, reading, is_primary=printed == row["name"], person=may_be_person)


def bare(printed: str) -> str:
    return names.BRACKETS.sub(" ", printed).strip(" .,;:-")


def _says_only_where(reading: str, rows: "_Rows") -> bool:
    """Whether what stands in brackets is a place or a plain word and no name: "(Shenzhen)", "(Private)"."""
    words = names.key(reading).words
    phrase = " ".join(words)
    is_acronym = reading.isupper() and len(reading) <= SHORTEST
    return phrase in rows.places or (len(words) == 1 and phrase in rows.common and not is_acronym)


def _add_name(rows: _Rows, entry: int, text: str, *, is_primary: bool, person: bool) -> None:
    found: Key = names.key(text)
    if not found.words:
        return
    squashes = [found.squash]
    if person and 2 <= len(found.words) <= 5:
        squashes.append(found.sorted)
    for squash in squashes:
        rows.names.append((len(rows.names), entry, text, squash, " ".join(found.words), int(is_primary)))
    for word in set(found.words):
        rows.names_of_word[word].append(len(rows.names) - 1)
    if len(found.words) >= 2:  # one word is too little to say that two rows are one party
        rows.parties.join(squashes[0], entry)
    elif squashes[0] in rows.shorts:  # SMIC's row on a list without effect under the EAR is SMIC's still
        rows.group_of.setdefault(entry, rows.shorts[squashes[0]])


def _words(rows: _Rows, common: set[str]) -> Iterable[tuple[str, int, str, int, str]]:
    """Each word with the number of listed parties that bear it, and the one group or party where there is one only."""
    party_group = {rows.parties.of(entry): group for entry, group in rows.group_of.items()}
    for word, name_ids in rows.names_of_word.items():
        entries = {rows.names[name][1] for name in name_ids}
        parties = {rows.parties.of(entry) for entry in entries}
        scopes = {party_group.get(party, f"#{party}") for party in parties}
        kept = name_ids if len(name_ids) <= NAMES_KEPT or len(scopes) == 1 else []
        scope = next(iter(scopes)) if len(scopes) == 1 else ""
        yield word, len(scopes), scope, int(word in common), " ".join(map(str, kept))


class _Parties:
    """Rows that share a full name are one party, on whatever lists they stand (union by first member)."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._first: dict[str, int] = {}

    def join(self, squash: str, entry: int) -> None:
        first = self._first.setdefault(squash, entry)
        self._parent[self.of(entry)] = self.of(first)

    def of(self, entry: int) -> int:
        while (parent := self._parent.get(entry, entry)) != entry:
            entry = parent
        return entry


_Groups = dict[tuple[str, str, str], tuple[str | None, int]]


class Short(NamedTuple):
    """A name by which people call a group. `native`: in a script without word borders; `sure`: its own name."""

    squash: str
    text: str
    group: str
    native: bool
    sure: bool = True


def _groups() -> tuple[_Groups, list[Short]]:
    """Rows of the known groups, and the short and native names by which people call them."""
    rows: _Groups = {}
    shorts: dict[tuple[str, str], Short] = {}
    for row in _table("groups.csv"):
        rows[_listed(row)] = (row["group"], int(row["head"] == "yes"))
        _add_shorts(shorts, row["short_names"], row["group"], sure=True)
    of_names: dict[str, str] = {}
    for row in _table("native_names.csv"):  # its rows are all meant by the name; those of a group stay what they are
        known, _ = rows.get(_listed(row), (None, 0))
        group = of_names.setdefault(row["names"], known or row["listed_name"])
        rows.setdefault(_listed(row), (group, 1))
        _add_shorts(shorts, row["names"], group, sure=row["confidence"] == "high")
    return rows, list(shorts.values())


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _listed(row: dict[str, str]) -> tuple[str, str, str]:
    """List, name and countries of the row that a line of a table means."""
    return GROUP_LISTS[row["list"]], row["listed_name"], " ".join(sorted(row["countries"].split()))


def _add_shorts(shorts: dict[tuple[str, str], Short], texts: str, group: str, *, sure: bool) -> None:
    for text in texts.split(";"):
        native = bool(names.NATIVE.search(text))
        squash = names.native_key(text) if native else names.key(text).squash
        shorts.setdefault((squash, group), Short(squash, text, group, native, sure))


def _lines(name: str) -> set[str]:
    return set((DATA / name).read_text(encoding="utf-8").split("\n")) - {""}


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def entry_row(connection: sqlite3.Connection, entry_id: str) -> dict[str, object] | None:
    """The stored row of one entry as plain values."""
    found = connection.execute("select row from entries where entry_id = ?", (entry_id,)).fetchone()
    return json.loads(found[0]) if found else None
