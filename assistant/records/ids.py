"""Short ids that can be read out: no vowels, nothing that looks like something else."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
LENGTH = 5


def record_id(facts: Mapping[str, Any]) -> str:
    """A new id for a record: the destination and five letters, such as UY-7K4RM; Q where no country is known."""
    release = facts.get("release")
    person = release.get("person_country") if isinstance(release, Mapping) else None
    return new_id(str(facts.get("destination") or person or "Q"))


def new_id(prefix: str) -> str:
    """A new id: D for a decision, R for a run, H for a settled hit, P for a position."""
    return f"{prefix}-{''.join(secrets.choice(LETTERS) for _ in range(LENGTH))}"
