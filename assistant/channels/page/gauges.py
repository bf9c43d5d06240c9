"""Computed figures as small gauges, each with the lines of the law that it is held against."""

from __future__ import annotations

from typing import Any

from assistant.channels.page.markup import Anchors, cite, section, tag, text
from assistant.render import gist, words

HEADROOM = 1.12  # of the largest of figure and lines, so that the last mark stands inside


def gauges(computed: dict[str, Any], anchors: Anchors) -> str:
    """One gauge a figure; empty where nothing was computed."""
    body = "".join(_gauge(one, anchors) for one in gist.measured(computed)) + _others(computed, anchors)
    return section("Arithmetic", body, "figures", "the figure against the lines of the law")


def _gauge(one: gist.Measured, anchors: Anchors) -> str:
    top = HEADROOM * max([one.value, *(line.value for line in one.lines)]) or 1
    shown = f"{words.number(one.value)} {one.unit}".strip()
    head = tag("span", text(one.label), class_="name") + tag("span", text(shown), class_="value")
    summed = tag("p", text(one.arithmetic), class_="sum") if one.arithmetic else ""
    if not one.lines:
        return tag("div", tag("div", head, class_="head") + summed, class_="gauge")
    marks = "".join(tag("i", class_="line", style=f"left:{100 * line.value / top:.2f}%") for line in one.lines)
    fill = tag("b", class_="fill", style=f"width:{100 * one.value / top:.2f}%")
    said = "; ".join(f"{_side(line)} {words.number(line.value)}" for line in one.lines)
    bar = tag("div", fill + marks, class_="bar", role="img", aria_label=f"{one.label} {shown}: {said}")
    rows = "".join(_row(line, anchors, one.value) for line in one.lines)
    return tag("div", tag("div", head, class_="head") + summed + bar + tag("ul", rows, class_="lines"), class_="gauge")


def _side(line: gist.Line) -> str:
    return f"{words.number(abs(line.by))} {'over' if line.by > 0 else 'under'}" if line.by else "exactly at"


def _row(line: gist.Line, anchors: Anchors, figure: float) -> str:
    side = "reached" if line.by >= 0 else "under"
    body = tag("span", text(words.number(line.value)), class_="at") + cite(line.cite, anchors)
    summed = tag("span", text(f"{words.number(figure)} − {words.number(line.value)} = "), class_="less")
    return tag("li", body + tag("span", summed + text(_side(line).removesuffix(" at")), class_="by"), class_=side)


def _others(computed: dict[str, Any], anchors: Anchors) -> str:
    """Lines held against a figure that has no gauge of its own."""
    rows = "".join(_row(line, anchors, line.value + line.by) for line in gist.unplaced(computed))
    head = tag("div", tag("span", "Other lines", class_="name"), class_="head")
    return tag("div", head + tag("ul", rows, class_="lines"), class_="gauge") if rows else ""
