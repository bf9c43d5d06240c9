"""A synced list answers for the days from its own on, the shipped one for the days before."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.screening import at_hand
from assistant.screening.entries import SHIPPED, raw_rows
from assistant.screening.match import screen_name
from assistant.screening.screen import screen_facts
from assistant.settings import official_texts
from assistant.store import Store
from knowledge import store as sources
from knowledge.sources.document import Raw
from knowledge.sources.screening_list import DENIED, DENIED_NAME, NAME, SOURCE, map_list

NEW = {
    "name": "Zhonglan Quanta Accelerators Co., Ltd.",
    "alt_names": ["Zhonglan Quanta"],
    "source": "Entity List (EL) - Bureau of Industry and Security",
    "addresses": [{"country": "CN"}],
    "license_requirement": "For all items subject to the EAR. (See §744.11 of the EAR).",
    "license_policy": "Presumption of denial.",
    "federal_register_notice": "91 FR 99999",
    "start_date": "2026-09-16",
}  # made up


@pytest.fixture(scope="module")
def published() -> list[dict[str, object]]:
    """The rows of trade.gov's list in the form of its JSON."""
    folder = official_texts()
    source = folder / "csl" / "csl_2026-07-31.jsonl.gz" if folder else Path("-")
    if not source.exists():
        pytest.skip("the published list does not lie beside the checkout")
    with gzip.open(source, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    coded = [row for row in rows if all(len(code) == 2 for code in row.get("countries", []))]  # not "PRC"
    return [{**row, "addresses": [{"country": code} for code in row.get("countries", [])]} for row in coded]


@pytest.fixture
def synced(published: list[dict[str, object]]) -> Iterator[Store]:
    kept = Store()
    rows = [*published, NEW]
    content = json.dumps({"total": len(rows), "results": rows}).encode()
    raw = Raw(SOURCE, NAME, "csl_2026-09-29.json", content, date(2026, 9, 29), None)
    sources.keep(kept.engine, map_list(raw), datetime(2026, 9, 29, tzinfo=UTC))
    at_hand._lists.cache_clear()
    yield kept
    at_hand._lists.cache_clear()


def test_newest_list_valid_that_day_is_screened(synced: Store) -> None:
    newest = at_hand.at_hand()
    assert newest.date == date(2026, 9, 29)
    assert SHIPPED.entries - 100 < newest.entries <= SHIPPED.entries
    assert at_hand.at_hand(date(2026, 9, 28)) == at_hand.at_hand(date(2025, 1, 1)) == SHIPPED
    (hit,) = screen_name("Zhonglan Quanta Accelerators", as_of=date(2026, 10, 2))
    assert (hit.verdict, hit.list, hit.requirement, hit.policy, hit.since, hit.list_date) == (
        "match", "entity_list", "ALL", "POD", date(2026, 9, 16), date(2026, 9, 29),
    )  # fmt: skip
    assert screen_name("Zhonglan Quanta Accelerators", as_of=date(2026, 9, 28)) == []
    _, (screened,) = screen_facts({"parties": [{"name": "Zhonglan Quanta"}]}, date(2026, 10, 2))
    assert (screened.list_date, screened.age_days) == (date(2026, 9, 29), 3)


def test_denied_persons_list_of_its_own_adds_whom_the_list_at_hand_lacks(tmp_path: Path) -> None:
    kept = Store()
    head = "Name\tStreet_Address\tCity\tState\tCountry\tPostal_Code\tEffective_Date\tExpiration_Date\tFR_Citation\n"
    rows = [
        "QUINTARRE VOSSBERG LOGISTICS\t1 Any Street\tDubai\t\tAE\t\t08/20/2026\t08/20/2036\t91 F.R. 55555 8/25/2026\n",
        "MAHAN AIRWAYS\t2 Any Street\tTehran\t\tIR\t\t03/21/2008\t\t73 F.R. 15130 3/21/08\n",
    ]  # the first made up, the second listed
    raw = Raw(DENIED, DENIED_NAME, "dpl.txt", (head + "".join(rows)).encode(), date(2026, 8, 28), None)
    sources.keep(kept.engine, map_list(raw), datetime(2026, 8, 28, tzinfo=UTC))
    at_hand._lists.cache_clear()
    (hit,) = screen_name("Quintarre Vossberg Logistics", as_of=date(2026, 9, 1))
    assert (hit.verdict, hit.list, hit.since) == ("match", "denied_persons", date(2026, 8, 20))
    merged = at_hand.at_hand(date(2026, 9, 1))
    assert (merged.date, merged.entries) == (SHIPPED.date, SHIPPED.entries + 1)  # Mahan Airways is no second time there
    assert at_hand.at_hand(date(2026, 8, 27)) == SHIPPED
    at_hand._lists.cache_clear()
    kept.close()


def test_published_rows_become_the_shipped_entries(published: list[dict[str, object]]) -> None:
    raw = Raw(SOURCE, NAME, "csl.json", json.dumps({"results": published}).encode(), date(2026, 7, 31), None)
    read = list(at_hand.as_entries(map_list(raw).rows))
    assert at_hand.is_whole(read)
    shipped = {str(row["entry_id"]): row for _, row in raw_rows()}
    assert [entry for entry in read if json.loads(json.dumps(entry)) != shipped.get(str(entry["entry_id"]))] == []


def test_list_that_lost_a_part_is_not_used() -> None:
    rows = [row for _, row in raw_rows()]
    assert at_hand.is_whole(rows)
    assert not at_hand.is_whole([row for row in rows if row["list"] != "entity_list"])


def test_wording_that_the_tables_lack_is_left_open() -> None:
    (entry,) = at_hand.as_entries(
        [{**NEW, "countries": ["CN"], "license_requirement": "New words.", "license_policy": "x"}]
    )
    assert "requirement" not in entry
    assert "policy" not in entry
    assert entry["footnotes"] == ["unknown"]


def test_list_with_rows_of_an_unknown_list_is_not_used(tmp_path: Path) -> None:
    kept = Store()
    content = json.dumps({"results": [NEW, {**NEW, "source": "Some New List (SNL) - Some Office"}]}).encode()
    raw = Raw(SOURCE, NAME, "csl_2026-09-30.json", content, date(2026, 9, 30), None)
    sources.keep(kept.engine, map_list(raw), datetime(2026, 9, 30, tzinfo=UTC))
    (version,) = sources.versions(kept.engine, SOURCE)
    assert at_hand._read(tmp_path, version) is None
    assert not list(tmp_path.glob("party_list_*"))
    kept.close()
