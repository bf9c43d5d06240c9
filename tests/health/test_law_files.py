"""The law as data: no figures in code, every cite stands, coverage tells the truth, no clock."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from knowledge.digest import provision_for
from rules.cite import Cite
from rules.law import EAR, FIRST_DAY, Law, read_yaml, topics
from tests.cases import all_cases

ROOT = Path(__file__).parents[2]
SMALL = {0, 1, 2, -1, 100}  # 100 makes a percentage of a share
COUNTRY = re.compile(r"[A-Z]{2}")
ECCN = re.compile(r"\d[A-E]\d{3}")
COVERAGE: dict[str, list[dict[str, Any]]] = read_yaml(EAR / "coverage.yaml")
CITE_CALL = re.compile(r'"((?:15|31|22) CFR [^"]*[^" ]|\d+ FR \d+|BIS guidance [^"]+)"')


def constants(path: Path) -> list[tuple[int, object]]:
    """Constants of a module that are no docstring, with their line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [(n.lineno, n.value) for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docs]


@pytest.mark.parametrize("path", sorted(EAR.rglob("*.py")), ids=lambda path: str(path.relative_to(EAR)))
def test_no_figure_country_or_list_of_entries_in_code(path: Path) -> None:
    for line, value in constants(path):
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert value in SMALL, f"{path}:{line}: {value} belongs into a YAML file"
        if isinstance(value, str):
            assert not COUNTRY.fullmatch(value) or value in {"US", "RS", "NS"}, f"{path}:{line}: {value}"
            if "part_774" not in str(path):
                assert not ECCN.fullmatch(value[:5]), f"{path}:{line}: {value}"


def test_every_cite_of_the_figures_parses_and_has_a_text() -> None:
    for topic in topics().values():
        for figure in topic.spans:
            assert Cite.parse(figure.cite).text == figure.cite, figure.id
            if figure.value is None:
                continue  # no line in force, so no text of it
            day = max(figure.effective_from, FIRST_DAY)
            assert provision_for(figure.cite, day) is not None, (figure.id, figure.cite, day)


def test_every_cite_in_the_rules_parses_and_has_a_text() -> None:
    for path in EAR.rglob("*.py"):
        for _, value in constants(path):
            if isinstance(value, str) and CITE_CALL.fullmatch(f'"{value}"'):
                assert Cite.parse(value).text == value, path
                assert provision_for(value, dt.date(2026, 11, 24)) is not None, (path, value)


def test_coverage_names_modules_that_exist_and_provisions_that_stand() -> None:
    for entry in COVERAGE["modelled"]:
        assert (EAR / entry["module"]).exists(), entry
    for entry in [*COVERAGE["modelled"], *COVERAGE["not_modelled"]]:
        assert Cite.parse(entry["provision"]).text == entry["provision"]
    assert {entry["turns_into"] for entry in COVERAGE["not_modelled"]} <= {"needs_facts", "stricter"}


def test_pending_cases_and_gates_name_what_is_not_modelled() -> None:
    ids = {entry["id"] for entry in COVERAGE["not_modelled"]}
    assert {case.pending for _, case in all_cases() if case.pending} <= ids
    gate = (EAR / "clearance.py").read_text(encoding="utf-8")
    assert set(re.findall(r'(?:return|=) "(part_\d+\.[a-z_0-9]+)"', gate)) <= ids


def test_a_module_is_named_by_coverage_or_helps_one() -> None:
    named = {entry["module"] for entry in COVERAGE["modelled"]}
    rules = {
        str(path.relative_to(EAR)) for path in EAR.rglob("*.py") if "def " in path.read_text() and "/" in str(path)
    }
    helpers = {"clearance.py", "examined.py", "requirement.py", "seats.py", "part_744/end_use.py", "part_744/items.py"}
    helpers |= {"part_746/items.py", "part_746/target.py"}
    assert not {name for name in rules if not any(name.endswith(one) for one in named | helpers)}


@pytest.mark.parametrize("day", sorted({f.effective_from for t in topics().values() for f in t.spans}), ids=str)
def test_every_figure_has_one_span_on_the_day_before_and_the_day_of_each_change(day: dt.date) -> None:
    for near in (day - dt.timedelta(days=1), day):
        if near >= FIRST_DAY:
            law = Law(near)
            for name in topics():
                figure = law.figure(name)
                assert figure.effective_from <= near
                assert figure.effective_to is None or near <= figure.effective_to


def test_no_clock_under_tests() -> None:
    forbidden = {"today", "now", "utcnow"}
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
                owner = ast.unparse(node.func.value)
                assert not (node.func.attr in forbidden and owner.endswith(("date", "datetime"))), (
                    f"{path}:{node.lineno}"
                )


def test_rules_ask_whether_a_day_has_come_so_that_replay_sees_it() -> None:
    for path in EAR.rglob("*.py"):
        assert ".as_of" not in path.read_text(encoding="utf-8"), f"{path}: use Law.reached"


def test_no_clock_below_the_assistant() -> None:
    for package in ("rules", "knowledge"):
        for path in (ROOT / package).rglob("*.py"):
            assert not re.search(r"\b(today|utcnow|now)\(\)", path.read_text(encoding="utf-8")), path
