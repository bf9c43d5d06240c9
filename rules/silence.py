"""Silence: what a fact means that nobody stated, applied once before the rules run.

The classes stand in silence.yaml; this module turns Facts into a Deal whose every fact has a value
or is open, and keeps what was presumed and what was taken as a promise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, get_args

from rules.base import Stated
from rules.deal import EITHER, SMALLEST, TOLD, YES_NO, Deal, Open
from rules.ear.part_732.red_flags import canonical, signs
from rules.ear.part_744.military_intelligence import is_named_body
from rules.facts import EndUse, Facts, Listing, Owner, Party
from rules.figures import Tpp, density_of, tpp_of
from rules.freshness import PUBLICATION_DOUBT_DAYS, SCREENING_DAYS
from rules.law import FIRST_DAY, Law, read_yaml
from rules.proof import OUTCOMES, ListState

FILE = Path(__file__).parent / "silence.yaml"
INTERMEDIARIES = frozenset(
    {"distributor", "integrator", "forwarder", "broker", "free_port", "iaas_provider", "data_center"}
)
CARRYING = frozenset({"forwarder", "carrier", "intermediate_consignee", "financier"})
BUYER = ("purchaser", "ultimate_consignee", "end_user")
RELEASES = frozenset({"deemed_export", "deemed_reexport"})
RAISABLE = frozenset({"temporary", "replacement", "packaging"})  # named by the user, their other facts are asked
NAMED_LATER = (  # who packages or attests, and when the designer applied, where nobody said it
    "foundry.packaged_by#fabricator", "foundry.packaged_by#approved_osat", "foundry.attested_by#designer",
    "foundry.attested_by#fabricator", "foundry.attested_by#osat", "item.designer_applied_on#in_time",
)  # fmt: skip
MACHINES = {"supercomputer": "supercomputer", "fab": "advanced_node"}
BY_KIND = {"supercomputer_center": "supercomputer", "fabricator": "advanced_node"}
USING = frozenset({"end_user", "ultimate_consignee", "unknown"})
ACTS = frozenset({"service", "support"})  # no item moves: section 744.6 asks for the fab itself
SCOPES = ("supplement_2", "microprocessors", "supercomputer", "category_3", "ccl")  # lists an unknown ECCN may be on
HOME = "US"
ARMED = "armed_forces"
FORCES = ("military_end_user", "military_intelligence_end_user")
PARENT_SEAT = "exporter.ultimate_parent_headquarters"
ECCN_KINDS = ("national_security", "series_515", "series_600", "equipment", "tools", "always")
FOOTNOTES = ("footnote_1", "footnote_3", "footnote_4", "footnote_5")
LARGE_TRAINING = "28"  # the red flag on training very large models for others
SERVED_AT_HOME = frozenset({"service", "remote_access"})
EVERY_OUTCOME = frozenset(OUTCOMES)
HTS = ("listed", "free")  # what the lists of section 746.8 say of the good's tariff code
ALL_SHARES = Decimal(100)
MOST_SAID = 10_000  # parts of facts of which it is remembered what they say
USUAL: Mapping[str, Any] = {  # what rules ask of their own, which no fact states
    **dict.fromkeys(NAMED_LATER, EITHER),
    **{f"item.eccn#{scope}": EITHER for scope in SCOPES},
    **dict.fromkeys(("item.eccn#covered", "item.eccn#offered", "red_flags#letters", "red_flags#self_blinding"), EITHER),
    **dict.fromkeys(("red_flags#listed_user", "end_uses#weapons_delivery", "end_uses#settled"), EITHER),
    **dict.fromkeys(("ofac_authorization#looked", "destination#settled", "fab.location#there"), EITHER),
    "en_route_since#saved": EITHER,
    "item.technology_for#paragraph": Open(choices=("a", "b", "c")),
    "item.hts#class": Open(choices=HTS),
    "item.tpp#known": False,
}


@dataclass(frozen=True, slots=True)
class Spec:
    """What silence about one fact means."""

    letter: str
    value: Any
    open: Open
    basis: str
    otherwise: tuple[Any, ...]
    parts: tuple[str, ...]
    reaches: frozenset[str]
    beside: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Presumption:
    """A fact that took its ordinary value, and the changes that stand for its other values."""

    fact: str
    key: str
    value: Any
    basis: str
    alternatives: tuple[Mapping[str, Any], ...]
    reaches: frozenset[str] = EVERY_OUTCOME  # what its other values can lead to


@dataclass(frozen=True, slots=True)
class Filled:
    """The deal with silence filled in."""

    deal: Deal
    tpp: Tpp
    density: str | None
    presumptions: tuple[Presumption, ...]
    promised: frozenset[str]


@cache
def _file() -> Mapping[str, Any]:
    content: Mapping[str, Any] = read_yaml(FILE)
    return content


@cache
def specs(section: str) -> Mapping[str, Spec]:
    """The specs of "facts" or "party" by path."""
    return {path: _spec(path, body) for path, body in _file()[section].items()}


def representatives() -> tuple[str, ...]:
    """One country of each class that rules tell apart."""
    return tuple(_file()["representatives"])


def _spec(path: str, body: Mapping[str, Any]) -> Spec:
    kind = body.get("kind")
    if kind == "place":
        still = Open(choices=representatives())
    elif kind == "place_abroad":
        still = Open(choices=tuple(place for place in representatives() if place != HOME))
    elif kind == "number":
        still = Open(low=Decimal(0))
    else:
        still = Open(choices=tuple(body.get("choices", YES_NO)))
    value = body.get("value")
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    otherwise, parts = tuple(body.get("otherwise", ())), tuple(path.split("."))
    return Spec(
        body["class"],
        value,
        still,
        body.get("basis", ""),
        otherwise,
        parts,
        frozenset(body.get("reaches", EVERY_OUTCOME)),
        body.get("beside", {}),
    )


def _stated(part: Stated | None, path: tuple[str, ...]) -> tuple[bool, Any]:
    """Whether the path was stated, and its value."""
    for name in path:
        if part is None or name not in part.model_fields_set:
            return False, None
        part = getattr(part, name)
    return True, part


def _settle(spec: Spec, stated: bool, value: Any) -> Any:
    """The value a fact takes: as stated, or as its class says. `null` opens K and P, never C or N."""
    if stated and value is not None:
        return value
    if spec.letter == "K" or (spec.letter == "P" and stated):
        return spec.open
    return True if spec.letter == "C" else spec.value


@dataclass(frozen=True, slots=True)
class _Ordinary:
    """What holds where nothing was stated, and the specs by the first name of their paths."""

    values: Mapping[str, Any]
    promised: tuple[tuple[str, str], ...]  # a key with its first name
    presumed: tuple[tuple[Presumption, str], ...]
    groups: Mapping[str, tuple[tuple[str, Spec], ...]]


@cache
def _ordinary() -> _Ordinary:
    return _nothing_stated("facts", "")


@lru_cache(maxsize=64)
def _ordinary_party(path: str) -> _Ordinary:
    return _nothing_stated("party", f"{path}.")


@lru_cache(maxsize=16)
def _usual(parties: int) -> Mapping[str, Any]:
    """Values that are one object for every deal of so many parties, as long as nothing else was stated."""
    usual = {**_ordinary().values, **USUAL}
    for index in range(parties):
        usual |= _ordinary_party(f"parties[{index}]").values
    return usual


def _nothing_stated(section: str, prefix: str) -> _Ordinary:
    groups: dict[str, list[tuple[str, Spec]]] = {}
    filling = _Filling(Facts(), Law(FIRST_DAY), ())
    for path, spec in specs(section).items():
        groups.setdefault(spec.parts[0], []).append((path, spec))
        filling.put(prefix + path, spec, False, None)
    first = {prefix + path: spec.parts[0] for path, spec in specs(section).items()}
    return _Ordinary(
        filling.values,
        tuple((key, first[key]) for key in first if key in filling.promised),
        tuple((one, first[one.key]) for one in filling.presumed),
        {name: tuple(found) for name, found in groups.items()},
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What one part of the facts says. The part is kept alive, so that its identity stays its own."""

    part: Stated
    values: Mapping[str, Any]
    stated: Set[str]
    promised: Set[str]
    presumed: tuple[Presumption, ...]


