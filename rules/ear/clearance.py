"""What has to hold before anything is cleared: no open flag, no party unscreened, no subject unmodelled.

Each gate is a step that passes (YES), is open (a question), or fails, in which case a license is
taken to be required. 15 CFR Part 732, Supp. No. 3 (red flags), 744.11(a)(1) and 744.15(b), and
coverage.yaml for what the rule base does not hold yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rules.deal import Deal, Open
from rules.ear.part_732 import red_flags
from rules.ear.part_734 import activities
from rules.ear.part_734.doors import foreign
from rules.ear.part_734.release import is_release
from rules.ear.part_744 import end_use, owners, us_persons
from rules.ear.part_744.footnotes import only_by_tools
from rules.ear.part_744.unverified import has_statement
from rules.ear.part_774 import eccn_4e091
from rules.ear.part_774.advanced_computing import HARDWARE, Class, stated_paragraph
from rules.ear.part_774.commerce_control_list import listed_otherwise
from rules.ear.part_774.software_technology import of_data
from rules.ear.seats import everyone, seated_in, served
from rules.freshness import OLD_DAYS
from rules.proof import Step, step
from rules.truth import Truth, all_of, any_of

FORWARDING = frozenset({"forwarder", "broker", "free_port"})
CARRYING = frozenset({"forwarder", "carrier"})
COVERAGE = "coverage"
FOR_ADVANCED = frozenset({"red_flags#end_use_unsigned"})  # signs of the guidance on advanced chips alone
OFTEN_LISTED = frozenset({"supercomputer_center", "fabricator"})


def recent_law(deal: Deal, found: Class) -> Step:
    """Is the rule base recent enough: 180 days after the newest text looked at, nothing clears on it."""
    old = (deal.law.asked - deal.law.verified_through).days > OLD_DAYS
    holds = deal.yes("law_current") if old else Truth.YES
    return step(deal, "law.recent", "Is the rule base recent enough to clear anything?", holds)


def untouched(deal: Deal, found: Class) -> str | None:
    """The coverage id of a subject that the transaction touches and the rule base does not hold."""
    form = deal.look("item.form")
    paragraph = stated_paragraph(deal)
    if foreign(deal) and only_by_tools(deal, found):  # what it needs stands in section 744.11(a)(2)(v) alone
        return None
    listed = listed_otherwise(deal, found)
    if not found.goods and not found.held and not (listed and of_data(deal)):
        return "part_774.other_entries"
    if found.goods and form not in HARDWARE and paragraph != "EAR99" and not listed:
        return "part_774.other_entries"
    if form == "memory" and found.c is not Truth.YES and paragraph is None:
        return "part_774.other_entries"
    beside = found.advanced is Truth.NO and found.c is Truth.NO
    if found.goods and paragraph is not None and beside and not listed and paragraph != "EAR99":
        return "part_774.other_entries"
    if not found.goods and beside and deal.look("item.encryption") == "controlled":
        return "part_774.other_entries"
    return None


def modelled(deal: Deal, found: Class) -> Step:
    """Does the rule base hold every provision that the transaction touches?"""
    subject = untouched(deal, found)
    holds = Truth.YES if subject is None else deal.yes("not_modelled")
    return step(
        deal,
        COVERAGE,
        "Does the rule base hold every provision that this touches?",
        holds,
        None if subject is None else f"not held yet: {subject}",
        cites=("15 CFR Part 732, Supp. No. 1",),
    )


def settled_place(deal: Deal, found: Class) -> Step:
    """Does a row of the tables apply to the destination?"""
    keys = ["destination"]
    if found.advanced is not Truth.NO and not is_release(deal):  # a seat decides nothing for other items
        for party in served(deal):
            keys += [f"{party}.headquarters", f"{party}.ultimate_parent.headquarters"]
    places = [deal.look(key) for key in keys]
    doubtful = [one for one in places if isinstance(one, str) and deal.law.row(one) == "ask"]
    holds = deal.yes("destination_treatment") if doubtful else Truth.YES
    return step(deal, "part_738.row", "Does a row of the country tables apply to the destination?", holds,
                cites=("15 CFR 738.3(b)",))  # fmt: skip


def places_agree(deal: Deal, found: Class) -> Step:
    """Are consignee and end user where the item goes? Where one sits elsewhere, the destination is in doubt."""
    destination = deal.look("destination")
    tests = []
    for party in served(deal):
        key = f"{party}.location"
        ends_there = {"ultimate_consignee", "end_user"} & set(deal.look(f"{party}.roles"))
        told = isinstance(deal.look(key), str) or deal.told(key)
        if ends_there and told and isinstance(destination, str) and deal.look(key) != destination:
            agrees = deal.equals(key, destination)
            tests.append(agrees | deal.yes("destination#settled"))
    return step(deal, "part_748.places", "Do consignee and end user sit where the item goes?", all_of(tests),
                cites=("15 CFR 748.5(e)", "15 CFR 748.5(f)"))  # fmt: skip


def known_route(deal: Deal, found: Class) -> Step:
    """Is the way known, where somebody asked about it?"""
    asked = deal.look("route#clear") is not True
    holds = deal.yes("route#clear") if asked else Truth.YES
    return step(deal, "part_736.route", "Is the way known, with every country of unlading?", holds,
                cites=("15 CFR 736.2(b)(8)",))  # fmt: skip


def treasury_seats(deal: Deal, found: Class) -> Step:
    """Is a party seated or located in a place with which Treasury lets nobody deal, and is that authorized?"""
    figure = deal.law.figure("embargoes.treasury_seats")
    seats = frozenset(figure.value)
    if deal.look("destination") in deal.law.places("embargoes.cuba"):
        seats -= deal.law.places("embargoes.cuba")  # OFAC lets pass what BIS authorizes for Cuba: 31 CFR 515.533
    holds = all_of([~_seated_or_located(deal, party, seats) for party in everyone(deal)])
    if holds is Truth.NO:
        holds = deal.yes("ofac_authorization") | deal.yes("ofac_authorization#looked")
    else:
        deal.take_used()  # an ordinary seat is no ground of the proof
    return step(deal, "part_746.treasury_seats", "Does Treasury let anybody deal with every party's seat?", holds,
                figures=(figure,))  # fmt: skip


def _seated_or_located(deal: Deal, party: str, places: frozenset[str]) -> Truth:
    tests = [seated_in(deal, party, places)] if _seat_known(deal, party) else []
    if isinstance(deal.look(f"{party}.location"), str):
        tests.append(deal.place_in(f"{party}.location", places))
    return any_of(tests)


def _seat_known(deal: Deal, party: str) -> bool:
    seats = (deal.look(f"{party}.headquarters"), deal.look(f"{party}.ultimate_parent.headquarters"))
    return any(isinstance(seat, str) for seat in seats) and not any(isinstance(seat, Open) for seat in seats)


def no_embargoed_place(deal: Deal, found: Class) -> Step:
    """Is an act that moves nothing done outside the embargoed places, and for nobody there?"""
    figure, regions = deal.law.figure("embargoes.acts"), deal.law.figure("embargoes.regions")
    places = frozenset(figure.value)
    tests = [Truth.of(deal.told("region") and deal.look("region") in regions.value)]
    if isinstance(deal.look("destination"), str) and not is_release(deal):  # else a person's citizenship
        tests.append(deal.place_in("destination", places))
        ukraine = deal.place_in("destination", deal.law.places("embargoes.region_country"))
        tests.append(ukraine if ukraine is Truth.NO else deal.one_of("region", regions.value))
    located = [f"{party}.location" for party in everyone(deal)]
    tests += [deal.place_in(key, places) for key in located if isinstance(deal.look(key), str)]
    holds = ~any_of(tests)
    if holds is not Truth.YES:
        holds |= deal.yes("ofac_authorization") | deal.yes("ofac_authorization#looked")
    else:
        deal.take_used()
    return step(deal, "part_746.acts", "Is it done outside the embargoed places, and for nobody there?", holds,
                figures=(figure,), cites=("31 CFR ch. V",))  # fmt: skip


def state_list(deal: Deal, found: Class) -> Step:
    """Is the destination, or a seat, in no doubt with State's list of embargoed countries?"""
    doubt = deal.law.places("country_groups.state_list_doubt")
    holds = Truth.YES
    if found.advanced is not Truth.NO and not is_release(deal):
        keys = ["destination", *(f"{party}.headquarters" for party in served(deal))]
        touched = [key for key in keys if deal.look(key) in doubt]
        holds = deal.yes("state_list") if touched else Truth.YES
    return step(deal, "part_740.state_list", "Does State's list of the day leave the place out of D:5?", holds,
                cites=("22 CFR 126.1", "15 CFR Part 740, Supp. No. 1, Country Group D:5"))  # fmt: skip


