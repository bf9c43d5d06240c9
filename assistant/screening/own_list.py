"""Names against rows from a file as the only list.

No threshold is applied: the nearest rows come back whatever their score, at most 10, best first.
"""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from assistant.screening.engine import Engine, Found
from assistant.screening.lists import engine_of
from assistant.screening.match import Hit
from assistant.screening.near import asks, part_answered

MOST = 10
EQUAL_FROM = 0.97


class ListedRow(BaseModel):
    """One line of a list from a file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int
    name: str
    aliases: tuple[str, ...] = ()
    type: str | None = None
    country: str | tuple[str, ...] | None = None
    countries: tuple[str, ...] = ()
    source: str = "file"


class OwnList:
    """Rows from a file as the only list."""

    def __init__(self, rows: Sequence[ListedRow]) -> None:
        self.rows = rows
        self.engine: Engine = engine_of([row.model_dump() for row in rows])

    def nearest(self, name: str, kind: str | None, country: str | None, day: date) -> list[Hit]:
        """The nearest rows; a row from a file says nothing of law, so none of them decides a deal."""
        found = self.engine.find(name, kind=kind, countries=[country] if country else (), most=MOST)
        return [self._hit(one, day) for one in found]

    def _hit(self, one: Found, day: date) -> Hit:
        row, alias = self.rows[one.entry], self.engine.index.text(one.name)
        asked = asks(one, self.engine)
        return Hit(
            entry_id=str(row.id),
            list=row.source,
            name=row.name,
            matched_alias=None if alias == row.name else alias,
            query_part=part_answered(one),
            score=one.score,
            verdict="match" if asked and one.score >= EQUAL_FROM else "open" if asked else "weak",
            countries=row.countries or ((row.country,) if isinstance(row.country, str) else row.country or ()),
            list_date=day,
        )
