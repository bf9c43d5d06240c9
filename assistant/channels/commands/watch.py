"""`exportdesk watch` and `calendar`: what is decided otherwise today, and the days on which answers end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.render.digest import Digest
    from assistant.store import Store

As = Annotated[str | None, typer.Option("--as", metavar="USER", help="Whose account looks.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print the objects themselves.")]
Since = Annotated[
    str | None, typer.Option(metavar="VERSION|DATE", help="Only what moved after this day or rule base version.")
]
Mail = Annotated[bool, typer.Option("--mail", help="Mail the digest of a week to every officer with an address.")]
To = Annotated[list[str] | None, typer.Option("--to", metavar="ADDRESS", help="Mail it there; may be repeated.")]
Slack = Annotated[bool, typer.Option("--slack", help="Post the digest of a week to the officers' channel.")]
Out = Annotated[Path | None, typer.Option("-o", metavar="FILE.ics", help="Write the calendar instead of its address.")]


def watch(
    since: Since = None, mail: Mail = False, to: To = None, slack: Slack = False, by: As = None, as_json: Json = False
) -> None:
    """Decide open records, orders, settled hits and quotes again, and say what moved and why."""
    from assistant.channels import watching
    from assistant.channels.filing import actor
    from assistant.channels.lines import written
    from assistant.render.moves import move_lines
    from assistant.store import Store

    store = Store()
    if mail or to or slack:
        _told(store, watching.digest(store, since, actor(store, by)), mail, to or [], slack)
        return
    found = watching.moves(store, since, actor(store, by))
    watching.tell_orders(store)
    if as_json:
        typer.echo(written([one.model_dump(mode="json") for one in found], indent=2))
        return
    for line in move_lines(found):
        typer.echo(line)


def _told(store: Store, found: Digest, mail: bool, to: list[str], slack: bool) -> None:
    """Sends the digest where it was asked for, Slack first."""
    from assistant.channels import watching

    watching.tell_orders(store)
    if slack:
        watching.post_to_slack(found)
        typer.echo(f"{found.subject}: posted")
    if mail or to:
        typer.echo(f"{found.subject}: mailed to {watching.send_mail(store, found, to)}")


def calendar(out: Out = None, by: As = None) -> None:
    """Give the address of your calendar of the days on which answers end."""
    from assistant.channels import watching
    from assistant.channels.filing import actor
    from assistant.store import Store

    store = Store()
    typer.echo(watching.calendar_to(store, actor(store, by), out))
