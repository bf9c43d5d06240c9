"""License Exceptions CCD (15 CFR 740.19) and SPP (15 CFR 740.5).

CCD frees consumer devices for Belarus, Cuba, Russia and, since 2025-09-02, Syria; graphics cards and
chips below the lines of 3A090 for Cuba and Syria only. SPP frees EAR99 items for Syria since 2025-09-02.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.examined import Examined, examined, refused
from rules.ear.part_746.items import is_ear99
from rules.ear.part_774.advanced_computing import Class
from rules.ear.part_774.below import described_in_p, paragraph_of
from rules.ear.seats import served
from rules.truth import Truth, all_of

RETAIL = frozenset({"consumer", "laptop"})
CARDS = frozenset({"chip", "card", "module"})
PERSONS = frozenset({"natural_person", "other"})
CARRIED = frozenset({"export", "reexport", "transfer_in_country"})


def ccd(deal: Deal, found: Class) -> Examined:
    """Is it a consumer device for somebody whom 740.19(c) does not shut out?"""
    there = deal.place_in("destination", deal.law.places("consumer_communications.places"))
    if there is Truth.NO:
        return refused(deal, "CCD", "only for the destinations of that section", "15 CFR 740.19(a)")
    if not _eligible(deal, _paragraph(deal, found)):
        return refused(deal, "CCD", "would have to be a consumer device that paragraph (b) names for this destination",
                       "15 CFR 740.19(b)")  # fmt: skip
    users = deal.place_in("destination", deal.law.places("consumer_communications.any_organization"))
    if users is not Truth.YES:
        named = [_independent(deal, party) for party in served(deal)]
        users |= all_of(named) if named else Truth.NO
    if users is Truth.NO:
        return refused(deal, "CCD", "every user would have to be an independent non-governmental organization, or "
                       "a person without a state or party office", "15 CFR 740.19(c)")  # fmt: skip
    holds = there & users & deal.one_of("activity", CARRIED)
    conditions = ("sold without restriction at retail, for that user alone",)
    return examined(deal, "CCD", holds, conditions, "15 CFR 740.19(b)", "15 CFR 740.19(c)")


def _paragraph(deal: Deal, found: Class) -> str | None:
    below = found.advanced is Truth.NO and found.c is Truth.NO
    return paragraph_of(deal, found, deal.recall("below", described_in_p) if below else None)


def _eligible(deal: Deal, paragraph: str | None) -> bool:
    """Does paragraph (b) name it for this destination?"""
    law, form, destination = deal.law, deal.look("item.form"), deal.look("destination")

    def named(name: str) -> bool:
        return paragraph in (law.figure(f"consumer_communications.{name}").value or ())

    if form == "system" and deal.look("item.product_class") in RETAIL and named("computers"):
        return True
    phone = named("phones") or named("software") or (form == "software" and paragraph == "EAR99")
    if phone and deal.look("item.humanitarian_kind") == "personal_communications":
        return True
    if destination not in law.places("consumer_communications.more_items"):
        return False
    if named("chips"):
        return True
    return paragraph == "EAR99" and form in CARDS and deal.look("item.product_class") in RETAIL


def _independent(deal: Deal, party: str) -> Truth:
    """An independent organization, or a person who holds no office: stated as of the private sector."""
    if deal.get(f"{party}.kind") not in PERSONS:
        return Truth.NO
    return deal.yes(f"{party}.private_sector")


def spp(deal: Deal, found: Class) -> Examined:
    """Is it an EAR99 item exported or reexported to Syria?"""
    del found
    figure = deal.law.figure("consumer_communications.spp")
    there = deal.place_in("destination", frozenset(figure.value or ()))
    if there is Truth.NO:
        return refused(deal, "SPP", "only for Syria, since 2025-09-02", "15 CFR 740.5(a)")
    holds = there & is_ear99(deal)
    if holds is Truth.NO:
        return refused(deal, "SPP", "would have to be designated EAR99", "15 CFR 740.5(a)")
    holds &= deal.one_of("activity", ("export", "reexport"))
    return examined(deal, "SPP", holds, ("no end use or end user of part 744, nobody blocked by OFAC",),
                    "15 CFR 740.5(a)", "15 CFR 740.5(b)")  # fmt: skip
