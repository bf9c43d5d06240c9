"""What US persons may not do, even when nothing subject to the EAR moves.

15 CFR 744.6(b)(1) to (b)(6): support of weapons and military intelligence. 15 CFR 744.6(c)(1): what BIS informed
the US person of. 15 CFR 744.6(c)(2), (c)(3), (d):
chip-making in Macau and D:5 with items outside the EAR. 15 CFR 744.6(a): what Treasury already forbids
stays with Treasury. Red Flag 28 and BIS's statement of 2025-05-13: training models for others.
Stricter than the text: no country is left out of (b)(1), whose supplement was not read.
"""

from __future__ import annotations

from rules.deal import Deal, Open
from rules.ear.part_734.activities import INSIDE, SERVING, STILL
from rules.ear.part_744.listed_parties import is_on
from rules.ear.part_774.advanced_computing import lowered, stated_paragraph
from rules.ear.requirement import Requirement
from rules.ear.seats import everyone, seated_in
from rules.proof import Step, step
from rules.truth import Truth, any_of

WEAPONS = ("end_uses#nuclear", "end_uses#maritime_nuclear", "end_uses#chemical_biological")
MISSILES = "end_uses#missile"
INTELLIGENCE = "end_uses#military_intelligence"
MAKING = ("end_uses#advanced_node", "end_uses#sme")
ONWARD = ("exporter.knowledge#onward_to_embargoed_place", "exporter.knowledge#onward_to_listed_party")
NAMED = (*WEAPONS, MISSILES, *MAKING, "end_uses#supercomputer", *ONWARD)
BLOCKED = frozenset({"sdn"})


def _speaks(deal: Deal, keys: tuple[str, ...]) -> bool:
    return any(deal.look(key) is not False for key in keys)


def requirements(deal: Deal) -> tuple[Requirement, ...]:
    """What section 744.6 asks of a US person; nothing where the deal speaks of no such use."""
    found = [informed(deal)] if deal.look("is_informed_letter") is not False else []
    if _speaks(deal, WEAPONS) or _speaks(deal, (MISSILES,)):
        found += [weapons(deal), missiles(deal)]
    if _speaks(deal, (INTELLIGENCE,)) or any(
        deal.look(f"{party}.military_intelligence_end_user") is not False for party in everyone(deal)
    ):
        found.append(military_intelligence(deal))
    if deal.look("content#ours") is not True and (_speaks(deal, MAKING) or _equipment(deal) is not Truth.NO):
        found.append(chip_making(deal))
    return tuple(found)


def informed(deal: Deal) -> Requirement:
    """Has BIS informed the US person that the activity needs a license: (c)(1)?"""
    holds = deal.yes("is_informed_letter")
    if holds is not Truth.NO:
        holds &= deal.yes("exporter.us_person")
    held = step(
        deal,
        "part_744.us_person.informed",
        "Has BIS informed the US person by letter that this activity needs a license?",
        holds,
        "a license is required by notice",
        cites=("15 CFR 744.6(c)(1)",),
    )
    return Requirement(held, "end_use", "presumption_of_denial")


def _there(deal: Deal, places: frozenset[str]) -> Truth:
    """In or by one of these countries: the destination, or the seat of a party."""
    at = deal.place_in("destination", places)
    return at if at is Truth.YES else at | any_of([seated_in(deal, party, places) for party in everyone(deal)])


def weapons(deal: Deal) -> Requirement:
    """Does a US person support nuclear, chemical or biological weapons?"""
    use = any_of(map(deal.yes, WEAPONS))
    holds = use & deal.yes("exporter.us_person") if use is not Truth.NO else use
    held = step(
        deal,
        "part_744.us_person.weapons",
        "Does a US person support nuclear, chemical or biological weapons work?",
        holds,
        "a license is required, whatever moves",
        (deal.law.figure("us_persons.nuclear.left_out"),),
        ("15 CFR 744.6(b)", "15 CFR 736.2(b)(7)"),
    )
    return Requirement(held, "end_use", "policy_of_denial")


