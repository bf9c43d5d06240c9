"""Mutants of the comparators in code: each <, <=, >, >= becomes its neighbour, each at_least an above, and back.

`python -m tests.mutants.comparators [MODULE ...]` runs, for each mutant, the cases that call the function it stands
in, until one notices; else the tests that TESTS names for its module. What nobody notices is printed and has to be
explained in `comparator_survivors.yaml`. A module is a path such as rules/ear/part_744/owners.py; none means all of
them. `--connectives` tries & and | of Truth as well, which takes hours.
"""

from __future__ import annotations

import ast
import gc
import importlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

from rules.law import read_yaml
from rules.memory import forget
from tests.cases import Case, all_cases
from tests.mutants.figures import PROCESSES, report
from tests.running import differences

ROOT = Path(__file__).parents[2]
REASONS = Path(__file__).parent / "comparator_survivors.yaml"
NEIGHBOUR: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
CALLED = {"at_least": "above", "above": "at_least"}
CONNECTIVES: dict[type[ast.operator], type[ast.operator]] = {ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd}
SIGN = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.BitAnd: "&", ast.BitOr: "|"}

LINES = "tests/rules/test_lines.py"
TESTS = {  # what a module does that no case shows
    "rules/cite.py": ("tests/rules/test_cite.py", LINES),
    "rules/deal.py": ("tests/rules/test_memory.py", LINES),
    "rules/lawbook.py": ("tests/rules/test_lawbook.py", LINES),
    "rules/papers.py": ("tests/rules/test_papers.py", LINES),
    "rules/replay.py": ("tests/rules/test_replay.py", LINES),
    "rules/ways.py": ("tests/rules/test_ways.py", LINES),
}

PATIENCE = 900  # seconds

Place = tuple[str, int]  # file and first line of a code object


class _Endless(BaseException):
    """A mutant took longer than anybody waits."""


def _stop(*_: object) -> None:
    raise _Endless


@dataclass(frozen=True)
class Mutant:
    """The `at`-th change that a module offers; `name` says where and what."""

    name: str
    module: Path
    at: int


class _Change(ast.NodeTransformer):
    """Counts the changes that a tree offers, and makes the one that is wanted."""

    def __init__(self, wanted: int, connectives: bool) -> None:
        self.wanted, self.connectives = wanted, connectives
        self.names: list[str] = []
        self._inside: list[str] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self._inside.append(node.name)
        self.generic_visit(node)
        self._inside.pop()
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self._inside.append(node.name)
        self.generic_visit(node)
        self._inside.pop()
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        for place, sign in enumerate(node.ops):
            other = NEIGHBOUR.get(type(sign))
            if other is not None and self._offer(node, SIGN[type(sign)], SIGN[other]):
                node.ops[place] = other()
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else ""
        if name in CALLED and self._offer(node, name, CALLED[name]):
            assert isinstance(called, ast.Attribute)
            called.attr = CALLED[name]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        other = CONNECTIVES.get(type(node.op)) if self.connectives else None
        if other is not None and self._offer(node, SIGN[type(node.op)], SIGN[other]):
            node.op = other()
        return node

    def _offer(self, node: ast.expr, was: str, now: str) -> bool:
        if not self._inside:
            return False
        text = " ".join(ast.unparse(node).split())
        self.names.append(f"{'.'.join(self._inside)} {was} to {now} in {text}")
        return len(self.names) - 1 == self.wanted


def mutants(modules: list[Path], connectives: bool) -> list[Mutant]:
    """Every mutant of the modules; equal changes of one function are numbered."""
    found = []
    for module in modules:
        change = _Change(-1, connectives)
        change.visit(ast.parse(module.read_text()))
        seen: dict[str, int] = {}
        for at, name in enumerate(change.names):
            seen[name] = seen.get(name, 0) + 1
            number = f" ({seen[name]})" if seen[name] > 1 else ""
            found.append(Mutant(f"{module.relative_to(ROOT).as_posix()} {name}{number}", module, at))
    return found


