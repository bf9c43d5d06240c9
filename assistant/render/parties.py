"""Hits, list diffs and settled hits for the terminal, as rich renderables. Names of others come out inert."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.render import words
from assistant.screening.spelling import visible

if TYPE_CHECKING:
    from assistant.screening.list_diff import ListDiff
    from assistant.screening.match import Hit
    from rules.proof import ListState

STYLES = {"match": "bold red", "open": "bold yellow", "weak": "dim"}
SAYS = {
    "match": "is the listed party",
    "open": "may be the listed party: to be settled",
    "weak": "resembles a listed name, passes",
}


def hits_view(name: str, hits: Iterable[Hit], state: ListState | None) -> RenderableType:
    """Each hit with what matched and what the entry means; the list's age below. Never a clearance."""
    parts: list[RenderableType] = [Text(visible(name), style="bold")]
    for one in hits:
        parts += [Text(), *_hit(one)]
    if len(parts) == 1:
        parts.append(Text("No entry of the list at hand is this name or resembles it. That clears nobody."))
    if state is not None:
        parts += [Text(), Text(_age(state), style="dim")]
    return Group(*parts)


def _hit(hit: Hit) -> Iterable[RenderableType]:
    from assistant.screening.told import row_told

    head = Text(f"{hit.verdict} {hit.score:.2f}  ", style=STYLES[hit.verdict])
    yield head.append(
        f"{visible(hit.name)} ({', '.join(hit.countries) or 'no country'}): {SAYS[hit.verdict]}", "default"
    )
    alias = f'"{visible(hit.matched_alias)}"' if hit.matched_alias else "its name"
    told = (f'"{visible(hit.query_part)}" answers {alias}', hit.list.replace("_", " "), *row_told(hit))
    yield Padding(Text("; ".join(told)), (0, 0, 0, 2))
    yield Padding(Text("; ".join((hit.entry_id, *map(words.short_cite, hit.cites))), style="dim"), (0, 0, 0, 2))


def _age(state: ListState) -> str:
    from rules.freshness import SCREENING_DAYS

    if state.age_days < 0:
        return f"List of {state.date}, younger than the day asked for: entries removed before it are not visible."
    old = f" Older than {SCREENING_DAYS} days: it clears no named party." if state.age_days > SCREENING_DAYS else ""
    return f"List of {state.date}, {state.age_days} days old, {state.entries:,} entries.{old}"


def diff_view(diff: ListDiff) -> RenderableType:
    """Counts, then one line for each entry."""
    parts: list[RenderableType] = [
        Text(f"{diff.before} → {diff.after}: {len(diff.came)} came, {len(diff.left)} left, {len(diff.changed)} changed")
    ]
    for sign, style, entries in (("+", "red", diff.came), ("-", "green", diff.left), ("~", "yellow", diff.changed)):
        for one in entries:
            fields = f": {', '.join(one.fields)}" if one.fields else ""
            parts.append(Text(f"{sign} {visible(one.name)} ({one.list}){fields}", style=style))
    for touched in diff.touched:
        parts.append(Text(f"! {visible(touched.name)}: {touched.what}", style="bold"))
    return Group(*parts)


def settled_view(found: Mapping[str, Iterable[Mapping[str, Any]]]) -> RenderableType:
    """Open hits first, then the settled ones."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("state", "party", "entry", "listed name", "same", "by", "until", "why"):
        table.add_column(title, overflow="fold")
    for one in (*found["open"], *found["settled"]):
        same = "" if "same" not in one else "yes" if one["same"] else "no"
        table.add_row(
            str(one["state"]), Text(visible(str(one["name"]))), str(one["entry_id"]),
            Text(visible(str(one["listed"]))), same, Text(str(one.get("user", ""))), str(one.get("until") or ""),
            Text(visible(str(one.get("reason", "")))),
        )  # fmt: skip
    return table
