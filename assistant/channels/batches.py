"""`batch` behind the command line: one run over an order book, or one proof out of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.batch.files import open_book
from assistant.batch.proofs import held, load
from assistant.batch.run import Options, run
from assistant.batch.workers import workers
from assistant.channels import inputs
from assistant.channels.commands.accounts import acting
from assistant.channels.errors import BadInputError
from assistant.records.actor import LOCAL
from assistant.records.permissions import require
from assistant.store import Store

SHA256 = re.compile(r"[0-9a-f]{64}")


def run_batch(
    source: Path,
    target: Path,
    as_of: str | None,
    cluster: str | None,
    record: bool,
    closest: int,
    by: str | None,
    progress: Callable[[int, int | None], None],
) -> dict[str, Any]:
    """The summary of the run. Raises BadInputError, or BatchError for what cannot be read or reached."""
    day = None if as_of is None else inputs.day(as_of, "--as-of")
    store = Store()
    actor = LOCAL if by is None else acting(store, by).actor
    require(actor, "check")
    total = open_book(source).rows_about()
    options = Options(day=day, record=record, closest=closest, actor=actor)
    with workers(cluster) as crew:
        return run(source, target, store, crew, options, lambda done: progress(done, total))


def proof(sha256: str) -> dict[str, Any]:
    """The proof under a hash with its verdict, computed again, and whether that is what it was."""
    if not SHA256.fullmatch(sha256):
        raise BadInputError("--proof", f"found {sha256!r}; expected 64 hexadecimal digits out of the column proof")
    return held(load(Store(), sha256))
