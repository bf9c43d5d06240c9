"""`exportdesk memo`: the file of a record, with its decisions, its place in the chain and the chain's head."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from assistant.ask import ask
from assistant.channels.cli import run
from assistant.records import chain
from assistant.records.actor import LOCAL
from assistant.records.decisions import Wanted, decide
from assistant.store import Store


@pytest.fixture
def recorded() -> str:
    """A signed answer in the store of the settings."""
    store = Store()
    answer = ask("64 H200 to Alibaba Cloud in Singapore", store=store)
    assert answer.id is not None
    decide(store, answer.id, Wanted("sign", reason="seen with the data sheet"), LOCAL)
    store.close()
    return answer.id


def read_back(path: Path) -> str:
    paper = docx.Document(io.BytesIO(path.read_bytes()))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def test_the_memo_of_a_record(recorded: str, tmp_path: Path) -> None:
    out = tmp_path / "memo.docx"
    assert run(["memo", recorded, "-o", str(out)]) == 0
    said, head = read_back(out), Store().read(chain.head)
    assert head is not None
    for words in (recorded, head.hash, "signed", "seen with the data sheet", "local (officer)", "989.5 x 16 = 15,832"):
        assert words in said
    first = out.read_bytes()
    assert run(["memo", recorded, "-o", str(out)]) == 0
    assert out.read_bytes() == first
    assert run(["memo", recorded, "-o", str(tmp_path / "memo.pdf")]) == 0
    assert (tmp_path / "memo.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("id", "name", "said"),
    [
        ("nothing", "memo.docx", "nothing"),
        (None, "memo.odt", "expected a name that ends in .docx or .pdf"),
        (None, "no/such/folder/memo.docx", "cannot be written"),
    ],
)
def test_bad_input_is_one_line(
    recorded: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], id: str | None, name: str, said: str
) -> None:
    assert run(["memo", id or recorded, "-o", str(tmp_path / name)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not list(tmp_path.glob("memo*"))
