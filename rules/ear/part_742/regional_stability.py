"""License requirements for advanced computing items.

15 CFR 742.6(a)(6) in every version from 2022-10-07 on, and 742.4 for the entries that carry a
national security column besides; software and technology follow their commodity. Not modelled: (a)(6)(i)(A)
equipment.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_740.restrictions import SURVIVORS_OF_2022
from rules.ear.part_774.advanced_computing import Class, lowered, stated_paragraph
from rules.ear.requirement import LIST_BASED, Requirement
from rules.ear.seats import of_d5m, served
from rules.proof import step
from rules.truth import Truth, all_of

EVERYWHERE = "worldwide"


def a_items(deal: Deal, found: Class, reading: str) -> Requirement:
    """Does an a item need a license for this destination or this company's seat?"""
    law = deal.law
    codified = law.figure("regional_stability.a.scope")
    announced = law.figure("regional_stability.a.announced")
    scope = announced if reading == "announced" and announced.value is not None else codified
    reached = Truth.NO
    if found.a is not Truth.NO and scope.value is not None:
        reached = Truth.YES if scope.value == EVERYWHERE else _in_groups(deal) | _named(deal)
        reached &= ~approved_in_uae(deal)
    held = step(
        deal,
        "part_742.regional_stability.a_items",
        "Does an item of 3A090.a or its kind need a license for this destination?",
        found.a & reached,
        "a license is required (RS)",
        (scope,),
    )
    return Requirement(held, "RS", lifted_by=LIST_BASED | {"VEU"})


def a_items_by_seat(deal: Deal, found: Class) -> Requirement:
    """Is an a item for an entity headquartered in Macau or D:5, wherever it goes?

    Older than AI Diffusion, so no announcement takes it away: BIS guidance of 2026-05-31.
    """
    seat = deal.law.figure("advanced_computing.seat.a")
    reached = Truth.NO
    if found.a is not Truth.NO and seat.value:
        reached = of_d5m(deal)
    held = step(
        deal,
        "part_742.regional_stability.a_items_by_seat",
        "Is an item of 3A090.a or its kind for an entity headquartered in Macau or D:5?",
        found.a & reached,
        "a license is required at every destination outside the United States",
        (seat,),
        ("15 CFR 744.23(a)(3)", *(("BIS guidance 2026-05-31",) if reached is Truth.YES else ())),
    )
    return Requirement(held, "RS", lifted_by=LIST_BASED)


def b_items(deal: Deal, found: Class) -> Requirement:
    """Does a b item need a license for this destination?"""
    scope = deal.law.figure("regional_stability.b.scope")
    reached = Truth.NO
    if found.b is not Truth.NO and scope.value is not None:
        reached = (_in_groups(deal) | _named(deal)) & ~approved_in_uae(deal)
    held = step(
        deal,
        "part_742.regional_stability.b_items",
        "Does the destination need a license for an item of 3A090.b or its kind?",
        found.b & reached,
        "a license is required (RS)",
        (scope,),
    )
    return Requirement(held, "RS", lifted_by=LIST_BASED | {"VEU"})


def memory(deal: Deal, found: Class) -> Requirement:
    """Does 3A090.c memory need a license: to Macau or D:5?"""
    figure = deal.law.figure("regional_stability.hbm")
    reached = Truth.NO
    if found.c is not Truth.NO and figure.value:
        reached = deal.place_in("destination", deal.law.d5m)
    held = step(
        deal,
        "part_742.regional_stability.memory",
        "Is 3A090.c memory going to Macau or Country Group D:5?",
        found.c & reached,
        "a license is required (RS)",
        (figure,),
    )
    return Requirement(held, "RS", lifted_by=LIST_BASED)


