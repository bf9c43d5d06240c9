"""`exportdesk house …`: which reading of the law the company follows, and its own rules."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from assistant.channels.commands.holds import As, Json, desk

house_app = typer.Typer(help="The house position and the house rules.", no_args_is_help=False)
rule_app = typer.Typer(help="The company's own rules, which only tighten.", no_args_is_help=False)
house_app.add_typer(rule_app, name="rule")
Reason = Annotated[str, typer.Option("--reason", metavar="T", help="Why, for the file.")]


@house_app.command("show")
def house_show(as_json: Json = False) -> None:
    """Show what is followed, what waits for a second officer, and every rule."""
    from assistant.records.house import show
    from assistant.store import Store

    _print(show(Store()).written(), as_json)


@house_app.command("adopt")
def house_adopt(
    reading: Annotated[str, typer.Argument(metavar="READING", help="codified or announced.")],
    reason: Reason,
    by: As = None,
    as_json: Json = False,
) -> None:
    """Follow a reading from now on; the announced one takes two officers, the second confirms by adopting it too."""
    from assistant.records.house import adopt

    store, actor = desk(by)
    _print(adopt(store, reading, reason, actor).written(), as_json)


@rule_app.command("add")
def house_rule_add(
    file: Annotated[str, typer.Argument(help="The rule as YAML or JSON; - reads standard input.")],
    reason: Reason,
    by: As = None,
    as_json: Json = False,
) -> None:
    """Add a rule of the company's own, which later answers cite."""
    from assistant.channels import inputs
    from assistant.records.house import add_rule, show

    store, actor = desk(by)
    add_rule(store, inputs.facts(file), reason, actor)
    _print(show(store).written(), as_json)


def _print(found: dict[str, Any], as_json: bool) -> None:
    from assistant.channels.lines import written

    if as_json:
        typer.echo(written(found, indent=2))
        return
    position, pending = found["position"], found["pending"]
    by = f", adopted by {' and '.join(position['by'])} on {position['since']}: {position['reason']}"
    typer.echo(f"follows: {position['reading']}{by if position['by'] else ', as shipped'}")
    if pending:
        typer.echo(f"waits for a second officer: {pending['reading']}, proposed by {pending['user']}")
    for one in found["rules"]:
        until = f" to {one['effective_to']}" if one["effective_to"] else ""
        typer.echo(f"{one['id']}  {one['name']}: {one['outcome']}, from {one['effective_from']}{until}, by {one['by']}")
