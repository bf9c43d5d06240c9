"""Listed owners: the affiliates rule, 15 CFR 744.11(a)(1), 744.21(a)(3), 744.8(a)(2), and its arithmetic.

A foreign entity that listed ones own to 50 percent or more, alone or together, is treated like its strictest
owner. An owner caught that way counts as listed one step further on. Stakes of parties on the Unverified List
or under denial orders, and of addresses, add nothing; a United States entity is never caught. A listed
ultimate parent counts as an owner of the whole.

OPEN: stakes below the line one step further up. A holds 40 percent of B, B all of C: C is not caught, as
Treasury counts; no worked sum of BIS was read, so the chain is a gate (owner_chain) for advanced computing
items, and for every item where the product of the stakes would reach the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rules.deal import Deal, Open
from rules.ear.part_744 import entity_list, military_list
from rules.ear.part_744.listed_parties import is_on
from rules.ear.part_774.advanced_computing import Class
from rules.ear.requirement import Requirement
from rules.ear.seats import everyone
from rules.proof import Policy, Step, step, strictest_policy
from rules.truth import Truth, any_of

WHOLE = Decimal(100)
HOME = frozenset({"US"})
DENIAL: Policy = "presumption_of_denial"


@dataclass(frozen=True, slots=True)
class Kind:
    """The listings that make an owner count."""

    lists: frozenset[str]
    any_program: bool = False


COUNTED = Kind(frozenset({"entity_list", "meu_list", "sdn"}))
NAMED_IN_744_8 = Kind(frozenset({"sdn"}))
BLOCKED = Kind(frozenset({"sdn"}), any_program=True)


@dataclass(frozen=True, slots=True)
class Stake:
    """An owner, whether it counts, and how much it holds; `strict`: less than `high`, never all of it."""

    owner: str
    counts: Truth
    low: Decimal
    high: Decimal
    strict: bool
    open: bool


def in_force(deal: Deal) -> bool:
    """Is the rule in force, by the last text read?"""
    return deal.law.figure("owners.in_force").value is True


def line(deal: Deal) -> Decimal:
    """The aggregate share from which the rule applies, while it is in force."""
    value: Decimal = deal.law.figure("owners.from_percent").value
    return value


def listed_owners(deal: Deal) -> Requirement:
    """Do listed owners together hold 50 percent or more of a foreign party, while that rule is in force?"""
    figures = (deal.law.figure("owners.in_force"), deal.law.figure("owners.from_percent"))
    tests: list[Truth] = []
    keys: list[str] = []
    if in_force(deal) and not _saved(deal):
        for party in everyone(deal):
            own = tuple(contributing(deal, party))
            if own:
                tests.append(caught(deal, party) & _reached(deal, own))
                keys += own
    held = step(
        deal,
        "part_744.affiliates",
        "Do listed owners hold 50 percent or more of a party?",
        any_of(tests),
        "treated like its strictest owner",
        figures,
    )
    return Requirement(held, "end_user", _strictest(deal, keys), _lifting(deal, keys))


def caught(deal: Deal, party: str) -> Truth:
    """Is this unlisted foreign party treated like its listed owners, by the arithmetic alone?"""
    holds = aggregate(deal, party, line(deal), COUNTED)
    return holds if holds is Truth.NO else holds & foreign(deal, party)


def foreign(deal: Deal, party: str) -> Truth:
    """Is it no United States entity, by where it is organized, else by its seat?

    A party that is told to be abroad and whose seat nobody tells is foreign: that it is an entity of the United States
    would be in the exporter's favor, and silence never is.
    """
    organized = f"{party}.organized_in"
    if deal.look(organized) is not None:
        return ~deal.place_in(organized, HOME)
    location = deal.look(f"{party}.location")
    if location is None and {"ultimate_consignee", "end_user"} & set(deal.look(f"{party}.roles")):
        location = deal.look("destination")
    if isinstance(deal.look(f"{party}.headquarters"), Open) and _abroad(deal, location):
        return Truth.YES
    return ~deal.place_in(f"{party}.headquarters", HOME)


def _abroad(deal: Deal, location: object) -> bool:
    return isinstance(location, str) and deal.law.row(location) not in HOME


def contributing(deal: Deal, party: str) -> Iterator[str]:
    """Listings of the party's owners, near and far, that make or may make them count."""
    for key in deal.look(f"{party}.owners#listed"):
        asked = len(deal.asks)
        holds = _counted(deal, key, COUNTED)
        del deal.asks[asked:]  # asked for by the sum, in its order
        if holds is not Truth.NO:
            yield key


