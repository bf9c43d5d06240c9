"""The foreign direct product rules: a product scope and a destination, end-use or end-user scope, both to be met.

15 CFR 734.9(b) to (k), each as one row of RULES. The second scope is asked first, so that production
facts are only asked where they can matter. (l), model weights, is decided with ECCN 4E091.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rules.deal import Deal
from rules.ear.part_734 import kinds
from rules.ear.part_744 import footnoted
from rules.ear.part_744.chips import stands_in
from rules.ear.part_744.supercomputer import is_supercomputer
from rules.ear.part_774.advanced_computing import Class
from rules.ear.seats import of_d5m
from rules.proof import Step, step
from rules.truth import Truth, any_of

INPUTS, PLANT, CHIP = "content.direct_product_of", "content.plant_is_direct_product", "content.contains_us_ic"
WORLDWIDE, GROUPS = "worldwide", "groups"
GROUP_NAMES = {
    "national_security": ("d_1", "e_1", "e_2"),
    "series_515": ("d_5", "e_1", "e_2"),
    "series_600": ("d_1", "d_3", "d_4", "d_5", "e_1", "e_2"),
}


def _bound_for(name: str) -> Callable[[Deal], Truth]:
    def reach(deal: Deal) -> Truth:
        groups = (deal.law.places(f"country_groups.{group}") for group in GROUP_NAMES[name])
        return deal.place_in("destination", frozenset().union(*groups))

    return reach


def _marked(footnote: str) -> Callable[[Deal], Truth]:
    return lambda deal: footnoted.takes_part(deal, footnote)


def _tools_reach(deal: Deal) -> Truth:
    """A footnote 5 entity, or an entity at an advanced-node facility of Macau or D:5."""
    marked = footnoted.takes_part(deal, footnoted.TOOLS)
    if marked is Truth.YES or not deal.law.figure("direct_product.footnote_5.facility").value:
        return marked
    return marked | footnoted.at_advanced_facility(deal)


def _russia(deal: Deal) -> Truth:
    there = deal.place_in("destination", deal.law.places("embargoes.russia_belarus"))
    if there is Truth.YES:
        return there
    regions = deal.law.figure("direct_product.russia.regions")
    if deal.told("region") and deal.get("region") in regions.value:
        return Truth.YES
    ukraine = deal.place_in("destination", deal.law.places("embargoes.region_country"))
    return there | (ukraine & deal.one_of("region", regions.value) if ukraine is not Truth.NO else ukraine)


def _advanced(deal: Deal) -> Truth:
    """Destined to the places of the day; from 2023-11-17 the groups, or for a company of Macau or D:5 anywhere."""
    places = deal.law.figure("direct_product.advanced.places").value
    if places == WORLDWIDE:
        return Truth.YES
    if places == GROUPS:
        there = deal.place_in("destination", deal.law.d145)
        return there if there is Truth.YES else there | of_d5m(deal)
    return deal.place_in("destination", frozenset(places or ()))


def _supercomputer(deal: Deal) -> Truth:
    """For a supercomputer in China, since 2023-01-17 Macau too, or a part of one."""
    places = deal.law.places("direct_product.supercomputer.places")
    use = stands_in(deal, "supercomputer.location", places) if places else Truth.NO
    if use is not Truth.NO:
        use &= deal.yes("end_uses#supercomputer")
    return use if use is Truth.NO else use & is_supercomputer(deal)


def _iran(deal: Deal) -> Truth:
    return deal.place_in("destination", deal.law.places("embargoes.iran"))


def to_d5m(deal: Deal) -> Truth:
    """Destined to Macau or D:5?"""
    return deal.place_in("destination", deal.law.d5m)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of section 734.9: which items, for whom or where, made with which group of inputs."""

    name: str
    items: Callable[[Deal, Class], Truth]
    reach: Callable[[Deal], Truth]
    sign: str = ""  # what the third sign of an input must be, where categories count
    by_chip: bool = False  # an integrated circuit inside that was so made counts too


RULES = (
    Rule("national_security", kinds.national_security, _bound_for("national_security"), kinds.NATIONAL_SECURITY),
    Rule("series_515", kinds.spacecraft, _bound_for("series_515")),
    Rule("series_600", kinds.munitions, _bound_for("series_600"), kinds.MUNITIONS),
    Rule("footnote_1", kinds.any_item, _marked(footnoted.TELECOM)),
    Rule("footnote_4", kinds.any_item, _marked(footnoted.CHIPS)),
    Rule("footnote_5", kinds.tool, _tools_reach, by_chip=True),
    Rule("russia", kinds.listed_item, _russia),
    Rule("footnote_3", kinds.any_item, _marked(footnoted.FORCES)),
    Rule("advanced", kinds.advanced, _advanced),
    Rule("supercomputer", kinds.any_item, _supercomputer),
    Rule("iran", kinds.listed_item, _iran),
    Rule("equipment", kinds.equipment, to_d5m, by_chip=True),
)


def examine(deal: Deal, found: Class, rule: Rule) -> Step:
    """Are both scopes of this rule met?"""
    figure = deal.law.figure(f"direct_product.{rule.name}.inputs")
    holds = Truth.NO
    if figure.value is not None:
        holds = rule.reach(deal)
        if holds is not Truth.NO:
            holds &= rule.items(deal, found)
        if holds is not Truth.NO:
            holds &= _made(deal, rule)
    return step(
        deal,
        f"part_734.direct_product.{rule.name}",
        f"Does the foreign direct product rule of {figure.cite.removeprefix('15 CFR ')} reach it?",
        holds,
        "subject to the EAR",
        (figure,),
    )


def _made(deal: Deal, rule: Rule) -> Truth:
    """Was it, its plant, or for some rules a chip inside, made with the inputs of this rule?

    Of an advanced computing item this is presumed: only what is stated to the contrary counts.
    """
    inputs = deal.law.figure(f"direct_product.{rule.name}.inputs").value
    stated = deal.get(INPUTS)
    if stated is not None and any(_counts(str(one), inputs, rule.sign) for one in stated):
        return Truth.YES
    if rule.name == "advanced" and not (stated == () and deal.get(PLANT) is False):
        return Truth.YES
    direct = Truth.NO if stated is not None else deal.yes(f"{INPUTS}#listed")
    others = [PLANT, CHIP] if rule.by_chip else [PLANT]
    for other in others:
        if direct is not Truth.YES:
            direct |= deal.yes(other)
    return direct


def _counts(stated: str, inputs: Any, sign: str) -> bool:
    """Is a stated input among those of the rule?"""
    entry = stated.upper().removeprefix("ECCN").strip().partition(".")[0]
    if isinstance(inputs, tuple):
        return entry in inputs
    return entry[:1] in inputs and entry[1:2] in kinds.TECHNOLOGY_GROUPS and entry[2:].startswith(sign)


def informed(deal: Deal) -> Step:
    """Has BIS told the exporter that such an item is subject to the EAR: 734.9(a)(3)?"""
    told = deal.yes("is_informed_letter") if deal.told("is_informed_letter") else Truth.NO
    return step(
        deal,
        "part_734.direct_product.informed",
        "Has BIS informed the exporter that the item is subject to the EAR?",
        told,
        "subject to the EAR",
        cites=("15 CFR 734.9",),
    )


def tests(deal: Deal, found: Class) -> tuple[Step, ...]:
    """Every rule, in the order of the section."""
    return (informed(deal), *(examine(deal, found, rule) for rule in RULES))


def any_holds(steps: tuple[Step, ...]) -> Truth:
    """Does one of the rules reach the item?"""
    return any_of(one.holds for one in steps)
