"""The commands as a user runs them: exit codes, one line of error, and what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from assistant.channels.cli import run
from assistant.store import Store
from tests.assistant.records.desks import CLEARED, JOAO, TO_CHINA, desk, recorded


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(list(arguments))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_check_is_recorded_when_asked_and_its_receipt_verifies(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    facts, out = tmp_path / "deal.yaml", tmp_path / "receipt.json"
    facts.write_text(yaml.safe_dump({**CLEARED, "date": "2026-10-01"}))
    assert _said(capsys, "check", str(facts), "--as-of", "2026-11-24")[0] == 0
    assert _said(capsys, "case", "list")[1].strip() == "No record."
    assert _said(capsys, "check", str(facts), "--as-of", "2026-11-24", "--record")[0] == 0
    (listed,) = json.loads(_said(capsys, "case", "list", "--json")[1])
    assert (listed["user"], listed["channel"], listed["facts"]["as_of"]) == ("local", "cli", "2026-11-24")
    assert _said(capsys, "receipt", listed["id"], "-o", str(out))[0] == 0
    assert _said(capsys, "verify", str(out))[:2] == (0, "reproduced\n")
    out.write_text(out.read_text().replace('"user": "local"', '"user": "other"'))
    code, printed, _ = _said(capsys, "verify", str(out), "--json")
    assert (code, json.loads(printed)["field"]) == (1, "record.user")


def test_lines_are_recorded_when_asked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lines, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [{"id": n, "facts": facts, "as_of": "2026-11-24"} for n, facts in enumerate((CLEARED, TO_CHINA))]
    lines.write_text("".join(json.dumps(one) + "\n" for one in rows))
    for record, kept in ((), 0), (("--record",), 2):
        assert _said(capsys, "check", "--jsonl", str(lines), "--out", str(out), *record)[0] == 0
        assert json.loads(_said(capsys, "log", "verify", "--json")[1])["records"] == kept


def test_accounts_act_by_name_and_a_broken_chain_is_exit_1(capsys: pytest.CaptureFixture[str]) -> None:
    store = desk()
    id = recorded(store, TO_CHINA)
    assert _said(capsys, "case", "sign", id)[2].startswith("exportdesk: --as: is missing")
    code, _, error = _said(capsys, "case", "sign", id, "--as", "ana")
    assert (code, error.count("\n")) == (2, 1)
    assert "the role sales may not do this" in error
    code, printed, _ = _said(capsys, "case", "sign", id, "--note", "seen", "--as", JOAO.name, "--json")
    assert (code, json.loads(printed)["status"]) == (0, "signed")
    assert _said(capsys, "case", "overrule", id, "--outcome", "fine", "--reason", "x", "--as", "joao")[0] == 2
    assert _said(capsys, "case", "show", "UY-NONE", "--as", "joao")[0] == 2
    assert _said(capsys, "log", "verify", "--as", "joao")[0] == 0
    code, printed, _ = _said(capsys, "log", "verify", "--head", "f" * 64, "--as", "joao", "--json")
    assert (code, json.loads(printed)["broken"]) == (1, {"seq": 3, "id": None, "what": "truncated"})
    store.close()


def test_a_record_is_kept_and_the_state_backed_up(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    store = Store()
    id = recorded(store, CLEARED)
    store.close()
    assert _said(capsys, "records", "erase", id, "--reason", "old")[0] == 2
    assert _said(capsys, "records", "keep", id, "--reason", "an inquiry")[:2] == (0, f"{id}: kept\n")
    code, printed, _ = _said(capsys, "case", "export", id, "-o", str(tmp_path / "case.zip"))
    assert (code, (tmp_path / "case.zip").exists(), printed.startswith(id)) == (0, True, True)
    assert _said(capsys, "backup", str(tmp_path / "saved"))[0] == 0
    code, _, error = _said(capsys, "restore", str(tmp_path / "saved"))
    assert (code, "expected an empty one" in error) == (2, True)
