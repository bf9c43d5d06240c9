"""The summary of a run over an order book, with the rows closest to a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.render import words
from assistant.render.inert import visible


def summary_view(found: Mapping[str, Any]) -> RenderableType:
    """How many rows ended how, what was wrong, and which figures lie next to a line."""
    resumed = f", {found['resumed']:,} of them from the run that was broken off" if found["resumed"] else ""
    parts: list[RenderableType] = [Text(f"{found['rows']:,} rows as of {found['as_of']}{resumed}", style="bold")]
    for outcome, rows in found["outcomes"].items():
        parts.append(Text(f"{rows:>12,}  {words.OUTCOME[outcome]}"))
    if found["errors"]:
        parts.append(Text(f"{found['errors']:>12,}  could not be decided; the column error says why", style="yellow"))
    if found["escaped"]:
        parts.append(Text(f"{found['escaped']:,} cells that a spreadsheet would compute got an apostrophe"))
    if found["closest"]:
        parts += [Text(), Text("Closest to a line", style="bold"), _closest(found["closest"])]
    parts += [Text(), Text(f"{found['output']}   run {found['record']['id']}, chain {found['record']['hash'][:16]}")]
    return Group(*parts)


def _closest(rows: list[Mapping[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("row", "id", "distance", "line", "ECCN", "outcome"):
        table.add_column(title, overflow="fold", justify="right" if title in {"row", "distance"} else "left")
    for one in rows:
        table.add_row(
            f"{one['row']:,}", Text(visible(one["id"] or "")), f"{100 * one['distance']:+.2f} %", one["line"],
            one["eccn"] or "", words.OUTCOME[one["outcome"]],
        )  # fmt: skip
    return table