def planar_doubt(deal: Deal, found: Class) -> Step:
    """Where no die is non-planar, does a classification say that no density line is met?"""
    line = deal.law.figure("eccn_3a090.a.tpp_with_density").value
    planar = deal.look("item.process_nonplanar") is False and found.advanced is Truth.NO
    tpp = deal.look("item.tpp") if planar else None
    turns = (
        line is not None
        and not isinstance(tpp, Open)
        and tpp is not None
        and tpp >= line
        and deal.look("item.designed_or_marketed_for_datacenter") is not False
    )
    holds = deal.yes("classification_request") if turns else Truth.YES
    return step(deal, "part_748.classification", "Is the density settled where no die is non-planar?", holds,
                cites=("15 CFR 748.3",))  # fmt: skip


def staged_days(deal: Deal, found: Class) -> Step:
    """Between release and effect of the rule of 2022, is the law of the day settled for such a chip to China?"""
    law = deal.law
    holds = Truth.YES
    if law.figure("eccn_3a090.staged").value and found.v1 is Truth.NO and deal.look("item.form") in HARDWARE:
        reached = deal.place_in("destination", law.places("advanced_computing.letters.v1_places"))
        reached &= deal.at_least("item.tpp", law.figure("advanced_computing.letters.v1_tpp_from").value)
        if reached is not Truth.NO:
            reached &= deal.at_least(
                "item.aggregate_io_gb_s", law.figure("advanced_computing.letters.v1_io_from").value
            )
        holds = ~reached
        if reached is not Truth.NO:
            holds |= deal.yes("law_current")
    return step(deal, "part_774.staged_days", "Is the law of these staged days settled?", holds,
                figures=(law.figure("eccn_3a090.staged"),))  # fmt: skip


