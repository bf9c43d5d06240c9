"""The command line: each command reads its input, calls one function and hands the result to a renderer.

Exit codes: 0 answered, 2 bad usage or bad input, 3 a needed resource is missing; each failure is one line on standard
error. Every heavy import stands inside its command: `exportdesk check` starts from cold in well under a second.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.channels.commands import accounts, batch, cases, holds, house, memo, parties, records, slack, sync, watch

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day whose law counts, like 2026-11-25.")]
Json = Annotated[bool, typer.Option("--json", help="Print the object itself.")]
Lines = Annotated[Path | None, typer.Option("--jsonl", metavar="IN", help="One JSON object a line.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="OUT", help="Where the answers to --jsonl go.")]
Record = Annotated[bool, typer.Option("--record", help="Keeps the answer as a record.")]
As = Annotated[str | None, typer.Option("--as", metavar="USER", help="Whose account asks.", show_default=False)]
Most = Annotated[int, typer.Option("-k", metavar="N", min=1, max=1000, help="How many, best first.")]

app = typer.Typer(
    name="exportdesk",
    help="US export controls on advanced AI chips: a computed, cited verdict.",
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
index_app = typer.Typer(help="The search index of the provisions.", no_args_is_help=False)
app.add_typer(index_app, name="index")
law_app = typer.Typer(help="The rule base about itself.", no_args_is_help=False)
app.add_typer(law_app, name="law")
app.add_typer(accounts.user_app, name="user")
app.add_typer(accounts.key_app, name="key")
app.command("sync")(sync.sync)
app.command("memo")(memo.memo)
app.command("watch")(watch.watch)
app.command("calendar")(watch.calendar)
app.add_typer(cases.case_app, name="case")
app.add_typer(records.log_app, name="log")
app.add_typer(records.records_app, name="records")
for _command in (records.receipt, records.verify, records.backup, records.restore):
    app.command()(_command)
app.add_typer(holds.hold_app, name="hold")
app.add_typer(house.house_app, name="house")


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="A deal or a question of law, in your own words.")] = None,
    as_of: AsOf = None,
    thread: Annotated[str | None, typer.Option("--thread", metavar="ID", help="Goes on with a conversation.")] = None,
    as_json: Json = False,
    jsonl: Lines = None,
    out: Out = None,
    record: Record = False,
    by: As = None,
    company: Annotated[Path | None, typer.Option(metavar="DIR", help="DIR/*.md beside the answers to --jsonl.")] = None,
) -> None:
    """Answer a question in words."""
    from assistant.channels import inputs, turns

    if jsonl is not None or out is not None:
        pair = _pair(jsonl, out, question, "QUESTION")
        turns.answer_lines(*pair, day=_day(as_of), record=record, by=by, company=company)
        return
    if company is not None:
        raise _bad("--company", "goes with --jsonl IN --out OUT")
    if question is None:
        raise _bad("QUESTION", 'is missing; expected exportdesk ask "…", or --jsonl IN --out OUT')
    answer = turns.answer(inputs.question(question), day=_day(as_of), thread=thread, by=by)
    if as_json:
        _print_json(answer.model_dump(mode="json"))
        return
    from assistant.render.terminal import answer_view

    _show(answer_view(answer))


@app.command()
def check(
    file: Annotated[str | None, typer.Argument(help="Facts as YAML or JSON; - reads standard input.")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
    jsonl: Lines = None,
    out: Out = None,
    stakes: Annotated[Path | None, typer.Option(metavar="FILE", help="Who owns whom: CSV or YAML.")] = None,
    record: Record = False,
    by: As = None,
) -> None:
    """Decide on facts, without any language."""
    from assistant.channels import inputs, verdicts

    if jsonl is not None or out is not None:
        verdicts.decide_lines(
            *_pair(jsonl, out, file, "FILE"), day=_day(as_of), stakes=stakes, at=verdicts.desk(record, by)
        )
        return
    if file is None:
        raise _bad("FILE", "is missing; expected exportdesk check FILE, - for standard input, or --jsonl IN --out OUT")
    verdict = verdicts.decide_facts(inputs.facts(file), _day(as_of), stakes, verdicts.desk(record, by))
    if as_json:
        _print_json(verdict.model_dump(mode="json"))
        return
    from assistant.render.terminal import verdict_view

    _show(verdict_view(verdict))


@app.command()
def facts(as_json: Json = False) -> None:
    """Print the JSON Schema of what check takes."""
    from assistant.channels.schema import facts_schema

    _print_json(facts_schema())


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(help="What to look for, or a citation.")] = None,
    k: Most = 10,
    as_of: AsOf = None,
    as_json: Json = False,
    jsonl: Lines = None,
    out: Out = None,
    corpus: Annotated[Path | None, typer.Option(metavar="DIR", help="Searches DIR/*.jsonl instead.")] = None,
) -> None:
    """Find the provisions that a question is about."""
    from assistant.channels import finding

    if jsonl is not None or out is not None:
        finding.search_lines(*_pair(jsonl, out, query, "QUERY"), k=k, corpus=corpus, day=_day(as_of))
        return
    if corpus is not None:
        raise _bad("--corpus", "goes with --jsonl IN --out OUT")
    if query is None:
        raise _bad("QUERY", 'is missing; expected exportdesk search "…", or --jsonl IN --out OUT')
    found = finding.search_texts(query, k, _day(as_of))
    if as_json:
        _print_json([passage.model_dump(mode="json") for passage in found])
        return
    from assistant.render.passages import passages_view

    _show(passages_view(found))


@app.command()
def replay(
    file: Annotated[str, typer.Argument(help="Facts as YAML or JSON; - reads standard input.")],
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day, else 2022-10-07.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day, else the as-of date.")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """One deal under the law of every day, as periods with what opened each."""
    from assistant.channels import inputs, laws

    days = [None if text is None else inputs.day(text, name) for text, name in ((first, "--from"), (last, "--to"))]
    periods, warning = laws.replayed(inputs.facts(file), _day(as_of), *days)
    if as_json:
        _print_json([one.model_dump(mode="json") for one in periods])
        return
    from assistant.render.law import periods_view

    _show(periods_view(periods, warning))


@law_app.command("status")
def law_status(as_of: AsOf = None, as_json: Json = False) -> None:
    """How current the rule base is, paragraph by paragraph."""
    from assistant.channels import laws

    found = laws.law_status(_day(as_of))
    if as_json:
        _print_json(_plain(found))
        return
    from assistant.render.law import status_view

    _show(status_view(found))


@law_app.command("diff")
def law_diff(
    first: Annotated[str, typer.Argument(metavar="FROM", help="The earlier day.")],
    last: Annotated[str, typer.Argument(metavar="TO", help="The later day.")],
    as_json: Json = False,
) -> None:
    """Which figures, lists and rules changed between two days."""
    from assistant.channels import laws

    found = laws.law_diff(first, last)
    if as_json:
        _print_json(_plain(found))
        return
    from assistant.render.law import diff_view

    _show(diff_view(found))


@law_app.command("verify")
def law_verify(
    folder: Annotated[Path | None, typer.Option("--from", metavar="DIR", help="The folder of official texts.")] = None,
    as_json: Json = False,
) -> None:
    """Hold the rule base against the official texts at hand; exit code 1 where something differs."""
    from assistant.channels import laws

    found = laws.law_verify(folder)
    if as_json:
        _print_json(_plain(found))
    else:
        from assistant.render.law import verify_view

        _show(verify_view(found))
    if found["failed"]:
        raise typer.Exit(1)


@index_app.command("build")
def index_build(as_json: Json = False) -> None:
    """Build the search index and the party list's, offline; only texts that changed are encoded."""
    from dataclasses import asdict

    from assistant.channels import finding
    from assistant.settings import index_folder

    done = finding.build_indexes()
    if as_json:
        _print_json(asdict(done))
        return
    typer.echo(
        f"index {done.version}: {done.passages} passages, {done.embedded} vectors encoded, {done.reused} kept; "
        f"party list ready; in {index_folder()}"
    )


