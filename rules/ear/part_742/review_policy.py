"""How a license application would be reviewed.

15 CFR 742.6(b)(10) in every version, with the conditions of the rule of 2026-01-15 as a checklist, and
744.23(d) for what arises only there. A policy says how BIS looks at an application; it grants nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from rules.deal import Ask, Deal, Open
from rules.ear.part_774 import eccn_4e091
from rules.ear.part_774.advanced_computing import Class
from rules.ear.part_774.software_technology import named_at_seat
from rules.ear.seats import of_d5m, served, wholly_seated_in
from rules.proof import Policy, Step, step
from rules.truth import Truth, all_of

PARAGRAPHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
POD: Policy = "presumption_of_denial"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The policy, the step that gave it, and what is still open."""

    policy: Policy | None
    step: Step
    asks: tuple[Ask, ...] = ()


def _result(deal: Deal, policy: Policy | None, rule: str, *cites: str) -> Reviewed:
    asks = tuple(deal.take_asks())
    said = "open" if policy is None else policy.replace("_", " ")
    held = step(deal, f"part_742.review_policy.{rule}", "How would an application be reviewed?", Truth.YES, said,
                cites=cites)  # fmt: skip
    return Reviewed(policy, held, asks if policy is None else ())


def reviewed(deal: Deal, found: Class, reading: str) -> Reviewed:
    """The policy for the requirement that section 742.6(a)(6) or 744.23(a)(3) makes."""
    if found.weights is Truth.YES:
        policy, asks, held = eccn_4e091.policy(deal)
        return Reviewed(policy, held, asks if policy is None else ())
    if found.v1 is Truth.YES:
        return _first(deal)
    place = deal.place_in("destination", deal.law.d5m)
    seat = place if place is Truth.YES else of_d5m(deal)
    if Truth.UNKNOWN in {place, seat}:
        return _result(deal, None, "seat", "15 CFR 742.6(b)(10)(iii)(A)(1)")
    if found.c is Truth.YES:
        return _memory(deal, found, place)
    if seat is Truth.YES:
        return _of_d5m(deal, found)
    return _elsewhere(deal, found, reading)


def _first(deal: Deal) -> Reviewed:
    """2022 to November 2023: denial, but case by case for companies of the US, A:5 or A:6."""
    friendly = deal.law.a5_a6 | {"US"}
    seats = all_of([wholly_seated_in(deal, party, friendly) for party in served(deal)])
    if seats is Truth.UNKNOWN:
        return _result(deal, None, "first", "15 CFR 742.6(b)(10)")
    return _result(deal, "case_by_case" if seats is Truth.YES else POD, "first", "15 CFR 742.6(b)(10)")


def _memory(deal: Deal, found: Class, place: Truth) -> Reviewed:
    """3A090.c: approval into Macau or D:5 for companies seated elsewhere; case by case for theirs elsewhere."""
    if place is Truth.NO and not found.goods:
        return _result(deal, POD, "memory", "15 CFR 744.23(d)(1)")
    if place is Truth.NO:
        return _result(deal, "case_by_case", "memory", "15 CFR 744.23(d)(3)(i)")
    seat = of_d5m(deal)
    if seat is Truth.UNKNOWN:
        return _result(deal, None, "memory", "15 CFR 742.6(b)(10)(ii)")
    policy = deal.law.figure("review_policy.hbm").value
    return _result(deal, POD if seat is Truth.YES else policy, "memory", "15 CFR 742.6(b)(10)(ii)")


def _of_d5m(deal: Deal, found: Class) -> Reviewed:
    """Macau, D:5 and their companies: denial, unless the gate of January 2026 is open."""
    law = deal.law
    if not named_at_seat(deal, found):  # neither a commodity of the gate nor an item of 744.23(d)(3)(i)
        return _result(deal, POD, "macau_d5", "15 CFR 742.6(b)(10)(iii)(A)(1)")
    grouped = deal.place_in("destination", law.d145)
    if grouped is Truth.NO and found.a is not Truth.YES:
        return _result(deal, law.figure("review_policy.b_at_seat").value, "b_at_seat", "15 CFR 744.23(d)(3)(i)")
    if grouped is Truth.NO and law.figure("regional_stability.a.scope").cite.endswith("(iii)"):
        consumer = ~deal.yes("item.designed_or_marketed_for_datacenter")  # before 2025 the seat rule stood in 744.23
        if consumer is not Truth.NO:
            policy: Policy | None = "case_by_case" if consumer is Truth.YES else None
            return _result(deal, policy, "a_at_seat", "15 CFR 744.23(d)(3)(i)")
    gate = january_gate(deal) if found.goods else Truth.NO
    cites = ("15 CFR 742.6(b)(10)(iii)(A)(1)", "15 CFR Part 748, Supp. No. 2(dd)")
    if gate is Truth.UNKNOWN:
        return _result(deal, None, "macau_d5", *cites)
    return _result(deal, "case_by_case" if gate is Truth.YES else POD, "macau_d5", *cites)


