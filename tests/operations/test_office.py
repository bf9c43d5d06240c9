"""The memo's DOCX as an office program lays it out: LibreOffice, which draws every name with the memo's own fonts."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from assistant.render.memo_content import memo
from assistant.render.memo_docx import write_docx
from tests.assistant.render.test_memo import FILED, NAMES

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


def test_names_in_any_script_are_readable_in_the_office_program(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("soffice is not there; apt-get install libreoffice-writer-nogui")
    paper = tmp_path / "memo.docx"
    paper.write_bytes(write_docx(memo(replace(FILED, question=f"Cards to {', '.join(NAMES)}, please"))))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [program, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(paper)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    with pypdfium2.PdfDocument(tmp_path / "memo.pdf") as opened:
        drawn = "".join(page.get_textpage().get_text_bounded() for page in opened)
        fonts = {part.get_font().get_base_name().rpartition("+")[2] for page in opened for part in page.get_objects()
                 if isinstance(part, pypdfium2.PdfTextObj)}  # fmt: skip
    for name in NAMES:
        assert {char for char in unicodedata.normalize("NFKC", name) if char.isalpha()} <= set(
            unicodedata.normalize("NFKC", drawn)
        ), name
    assert fonts >= {"NotoSans-Regular", "NotoSansArabic-Regular", "NotoSansSC-Regular", "NotoSansKR-Regular"}
