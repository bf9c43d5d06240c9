"""`exportdesk hold …`: an order waits for a signed answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.records.actor import Actor
    from assistant.records.holds import Hold
    from assistant.store import Store

hold_app = typer.Typer(help="Orders that wait for a signed answer.", no_args_is_help=False)

As = Annotated[
    str | None,
    typer.Option("--as", metavar="USER", help="Who does it, else the one local officer.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print the object itself.")]


@hold_app.command("create")
def hold_create(
    file: Annotated[str, typer.Argument(help="{order, facts, as_of?} as YAML or JSON; - reads standard input.")],
    by: As = None,
    as_json: Json = False,
) -> None:
    """Hold an order until its facts have a signed answer."""
    from assistant.channels import holding

    store, actor = desk(by)
    _print(holding.held_in(store, file, actor), as_json)


@hold_app.command("show")
def hold_show(
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="What hold create printed.")],
    by: As = None,
    as_json: Json = False,
) -> None:
    """Say ship, wait or stop, computed now."""
    from assistant.records.holds import hold

    store, actor = desk(by)
    _print(hold(store, token, actor), as_json)


def desk(by: str | None) -> tuple[Store, Actor]:
    """The store, and who acts in it."""
    from assistant.channels.filing import actor
    from assistant.store import Store

    store = Store()
    return store, actor(store, by)


def _print(found: Hold, as_json: bool) -> None:
    from assistant.channels.api.exact import text_of

    if as_json:
        typer.echo(text_of(found), nl=False)
        return
    until = f", until {found.valid_until}" if found.valid_until else ""
    typer.echo(f"{found.state}: {found.reason}\n{found.order}  {found.token}  record {found.record}{until}")
