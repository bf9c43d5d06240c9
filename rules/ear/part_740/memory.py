"""License Exception HBM: memory of 3A090.c on its way to be packaged, 15 CFR 740.25, since 2024-12-02."""

from __future__ import annotations

from decimal import Decimal

from rules.deal import Deal
from rules.ear.examined import Examined, examined, refused
from rules.ear.part_774.advanced_computing import Class
from rules.ear.seats import everyone
from rules.truth import Truth, any_of

WHY = "would have to go from the designer to a packaging site, below {line} GB/s per mm2"
MIDDLEMEN = frozenset({"distributor", "integrator", "broker", "retailer"})


def hbm(deal: Deal, found: Class) -> Examined:
    """Is it memory for packaging under 740.25, below that section's density?"""
    line = deal.law.figure("restrictions.hbm.density_below").value
    if found.c is Truth.NO:
        return refused(deal, "HBM", "only for 3A090.c", "15 CFR 740.25")
    if line is None:
        return refused(deal, "HBM", "not in force on this day", "15 CFR 740.25")
    density = _density(deal)
    if density is None or density >= line or deal.look("packaging.bought_by_designer") is False:
        return refused(deal, "HBM", WHY.format(line=line), "15 CFR 740.25(c)")
    if any(deal.get(f"{party}.kind") in MIDDLEMEN for party in everyone(deal)):
        return refused(deal, "HBM", "not to distributors", "15 CFR 740.25(d)(1)")
    holds = (
        _exporter(deal)
        & deal.yes("packaging.bought_by_designer")
        & deal.yes("packaging.sent_to_site")
        & ~deal.yes("packaging.exceeds_3a090")
        & _site(deal)
    )
    if holds is not Truth.NO and deal.place_in("destination", deal.law.d5m) is not Truth.NO:
        holds &= ~deal.yes("fab.advanced_node")  # (d)(3): no site that makes advanced-node chips
    conditions = ("units counted in and out; a mismatch above 1 percent is resolved, or reported within 60 days",)
    return examined(deal, "HBM", holds, conditions, "15 CFR 740.25(c)", "15 CFR 740.25(e)")


def _density(deal: Deal) -> Decimal | None:
    bandwidth, area = deal.get("item.memory_bandwidth_gb_s"), deal.get("item.hbm.area_mm2")
    return bandwidth / area if bandwidth is not None and area else None


def _exporter(deal: Deal) -> Truth:
    """(b): the exporter sits in the United States or A:5, without a parent in Macau or D:5."""
    allies = deal.law.places("country_groups.a_5") | {"US"}
    return deal.place_in("exporter.headquarters", allies) & ~deal.place_in(
        "exporter.ultimate_parent_headquarters", deal.law.d5m
    )


def _site(deal: Deal) -> Truth:
    """(c)(2): a site of the US, A:5 or A:6 confirms in writing; from any other the product comes back."""
    seat, parent = "packaging.site_headquarters", "packaging.site_parent_headquarters"
    back = deal.yes("packaging.returns_to_exporter")
    if not deal.get(seat) or not deal.get(parent):
        return back
    allied = deal.place_in(seat, deal.law.a5_a6 | {"US"}) & ~deal.place_in(parent, deal.law.d5m)
    return any_of([allied & deal.yes("packaging.confirmation"), back])
