"""Listed parties: Entity List, MEU List, Unverified List, specially designated nationals.

15 CFR 744.11, 744.16 with Supp. No. 4: a listed entity in the transaction. 15 CFR 744.21 with Supp.
No. 7. 15 CFR 744.15: the Unverified List. 15 CFR 744.8. 15 CFR 744.11(a)(1): listed owners, with the
stay of 90 FR 50857. Not modelled: footnotes 1 and 4 for foreign-made items (part_734.direct_product),
scopes narrower than all items, which are read as all.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from rules.deal import Deal, Open
from rules.ear.part_774.advanced_computing import stated_paragraph
from rules.ear.requirement import Requirement
from rules.ear.seats import everyone
from rules.proof import POLICIES, Policy, Step, step
from rules.truth import Truth, any_of

COUNTED = ("entity_list", "meu_list", "sdn")
RESIDUAL = "entity_list.residual"
FOR_EAR99 = "entity_list.for_ear99"


def anyone_listed(deal: Deal) -> bool:
    """Does any party, or an owner of one, carry a listing?"""
    return any(deal.look(f"{party}.listings") or deal.look(f"{party}.owners#listed") for party in everyone(deal))


def nobody(deal: Deal) -> Requirement:
    """Is a party listed? Asked in one step where no party carries a listing."""
    held = step(
        deal,
        "part_744.listed_party",
        "Is a party on a list that counts under the EAR?",
        Truth.NO,
        cites=("15 CFR 744.11(a)", "15 CFR 744.21(a)(1)", "15 CFR 744.8", "15 CFR 736.2(b)(4)"),
    )
    return Requirement(held, "end_user")


def _entries(deal: Deal, list_name: str) -> list[tuple[str, Truth]]:
    """Listings of the parties on one list, each with whether it is truly this party."""
    found = []
    for party in everyone(deal):
        for key in deal.look(f"{party}.listings"):
            on = deal.equals(f"{key}.list", list_name)
            if on is not Truth.NO and counts(deal, key):
                found.append((key, on & deal.equals(f"{key}.state", "match")))
    return found


def counts(deal: Deal, key: str) -> bool:
    """An entry counts from its date to its end, both days included; without a date on every day."""
    since, until = deal.look(f"{key}.since"), deal.look(f"{key}.until")
    begun = since is None or deal.law.reached(since)
    return begun and (until is None or not deal.law.reached(until + dt.timedelta(days=1)))


def _is_ear99(deal: Deal) -> bool:
    return stated_paragraph(deal) == "EAR99"


def entity_list(deal: Deal) -> Requirement:
    """Is a party on the Entity List?"""
    entries = _entries(deal, "entity_list")
    held = step(
        deal,
        "part_744.entity_list",
        "Is a party on the Entity List?",
        any_of([holds for _, holds in entries]),
        "a license is required, no exception",
        cites=("15 CFR 744.11(a)", "15 CFR Part 744, Supp. No. 4"),
    )
    return Requirement(held, "end_user", policy_of(deal, [key for key, holds in entries if holds is not Truth.NO]))


def policy_of(deal: Deal, keys: list[str]) -> Policy:
    """The strictest policy of the entries; a code nobody knows counts as presumption of denial."""
    residual: dict[str, Policy] = dict(deal.law.figure(RESIDUAL).value)
    ear99: dict[str, Policy] = dict(deal.law.figure(FOR_EAR99).value)
    policies: list[Policy] = []
    for key in keys:
        code = deal.look(f"{key}.policy")
        policy = ear99.get(code) if _is_ear99(deal) and code in ear99 else residual.get(code)
        policies.append(policy or "presumption_of_denial")
    return min(policies, key=POLICIES.index) if policies else "presumption_of_denial"


def military_end_user_list(deal: Deal) -> Requirement:
    """Is a party on the MEU List, and the item more than EAR99?"""
    entries = _entries(deal, "meu_list")
    holds = any_of([one for _, one in entries])
    if _is_ear99(deal):
        holds = Truth.NO  # Supp. No. 2 to part 744 lists no EAR99 item
    held = step(
        deal,
        "part_744.meu_list",
        "Is a party on the Military End-User List?",
        holds,
        "a license is required",
        cites=("15 CFR 744.21(a)(1)", "15 CFR Part 744, Supp. No. 7"),
    )
    return Requirement(held, "end_user", "presumption_of_denial")


def designated_national(deal: Deal) -> Requirement:
    """Is a party a specially designated national under the identifiers of 744.8?"""
    figure = deal.law.figure("end_uses.sdn")
    entries = [entry for entry in _entries(deal, "sdn") if _named_in_744_8(deal, entry[0])] if figure.value else []
    held = step(
        deal,
        "part_744.designated_national",
        "Is a party a specially designated national whom section 744.8 names?",
        any_of([one for _, one in entries]),
        "a license is required; Treasury's rules apply besides",
        (figure,),
    )
    return Requirement(held, "end_user", "presumption_of_denial")


def _named_in_744_8(deal: Deal, key: str) -> bool:
    """Designated under an identifier of section 744.8; an entry without programs counts as such."""
    programs = deal.look(f"{key}.programs")
    return not programs or bool(set(programs) & set(deal.law.figure("end_uses.identifiers").value))


def barred_by_treasury(deal: Deal) -> Step:
    """Does Treasury alone forbid it to a US person: a designated national, or half owned by some?

    31 CFR chapter V is outside the EAR and its rule on owners was never stayed. Where section 744.8
    asks for a BIS license itself, that is the outcome and Treasury is named beside it.
    """
    in_force = deal.law.figure("end_uses.sdn").value
    tests = [holds for key, holds in _entries(deal, "sdn") if not in_force or not _named_in_744_8(deal, key)]
    if not deal.law.figure("end_uses.affiliates.in_force").value:
        half = deal.law.figure("end_uses.treasury.from_percent").value
        tests += [_aggregate(deal, owners, half, ("sdn",)) for owners in _owners(deal)]
    holds = any_of(tests)
    if holds is not Truth.NO:
        export = deal.equals("activity", "export") & deal.equals("departure", "US")
        nexus = export if export is Truth.YES else deal.yes("exporter.us_nexus")
        holds &= nexus & ~deal.yes("ofac_authorization")
    return step(
        deal,
        "part_744.treasury",
        "Does Treasury forbid it to a US person, without authorization by OFAC?",
        holds,
        "prohibited as long as OFAC has not authorized it",
        cites=("31 CFR ch. V", "15 CFR 744.8"),
    )


def _owners(deal: Deal) -> list[dict[str, list[str]]]:
    """Per party the keys of its owners' listings, by owner."""
    found = []
    for party in everyone(deal):
        owners: dict[str, list[str]] = {}
        for key in deal.look(f"{party}.owners#listed"):
            owners.setdefault(key.rpartition(".listings[")[0], []).append(key)
        if owners:
            found.append(owners)
    return found


