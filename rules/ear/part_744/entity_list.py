"""The Entity List: 15 CFR 744.11(a), 744.16, and Supp. No. 4 to part 744.

An entry decides by its own words, here by their codes: what items it reaches, and how an application is
viewed. Where the words turn on something that no fact tells (a project, a carve-out), `listings[].reaches`
does: unknown is asked where the entry reaches only what it names, and no relief where it leaves something
out. No exception lifts it. Not modelled: the relief that single entries give under License Exception GOV,
and 744.16(b) for civil aircraft, both of which stay closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rules.deal import Deal
from rules.ear.part_744.listed_parties import entries, is_ear99
from rules.ear.part_774.advanced_computing import HARDWARE, lowered, stated_paragraph
from rules.ear.requirement import Requirement
from rules.ear.seats import everyone
from rules.proof import Policy, step, strictest_policy
from rules.truth import Truth, any_of

DENIAL: Policy = "presumption_of_denial"


def entity_list(deal: Deal) -> Requirement:
    """Is a party on the Entity List, under an entry that reaches the item?"""
    found = [
        (key, holds & reaches(deal, key))
        for party in everyone(deal)
        for key, holds in entries(deal, party, "entity_list")
    ]
    held = step(
        deal,
        "part_744.entity_list",
        "Is a party on the Entity List, under an entry that reaches the item?",
        any_of([holds for _, holds in found]),
        "a license is required, no exception",
        cites=("15 CFR 744.11(a)", "15 CFR 744.16", "15 CFR Part 744, Supp. No. 4"),
    )
    return Requirement(held, "end_user", policy(deal, [key for key, holds in found if holds is not Truth.NO]))


def reaches(deal: Deal, key: str) -> Truth:
    """Does the entry's scope reach this item? A code nobody knows reaches every item."""
    how = _table(deal, "entity_list.scopes").get(deal.look(f"{key}.scope"), "all")
    if how == "all" or (how == "ccl_or_named" and not is_ear99(deal)):
        return Truth.YES
    if how == "all_but_excepted":
        return Truth.of(deal.look(f"{key}.reaches") is not False)
    return deal.yes(f"{key}.reaches")


def policy(deal: Deal, keys: Iterable[str]) -> Policy:
    """The strictest review policy of the entries for this item."""
    return strictest_policy([_policy_of(deal, deal.look(f"{key}.policy")) for key in keys]) or DENIAL


def _policy_of(deal: Deal, code: str | None) -> Policy:
    """The policy of one code: the item's split, else the residual; a code nobody knows is presumption of denial."""
    for item_class, view in _table(deal, "entity_list.splits").get(code, ()):
        if _in_class(deal, item_class):
            return view  # type: ignore[no-any-return]
    residual: Policy = _table(deal, "entity_list.residual").get(code, DENIAL)
    return residual


def _in_class(deal: Deal, item_class: str) -> bool:
    """Does the item belong to the class an entry splits off? Only what was stated counts."""
    if item_class == "ear99":
        return is_ear99(deal)
    if item_class == "ear99_food_medicine":
        return is_ear99(deal) and deal.look("item.humanitarian_kind") in {"food", "medicine"}
    listed = deal.law.figure(f"entity_list.classes.{item_class}").value
    paragraph = stated_paragraph(deal)
    if item_class.startswith("outside_"):
        return _outside(deal, paragraph, listed)
    return paragraph is not None and any(_part_of(lowered(paragraph), one) for one in listed)


def _outside(deal: Deal, paragraph: str | None, listed: tuple[str, ...]) -> bool:
    """Surely none of the paragraphs: another entry, or hardware that is no equipment."""
    if paragraph is None:
        return deal.look("item.form") in HARDWARE
    stated = lowered(paragraph)
    return not any(_part_of(stated, one) or _part_of(one, stated) for one in listed)


def _part_of(paragraph: str, entry: str) -> bool:
    return paragraph == entry or paragraph.startswith(f"{entry}.")


def _table(deal: Deal, figure: str) -> Mapping[Any, Any]:
    return dict(deal.law.figure(figure).value)
