"""What every rendering of a verdict says, in the order in which it is said. Pure: verdict in, lines out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from assistant.render import words
from rules.proof import Assumption, LawWarning, Verdict

# how the rule base names the lines of a figure; only asked where two figures are equal
HINTS = {
    "tpp": "tpp", "tpp_all_units": "all_units", "performance_density": "dens", "memory_bandwidth_gb_s": "dram",
    "memory_bandwidth_density": "memory_density",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the law that a figure is held against; `by` is the figure less the line."""

    value: float
    by: float
    cite: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A computed figure with its sum and the lines it is held against, lowest first."""

    name: str
    label: str
    unit: str
    value: float
    arithmetic: str | None
    lines: tuple[Line, ...]


def headline(verdict: Verdict) -> str:
    """Outcome, classification and review policy in one line."""
    parts = [words.OUTCOME[verdict.outcome]]
    if verdict.eccn:
        parts.append(verdict.eccn)
    if verdict.review_policy:
        parts.append(f"applications: {words.POLICY[verdict.review_policy]}")
    return " · ".join(parts)


def measured(computed: Mapping[str, Any]) -> tuple[Measured, ...]:
    """The computed figures that are numbers, each with the lines that read it."""
    found = []
    for name, (label, unit) in words.FIGURES.items():
        value = computed.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        lines = sorted(_lines(name, float(value), computed), key=lambda one: (one.value, one.cite))
        arithmetic = computed.get("arithmetic", {}).get(name)
        found.append(Measured(name, label, unit, float(value), arithmetic, tuple(lines)))
    return tuple(found)


def _lines(name: str, value: float, computed: Mapping[str, Any]) -> Iterator[Line]:
    """The lines held against this figure: line plus distance gives it back."""
    others = [computed.get(other) for other in HINTS if other != name]
    for key, entry in computed.get("distances", {}).items():
        line, by = float(entry["line"]), float(entry["by"])
        if not isclose(line + by, value, rel_tol=1e-9):
            continue
        shared = any(isinstance(other, int | float) and isclose(line + by, other, rel_tol=1e-9) for other in others)
        if not shared or HINTS[name] in key:
            yield Line(line, by, entry["cite"])


def unplaced(computed: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines that no measured figure shows, so that none is lost."""
    shown = {(line.value, line.by, line.cite) for one in measured(computed) for line in one.lines}
    every = (Line(float(one["line"]), float(one["by"]), one["cite"]) for one in computed.get("distances", {}).values())
    return tuple(line for line in every if (line.value, line.by, line.cite) not in shown)


def presumed(assumptions: tuple[Assumption, ...]) -> str:
    """The one line of what was taken for granted, empty where nothing was."""
    said = "; ".join(f"{words.fact(one.fact)}: {words.value(one.fact, one.value)}" for one in assumptions)
    return f"Presumed: {said}." if said else ""


def freshness(verdict: Verdict) -> str:
    """How current the law behind the verdict is."""
    law = verdict.law
    return f"law read through {law.verified_through}, {law.gap_days} days before; {law.state}"


def warnings(verdict: Verdict) -> tuple[LawWarning, ...]:
    """The warnings but the one that only repeats `valid_until`."""
    return tuple(one for one in verdict.law.warnings if one.id != "valid_until")


def expiry(verdict: Verdict) -> str | None:
    """Until when the verdict stands, with the reason."""
    if verdict.valid_until is None:
        return None
    why = next((one.text for one in verdict.law.warnings if one.id == "valid_until"), "")
    return f"{verdict.valid_until}. {why}".strip()