def other_list(deal: Deal) -> Requirement:
    """Is a party on a list that nobody named, or on one without effect here?"""
    held = step(
        deal,
        "part_744.other_list",
        "Is a party on a list that has no effect under the EAR?",
        any_of([one for _, one in _entries(deal, "other")]) & Truth.NO,
        None,
        cites=("15 CFR 744.16",),
    )
    return Requirement(held, "end_user")


def unverified(deal: Deal) -> Step:
    """Is a party on the Unverified List? Then no exception applies, and NLR needs its statement."""
    return step(
        deal,
        "part_744.unverified_list",
        "Is a party on the Unverified List?",
        any_of([one for _, one in _entries(deal, "unverified_list")]),
        "no license exception; a signed statement first",
        cites=("15 CFR 744.15(a)", "15 CFR 740.2(a)(17)"),
    )


def has_statement(deal: Deal) -> Step:
    """Has every party on the Unverified List signed its statement?"""
    result = Truth.YES
    for party in everyone(deal):
        for key in deal.look(f"{party}.listings"):
            if deal.equals(f"{key}.list", "unverified_list") is Truth.YES:
                result &= deal.yes(f"{party}.uvl_statement") | ~deal.equals(f"{key}.state", "match")
    return step(
        deal,
        "part_744.unverified_list.statement",
        "Is the statement of the party on the Unverified List signed and dated?",
        result,
        "no license is required on that ground",
        cites=("15 CFR 744.15(b)",),
    )


def listed_owners(deal: Deal) -> Requirement:
    """Do listed owners together hold 50 percent or more of a foreign party, while that rule is in force?"""
    figure, line = deal.law.figure("end_uses.affiliates.in_force"), deal.law.figure("end_uses.affiliates.from_percent")
    tests: list[Truth] = []
    keys: list[str] = []
    if figure.value:
        for owners in _owners(deal):
            tests.append(_aggregate(deal, owners, line.value, COUNTED))
            keys += [key for listed in owners.values() for key in listed]
    held = step(
        deal,
        "part_744.affiliates",
        "Do listed owners hold 50 percent or more of a party?",
        any_of(tests),
        "treated like its strictest owner",
        (figure, line),
    )
    return Requirement(held, "end_user", policy_of(deal, keys))


def _aggregate(deal: Deal, owners: dict[str, list[str]], line: Decimal, lists: tuple[str, ...]) -> Truth:
    """Known shares of listed owners add up; an open share leaves the sum open."""
    total, still = Decimal(0), []
    for path, keys in owners.items():
        asked = len(deal.asks)
        listed = any_of(
            [
                deal.equals(f"{key}.state", "match") & deal.one_of(f"{key}.list", lists)
                for key in keys
                if counts(deal, key)
            ]
        )
        if listed is not Truth.UNKNOWN:
            del deal.asks[asked:]  # settled by one entry, whatever the others are
        if listed is Truth.NO:
            continue
        if listed is Truth.UNKNOWN:
            return listed
        share = deal.bound(f"{path}.percent")
        if isinstance(share, Open):
            still.append((path, share))
            total += share.low or Decimal(0)
        else:
            total += share
    if total >= line or not still:
        return Truth.of(total >= line)
    path, share = still[0]
    return deal.at_least(f"{path}.percent", line - total + (share.low or Decimal(0)))
