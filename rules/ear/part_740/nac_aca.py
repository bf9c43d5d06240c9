"""License exceptions NAC and ACA.

15 CFR 740.8: notified advanced computing, and advanced computing authorized. Items: 3A090.b, and what
meets 3A090.a without being designed or marketed for data centers. From 2023-11-17 to 2024-04-03 both
limbs were called NAC. Not modelled: the six data items of a notice, (c)(1).
"""

from __future__ import annotations

import datetime as dt

from rules.deal import Deal
from rules.ear.examined import Examined, examined, refused
from rules.ear.part_744.end_use import military_fact
from rules.ear.part_774.advanced_computing import Class, for_data_centers, lowered, stated_paragraph
from rules.ear.seats import of_d5m
from rules.truth import Truth

NOTICE = ("a written purchase order", "notice in SNAP-R at least 25 days before, and the NAC number held")
ORDER = ("a written purchase order before shipping",)
ENCRYPTION = ("the requirements of section 740.17 as well, 15 CFR 740.8(a)(3)",)
EXPORTS = frozenset({"export", "reexport"})


def eligible(deal: Deal, found: Class) -> Truth:
    """Is the item one of 740.8(a)? Where section and entry disagree the exception is not established."""
    paragraph = stated_paragraph(deal)
    doubtful = deal.law.figure("ccl_terms.no_consumer_nac").value or ()
    if paragraph is not None and lowered(paragraph) in doubtful:
        return Truth.NO
    consumer = found.a
    if consumer is not Truth.NO:
        consumer = found.a & ~for_data_centers(deal, found)
    return consumer | found.b


def _conditions(deal: Deal, papers: tuple[str, ...]) -> tuple[str, ...]:
    """The papers, and those of ENC for an item of 5A002.z or 5A004.z."""
    paragraph = stated_paragraph(deal)
    parents = deal.law.figure("ccl_terms.ns_1_parents").value
    named = paragraph is not None and parents and lowered(paragraph).startswith(parents)
    return (*papers, *ENCRYPTION) if named or deal.get("item.encryption") == "controlled" else papers


def nac(deal: Deal, found: Class) -> Examined:
    """Is NAC available: to Macau, D:5 or their companies, after notice?"""
    military = military_fact(deal)
    law = deal.law
    if not law.figure("nac_aca.notified").value:
        return refused(deal, "NAC", "not in force on this day", "15 CFR 740.8")
    item = eligible(deal, found)
    if item is Truth.NO:
        return refused(
            deal,
            "NAC",
            "not for data-center items that meet 3A090.a, nor where the entry gives none",
            "15 CFR 740.8(a)",
        )
    place = deal.place_in("destination", law.d5m)
    place = place if place is Truth.YES else place | of_d5m(deal)
    moving = deal.one_of("activity", EXPORTS)
    scope = item & place & moving & ~military
    if scope is Truth.NO:
        return _without_notice_as_nac(deal, found, military)
    papers = _number(deal) & _ordered(deal)
    return examined(deal, "NAC", scope & papers, _conditions(deal, NOTICE), "15 CFR 740.8(a)(2)(i)", "15 CFR 740.8(c)")


def _number(deal: Deal) -> Truth:
    """Is the NAC number held, and day 25 reached?"""
    held = deal.equals("nac.number", "held")
    notice = deal.look("nac.notice_on")
    days = deal.law.figure("nac_aca.days").value
    if isinstance(notice, dt.date) and not deal.law.reached(notice + dt.timedelta(days=int(days))):
        return Truth.NO
    return held


def _ordered(deal: Deal) -> Truth:
    """A written purchase order, which a commercial sample does not need."""
    return deal.yes("purchase_order") | deal.yes("commercial_sample")


def _without_notice_as_nac(deal: Deal, found: Class, military: Truth) -> Examined:
    """Until 2024-04-03 the limb without notice bore the name NAC too."""
    if deal.law.figure("nac_aca.unnotified_code").value == "NAC":
        return _unnotified(deal, found, military, "NAC")
    return refused(
        deal, "NAC", "only for exports and reexports to Macau, D:5 or their companies, without a military fact",
        "15 CFR 740.8(a)(2)(i)", "15 CFR 740.8(b)",
    )  # fmt: skip


def aca(deal: Deal, found: Class) -> Examined:
    """Is ACA available: other destinations, and transfers within Macau and D:5?"""
    military = military_fact(deal)
    code = deal.law.figure("nac_aca.unnotified_code").value
    if code != "ACA":
        return refused(deal, "ACA", "not in force under this name on this day", "15 CFR 740.8")
    return _unnotified(deal, found, military, "ACA")


def _unnotified(deal: Deal, found: Class, military: Truth, code: str) -> Examined:
    item = eligible(deal, found)
    if item is Truth.NO:
        return refused(
            deal, code, "not for data-center items that meet 3A090.a, nor where the entry gives none", "15 CFR 740.8(a)"
        )
    place = deal.place_in("destination", deal.law.d5m)
    transfer = deal.equals("activity", "transfer_in_country")
    elsewhere = ~place
    if elsewhere is not Truth.NO:
        elsewhere &= ~of_d5m(deal)
    if deal.law.figure("nac_aca.unnotified").value == "d14":
        elsewhere &= deal.place_in("destination", deal.law.d145)
    scope = item & ((transfer & place) | elsewhere) & ~military
    if scope is Truth.NO:
        return refused(
            deal, code, "not to Macau, D:5 or their companies, nor with a military fact", "15 CFR 740.8(a)(2)(ii)"
        )
    return examined(deal, code, scope & _ordered(deal), _conditions(deal, ORDER), "15 CFR 740.8(a)")