def aggregate(deal: Deal, path: str, wanted: Decimal, kind: Kind) -> Truth:
    """Do owners that count hold `wanted` percent or more together? Asks for one thing at a time.

    Whose identity is open is asked first, then a share that could settle it alone, then the sum. What
    owners that do not count hold for certain is out of reach of the others.
    """
    asked = len(deal.asks)
    parent = f"{path}.ultimate_parent" if deal.look(f"{path}.ultimate_parent.listings") else None
    of_parent = Truth.NO if parent is None else _listed(deal, parent, kind)
    if of_parent is Truth.YES:
        return of_parent
    stakes = [_stake(deal, owner, wanted, kind) for owner in deal.look(f"{path}.owners#tree")]
    held = sum((one.low for one in stakes if one.counts is Truth.YES), Decimal(0))
    if held >= wanted:
        del deal.asks[asked:]
        return Truth.YES
    if not _within_reach(stakes, wanted):
        return of_parent
    if of_parent is Truth.UNKNOWN or any(one.counts is Truth.UNKNOWN for one in stakes):
        return Truth.UNKNOWN
    for one in stakes:
        if one.counts is Truth.YES and one.open:
            alone = deal.at_least(f"{one.owner}.percent", wanted - held + one.low)
            if alone is not Truth.NO:
                return alone
    return deal.yes(f"{path}.owners#together")


def _within_reach(stakes: list[Stake], wanted: Decimal) -> bool:
    """Can the owners that count, or may, hold as much?"""
    able = [one for one in stakes if one.counts is not Truth.NO]
    most = sum((one.high for one in able), Decimal(0))
    taken = sum((one.low for one in stakes if one.counts is Truth.NO), Decimal(0))
    strictly = any(one.strict for one in able)
    return (most > wanted or (most == wanted and not strictly)) and WHOLE - taken >= wanted


def _stake(deal: Deal, owner: str, wanted: Decimal, kind: Kind) -> Stake:
    asked = len(deal.asks)
    counted = _listed(deal, owner, kind)
    if counted is not Truth.YES and deal.look(f"{owner}.owners#tree"):
        counted |= aggregate(deal, owner, wanted, kind)
    if counted is not Truth.UNKNOWN:
        del deal.asks[asked:]  # settled, whatever else is open about it
    share = deal.look(f"{owner}.percent") if counted is Truth.NO else deal.bound(f"{owner}.percent")
    if isinstance(share, Open):
        low, high = share.low or Decimal(0), WHOLE if share.high is None else share.high
        return Stake(owner, counted, low, high, share.high is not None, True)
    return Stake(owner, counted, share, share, False, False)


def _listed(deal: Deal, owner: str, kind: Kind) -> Truth:
    """Does a listing of its own make this owner count? One that does settles it, whatever the others are."""
    asked = len(deal.asks)
    holds = any_of([_counted(deal, key, kind) for key in deal.look(f"{owner}.listings")])
    if holds is not Truth.UNKNOWN:
        del deal.asks[asked:]
    return holds


def _counted(deal: Deal, key: str, kind: Kind) -> Truth:
    if deal.look(f"{key}.address_only") is True:
        return Truth.NO
    if deal.look(f"{key}.list") == "sdn" and not (kind.any_program or named_in_744_8(deal, key)):
        return Truth.NO
    return is_on(deal, key, kind.lists)


def named_in_744_8(deal: Deal, key: str) -> bool:
    """Designated under an identifier of section 744.8; an entry without programs counts as such."""
    programs = {str(one).strip("[] ").upper().replace(" ", "-") for one in deal.look(f"{key}.programs")}
    return not programs or bool(programs & set(deal.law.figure("designated.identifiers").value))


