"""The officer's verbs over HTTP: a case from the check to the file, four eyes, errors with their field."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.accounts.keys import Keys
from assistant.accounts.users import Users
from tests.assistant.channels.serving import Desk, desk
from tests.assistant.records.desks import CLEARED, TO_CHINA

DAY = "2026-11-24"
HUAWEI = "Huawei Technologies Co., Ltd."


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("desk")) as found:
        yield found


@pytest.fixture
def sales(served: Desk) -> TestClient:
    return served.client("sales")


@pytest.fixture
def officer(served: Desk) -> TestClient:
    return served.client("officer")


@pytest.fixture(scope="module")
def second(served: Desk) -> TestClient:
    """Another officer."""
    Users(served.store).add("olga", "officer")
    client = served.client()
    client.headers["Authorization"] = f"Bearer {Keys(served.store).create('olga', per_minute=1000).secret}"
    return client


def recorded(client: TestClient, facts: dict[str, Any] = TO_CHINA) -> str:
    """The id of the record of a check."""
    answer = client.post("/v1/check", json={"facts": facts, "as_of": DAY, "record": True})
    assert answer.status_code == 200, answer.text
    return str(client.get("/v1/cases").json()[0]["id"])


def said(answer: Any, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_check_is_kept_only_when_asked_and_as_its_maker(served: Desk, sales: TestClient) -> None:
    body = {"facts": CLEARED, "as_of": DAY}
    before = len(sales.get("/v1/cases").json())
    plain = sales.post("/v1/check", json=body)
    assert len(sales.get("/v1/cases").json()) == before
    kept = sales.post("/v1/check", json={**body, "record": True})
    assert kept.content == plain.content
    newest = sales.get("/v1/cases").json()[0]
    assert (newest["user"], newest["channel"], newest["status"]) == ("sales", "http", "open")
    assert served.client("auditor").post("/v1/check", json={**body, "record": True}).status_code == 403
    assert served.client("auditor").post("/v1/check", json=body).content == plain.content


def test_a_case_goes_from_sales_to_a_loosening_with_four_eyes(
    sales: TestClient, officer: TestClient, second: TestClient
) -> None:
    at = f"/v1/cases/{recorded(sales)}"
    assert said(sales.post(f"{at}/escalate", json={}))["status"] == "escalated"
    assert said(officer.post(f"{at}/assign", json={"user": "olga"}))["assignee"] == "olga"
    assert said(officer.post(f"{at}/release", json={}))["assignee"] is None
    back = said(officer.post(f"{at}/send-back", json={"question": "Who owns the buyer?"}))
    assert back["decisions"][-1]["reason"] == "Who owns the buyer?"
    overrule = {"outcome": "no_license_required", "reason": "BIS said so in writing"}
    assert said(officer.post(f"{at}/overrule", json=overrule))["status"] == "escalated"
    own = said(officer.post(f"{at}/approve", json={}), 422)
    assert "expected the approval of another officer" in own["detail"]
    assert said(second.post(f"{at}/approve", json={}))["status"] == "overruled"
    assert said(sales.get(at))["status"] == "overruled", "sales sees how it ended"
    assert [one["id"] for one in officer.get("/v1/cases?status=overruled").json()] == [at.rpartition("/")[2]]
    assert said(officer.post(f"{at}/withdraw", json={"reason": "the order is gone"}))["status"] == "withdrawn"
    assert said(officer.post(f"{at}/sign", json={"note": "late"}), 422)["field"] == "id"


def test_a_decision_sent_twice_under_one_key_is_made_once(sales: TestClient, officer: TestClient) -> None:
    at = f"/v1/cases/{recorded(sales)}"
    first, again = (
        officer.post(f"{at}/sign", json={"note": "seen"}, headers={"Idempotency-Key": "sign-1"}) for _ in range(2)
    )
    assert first.content == again.content
    assert len(said(officer.get(at))["decisions"]) == 1


def test_files_receipt_memo_and_export(sales: TestClient, officer: TestClient) -> None:
    id = recorded(sales)
    at = f"/v1/cases/{id}"
    attached = said(sales.post(f"{at}/attach?name=../sheet.pdf", content=b"%PDF data"))
    assert attached["decisions"][-1]["file"] | {"sha256": ""} == {"name": "sheet.pdf", "sha256": "", "bytes": 9}
    said(officer.post(f"{at}/sign", json={}))
    archive = zipfile.ZipFile(io.BytesIO(sales.get(f"{at}/export").content))
    assert any(archive.read(name) == b"%PDF data" for name in archive.namelist())
    receipt = sales.get(f"{at}/receipt")
    assert json.loads(archive.read("receipt.json")) == receipt.json()
    assert said(sales.post("/v1/verify", content=receipt.content))["result"] == "reproduced"
    tampered = receipt.content.replace(b'"user": "sales"', b'"user": "other"')
    assert said(sales.post("/v1/verify", content=tampered))["field"] == "record.user"
    for kind, begins in (("pdf", b"%PDF-"), ("docx", b"PK")):
        memo = sales.get(f"{at}/memo?format={kind}")
        assert memo.content.startswith(begins)
        assert memo.headers["content-disposition"] == f'attachment; filename="memo-{id}.{kind}"'


def test_a_file_that_is_too_large_is_refused(sales: TestClient) -> None:
    at = f"/v1/cases/{recorded(sales)}/attach?name=book.pdf"
    assert said(sales.post(at, content=b"x" * 25_000_001), 413)["field"] == "body"
    assert said(sales.post(at, content=b""), 422)["field"] == "file"
    assert said(sales.get(at.partition("/attach")[0]))["decisions"] == []


def test_nobody_sees_or_touches_what_is_anothers(served: Desk, officer: TestClient, sales: TestClient) -> None:
    at = f"/v1/cases/{recorded(officer)}"
    for path in (at, f"{at}/export", f"{at}/receipt", f"{at}/memo"):
        assert sales.get(path).status_code == 404, path
        assert served.client("admin").get(path).status_code == 404, path
    assert sales.post(f"{at}/escalate", json={}).status_code == 404
    assert sales.post(f"{at}/attach?name=a", content=b"a").status_code == 404
    assert served.client("auditor").get(at).status_code == 200
    assert at.rpartition("/")[2] not in {one["id"] for one in sales.get("/v1/cases").json()}


def test_retention_and_the_chain(served: Desk, sales: TestClient, officer: TestClient) -> None:
    id = recorded(sales)
    assert "kept until" in said(officer.post(f"/v1/records/{id}/erase", json={"reason": "old"}), 422)["detail"]
    assert (
        said(officer.post(f"/v1/records/{id}/keep", json={"reason": "a subpoena"}))["decisions"][-1]["kind"] == "keep"
    )
    whole = said(served.client("auditor").get("/v1/log/verify"))
    assert (whole["broken"], whole["erased"]) == (None, [])
    cut = said(officer.get(f"/v1/log/verify?head={'f' * 64}"))
    assert cut["broken"]["what"] == "truncated"


def test_a_hit_is_settled(officer: TestClient) -> None:
    hit = officer.post("/v1/screen", json={"name": HUAWEI, "country": "CN", "type": "Entity", "as_of": DAY}).json()[0]
    body = {"name": HUAWEI, "entry_id": hit["entry_id"], "same": True, "reason": "address and registry number"}
    made = said(officer.post("/v1/hits/settle", json=body))
    assert (made["user"], made["same"]) == ("officer", True)
    assert [one["state"] for one in said(officer.get("/v1/hits"))["settled"]] == ["holds"]
    assert said(officer.post("/v1/hits/settle", json={**body, "entry_id": "nobody"}), 422)["field"] == "entry_id"
    assert said(officer.post("/v1/hits/settle", json={**body, "until": "2020-01-01"}), 422)["field"] == "until"
    assert said(officer.post("/v1/screen", json={"name": "x", "type": "Ship"}), 422)["field"] == "type"


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("cases/UY-NONE/sign", {}, 404, "id"),
        ("cases/{id}/overrule", {"outcome": "fine", "reason": "x"}, 422, "outcome"),
        ("cases/{id}/overrule", {"outcome": "prohibited", "policy": "no", "reason": "x"}, 422, "policy"),
        ("cases/{id}/overrule", {"outcome": "prohibited", "reason": " "}, 422, "reason"),
        ("cases/{id}/overrule", {"outcome": "prohibited"}, 422, "reason"),
        ("cases/{id}/send-back", {"question": ""}, 422, "question"),
        ("cases/{id}/assign", {"user": "sales"}, 422, "user"),
        ("cases/{id}/sign", {"notes": "x"}, 422, "notes"),
        ("verify", {"format": 1}, 422, "record"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(
    officer: TestClient, path: str, body: dict[str, Any], status: int, field: str
) -> None:
    id = recorded(officer) if "{id}" in path else ""
    problem = said(officer.post(f"/v1/{path.format(id=id)}", json=body), status)
    assert problem["field"] == field
    assert problem["detail"].startswith(field)


def test_an_unknown_status_is_said(officer: TestClient) -> None:
    assert said(officer.get("/v1/cases?status=done"), 422)["field"] == "status"


def test_the_house_position_and_rules_over_http(served: Desk, officer: TestClient, second: TestClient) -> None:
    assert said(served.client("sales").get("/v1/house"))["position"]["reading"] == "codified"
    proposal = {"reading": "announced", "reason": "counsel's letter"}
    assert said(served.client("sales").post("/v1/house/position", json=proposal), 403)["field"] == "adopt_position"
    assert said(officer.post("/v1/house/position", json=proposal))["pending"]["user"] == "officer"
    assert said(officer.post("/v1/house/position", json=proposal), 422)["field"] == "reading"
    assert said(second.post("/v1/house/position", json=proposal))["position"]["by"] == ["officer", "olga"]
    assert said(second.post("/v1/house/position", json={**proposal, "reading": "codified"}))["pending"] is None
    rule = {
        "name": "No cards to Oslo", "when": {"destination": ["NO"], "item.tpp": [1000]}, "outcome": "license_required",
        "review_policy": "case_by_case", "text": "The audit comes first.", "reason": "board", "effective_from": DAY,
    }  # fmt: skip
    kept = said(officer.post("/v1/house/rules", json=rule))
    assert (kept["when"]["item.tpp"], kept["by"]) == ([1000], "officer")
    assert [one["id"] for one in said(officer.get("/v1/house"))["rules"]] == [kept["id"]]
    for wrong, field in (
        ({"when": {"place": ["NO"]}}, "when.place"),
        ({"outcome": "no"}, "outcome"),
        ({"more": 1}, "more"),
    ):
        assert said(officer.post("/v1/house/rules", json={**rule, **wrong}), 422)["field"] == field
