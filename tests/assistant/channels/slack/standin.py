"""Slack's Web API as far as the product uses it: a local server that keeps messages, checks Block Kit, and can fail.

It refuses what Slack refuses (blocks too many, too long, ids twice), so that a card that passes here passes there.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

BOT = {
    "user_id": "U0BOT", "bot_id": "B0BOT", "team_id": "T1", "team": "Desk", "user": "exportdesk",
    "url": "https://desk.slack.example/",
}  # fmt: skip
LIMITS = {"section": 3_000, "header": 150, "context": 3_000}
Plain = dict[str, Any]


class SlackStandIn:
    """A workspace: `messages[channel]` in order, `calls` by method, `home[user]` the last view."""

    def __init__(self) -> None:
        self.messages: dict[str, list[Plain]] = defaultdict(list)
        self.home: dict[str, Plain] = {}
        self.calls: list[tuple[str, Plain]] = []
        self.faults: dict[str, list[str | tuple[int, Plain]]] = defaultdict(list)
        self.socket_url = ""
        self._times = itertools.count(1)
        self._changed = threading.Condition()
        standin = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self._answer()

            def do_GET(self) -> None:
                self._answer()

            def _answer(self) -> None:
                method, _, query = self.path.rpartition("/")[2].partition("?")
                length = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(length).decode() if length else query
                if "json" in (self.headers.get("Content-Type") or ""):
                    given = json.loads(raw or "{}")
                else:
                    given = {name: values[0] for name, values in parse_qs(raw).items()}
                fault = standin.faults[method].pop(0) if standin.faults[method] else None
                if isinstance(fault, tuple):
                    standin._note(method, given)
                    self._send(fault[0], {"ok": False, "error": "ratelimited"}, fault[1])
                    return
                answer = standin.answer(method, given)
                if fault == "lost":  # done, but the word of it never arrives
                    self.close_connection = True
                    self.connection.close()
                    return
                self._send(200, answer, {})

            def _send(self, status: int, answer: Plain, headers: Plain) -> None:
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name, str(value))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Nothing on standard error."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/api/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, condition: Any, seconds: float = 30) -> None:
        """Until the condition over this workspace holds."""
        with self._changed:
            assert self._changed.wait_for(condition, seconds), (self.calls, dict(self.messages))

    def posts(self, channel: str) -> list[Plain]:
        """What the product has posted there."""
        return [one for one in self.messages[channel] if one.get("bot_id") == BOT["bot_id"]]

    def said(self, method: str) -> list[Plain]:
        return [given for name, given in self.calls if name == method]

    def _note(self, method: str, given: Plain) -> None:
        with self._changed:
            self.calls.append((method, given))
            self._changed.notify_all()

    # ---- the methods

    def answer(self, method: str, given: Plain) -> Plain:
        known = {
            "auth.test": lambda _: BOT,
            "chat.postMessage": self._post,
            "conversations.open": lambda asked: {"channel": {"id": f"D{asked['users']}"}},
            "conversations.replies": lambda asked: self._page(asked, asked["ts"]),
            "conversations.history": lambda asked: self._page(asked, None),
            "chat.getPermalink": self._permalink,
            "views.publish": self._publish,
            "apps.connections.open": lambda _: {"url": self.socket_url},
        }
        if method not in known:
            return {"ok": False, "error": "unknown_method"}
        with self._changed:
            self.calls.append((method, given))
            try:
                answer = {"ok": True, **known[method](given)}
            except _Refusal as error:
                answer = {"ok": False, "error": str(error)}
            self._changed.notify_all()
        return answer

    def _post(self, given: Plain) -> Plain:
        blocks = _loaded(given.get("blocks")) or []
        _check_blocks(blocks, 50)
        if not given.get("text"):
            raise _Refusal("no_text")
        if given["channel"] == "CGONE":
            raise _Refusal("channel_not_found")
        ts = f"{1_780_000_000 + next(self._times)}.000100"
        message = {
            "ts": ts, "text": given["text"], "blocks": blocks, "bot_id": BOT["bot_id"],
            "thread_ts": given.get("thread_ts"), "metadata": _loaded(given.get("metadata")),
        }  # fmt: skip
        self.messages[given["channel"]].append(message)
        return {"ts": ts, "channel": given["channel"], "message": message}

    def _page(self, asked: Plain, thread_ts: str | None) -> Plain:
        """Two messages a page, so that whoever looks has to turn pages."""
        of_top, of_thread = {None}, {thread_ts}
        found = [
            one for one in self.messages[asked["channel"]]
            if (one["thread_ts"] in of_top if thread_ts is None else {one["thread_ts"], one["ts"]} & of_thread)
        ]  # fmt: skip
        with_metadata = str(asked.get("include_all_metadata")) in {"1", "true", "True"}
        shown = found if with_metadata else [{**one, "metadata": None} for one in found]
        start = int(asked.get("cursor") or 0)
        more = {"next_cursor": str(start + 2)} if start + 2 < len(shown) else {"next_cursor": ""}
        return {"messages": shown[start : start + 2], "response_metadata": more}

    def _permalink(self, asked: Plain) -> Plain:
        place = f"{asked['channel']}/p{asked['message_ts'].replace('.', '')}"
        return {"permalink": f"https://desk.slack.example/archives/{place}"}

    def _publish(self, given: Plain) -> Plain:
        view = _loaded(given["view"])
        _check_blocks(view["blocks"], 100)
        self.home[given["user_id"]] = view
        return {"view": view}


class _Refusal(Exception):
    """Slack's own word for why."""


def _loaded(given: Any) -> Any:
    return json.loads(given) if isinstance(given, str) else given


def _check_blocks(blocks: list[Plain], most: int) -> None:
    """Slack's documented limits. Raises _Refusal."""
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(blocks) > most or len(ids) != len(set(ids)):
        raise _Refusal("invalid_blocks")
    for block in blocks:
        texts = [block["text"]] if "text" in block else []
        if block["type"] == "context":
            texts = block["elements"]
            _check(1 <= len(texts) <= 10)
        if block["type"] == "actions":
            _check_buttons(block["elements"])
        for text in texts:
            _check(1 <= len(text["text"]) <= LIMITS[block["type"]])
        fields = block.get("fields", [])
        _check(len(fields) <= 10 and all(1 <= len(one["text"]) <= 2_000 for one in fields))
    _check(sum(len(json.dumps(block)) for block in blocks) < 40_000)


def _check_buttons(buttons: list[Plain]) -> None:
    actions = [one["action_id"] for one in buttons]
    _check(1 <= len(buttons) <= 25 and len(actions) == len(set(actions)))
    for one in buttons:
        _check(1 <= len(one["text"]["text"]) <= 75 and len(one["action_id"]) <= 255 and len(one["value"]) <= 2_000)


def _check(holds: bool) -> None:
    if not holds:
        raise _Refusal("invalid_blocks")