def january_gate(deal: Deal) -> Truth:
    """Case by case since 2026-01-15: figures, an export from the US, end user in China or Macau, papers."""
    law = deal.law
    tpp = law.figure("review_policy.case_by_case.tpp_below")
    if tpp.value is None:
        return Truth.NO
    papers = papers_complete(deal)
    if papers is Truth.NO:
        return papers
    movement = deal.equals("activity", "export") & deal.equals("departure", "US")
    users = law.places("review_policy.case_by_case.end_users_in")
    stated = [party for party in served(deal) if deal.look(f"{party}.location") is not None]
    located = all_of([deal.place_in(f"{party}.location", users) for party in stated])
    gate = papers & movement & located & deal.place_in("destination", users)
    if gate is Truth.NO:
        return gate
    dram = law.figure("review_policy.case_by_case.dram_below").value
    return gate & ~deal.at_least("item.tpp", tpp.value) & ~deal.at_least("item.memory_bandwidth_gb_s", dram)


def papers_complete(deal: Deal) -> Truth:
    """All nine certifications of (dd)(1), or a commitment to file before export; the share has to allow (iii)."""
    share = share_allows(deal)
    if share is Truth.NO:
        return Truth.NO
    shown = {"iii"} if share is Truth.YES else set()  # the figures themselves show paragraph (iii)
    certified = all_of([deal.yes(f"dd.{paragraph}") for paragraph in PARAGRAPHS if paragraph not in shown])
    return certified | deal.yes("dd.commitment")


def share_allows(deal: Deal) -> Truth:
    """Does the 50 percent share of (dd)(1)(iii) allow this order, where its figures are stated?

    With no shipments to US customers, half of nothing is nothing. Figures nobody stated leave the
    certification itself to decide.
    """
    us, cn = deal.look("dd.us_tpp"), deal.look("dd.cn_tpp")
    if us is None or isinstance(us, Open):
        return Truth.UNKNOWN
    deal.get("dd.us_tpp")
    tpp, quantity = deal.look("item.tpp"), deal.look("quantity")
    order = 0 if isinstance(tpp, Open) or isinstance(quantity, Open) else tpp * quantity
    sent = 0 if cn is None or isinstance(cn, Open) else deal.get("dd.cn_tpp")
    share = deal.law.figure("review_policy.case_by_case.share_at_most").value
    if us == 0:
        return Truth.NO
    return Truth.of((sent + order) * 100 <= us * share)


def _elsewhere(deal: Deal, found: Class, reading: str) -> Reviewed:
    """Destinations and companies outside Macau and D:5."""
    law = deal.law
    if found.a is not Truth.YES:
        figure = law.figure("review_policy.b_elsewhere")
        return _result(deal, figure.value, "b_elsewhere", figure.cite)
    figure = law.figure("review_policy.a_elsewhere")
    named = law.figure("review_policy.supplement_5")
    if named.value is not None and deal.place_in("destination", frozenset(named.value)) is Truth.YES:
        return _result(deal, "presumption_of_approval", "supplement_5", named.cite)
    if reading == "codified" and allocation_exceeded(deal) is Truth.YES:
        return _result(deal, "policy_of_denial", "allocation", "15 CFR 742.6(b)(10)(iii)(B)(2)")
    return _result(deal, figure.value, "a_elsewhere", figure.cite)


def allocation_exceeded(deal: Deal) -> Truth:
    """Does this application alone exceed the country allocation, or is a posting known?"""
    limit = deal.law.figure("review_policy.allocation").value
    uncounted = deal.is_open("item.tpp") | deal.is_open("quantity")
    if limit is None:
        return Truth.NO
    posted = deal.yes("country_allocation_reached")
    return posted if posted is Truth.YES or uncounted else deal.order_above(limit)
