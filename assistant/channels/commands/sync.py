"""`exportdesk sync`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SOURCES = "ecfr, federal_register, screening_list, denied_persons or company"


Folder = Annotated[Path | None, typer.Option("--from", metavar="DIR", help="Takes files instead of asking.")]
Source = Annotated[str | None, typer.Option(metavar="NAME", help=f"One source alone: {SOURCES}.")]
Issues = Annotated[list[str] | None, typer.Option(metavar="DATE", help="An issue of the eCFR; may be repeated.")]
Json = Annotated[bool, typer.Option("--json", help="Print the object itself.")]
As = Annotated[str | None, typer.Option("--as", metavar="USER", help="Who does it: an account of the role admin.")]


def sync(
    folder: Folder = None, source: Source = None, date: Issues = None, by: As = None, as_json: Json = False
) -> None:
    """Bring in official texts and lists, over the network or from a folder; exit code 1 where a source failed."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from assistant.channels.lines import written
    from assistant.channels.syncing import synced

    shown = Console(stderr=True)
    columns = ("{task.description:<18}", BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[file]}"))
    with Progress(*columns, console=shown, disable=not shown.is_terminal) as bars:
        tasks = {}

        def progress(name: str, file: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, file="")
            bars.update(tasks[name], completed=done, total=total, file=file)

        found = synced(folder, source, date or [], by, progress)
    if as_json:
        print(written(found, indent=2))
    else:
        from assistant.render.syncing import sync_view

        Console(highlight=False, soft_wrap=True).print(sync_view(found))
    if found["failed"]:
        raise typer.Exit(1)
