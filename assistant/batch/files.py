"""Order books as files: CSV or Parquet by suffix, read in blocks, written in parts that are joined at the end.

In CSV a cell that a spreadsheet would compute gets a leading apostrophe, and control and direction characters are
written out by their code points; Parquet is data and keeps them.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.batch.errors import BatchError, ClusterMissing
from assistant.render.inert import visible

Row = tuple[Any, ...]
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
COMPUTED = ("=", "+", "-", "@", "\t", "\r")
DELIMITERS = ",;\t"
LONGEST_CELL = 1_000_000
KINDS = (".csv", ".parquet")


def kind_of(path: Path, field: str) -> str:
    """The suffix. Raises BatchError where it is neither of both, ClusterMissing where Parquet cannot be read."""
    suffix = path.suffix.lower()
    if suffix not in KINDS:
        raise BatchError(
            field, f"{path.name} is neither CSV nor Parquet; expected a name that ends in .csv or .parquet"
        )
    if suffix == ".parquet":
        try:
            import pyarrow.parquet  # noqa: F401
        except ModuleNotFoundError:
            raise ClusterMissing(field, "pyarrow") from None
    return suffix


@dataclass(frozen=True, slots=True)
class Book:
    """A file to read: its header, and its rows in blocks. `types`: the Arrow schema of a Parquet file."""

    path: Path
    header: tuple[str, ...]
    delimiter: str = ","
    types: Any = None

    def blocks(self, rows: int) -> Iterator[list[Row]]:
        """The rows, so many at a time; a CSV row may have more or fewer cells than the header."""
        if self.types is not None:
            yield from _parquet_blocks(self.path, rows)
            return
        block: list[Row] = []
        for row in _csv_rows(self.path, self.delimiter):
            block.append(row)
            if len(block) == rows:
                yield block
                block = []
        if block:
            yield block

    def rows_about(self) -> int | None:
        """How many rows there are, where the file says so."""
        if self.types is None:
            return None
        import pyarrow.parquet as parquet

        return int(parquet.ParquetFile(self.path).metadata.num_rows)


def open_book(path: Path) -> Book:
    """The file with its header. Raises BatchError where it cannot be read."""
    if not path.is_file():
        raise BatchError("IN", f"{path} is not there; expected a CSV or Parquet file")
    if kind_of(path, "IN") == ".parquet":
        import pyarrow as arrow
        import pyarrow.parquet as parquet

        try:
            schema = parquet.ParquetFile(path).schema_arrow
        except arrow.ArrowException as error:
            raise BatchError("IN", f"{path} is no Parquet file ({str(error).splitlines()[0]})") from None
        return Book(path, tuple(schema.names), types=schema)
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        first = file.readline(LONGEST_CELL)
    delimiter = max(DELIMITERS, key=first.count)
    header = next(_csv_lines(path, delimiter), None)
    if header is None:
        raise BatchError("IN", f"{path} is empty; expected a header line")
    return Book(path, header, delimiter)


def _csv_lines(path: Path, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        try:
            yield from (tuple(row) for row in reader if row)
        except csv.Error as error:
            raise BatchError("IN", f"line {reader.line_num}: {error}; expected CSV") from None


def _csv_rows(path: Path, delimiter: str) -> Iterator[Row]:
    lines = _csv_lines(path, delimiter)
    next(lines, None)
    yield from lines


def _parquet_blocks(path: Path, rows: int) -> Iterator[list[Row]]:
    import pyarrow.parquet as parquet

    waiting: list[Row] = []
    for batch in parquet.ParquetFile(path).iter_batches(batch_size=rows):
        waiting += zip(*(column.to_pylist() for column in batch.columns), strict=True)
        while len(waiting) >= rows:
            yield waiting[:rows]
            del waiting[:rows]
    if waiting:
        yield waiting


# ---- writing


def inert(cell: Any) -> tuple[str, bool]:
    """The cell as CSV holds it, and whether an apostrophe was put before it.

    >>> inert("=1+1"), inert("-5.5"), inert("@x"), inert(None)
    (("'=1+1", True), ('-5.5', False), ("'@x", True), ('', False))
    """
    if cell is None:
        return "", False
    text = cell if isinstance(cell, str) else _told(cell)
    if not text.isprintable():
        text = visible(text, keep="\n\t\r")
    if text.startswith(COMPUTED) and not NUMBER.fullmatch(text):
        return f"'{text}", True
    return text, False


def _told(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    return json.dumps(cell, ensure_ascii=False, default=str) if isinstance(cell, list | dict) else str(cell)


class Part:
    """Writes one part of the output under its own name, whole or not at all."""

    def __init__(self, book: Book, suffix: str, added: Sequence[str]) -> None:
        self.book, self.suffix, self.added = book, suffix, tuple(added)

    def write(self, path: Path, rows: Sequence[Row], first: bool) -> int:
        """Writes the rows; gives how many cells got an apostrophe. The first part of a CSV carries the header."""
        new = path.with_name(f"{path.name}.new")
        escaped = self._csv(new, rows, first) if self.suffix == ".csv" else self._parquet(new, rows)
        os.replace(new, path)
        return escaped

    def _csv(self, path: Path, rows: Sequence[Row], first: bool) -> int:
        escaped = 0
        known: dict[Any, str] = {}
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=self.book.delimiter, lineterminator="\n")
            if first:
                writer.writerow([inert(name)[0] for name in (*self.book.header, *self.added)])
            for row in rows:
                cells = []
                for cell in row:
                    shown = known.get(cell) if type(cell) is str else None
                    if shown is None:
                        shown, was = inert(cell)
                        escaped += was
                        if not was and type(cell) is str and len(known) < LONGEST_CELL:
                            known[cell] = shown
                    cells.append(shown)
                writer.writerow(cells)
            _flush(file)
        return escaped

    def _parquet(self, path: Path, rows: Sequence[Row]) -> int:
        import pyarrow as arrow
        import pyarrow.parquet as parquet

        schema = self.schema()
        columns = list(zip(*rows, strict=True)) or [()] * len(schema)
        arrays = [arrow.array(list(column), type=field.type) for column, field in zip(columns, schema, strict=True)]
        parquet.write_table(arrow.Table.from_arrays(arrays, schema=schema), path)
        return 0

    def schema(self) -> Any:
        """The input's columns as they are, ours behind them."""
        import pyarrow as arrow

        text, number = arrow.string(), arrow.float64()
        own = self.book.types or arrow.schema([(name, text) for name in self.book.header])
        added = [arrow.field(name, number if name == "distance" else text) for name in self.added]
        return arrow.schema([*own, *added])

    def join(self, parts: Sequence[Path], target: Path) -> None:
        """Writes the parts one behind the other into a file beside the target."""
        if self.suffix == ".csv":
            with target.open("wb") as out:
                for part in parts:
                    with part.open("rb") as file:
                        shutil.copyfileobj(file, out)
                _flush(out)
            return
        import pyarrow.parquet as parquet

        with parquet.ParquetWriter(target, self.schema()) as writer:
            for part in parts:
                writer.write_table(parquet.read_table(part))


def _flush(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())
