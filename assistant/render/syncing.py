"""What a sync did, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group
from rich.text import Text


def sync_view(found: dict[str, Any]) -> Group:
    """A line a source, then what was refused and what failed; a failure says which state stays."""
    return Group(*(line for one in found["sources"] for line in _source(one)))


def _source(one: dict[str, Any]) -> Iterator[Text]:
    places = sum(kept["places"] for kept in one["kept"])
    state = f"; newest {one['state']}" if one["state"] else "; nothing is kept of it"
    yield Text(f"{one['source']}: {len(one['kept'])} new ({places:,} passages or rows), {one['known']} known{state}")
    for text in one["refused"]:
        yield Text(f"  {text}", style="yellow")
    for text in one["failed"]:
        yield Text(f"  failed: {text}", style="red")
    if one["failed"]:
        yield Text(f"  the state of {one['state']} stays" if one["state"] else "  there is no earlier state")
