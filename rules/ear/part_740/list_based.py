"""The exceptions that an entry of the Commerce Control List offers in its own lines.

15 CFR 740.3 LVS, 740.4 GBS, 740.6 TSR, 740.7 APP; what 740.17 ENC and 740.24 IEC need lies outside the rule base, so
they are left open; 740.20 STA rests on a statement that nobody presumes. An exception lifts only the reasons that
part_742/list_based.py lets it lift.
"""

from __future__ import annotations

from decimal import Decimal

from rules.deal import Deal
from rules.ear.examined import Examined, examined, refused
from rules.ear.part_774.commerce_control_list import Entry, Row, covers, worldwide
from rules.ear.part_774.software_technology import RELEASES
from rules.truth import Truth, any_of

OFFERED = "item.eccn#offered"


def offered(deal: Deal, entry: Entry) -> tuple[Examined, ...]:
    """Every exception of the entry's own lines, each with why."""
    return (lvs(deal, entry), gbs(deal, entry), tsr(deal, entry), app(deal, entry), enc(deal, entry),
            iec(deal, entry), sta(deal, entry))  # fmt: skip


def lvs(deal: Deal, entry: Entry) -> Examined:
    """Is the order worth no more than the limit of its paragraph, and the destination in Country Group B?"""
    rows: list[Row] = entry.body.get("lvs", [])
    if not rows:
        return refused(deal, "LVS", "the entry gives none", "15 CFR 740.3")
    value = deal.get("value_usd")
    if not isinstance(value, Decimal):
        most = max(row["usd"] for row in rows)
        why = f"would have to be an order of at most {most} USD, its value stated"
        return refused(deal, "LVS", why, "15 CFR 740.3")
    tests = [covers(deal, entry, row, OFFERED) for row in rows if value <= row["usd"]]
    holds = any_of(tests) & deal.place_in("destination", deal.law.places("country_groups.b"))
    holds &= deal.one_of("activity", ("export", "reexport"))
    if holds is Truth.NO:
        return refused(deal, "LVS", "the order is above the limit, the paragraph has none, or the destination lies "
                       "outside Country Group B", "15 CFR 740.3(b)")  # fmt: skip
    return examined(deal, "LVS", holds, ("one order, not split, for one shipment",
                    "at most twelve times the limit a year to this consignee"), "15 CFR 740.3")  # fmt: skip


def _line(deal: Deal, entry: Entry, code: str) -> Truth:
    """Does the entry offer the exception for this paragraph, to this destination of Country Group B?"""
    rows: list[Row] = entry.body.get(code, [])
    places = deal.law.places("country_groups.b") - deal.law.places("ccl_reach.exceptions.gbs_left_out")
    there = deal.place_in("destination", places) if rows else Truth.NO
    if there is Truth.NO:
        return there
    there &= deal.one_of("activity", ("export", "reexport", *(RELEASES if code == "tsr" else ())))
    return there & any_of([covers(deal, entry, row, OFFERED) for row in rows])


def gbs(deal: Deal, entry: Entry) -> Examined:
    """Is it a commodity with a GBS line, for a destination of Country Group B?"""
    holds = _line(deal, entry, "gbs")
    if holds is Truth.NO:
        return refused(deal, "GBS", "the entry gives none for this paragraph and destination", "15 CFR 740.4")
    return examined(deal, "GBS", holds, ("controlled for national security reasons only",), "15 CFR 740.4")


def tsr(deal: Deal, entry: Entry) -> Examined:
    """Is it software or technology with a TSR line, for a destination of Country Group B?"""
    holds = _line(deal, entry, "tsr")
    if holds is Truth.NO:
        return refused(deal, "TSR", "the entry gives none for this paragraph and destination", "15 CFR 740.6")
    return examined(deal, "TSR", holds, ("the consignee's written assurance is held before it goes",
                    "controlled for national security reasons only"), "15 CFR 740.6(a)")  # fmt: skip


def app(deal: Deal, entry: Entry) -> Examined:
    """Is it a computer that APP takes, for a destination of Tier 1?"""
    law = deal.law
    eligible = entry.number == law.figure("ccl_reach.exceptions.app_entry").value[0]
    holds = Truth.NO
    if eligible and entry.paragraph.partition(".")[0] in law.figure("ccl_reach.exceptions.app").value:
        holds = deal.place_in("destination", law.places("ccl_reach.exceptions.computer_tier_1"))
        holds &= deal.one_of("activity", ("export", "reexport"))
    if holds is Truth.NO:
        return refused(deal, "APP", "only computers and assemblies to a Tier 1 destination", "15 CFR 740.7(c)")
    return examined(deal, "APP", holds, ("the consignee is told not to pass it on without authorization",),
                    "15 CFR 740.7(b)", "15 CFR 740.7(c)")  # fmt: skip


def enc(deal: Deal, entry: Entry) -> Examined:
    """Is it an encryption item that section 740.17 releases? What it turns on is no fact of this rule base."""
    reasons = deal.law.figure("ccl_reach.reasons.ei").value
    controlled = any(row["for"] in reasons for row in entry.controls)
    if not controlled or deal.place_in("destination", deal.law.e) is Truth.YES:
        return refused(deal, "ENC", "only encryption items outside Country Groups E:1 and E:2", "15 CFR 740.17")
    return examined(deal, "ENC", deal.yes("not_modelled"), ("classified or self-classified under section 740.17",),
                    "15 CFR 740.17(b)")  # fmt: skip


def iec(deal: Deal, entry: Entry) -> Examined:
    """Does a partner country control the item in the same way? BIS keeps that table outside the EAR."""
    partners = deal.law.a5_a6 | deal.law.places("country_groups.a_1")
    if not worldwide(entry) or deal.place_in("destination", partners) is Truth.NO:
        return refused(deal, "IEC", "only items under the worldwide control, to countries with the same control",
                       "15 CFR 740.24")  # fmt: skip
    return examined(deal, "IEC", deal.yes("not_modelled"), ("the destination stands in BIS's table for the item",),
                    "15 CFR 740.24")  # fmt: skip


def sta(deal: Deal, entry: Entry) -> Examined:
    """Never by itself: it rests on a statement of the consignee."""
    why = "would need the consignee's statement beforehand, at a destination of A:5, or of A:6 where only NS applies"
    if entry.body.get("sta"):
        why += "; the entry narrows it"
    return refused(deal, "STA", why, "15 CFR 740.20(c)")
