"""Settled hits, list versions and stakes."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.records.actor import LOCAL, NOBODY
from assistant.records.permissions import NotAllowed
from assistant.screening import settled
from assistant.screening.list_diff import diff, touching
from assistant.screening.screen import screen_facts
from assistant.screening.stakes import Stake, read_stakes, with_owners
from assistant.store import Store
from rules.errors import BadFact

DAY = dt.date(2026, 10, 5)
LOONGSON = "entity_list-0585c14d5ef5-1"


@pytest.fixture
def store() -> Iterator[Store]:
    kept = Store.in_memory()
    yield kept
    kept.close()


def screened(country: str | None) -> dict[str, Any]:
    party = {"name": "Loongson Technology", **({"location": country} if country else {})}
    return screen_facts({"parties": [party]}, DAY)[0]


def state(facts: dict[str, Any], made: list[settled.Settled]) -> str:
    return str(settled.with_decisions(facts, DAY, made)["parties"][0]["listings"][0]["state"])


def test_a_decision_settles_the_question_and_says_who_made_it(store: Store) -> None:
    settled.settle(store, LOCAL, "LOONGSON TECHNOLOGY Ltd", LOONGSON, same=False, reason="another tax number")
    made = settled.decisions(store)
    assert state(screened("BR"), made) == "ruled_out"
    facts = settled.with_decisions(screened("BR"), DAY, made)
    assert "settled by local" in facts["words"]["parties[0].listings[0].state"]["note"]


@pytest.mark.parametrize("country", ["CN", None])
def test_a_no_never_unsays_a_match(store: Store, country: str | None) -> None:
    settled.settle(store, LOCAL, "Loongson Technology", LOONGSON, same=False, reason="it is not them")
    assert state(screened(country), settled.decisions(store)) == "match"


def test_a_decision_holds_for_its_country_and_the_newest_counts(store: Store) -> None:
    settled.settle(store, LOCAL, "Loongson Technology", LOONGSON, same=False, reason="seen", country="CL")
    assert state(screened("BR"), settled.decisions(store)) == "open"
    settled.settle(store, LOCAL, "Loongson Technology", LOONGSON, same=True, reason="same owner")
    assert state(screened("BR"), settled.decisions(store)) == "match"


def test_a_decision_is_open_again_when_term_or_entry_moves(store: Store) -> None:
    until = DAY - dt.timedelta(days=1)
    made = settled.settle(store, LOCAL, "Loongson Technology", LOONGSON, same=False, reason="seen", until=until)
    assert settled.state_of(made, until) == "holds"
    assert settled.state_of(made, DAY) == "ended"
    assert settled.state_of(made.model_copy(update={"entry_sha256": "0" * 64}), until) == "changed"
    assert settled.state_of(made.model_copy(update={"entry_id": "entity_list-000000000000-1"}), until) == "gone"
    assert state(screened("BR"), [made]) == "open"


def test_only_an_officer_settles_and_only_what_is_listed(store: Store) -> None:
    with pytest.raises(NotAllowed):
        settled.settle(store, NOBODY, "Loongson Technology", LOONGSON, same=False, reason="seen")
    with pytest.raises(LookupError):
        settled.settle(store, LOCAL, "Loongson Technology", "sdn-0-1", same=False, reason="seen")


def test_list_diff_says_who_came_left_and_changed_and_whom_it_touches(store: Store) -> None:
    made = settled.settle(store, LOCAL, "Loongson Technology", LOONGSON, same=False, reason="seen")
    before = [{"name": "Loongson Technology", "source": "L", "remarks": "a"}, {"name": "Gone", "source": "L"}]
    after = [{"name": "Loongson Technology", "source": "L", "remarks": "b"}, {"name": "New", "source": "L"}]
    found = diff(before, after, ("a", "b"))
    assert [one.name for one in found.came] == ["New"]
    assert [one.name for one in found.left] == ["Gone"]
    assert [(one.name, one.fields) for one in found.changed] == [("Loongson Technology", ("remarks",))]
    assert [one.name for one in touching(found, [made], ["New GmbH", "Other"])] == ["Loongson Technology", "New GmbH"]


def test_stakes_become_owners_of_owners_without_circles(tmp_path: Path) -> None:
    file = tmp_path / "stakes.csv"
    file.write_text(
        "party,owner,percent,percent_min,percent_max\nA One,B Two,60,,\nB Two,C Three,,40,80\nC Three,A One,5,,\n"
    )
    facts = with_owners({"parties": [{"name": "A One Ltd"}]}, read_stakes(file))
    (owner,) = facts["parties"][0]["owners"]
    assert (owner["name"], owner["percent"]) == ("B Two", 60)
    assert [one["name"] for one in owner["owners"]] == ["C Three"]
    assert "owners" not in owner["owners"][0]


def test_a_bad_stake_is_named(tmp_path: Path) -> None:
    file = tmp_path / "stakes.yaml"
    file.write_text("- {party: A, owner: B, percent: 160}\n")
    with pytest.raises(BadFact, match=r"stakes\[1\].percent"):
        read_stakes(file)


def test_stated_owners_stay() -> None:
    facts = {"parties": [{"name": "A", "owners": []}]}
    assert with_owners(facts, [Stake(party="A", owner="B", percent=60)]) == facts
