"""A company's own texts: sections by heading, pages of a PDF, and one line where a file cannot be read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from knowledge.errors import SourceError
from knowledge.official.unit import Piece
from knowledge.sources import company

MARKDOWN = """# Shipping rules

We look twice.

## Screening of customers

Every name is looked up.

| List | Days |
| --- | --- |
| ours | 7 |
"""


def pieces(path: Path) -> list[Piece]:
    (unit,) = company.map_document(company.fetched(path)).units
    return list(unit.pieces)


def test_markdown_by_heading(tmp_path: Path) -> None:
    path = tmp_path / "Shipping Rules_2026-05-01.md"
    path.write_text(MARKDOWN, encoding="utf-8")
    raw = company.fetched(path)
    assert (raw.issue, raw.name, raw.licence) == (dt.date(2026, 5, 1), "shipping-rules", "the company's own")
    first, second = pieces(path)
    assert (first.cite, first.text) == ("Company policy shipping-rules, 1", "Shipping rules\nWe look twice.")
    assert second.cite == "Company policy shipping-rules, 2"
    assert second.text.startswith("Screening of customers\nEvery name")
    assert second.text.endswith("| ours | 7 |")


def test_docx_by_heading_with_tables(tmp_path: Path) -> None:
    opened = docx.Document()
    opened.add_heading("Travel", level=1)
    opened.add_paragraph("No laptops.")
    table = opened.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Country", "Rule"
    opened.add_heading("Visits", level=1)
    opened.add_paragraph("Ask first.")
    opened.save(str(tmp_path / "travel.docx"))
    assert [(one.cite, one.text) for one in pieces(tmp_path / "travel.docx")] == [
        ("Company policy travel, 1", "Travel\nNo laptops.\nCountry | Rule"),
        ("Company policy travel, 2", "Visits\nAsk first."),
    ]


def test_pdf_by_page(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "codes.pdf"))
    for words in ("First page of codes.", "Second page."):
        canvas.drawString(72, 720, words)
        canvas.showPage()
    canvas.save()
    assert [(one.cite, one.text) for one in pieces(tmp_path / "codes.pdf")] == [
        ("Company policy codes, p. 1", "First page of codes."),
        ("Company policy codes, p. 2", "Second page."),
    ]


@pytest.mark.parametrize("name", ["cut.docx", "cut.pdf", "empty.md"])
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"" if name.endswith(".md") else b"PK\x03\x04half")
    with pytest.raises(SourceError, match=name):
        pieces(tmp_path / name)


def test_without_the_reader_of_pdf_its_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdfium2", None)
    (tmp_path / "codes.pdf").write_bytes(b"%PDF-1.4")
    with pytest.raises(SourceError, match=r"exportdesk\[pdf\]"):
        pieces(tmp_path / "codes.pdf")


def test_only_a_folder_called_company_is_taken_unless_asked_for(tmp_path: Path) -> None:
    (tmp_path / "company").mkdir()
    (tmp_path / "company" / "ours.md").write_text("# A\n\nB.", encoding="utf-8")
    (tmp_path / "README.md").write_text("# C\n\nD.", encoding="utf-8")
    assert [path.name for path in company.files(tmp_path, every=False)] == ["ours.md"]
    assert [path.name for path in company.files(tmp_path, every=True)] == ["README.md", "ours.md"]
