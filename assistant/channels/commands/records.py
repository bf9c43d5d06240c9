"""`exportdesk receipt`, `verify`, `log verify`, `records …`, `backup`, `restore`: what is kept, and if it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

log_app = typer.Typer(help="The chain of records.", no_args_is_help=False)
records_app = typer.Typer(help="Retention of records.", no_args_is_help=False)

Id = Annotated[str, typer.Argument(metavar="ID", help="The record, such as UY-7K4RM.")]
Json = Annotated[bool, typer.Option("--json", help="Print the object itself.")]
As = Annotated[str | None, typer.Option("--as", metavar="USER", help="Whose account acts.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="T", help="Why, for the file.")]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="The last day of the hold.", show_default=False)
]
Folder = Annotated[Path, typer.Argument(metavar="DIR")]


def receipt(
    id: Id, out: Annotated[Path, typer.Option("-o", metavar="FILE", help="Where it goes.")], by: As = None
) -> None:
    """Write the self-contained proof of a record."""
    from assistant.channels import filing

    filing.receipted(id, out, by)
    typer.echo(f"{id}: {out}")


def verify(file: Annotated[Path, typer.Argument(metavar="FILE", help="A receipt.")], as_json: Json = False) -> None:
    """Decide a receipt again, offline; exit code 1 where it is not reproduced."""
    from assistant.channels import filing

    found = filing.verified(file)
    _print(found, as_json, found["result"].replace("_", " "))
    if found["result"] != "reproduced":
        raise typer.Exit(1)


@log_app.command("verify")
def log_verify(
    head: Annotated[str | None, typer.Option("--head", metavar="HASH", help="A head that the chain once had.")] = None,
    by: As = None,
    as_json: Json = False,
) -> None:
    """Walk the chain; exit code 1 and the first broken place where it is not whole."""
    from dataclasses import asdict

    from assistant.channels import filing

    found = filing.log(head, by)
    _print(asdict(found), as_json, "whole" if found.broken is None else f"broken at entry {found.broken.seq}")
    if found.broken is not None:
        raise typer.Exit(1)


@records_app.command("erase")
def records_erase(id: Id, reason: Reason, by: As = None, as_json: Json = False) -> None:
    """Erase the content of a record after its retention; its place in the chain stays."""
    from assistant.channels import filing

    found = filing.erased(id, reason, by)
    _print(found, as_json, f"{id}: erased")


@records_app.command("keep")
def records_keep(id: Id, reason: Reason, until: Until = None, by: As = None, as_json: Json = False) -> None:
    """Put a legal hold on a record, which beats its retention; with a past day as its last one, lift it."""
    from assistant.channels import filing, inputs
    from assistant.records.decisions import Wanted

    last = None if until is None else inputs.day(until, "--until")
    found = filing.decided(id, Wanted("keep", reason, until=last), by)
    _print(found.written(), as_json, f"{id}: {'kept' if found.standing.kept else 'no longer under a legal hold'}")


def backup(folder: Folder, by: As = None, as_json: Json = False) -> None:
    """Write the whole state into a new folder."""
    from assistant.channels import filing

    found = filing.backed_up(folder, by)
    _print(found, as_json, f"{sum(found['rows'].values())} rows in {folder}")


def restore(folder: Folder, as_json: Json = False) -> None:
    """Fill an empty database from a backup, checked on the way in."""
    from assistant.channels import filing

    found = filing.restored(folder)
    _print(found, as_json, f"{sum(found['rows'].values())} rows restored; the chain is whole")


def _print(found: dict[str, Any], as_json: bool, said: str) -> None:
    from assistant.channels.lines import written

    if as_json:
        typer.echo(written(found, indent=2))
        return
    typer.echo(said)
    for name in ("field", "differing", "outcome", "broken"):
        if found.get(name) and said not in {"whole", "reproduced"}:
            typer.echo(f"{name}: {written(found[name])}")
