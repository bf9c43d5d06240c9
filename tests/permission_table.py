"""Tries every role at every action that a channel offers, and writes the table of docs/security.md.

`python -m tests.permission_table` writes it; a test tries every cell again and holds the page against it. A channel is
a function that makes, for a role, the attempts it offers: action → whether it was let through. A new action is one
more entry in the channel's attempts; what no channel offers yet stands in the table as "not offered".
"""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import gradio as gr
import mcp
from fastapi import FastAPI
from gradio.context import LocalContext
from starlette.requests import Request
from starlette.testclient import TestClient

from assistant.accounts.slack import SlackUsers
from assistant.channels import mcp as tools
from assistant.channels.bench import handlers
from assistant.channels.bench.state import Seat
from assistant.channels.page import here
from assistant.channels.slack.app import slack_channel, web_client
from assistant.channels.slack.outbox import Outbox
from assistant.channels.slack.serve import http_router
from assistant.records.actor import ROLES, Actor, Role
from assistant.records.permissions import ACTIONS, Action, NotAllowed, may
from tests.assistant.channels.serving import Desk, desk
from tests.assistant.channels.slack.standin import SlackStandIn
from tests.assistant.channels.slack.workspace import DAY as SLACK_DAY
from tests.assistant.channels.slack.workspace import SECRET, Person, QuickAsk
from tests.assistant.records.desks import CLEARED, JOAO, recorded

PAGE = Path(__file__).parents[1] / "docs" / "security.md"
BEGIN, END = "<!-- permissions: written by python -m tests.permission_table -->", "<!-- end of permissions -->"
DAY = "2026-10-05"
NAMED = {**CLEARED, "parties": [{**CLEARED["parties"][0], "name": "Huawei Technologies Co., Ltd."}]}
Attempt = Callable[[], bool]
Attempts = Mapping[Action, Attempt]
Channel = Callable[[Desk, Role], Attempts]
Cells = Mapping[tuple[str, Role, Action], bool]


def over_http(served: Desk, role: Role) -> Attempts:
    """What /v1 offers."""
    client = served.client(role)

    def sent(method: str, path: str, body: object = None) -> Attempt:
        return lambda: _let_through(client.request(method, f"/v1/{path}", json=body))

    def decided(verb: str, body: object = None, under: str = "cases") -> Attempt:
        return sent("POST", f"{under}/UY-NONE/{verb}", body or {})

    facts = {"facts": {"destination": "CN"}, "as_of": DAY}
    reason = {"reason": "a test"}
    rule = {"name": "Oslo", "when": {"destination": ["NO"]}, "outcome": "prohibited", "text": "Not there.", **reason}
    return {
        "see_own": sent("GET", "cases"),
        "see_all": sent("GET", "hits"),
        "escalate": decided("escalate"),
        "attach": sent("POST", "cases/UY-NONE/attach?name=a", "a"),
        "sign": decided("sign"),
        "overrule": decided("overrule", {"outcome": "prohibited", **reason}),
        "approve": decided("approve"),
        "send_back": decided("send-back", {"question": "Who?"}),
        "assign": decided("assign", {"user": role}),
        "release": decided("release"),
        "withdraw": decided("withdraw", reason),
        "keep": decided("keep", reason, "records"),
        "erase": decided("erase", reason, "records"),
        "settle_hit": sent("POST", "hits/settle", {"name": "Acme", "entry_id": "none", "same": False, **reason}),
        "verify_log": sent("GET", "log/verify"),
        "ask": sent("POST", "ask", {"question": "Hola", "as_of": DAY}),
        "check": sent("POST", "check", facts),
        "search": sent("POST", "search", {"query": "740.2", "k": 1}),
        "screen": sent("POST", "screen", {"name": "Acme"}),
        "replay": sent("POST", "replay", {**facts, "from": DAY}),
        "law": sent("GET", f"law/diff?from={DAY}&to={DAY}"),
        "create_hold": sent("POST", "holds", {"order": role, **facts}),
        "see_hold": sent("GET", "holds/nobody-has-this-token"),
        "watch": sent("GET", "watch"),
        "see_house": sent("GET", "house"),
        "adopt_position": sent("POST", "house/position", {"reading": "codified", **reason}),
        "add_house_rule": sent("POST", "house/rules", rule),
    }


def _let_through(answer: Any) -> bool:
    """Was it refused for the role? Whether a record or a list entry is there is looked for after that."""
    known = answer.status_code == 422 and answer.json()["field"] in {"entry_id", "reading"}
    assert known or answer.status_code in {200, 403, 404}, answer.text
    return bool(answer.status_code != 403)


def over_mcp(served: Desk, role: Role) -> Attempts:
    """What the tools for agents offer."""

    def called(tool: str, given: dict[str, Any]) -> Attempt:
        return lambda: asyncio.run(_called(served, Actor(role, role), tool, given))

    return {
        "ask": called("ask", {"question": "Hola", "as_of": DAY}),
        "check": called("check", {"facts": {"destination": "CN"}, "as_of": DAY}),
        "search": called("search", {"query": "740.2", "k": 1}),
        "screen": called("screen", {"name": "Acme"}),
        "law": called("law_status", {"as_of": DAY}),
        "see_house": called("house", {}),
    }


async def _called(served: Desk, actor: Actor, tool: str, given: dict[str, Any]) -> bool:
    async with mcp.Client(tools.server(served.store, actor)) as client:
        answer = await client.call_tool(tool, given)
    assert not answer.is_error or "may not do this" in str(answer.content), answer.content
    return not answer.is_error