_said: dict[tuple[int, str], _Said] = {}


def _put_all(facts: tuple[tuple[str, Spec], ...], told: Stated, prefix: str, filling: _Filling) -> None:
    for path, spec in facts:
        filling.put(prefix + path, spec, *_stated(told, spec.parts))


class _Filling:
    """Collects the values of one deal; used once."""

    def __init__(self, facts: Facts, law: Law, lists: tuple[ListState, ...]) -> None:
        self.facts, self.law, self.lists = facts, law, lists
        self.values: dict[str, Any] = {}
        self.stated: set[str] = set()
        self.presumed: list[Presumption] = []
        self.promised: set[str] = set()

    def put(self, key: str, spec: Spec, stated: bool, value: Any) -> None:
        raised = key.partition(".")[0] in RAISABLE and getattr(self.facts, key.partition(".")[0]) is not None
        self.values[key] = spec.open if raised and not stated else _settle(spec, stated, value)
        if stated:
            self.stated.add(key)
        if spec.letter == "C" and (not stated or value is None):
            self.promised.add(key)
        if spec.letter == "P" and not stated:
            changes = tuple({key: other, **spec.beside} for other in spec.otherwise)
            self.presumed.append(Presumption(key, key, self.values[key], spec.basis, changes, spec.reaches))

    def deal_facts(self) -> None:
        self.take(_ordinary(), self.facts, "")

    def take(self, ordinary: _Ordinary, told: Stated, prefix: str) -> None:
        """Ordinary values for all, then what the groups say of which something was stated."""
        self.values.update(ordinary.values)
        stated = told.model_fields_set
        for group, its_facts in ordinary.groups.items():  # in their own order: the same facts give the same bytes
            if group not in stated:
                continue
            part = getattr(told, group)
            if len(its_facts) > 1 and isinstance(part, Stated):
                self.say(part, prefix + group, partial(_put_all, its_facts, told, prefix))
                continue
            _put_all(its_facts, told, prefix, self)
        self.promised |= {key for key, group in ordinary.promised if group not in stated}
        self.presumed += [one for one, group in ordinary.presumed if group not in stated]

    def say(self, part: Stated, key: str, puts: Callable[[_Filling], None]) -> None:
        """What a part of the facts says by itself, worked out once for every deal that holds this very part."""
        said = _said.get((id(part), key))
        if said is None:
            alone = _Filling(self.facts, self.law, self.lists)
            puts(alone)
            said = _Said(part, alone.values, alone.stated, alone.promised, tuple(alone.presumed))
            if len(_said) >= MOST_SAID:
                _said.clear()
            _said[id(part), key] = said
        self.values.update(said.values)
        self.stated |= said.stated
        self.promised |= said.promised
        self.presumed += said.presumed

    def end_uses(self) -> None:
        """Each use is one aspect of end_uses; free text alone opens them all."""
        stated, uses = _stated(self.facts, ("end_uses",))
        if stated:
            self.stated.add("end_uses")
        free_text = bool(self.facts.end_use) and not stated
        still_open = free_text or (stated and (uses is None or "unknown" in uses))
        hinted = self.hinted(stated)
        self.values["end_uses"] = None if still_open else tuple(uses or ("civil",))
        kinds = {*_file()["end_uses"]["otherwise"], "model_training_for_others"}
        for use in END_USES:
            named = use in (uses or ())
            opened = ((still_open and use in kinds) or use in hinted) and not named
            self.values[f"end_uses#{use}"] = EITHER if opened else named
        if not stated and not free_text:
            body = _file()["end_uses"]
            changes = tuple({f"end_uses#{use}": True} for use in body["otherwise"])
            self.presumed.append(
                Presumption(
                    "end_uses", "end_uses#military", ["civil"], body["basis"], changes, frozenset(body["reaches"])
                )
            )

    def hinted(self, stated: bool) -> set[str]:
        """Uses that the facts of a machine, a fab or a training speak of, or the kind of the end user.

        A machine or a fab speaks of its use even beside a stated one: climate work on a supercomputer is civil too.
        """
        facts = self.facts
        uses = {use for fact, use in MACHINES.items() if getattr(facts, fact) is not None}
        legacy = facts.fab is not None and facts.fab.advanced_node is False
        if stated:
            return set() if legacy or facts.activity in ACTS else uses
        if facts.training is not None:
            uses |= {"model_training_for_others", "military_intelligence"}
        for party in () if legacy or facts.activity in ACTS else facts.parties or ():
            if party.kind in BY_KIND and (party.roles is None or set(party.roles) & USING):
                uses.add(BY_KIND[party.kind])
        return uses

    def knowledge(self) -> None:
        stated, held = _stated(self.facts, ("exporter", "knowledge"))
        if stated and held is None:
            self.values["exporter.knowledge"] = None
            self.values |= {f"exporter.knowledge#{kind}": EITHER for kind in KNOWLEDGE}
            return
        held = held or ()
        self.values["exporter.knowledge"] = tuple(held)
        for kind in KNOWLEDGE:
            self.values[f"exporter.knowledge#{kind}"] = kind in held

    def parties(self) -> int:
        parties = self.facts.parties
        if parties is None:
            parties = (Party(),)
        elif not parties:  # nobody takes the item: the exporter is its own end user
            seat = self.values["exporter.headquarters"]
            parties = (Party.model_validate({"headquarters": seat, "ultimate_parent": {"headquarters": seat}}),)
        for index, party in enumerate(parties):
            self.party(f"parties[{index}]", party, parties)
        return len(parties)

    def party(self, path: str, party: Party, parties: tuple[Party, ...]) -> None:
        self.say(party, path, lambda alone: alone.take(_ordinary_party(path), party, f"{path}."))
        for seat in (f"{path}.headquarters", f"{path}.ultimate_parent.headquarters"):
            if self.values[seat] in self.law.places("territories.registered_seats"):
                self.values[seat] = specs("party")["headquarters"].open  # registered there, run from elsewhere
        if party.uvl_statement is False:  # not signed yet is no refusal: it stays the one fact that is asked
            self.values[f"{path}.uvl_statement"] = EITHER
        roles = party.roles if party.roles else (BUYER if len(parties) == 1 else ("unknown",))
        self.location(path, party)
        self.values[f"{path}.roles"] = roles
        self.values[f"{path}.roles#end_users"] = self.end_users(party, roles, parties)
        self.values[f"{path}.roles#told"] = True if self.values[f"{path}.roles#end_users"] == "itself" else EITHER
        self.values[f"{path}.name"] = party.name
        self.intelligence(path, party)
        self.values[f"{path}.name#cleared"] = EITHER
        self.screening(path, party)
        self.listed(path, party)

    def location(self, path: str, party: Party) -> None:
        """Where a party is: the destination, unless the user does not know, or forces of another country take it."""
        place, seat = self.values["destination"], party.headquarters
        unsure = "location" in party.model_fields_set and party.location is None
        told = party.model_fields_set
        forces = party.kind == ARMED or ("kind" in told and party.kind is None)
        forces |= any(name in told and getattr(party, name) is not False for name in FORCES)
        if isinstance(place, str) and party.location is None and (unsure or (forces and seat not in {None, place})):
            places = dict.fromkeys((place, *((seat,) if forces and seat else representatives())))
            self.values[f"{path}.location"] = Open(choices=tuple(places))

    def intelligence(self, path: str, party: Party) -> None:
        """A body that 744.22(f)(2) names is one, whatever was said of it."""
        key = f"{path}.military_intelligence_end_user"
        places = {party.location, self.facts.destination}
        named = party.name is not None and is_named_body(self.law, party.name, party.headquarters, places)
        self.values[f"{key}#named"] = named
        if named:
            self.values[key] = True
            self.presumed = [one for one in self.presumed if one.key != key]

    def end_users(self, party: Party, roles: tuple[str, ...], parties: tuple[Party, ...]) -> Any:
        """Who uses the items of somebody who passes them on: itself, a company of Macau or D:5, or another."""
        if "end_user" in roles and party.roles is not None:
            return "itself"
        others = any({"end_user", "tenant"} & set(one.roles or ()) for one in parties if one is not party)
        unsure = any(name in party.model_fields_set and getattr(party, name) is None for name in ("kind", "roles"))
        passes_on = unsure or party.kind in INTERMEDIARIES or set(roles) <= CARRYING
        if others or not passes_on:
            return "itself"
        return Open(choices=("itself", "of_d5m", "elsewhere"))

    def screening(self, path: str, party: Party) -> None:
        """Named and foreign: screened by a fresh list or elsewhere, and owners looked into."""
        named = party.name is not None
        done = party.screened.result if party.screened and self.recent(party.screened.on) else None
        unsure = "listings" in party.model_fields_set and party.listings is None
        if done == "open" or unsure or (done is None and named and not self.list_fresh()):
            self.values[f"{path}.screened"] = Open(choices=("no_hit", "hit"))
        else:
            self.values[f"{path}.screened"] = done or "no_hit"
            if not named:
                self.promised.add(f"{path}.screened")
        stated, owners = _stated(party, ("owners",))
        holders = (*(owners or ()), *((party.ultimate_parent,) if party.ultimate_parent else ()))
        doubted = any("listings" in one.model_fields_set and one.listings is None for one in holders)
        self.values[f"{path}.owners#allied"] = self.allied(party)
        if stated and owners is not None and not doubted:
            self.values[f"{path}.owners"] = "known"
        elif named or stated or doubted:
            self.values[f"{path}.owners"] = Open(choices=("known", "listed"))
        else:
            self.values[f"{path}.owners"] = "known"
            self.promised.add(f"{path}.owners")

    def allied(self, party: Party) -> bool:
        """Is all of it owned by companies of the United States, A:5 or A:6? Nothing less than all shares says so."""
        owners = party.owners or ()
        allies = self.law.a5_a6 | {HOME}
        shares = [one.percent or Decimal(0) for one in owners if one.headquarters in allies]
        return bool(owners) and len(shares) == len(owners) and sum(shares) == ALL_SHARES

    def recent(self, day: dt.date | None) -> bool:
        """A screening counts for a week, never one after the day of the deal or one that nobody dated."""
        return day is not None and 0 <= (self.law.asked - day).days <= SCREENING_DAYS

    def list_fresh(self) -> bool:
        """A list at hand that is at most a week older than the day, or of a later day."""
        return any(one.age_days <= SCREENING_DAYS for one in self.lists)

    def listed(self, path: str, party: Party) -> None:
        """Listings of the party, of its ultimate parent and of its owners, near and far."""
        self.listings(path, party.listings)
        parent = party.ultimate_parent
        self.values[f"{path}.ultimate_parent.name"] = None if parent is None else parent.name
        self.listings(f"{path}.ultimate_parent", None if parent is None else parent.listings)
        stated, organized = _stated(party, ("organized_in",))
        unsure = stated and organized is None
        self.values[f"{path}.organized_in"] = Open(choices=representatives()) if unsure else organized
        far = self.owners(path, party.owners)
        self.values[f"{path}.owners#listed"] = (*self.values[f"{path}.ultimate_parent.listings"], *far)

    def owners(self, path: str, owners: tuple[Owner, ...] | None) -> tuple[str, ...]:
        """The owners of a party or of an owner, with their listings; gives the keys of all listings."""
        found: list[str] = []
        tree = []
        for index, owner in enumerate(owners or ()):
            own = f"{path}.owners[{index}]"
            tree.append(own)
            self.values[f"{own}.name"] = owner.name
            self.listings(own, owner.listings)
            self.values[f"{own}.headquarters"] = owner.headquarters
            self.values[f"{own}.percent"] = _share(owner)
            self.values[f"{own}.ultimate_parent.listings"] = ()
            far = self.owners(own, owner.owners)
            self.values[f"{own}.owners#listed"] = far
            found += [*self.values[f"{own}.listings"], *far]
        self.values[f"{path}.owners#tree"] = tuple(tree)
        self.values[f"{path}.owners#together"] = EITHER
        return tuple(found)

    def listings(self, path: str, listings: tuple[Listing, ...] | None) -> None:
        entries = [(f"{path}.listings[{index}]", entry) for index, entry in enumerate(listings or ())]
        for key, entry in entries:
            self.listing(key, entry)
        self.values[f"{path}.listings"] = tuple(key for key, _ in entries)

    def listing(self, key: str, entry: Listing) -> None:
        """One entry. In the user's own words, without an id, it says that the party is listed."""
        said = "match" if entry.entry_id is None and "state" not in entry.model_fields_set else "open"
        state = entry.state or said
        self.values[f"{key}.state"] = Open(choices=("match", "ruled_out")) if state == "open" else state
        name = entry.list or "unknown"
        self.values[f"{key}.list"] = Open(choices=LISTS) if name == "unknown" else name
        self.values[f"{key}.name"] = entry.name
        self.values[f"{key}.scope"] = entry.scope
        self.values[f"{key}.programs"] = entry.programs or ()
        self.values[f"{key}.policy"] = entry.policy
        self.values[f"{key}.footnotes"] = entry.footnotes
        if entry.footnotes is None or "unknown" in entry.footnotes:  # else nobody asks
            self.values |= {f"{key}.footnotes#{number}": EITHER for number in FOOTNOTES}
        self.values[f"{key}.address_only"] = entry.address_only
        self.values[f"{key}.reaches"] = EITHER if entry.reaches is None else entry.reaches
        self.days(key, entry, name)

    def days(self, key: str, entry: Listing, name: str) -> None:
        """From when and until when the entry counts; the end of an order is never computed."""
        law, since, until = self.law, entry.since, entry.until
        self.values[f"{key}.since"], self.values[f"{key}.until"] = since, until
        begun = since is None or law.reached(since)
        doubted = not begun and entry.since_basis == "published" and law.reached(_days(since, -PUBLICATION_DOUBT_DAYS))
        self.values[f"{key}.since#counts"] = EITHER if doubted else begun
        ended = until is not None and law.reached(_days(until, 1))
        asked = ended and name in {"denied_persons", "unknown"}
        self.values[f"{key}.until#ended"] = EITHER if asked else ended
        sailed = self.facts.en_route_since
        under_way = begun and name == "entity_list" and since is not None and sailed is not None and sailed <= since
        if under_way:
            under_way = not law.reached(_days(since, law.figure("entity_list.savings_days").value + 1))
        self.values[f"{key}.since#under_way"] = under_way


