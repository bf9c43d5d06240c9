"""What the README promises exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> set[str]:
    """The verbs that the README names after `exportdesk`."""
    return set(re.findall(r"exportdesk ([a-z]+)", README))


def test_every_command_of_the_readme_exists() -> None:
    code = "from assistant.channels.cli import main; main()"
    listed = subprocess.check_output([sys.executable, "-c", code, "--help"], cwd=ROOT, text=True)
    for name in commands():
        assert re.search(rf"\b{name}\b", listed), name


def test_every_linked_file_exists() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make (run|test|soak)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_benchmarks_exist() -> None:
    for name in set(re.findall(r"benchmarks\.([a-z]+)", README)):
        assert (ROOT / "benchmarks" / f"{name}.py").exists(), name
