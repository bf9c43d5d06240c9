"""Who acts and how: which acts are no export, reexport or transfer (in-country), and what is left to ask then.

15 CFR 734.13, 734.14, 734.16, 734.18: access to computing power, service, storage and support move
nothing; moving an item between sites of one owner and user inside a country is no transfer. Paying
for or buying an item is part of the export that it serves and is judged like it. What catches the
rest is section 744.6 (US persons), 736.2(b)(4) and (b)(10), and Treasury.
"""

from __future__ import annotations

from collections.abc import Iterable

from rules.deal import Deal
from rules.proof import Step, step
from rules.truth import Truth, all_of, any_of

INSIDE = frozenset({"import", "domestic"})
ACCESS = frozenset({"remote_access"})
IN_PLACE = frozenset({"service", "store"})
SUPPORT = frozenset({"support"})
STILL = ACCESS | IN_PLACE | SUPPORT  # acts that move nothing
SERVING = frozenset({"finance", "acquire"})  # part of the export that they pay for or order


def moves_nothing(deal: Deal) -> Truth:
    """Is it an act that moves no item to another place, user or use?"""
    act = deal.look("activity")
    if act == "transfer_in_country":
        return deal.yes("parties#own") if deal.look("parties#own") is not False else Truth.NO
    if act in ACCESS and _holds_the_racks(deal):
        return Truth.NO
    return deal.one_of("activity", STILL)


def _holds_the_racks(deal: Deal) -> bool:
    """Does a tenant hold hardware of its own abroad? Then it is the end user, and it is a transfer to it."""
    abroad = deal.look("departure") != "US"
    return abroad and any("tenant" in deal.look(f"parties[{index}].roles") for index in range(deal.parties))


def without_item(deal: Deal) -> bool:
    """Is it access or support, so that no license is looked for by the item?"""
    act = deal.look("activity")
    return act in SUPPORT or (act in ACCESS and not _holds_the_racks(deal))


def in_hand(deal: Deal) -> Truth:
    """Does somebody work on or keep an item that is already there, so that its way there counts?"""
    if deal.look("activity") == "transfer_in_country":
        return Truth.YES
    return deal.one_of("activity", IN_PLACE)


def lawfully_there(deal: Deal) -> Step:
    """Is it shown that the item came to where it is lawfully? Asked where sending it there would need a license."""
    return step(
        deal,
        "part_736.history",
        "Is it shown that the item is there lawfully?",
        deal.yes("supply_history_lawful#shown"),
        "working on it or keeping it is no act of its own under the EAR",
        cites=("15 CFR 736.2(b)(10)",),
    )


def known_act(deal: Deal) -> Step:
    """Is it known what is done?"""
    held = deal.look("activity#known")
    holds = Truth.YES if held is True else deal.yes("activity#known")
    return step(deal, "part_734.activity", "Is it known what is done?", holds,
                cites=("15 CFR 734.13", "15 CFR 736.2(b)(10)"))  # fmt: skip


LISTS = ("entity_list", "meu_list", "unverified_list", "sdn")


def no_listed_user(deal: Deal, owned: Iterable[Truth]) -> Step:
    """Is nobody served who is on a list, or owned by listed ones while that counts?

    No license is asked for access or service, but it is an open sign.
    """
    tests = list(owned)
    for index in range(deal.parties):
        for key in deal.look(f"parties[{index}].listings"):
            listed = deal.one_of(f"{key}.list", LISTS)
            if listed is not Truth.NO:
                tests.append(listed & deal.equals(f"{key}.state", "match"))
    found = any_of(tests)
    holds = ~found if found is Truth.NO else ~found | deal.yes("red_flags#listed_user")
    return step(deal, "part_744.listed_user", "Is nobody served who is on a restricted-party list?", holds,
                cites=("15 CFR 744.11(a)", "15 CFR Part 732, Supp. No. 3"))  # fmt: skip


def civil_use(deal: Deal, keys: tuple[str, ...], forces: Truth) -> Step:
    """Is it for none of the uses of part 744, and for no forces that it names? Else an officer has to look at it."""
    holds = ~forces & all_of(~deal.yes(key) for key in keys if deal.look(key) is not False)
    if holds is not Truth.YES:
        holds |= deal.yes("end_uses#settled")
    return step(deal, "part_744.civil_use", "Is it for none of the end uses and end users of part 744?", holds,
                cites=("15 CFR 744.6", "15 CFR 744.22(a)", "15 CFR 744.23(a)(1)"))  # fmt: skip
