"""The table of place names: own lists, territories, occupied regions and the countries in the read languages.

Own lists come before anything a gazetteer says. Data: `data/places.yaml`, `data/demonyms.yaml`,
`data/territories.csv` (15 CFR 738.3(b), 772.1), `data/occupied_regions.csv` (15 CFR 746.6; names from GeoNames,
geonames.org, CC BY 4.0), and the package pycountry for the names of ISO 3166.
"""

import csv
import gettext
import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pycountry
import yaml

from assistant.reading.cities import DATA, city
from assistant.reading.fold import has_han_or_kana, is_caseless, key_of

Kind = Literal["country", "city", "region", "subdivision", "area"]
Treatment = Literal["746.6(a)(1)", "746.6(a)(2)", "ask_region"]
Case = Literal["any", "capital", "upper"]  # how a name must be written: capital = initial; upper = all


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the rules ask for it.

    `countries` are ISO codes: several leave open which one; an area may hold none. `region` and `treatment` are
    set for names of 15 CFR 746.6 (`region` is "elsewhere" for a city of Ukraine outside of them). `row` is the
    country whose row of the chart applies: "US" for domestic, "ask" where no sovereign is settled, None while
    the country is open.
    """

    kind: Kind
    name: str
    countries: tuple[str, ...]
    region: str | None = None
    treatment: Treatment | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A place under one name, and what the text must show for the name to count."""

    place: Place
    case: Case = "any"
    cued: bool = False  # only behind a preposition of place
    near: str = ""  # a small town: also counts where this region is named


_LATIN_TONGUES = ("de", "es", "fr")
_OTHER_TONGUES = ("zh_CN", "zh_TW", "ja", "ko", "ru", "uk")
SMALL_TOWN = 10_000  # people below which an occupied town needs a preposition or its region


@cache
def rows() -> Mapping[str, str]:
    """Territory -> the country whose row applies, "US" for domestic, "ask" where it is open."""
    with (DATA / "territories.csv").open(encoding="utf-8", newline="") as file:
        return {row["iso2"]: row["row"] for row in csv.DictReader(file)}


def place_of(
    kind: Kind, name: str, countries: tuple[str, ...], region: str | None = None, treatment: Treatment | None = None
) -> Place:
    """A Place with its row: None where several countries are meant, unless all share one."""
    own = {rows().get(country, country) for country in countries}
    row = own.pop() if len(own) == 1 and kind != "area" else None
    return Place(kind, name, countries, region, treatment, row)


@cache
def lists() -> Mapping[str, object]:
    """`places.yaml`; every scalar is a string, so that NO stays Norway."""
    return _read("places.yaml")