def missiles(deal: Deal) -> Requirement:
    """Does a US person support missiles in or by a country of D:4 or E:2?"""
    law = deal.law
    holds = deal.yes(MISSILES)
    if holds is not Truth.NO:
        holds &= _there(deal, law.places("country_groups.d_4") | law.places("country_groups.e_2"))
    if holds is not Truth.NO:
        holds &= deal.yes("exporter.us_person")
    held = step(
        deal,
        "part_744.us_person.missiles",
        "Does a US person support missiles in or by a country of D:4 or E:2?",
        holds,
        "a license is required, whatever moves",
        cites=("15 CFR 744.6(b)", "15 CFR 736.2(b)(7)"),
    )
    return Requirement(held, "end_use", "policy_of_denial")


def military_intelligence(deal: Deal) -> Requirement:
    """Does a US person support military intelligence of the countries of (b)(5)?"""
    figure = deal.law.figure("us_persons.intelligence.places")
    users = [deal.yes(f"{party}.military_intelligence_end_user") for party in everyone(deal)]
    holds = deal.yes(INTELLIGENCE) | any_of(users)
    if holds is not Truth.NO:
        holds &= _there(deal, frozenset(figure.value))
    if deal.get("exporter.kind") == "us_government_agency":
        holds = Truth.NO  # (d)(2): its employees and contract staff, on a program authorized by law
    if holds is not Truth.NO:
        holds &= deal.yes("exporter.us_person")
    held = step(
        deal,
        "part_744.us_person.military_intelligence",
        "Does a US person support a military-intelligence end use or end user there?",
        holds,
        "a license is required, whatever moves",
        (figure,),
        ("15 CFR 736.2(b)(7)",),
    )
    return Requirement(held, "end_use", "presumption_of_denial")


def chip_making(deal: Deal) -> Requirement:
    """Does a US person ship, facilitate or service items outside the EAR for chip-making in Macau or D:5?"""
    law = deal.law
    figure = law.figure("us_persons.chip_making.places")
    places = law.d5m if figure.value == "d5m" else frozenset(figure.value or ())
    holds = Truth.NO
    if places and deal.look("activity") not in SERVING | {"store"}:  # (c)(3): authorize, deliver, service
        holds = (_advanced(deal) | _equipment(deal)) & (
            deal.place_in("destination", places) | deal.place_in("fab.location", places)
        )
    if holds is not Truth.NO:
        holds &= ~_working_for_allies(deal) & deal.yes("exporter.us_person")
    held = step(
        deal,
        "part_744.us_person.chip_making",
        "Does a US person help chip-making there with items outside the EAR?",
        holds,
        "a license is required, no exception",
        (figure, law.figure("us_persons.chip_making.natural_persons")),
        ("15 CFR 744.6(c)(2)", "15 CFR 744.6(d)"),
    )
    return Requirement(held, "end_use", "presumption_of_denial")


def _advanced(deal: Deal) -> Truth:
    """(c)(2)(i), (ii): for a facility that makes advanced-node chips, or of unknown node for category 3 items."""
    law = deal.law
    holds = deal.yes("end_uses#advanced_node")
    whatever = _of_groups(deal, law.figure("us_persons.chip_making.any_node").value)
    if holds is not Truth.NO and not (whatever and isinstance(deal.look("fab.advanced_node"), Open)):
        holds &= deal.yes("fab.advanced_node")
    if holds is not Truth.NO and law.figure("us_persons.chip_making.back_end").value:
        holds &= ~deal.yes("fab.back_end_only")
    if holds is not Truth.NO and law.figure("us_persons.chip_making.by_seat").value:
        holds &= any_of([seated_in(deal, party, law.d5m) for party in everyone(deal)])
    return holds


def _equipment(deal: Deal) -> Truth:
    """(c)(2)(iii): listed equipment, whatever the use; by (d)(5) servicing it counts under (c)(2)(i) only."""
    if deal.look("item.eccn") is None or deal.look("exporter.kind") == "us_government_agency":
        return Truth.NO
    named = _of_groups(deal, deal.law.figure("us_persons.chip_making.any_use").value)
    return Truth.of(named and deal.look("activity") != "service")


def _of_groups(deal: Deal, groups: tuple[str, ...]) -> bool:
    """Does the item meet one of these paragraphs, or may it, as its entry was stated without one?"""
    paragraph = stated_paragraph(deal)
    if paragraph is None:
        return False
    mine = lowered(paragraph)
    return any(mine.startswith(one) or one.startswith(f"{mine}.") for one in groups)


