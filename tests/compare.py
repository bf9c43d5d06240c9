"""A verdict against what a case expects: one sentence for each difference.

The verdict is read as the JSON that the contract fixes, so no internal type of the rules is relied on.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.cases import CLEARED, Case, Expect

Document = dict[str, Any]  # a Verdict as JSON: the contract is its type

CLASSIFICATION = {"eccn", "eccn_not", "computed", "missing_includes"}


def as_document(verdict_json: str) -> Document:
    """The verdict as plain data, figures as Decimal."""
    document: Document = json.loads(verdict_json, parse_float=Decimal)
    return document


def mismatches(case: Case, verdict: Document) -> list[str]:
    """What the verdict says otherwise than the case; empty when it agrees."""
    if case.pending is not None:
        return _not_cleared(verdict)
    asked = case.expect.model_fields_set & (CLASSIFICATION if case.classify_only else set(Expect.model_fields))
    return [line for key in sorted(asked) for line in _compare(key, getattr(case.expect, key), verdict)]


def _compare(key: str, expected: Any, verdict: Document) -> list[str]:
    special = SPECIAL.get(key)
    if special is not None:
        return special(expected, verdict)
    found = verdict.get(key)
    return [] if found == expected else [f"{key}: expected {expected}, found {found}"]


def _not_cleared(verdict: Document) -> list[str]:
    outcome = verdict["outcome"]
    return [f"cleared: {outcome}"] if outcome in CLEARED else []


def _same(what: str, expected: list[str], found: list[str]) -> list[str]:
    return [] if sorted(expected) == sorted(found) else [f"{what}: expected {sorted(expected)}, found {sorted(found)}"]


def _includes(what: str, expected: list[str], found: list[str]) -> list[str]:
    absent = sorted(set(expected) - set(found))
    return [f"{what}: {absent} not among {sorted(found)}"] if absent else []


def _excludes(what: str, unwanted: list[str], found: list[str]) -> list[str]:
    return [f"{what}: {sorted(set(unwanted) & set(found))} should not be there"] if set(unwanted) & set(found) else []


def _available(verdict: Document) -> list[str]:
    return [entry["code"] for entry in verdict.get("exceptions", []) if entry.get("available") is True]


def _computed(expected: dict[str, Decimal | int], verdict: Document) -> list[str]:
    """Figures are compared to the places that the case prints: 22.11 matches 22.1130."""
    computed = verdict.get("computed", {})
    lines = []
    for name, figure in expected.items():
        found = computed.get(name)
        if found is None or round(Decimal(str(found)), _places(figure)) != figure:
            lines.append(f"computed.{name}: expected {figure}, found {found}")
    return lines


def _places(figure: Decimal | int) -> int:
    exponent = Decimal(figure).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _readings(expected: dict[str, str], verdict: Document) -> list[str]:
    found = {reading["id"]: reading["outcome"] for reading in verdict.get("readings", [])}
    return [] if found == expected else [f"readings: expected {expected}, found {found}"]


def _stale(expected: bool, verdict: Document) -> list[str]:
    found = verdict.get("law", {}).get("stale")
    return [] if found is expected else [f"law.stale: expected {expected}, found {found}"]


def _warnings(verdict: Document) -> list[str]:
    return [warning["id"] for warning in verdict.get("law", {}).get("warnings", [])]


def _cites(verdict: Document) -> list[str]:
    return [cite for step in verdict.get("reasons", []) for cite in step.get("cites", [])]


SPECIAL: dict[str, Callable[[Any, Document], list[str]]] = {
    "outcome_in": lambda some, v: [] if v["outcome"] in some else [f"outcome: {v['outcome']} is not one of {some}"],
    "not_cleared": lambda _, v: _not_cleared(v),
    "eccn_not": lambda some, v: _excludes("eccn", some, [v.get("eccn") or ""]),
    "missing": lambda some, v: _same("missing", some, v.get("missing", [])),
    "missing_includes": lambda some, v: _includes("missing", some, v.get("missing", [])),
    "missing_excludes": lambda some, v: _excludes("missing", some, v.get("missing", [])),
    "possible_outcomes": lambda some, v: _same("possible_outcomes", some, v.get("possible_outcomes", [])),
    "exception": lambda code, v: _includes("available exceptions", [code], _available(v)),
    "exception_not_available": lambda some, v: _excludes("available exceptions", some, _available(v)),
    "computed": _computed,
    "readings": _readings,
    "warnings_include": lambda some, v: _includes("law.warnings", some, _warnings(v)),
    "warnings_exclude": lambda some, v: _excludes("law.warnings", some, _warnings(v)),
    "stale": _stale,
    "red_flags": lambda some, v: _same("red_flags", some, [flag["id"] for flag in v.get("red_flags", [])]),
    "cites_include": lambda some, v: _includes("cites", some, _cites(v)),
}
