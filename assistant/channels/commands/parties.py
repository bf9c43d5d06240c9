"""`exportdesk screen`, `exportdesk list diff`, `exportdesk hit …`: listed parties, and who said that they are none."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day whose list entries count.")]
Json = Annotated[bool, typer.Option("--json", help="Print the object itself.")]
By = Annotated[str | None, typer.Option("--as", metavar="USER", help="Who does it.", show_default=False)]

list_app = typer.Typer(help="Versions of the party list.", no_args_is_help=False)
hit_app = typer.Typer(help="Hits: open ones, and who settled which.", no_args_is_help=False)


def add_to(app: typer.Typer) -> None:
    """Hooks the commands in."""
    app.command()(screen)
    app.add_typer(list_app, name="list")
    app.add_typer(hit_app, name="hit")


def screen(
    name: Annotated[str | None, typer.Argument(help="The name of one party.")] = None,
    country: Annotated[str | None, typer.Option(metavar="XX", help="Its country, as an ISO code.")] = None,
    kind: Annotated[str | None, typer.Option("--type", metavar="T", help="Entity or Individual.")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
    listed: Annotated[Path | None, typer.Option("--list", metavar="FILE", help="JSON lines, as the only list.")] = None,
    jsonl: Annotated[Path | None, typer.Option("--jsonl", metavar="IN", help="One name a line, as JSON.")] = None,
    pairs: Annotated[Path | None, typer.Option("--pairs", metavar="IN", help="Two names a line, as JSON.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="OUT", help="Where the answers go.")] = None,
) -> None:
    """Screen names against the restricted-party list at hand."""
    from assistant.channels import inputs, parties
    from assistant.channels.errors import BadInputError

    day = None if as_of is None else inputs.day(as_of, "--as-of")
    many = [one for one in (jsonl, pairs) if one is not None]
    if many or out is not None:
        if len(many) != 1 or out is None or name is not None:
            raise BadInputError("--out", "expected either NAME, or one of --jsonl IN and --pairs IN, with --out OUT")
        if pairs is not None:
            parties.score_pairs(pairs, out)
        else:
            parties.screen_lines(many[0], out, listed, day)
        return
    if name is None:
        raise BadInputError("NAME", 'is missing; expected exportdesk screen "NAME", or --jsonl IN --out OUT')
    hits = parties.screen_one(name, country, day, kind=kind, listed=listed)
    if as_json:
        print(_json([hit.model_dump(mode="json") for hit in hits]))
        return
    from assistant.render.parties import hits_view

    _show(hits_view(name, hits, parties.list_age(day) if listed is None else None))


@list_app.command("diff")
def list_diff(
    before: Annotated[str, typer.Argument(metavar="A", help="The earlier list: a file, or the day of a synced one.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The later one.")],
    as_json: Json = False,
) -> None:
    """Who came, who left, whose entry changed, and which remembered parties that touches."""
    from assistant.channels import party_lists

    found = party_lists.list_diff(before, after)
    if as_json:
        print(_json(found.model_dump(mode="json")))
        return
    from assistant.render.parties import diff_view

    _show(diff_view(found))


@hit_app.command("list")
def hit_list(as_json: Json = False) -> None:
    """Show open hits of recorded deals, and every settled one with what became of it."""
    from assistant.channels import party_hits

    found = party_hits.hits()
    if as_json:
        print(_json(found))
        return
    from assistant.render.parties import settled_view

    _show(settled_view(found))


@hit_app.command("settle")
def hit_settle(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The party, as the deal names it.")],
    entry_id: Annotated[str, typer.Argument(metavar="ENTRY_ID", help="The entry, as screen prints it.")],
    same: Annotated[str, typer.Option("--same", metavar="yes/no", help="Is the party the listed one?")],
    reason: Annotated[str, typer.Option("--reason", metavar="T", help="What shows it.")],
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Asked again after this day.")] = None,
    country: Annotated[str | None, typer.Option(metavar="XX", help="Holds for a party of this country only.")] = None,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Settle one hit: bound to the entry as it stands, open again when the entry or the term moves."""
    from assistant.channels import inputs, party_hits

    day = None if until is None else inputs.day(until, "--until")
    found = party_hits.settle(name, entry_id, same, reason, day, country, by)
    print(
        _json(found)
        if as_json
        else f"{found['id']}: {found['name']} is {'' if found['same'] else 'not '}{found['entry_id']}"
    )


def _json(found: object) -> str:
    from assistant.channels.lines import written

    return written(found, indent=2)


def _show(view: object) -> None:
    from rich.console import Console

    Console(highlight=False).print(view)
