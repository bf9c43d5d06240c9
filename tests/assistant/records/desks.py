"""A store with accounts and records, as the tests of the bench need it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.accounts.users import Users
from assistant.decide import decide
from assistant.records.actor import Actor
from assistant.records.content import Asked
from assistant.records.writing import record_check
from assistant.standing import noted
from assistant.store import Store

DAY = dt.date(2026, 11, 24)
AT = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
ANA, JOAO, OLGA, TIM = (
    Actor("ana", "sales"),
    Actor("joao", "officer"),
    Actor("olga", "officer"),
    Actor("tim", "auditor"),
)
CLEARED: dict[str, Any] = {
    "item": {"form": "card", "tpp": 1000, "applicable_die_area_mm2": 800, "process_nonplanar": True,
             "designed_or_marketed_for_datacenter": True, "memory_bandwidth_gb_s": 300},
    "quantity": 4, "destination": "NO",
    "parties": [{"roles": ["end_user"], "kind": "company", "location": "NO", "headquarters": "NO",
                 "ultimate_parent": {"headquarters": "NO"},
                 "screened": {"on": "2026-11-24", "by": "ana", "result": "no_hit"}, "owners": []}],
    "papers": {"records": True, "destination_control_statement": True, "eei": True},
}  # fmt: skip
TO_CHINA = {**CLEARED, "item": {**CLEARED["item"], "tpp": 15832}, "destination": "CN"}


def desk(url: str | None = None, officers: tuple[Actor, ...] = (JOAO, OLGA)) -> Store:
    """A store with the accounts of a small company."""
    store = Store(url)
    users = Users(store)
    for one in (ANA, *officers):
        users.add(one.name, one.role)
    return store


def recorded(store: Store, facts: dict[str, Any], day: dt.date = DAY, user: str = "ana", at: dt.datetime = AT) -> str:
    """The id of a record of a check on these facts."""
    with noted() as notes:
        known, verdict = decide(facts, day)
    return record_check(store, Asked("", "page", user), known, verdict, notes.figures(verdict), at).id
