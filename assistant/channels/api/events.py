"""A turn told as server-sent events, so that a reader has the first lines while the rest is on its way."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import anyio
from starlette.concurrency import run_in_threadpool

from assistant.channels.web.problems import said

if TYPE_CHECKING:
    from assistant.channels.api.calls import Call

EVENT_STREAM = "text/event-stream"
STILL_THERE = 10.0  # seconds between two signs of life, which proxies want to see


async def told(call: Call, work: Callable[[], object]) -> AsyncIterator[str]:
    """`begun`, a `part` for each paragraph of the words, then the whole `answer`; or one `error`, a problem object."""
    yield event("begun", {})
    send, receive = anyio.create_memory_object_stream[str](1)

    async def worked() -> None:
        async with send:
            try:
                text, _ = await run_in_threadpool(call.text, work)
            except Exception as error:
                await send.send(event("error", json.loads(bytes(said(error).body))))
                return
            answer = json.loads(text)
            for part in answer["answer"].split("\n\n"):
                await send.send(event("part", {"text": part}))
            await send.send(event("answer", answer))

    async with anyio.create_task_group() as tasks, receive:
        tasks.start_soon(worked)
        while True:
            with anyio.move_on_after(STILL_THERE):
                try:
                    yield await receive.receive()
                    continue
                except anyio.EndOfStream:
                    return
            yield ": still there\n\n"


def event(name: str, data: object) -> str:
    """One event; JSON has no line break of its own outside its strings."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
