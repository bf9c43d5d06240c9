"""Imports point down only: read from the files, and run."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAY_NOT_IMPORT = {
    "rules": {"knowledge", "assistant", "ui", "langchain", "chromadb", "gradio", "sqlalchemy", "rapidfuzz", "os"},
    "knowledge": {"assistant", "ui", "gradio", "slack_bolt"},
    "assistant": {"ui"},
}
MAY_NOT_LOAD = {
    "rules.checker": {"knowledge", "assistant", "ui", "langchain", "chromadb", "gradio", "sqlalchemy", "rapidfuzz"},
    "knowledge": {"assistant", "ui", "gradio", "slack_bolt"},
    "assistant.channels.cli": {"torch", "gradio", "chromadb", "langchain", "sqlalchemy", "spacy", "slack_bolt", "ui"},
}


def imported(path: Path) -> set[str]:
    """Every module named in an import of the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("package", MAY_NOT_IMPORT)
def test_files_import_nothing_above_them(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        if "channels" in path.parts:  # a channel starts the page, which is a channel itself
            continue
        tops = {name.partition(".")[0] for name in imported(path)}
        assert not MAY_NOT_IMPORT[package] & tops, path


def test_knowledge_takes_only_cites_from_rules() -> None:
    for path in (ROOT / "knowledge").rglob("*.py"):
        of_rules = {name for name in imported(path) if name.partition(".")[0] == "rules"}
        assert of_rules <= {"rules.cite"}, path


@pytest.mark.parametrize("module", MAY_NOT_LOAD)
def test_import_loads_nothing_above_it(module: str) -> None:
    code = f"import {module}, json, sys; print(json.dumps(list(sys.modules)))"
    loaded = json.loads(subprocess.check_output([sys.executable, "-c", code], cwd=ROOT))
    assert not MAY_NOT_LOAD[module] & {name.partition(".")[0] for name in loaded}


def test_only_settings_reads_the_environment() -> None:
    """What a library must find set before it is imported may be set elsewhere; nothing else is read."""
    reads = re.compile(r"os\.environ(\.get|\[)|os\.getenv")
    for package in ("rules", "knowledge", "assistant"):
        for path in (ROOT / package).rglob("*.py"):
            if path.name != "settings.py":
                assert not reads.search(path.read_text(encoding="utf-8")), path
