"""An endpoint that speaks OpenAI's protocol, over real HTTP on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.errors import PartMissing
from assistant.model.connect import language_model
from assistant.settings import settings

CALL = {"facts": [{"path": "destination", "value": "CN", "words": "Shanghai"}]}


class Endpoint(BaseHTTPRequestHandler):
    seen: list[dict[str, object]] = []  # noqa: RUF012 - what this process was asked

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).seen.append({"path": self.path, "key": self.headers["Authorization"], **asked})
        message = {"role": "assistant", "content": json.dumps(CALL)}
        body = {"id": "1", "object": "chat.completion", "created": 0, "model": asked["model"],
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}  # fmt: skip
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    for cached in (settings, language_model):
        cached.cache_clear()
    yield
    for cached in (settings, language_model):
        cached.cache_clear()


def test_no_model_is_named_as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXPORTDESK_MODEL", raising=False)
    assert language_model() is None


def test_facts_come_from_a_local_endpoint(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTDESK_MODEL", "local-model")
    monkeypatch.setenv("EXPORTDESK_MODEL_URL", endpoint)
    monkeypatch.setenv("EXPORTDESK_MODEL_KEY", "key-of-the-test")
    model = language_model()
    assert model is not None
    found = model.facts("8 H200 to Shanghai", "{}")
    assert [(one.path, one.value, one.words) for one in found] == [("destination", "CN", "Shanghai")]
    assert Endpoint.seen[-1]["path"] == "/v1/chat/completions"
    assert Endpoint.seen[-1]["key"] == "Bearer key-of-the-test"


def test_an_endpoint_that_is_not_there_gives_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTDESK_MODEL", "local-model")
    monkeypatch.setenv("EXPORTDESK_MODEL_URL", "http://127.0.0.1:9/v1")
    model = language_model()
    assert model is not None
    assert model.facts("8 H200 to Shanghai", "{}") == ()


def test_a_provider_without_its_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTDESK_MODEL", "anthropic:some-model")
    monkeypatch.delenv("EXPORTDESK_MODEL_URL", raising=False)
    with pytest.raises(PartMissing, match="langchain-anthropic") as told:
        language_model()
    assert told.value.code == 3
