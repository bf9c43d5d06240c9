"""What a row of a list says, in words that every channel shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screening.entries import residual_policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.screening.match import Hit


def row_told(hit: Hit) -> Iterator[str]:
    """Since when, for what a license is required, how applications are viewed, footnotes and programs."""
    if hit.since is not None:
        yield f"since {hit.since}" + (" (published)" if hit.since_basis == "published" else "")
    if hit.requirement is not None:
        reach = "all items subject to the EAR" if hit.requirement == "ALL" else hit.requirement
        yield f"license requirement for {reach}"
    if hit.policy is not None:
        yield policy_told(hit.policy)
    if hit.footnotes is None:
        yield "a footnote that cannot be read"
    elif hit.footnotes:
        yield f"footnote {', '.join(map(str, hit.footnotes))}"
    elif hit.list == "entity_list":
        yield "no footnote"
    if hit.programs:
        yield " ".join(hit.programs)


def policy_told(code: str) -> str:
    """How applications are viewed by a row's code; of a policy with parts what holds outside of them."""
    known = residual_policies().get(code, "").replace("_", " ")
    return f"applications: {known} ({code})" if known else f"applications: {code}"