def _read(name: str) -> Mapping[str, object]:
    loaded = yaml.load((DATA / name).read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    if not isinstance(loaded, dict):
        raise ValueError(f"{name}: expected a mapping")
    return loaded


def names(key: str) -> tuple[str, ...]:
    """A flat list of `places.yaml`."""
    found = lists()[key]
    return tuple(str(name) for name in found) if isinstance(found, list) else ()


def _grouped(source: Mapping[str, object], key: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The pairs of a mapping of lists under `key`."""
    group = source[key]
    for name, members in group.items() if isinstance(group, dict) else ():
        yield str(name), tuple(members) if isinstance(members, list) else (str(members),)


@cache
def keys(name: str) -> frozenset[str]:
    """A flat list of `places.yaml` as folded keys."""
    return frozenset(key_of(entry) for entry in names(name))


@cache
def english() -> frozenset[str]:
    """Words that English writes in lower case."""
    return _word_list("english_words.txt.gz")


@cache
def rightly_spelled() -> frozenset[str]:
    """Further words and names that are no slips of a place: English, first names, places not listed."""
    return _word_list("known_words.txt.gz") | english()


@cache
def civil_words() -> frozenset[str]:
    """Common words whose meaning is far from every controlled subject."""
    return _word_list("civil_words.txt.gz")


@cache
def civil_uses() -> frozenset[str]:
    """Those among them that are farthest, so that they may name what goods are for."""
    return _word_list("civil_uses.txt.gz")


def _word_list(name: str) -> frozenset[str]:
    lines = gzip.decompress((DATA / name).read_bytes()).decode().splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def country_name(code: str) -> str:
    """The short English name of an ISO code, the code itself where ISO has dropped it."""
    if code == "XK":  # no ISO code: the one that chart and groups use
        return "Kosovo"
    found = pycountry.countries.get(alpha_2=code)
    name = code if found is None else str(getattr(found, "common_name", found.name))
    head, comma, tail = name.partition(", ")
    return f"{tail} {head}" if comma and not head.startswith("Bonaire") else name


@cache
def table() -> Mapping[str, Entry]:
    """Folded name -> entry, later sources giving way to earlier ones."""
    known: dict[str, Entry] = {}
    sources = (_codes(), _ambiguous(), _own_countries(), _occupied(small=False), _own_places(), _iso_countries())
    later = (_occupied(small=True), _translated())
    for source in (*sources, *later):
        for name, entry in source:
            key = key_of(name)
            if key:
                known.setdefault(key, entry)
    return known


@cache
def _longest() -> Mapping[str, int]:
    """First word of the names of the table and of `not_in` -> how many words the longest has."""
    longest: dict[str, int] = {}
    for key in (*table(), *keys("not_in")):
        first, *rest = key.split(" ")
        longest[first] = max(longest.get(first, 1), 1 + len(rest))
    return longest


def longest_from(word: str) -> int:
    """How many words the longest name has that begins with this one."""
    return _longest().get(word, 1)


def _codes() -> Iterator[tuple[str, Entry]]:
    """Codes and abbreviations, in capitals."""
    capitals = lists()["capitals"]
    if not isinstance(capitals, dict):
        return
    lower_too = {str(name) for name in capitals["lower_too"]}
    for group in ("bare", "cued"):
        for name, code in capitals[group].items():
            case: Case = "any" if name.lower() in lower_too else "upper"
            yield name, Entry(place_of("country", country_name(code), (code,)), case, cued=group == "cued")
    for name, codes in capitals["ambiguous"].items():
        yield name, Entry(place_of("country", name, tuple(codes)), "upper", cued=True)


def _ambiguous() -> Iterator[tuple[str, Entry]]:
    for name, codes in _grouped(lists(), "ambiguous_countries"):
        yield name, Entry(place_of("country", name, codes))
    for name, codes in _grouped(lists(), "ambiguous_cities"):
        yield name, Entry(place_of("city", name, codes), "capital", cued=key_of(name) in keys("after_preposition"))


def _own_countries() -> Iterator[tuple[str, Entry]]:
    for code, known in _grouped(lists(), "countries"):
        for name in known:
            yield (
                name,
                Entry(
                    place_of("country", country_name(code), (code,)),
                    "any" if len(key_of(name)) > 3 or "." in name else "capital",
                ),
            )


def _own_places() -> Iterator[tuple[str, Entry]]:
    cued = keys("after_preposition")
    kinds: tuple[tuple[str, Kind], ...] = (("subdivisions", "subdivision"), ("cities", "city"), ("exonyms", "city"))
    for group, kind in kinds:
        for code, known in _grouped(lists(), group):
            for name in known:
                region = "elsewhere" if code == "UA" else None
                known_as = city(key_of(name))
                shown = name if known_as is None or name.isascii() else known_as.name
                place = place_of(kind, shown, (code,), region)
                yield name, Entry(place, _case_of(name), cued=key_of(name) in cued)
    for code, known in _grouped(lists(), "disputed"):
        for name in known:
            yield name, Entry(Place("subdivision", name, (code,), row="ask"))
    for name, codes in _grouped(lists(), "areas"):
        yield name, Entry(place_of("area", name, codes), _case_of(name))


def _case_of(name: str) -> Case:
    """Lower case counts for well-known names only; short forms (KL, JB) want capitals."""
    if key_of(name) in keys("lower_case") or is_caseless(name):
        return "any"
    return "upper" if name.isupper() and len(name) <= 4 else "capital"


def _occupied(small: bool) -> Iterator[tuple[str, Entry]]:
    """Regions and towns of 746.6; the small ones after the own list: a village near Donetsk is called New York."""
    with (DATA / "occupied_regions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            entry = _occupied_entry(row)
            if entry.cued != small:
                continue
            for name in (row["place"].removeprefix("so-called "), *row["spellings"].split(";")):
                plain = re.sub(r"\s*\(.*?\)", "", name)
                short = plain.isupper() and len(plain) <= 3 and not is_caseless(plain)
                case: Case = "upper" if short else _case_of(plain)
                # LPR is a permanent resident more often than Luhansk; a bare DPR may be North Korea.
                whole = row["kind"] == "region" and len(plain) > 3  # "Donetsk People's Republic" has no namesake
                place = _occupied_place(row, ()) if whole else entry.place
                yield plain, Entry(place, case, cued=plain == "LPR" or entry.cued, near=entry.near)


def _occupied_entry(row: Mapping[str, str]) -> Entry:
    """A row of the occupied regions; a town below SMALL_TOWN needs a preposition or its region."""
    also = tuple(code for code in row["also"].split(";") if code)
    small = row["kind"] == "town" and int(row["population"] or 0) < SMALL_TOWN
    return Entry(_occupied_place(row, also), cued=small, near=row["region"])


def _occupied_place(row: Mapping[str, str], also: tuple[str, ...]) -> Place:
    """The place of a row. A name found elsewhere too is asked about, never taken as settled."""
    treatment: Treatment = "ask_region"
    if not also and row["treatment"] == "746.6(a)(1)":
        treatment = "746.6(a)(1)"
    elif not also and row["treatment"] == "746.6(a)(2)":
        treatment = "746.6(a)(2)"
    abroad = tuple(code for code in also if len(code) == 2)
    return place_of("region", row["place"].removeprefix("so-called "), ("UA", *abroad), row["region"], treatment)


def _iso_countries() -> Iterator[tuple[str, Entry]]:
    """English names of ISO 3166 and of the territories."""
    for country in pycountry.countries:
        for field in ("name", "common_name", "official_name"):
            name = getattr(country, field, None)
            if name and "," not in name:
                plain = re.sub(r"\s*\(.*?\)", "", name)
                yield plain, Entry(place_of("country", country_name(country.alpha_2), (country.alpha_2,)))
    with (DATA / "territories.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["name"], Entry(place_of("country", row["name"], (row["iso2"],)))


def _translated() -> Iterator[tuple[str, Entry]]:
    """Names of countries in other languages; a Latin one that is an English word ("Island") is left out."""
    for tongue in (*_LATIN_TONGUES, *_OTHER_TONGUES):
        catalogue = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[tongue], fallback=True)
        for country in pycountry.countries:
            for field in ("name", "common_name"):
                name = catalogue.gettext(str(getattr(country, field, "") or "-"))
                plain = re.sub(r"\s*[((].*?[))]", "", name)
                if "," in plain or len(plain) < 2 or key_of(plain) in english() or key_of(plain) in keys("never"):
                    continue
                case: Case = "capital" if tongue in _LATIN_TONGUES else "any"
                yield plain, Entry(place_of("country", country_name(country.alpha_2), (country.alpha_2,)), case)


_TAKES_S = re.compile(r"^[A-Z][a-z]+(?:an|ian|i)$")


@cache
def demonyms() -> Mapping[str, Entry]:
    """Folded adjective -> entry; a person's or a company's country, or an area."""
    source = _read("demonyms.yaml")
    only_capital = {key_of(str(name)) for name in _strings(source["capitalised"])}
    known: dict[str, Entry] = {}
    for code in source:
        if len(code) == 2:
            for word in _strings(source[code]):
                case: Case = "capital" if key_of(word) in only_capital else "any"
                known.setdefault(key_of(word), Entry(place_of("country", country_name(code), (code,)), case))
                if _TAKES_S.search(word):  # "two Kenyans": people, and no name that nobody knows
                    known.setdefault(
                        key_of(f"{word}s"), Entry(place_of("country", country_name(code), (code,)), "capital")
                    )
    for word, codes in _grouped(source, "ambiguous"):
        known[key_of(word)] = Entry(place_of("country", word, codes))
    for word, _ in _grouped(source, "areas"):
        known[key_of(word)] = Entry(place_of("area", word, ()))
    for key, entry in table().items():
        if entry.place.kind == "country" and is_han_key(key) and len(entry.place.countries) == 1:
            for ending in _strings(source["native_endings"]):
                known.setdefault(f"{key}{ending}", Entry(entry.place))
    crimea = table()["crimea"].place
    return known | {"crimean": Entry(crimea)}


@cache
def _adjectives() -> Mapping[str, str]:
    """ISO code -> its English adjective, the first that the list gives."""
    source = _read("demonyms.yaml")
    return {code: next(iter(_strings(source[code])), "") for code in source if len(code) == 2}


def adjective(code: str) -> str | None:
    """The English adjective of a country, None where the list has none."""
    return _adjectives().get(code) or None


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def is_han_key(key: str) -> bool:
    """Is the key searched by character (Chinese, Japanese) and not by word?"""
    return has_han_or_kana(key)
