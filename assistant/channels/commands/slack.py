"""`exportdesk slack`: the Slack channel over a socket."""

from __future__ import annotations


def slack() -> None:
    """Answer in Slack over a socket (HTTP comes with `exportdesk serve`)."""
    from assistant.channels.slack.serve import run_socket
    from assistant.store import Store

    run_socket(Store())
