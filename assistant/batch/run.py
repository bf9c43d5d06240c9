"""A run over an order book: whole or not at all, and resumable.

Beside the output stands a folder `OUT.part` with one file for each block of rows that is done, and `state.json`, which
says of which input, day and rule base they are. A run that was killed finds it and goes on behind the last whole
block; anything else in it is begun anew. At the end the blocks are joined and the folder goes.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import heapq
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.batch.chunk import Result, state
from assistant.batch.columns import WRITTEN, Columns, read_header
from assistant.batch.deciding import Block, Deciding
from assistant.batch.errors import BatchBusy, BatchError
from assistant.batch.files import Book, Part, Row, kind_of, open_book
from assistant.batch.keeping import record_rows, record_the_run
from assistant.batch.proofs import keep
from assistant.batch.workers import Workers
from assistant.house import current
from assistant.records.actor import LOCAL, Actor
from assistant.records.canonical import moment, sha256_of
from assistant.records.ids import new_id
from assistant.render.inert import visible
from assistant.screening.settled import decisions
from assistant.store import Store
from rules.proof import House

BLOCK = 20_000
NEAREST = 10
LOCK = "lock"
Progress = Callable[[int], None]  # rows done
Begun = tuple[int, list[Row], Block | None]  # None: it was done before


@dataclass(frozen=True, slots=True)
class Options:
    """`day`: the day of asking where a row states none; `record`: a record of each row too; `closest`: how many rows
    the view "closest to a line" shows."""

    day: dt.date | None = None
    record: bool = False
    closest: int = NEAREST
    block: int = BLOCK
    actor: Actor = LOCAL


@dataclass(slots=True)
class Tally:
    """What one block, or the run, came to."""

    rows: int = 0
    errors: int = 0
    escaped: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    closest: list[dict[str, Any]] = field(default_factory=list)

    def add(self, other: Tally, most: int) -> None:
        self.rows += other.rows
        self.errors += other.errors
        self.escaped += other.escaped
        self.outcomes = dict(Counter(self.outcomes) + Counter(other.outcomes))
        self.closest = heapq.nsmallest(most, [*self.closest, *other.closest], key=_nearness)


def _nearness(one: dict[str, Any]) -> tuple[float, int]:
    return abs(one["distance"]), one["row"]


@dataclass(frozen=True, slots=True)
class Run:
    """What is written about a run into its folder."""

    id: str
    at: str
    as_of: str
    input_sha256: str
    versions: tuple[str, str]
    block: int
    record: bool
    user: str
    house: str  # the hash of the company's position and rules

    def continues(self, other: Run, day: dt.date | None) -> bool:
        """Is this the same work? A day that nobody gave is that of the run which was begun."""
        same = ("input_sha256", "versions", "block", "record", "user", "house")
        alike = all(getattr(self, name) == getattr(other, name) for name in same)
        return alike and (day is None or self.as_of == other.as_of)


def run(
    source: Path, target: Path, store: Store, workers: Workers, options: Options, progress: Progress = lambda _: None
) -> dict[str, Any]:
    """Decides every row of `source` into `target`; gives the summary.

    Raises:
        BatchError: a file or a header that cannot be used; nothing is written then.
        BatchBusy: another process writes this output.
    """
    book = open_book(source)
    suffix = kind_of(target, "-o")
    if target.exists() and target.samefile(source):
        raise BatchError("-o", f"{target} is the input; expected another file")
    columns = read_header(book.header)
    folder = target.with_name(f"{target.name}.part")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise BatchError("-o", f"{target} cannot be written ({error.strerror}); expected a file in a folder") from None
    house = current()
    with _alone(folder):
        begun = _begun(folder, source, options, house)
        part = Part(book, suffix, WRITTEN)
        deciding = Deciding(
            columns, dt.date.fromisoformat(begun.as_of), workers, tuple(decisions(store)), house, begun.versions,
            lambda proofs: keep(store, proofs),
        )  # fmt: skip
        tally, resumed, places = _blocks(book, folder, part, deciding, begun, store, options, progress)
        joined = folder / f"joined{suffix}"
        part.join(places, joined)
        summary = _summary(tally, resumed, deciding, begun, target)
        summary["record"] = record_the_run(store, asdict(begun), summary, columns.header, sha256_of_file(joined))
        os.replace(joined, target)
        shutil.rmtree(folder)
    return summary


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Only one process at a time writes an output; the lock goes with the process that holds it."""
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BatchBusy("-o", f"another run writes {folder.stem}; nothing was done") from None
        yield