def callers(modules: list[Path]) -> dict[Place, list[int]]:
    """Which cases enter which function of the modules, by the case's place in the list."""
    files = {str(module) for module in modules}
    found: dict[Place, list[int]] = {}
    for number, case in enumerate(CASES):
        entered: set[Place] = set()

        def note(frame: object, event: str, _: object, entered: set[Place] = entered) -> None:
            code = frame.f_code  # type: ignore[attr-defined]
            if event == "call" and code.co_filename in files:
                entered.add((code.co_filename, code.co_firstlineno))

        forget()  # a result that is known already enters no function
        sys.setprofile(note)
        try:
            differences(case)
        finally:
            sys.setprofile(None)
        for place in entered:
            found.setdefault(place, []).append(number)
    return found


def fate(mutant: Mutant) -> tuple[str, bool]:
    """Name of a mutant and whether some case notices it, in a process of its own."""
    change = _Change(mutant.at, connectives=CONNECTED)
    tree = ast.fix_missing_locations(change.visit(ast.parse(mutant.module.read_text())))
    put = _put(mutant.module, compile(tree, str(mutant.module), "exec"))
    try:
        places = [place for changed, _ in put for place in _places(changed)]
        numbers = {number for place in places for number in CALLS.get(place, ())}
        signal.alarm(PATIENCE)  # a mutant that never ends is noticed
        seen = any(_notices(CASES[number]) for number in sorted(numbers, key=_length))
        return mutant.name, seen or _fails(TESTS.get(mutant.module.relative_to(ROOT).as_posix(), (LINES,)))
    except _Endless:
        return mutant.name, True
    finally:
        signal.alarm(0)
        for function, code in put:
            function.__code__ = code
        _forget()


def _put(module: Path, compiled: CodeType) -> list[tuple[FunctionType, CodeType]]:
    """Gives the functions whose code differs the mutant's; back come those functions with their own code."""
    name = ".".join(module.relative_to(ROOT).with_suffix("").parts)
    mine = {place: code for code in _inner(compiled) for place in [(code.co_qualname, code.co_firstlineno)]}
    changed = []
    for function in _functions(importlib.import_module(name)):
        own = function.__code__
        new = mine.get((own.co_qualname, own.co_firstlineno))
        if new is not None and new != own:
            changed.append((function, own))
            function.__code__ = new
    _forget()
    return changed


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    """All functions that the module's own text defines, wherever they are held."""
    for held in gc.get_objects():
        if isinstance(held, FunctionType) and held.__code__.co_filename == module.__file__:
            yield held


def _inner(code: CodeType) -> Iterator[CodeType]:
    for held in code.co_consts:
        if isinstance(held, CodeType):
            yield held
            yield from _inner(held)


def _places(function: FunctionType) -> Iterator[Place]:
    code = function.__code__
    for one in (code, *_inner(code)):
        yield one.co_filename, one.co_firstlineno


def _forget() -> None:
    """What rules remember of an evaluation is worked out anew."""
    forget()
    for held in gc.get_objects():
        if hasattr(held, "cache_clear") and getattr(held, "__module__", "").startswith(("rules.ear", "rules.cite")):
            held.cache_clear()


def _length(number: int) -> int:
    return len(str(CASES[number].given))


def _notices(case: Case) -> bool:
    try:
        return bool(differences(case))
    except Exception:
        return True


def _fails(files: tuple[str, ...]) -> bool:
    """Does a test notice, in this process and with the mutant in it?"""
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        quietly = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist"]
        return pytest.main([*quietly, *(str(ROOT / one) for one in files)]) != pytest.ExitCode.OK


CASES: list[Case] = []
CALLS: dict[Place, list[int]] = {}
CONNECTED = False


def main(arguments: list[str]) -> int:
    """Prints the survivors; 1 where one has no reason, or a reason has no survivor."""
    global CONNECTED
    CONNECTED = "--connectives" in arguments
    named = [ROOT / one for one in arguments if not one.startswith("--")]
    modules = named or sorted((ROOT / "rules").rglob("*.py"))
    begun = {module.relative_to(ROOT).as_posix() for module in modules}
    reasons = {name: why for name, why in (read_yaml(REASONS) or {}).items() if name.split(" ")[0] in begun}
    signal.signal(signal.SIGALRM, _stop)
    CASES.extend(case for _, case in all_cases() if case.pending is None)
    CALLS.update(callers(modules))
    some = mutants(modules, CONNECTED)
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        alive = [name for name, dead in pool.imap(fate, some, chunksize=2) if not dead]
    return report("comparators", len(some), alive, reasons)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
