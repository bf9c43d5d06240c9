"""What to say of listed parties and owners beside the outcome. Words stand in advice.yaml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from rules.deal import Deal, Open
from rules.law import Figure

PAYS_OR_BUYS_ON = frozenset({"financier", "downstream"})
OWNER_LISTS = frozenset({"entity_list", "meu_list", "sdn"})


@dataclass(frozen=True, slots=True)
class Said:
    """A warning by its name in advice.yaml."""

    name: str
    on: dt.date | None = None
    document: str | None = None


def of_parties(deal: Deal, list_is_later: bool) -> Iterator[Said]:
    """Warnings about listings; nothing where nobody carries one."""
    parties = [f"parties[{index}]" for index in range(deal.parties)]
    listed = [(party, key) for party in parties for key in deal.values[f"{party}.listings"] if _alive(deal, key)]
    owned = {party: [key for key in deal.values[f"{party}.owners#listed"] if _alive(deal, key)] for party in parties}
    keys = [key for _, key in listed] + [key for found in owned.values() for key in found]
    if any(set(deal.values[f"{party}.roles"]) <= PAYS_OR_BUYS_ON for party, _ in listed):
        yield Said("listed_role", None, "15 CFR 748.5")
    if list_is_later and any(deal.values[f"{key}.list"] == "entity_list" for key in keys):
        yield Said("entry_of_later_list", None, "15 CFR Part 744, Supp. No. 4")
    if any(_unread(deal, key) for key in keys):
        yield Said("unread_entry", None, "15 CFR Part 744, Supp. No. 4")
    counted = {
        party: [key for key in found if deal.values[f"{key}.list"] in OWNER_LISTS] for party, found in owned.items()
    }
    if any(counted.values()):
        yield from _of_owners(deal, counted)


def _alive(deal: Deal, key: str) -> bool:
    return deal.values[f"{key}.state"] != "ruled_out" and deal.values[f"{key}.since#counts"] is not False


def _unread(deal: Deal, key: str) -> bool:
    """An entry with a code that the rule base does not know, which counts at its strictest."""
    law = deal.law
    scope, policy = deal.values[f"{key}.scope"], deal.values[f"{key}.policy"]
    scopes, policies = dict(law.figure("entity_list.scopes").value), dict(law.figure("entity_list.residual").value)
    return (scope is not None and scope not in scopes) or (policy is not None and policy not in policies)


def _of_owners(deal: Deal, counted: dict[str, list[str]]) -> Iterator[Said]:
    figure: Figure = deal.law.figure("owners.in_force")
    if figure.value is None:
        yield Said("listed_owner", None, figure.cite)
        return
    yield Said("affiliates_caution", None, "15 CFR Part 744, Supp. No. 8")
    if deal.values["en_route_since"] is not None and deal.law.figure("owners.savings").value is not None:
        yield Said("affiliates_savings", deal.law.figure("owners.savings").effective_to, figure.by)
    if any(_is_far(deal, key) for found in counted.values() for key in found):
        yield Said("owner_chain", None, "15 CFR Part 744, Supp. No. 8")


def _is_far(deal: Deal, key: str) -> bool:
    """A listing of an owner's owner, whose stake in between is not known to be a majority."""
    owner = key.rpartition(".listings[")[0]
    above, _, _ = owner.rpartition(".owners[")
    return ".owners[" in above and (isinstance(deal.values[f"{owner}.percent"], Open) or _below(deal, owner))


def _below(deal: Deal, owner: str) -> bool:
    wanted = deal.law.figure("owners.from_percent").value
    return wanted is not None and bool(deal.values[f"{owner}.percent"] < wanted)
