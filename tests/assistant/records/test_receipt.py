"""Receipts: reproduced elsewhere, told apart from a changed rule base, and tampering named."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.records.canonical import sha256_of
from assistant.records.errors import RecordError
from assistant.records.receipt import verify
from assistant.store import Store
from tests.assistant.records.receipts import FIGURE, changed_rules, receipts_of, stands_on_it, verified_elsewhere
from tests.cases import all_cases

EACH = 45  # of the case set; `python -m benchmarks.receipts` takes all of it


@pytest.fixture(scope="module")
def receipts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('receipts') / 'desk.sqlite'}")
    yield receipts_of((case for _, case in itertools.islice(all_cases(), 0, None, EACH)), store)
    store.close()


@pytest.fixture(scope="module")
def elsewhere(receipts: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What a rule base says in which one figure, 4800, is 4801."""
    return verified_elsewhere(receipts, changed_rules(tmp_path_factory.mktemp("changed")))


def test_every_receipt_is_reproduced_in_a_fresh_process(receipts: list[dict[str, Any]]) -> None:
    assert len(receipts) > 30
    for given, said in zip(receipts, verified_elsewhere(receipts), strict=True):
        assert said["result"] == "reproduced", (given["facts"], said)
        assert said["differing"] == []
        assert not said["outcome"]["moved"]


def test_after_one_changed_figure_exactly_the_receipts_that_stand_on_it_differ(
    receipts: list[dict[str, Any]], elsewhere: list[dict[str, Any]]
) -> None:
    stand = 0
    for given, said in zip(receipts, elsewhere, strict=True):
        stands = stands_on_it(given)
        stand += stands
        assert said["result"] == ("rule_base_differs" if stands else "reproduced"), given["facts"]
        if stands:
            assert {"id": FIGURE, "was": 4800, "now": 4801} in said["differing"]
    assert 0 < stand < len(receipts)


def _stated(receipts: list[dict[str, Any]]) -> dict[str, Any]:
    found = next(one for one in receipts if len(one["record"]["verdict"]["reasons"]) > 2)
    given: dict[str, Any] = json.loads(json.dumps(found))
    return given


def test_what_was_changed_by_hand_is_named(receipts: list[dict[str, Any]]) -> None:
    def said(change: Any) -> dict[str, Any]:
        given = _stated(receipts)
        change(given)
        return verify(given)

    assert verify(_stated(receipts))["result"] == "reproduced"
    assert said(lambda one: one["record"].update(user="bob"))["field"] == "record.user"
    assert said(lambda one: one["record"]["verdict"].update(outcome="no_license_required"))["field"] == "record.verdict"
    assert said(lambda one: one["facts"].update(quantity=7))["field"] == "facts"
    assert said(lambda one: one["pins"].pop())["field"] == "pins"
    assert said(lambda one: one["chain"].update(seq=99))["field"] == "chain"
    assert said(lambda one: next(iter(one["pinned"].values())).update(value=7))["field"].startswith("pinned.")


def test_a_verdict_forged_with_all_its_hashes_is_named(receipts: list[dict[str, Any]]) -> None:
    given = _stated(receipts)
    content = given["record"]
    content["verdict"]["next_steps"] = ["Ship it."]
    given["fields"]["verdict"] = sha256_of(content["verdict"])
    entry = {
        "seq": given["chain"]["seq"], "id": content["id"], "kind": "record", "at": content["at"],
        "content_sha256": sha256_of(content), "previous": given["chain"]["previous"],
    }  # fmt: skip
    given["chain"]["hash"] = sha256_of(entry)
    assert (verify(given)["result"], verify(given)["field"]) == ("tampered", "record.verdict.next_steps")


@pytest.mark.parametrize(("raw", "field"), [([], "FILE"), ({"format": 1}, "record"), ({"format": "x"}, "format")])
def test_what_is_no_receipt_is_said(raw: object, field: str) -> None:
    with pytest.raises(RecordError, match=f"^{field}: "):
        verify(raw)


def test_a_receipt_of_another_format_is_said(receipts: list[dict[str, Any]]) -> None:
    with pytest.raises(RecordError, match="format: found 2; expected 1"):
        verify(_stated(receipts) | {"format": 2})