def known_operator(deal: Deal, found: Class) -> Step:
    """Is an unnamed end user of a kind that is often listed known?"""
    tests = []
    for party in everyone(deal):
        kind = deal.get(f"{party}.kind")
        if kind in OFTEN_LISTED and deal.look(f"{party}.name") is None:
            there = deal.place_in("destination", deal.law.d5m)
            tests.append(~there | deal.yes(f"{party}.name#cleared") if there is not Truth.NO else Truth.YES)
    return step(deal, "part_744.operator", "Is it known who operates the end user?", all_of(tests),
                cites=("15 CFR 744.11(a)",))  # fmt: skip


def known_end_user(deal: Deal, found: Class) -> Step:
    """Is it known who uses the item, where the only parties are a forwarder, a broker or a free port?"""
    tests = []
    for party in everyone(deal):
        roles = set(deal.look(f"{party}.roles"))
        if deal.get(f"{party}.kind") in FORWARDING or roles <= CARRYING:
            tests.append(deal.yes(f"{party}.roles#told"))
    return step(deal, "part_732.end_user", "Is it known who uses the item?", all_of(tests),
                cites=("15 CFR 748.5(f)", "15 CFR Part 732, Supp. No. 3"))  # fmt: skip


def screened(deal: Deal, found: Class) -> Step:
    """Was every named foreign party screened against a list that is fresh?"""
    tests = [deal.equals(f"{party}.screened", "no_hit") for party in _foreign(deal)]
    return step(deal, "part_744.screened", "Was every named foreign party screened, without a hit?", all_of(tests),
                cites=("15 CFR Part 744, Supp. No. 4", "15 CFR 744.11(a)"))  # fmt: skip


def owners_known(deal: Deal, found: Class) -> Step:
    """While listed owners count, are the owners of every named foreign party known and unlisted?"""
    figure = deal.law.figure("owners.in_force")
    tests = []
    if figure.value:
        tests = [deal.equals(f"{party}.owners", "known") for party in _abroad(deal) if _ownable(deal, party)]
    return step(deal, "part_744.owners", "Are the owners known, and none of them listed?", all_of(tests),
                figures=(figure,))  # fmt: skip


def _foreign(deal: Deal) -> Iterator[str]:
    """Parties that are not seated in the United States."""
    for party in everyone(deal):
        seat = deal.look(f"{party}.headquarters")
        if isinstance(seat, Open) or seat is None or deal.law.row(seat) != "US":
            yield party


def _abroad(deal: Deal) -> Iterator[str]:
    """Parties that are no United States entities: by where they are organized, where that is stated."""
    home = frozenset({"US"})
    for party in everyone(deal):
        organized = deal.look(f"{party}.organized_in")
        seat = deal.look(f"{party}.headquarters") if organized is None else organized
        if not isinstance(seat, str) or deal.law.row(seat) not in home:
            yield party


