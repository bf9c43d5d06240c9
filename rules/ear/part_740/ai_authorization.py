"""License exceptions AIA, LPP and ACM, which came with AI Diffusion and are still codified.

15 CFR 740.27 (Supp. No. 5(a) destinations), 740.29 (low processing performance), 740.28 (makers).
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from rules.deal import Deal, Open
from rules.ear.examined import Examined, examined, refused
from rules.ear.part_740.restrictions import CITE as STRUCK
from rules.ear.part_740.restrictions import struck_out
from rules.ear.part_774.advanced_computing import ASSEMBLIES, Class, lowered, stated_paragraph
from rules.ear.part_774.foundry import by_qualified_designer
from rules.ear.seats import of_d5m, served, users_are_buyers, wholly_seated_in
from rules.truth import Truth, all_of

CERTIFIED = ("consignee certificate and notices before shipping, filed with BIS",)
RESELLERS = frozenset({"distributor", "integrator", "broker", "forwarder", "free_port"})


def aia(deal: Deal, found: Class) -> Examined:
    """Is AIA available: an a commodity for companies wholly of Supp. No. 5(a) destinations, located there?"""
    figure = deal.law.figure("ai_authorization.aia.destinations")
    if figure.value is None:
        return refused(deal, "AIA", "not in force on this day", "15 CFR 740.27")
    if found.a is Truth.NO:
        return refused(deal, "AIA", "only for items that meet 3A090.a", "15 CFR 740.27(a)")
    named = frozenset(figure.value)
    located = deal.one_of("destination", named)  # a territory is not named there
    seats = located
    if located is not Truth.NO:
        seats &= all_of([wholly_seated_in(deal, party, named) for party in served(deal)]) & users_are_buyers(deal)
    if seats is Truth.NO:
        return refused(
            deal, "AIA", "location, seats and parents would have to be in Supp. No. 5(a) destinations",
            "15 CFR 740.27(b)", "15 CFR Part 740, Supp. No. 5(a)",
        )  # fmt: skip
    designer = by_qualified_designer(deal) if _needs_designer(deal) else Truth.YES
    if designer is Truth.NO:
        return refused(
            deal, "AIA", "the chip would have to come from an approved or authorized designer", "15 CFR 740.27(a)(1)"
        )
    holds = found.a & seats & designer & deal.yes("certificates.aia")
    return examined(deal, "AIA", holds, CERTIFIED, "15 CFR 740.27(a)", "15 CFR 740.27(b)")


def _needs_designer(deal: Deal) -> bool:
    """Bare chips, 5A002.z a twins and 5A992.z.1 need an approved or authorized designer; boards do not."""
    if not deal.law.figure("ai_authorization.aia.designer_needed").value:
        return False
    paragraph = stated_paragraph(deal)
    if paragraph is not None and lowered(paragraph).startswith(deal.law.figure("ccl_terms.designer_needed").value):
        return True
    return deal.get("item.form") not in ASSEMBLIES


def lpp(deal: Deal, found: Class) -> Examined:
    """Is LPP available: a limited yearly TPP, directly to the ultimate consignee?"""
    year = deal.law.figure("ai_authorization.lpp.year")
    if year.value is None:
        return refused(deal, "LPP", "not in force on this day", "15 CFR 740.29")
    paragraph = stated_paragraph(deal)
    shut_out = deal.law.figure("ccl_terms.no_lpp").value
    if found.a is Truth.NO or (paragraph is not None and lowered(paragraph).startswith(shut_out)):
        return refused(
            deal, "LPP", "only for items of 3A090.a and its kind, 5A002.z not among them", "15 CFR 740.29(b)"
        )
    moving = deal.one_of("activity", ("export", "reexport"))
    if moving is Truth.NO:
        return refused(deal, "LPP", "not for in-country transfers", "15 CFR 740.29(a)")
    uae = deal.place_in("destination", frozenset(deal.law.places("regional_stability.named")))
    outside = ~struck_out(deal) & ~uae
    if outside is Truth.NO:
        why = "open on the words, needs counsel" if uae is Truth.YES else "struck out there, and never for Macau or D:5"
        return refused(deal, "LPP", why, STRUCK, "15 CFR 740.29(c)")
    direct = _direct(deal)
    if direct is Truth.NO:
        return refused(
            deal, "LPP", "not through a reseller: the buyer must be the ultimate consignee", "15 CFR 740.29(d)"
        )
    holds = found.a & moving & outside & direct
    if holds is not Truth.NO:
        holds &= _within(deal, year.value)
    return examined(
        deal, "LPP", holds & deal.yes("certificates.lpp"),
        ("consignee certificate before use, a copy to BIS within 30 days", "the group's yearly total in the limit"),
        "15 CFR 740.29(a)", "15 CFR 740.29(f)",
    )  # fmt: skip


def _direct(deal: Deal) -> Truth:
    """Directly to the ultimate consignee: a reseller as consignee is never established."""
    kinds = {deal.get(f"{party}.kind") for party in served(deal)}
    return Truth.NO if kinds & RESELLERS else users_are_buyers(deal)


def _within(deal: Deal, year: Decimal) -> Truth:
    """Do quantity and what was received this year stay in the limit?"""
    if not deal.known("item.tpp"):
        return deal.yes("item.tpp#known") & Truth.NO  # without a TPP no volume can be counted
    received = deal.bound("lpp_received_tpp")
    if not isinstance(received, Open) and not deal.is_open("quantity"):
        return ~deal.order_above(year - (received or Decimal(0)))
    tpp = deal.get("item.tpp")
    within = ~deal.at_least("quantity", lpp_limit(deal, year, tpp) + 1)
    if within is Truth.NO or not isinstance(deal.bound("lpp_received_tpp"), Open):
        return within
    return within & ~deal.above("lpp_received_tpp", year - _most_units(deal) * tpp)


def _most_units(deal: Deal) -> Decimal:
    """How many units the order may come to; one where nobody bounded it, as `within` is open then anyway."""
    quantity = deal.bound("quantity")
    if not isinstance(quantity, Open):
        return Decimal(1 if quantity is None else quantity)
    return Decimal(1) if quantity.high is None else quantity.high - 1


def lpp_limit(deal: Deal, year: Decimal, tpp: Decimal) -> Decimal:
    """How many units the yearly limit still holds."""
    received = deal.get("lpp_received_tpp") or Decimal(0)
    return max((year - received) / tpp, Decimal(0)).to_integral_value(ROUND_FLOOR)


def acm(deal: Deal, found: Class) -> Examined:
    """Is ACM available: development, production or storage by private-sector makers?"""
    if not deal.law.figure("ai_authorization.acm").value:
        return refused(deal, "ACM", "not in force on this day", "15 CFR 740.28")
    facts = [
        deal.yes(f"{party}.{fact}")
        for party in served(deal)
        for fact in ("private_sector", "customers_outside_macau_d5")
    ]
    raised = all_of(facts)
    if raised is Truth.NO or deal.place_in("destination", deal.law.d5m) is Truth.YES:
        return refused(
            deal, "ACM", "would have to be for making or storing goods, by a private firm, for customers elsewhere",
            "15 CFR 740.28(a)", "15 CFR 740.28(d)",
        )  # fmt: skip
    accounting = all_of([deal.yes(f"{party}.item_accounting") for party in served(deal)])
    holds = found.advanced & raised & accounting & deal.yes("certificates.acm") & ~of_d5m(deal)
    if found.a is not Truth.NO and _needs_designer(deal):  # b and c items are free of it
        holds &= by_qualified_designer(deal) | ~found.a
    return examined(deal, "ACM", holds, ("facility accounting every six months",), "15 CFR 740.28(a)")
