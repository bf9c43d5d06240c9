"""A sign of diversion is read in every tongue that is read."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from assistant.reading.understand import understand
from rules.law import read_yaml

_SOURCE: dict[str, Any] = read_yaml(Path(__file__).with_name("signs.yaml"))
_CASES = [
    (str(sign["id"]), tongue, f"{base} {sign[tongue]}")
    for sign in _SOURCE["signs"]
    for tongue, base in _SOURCE["base"].items()
]


@pytest.mark.parametrize(("number", "tongue", "text"), _CASES, ids=lambda value: value if len(value) < 20 else "")
def test_sign_is_raised(number: str, tongue: str, text: str) -> None:
    found = understand(text, as_of=dt.date(2026, 11, 25))
    raised = [flag["id"] for deal in found.deals for flag in deal.facts.get("red_flags", [])]
    assert number in raised or found.kind == "evasion"  # a request to write something false ends there
