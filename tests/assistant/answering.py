"""Turns as the reader gives them, made by hand: what follows reading is tested without it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.reading.understood import DealRead, Understood

DAY = dt.date(2026, 11, 24)
H200: dict[str, Any] = {
    "name": "H200",
    "form": "card",
    "tops": [{"operation": "FP8", "dense_tops": 1979, "bits": 8}],
    "applicable_die_area_mm2": 814,
    "memory_bandwidth_gb_s": 4800,
    "designed_or_marketed_for_datacenter": True,
}
ALIBABA: dict[str, Any] = {
    "name": "Alibaba Cloud",
    "roles": ["purchaser", "ultimate_consignee"],
    "kind": "iaas_provider",
    "location": "SG",
    "headquarters": "SG",
    "ultimate_parent": {"headquarters": "CN"},
}
H200_TO_ALIBABA: dict[str, Any] = {"item": H200, "quantity": 64, "destination": "SG", "parties": [ALIBABA]}
A30: dict[str, Any] = {
    "name": "A30",
    "form": "card",
    "tpp": 2644,
    "applicable_die_area_mm2": 826,
    "memory_bandwidth_gb_s": 933,
    "designed_or_marketed_for_datacenter": True,
}
TAIWANESE: dict[str, Any] = {
    "roles": ["ultimate_consignee", "end_user"],
    "kind": "company",
    "headquarters": "TW",
    "ultimate_parent": {"headquarters": "TW"},
}
A30_TO_TAIWAN: dict[str, Any] = {"item": A30, "quantity": 6, "destination": "TW", "parties": [TAIWANESE]}


def read(*deals: dict[str, Any] | DealRead, **others: Any) -> Understood:
    """A turn that holds these deals."""
    made = tuple(
        one if isinstance(one, DealRead) else DealRead(f"deal {at}", one, {}) for at, one in enumerate(deals, start=1)
    )
    return Understood(kind="deal", deals=made, **others)