def _days(day: dt.date | None, later: int | Decimal) -> dt.date:
    """The day so many days later."""
    assert day is not None
    return day + dt.timedelta(days=int(later))


def _share(owner: Owner) -> Any:
    """The stake as stated, else within its bounds, both included; bounds that contradict each other bound nothing."""
    if owner.percent is not None:
        return owner.percent
    low, high = owner.percent_min or Decimal(0), owner.percent_max
    if high is not None and low > high:
        return Open(low=Decimal(0))
    return Open(low=low, high=None if high is None else high + SMALLEST)


LISTS = ("entity_list", "denied_persons", "unverified_list", "meu_list", "sdn", "other")
END_USES: tuple[str, ...] = tuple(use for use in get_args(EndUse) if use not in {"civil", "unknown"})
KNOWLEDGE = (
    "past_violation", "intended_violation", "onward_to_embargoed_place", "onward_to_listed_party", "self_blinding",
    "evasion", "letter_revoked",
)  # fmt: skip


def fill(facts: Facts, law: Law, lists: tuple[ListState, ...] = ()) -> Filled:
    """The deal that rules read. Raises BadFact for figures that contradict each other or have no unit."""
    filling = _Filling(facts, law, lists)
    filling.deal_facts()
    filling.end_uses()
    filling.knowledge()
    parties = filling.parties()
    tpp, density = _figures(filling)
    _numbers(filling)
    law.memory.same(filling.values, _usual(parties))
    filling.values |= dict.fromkeys([TOLD + key for key in filling.stated], True)
    deal = Deal(filling.values, law, parties, frozenset(filling.stated))
    return Filled(deal, tpp, density, tuple(filling.presumed), frozenset(filling.promised))


