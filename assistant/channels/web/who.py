"""The line above the page that says who uses it, and leads to the way out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from assistant.channels.page.here import who
from assistant.records.actor import LOCAL, Actor
from assistant.records.permissions import may

if TYPE_CHECKING:
    import gradio as gr

STYLE = """
#who { order: -1; padding: 0 !important; } #who > div { padding: 0 !important; }
#who p { margin: 0; padding: 6px 0; font-size: 13px; color: var(--soft); border-bottom: 1px solid var(--rule); }
#who a { color: var(--link); text-decoration: underline; text-underline-offset: 2px; }
"""


def add(page: gr.Blocks) -> None:
    """Puts the line onto a page."""
    import gradio as gr

    with page:
        shown = gr.HTML(elem_id="who")
        page.load(lambda: line(who()), None, shown, api_visibility="private", queue=False, show_progress="hidden")


def line(actor: Actor) -> str:
    """Who the page is used by."""
    bench = ' <a href="/bench/">Bench</a>' if may(actor, "see_all") else ""
    if actor == LOCAL:
        return f"<p>This machine only, without sign-in: one local officer.{bench}</p>"
    account = '<a href="/account">Account and sign-out</a>'
    return f"<p>Signed in as {escape(actor.name)}, role {actor.role}. {account}{bench}</p>"
