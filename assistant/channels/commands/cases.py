"""`exportdesk case …`: recorded answers, and the officer's work on them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.records.cases import Case
    from assistant.records.decisions import Wanted

case_app = typer.Typer(help="Recorded answers, and the officer's work on them.", no_args_is_help=False)

Id = Annotated[str, typer.Argument(metavar="ID", help="The record, such as UY-7K4RM.")]
Json = Annotated[bool, typer.Option("--json", help="Print the object itself.")]
As = Annotated[str | None, typer.Option("--as", metavar="USER", help="Whose account acts.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="T", help="Why, for the file.")]


@case_app.command("list")
def case_list(
    status: Annotated[str | None, typer.Option(metavar="S", help="open, escalated, signed, overruled, …")] = None,
    assignee: Annotated[str | None, typer.Option(metavar="U", help="Whose work it is.")] = None,
    text: Annotated[str | None, typer.Option("--find", metavar="T", help="In id, question, user or ECCN.")] = None,
    by: As = None,
    as_json: Json = False,
) -> None:
    """Show recorded answers, the newest first."""
    from assistant.channels import filing

    found = filing.listed(status, assignee, text, by)
    if as_json:
        _print([one.written() for one in found])
        return
    from assistant.render.cases import cases_view

    _show(cases_view(found))


@case_app.command("show")
def case_show(id: Id, by: As = None, as_json: Json = False) -> None:
    """Show one recorded answer with its decisions."""
    from assistant.channels import filing

    _print_case(filing.shown(id, by), as_json)


@case_app.command("sign")
def case_sign(
    id: Id,
    note: Annotated[str, typer.Option("--note", metavar="T", help="What was looked at.")] = "",
    by: As = None,
    as_json: Json = False,
) -> None:
    """Sign the computed verdict."""
    from assistant.records.decisions import Wanted

    _decide(id, Wanted("sign", note), by, as_json)


@case_app.command("overrule")
def case_overrule(
    id: Id,
    outcome: Annotated[str, typer.Option("--outcome", metavar="O", help="The outcome that shall count.")],
    reason: Reason,
    policy: Annotated[str | None, typer.Option("--policy", metavar="P", help="How an application is viewed.")] = None,
    by: As = None,
    as_json: Json = False,
) -> None:
    """Decide otherwise; what loosens waits for a second officer."""
    from assistant.channels import filing

    _decide(id, filing.overrule(outcome, policy, reason), by, as_json)


@case_app.command("approve")
def case_approve(id: Id, by: As = None, as_json: Json = False) -> None:
    """Approve another officer's overrule."""
    from assistant.records.decisions import Wanted

    _decide(id, Wanted("approve"), by, as_json)


@case_app.command("send-back")
def case_send_back(
    id: Id,
    question: Annotated[str, typer.Option("--question", metavar="T", help="What is still to be answered.")],
    by: As = None,
    as_json: Json = False,
) -> None:
    """Send it back to whoever asked, with a question."""
    from assistant.records.decisions import Wanted

    _decide(id, Wanted("send_back", question), by, as_json)


@case_app.command("assign")
def case_assign(
    id: Id,
    user: Annotated[str, typer.Argument(metavar="USER", help="The officer who takes it.")],
    by: As = None,
    as_json: Json = False,
) -> None:
    """Give it to an officer."""
    from assistant.records.decisions import Wanted

    _decide(id, Wanted("assign", assignee=user), by, as_json)


@case_app.command("release")
def case_release(id: Id, by: As = None, as_json: Json = False) -> None:
    """End an assignment."""
    from assistant.records.decisions import Wanted

    _decide(id, Wanted("release"), by, as_json)


@case_app.command("escalate")
def case_escalate(id: Id, by: As = None, as_json: Json = False) -> None:
    """Hand it to the officers."""
    from assistant.records.decisions import Wanted

    _decide(id, Wanted("escalate"), by, as_json)


@case_app.command("withdraw")
def case_withdraw(id: Id, reason: Reason, by: As = None, as_json: Json = False) -> None:
    """Take it out of use."""
    from assistant.records.decisions import Wanted

    _decide(id, Wanted("withdraw", reason), by, as_json)


@case_app.command("attach")
def case_attach(
    id: Id, file: Annotated[Path, typer.Argument(metavar="FILE")], by: As = None, as_json: Json = False
) -> None:
    """Put a file to it, by hash."""
    from assistant.channels import filing

    _decide(id, filing.attachment(file), by, as_json)


@case_app.command("export")
def case_export(
    id: Id, out: Annotated[Path, typer.Option("-o", metavar="ZIP", help="Where it goes.")], by: As = None
) -> None:
    """Write the case as one ZIP that opens without the product."""
    from assistant.channels import filing

    filing.exported(id, out, by)
    typer.echo(f"{id}: {out}")


def _decide(id: str, wanted: Wanted, by: str | None, as_json: bool) -> None:
    from assistant.channels import filing

    _print_case(filing.decided(id, wanted, by), as_json)


def _print_case(found: Case, as_json: bool) -> None:
    if as_json:
        _print(found.written())
        return
    from assistant.render.cases import case_view

    _show(case_view(found))


def _print(found: object) -> None:
    from assistant.channels.lines import written

    print(written(found, indent=2))


def _show(view: object) -> None:
    from rich.console import Console

    Console(highlight=False, soft_wrap=True).print(view)