def _figures(filling: _Filling) -> tuple[Tpp, str | None]:
    """TPP and density worked out once, so that rules read them like any stated figure."""
    item = filling.facts.item
    if item is None:
        return Tpp(None, None, "item.tpp"), None
    bits = filling.law.figure("ccl_terms.tf32_bits").value
    tpp = tpp_of(item, bits)
    density, text = density_of(item, tpp.value)
    if tpp.value is not None and "figures_per" in item.model_fields_set and item.figures_per is None:
        filling.values["item.tpp"] = Open(low=tpp.value)  # per die it would be a multiple
    elif tpp.value is not None:
        filling.values["item.tpp"] = tpp.value
    elif tpp.provisional:  # a dense rate never exceeds the sparse one
        filling.values["item.tpp"] = Open(low=Decimal(0), high=tpp.provisional[-1] + SMALLEST)
    if density is not None:
        filling.values["item.performance_density"] = density
    filling.values["item.tops#highest"] = tpp.tops
    return tpp, text


def _numbers(filling: _Filling) -> None:
    """What is written in another shape than rules read: bounds of a quantity, a NAC number, null fields."""
    facts, values = filling.facts, filling.values
    values.setdefault("item.tops#highest", None)
    values |= USUAL
    letter = values["is_informed_letter"]
    stated = "is_informed_letter" in filling.stated
    values["is_informed_letter#held"] = letter if stated else EITHER
    _leaving(filling)
    _released(filling)
    if values["activity"] in RELEASES:  # the person's country takes the place of the destination, 15 CFR 734.13(b)
        values["destination"] = values["release.person_country"]
    values["release#own"] = facts.parties == ()
    values["item.hts#class"] = values["item.hts"] if values["item.hts"] in HTS else USUAL["item.hts#class"]
    if facts.content is not None:
        _contents(filling)
    eccn = "" if facts.item is None else (facts.item.eccn or "").upper().removeprefix("ECCN").strip()
    twins = ("a", "b") if eccn.startswith(("3A090", "4A090")) else ("a", "b", "neither")
    values["item.eccn#paragraph"] = Open(choices=twins)
    values["red_flags#owner_chain"] = _resolved(facts, LISTED_OWNER_FLAG) or EITHER
    values["en_route_since"] = facts.en_route_since
    if isinstance(values["quantity"], int):
        values["quantity"] = Decimal(values["quantity"])
    elif facts.quantity_min is not None or facts.quantity_max is not None:
        high = None if facts.quantity_max is None else Decimal(facts.quantity_max + 1)
        values["quantity"] = Open(low=Decimal(facts.quantity_min or 0), high=high)
    if not isinstance(values["nac.number"], Open) and values["nac.number"] != "none":
        values["nac.number"] = "held"
    if facts.nac is not None and facts.nac.notice_on == "none" and isinstance(values["nac.number"], Open):
        values["nac.number"] = "none"
    if facts.dd is not None and isinstance(values["nac.number"], Open):
        values["nac.number"] = "none"  # who files the certifications applies for a license
    values["nac.notice_on"] = None if facts.nac is None else facts.nac.notice_on
    _acts(filling)
    values["route"] = facts.route or ()
    unsure = "route" in facts.model_fields_set and facts.route is None
    values["route#clear"] = EITHER if unsure else True
    values["red_flags#ids"] = tuple(dict.fromkeys(canonical(flag.id) for flag in facts.red_flags or ()))
    values["red_flags"] = tuple(_flags(facts, filling.law, values))
    if isinstance(values["item.eccn"], Open):
        values["item.eccn"] = None