def _ownable(deal: Deal, party: str) -> bool:
    """A government or a natural person has no owners."""
    return deal.get(f"{party}.kind") not in {
        "government_agency",
        "us_government_agency",
        "armed_forces",
        "natural_person",
    }


def flags_resolved(deal: Deal, found: Class) -> Step:
    """Is every red flag in the facts resolved, and nobody told not to ask?"""
    keys = [key for key in deal.look("red_flags") if found.advanced is not Truth.NO or key not in FOR_ADVANCED]
    tests = [deal.yes(key) for key in keys]
    tests.append(~deal.yes("exporter.knowledge#self_blinding") | deal.yes("red_flags#self_blinding"))
    return step(deal, "part_732.red_flags", "Is every red flag resolved?", all_of(tests), cites=red_flags.DUTY)


def uvl_statement(deal: Deal, found: Class) -> Step:
    """Has every party on the Unverified List signed its statement?"""
    return has_statement(deal)


def known_act(deal: Deal, found: Class) -> Step:
    """Is it known what is done?"""
    return activities.known_act(deal)


def training(deal: Deal, found: Class) -> Step:
    """Is nothing open about models trained for others?"""
    return us_persons.training(deal)


def no_listed_user(deal: Deal, found: Class) -> Step:
    """Is nobody served who is on a list, or owned by those who are?"""
    counted = owners.in_force(deal) and any(deal.look(f"{party}.owners#listed") for party in everyone(deal))
    owned = [owners.caught(deal, party) for party in everyone(deal)] if counted else []
    return activities.no_listed_user(deal, owned)


def civil_use(deal: Deal, found: Class) -> Step:
    """Is it for none of the uses of part 744?"""
    return activities.civil_use(deal, us_persons.NAMED, end_use.military_fact(deal))


# In this order; a later gate is only looked at while the earlier ones pass.
GATES: tuple[Callable[[Deal, Class], Step], ...] = (
    recent_law,
    known_act,
    modelled,
    training,
    settled_place,
    places_agree,
    known_route,
    treasury_seats,
    state_list,
    planar_doubt,
    eccn_4e091.class_is_known,
    staged_days,
    known_operator,
    known_end_user,
    uvl_statement,
    screened,
    owners_known,
    owners.owner_chain,
    flags_resolved,
)


# What an item made abroad and outside the EAR still has to pass: who takes part decides whether it is outside.
ABROAD_GATES: tuple[Callable[[Deal, Class], Step], ...] = (
    recent_law,
    settled_place,
    places_agree,
    known_route,
    treasury_seats,
    known_operator,
    known_end_user,
    screened,
    owners_known,
    flags_resolved,
)
ACCESS_GATES: tuple[Callable[[Deal, Class], Step], ...] = (
    recent_law,
    treasury_seats,
    no_embargoed_place,
    known_operator,
    known_end_user,
    training,
    no_listed_user,
    civil_use,
    screened,
    owners_known,
    flags_resolved,
)
IN_HAND_GATES = (recent_law, modelled, *ACCESS_GATES[1:])
OUTSIDE_GATES = (
    recent_law,
    treasury_seats,
    no_embargoed_place,
    training,
    no_listed_user,
    screened,
    owners_known,
    flags_resolved,
)


def outside(deal: Deal, found: Class) -> tuple[Step, ...]:
    """The gates for an item made abroad that is not subject to the EAR, up to the first that does not pass."""
    return passed(deal, found, ABROAD_GATES)


def passed(deal: Deal, found: Class, gates: tuple[Callable[[Deal, Class], Step], ...] = GATES) -> tuple[Step, ...]:
    """The gates up to the first that does not pass."""
    steps = []
    for gate in gates:
        steps.append(gate(deal, found))
        if steps[-1].holds is not Truth.YES:
            break
    return tuple(steps)


def passed_in_hand(deal: Deal, found: Class) -> tuple[Step, ...]:
    """The gates for working on an item, or keeping it, where it is."""
    return passed(deal, found, IN_HAND_GATES)


def passed_by_access(deal: Deal, found: Class) -> tuple[Step, ...]:
    """The gates for an act with no item in hand."""
    return passed(deal, found, ACCESS_GATES)


def passed_outside(deal: Deal, found: Class) -> tuple[Step, ...]:
    """The gates for a US person's act with an item outside the EAR."""
    return passed(deal, found, OUTSIDE_GATES)
