"""docs/security.md: every cell of its table is tried, and every test that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.records.actor import Actor
from assistant.records.permissions import may
from tests.permission_table import PAGE, tried, written

TESTS = Path(__file__).parents[1]


def test_every_cell_is_as_the_one_place_says_and_as_the_page_prints() -> None:
    with tried() as cells:
        for (channel, role, action), let_through in cells.items():
            assert let_through is may(Actor(role, role), action), (channel, role, action)
        page = PAGE.read_text(encoding="utf-8")
        assert page == written(page, cells), "`python -m tests.permission_table` writes the table again"


def test_every_named_test_is_there() -> None:
    there = {
        name for path in TESTS.rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text(encoding="utf-8")))
    assert named
    assert named <= there, named - there
