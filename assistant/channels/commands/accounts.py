"""`exportdesk user …` and `exportdesk key …`: who may sign in, and with which keys programs come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.accounts.users import User, Users
    from assistant.store import Store

user_app = typer.Typer(help="Accounts: who may sign in, and in which role.", no_args_is_help=False)
key_app = typer.Typer(help="API keys of users and of systems.", no_args_is_help=False)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The account, such as anna.berg.")]
KeyId = Annotated[str, typer.Argument(metavar="KEY_ID", help="The 12 characters after edk_.")]
RoleOption = Annotated[str, typer.Option("--role", metavar="ROLE", help="sales, officer, auditor or admin.")]
Json = Annotated[bool, typer.Option("--json", help="Print the object itself.")]
As = Annotated[
    str | None,
    typer.Option("--as", metavar="USER", help="Who does it: an account of the role admin.", show_default=False),
]


@user_app.command("add")
def user_add(
    name: Name,
    role: RoleOption = "sales",
    email: Annotated[str | None, typer.Option(help="By which OpenID Connect finds the account the first time.")] = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Signs in by OpenID Connect, or is a system with keys.")
    ] = False,
    by: As = None,
    as_json: Json = False,
) -> None:
    """Make an account. The password is asked, or read from standard input."""
    users = _users(by)
    password = None if no_password else _password()
    _print(users.add(name, role, email=email, password=password), as_json)


@user_app.command("list")
def user_list(by: As = None, as_json: Json = False) -> None:
    """Show every account."""
    _print_all(_users(by).all(), as_json)


@user_app.command("role")
def user_role(
    name: Name, role: Annotated[str, typer.Argument(metavar="ROLE")], by: As = None, as_json: Json = False
) -> None:
    """Give an account another role, from its next request on."""
    _print(_users(by).set_role(name, role), as_json)


@user_app.command("email")
def user_email(
    name: Name, email: Annotated[str, typer.Argument(metavar="EMAIL")], by: As = None, as_json: Json = False
) -> None:
    """Set the address by which OpenID Connect finds the account the first time."""
    _print(_users(by).set_email(name, email), as_json)


@user_app.command("disable")
def user_disable(name: Name, by: As = None, as_json: Json = False) -> None:
    """End sign-in, sessions and keys of an account, which stays because records name it."""
    _print(_users(by).disable(name), as_json)


@user_app.command("enable")
def user_enable(name: Name, by: As = None, as_json: Json = False) -> None:
    """Undo disable."""
    _print(_users(by).enable(name), as_json)


@user_app.command("password")
def user_password(name: Name, by: As = None, as_json: Json = False) -> None:
    """Set a password (asked, or read from standard input); ends the user's sessions."""
    users = _users(by)
    _print(users.set_password(name, _password()), as_json)


@user_app.command("slack")
def user_slack(
    name: Name,
    slack_id: Annotated[str, typer.Argument(metavar="SLACK_ID", help="The member id in Slack, such as U024BE7LH.")],
    remove: Annotated[bool, typer.Option("--remove", help="Forget this Slack user.")] = False,
    by: As = None,
) -> None:
    """Say which account a Slack user is."""
    from assistant.accounts.slack import SlackUsers

    mapping = SlackUsers(_users(by).store)
    if remove:
        mapping.unmap(slack_id)
        typer.echo(f"{slack_id}: nobody's account")
        return
    mapping.map(slack_id, name)
    typer.echo(f"{slack_id}: {name}")


@key_app.command("create")
def key_create(
    user: Annotated[str, typer.Argument(metavar="USER", help="Whose key it is.")],
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="The user's own role, or sales.")] = None,
    label: Annotated[str, typer.Option(help="What it is for.")] = "",
    days: Annotated[int | None, typer.Option(help="How long it works; without, until it is revoked.")] = None,
    per_minute: Annotated[int, typer.Option(help="How many requests a minute it may make.")] = 120,
    by: As = None,
    as_json: Json = False,
) -> None:
    """Make a key and print it: the only time that it is shown."""
    from assistant.accounts.keys import Keys

    made = Keys(_users(by).store).create(user, role=role, label=label, days=days, per_minute=per_minute)
    _print_new(made.secret, made.key, as_json)


@key_app.command("list")
def key_list(by: As = None, as_json: Json = False) -> None:
    """Show every key without its secret."""
    from assistant.accounts.keys import Keys

    _print_all(Keys(_users(by).store).all(), as_json)


@key_app.command("revoke")
def key_revoke(key_id: KeyId, by: As = None, as_json: Json = False) -> None:
    """End a key at once."""
    from assistant.accounts.keys import Keys

    _print(Keys(_users(by).store).revoke(key_id), as_json)


@key_app.command("rotate")
def key_rotate(
    key_id: KeyId,
    hours: Annotated[int, typer.Option("--overlap", metavar="HOURS", min=0, help="How long the old one works.")] = 24,
    by: As = None,
    as_json: Json = False,
) -> None:
    """Make a new key in place of one, which still works for a while."""
    import datetime as dt

    from assistant.accounts.keys import Keys

    made = Keys(_users(by).store).rotate(key_id, dt.timedelta(hours=hours))
    _print_new(made.secret, made.key, as_json)


def _users(by: str | None) -> Users:
    """The accounts, for somebody who may change them: whoever has the database, or the admin who is named."""
    from assistant.accounts.users import Users
    from assistant.records.permissions import require
    from assistant.store import Store

    users = Users(Store())
    if by is not None:
        require(acting(users.store, by).actor, "manage_accounts")
    return users


def acting(store: Store, name: str) -> User:
    """The account that `--as` names. Raises AccountError where it is unknown or disabled."""
    from assistant.accounts.errors import AccountError
    from assistant.accounts.users import Users

    user = Users(store).find(name)
    if user is None or user.disabled_at is not None:
        raise AccountError("--as", f"there is no account {name}; `exportdesk user list` shows them")
    return user


def _password() -> str:
    """Asked twice at a terminal, else the first line of standard input: never an argument, which others can see."""
    import sys

    if sys.stdin.isatty():
        found: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        return found
    return sys.stdin.readline().rstrip("\r\n")


def _print(found: Any, as_json: bool) -> None:
    from assistant.channels.lines import written

    typer.echo(written(_plain(found), indent=2) if as_json else _line(found))


def _print_all(found: list[Any], as_json: bool) -> None:
    from assistant.channels.lines import written

    if as_json:
        typer.echo(written([_plain(one) for one in found], indent=2))
        return
    for one in found:
        typer.echo(_line(one))
    if not found:
        typer.echo("none")


def _print_new(secret: str, key: Any, as_json: bool) -> None:
    from assistant.channels.lines import written

    if as_json:
        typer.echo(written({"secret": secret, **_plain(key)}, indent=2))
        return
    typer.echo(secret)
    typer.echo(f"{_line(key)}\nIt is shown this once and kept as a hash only.", err=True)


def _plain(found: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return {name: _shown(value) for name, value in asdict(found).items()}


def _shown(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return list(value) if isinstance(value, tuple) else value


def _line(found: Any) -> str:
    """What is set, on one line."""
    fields = {name: value for name, value in _plain(found).items() if value not in (None, "", [])}
    return "  ".join(
        f"{name}: {', '.join(value) if isinstance(value, list) else value}" for name, value in fields.items()
    )