def _working_for_allies(deal: Deal) -> Truth:
    """(d)(4): a natural person working for a company of the United States, A:5 or A:6 without a Macau or D:5 owner."""
    law = deal.law
    if not law.figure("us_persons.chip_making.natural_persons").value or deal.get("exporter.kind") != "natural_person":
        return Truth.NO
    employer = deal.place_in("exporter.headquarters", law.a5_a6 | {"US"})
    return employer & ~deal.place_in("exporter.ultimate_parent_headquarters", law.d5m)


def blocked_person(deal: Deal) -> Step:
    """Does a US person deal with a designated national outside what section 744.8 asks a license for?

    Buying from one, paying for one, serving one, or dealing with one at home: 31 CFR chapter V, and
    section 744.6(a) leaves it there.
    """
    tests = []
    for index in range(deal.parties):
        party = f"parties[{index}]"
        supplier = tuple(deal.look(f"{party}.roles")) == ("supplier",)
        acts = Truth.YES if supplier else deal.one_of("activity", STILL | SERVING | INSIDE)
        for key in deal.look(f"{party}.listings"):
            if acts is not Truth.NO:
                tests.append(acts & is_on(deal, key, BLOCKED))
    holds = any_of(tests)
    if holds is not Truth.NO:
        holds &= deal.yes("exporter.us_person") & ~deal.yes("ofac_authorization")
    return step(
        deal,
        "part_744.us_person.blocked",
        "Does a US person deal with a blocked person, without authorization by OFAC?",
        holds,
        "prohibited as long as OFAC has not authorized it; section 744.6 would apply otherwise",
        cites=("31 CFR ch. V", "15 CFR 744.6", "15 CFR 744.8"),
    )


def training(deal: Deal) -> Step:
    """Are models trained for others, and is that sign resolved?

    Red Flag 28: very large models for somebody outside the places of Supp. No. 5(a) to part 740. BIS's
    statement of 2025-05-13: for companies of Macau and D:5, of any size, because of weapons and military intelligence.
    """
    law = deal.law
    line, policy = law.figure("us_persons.training.operations_from"), law.figure("us_persons.training.policy")
    holds = Truth.YES
    if deal.look("end_uses#model_training_for_others") is not False and line.value is not None:
        said = deal.yes("end_uses#model_training_for_others")
        holds = ~said  # where nobody says what the use is, its particulars are not asked for
        if said is Truth.YES and deal.look("end_uses") is not None:
            holds = ~_watched(deal, line.value, bool(policy.value)) | deal.yes("red_flags#training")
    return step(
        deal,
        "part_732.training",
        "Is nothing open about models trained for others?",
        holds,
        figures=(line, policy) if holds is not Truth.YES else (),
        cites=("15 CFR Part 732, Supp. No. 3",),
    )


def _watched(deal: Deal, line: object, policy: bool) -> Truth:
    key, law = "training.for_headquarters", deal.law
    known = law.places("ai_authorization.aia.destinations")
    place = deal.place_in(key, law.d5m) if policy else Truth.NO
    if place is Truth.YES:
        return place
    return place | (~deal.place_in(key, known) & deal.at_least("training.operations", line))  # type: ignore[arg-type]


def weights_leave(deal: Deal) -> Requirement:
    """Do the weights of a very large model trained for others leave the country?"""
    line = deal.law.figure("us_persons.training.operations_from")
    said = deal.look("end_uses") is not None  # else the use is asked for, not its particulars
    holds = deal.yes("end_uses#model_training_for_others") if said else Truth.NO
    if holds is not Truth.NO:
        holds &= deal.yes("onward_export")
    if holds is not Truth.NO:
        holds &= deal.at_least("training.operations", line.value)
    held = step(
        deal,
        "part_744.training.weights",
        "Do the weights of a very large model leave the country?",
        holds,
        "an export of its own: look at the weights, ECCN 4E091",
        (line,),
        ("15 CFR 742.6(a)(13)",),
    )
    return Requirement(held, "RS", "presumption_of_denial")


def is_us_person(deal: Deal) -> Step:
    """Does a US person act?"""
    return step(deal, "part_744.us_person", "Does a US person act?", deal.yes("exporter.us_person"),
                cites=('15 CFR 772.1, "us person"',))  # fmt: skip
