"""The small pages around the sign-in, in the page's own look: plain HTML, one style sheet, no script."""

from __future__ import annotations

from html import escape
from pathlib import Path

from assistant.records.actor import Actor

STYLE = (Path(__file__).parent / "desk.css").read_text(encoding="utf-8")
SHELL = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Export Desk</title><link rel="stylesheet" href="/desk.css"></head>
<body><header class="masthead"><h1>Export Desk</h1>
<p>US export controls on advanced AI chips: a computed, cited verdict</p></header>
<main><h2>{title}</h2>{body}</main></body></html>
"""
SIGN_IN = """{problem}<form method="post" action="/login">
<input type="hidden" name="form" value="{form}"><input type="hidden" name="next" value="{next}">
<label for="name">Name</label>
<input id="name" name="name" value="{name}" autocomplete="username" autocapitalize="none" required {first}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required {second}>
<button type="submit">Sign in</button></form>{other}
<p class="note">Accounts are made by an administrator.</p>"""
OTHER_WAY = (
    '<p class="or">or</p><a class="button second" href="/openid?next={next}">Sign in with your company account</a>'
)
ACCOUNT = """<dl><dt>Signed in as</dt><dd>{name}</dd><dt>Role</dt><dd>{role}</dd></dl>
<form method="post" action="/logout"><input type="hidden" name="form" value="{form}">
<button type="submit">Sign out</button></form><p class="note"><a href="/">Back to the desk</a></p>"""


def sign_in(form: str, target: str, name: str = "", problem: str | None = None, *, openid: bool = False) -> str:
    """The sign-in page; `form` is the token that proves that the form came from here."""
    said = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    other = OTHER_WAY.format(next=escape(target, quote=True)) if openid else ""
    first, second = ("", "autofocus") if name else ("autofocus", "")
    body = SIGN_IN.format(
        problem=said, form=escape(form), next=escape(target), name=escape(name), first=first, second=second, other=other
    )
    return SHELL.format(title="Sign in", body=body)


def account(actor: Actor, form: str) -> str:
    """Who is signed in, and the way out."""
    return SHELL.format(
        title="Your account", body=ACCOUNT.format(name=escape(actor.name), role=actor.role, form=escape(form))
    )


def said(title: str, sentence: str) -> str:
    """A page that says one thing."""
    body = (
        f'<p class="problem" role="alert">{escape(sentence)}</p><p class="note"><a href="/login">To the sign-in</a></p>'
    )
    return SHELL.format(title=escape(title), body=body)