@app.command()
def ui() -> None:
    """Open the chat page (the same as python ui.py)."""
    import ui as page

    page.main()


app.command()(slack.slack)
parties.add_to(app)
app.command()(batch.batch)


@app.command()
def serve() -> None:
    """Serve page, HTTP API and MCP in one, ready when it says so."""
    from assistant.channels import server

    server.serve()


@app.command()
def mcp() -> None:
    """Serve one agent over standard input and output (Model Context Protocol)."""
    from assistant.channels import mcp as tools

    tools.run_stdio()


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs one command; every failure becomes one line on standard error and the contract's exit code."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some reads every package installed
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = app(arguments, prog_name="exportdesk", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except typer.Abort:
        return 130
    except BrokenPipeError:  # `exportdesk … | head`
        sys.stderr.close()
        return 0
    except Exception as error:
        return _failed(error)


def _failed(error: Exception) -> int:
    """Says what went wrong in one line; gives the exit code."""
    from assistant.channels.errors import ChannelError
    from assistant.channels.lines import one_line, reference
    from assistant.errors import AssistantError
    from knowledge.errors import IndexBuildError, IndexMissingError, KnowledgeError
    from rules.errors import RulesError

    if isinstance(error, typer.TyperException):
        said, code = getattr(error, "format_message", error.__str__)(), 2
    elif isinstance(error, ChannelError):
        said, code = str(error), error.code
    elif isinstance(error, RulesError):
        said, code = str(error), 2
    elif isinstance(error, AssistantError):
        said, code = str(error), error.code
    elif isinstance(error, IndexMissingError | IndexBuildError):
        said, code = str(error), 3
    elif isinstance(error, KnowledgeError):
        said, code = str(error), 2
    elif isinstance(error, ModuleNotFoundError):
        said, code = f"the package {error.name} is not installed; run `make run` to set it up", 3
    else:
        said, code = reference(error), 1
    if said:  # empty where help was printed instead
        print(one_line(f"exportdesk: {said}"), file=sys.stderr)
    return code


def _bad(field: str, message: str) -> Exception:
    from assistant.channels.errors import BadInputError

    return BadInputError(field, message)


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    from assistant.channels import inputs

    return inputs.day(text, "--as-of")


def _pair(jsonl: Path | None, out: Path | None, single: str | None, name: str) -> tuple[Path, Path]:
    """Both files of a run over lines; raises where one is missing or a single question stands beside them."""
    if jsonl is None or out is None:
        raise _bad("--out" if out is None else "--jsonl", "is missing; expected --jsonl IN --out OUT together")
    if single is not None:
        raise _bad(name, "does not go with --jsonl; expected one of them")
    return jsonl, out


def _print_json(found: Any) -> None:
    from assistant.channels.lines import written

    print(written(found, indent=2))


def _plain(found: Any) -> Any:
    """Days as the contract writes them."""
    if isinstance(found, dict):
        return {key: _plain(value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [_plain(value) for value in found]
    return found.isoformat() if isinstance(found, dt.date) else found


def _show(view: Any) -> None:
    from rich.console import Console

    Console(highlight=False).print(view)
