"""The tools for agents (Model Context Protocol): the same verbs, the same objects, over stdio and at /mcp.

Over HTTP the client is whoever the server's door let in; on stdio whoever EXPORTDESK_API_KEY belongs to, else somebody
of the role `sales`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote, unquote

import anyio
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field
from starlette.requests import Request
from starlette.routing import BaseRoute

from assistant.accounts.errors import AccountError
from assistant.accounts.keys import Keys
from assistant.channels import finding, inputs, laws, parties, verdicts
from assistant.channels.api.calls import Call, day
from assistant.channels.api.exact import plain
from assistant.channels.errors import BadInputError, ChannelError
from assistant.channels.lines import one_line, reference, written
from assistant.channels.web.door import actor_of
from assistant.channels.web.guard import LARGEST
from assistant.errors import AssistantError
from assistant.records.actor import NOBODY, Actor
from assistant.records.house import show
from assistant.records.permissions import Action, require
from assistant.settings import settings
from assistant.store import Store
from knowledge.digest import load_digest
from knowledge.errors import IndexMissingError
from rules.errors import RulesError

INSTRUCTIONS = (
    "Answers US export-control (EAR) questions about AI chips. Verdicts are computed from rules and cited: pass them "
    "on as they are, never soften one. needs_facts clears nothing: ask the user the verdict's questions."
)
PROVISIONS = "exportdesk://provisions"
PROVISION = "exportdesk://provisions/{cite}"
READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
SAID = (ChannelError, AssistantError, RulesError, IndexMissingError)  # errors with a sentence for people

AsOf = Annotated[str | None, Field(description="The day whose law counts, such as 2026-11-25; today if left out.")]
Question = Annotated[str, Field(description="A deal or a question of law, in plain words, with everything known.")]
Facts = Annotated[dict[str, Any], Field(description="Facts of one deal, as the resource exportdesk://facts says.")]
Asked = Context[Any, Request]
Tools = MCPServer[Any]


def server(store: Store, actor: Actor | None = None) -> Tools:
    """The tools over a store. `actor`: who every call is from; None: whom the HTTP request is from."""
    tools: Tools = MCPServer(
        "exportdesk", title="Export Desk", instructions=INSTRUCTIONS, version=_version(), log_level="WARNING"
    )
    desk = _Desk(store, actor)
    _answering(tools, desk)
    _looking_up(tools, desk)
    _resources(tools)
    return tools


class _Desk:
    """Runs a verb for whoever calls it."""

    def __init__(self, store: Store, actor: Actor | None) -> None:
        self.store, self.actor = store, actor

    async def call(
        self, ctx: Asked, action: Action, work: Callable[[Call], object], key: str | None = None, sent: object = None
    ) -> CallToolResult:
        """The object as JSON text, byte for byte what the command line prints, and as structured content.

        With a `key`, what was `sent` is answered once, as over HTTP.
        """

        def worked() -> Any:
            actor = self._actor(ctx)
            require(actor, action)
            call = Call(actor, self.store, "mcp", key, f"mcp {written(sent)}".encode())
            return plain(work(call)) if key is None else json.loads(call.text(lambda: work(call))[0])

        try:
            found = await anyio.to_thread.run_sync(worked)
        except SAID as error:
            raise ToolError(one_line(str(error))) from None
        except Exception as error:
            raise ToolError(reference(error)) from None
        structured = found if isinstance(found, dict) else {"result": found}
        return CallToolResult(
            content=[TextContent(type="text", text=written(found, indent=2))], structured_content=structured
        )

    def _actor(self, ctx: Asked) -> Actor:
        if self.actor is not None:
            return self.actor
        request = ctx.request_context.request
        if request is None:
            raise RuntimeError("a call without a request and without an actor")
        return actor_of(request)


def _answering(tools: Tools, desk: _Desk) -> None:
    @tools.tool(title="Ask a question in words")
    async def ask(
        ctx: Asked,
        question: Question,
        as_of: AsOf = None,
        thread: Annotated[str | None, Field(description="Goes on with a conversation of yours.")] = None,
        idempotency_key: Annotated[
            str | None, Field(description="Sent again with the same key, the question gets the answer it got.")
        ] = None,
    ) -> CallToolResult:
        """Answers a deal or a question of law in words: an Answer with verdict, proof, citations and questions."""
        return await desk.call(
            ctx, "ask", lambda call: call.ask(inputs.question(question), day(as_of), _thread(thread)),
            idempotency_key, [question, as_of, thread],
        )  # fmt: skip

    @tools.tool(title="Decide on facts", annotations=READS)
    async def check(ctx: Asked, facts: Facts, as_of: AsOf = None) -> CallToolResult:
        """Decides on facts without any language: a Verdict with its proof."""
        return await desk.call(
            ctx, "check", lambda _: verdicts.decide_facts(inputs.parsed(written(facts), "facts"), day(as_of))
        )


def _looking_up(tools: Tools, desk: _Desk) -> None:
    @tools.tool(title="Find provisions", annotations=READS)
    async def search(
        ctx: Asked, query: str, k: Annotated[int, Field(ge=1, le=100)] = 10, as_of: AsOf = None
    ) -> CallToolResult:
        """Finds the provisions nearest to a question or a citation, as of a day."""
        return await desk.call(ctx, "search", lambda _: finding.search_texts(query, k, day(as_of)))

    @tools.tool(title="Screen a party", annotations=READS)
    async def screen(
        ctx: Asked,
        name: Annotated[str, Field(description="The name of one party.")],
        country: Annotated[str | None, Field(description="ISO 3166-1 alpha-2, such as CN.")] = None,
        as_of: AsOf = None,
    ) -> CallToolResult:
        """Screens one name against the restricted-party list at hand."""
        return await desk.call(ctx, "screen", lambda _: parties.screen_one(name, country, day(as_of)))

    @tools.tool(title="How current the law is", annotations=READS)
    async def law_status(ctx: Asked, as_of: AsOf = None) -> CallToolResult:
        """Says through which day amendments were looked for, and how old the party list is."""
        return await desk.call(ctx, "law", lambda _: laws.law_status(day(as_of)))

    @tools.tool(title="The company's own position and rules", annotations=READS)
    async def house(ctx: Asked) -> CallToolResult:
        """Says which reading of the law the company follows, and its own rules, which only tighten."""
        return await desk.call(ctx, "see_house", lambda call: show(call.store).written())


def _resources(tools: Tools) -> None:
    @tools.resource("exportdesk://facts", title="The facts that check takes", mime_type="application/schema+json")
    def facts_schema() -> str:
        from assistant.channels.schema import facts_schema as schema

        return written(schema())

    @tools.resource(PROVISIONS, title="All provisions", mime_type="application/json")
    def provisions() -> str:
        """Every provision by cite, with the address under which it is read."""
        cites = {one.cite: one.title for one in load_digest()}
        return written([{"cite": cite, "title": title, "uri": uri_of(cite)} for cite, title in cites.items()])

    @tools.resource(PROVISION, title="One provision", mime_type="application/json")
    def provision(cite: str) -> str:
        """A provision in every wording that held, each with its days."""
        wanted = unquote(cite)
        found = [one.model_dump(mode="json") for one in load_digest() if one.cite == wanted]
        if not found:
            raise ResourceNotFoundError(f"there is no provision {wanted[:200]}; {PROVISIONS} lists them")
        return written(found)


def uri_of(cite: str) -> str:
    """The address of a provision."""
    return PROVISION.format(cite=quote(cite, safe=""))


def _thread(name: str | None) -> str | None:
    if name is not None and not (1 <= len(name) <= 100 and name.isprintable()):
        raise BadInputError("thread", "expected 1 to 100 printable characters")
    return name


def _version() -> str:
    from importlib.metadata import version

    return version("exportdesk")


def over_http(tools: Tools) -> list[BaseRoute]:
    """The tools at /mcp: every request stands for itself, so that processes can share the work.

    The server's outer door has looked at the Host header already.
    """
    app = tools.streamable_http_app(
        streamable_http_path="/mcp",
        stateless_http=True,
        json_response=True,
        max_request_body_size=LARGEST,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    return list(app.routes)


def run_stdio() -> None:
    """Serves one client over standard input and output.

    Raises AccountError where EXPORTDESK_API_KEY belongs to nobody.
    """
    key, store = settings().api_key, Store()
    actor = NOBODY
    if key is not None:
        holder = Keys(store).holder(key.get_secret_value())
        if holder is None:
            raise AccountError("EXPORTDESK_API_KEY", "is unknown or has ended; expected one of `exportdesk key create`")
        actor = holder.actor
    server(store, actor).run("stdio")
