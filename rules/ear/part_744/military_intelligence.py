"""Military-intelligence end uses and end users.

15 CFR 744.22: any item, EAR99 too, for such an end use in, or such an end user of, the countries named and those of
E:1 and E:2, the end users wherever they are; outside these countries only the bodies that (f)(2) names. Civilian
intelligence is not here but in 744.21(g).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from rules.deal import Deal
from rules.ear.part_744.military import ONLY_GOV, POD
from rules.ear.requirement import Requirement
from rules.ear.seats import everyone, seated_in
from rules.law import Law
from rules.proof import step
from rules.truth import Truth

NO_LETTER = re.compile(r"[\W_]+")


def places(law: Law) -> frozenset[str]:
    """The countries of the section on this day."""
    return law.places("military_intelligence.named_places") | law.e


def end_use_or_user(deal: Deal) -> Requirement:
    """Is it for a military-intelligence end use or end user of section 744.22?"""
    figure, bodies = deal.law.figure("military_intelligence.named_places"), "military_intelligence.bodies"
    countries = places(deal.law)
    there = deal.place_in("destination", countries)
    holds = there
    if holds is not Truth.NO:
        holds &= deal.yes("end_uses#military_intelligence")
    for party in everyone(deal):
        if holds is Truth.YES:
            break
        holds |= _user(deal, party, there, countries)
    held = step(
        deal,
        "part_744.military_intelligence_end_use",
        "Is it for a military-intelligence end use or end user of these countries?",
        holds,
        "a license is required for any item, no exception but GOV",
        (figure, deal.law.figure(bodies)),
        ("15 CFR 744.22(a)",),
    )
    return Requirement(held, "end_use", POD, ONLY_GOV)


def _user(deal: Deal, party: str, there: Truth, countries: frozenset[str]) -> Truth:
    """Such an organization in one of the countries, or a named body of theirs anywhere.

    Elsewhere (f)(2) is exhaustive, but a name that differs from it is no proof: who it is stays a question.
    """
    if deal.look(f"{party}.military_intelligence_end_user#named"):
        deal.bound(f"{party}.military_intelligence_end_user#named")
        return Truth.YES
    is_one = deal.yes(f"{party}.military_intelligence_end_user")
    if is_one is Truth.NO:
        return is_one
    where = there
    if where is not Truth.YES and deal.look(f"{party}.location") is not None:
        where |= deal.place_in(f"{party}.location", countries)
    if where is not Truth.YES:
        where |= seated_in(deal, party, countries) & ~deal.yes(f"{party}.name#cleared")
    return is_one & where


def is_named_body(law: Law, name: str, seat: str | None, others: set[str | None]) -> bool:
    """Is this the name of a body of (f)(2)? A bare acronym, or a party seated elsewhere, needs its country besides."""
    plain = plain_name(name)
    country = _bodies(law.figure("military_intelligence.bodies").value).get(plain)
    if country is None:
        return False
    return country in {seat, *others} or (seat is None and " " in plain)


@cache
def _bodies(rows: tuple[tuple[str, ...], ...]) -> Mapping[str, str]:
    """Country by every name of a body."""
    return {plain_name(name): country for country, *names in rows for name in names}


def plain_name(name: str) -> str:
    """Letters and digits in lower case, without the article."""
    return NO_LETTER.sub(" ", name.casefold()).strip().removeprefix("the ")
