"""Deemed exports and reexports: a release of technology or source code to a foreign person.

15 CFR 734.13(a)(2), (b), 734.14, 734.15, 734.19: the person's most recent citizenship or permanent residency takes the
place of the destination; access information given to let somebody read counts as the release. 742.6(a)(6)(iv): the
regional stability requirements of (i) to (iii) are spared. 734.18(a)(5): encrypted storage is no export. Not given:
the relief of 734.20, whose wording was not read.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_774.advanced_computing import Class
from rules.ear.part_774.software_technology import RELEASES, is_data, named_at_seat
from rules.ear.requirement import Requirement
from rules.proof import step
from rules.truth import Truth

EMPLOYER = "release.employer_headquarters"


def is_release(deal: Deal) -> bool:
    """Is it a deemed export or reexport?"""
    return deal.look("activity") in RELEASES


def to_foreign_person(deal: Deal) -> Truth:
    """Is technology or source code released to somebody who is no US citizen or permanent resident?

    A commodity releases nothing: looking at it or computing on it is no export.
    """
    deal.bound("activity")
    if not is_data(deal):
        return Truth.NO
    return ~deal.place_in("destination", frozenset({"US"}))


def of_goods(deal: Deal) -> bool:
    """A commodity shown, or computed on, by a foreign person: access like any other."""
    return is_release(deal) and not is_data(deal)


def reads_files(deal: Deal) -> bool:
    """Technology or source code opened from afar, which sends it there; a service run on software does not."""
    return deal.look("activity") == "remote_access" and deal.look("item.form") != "software" and is_data(deal)


def stays_encrypted(deal: Deal) -> bool:
    """Is data stored or sent to the exporter's own store, end to end encrypted?"""
    if deal.look("release.end_to_end_encrypted") is not True or not is_data(deal):
        return False
    return deal.look("activity") == "store" or bool(deal.look("release#own"))


def encrypted_is_event(deal: Deal) -> Truth:
    """Encrypted storage is no export, but for stores in Country Group D:5 or Russia."""
    deal.bound("release.end_to_end_encrypted")
    places = deal.law.places("country_groups.d_5") | deal.law.places("release.not_stored_in")
    return deal.place_in("destination", places)


def spared(deal: Deal, found: Class) -> Requirement:
    """742.6(a)(6)(iv): regional stability asks nothing of a deemed export."""
    deal.bound("activity")
    held = step(
        deal,
        "part_742.regional_stability.deemed",
        "Do the requirements for advanced computing items reach a deemed export?",
        Truth.NO,
        figures=(deal.law.figure("regional_stability.deemed"),),
    )
    return Requirement(held, "RS")


def at_seat(deal: Deal, found: Class) -> Requirement:
    """744.23(a)(3)(i) is not spared: named source code, for staff of a company of Macau or D:5."""
    law = deal.law
    figure = law.figure("advanced_computing.seat.b")
    first = law.figure("advanced_computing.seat.a")
    kinds = found.b
    if first.value and first.cite.startswith("15 CFR 744.23"):  # a items went into 742.6 later
        kinds = found.a | found.b
    reached = kinds if figure.value and named_at_seat(deal, found) else Truth.NO
    if reached is not Truth.NO:
        reached &= ~deal.place_in("destination", law.d145) & deal.place_in(EMPLOYER, law.d5m)
    held = step(
        deal,
        "part_744.advanced_computing.deemed",
        "Is source code released for a company headquartered in Macau or D:5?",
        reached,
        "a license is required",
        (figure,),
    )
    return Requirement(held, "RS", "presumption_of_denial")


def of_regular_employee(deal: Deal) -> Truth:
    """742.6(a)(13): a permanent regular employee of an entity seated in a Supp. No. 5(a) destination."""
    named = deal.law.places("review_policy.supplement_5")
    employed = deal.yes("release.permanent_employee")
    return employed if employed is Truth.NO else employed & deal.place_in(EMPLOYER, named, exactly=True)
