"""Engines over a list of parties that is not the shipped one: rows from a file, as the only list."""

from collections.abc import Mapping, Sequence

from assistant.screening.engine import Engine
from assistant.screening.name_index import Name, build
from assistant.screening.score import Parties, Party


def engine_of(rows: Sequence[Mapping[str, object]]) -> Engine:
    """The engine over these rows; `name`, `aliases`, `type`, `country` or `countries` are read."""
    names = [
        Name(number, text, at == 0)
        for number, row in enumerate(rows)
        for at, text in enumerate([str(row["name"]), *texts(row.get("aliases"))])
    ]
    parties = (
        Party(
            str(row["type"]) if row.get("type") else None,
            frozenset(texts(row.get("countries")) or texts(row.get("country"))),
        )
        for row in rows
    )
    return Engine(build(names), Parties(parties))


def texts(value: object) -> list[str]:
    """A list of texts, or one text as a list."""
    if isinstance(value, str):
        return [value] if value else []
    return [str(one) for one in value if isinstance(one, str)] if isinstance(value, list | tuple) else []
