"""Snapshots of the pure renderers, and what no renderer may do. `UPDATE_SNAPSHOTS=1` writes them anew, to be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.render import gist, words
from assistant.render.markdown import answer_markdown, verdict_markdown
from assistant.render.terminal import answer_view, as_text, verdict_view
from tests.assistant.render.samples import ANSWER, VERDICT

SNAPSHOTS = Path(__file__).parent / "snapshots"
RENDERED = {
    "answer.md": lambda: answer_markdown(ANSWER),
    "verdict.txt": lambda: as_text(verdict_view(VERDICT)),
    "answer.txt": lambda: as_text(answer_view(ANSWER)),
}


@pytest.mark.parametrize("name", RENDERED)
def test_rendering_is_the_one_that_was_read(name: str) -> None:
    found, kept = RENDERED[name](), SNAPSHOTS / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(found, encoding="utf-8")
    assert found == kept.read_text(encoding="utf-8")


def test_every_outcome_and_policy_has_words() -> None:
    from typing import get_args

    from rules.proof import Outcome, Policy

    assert set(words.OUTCOME) == set(words.MEANING) == set(get_args(Outcome))
    assert set(words.POLICY) == set(get_args(Policy))


def test_markdown_obeys_no_html_of_a_verdict() -> None:
    assert "<b>" not in verdict_markdown(VERDICT)
    assert "&lt;b&gt;" in verdict_markdown(VERDICT)


def test_a_line_belongs_to_the_figure_that_it_is_measured_from() -> None:
    tpp, density = gist.measured(VERDICT.computed)
    assert [(line.value, line.by) for line in tpp.lines] == [(2400, 640), (4800, -1760)]
    assert density.lines == ()


def test_equal_figures_keep_their_own_lines() -> None:
    computed = {
        "tpp": 3000,
        "memory_bandwidth_gb_s": 3000,
        "distances": {
            "eccn_3a090.b.tpp_from": {"line": 2400, "cite": "x", "by": 600},
            "review_policy.case_by_case.dram_below": {"line": 6500, "cite": "y", "by": -3500},
        },
    }
    tpp, memory = gist.measured(computed)
    assert [line.value for line in tpp.lines] == [2400]
    assert [line.value for line in memory.lines] == [6500]


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        ("destination", "SG", "Singapore (SG)"),
        ("route", ["AE", "CN"], "United Arab Emirates (AE), China (CN)"),
        ("item.tpp", 4799.9, "4,799.9"),
        ("item.process_nonplanar", False, "no"),
        ("nac.number", None, "not known"),
        ("end_uses", [], "none"),
    ],
)
def test_a_value_is_said_in_words(path: str, value: object, shown: str) -> None:
    assert words.value(path, value) == shown


def test_a_path_is_said_in_words() -> None:
    assert words.fact("parties[1].ultimate_parent.headquarters") == "Party 2: ultimate parent headquarters"
