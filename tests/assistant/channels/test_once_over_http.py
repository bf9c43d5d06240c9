"""Whatever a process kept and did not tell any more is told by the next one, and not done again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from assistant.accounts import once
from assistant.accounts.users import Users
from assistant.store.tables_records import ChainRow
from tests.assistant.channels.serving import Desk, desk
from tests.assistant.channels.test_api_bench import DAY, HUAWEI, recorded
from tests.assistant.records.desks import CLEARED


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("once")) as found:
        Users(found.store).add("olga", "officer")  # the position waits for a second one
        yield found


@pytest.fixture
def sales(served: Desk) -> TestClient:
    return served.client("sales")


@pytest.fixture
def officer(served: Desk) -> TestClient:
    return served.client("officer")


class Died(BaseException):
    """The process is not there any more."""


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/check", {"facts": CLEARED, "as_of": DAY, "record": True}),
        ("/v1/cases/{id}/sign", {"note": "seen"}),
        ("/v1/cases/{id}/overrule", {"outcome": "prohibited", "reason": "not with us"}),
        ("/v1/cases/{id}/send-back", {"question": "Who owns it?"}),
        ("/v1/records/{id}/keep", {"reason": "an inquiry"}),
        ("/v1/house/rules", {"name": "Oslo", "when": {"destination": ["BV"]}, "outcome": "prohibited",
                             "text": "Not there.", "reason": "the board"}),
        ("/v1/hits/settle", {"name": HUAWEI, "entry_id": "{entry}", "same": False, "reason": "another number"}),
        ("/v1/house/position", {"reading": "announced", "reason": "counsel's advice"}),
    ],
)  # fmt: skip
def test_what_a_process_did_and_did_not_answer_is_not_done_again(
    served: Desk, sales: TestClient, officer: TestClient, path: str, body: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path = path.format(id=recorded(sales))
    if body.get("entry_id"):
        body = {**body, "entry_id": officer.post("/v1/screen", json={"name": HUAWEI}).json()[0]["entry_id"]}
    headers = {"Idempotency-Key": f"once {path}"}

    def dies(*_: object) -> None:
        raise Died

    with monkeypatch.context() as killed:  # after the act is kept, before anybody heard of it
        killed.setattr(once, "_stored", dies)
        killed.setattr(once, "_given_up", dies)
        with pytest.raises(Died):
            officer.post(path, json=body, headers=headers)
    length = _entries(served)
    again = officer.post(path, json=body, headers=headers)
    assert (again.status_code, again.headers.get("Idempotent-Replayed")) == (200, "true"), again.text
    assert _entries(served) == length
    if "/cases/" in path:
        assert again.json() == officer.get(path.rpartition("/")[0]).json()


def _entries(served: Desk) -> int:
    return served.store.read(lambda session: session.scalar(select(func.count()).select_from(ChainRow)) or 0)


def test_a_decision_of_a_killed_process_is_found_by_the_next(served: Desk, sales: TestClient) -> None:
    id, url = recorded(sales), str(served.store.engine.url)
    killed = subprocess.run([sys.executable, "-c", SIGNS_AND_DIES, url, id], check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    found = once.Once(served.store).answer("officer", "sign", b"body", lambda: pytest.fail("signed again"))
    assert found.again
    assert [one["kind"] for one in json.loads(found.text)["decisions"]] == ["sign"]
    assert len(served.client("officer").get(f"/v1/cases/{id}").json()["decisions"]) == 1


SIGNS_AND_DIES = """
import os, signal, sys
from assistant.accounts.once import Once
from assistant.channels.api.exact import text_of
from assistant.records.actor import Actor
from assistant.records.decisions import Wanted, decide
from assistant.store import Store

store = Store(sys.argv[1])

def sign():
    decide(store, sys.argv[2], Wanted("sign"), Actor("officer", "officer"))
    os.kill(os.getpid(), signal.SIGKILL)

Once(store).answer("officer", "sign", b"body", sign, text_of)
"""