def _contents(filling: _Filling) -> None:
    """Made abroad: inputs and content that nobody stated are open, and so is where and by whom it is sent."""
    facts, values = filling.facts, filling.values
    assert facts.content is not None
    share, inputs = facts.content.controlled_share, facts.content.direct_product_of
    values["content.controlled_share"] = Open(low=Decimal(0)) if share is None else share
    values["content.direct_product_of"] = inputs
    values["content.direct_product_of#listed"] = EITHER
    for name in ("plant_is_direct_product", "contains_us_ic"):
        stated = getattr(facts.content, name)
        values[f"content.{name}"] = EITHER if stated is None else stated
    values["content.foreign_control"] = facts.content.foreign_control
    for kind in ECCN_KINDS:
        values[f"item.eccn#{kind}"] = EITHER
    values["item.eccn#tool"] = Open(choices=("equipment", "tools", "neither"))
    for key, unsaid in (("departure", "abroad"), ("exporter.headquarters", "told"), (PARENT_SEAT, "told")):
        known = key in filling.stated and not isinstance(values[key], Open)
        values[f"{key}#{unsaid}"] = values[key] if known else Open(choices=representatives())


def _acts(filling: _Filling) -> None:
    """Who acts, on what, and whether an item was shown to have come to where it is lawfully."""
    facts, values = filling.facts, filling.values
    values["activity#known"] = EITHER if facts.activity == "other" else True
    values["parties#own"] = facts.parties == () and values["departure"] == values["destination"]
    values["supply_history_lawful#shown"] = True if facts.supply_history_lawful is True else EITHER
    described = facts.activity == "acquire" and bool(facts.end_use) and not facts.end_uses
    values["license_held#analysis"] = EITHER if described else False
    resolved = any(str(flag.id) == LARGE_TRAINING and flag.resolved is True for flag in facts.red_flags or ())
    values["red_flags#training"] = True if resolved else EITHER
    content = facts.content
    made_in = None if content is None else content.made_in
    values["content#ours"] = made_in == HOME
    values["content#outside"] = (
        content is not None
        and made_in not in (None, HOME)
        and content.controlled_share == 0
        and content.direct_product_of == ()
        and content.plant_is_direct_product is False
    )
    seat = values["exporter.headquarters"]
    abroad = isinstance(seat, Open) or filling.law.row(seat) != HOME
    if "exporter.us_person" not in filling.stated and (facts.activity == "support" or abroad):
        values["exporter.us_person"] = EITHER
    _employer(filling)
    if facts.training is not None and "onward_export" not in filling.stated and facts.activity in SERVED_AT_HOME:
        values["onward_export"] = EITHER  # where the weights go