def _saved(deal: Deal) -> bool:
    """Stated to have been under way when the rule began, and still in the days in which it could end."""
    begun, since = deal.law.figure("owners.savings").value, deal.look("en_route_since")
    return begun is not None and since is not None and since <= begun


def _reached(deal: Deal, keys: tuple[str, ...]) -> Truth:
    """Does the requirement of one of these owners reach the item? The most restrictive one counts."""
    return any_of(_reaches(deal, key) for key in keys)


def _reaches(deal: Deal, key: str) -> Truth:
    on = deal.look(f"{key}.list")
    if on == "entity_list":
        return entity_list.reaches(deal, key)
    if on == "meu_list":
        return military_list.reaches(deal)
    return ~deal.yes("ofac_authorization") if on == "sdn" else Truth.YES


def _strictest(deal: Deal, keys: list[str]) -> Policy:
    """The strictest policy of the owners: an entry's own, else presumption of denial."""
    found = [entity_list.policy(deal, [key]) if deal.look(f"{key}.list") == "entity_list" else DENIAL for key in keys]
    return strictest_policy(found) or DENIAL


def _lifting(deal: Deal, keys: list[str]) -> frozenset[str]:
    """What may lift it: General Order No. 7 lifts 744.11 and 744.21 only; GOV where every owner is on the MEU List."""
    lists = {deal.look(f"{key}.list") for key in keys}
    if not lists or not lists <= {"entity_list", "meu_list"}:
        return frozenset()
    return frozenset({"GO7"}) if "entity_list" in lists else frozenset({"GO7", *military_list.LIFTED_BY})


def owner_chain(deal: Deal, found: Class) -> Step:
    """Is no listed stake left further up a chain whose sum is not settled?"""
    tests = []
    if in_force(deal) and not _saved(deal):
        for party in everyone(deal):
            if _far(deal, party) and _unsettled(deal, party, found):
                tests.append(foreign(deal, party) & ~deal.yes("red_flags#owner_chain"))
    return step(
        deal,
        "part_744.owner_chain",
        "Is no listed stake left further up a chain whose sum is not settled?",
        ~any_of(tests),
        figures=(deal.law.figure("owners.from_percent"),),
        cites=("15 CFR Part 732, Supp. No. 3, Red Flag 29", "15 CFR Part 744, Supp. No. 8"),
    )


def _far(deal: Deal, party: str) -> bool:
    return any(deal.look(f"{owner}.owners#listed") for owner in deal.look(f"{party}.owners#tree"))


def _unsettled(deal: Deal, party: str, found: Class) -> bool:
    """A chain of stakes, not caught, that matters: for such an item any, else one whose product reaches the line."""
    asked, used = len(deal.asks), dict(deal.used)
    share = _product(deal, party)
    del deal.asks[asked:]
    deal.used = used
    return share > 0 and (found.advanced is not Truth.NO or share >= line(deal))


def _product(deal: Deal, path: str) -> Decimal:
    """The most that listed owners can hold when stakes along a chain are multiplied."""
    total = Decimal(0)
    for owner in deal.look(f"{path}.owners#tree"):
        share = deal.look(f"{owner}.percent")
        high = (WHOLE if share.high is None else share.high) if isinstance(share, Open) else share
        listed = _listed(deal, owner, COUNTED) is not Truth.NO
        total += high if listed else high * min(_product(deal, owner), WHOLE) / WHOLE
    return total


def joint_venture(deal: Deal, party: str, places: frozenset[str]) -> Truth:
    """Is a co-owner stated that is unlisted, seated in one of the places, and not itself caught?"""
    return any_of(
        [
            ~any_of([_listed(deal, owner, COUNTED), aggregate(deal, owner, line(deal), COUNTED)])
            for owner in deal.look(f"{party}.owners#tree")
            if deal.look(f"{owner}.headquarters") in places
        ]
    )


def caught_parties(deal: Deal) -> list[str]:
    """The parties that listed owners make, or may make, affiliates."""
    return [party for party in everyone(deal) if any(contributing(deal, party)) and _may_be_caught(deal, party)]


def _may_be_caught(deal: Deal, party: str) -> bool:
    asked = len(deal.asks)
    holds = caught(deal, party)
    del deal.asks[asked:]
    return holds is not Truth.NO
