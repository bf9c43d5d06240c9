"""Is there an event, and is the item subject to the EAR?

15 CFR 734.13, 734.14, 734.16: a delivery inside the United States, or a movement into it for use
there, is no export, reexport or transfer; acts that move nothing stand in activities.py. 15 CFR 734.7:
published software and technology is outside the EAR. Items made abroad: doors.py.
"""

from __future__ import annotations

from rules.deal import Deal, Open
from rules.ear.part_734 import activities, release
from rules.ear.part_734.activities import INSIDE
from rules.ear.part_744.end_use import ONWARD
from rules.ear.part_774.software_technology import is_data
from rules.proof import Step, step
from rules.truth import Truth, any_of


def is_event(deal: Deal) -> Step:
    """Is it an export, reexport or transfer at all?"""
    if release.is_release(deal):
        return _is_released(deal)
    activity = deal.one_of("activity", INSIDE)
    holds = ~activity
    still = activities.moves_nothing(deal) if not release.reads_files(deal) else Truth.NO
    cites: tuple[str, ...] = ("15 CFR 734.13", "15 CFR 734.16")
    if release.stays_encrypted(deal):
        holds = release.encrypted_is_event(deal)
        cites = ("15 CFR 734.18(a)(5)", *cites)
    elif still is not Truth.NO:
        holds = ~still  # using a computer from afar moves no item: advisory opinions, UNCONFIRMED (S)
    elif activity is Truth.YES:
        # leaving later, or not ending in the United States at all, is an export after all
        holds = deal.yes("onward_export") | any_of(map(deal.yes, ONWARD)) | ~_stays(deal)
    elif deal.look("activity") in activities.SERVING:
        holds = ~_domestic(deal) | deal.yes("onward_export")
    elif deal.equals("activity", "export") is Truth.YES and deal.equals("departure", "US") is Truth.YES:
        holds = ~_domestic(deal)
    return step(
        deal,
        "part_734.scope.event",
        "Is it an export, reexport or transfer (in-country)?",
        holds,
        "the EAR's license requirements are looked at",
        cites=cites,
    )


def _is_released(deal: Deal) -> Step:
    return step(
        deal,
        "part_734.scope.release",
        "Is technology or source code released to a foreign person?",
        release.to_foreign_person(deal),
        "a deemed export to the most recent citizenship or permanent residency",
        cites=("15 CFR 734.13(b)", "15 CFR 734.15", "15 CFR 734.19"),
    )


def _stays(deal: Deal) -> Truth:
    """Does it end in the United States? An import or delivery at home needs no destination."""
    return Truth.YES if isinstance(deal.look("destination"), Open) else _domestic(deal)


def _domestic(deal: Deal) -> Truth:
    """Does the item stay in the United States, Puerto Rico and the other territories included?"""
    return deal.place_in("destination", frozenset({"US"}))


def is_published(deal: Deal) -> Step:
    """Is it software, technology or weights that were published?"""
    deal.get("item.form")
    able = Truth.of(is_data(deal))
    holds = able & deal.yes("item.published")
    return step(
        deal,
        "part_734.scope.published",
        "Was it published, so that it is not subject to the EAR?",
        holds,
        "not subject to the EAR",
        cites=("15 CFR 734.7", "15 CFR 734.3(b)"),
    )
