"""The item in words: its class, the figures against the lines that place it, and the arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.telling import Telling
from assistant.wording import figure, item_called, wording
from rules.proof import Verdict


def item_sentences(telling: Telling) -> Iterator[str]:
    """The classification with its arithmetic and the lines it is held against."""
    verdict, words = telling.verdict, wording("item")
    item = item_called(telling.facts)
    steps = [one for one in verdict.reasons if one["rule"].startswith("part_774") and one["holds"] is not False]
    cites = [cite for step in steps[:1] for cite in step["cites"]]
    if verdict.eccn is None:
        if steps or verdict.outcome == "needs_facts":
            yield telling.marked(words["open"].format(item=item), *cites)
    elif lines := _lines(verdict):
        because = ": " + ", ".join(lines)
        yield telling.marked(words["classified"].format(item=item, eccn=verdict.eccn, because=because), *cites)
    elif (telling.facts.get("item") or {}).get("eccn"):
        yield telling.marked(words["stated"].format(item=item, eccn=verdict.eccn), *cites)
    else:
        yield telling.marked(words["classified"].format(item=item, eccn=verdict.eccn, because=""), *cites)
    yield from (f"{text}." for text in _arithmetic(verdict))


def _arithmetic(verdict: Verdict) -> Iterator[str]:
    names = wording("figures")
    for name, text in verdict.computed.get("arithmetic", {}).items():
        yield f"{names[name][:1].upper()}{names[name][1:]}: {text}"


A1, A2 = "eccn_3a090.a.tpp_alone", "eccn_3a090.a.tpp_with_density"
A2_DENSITY, B1, B1_DENSITY, B2_DENSITY = (
    "eccn_3a090.a.density_from", "eccn_3a090.b.tpp_from", "eccn_3a090.b.density_from", "eccn_3a090.b.dense_from",
)  # fmt: skip


def _lines(verdict: Verdict) -> list[str]:
    """The figures against the lines that place the item: above those of its paragraph, below those it misses."""
    computed, distances = verdict.computed, verdict.computed.get("distances", {})
    reached = {line for line, distance in distances.items() if distance["by"] >= 0}
    wanted = _wanted((verdict.eccn or "").partition(".")[2][:1], reached)
    return [
        _line(name, computed[name], distances[line]) for name, line in wanted if name in computed and line in distances
    ]


def _wanted(paragraph: str, reached: set[str]) -> list[tuple[str, str]]:
    """Which lines tell why the item is in a paragraph of 3A090 or 4A090, or below both."""
    if paragraph == "a":
        return [("tpp", A1)] if A1 in reached else [("tpp", A2), ("performance_density", A2_DENSITY)]
    if paragraph == "b":
        first = [("tpp", B1), ("performance_density", B1_DENSITY)]
        return first if B1 in reached else [("tpp", A2), ("performance_density", B2_DENSITY)]
    if paragraph not in {"p", "l"}:
        return []
    under = [("tpp", A1 if B1 in reached else B1)]
    return [*under, ("performance_density", B1_DENSITY if B1 in reached else B2_DENSITY)] if A2 in reached else under


def _line(name: str, value: object, distance: Mapping[str, Any]) -> str:
    words: str = wording("item")["at_or_above" if distance["by"] >= 0 else "below"]
    line = figure(distance["line"])
    shown = figure(value, 2) if figure(value, 2) != line or not distance["by"] else figure(value, 4)
    return words.format(what=wording("figures")[name], figure=shown, line=line)