def on_the_page(served: Desk, role: Role) -> Attempts:
    """What the events of the chat page and of the bench offer, each as the server hands it a request."""
    state = {"actor": Actor(role, role), "request_id": "1"}
    request = gr.Request(Request({"type": "http", "headers": [], "state": state}))
    own, id = (recorded(served.store, NAMED, dt.date.fromisoformat(DAY), user=name) for name in (role, "sales"))
    page, bench = here.KeptHere(), handlers.handlers(lambda: served.store)
    seat = handlers.acted(served.store, Seat(), {"act": "open_case", "id": id}, JOAO)

    def tried(work: Callable[[], object]) -> Attempt:
        def attempt() -> bool:
            token = LocalContext.request.set(request)
            try:
                with patch.object(here, "store", lambda: served.store):
                    work()
            except NotAllowed:
                return False
            finally:
                LocalContext.request.reset(token)
            return True

        return attempt

    def sent(act: str, tray: str = "all", **fields: str) -> Attempt:
        data = {"act": act, "tray": tray, "fields": fields}

        def attempt() -> bool:
            after, _, shown = bench.act(seat, gr.EventData(None, _data=data), request)
            assert "Sorry" not in shown, shown
            return "may not do this" not in shown + (after.problem or "")

        return attempt

    reason = {"reason": "a test"}
    rule = {"name": "Norway", "when": "destination: [NO]", "outcome": "prohibited", "text": "Not there.", **reason}
    return {
        "ask": tried(lambda: here.ask_here("Hola", as_of=None, thread="page-1")),
        "see_own": tried(lambda: page.standing(own, Actor(role, role), escalate=False)),
        "escalate": tried(lambda: page.standing(own, Actor(role, role), escalate=True)),
        "see_all": sent("tray"),
        "sign": sent("sign"),
        "overrule": sent("overrule", outcome="prohibited", **reason),
        "approve": sent("approve"),
        "send_back": sent("send_back", **reason),
        "assign": sent("assign", assignee="officer"),
        "release": sent("release"),
        "settle_hit": sent("settle", at="0", same="no", evidence="a test"),
        "adopt_position": sent("adopt", reading="announced", **reason),
        "add_house_rule": sent("house_rule", **rule),
        "watch": sent("tray", "moved"),
        "withdraw": sent("withdraw", **reason),
        "keep": sent("keep", **reason),
        "erase": sent("erase", **reason),
        "attach": lambda: _let_through(served.client(role).post(f"/v1/cases/{own}/attach?name=a", content=b"a")),
    }  # fmt: skip


def in_slack(served: Desk, role: Role) -> Attempts:
    """What a Slack user with an account of the role is offered, against a stand-in of Slack."""
    actor = Actor(role, role)

    def ask() -> bool:
        with _workspace(served, role) as (slack, person):
            person.direct("8 H200 to Norway")
            slack.wait_for(lambda: slack.posts(f"D{person.user}"))
            return "may not do this" not in str(slack.posts(f"D{person.user}")[0])

    def escalate() -> bool:
        with _workspace(served, role if may(actor, "ask") else "sales") as (slack, person):
            person.direct("8 H200 to Norway")
            slack.wait_for(lambda: slack.posts(f"D{person.user}"))
            SlackUsers(served.store).map(person.user, role)
            person.press(slack.posts(f"D{person.user}")[0], "officer")
            slack.wait_for(lambda: slack.posts(f"D{person.user}")[1:])
            return "may not do this" not in str(slack.posts(f"D{person.user}")[1])

    return {"ask": ask, "escalate": escalate}


@contextmanager
def _workspace(served: Desk, role: Role) -> Iterator[tuple[SlackStandIn, Person]]:
    """A workspace in which a new user has the account of the role."""
    user, slack = f"U{secrets.token_hex(4).upper()}", SlackStandIn()
    SlackUsers(served.store).map(user, role)
    channel = slack_channel(
        web_client("xoxb-test", slack.url), Outbox(served.store), QuickAsk(), signing_secret=SECRET,
        officers="C0OFFICERS", as_of=SLACK_DAY,
    )  # fmt: skip
    server = FastAPI()
    server.include_router(http_router(channel))
    yield slack, Person(TestClient(server), user)
    channel.stop()
    slack.close()


CHANNELS: Mapping[str, Channel] = {"page": on_the_page, "HTTP": over_http, "MCP": over_mcp, "Slack": in_slack}


@contextmanager
def tried() -> Iterator[Cells]:
    """Every cell, by trying it."""
    with TemporaryDirectory() as folder, desk(Path(folder)) as served:
        yield {
            (channel, role, action): attempt()
            for channel, offers in CHANNELS.items()
            for role in ROLES
            for action, attempt in offers(served, role).items()
        }


def table(cells: Cells) -> str:
    """The table as Markdown: one row an action and channel."""
    lines = [f"| action | channel | {' | '.join(ROLES)} |", f"| --- | --- |{' --- |' * len(ROLES)}"]
    for action in ACTIONS:
        offered = [channel for channel in CHANNELS if any((channel, role, action) in cells for role in ROLES)]
        for channel in offered:
            answers = ("allowed" if cells[channel, role, action] else "refused" for role in ROLES)
            lines.append(f"| {action} | {channel} | {' | '.join(answers)} |")
        rest = ", ".join(channel for channel in CHANNELS if channel not in offered)
        if rest:
            lines.append(f"| {action} | {rest} |{' not offered |' * len(ROLES)}")
    return "\n".join(lines)


def written(page: str, cells: Cells) -> str:
    """The page with the table in its place."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table(cells)}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    with tried() as found:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
