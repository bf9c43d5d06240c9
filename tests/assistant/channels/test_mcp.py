"""The tools for agents: over stdio as a client starts them, and over HTTP; the same objects, and who the client is."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import mcp
import pytest
from mcp.client.stdio import StdioServerParameters, stdio_client

from assistant.accounts.errors import AccountError
from assistant.accounts.keys import Keys
from assistant.accounts.users import Users
from assistant.channels import cli
from assistant.channels import mcp as tools
from assistant.records.actor import NOBODY, Actor
from assistant.records.house import show
from assistant.settings import settings
from assistant.store import Store

AS_OF = "2026-10-05"
FACTS = {"item": {"form": "chip", "tpp": 5284.8, "applicable_die_area_mm2": 608.5}, "destination": "CN"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'desk.sqlite'}")


def talk(actor: Actor, store: Store, say: Callable[[Any], Awaitable[Any]]) -> Any:
    """What a client in this process hears."""

    async def run() -> Any:
        async with mcp.Client(tools.server(store, actor)) as client:
            return await say(client)

    return asyncio.run(run())


def test_a_verdict_has_the_bytes_of_the_command_line(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "deal.json"
    file.write_text(json.dumps(FACTS), encoding="utf-8")
    found = talk(NOBODY, store, lambda client: client.call_tool("check", {"facts": FACTS, "as_of": AS_OF}))
    assert not found.is_error
    assert cli.run(["check", str(file), "--as-of", AS_OF, "--json"]) == 0
    printed = capsys.readouterr().out
    assert found.content[0].text + "\n" == printed
    assert json.dumps(found.structured_content) == json.dumps(json.loads(printed))


def test_every_tool_and_resource_answers(store: Store) -> None:
    async def all_of_them(client: Any) -> list[Any]:
        return [
            await client.call_tool("screen", {"name": "Huawei Technologies", "as_of": AS_OF}),
            await client.call_tool("search", {"query": "foundry", "k": 2, "as_of": AS_OF}),
            await client.call_tool("law_status", {"as_of": AS_OF}),
            await client.call_tool("house", {}),
            await client.read_resource("exportdesk://facts"),
            await client.read_resource("exportdesk://provisions"),
            await client.read_resource(tools.uri_of("15 CFR 742.6(a)(6)(iii)(A)")),
        ]

    hits, found, status, house, facts, provisions, one = talk(NOBODY, store, all_of_them)
    assert hits.structured_content["result"][0]["verdict"] == "match"
    assert len(found.structured_content["result"]) == 2
    assert status.structured_content["verified_through"]
    assert house.structured_content == show(store).written()
    assert "destination" in json.loads(facts.contents[0].text)["properties"]
    assert {row["uri"] for row in json.loads(provisions.contents[0].text)} >= {tools.uri_of("15 CFR 740.2")}
    assert json.loads(one.contents[0].text)[0]["cite"] == "15 CFR 742.6(a)(6)(iii)(A)"


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("check", {"facts": {"quantty": 1}}, "quantty: "),
        ("check", {"facts": {}, "as_of": "2020-01-01"}, "as_of: "),
        ("screen", {"name": "x", "country": "China"}, "--country: "),
        ("ask", {"question": "x", "thread": "a\nb"}, "thread: "),
    ],
)
def test_what_is_wrong_is_said_with_its_field(store: Store, tool: str, given: dict[str, Any], said: str) -> None:
    answer = talk(NOBODY, store, lambda client: client.call_tool(tool, given))
    assert answer.is_error
    assert said in answer.content[0].text


def test_an_error_of_ours_shows_nothing_of_the_inside(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr("assistant.channels.laws.law_status", breaks)
    answer = talk(NOBODY, store, lambda client: client.call_tool("law_status", {}))
    assert answer.is_error
    assert "inside" not in answer.content[0].text
    assert "reference" in answer.content[0].text


def test_a_question_becomes_a_record_of_its_asker(store: Store) -> None:
    anna = Actor("anna", "sales")
    answer = talk(anna, store, lambda client: client.call_tool("ask", {"question": "H20 to Japan", "as_of": AS_OF}))
    assert answer.structured_content["id"]
    refused = talk(Actor("aud", "auditor"), store, lambda client: client.call_tool("ask", {"question": "H20"}))
    assert refused.is_error
    assert "the role auditor may not do this" in refused.content[0].text


def test_a_question_sent_again_under_its_key_is_answered_once(store: Store) -> None:
    given = {"question": "H20 to Japan", "as_of": AS_OF, "thread": "t", "idempotency_key": "turn-1"}

    async def twice(client: Any) -> list[Any]:
        other = {**given, "question": "H20 to Peru"}
        return [await client.call_tool("ask", one) for one in (given, given, other)]

    first, again, refused = talk(Actor("anna", "sales"), store, twice)
    assert first.content[0].text == again.content[0].text
    assert len(store.turns("anna/t")) == 1
    assert refused.is_error
    assert "Idempotency-Key: came before with another request" in refused.content[0].text


def test_on_stdio_the_key_says_who_the_client_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Actor] = []

    class Server:
        def run(self, transport: str) -> None:
            assert transport == "stdio"

    monkeypatch.setattr(tools, "server", lambda _, actor: served.append(actor) or Server())
    tools.run_stdio()
    own = Store()
    Users(own).add("olga", "officer")
    monkeypatch.setenv("EXPORTDESK_API_KEY", Keys(own).create("olga").secret)
    settings.cache_clear()
    tools.run_stdio()
    assert served == [NOBODY, Actor("olga", "officer")]
    monkeypatch.setenv("EXPORTDESK_API_KEY", "edk_unknown")
    settings.cache_clear()
    with pytest.raises(AccountError, match="EXPORTDESK_API_KEY"):
        tools.run_stdio()


def test_a_client_starts_it_over_stdio(tmp_path: Path) -> None:
    command = ["-c", "from assistant.channels.cli import main; main()", "mcp"]
    environment = {**os.environ, "EXPORTDESK_DATABASE_URL": f"sqlite:///{tmp_path / 'stdio.sqlite'}"}
    parameters = StdioServerParameters(
        command=sys.executable, args=command, env=environment, cwd=Path(__file__).parents[3]
    )

    async def run() -> tuple[list[str], Any]:
        async with mcp.Client(stdio_client(parameters)) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            return names, await client.call_tool("check", {"facts": {"destination": "CN"}, "as_of": AS_OF})

    names, answer = asyncio.run(run())
    assert names == ["ask", "check", "search", "screen", "law_status", "house"]
    assert answer.structured_content["outcome"] == "needs_facts"