def _employer(filling: _Filling) -> None:
    """Of a natural person who supports something, the employer's seat and owner have to be known."""
    facts = filling.facts
    if facts.activity in {"support", "service"} and filling.values["exporter.kind"] == "natural_person":
        for key in ("exporter.headquarters", "exporter.ultimate_parent_headquarters"):
            if key not in filling.stated:
                filling.values[key] = specs("party")["headquarters"].open


def _released(filling: _Filling) -> None:
    """A person who gets to see it is named: inside the United States that is a release, whatever it was called."""
    facts, values = filling.facts, filling.values
    person = facts.release.person_country if facts.release is not None else None
    inside = facts.activity in {"import", "domestic"}
    unsaid = "activity" not in facts.model_fields_set and facts.destination is None
    if person is not None and (inside or unsaid):
        values["activity"] = "deemed_export"
        filling.presumed = [one for one in filling.presumed if one.key != "activity"]


def _leaving(filling: _Filling) -> None:
    """Delivered at home and known to leave later: where it then goes has to be known."""
    facts, values = filling.facts, filling.values
    knows = facts.exporter.knowledge if facts.exporter is not None else None
    unsure = "onward_export" in facts.model_fields_set and facts.onward_export is None
    leaves = (
        facts.onward_export is True
        or unsure
        or bool({"onward_to_embargoed_place", "onward_to_listed_party"} & set(knows or ()))
    )
    if facts.activity in {"import", "domestic"} and leaves and values["destination"] in (None, HOME):
        values["destination"] = specs("facts")["destination"].open


LISTED_OWNER_FLAG = "29"  # Supp. No. 3 to part 732


def _resolved(facts: Facts, number: str) -> bool:
    """Is this red flag stated to be resolved?"""
    return any(str(flag.id) == number and flag.resolved is True for flag in facts.red_flags or ())


def _flags(facts: Facts, law: Law, values: dict[str, Any]) -> Iterator[str]:
    """Keys of the red flags that the gate asks about; one that nobody resolved is open."""
    if "red_flags" in facts.model_fields_set and facts.red_flags is None:
        values["red_flags#any"] = EITHER
        yield "red_flags#any"
    for sign in signs(facts, law):
        if sign.asked:
            values[sign.key] = True if sign.resolved else EITHER
            yield sign.key
