"""Found passages for the terminal, as rich renderables: apart from the verdict's, so that a search loads no rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

if TYPE_CHECKING:
    from knowledge.search import Passage


def passages_view(passages: Iterable[Passage]) -> RenderableType:
    """Found passages with cite, score and days."""
    parts: list[RenderableType] = []
    for one in passages:
        until = one.effective_to or "open"
        head = Text(f"{one.cite}", style="bold").append(
            f"  {one.score:.3f}  {one.source}, {one.effective_from} to {until}"
        )
        if one.via:
            head.append(f"  (referred to by {one.via})", style="dim")
        parts += [head, Padding(Text(f"{one.title}. {one.text}"), (0, 0, 1, 2))]
    return Group(*parts) if parts else Text("No passage found.")
