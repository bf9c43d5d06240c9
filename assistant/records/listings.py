"""The list entries that stand in facts, with the rows they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def entry_ids(facts: Mapping[str, Any]) -> list[str]:
    """The ids of the entries that the screening wrote into the facts: of parties, their parents and owners."""
    return sorted(set(_ids(facts.get("parties"))))


def _ids(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(found := value.get("entry_id"), str):
            yield found
        for inner in value.values():
            yield from _ids(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _ids(inner)


def entries_of(facts: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The rows behind these entries, in the list at hand or the shipped one; an entry in neither is left out."""
    ids = entry_ids(facts)
    if not ids:
        return {}
    from assistant.screening.at_hand import at_hand
    from assistant.screening.entries import SHIPPED
    from assistant.screening.index import default_folder, entry_row, open_index

    lists = [open_index(default_folder(), listed) for listed in dict.fromkeys((at_hand(), SHIPPED))]
    rows = {id: next((row for one in lists if (row := entry_row(one, id)) is not None), None) for id in ids}
    return {id: row for id, row in rows.items() if row is not None}