def _begun(folder: Path, source: Path, options: Options, house: House) -> Run:
    """The run that stands in the folder where it is this one, else a new one in an empty folder."""
    from assistant.settings import today

    new = Run(
        new_id("R"), moment(dt.datetime.now(dt.UTC)), (options.day or today()).isoformat(), sha256_of_file(source),
        state(), options.block, options.record, options.actor.name, sha256_of(house.model_dump(mode="json")),
    )  # fmt: skip
    place = folder / "state.json"
    try:
        there = json.loads(place.read_text(encoding="utf-8"))
        old = Run(**there | {"versions": tuple(there["versions"])})
    except (OSError, ValueError, TypeError, KeyError):
        old = None
    if old is not None and new.continues(old, options.day):
        return old
    for path in folder.iterdir():
        if path.name != LOCK:
            path.unlink()
    _write(place, asdict(new))
    return new


def _write(path: Path, content: object) -> None:
    """JSON, whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)


def _blocks(
    book: Book,
    folder: Path,
    part: Part,
    deciding: Deciding,
    begun: Run,
    store: Store,
    options: Options,
    progress: Progress,
) -> tuple[Tally, int, list[Path]]:
    """Every block, those that are there already and those that are not; how many rows were there."""
    whole, resumed, places = Tally(), 0, []
    begun_blocks = _begun_blocks(book.blocks(begun.block), folder, part.suffix, deciding)
    for (number, rows, block), after in _with_next(begun_blocks):
        place, told = _places(folder, number, part.suffix)
        if block is None:
            tally = Tally(**json.loads(told.read_text(encoding="utf-8")))
            resumed += tally.rows
        else:
            first = number * begun.block + 1
            results = block.results()
            if after is not None and after[2] is not None:
                after[2].proceed()  # before this process writes, so that the others have work
            if options.record:
                record_rows(store, begun.id, options.actor.name, first, results)
            tally = _tallied(deciding.columns, rows, results, first)
            width = len(deciding.columns.header)
            tally.escaped = part.write(
                place, [(*_cut(row, width), *_added(one)) for row, one in zip(rows, results, strict=True)], number == 0
            )
            _write(told, asdict(tally))
        whole.add(tally, options.closest)
        places.append(place)
        progress(whole.rows)
    if not places:
        places.append(folder / f"{0:06}{part.suffix}")
        part.write(places[0], [], True)
    return whole, resumed, places


def _places(folder: Path, number: int, suffix: str) -> tuple[Path, Path]:
    """Where a block of the output lies, and what is told of it."""
    return folder / f"{number:06}{suffix}", folder / f"{number:06}.json"


def _begun_blocks(blocks: Iterable[list[Row]], folder: Path, suffix: str, deciding: Deciding) -> Iterator[Begun]:
    """Each block with its number; it is begun when it is asked for, unless it is there already."""
    for number, rows in enumerate(blocks):
        there = all(place.exists() for place in _places(folder, number, suffix))
        yield number, rows, None if there else deciding.begin(rows)


def _with_next(some: Iterable[Begun]) -> Iterator[tuple[Begun, Begun | None]]:
    """Each with the one behind it, which is begun by then."""
    here = None
    for after in some:
        if here is not None:
            yield here, after
        here = after
    if here is not None:
        yield here, None


def _cut(row: Row, width: int) -> Row:
    """A row as long as the header; one that is not carries an error."""
    return row[:width] if len(row) >= width else (*row, *[None] * (width - len(row)))


def _added(one: Result) -> Row:
    """Our columns, in the order of WRITTEN."""
    line, share = (one.near[0], one.near[2]) if one.near is not None else (None, None)
    error = None if one.error is None else visible(" ".join(one.error.split()))
    return (one.outcome, one.eccn, one.review_policy, one.deciding_fact, line, share, error, one.proof)


def _tallied(columns: Columns, rows: Sequence[Row], results: Sequence[Result], first: int) -> Tally:
    outcomes = Counter(one.outcome for one in results if one.outcome is not None)
    tally = Tally(len(rows), sum(one.error is not None for one in results), outcomes=dict(outcomes))
    near = ((abs(one.near[2]), at) for at, one in enumerate(results) if one.near is not None)
    for _, at in heapq.nsmallest(100, near):
        one, row = results[at], rows[at]
        assert one.near is not None
        name = row[columns.id] if columns.id is not None else None
        tally.closest.append(
            {"row": first + at, "id": None if name is None else str(name), "line": one.near[0], "by": one.near[1],
             "distance": one.near[2], "outcome": one.outcome, "eccn": one.eccn}
        )  # fmt: skip
    return tally


def _summary(tally: Tally, resumed: int, deciding: Deciding, begun: Run, target: Path) -> dict[str, Any]:
    return {
        "run": begun.id, "as_of": begun.as_of, "rows": tally.rows, "resumed": resumed, "decided": deciding.decided,
        "screened": deciding.screened, "outcomes": dict(sorted(tally.outcomes.items())), "errors": tally.errors,
        "escaped": tally.escaped, "closest": tally.closest, "output": str(target),
    }  # fmt: skip


def sha256_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
