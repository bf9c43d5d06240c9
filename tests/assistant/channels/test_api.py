"""The HTTP API: the command line's objects byte for byte, one clear object where something is wrong, nothing twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from assistant.accounts.keys import Keys
from assistant.channels import cli
from assistant.channels.server import build
from assistant.channels.web.serving import Serving
from assistant.store import Store
from tests.assistant.channels.serving import HOME, Desk, desk

AS_OF = "2026-10-05"
QUESTIONS = (
    "Can we ship 64 H200 to Alibaba Cloud in Singapore?",
    "500 RTX 4090 to a reseller in Shenzhen; and 2 A100 to Oxford, UK",
    "Hola",
)
FACTS: dict[str, Any] = {
    "item": {
        "form": "card", "tops": [{"operation": "INT8", "dense_tops": 380.25}], "applicable_die_area_mm2": 640.5,
        "memory_bandwidth_gb_s": 800, "designed_or_marketed_for_datacenter": True,
    },
    "quantity": 12,
    "destination": "UY",
    "parties": [{"name": "Montevideo Computing SA", "headquarters": "UY"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("desk")) as found:
        yield found


@pytest.fixture
def sales(served: Desk) -> TestClient:
    return served.client("sales")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command prints."""
    assert cli.run(list(arguments)) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_has_the_bytes_of_the_command_line(
    question: str, sales: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = sales.post("/v1/ask", json={"question": question, "as_of": AS_OF})
    assert answer.status_code == 200
    said, shown = json.loads(answer.text), json.loads(printed(capsys, "ask", question, "--as-of", AS_OF, "--json"))
    for own in ("id", "record"):  # of this very turn
        said.pop(own), shown.pop(own)
    assert json.dumps(said) == json.dumps(shown)


def test_a_verdict_has_the_bytes_of_the_command_line(
    sales: TestClient, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "deal.yaml"
    file.write_text(yaml.safe_dump(FACTS), encoding="utf-8")
    answer = sales.post("/v1/check", json={"facts": FACTS, "as_of": AS_OF})
    assert answer.text == printed(capsys, "check", str(file), "--as-of", AS_OF, "--json")
    periods = sales.post("/v1/replay", json={"facts": FACTS, "as_of": AS_OF, "from": "2025-01-01"})
    assert periods.text == printed(capsys, "replay", str(file), "--as-of", AS_OF, "--from", "2025-01-01", "--json")


def test_what_is_looked_up_has_the_bytes_of_the_command_line(
    sales: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    hits = sales.post("/v1/screen", json={"name": "Huawei Technologies", "country": "CN", "as_of": AS_OF})
    assert hits.text == printed(capsys, "screen", "Huawei Technologies", "--country", "CN", "--as-of", AS_OF, "--json")
    found = sales.post("/v1/search", json={"query": "foundry due diligence", "k": 3, "as_of": AS_OF})
    assert found.text == printed(capsys, "search", "foundry due diligence", "-k", "3", "--as-of", AS_OF, "--json")
    assert sales.get("/v1/facts").text == printed(capsys, "facts")
    assert sales.get(f"/v1/law/status?as_of={AS_OF}").text == printed(
        capsys, "law", "status", "--as-of", AS_OF, "--json"
    )
    assert sales.get("/v1/law/diff?from=2025-01-01&to=2026-02-01").text == printed(
        capsys, "law", "diff", "2025-01-01", "2026-02-01", "--json"
    )


def test_the_facts_of_an_answer_give_its_verdict(sales: TestClient) -> None:
    answer = sales.post("/v1/ask", json={"question": QUESTIONS[0], "as_of": AS_OF}).json()
    verdict = sales.post("/v1/check", json={"facts": answer["facts"], "as_of": AS_OF}).json()
    assert json.dumps(verdict) == json.dumps(answer["verdict"])


def test_a_streamed_turn_ends_with_the_whole_answer(sales: TestClient) -> None:
    body = {"question": QUESTIONS[0], "as_of": AS_OF}
    whole = sales.post("/v1/ask", json=body).json()
    with sales.stream("POST", "/v1/ask", json=body, headers={"Accept": "text/event-stream"}) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        events = [part.split("\n") for part in "".join(stream.iter_text()).split("\n\n") if part.startswith("event")]
    names = [name.removeprefix("event: ") for name, _ in events]
    data = [json.loads(line.removeprefix("data: ")) for _, line in events]
    assert names[0] == "begun"
    assert names[-1] == "answer"
    assert set(names[1:-1]) == {"part"}
    assert "\n\n".join(one["text"] for one in data[1:-1]) == whole["answer"]
    assert data[-1]["verdict"] == whole["verdict"]


def test_a_stream_tells_what_went_wrong(sales: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("assistant.channels.api.calls.ask", breaks)
    said = sales.post("/v1/ask", json={"question": "hello"}, headers={"Accept": "text/event-stream"}).text
    assert "event: error" in said
    assert "reference" in said
    assert "secret inside" not in said


def test_a_thread_goes_on_and_belongs_to_its_owner(served: Desk) -> None:
    sales, officer = served.client("sales"), served.client("officer")
    first = {"question": QUESTIONS[0], "as_of": AS_OF, "thread": "deal-7"}
    follow = {"question": "and to Japan?", "as_of": AS_OF, "thread": "deal-7"}
    sales.post("/v1/ask", json=first)
    assert sales.post("/v1/ask", json=follow).json()["facts"]["destination"] == "JP"
    assert "item" not in officer.post("/v1/ask", json=follow).json()["facts"], "a thread of another"


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("/v1/check", {"facts": {"quantty": 1}}, 422, "quantty"),
        ("/v1/check", {"facts": {"destination": "Norway!"}}, 422, "destination"),
        ("/v1/check", {"facts": {}, "as_of": "2020-01-01"}, 422, "as_of"),
        ("/v1/check", {"facts": {}, "as_of": "tomorrow"}, 422, "as_of"),
        ("/v1/check", {"facts": 1}, 422, "facts"),
        ("/v1/check", {"as_of": AS_OF}, 422, "facts"),
        ("/v1/check", {"facts": {}, "fact": {}}, 422, "fact"),
        ("/v1/ask", {"question": "x" * 10_001}, 422, "question"),
        ("/v1/ask", {"question": "x", "thread": ""}, 422, "thread"),
        ("/v1/screen", {"name": "Huawei", "country": "China"}, 422, "country"),
        ("/v1/screen", {"name": " "}, 422, "name"),
        ("/v1/search", {"query": "x", "k": 0}, 422, "k"),
        ("/v1/replay", {"facts": {}, "from": "2025-02-30"}, 422, "from"),
        ("/v1/replay", {"facts": {}, "from": "2025-02-01", "to": "2025-01-01"}, 422, "to"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(
    sales: TestClient, path: str, body: dict[str, Any], status: int, field: str
) -> None:
    answer = sales.post(path, json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["field"] == field
    assert problem["detail"].startswith(f"{field}: ")
    assert problem["status"] == status


@pytest.mark.parametrize(
    ("body", "kind", "status", "words"),
    [
        (b'{"facts": {}, "facts": {}}', "application/json", 400, "'facts' twice"),
        (b'{"facts": {"quantity": NaN}}', "application/json", 400, "NaN is no number"),
        (b"{", "application/json", 400, "expected JSON"),
        (b"\xff\xfe", "application/json", 400, "UTF-8"),
        (b"{" * 100_000, "application/json", 400, "body"),
        (b'{"facts": {}}', "text/plain", 415, "application/json"),
    ],
)
def test_a_body_that_is_no_json(sales: TestClient, body: bytes, kind: str, status: int, words: str) -> None:
    answer = sales.post("/v1/check", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert words in answer.json()["detail"]


def test_a_body_that_is_too_large_is_not_read(sales: TestClient) -> None:
    answer = sales.post("/v1/check", content=b"x" * 2_000_001, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["field"]) == (413, "body")

    def pieces() -> Iterator[bytes]:  # no length is stated
        for _ in range(30):
            yield b" " * 100_000

    answer = sales.post("/v1/check", content=pieces(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


def test_a_path_or_method_that_there_is_not(sales: TestClient) -> None:
    assert sales.get("/v1/nothing").status_code == 404
    answer = sales.get("/v1/check")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_an_error_of_ours_shows_nothing_of_the_inside(
    served: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    key = served.keys["sales"]

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(f"postgresql://desk:hunter22@db/desk {key}")

    monkeypatch.setattr("assistant.channels.verdicts.decide_facts", breaks)
    client = TestClient(served.app, base_url=HOME, raise_server_exceptions=False)
    answer = client.post("/v1/check", json={"facts": {}}, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 500
    detail = answer.json()["detail"]
    assert "reference" in detail
    assert "RuntimeError" not in answer.text
    logged = capfd.readouterr().err
    assert detail.split()[-1] in logged, "the reference leads to the trace"
    assert "RuntimeError" in logged
    assert "hunter22" not in logged
    assert key not in logged


def test_the_same_key_and_body_get_the_same_answer_from_every_process(served: Desk) -> None:
    other_store = Store(str(served.store.engine.url))
    other = TestClient(build(Serving("127.0.0.1", 7860, None, True), other_store), base_url=HOME)
    here = served.client("sales")
    headers = {"Authorization": f"Bearer {served.keys['sales']}", "Idempotency-Key": "order-7"}
    body = {"question": QUESTIONS[0], "as_of": AS_OF, "thread": "once"}
    first = here.post("/v1/ask", json=body, headers=headers)
    again = other.post("/v1/ask", json=body, headers=headers)
    assert again.content == first.content
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert len(served.store.turns("sales/once")) == 1
    changed = other.post("/v1/ask", json={**body, "question": "another"}, headers=headers)
    assert (changed.status_code, changed.json()["field"]) == (422, "Idempotency-Key")
    officer = served.client("officer").post("/v1/ask", json=body, headers={"Idempotency-Key": "order-7"})
    assert "idempotent-replayed" not in officer.headers, "a key is its owner's"
    other_store.close()


def test_a_key_may_be_used_so_often_in_a_minute(served: Desk) -> None:
    secret = Keys(served.store).create("sales", per_minute=2).secret
    client = TestClient(served.app, base_url=HOME, headers={"Authorization": f"Bearer {secret}"})
    codes = {client.get("/v1/law/diff?from=2026-01-01&to=2026-01-01").status_code for _ in range(4)}
    assert codes == {200, 429}
    refused = next(answer for answer in iter(lambda: client.get("/v1/facts"), None) if answer.status_code == 429)
    assert int(refused.headers["retry-after"]) >= 1


@pytest.mark.parametrize("shown", [None, "", "Bearer", "Bearer edk_000000000000_" + "A" * 43, "Basic YTpi"])
def test_without_a_key_nothing_is_answered(served: Desk, shown: str | None) -> None:
    client = served.client()
    answer = client.get("/v1/facts", headers={} if shown is None else {"Authorization": shown})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert client.post("/mcp", json={}).status_code == 401


def test_openapi_shows_the_objects_of_the_contract(served: Desk) -> None:
    document = served.client().get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    for name, field in (
        ("Answer", "citations"), ("Verdict", "possible_outcomes"), ("Citation", "sha256"), ("Hit", "matched_alias"),
        ("Period", "outcome"), ("Facts", "destination"), ("Problem", "detail"),
    ):  # fmt: skip
        assert field in schemas[name]["properties"], name
    assert schemas["Check"]["properties"]["facts"] == {"$ref": "#/components/schemas/Facts"}
    assert _unresolved(document, document) == set()
    assert document["security"] == [{"key": []}]


def _unresolved(root: dict[str, Any], part: Any) -> set[str]:
    """References that lead nowhere."""
    if isinstance(part, list):
        return set().union(*(_unresolved(root, one) for one in part))
    if not isinstance(part, dict):
        return set()
    found = set().union(*(_unresolved(root, one) for one in part.values()))
    reference = part.get("$ref")
    if isinstance(reference, str):
        place: Any = root
        for step in reference.removeprefix("#/").split("/"):
            place = place.get(step) if isinstance(place, dict) else None
        if place is None:
            found.add(reference)
    return found


def test_health_says_only_that_the_database_answers(served: Desk) -> None:
    answer = served.client().get("/healthz", headers={"Host": "10.0.0.7"})
    assert answer.json() == {"ok": True}
