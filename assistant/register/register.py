"""Well-known firms: who they are, where they sit, who stands above them.

A dated register of our own (register.yaml), no official source: it answers "whose seat is that?" for names
that everybody knows, and is shown as "understood as". A branch or regional unit keeps its parent: the test of
15 CFR 744.23(a)(3) and 742.6(a)(6)(iii) asks for the headquarters of the ultimate parent, not for the place of
the branch.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from assistant.screening import names
from assistant.screening.word_set import word_set

FILE = Path(__file__).parent / "register.yaml"
PLACES = Path(names.__file__).parent / "data" / "place_names.txt"

Kind = Literal[
    "company", "natural_person", "government_agency", "us_government_agency", "state_owned", "armed_forces",
    "university", "retailer", "distributor", "integrator", "forwarder", "broker", "free_port", "data_center",
    "iaas_provider", "fabricator", "osat", "designer", "supercomputer_center", "other",
]  # fmt: skip
Confidence = Literal["high", "medium", "low"]
# Words that may follow a firm's name without making another firm of it.
UNIT_WORDS = word_set(
    """cloud group holding holdings international global overseas technology tech subsidiary unit branch office
    regional asia pacific region data center datacenter centers intelligence computing network networks digital ai
    services service systems solutions research lab division headquarters operations infrastructure entity affiliate
    s"""
)


class Parent(BaseModel):
    """The firm at the top of the group."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    seat: str


class Firm(BaseModel):
    """One firm. `ultimate_parent` None: it has none (or, at confidence low, none that we are sure of)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    seat: str
    ultimate_parent: Parent | None = None
    kind: Kind = "company"
    owners: str | None = None
    as_of: date
    source: str
    confidence: Confidence = "high"

    @property
    def parent_seat(self) -> str | None:
        """Seat of the ultimate parent: the firm's own where it has none, None where we are not sure."""
        if self.ultimate_parent is not None:
            return self.ultimate_parent.seat
        return None if self.confidence == "low" else self.seat


class Register:
    """Firms by name. Look-ups never guess at spelling."""

    def __init__(self, firms: list[Firm]) -> None:
        self.firms = tuple(firms)
        self._by_id = {firm.id: firm for firm in firms}
        self._by_key: dict[str, Firm] = {}
        for firm in firms:
            for name in (firm.name, *firm.aliases):
                self._by_key.setdefault(_key(name), firm)

    def by_id(self, firm_id: str) -> Firm | None:
        return self._by_id.get(firm_id)

    def find(self, name: str) -> Firm | None:
        """The firm of this name, or the one whose name it begins with before a place or a word for a unit.

        "Alibaba Cloud in Singapore" and "ByteDance's Singapore unit" are found, "Meta Dental Oslo" is not.
        """
        for reading in names.readings(name):
            if (firm := self.exact(reading) or self._by_prefix(reading)) is not None:
                return firm
        return None

    def exact(self, name: str) -> Firm | None:
        """The firm of this very name, legal form aside."""
        return self._by_key.get(_key(name))

    def _by_prefix(self, name: str) -> Firm | None:
        if names.NATIVE.search(name):
            return self._by_native_prefix(names.native_key(name))
        words = names.key(name.replace("'s ", " ").replace("’s ", " ")).words
        for size in range(len(words) - 1, 0, -1):
            firm = self._by_key.get("".join(words[:size]))
            if firm is not None and _is_place_or_unit(words[size:]):
                return firm
        return None

    def _by_native_prefix(self, key: str) -> Firm | None:
        held = [name for name in self._by_key if names.NATIVE.search(name) and key.startswith(name)]
        return self._by_key[max(held, key=len)] if held else None


def _key(name: str) -> str:
    return names.native_key(name) if names.NATIVE.search(name) else names.key(name).squash


def _is_place_or_unit(words: tuple[str, ...]) -> bool:
    """Whether these words only say where, or which part of the firm."""
    at = 0
    while at < len(words):
        size = next((n for n in (4, 3, 2, 1) if " ".join(words[at : at + n]) in _places()), 0)
        if not size and words[at] not in UNIT_WORDS and words[at] not in {"in", "of", "at"}:
            return False
        at += size or 1
    return True


@cache
def _places() -> frozenset[str]:
    return frozenset(PLACES.read_text(encoding="utf-8").split("\n")) - {""}


@cache
def register() -> Register:
    """The shipped register, read once."""
    rows = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Register(TypeAdapter(list[Firm]).validate_python(rows, strict=False))
