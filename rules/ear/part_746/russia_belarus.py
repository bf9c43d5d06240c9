"""Russia and Belarus: 15 CFR 746.8, with 746.5 and 746.10 before 2024-06-12.

(a)(1) every item of the Commerce Control List, (a)(5) to (a)(7) goods by tariff code, (a)(8) EAR99
software, (a)(12)(ii) exclusions, (b)(3) policies, (c)(2) exceptions. (a)(3) reaches foreign direct
products for footnote 3 parties: their entry on the Entity List asks for the license and denies it.
The supplements by tariff code are not at hand: `item.hts` says "listed" or "free", or gives a code.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_746.items import for_civil_units_of_allies, is_ear99, meets_humanitarian_needs
from rules.ear.part_774.advanced_computing import HARDWARE, lowered, stated_paragraph
from rules.ear.requirement import Requirement
from rules.proof import Policy, step
from rules.truth import Truth


def russia_belarus(deal: Deal) -> Requirement:
    """Is an item of the Commerce Control List going to Russia or Belarus, and not excluded?"""
    figure, excluded = deal.law.figure("embargoes.russia_belarus"), deal.law.figure("russia_belarus.excluded")
    holds = deal.place_in("destination", frozenset(figure.value))
    if holds is not Truth.NO:
        holds &= ~is_ear99(deal)
    if holds is not Truth.NO and _named(deal, excluded.value or ()):
        holds &= ~for_civil_units_of_allies(deal)
    held = step(
        deal,
        "part_746.russia_belarus",
        f"Is the destination under {figure.cite}?",
        holds,
        "a license is required",
        (figure, excluded),
    )
    return Requirement(held, "embargo", _policy(deal), deal.law.places("left_open.russia_belarus"))


def _named(deal: Deal, entries: tuple[str, ...]) -> bool:
    paragraph = lowered(stated_paragraph(deal) or "")
    return any(paragraph == one or paragraph.startswith(f"{one}.") for one in entries)


def goods_by_code(deal: Deal) -> Requirement:
    """Does an EAR99 item for Russia or Belarus stand on the lists by tariff code or kind of software?"""
    figure = deal.law.figure("embargoes.russia_belarus")
    goods, chapters = deal.law.figure("russia_belarus.goods"), deal.law.figure("russia_belarus.chapters")
    holds = deal.place_in("destination", frozenset(figure.value))
    if holds is not Truth.NO:
        holds &= is_ear99(deal)
    if holds is not Truth.NO:
        holds &= _listed(deal, chapters.value or ())
    held = step(
        deal,
        "part_746.russia_belarus.codes",
        "Does the item stand on the lists of section 746.8 by its tariff code or kind of software?",
        holds,
        "a license is required",
        (goods, chapters),
    )
    return Requirement(held, "embargo", _policy(deal), deal.law.places("left_open.russia_belarus"))


def _listed(deal: Deal, chapters: tuple[str, ...]) -> Truth:
    """By chapter where that is listed whole, else as was said."""
    form = deal.look("item.form")
    if form in {"technology", "source_code", "software"}:
        software = deal.law.figure("russia_belarus.software").value
        if form != "software" or not software or for_civil_units_of_allies(deal) is Truth.YES:
            return Truth.NO
    elif chapters and (form in HARDWARE or str(deal.look("item.hts") or "").startswith(chapters)):
        deal.bound("item.hts")
        return Truth.YES
    return deal.equals("item.hts#class", "listed")


def _policy(deal: Deal) -> Policy:
    """Denial; case by case for humanitarian needs and for units of companies of the US, A:5 or A:6."""
    destination = deal.look("destination")
    if not isinstance(destination, str) or destination not in deal.law.places("embargoes.russia_belarus"):
        return "policy_of_denial"
    allied = for_civil_units_of_allies(deal)
    deal.take_used()
    deal.take_asks()
    return "case_by_case" if meets_humanitarian_needs(deal) or allied is Truth.YES else "policy_of_denial"