def first_version(deal: Deal, found: Class) -> Requirement:
    """Does what the entry of 2022 described need a license: China, later Macau?"""
    figure = deal.law.figure("regional_stability.v1.destinations")
    reached = Truth.NO
    if found.v1 is not Truth.NO and figure.value:
        reached = deal.place_in("destination", frozenset(figure.value))
    held = step(
        deal,
        "part_742.regional_stability.first_version",
        "Does the destination need a license under the rule of 2022?",
        found.v1 & reached,
        "a license is required (RS)",
        (figure,),
    )
    return Requirement(held, "RS", lifted_by=SURVIVORS_OF_2022)


def national_security(deal: Deal, found: Class) -> Requirement:
    """Does a stated twin of another entry need a license under its national security column?"""
    law = deal.law
    paragraph = stated_paragraph(deal)
    first, second = law.figure("ccl_terms.ns_1"), law.figure("ccl_terms.ns_2")
    reached, cites = Truth.NO, ("15 CFR 742.4(a)", "15 CFR Part 738, Supp. No. 1")
    for figure, column in ((first, "country_chart.ns1"), (second, "country_chart.ns2")):
        if found.goods and paragraph is not None and figure.value and lowered(paragraph).startswith(figure.value):
            reached |= deal.place_in("destination", law.places(column))
    parents = law.figure("ccl_terms.ns_1_parents").value
    bare = paragraph is not None and parents and lowered(paragraph).startswith(parents)
    if found.advanced is not Truth.NO and reached is Truth.NO:
        coded = Truth.YES if bare else deal.equals("item.encryption", "controlled")
        if coded is not Truth.NO:
            reached = found.advanced & coded & deal.place_in("destination", law.places("country_chart.ns1"))
    held = step(
        deal,
        "part_742.national_security",
        "Does its entry need a license under a national security column?",
        reached,
        "a license is required (NS)",
        (first, second),
        cites,
    )
    lifted = frozenset({"NAC", "ACA", "AIA", "ACM", "VEU"})
    shut_out = law.figure("ccl_terms.no_lpp").value
    if paragraph is not None and shut_out and not lowered(paragraph).startswith(shut_out):
        lifted |= {"LPP"}
    return Requirement(held, "NS", "case_by_case", lifted)


def _in_groups(deal: Deal) -> Truth:
    """D:1, D:4 or D:5, without A:5 and A:6."""
    return deal.place_in("destination", deal.law.d145)


def _named(deal: Deal) -> Truth:
    """The destinations that the paragraph names beside the groups: the UAE since 2026-07-10."""
    named = deal.law.places("regional_stability.named")
    return deal.place_in("destination", named) if named else Truth.NO


def approved_in_uae(deal: Deal) -> Truth:
    """Are ultimate consignee and every end user approved in Supp. No. 8 to part 740, in the UAE?

    Written into 742.6(a)(6)(iii)(B); Supp. No. 8 says (iii)(A)-(B), so it is applied to both.
    """
    if not deal.law.figure("supplement_8.in_force").value:
        return Truth.NO
    there = deal.place_in("destination", deal.law.places("regional_stability.named"))
    if there is Truth.NO:
        return there
    approved = all_of([_approved(deal, party) for party in served(deal) if _uses(deal, party)])
    if approved is not Truth.NO:
        approved &= ~of_d5m(deal)
    return there & approved


def _uses(deal: Deal, party: str) -> bool:
    """Ultimate consignee or end user; purchaser and intermediate consignee need no approval."""
    return bool({"ultimate_consignee", "end_user", "tenant", "unknown"} & set(deal.look(f"{party}.roles")))


def _approved(deal: Deal, party: str) -> Truth:
    government = Truth.of(deal.get(f"{party}.kind") == "government_agency") | Truth.of(
        deal.get(f"{party}.kind") == "armed_forces"
    )
    government &= deal.place_in(f"{party}.headquarters", deal.law.places("regional_stability.named"))
    if government is Truth.YES:
        return government
    name = str(deal.look(f"{party}.name") or "").casefold()
    if name in (deal.law.figure("supplement_8.ended").value or ()):
        return Truth.NO
    approved = deal.yes(f"{party}.supplement_8")
    key = f"{party}.roles#end_users"
    return approved & deal.equals(key, "itself") if approved is not Truth.NO else approved
