"""Periods, the state of the rule base and what changed in it, for the terminal. Pure: nothing is printed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.render import words
from assistant.render.terminal import STYLE
from rules.proof import Period


def periods_view(periods: Iterable[Period], warning: str | None) -> RenderableType:
    """One line a period: days, outcome, ECCN, review policy, and what opened it."""
    table = _table("from", "to", "outcome", "ECCN", "review policy", "opened by")
    for one in periods:
        policy = words.POLICY[one.review_policy] if one.review_policy else ""
        by = f"{one.by.cite}: {one.by.what}" if one.by else ""
        outcome = Text(words.OUTCOME[one.outcome], style=STYLE[one.outcome])
        table.add_row(str(one.from_), str(one.to or "open"), outcome, one.eccn or "", policy, Text(by))
    return Group(table, *([Text(warning, style="yellow")] if warning else []))


def status_view(found: Mapping[str, Any]) -> RenderableType:
    """The rule base in one line, then its paragraphs, what it does not hold, and what is known to change."""
    head = (
        f"Rule base {found['rule_base']}, {found['state']} on {found['as_of']}: amendments looked for up to "
        f"{found['verified_through']}, {found['gap_days']} days before."
    )
    table = _table("paragraph", "modelled since", "checked through", "newest text read")
    for row in found["paragraphs"]:
        table.add_row(
            row["provision"], str(row["modelled_since"]), str(row["checked_through"]), str(row["text_read"] or "")
        )
    missing = _table("not modelled", "what", "turns into")
    for row in found["not_modelled"]:
        missing.add_row(row["provision"], row["what"], row["turns_into"].replace("_", " "))
    coming = _table("effective", "document", "what")
    for row in found["scheduled"]:
        coming.add_row(str(row["effective"]), row["by"], row["what"])
    lists = (Text(f"Party list {one['id']} of {one['date']}, {one['age_days']} days old.") for one in found["lists"])
    return Group(Text(head, style="bold"), *lists, Text(), table, Text(), missing, Text(), coming)


def diff_view(found: Mapping[str, Any]) -> RenderableType:
    """Amendments, then every figure and list that is not the same on both days."""
    parts: list[RenderableType] = [Text(f"{found['from']} to {found['to']}", style="bold")]
    amendments = _table("effective", "document", "what")
    for row in found["amendments"]:
        amendments.add_row(str(row["effective"]), row["by"], row["what"])
    parts += [amendments, Text(), *_changes(found)]
    if found["rules"]:
        parts.append(Text("Modelled from within these days: " + ", ".join(one["provision"] for one in found["rules"])))
    return Group(*parts)


def verify_view(found: Mapping[str, Any]) -> RenderableType:
    """What was compared, and every comparison that fails."""
    parts: list[RenderableType] = [
        Text(f"{found['checked']} comparisons, {len(found['failed'])} failed.", style="bold"),
        Text("Texts: " + "; ".join(f"{one['file']} ({one['issue']})" for one in found["texts"])),
    ]
    parts += [
        Text(f"! {one['id']}, {one['cite']} in {one['file']}: {one['what']}", style="red") for one in found["failed"]
    ]
    return Group(*parts, Text(f"{len(found['unchecked'])} figures have no text to be held against.", style="dim"))


def _changes(found: Mapping[str, Any]) -> Iterator[RenderableType]:
    table = _table("figure", "means", "was", "now", "by")
    for row in found["figures"]:
        table.add_row(row["id"], row["means"], _said(row["was"]), _said(row["now"]), _documents(row))
    for row in found["lists"]:
        table.add_row(row["id"], row["means"], _names("-", row["removed"]), _names("+", row["added"]), _documents(row))
    yield table


def _said(value: object) -> str:
    return "none" if value is None else ("in force" if value is True else str(value))


def _names(sign: str, names: Iterable[object]) -> str:
    return " ".join(f"{sign}{one}" for one in names)


def _documents(row: Mapping[str, Any]) -> str:
    return "; ".join(f"{one['by']} ({one['effective']})" for one in row["changes"])


def _table(*titles: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in titles:
        table.add_column(title, overflow="fold")
    return table
