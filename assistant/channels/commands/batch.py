"""`exportdesk batch`: a verdict a row for an order book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

Source = Annotated[Path | None, typer.Argument(metavar="IN", help="CSV or Parquet; columns are paths of facts.")]
Target = Annotated[Path | None, typer.Option("--output", "-o", metavar="OUT", help="CSV or Parquet, by its suffix.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day whose law counts, like 2026-11-25.")]
Address = Annotated[str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, like tcp://HOST:8786.")]
Record = Annotated[bool, typer.Option("--record", help="Keeps a record of each row too, not of the run alone.")]
Closest = Annotated[int, typer.Option(metavar="N", min=0, max=100, help="Rows to show that are closest to a line.")]
Proof = Annotated[str | None, typer.Option(metavar="HASH", help="Prints the proof under a hash, verdict and all.")]
By = Annotated[str | None, typer.Option("--as", metavar="USER", help="Who does it.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print the object itself.")]


def batch(
    source: Source = None,
    target: Target = None,
    as_of: AsOf = None,
    cluster: Address = None,
    record: Record = False,
    closest: Closest = 10,
    proof: Proof = None,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Decide a whole order book, a verdict a row. Broken off, the same command goes on where it stood."""
    from assistant.channels import batches
    from assistant.channels.errors import BadInputError

    if proof is not None:
        if source is not None or target is not None:
            raise BadInputError("--proof", "does not go with IN and -o; expected one of them")
        print(_json(batches.proof(proof)))
        return
    if source is None or target is None:
        missing = "IN" if source is None else "-o"
        raise BadInputError(missing, "is missing; expected exportdesk batch IN -o OUT, or --proof HASH")
    found = _with_bar(source, target, as_of, cluster, record, closest, by)
    if as_json:
        print(_json(found))
        return
    from rich.console import Console

    from assistant.render.batch import summary_view

    Console(highlight=False).print(summary_view(found))


def _with_bar(
    source: Path, target: Path, as_of: str | None, cluster: str | None, record: bool, closest: int, by: str | None
) -> dict[str, Any]:
    """The run, its progress on standard error where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from assistant.channels import batches

    shown = Console(stderr=True)
    columns = (TextColumn("rows"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=shown, disable=not shown.is_terminal) as bars:
        task = bars.add_task("rows", total=None)

        def told(done: int, total: int | None) -> None:
            bars.update(task, completed=done, total=total)

        return batches.run_batch(source, target, as_of, cluster, record, closest, by, told)


def _json(found: object) -> str:
    from assistant.channels.lines import written

    return written(found, indent=2)
