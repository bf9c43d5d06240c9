"""The provisions in the order of the sequence of part 732, Supp. No. 1: bars, requirements, exceptions.

No logic of its own beyond which provision is asked when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import TypeVar

from rules.deal import Deal
from rules.ear.examined import Examined
from rules.ear.part_734 import activities, doors, release
from rules.ear.part_736 import general_orders, general_prohibitions
from rules.ear.part_740 import (
    ai_authorization,
    consumer_communications,
    governments,
    memory,
    nac_aca,
    of_technology,
    others,
    replacement,
    temporary,
)
from rules.ear.part_740.list_based import offered
from rules.ear.part_742 import list_based, regional_stability
from rules.ear.part_744 import (
    advanced_node,
    chip_equipment,
    designated,
    end_use,
    entity_list,
    footnotes,
    listed_parties,
    microprocessors,
    military,
    military_intelligence,
    military_list,
    owners,
    seat,
    supercomputer,
    us_persons,
    weapons,
)
from rules.ear.part_746 import embargoes, iran, iraq
from rules.ear.part_746.cuba import cuba
from rules.ear.part_746.north_korea import north_korea
from rules.ear.part_746.syria import syria
from rules.ear.part_748 import validated_end_user
from rules.ear.part_774 import classification, eccn_4e091, software_technology
from rules.ear.part_774.advanced_computing import Class
from rules.ear.part_774.commerce_control_list import entry_of
from rules.ear.requirement import Requirement
from rules.proof import Step
from rules.truth import Truth

T = TypeVar("T")

Rule = Callable[[Deal], Requirement]
OfClass = Callable[[Deal, Class], Requirement]

BY_CLASS: tuple[OfClass, ...] = (
    regional_stability.a_items_by_seat,
    regional_stability.b_items,
    regional_stability.memory,
    regional_stability.first_version,
    regional_stability.national_security,
    seat.b_items,
    seat.memory,
    seat.letter,
    iraq.controlled_items,
)
BY_DATA: tuple[OfClass, ...] = (  # software, technology, weights
    *BY_CLASS,
    software_technology.national_security,
    software_technology.encryption,
    software_technology.from_macau_d5,
    software_technology.by_developer_seat,
)
BY_RELEASE: tuple[OfClass, ...] = (  # 742.6(a)(6)(iv) spares regional stability, nothing else
    release.spared,
    software_technology.national_security,
    software_technology.encryption,
    software_technology.by_developer_seat,
    release.at_seat,
    seat.letter,
)
BY_LIST: tuple[Rule, ...] = (
    entity_list.entity_list,
    military_list.military_end_user_list,
    designated.designated_national,
    listed_parties.other_list,
    owners.listed_owners,
)
BY_END_USE: tuple[tuple[Callable[[Deal], bool], Rule], ...] = (
    (end_use.speaks_of_forces, iraq.military),
    (end_use.speaks_of_forces, military.listed_items),
    (end_use.speaks_of_forces, military.any_item),
    (end_use.speaks_of_forces, microprocessors.military),
    (end_use.speaks_of_forces, military_intelligence.end_use_or_user),
    (end_use.speaks_of("chemical_biological"), weapons.chemical_biological),
    (end_use.speaks_of("nuclear"), weapons.nuclear),
    (end_use.speaks_of("missile"), weapons.missile),
    (end_use.speaks_of("maritime_nuclear"), weapons.maritime_nuclear),
    (end_use.speaks_of("supercomputer"), supercomputer.end_use),
    (end_use.speaks_of("advanced_node"), advanced_node.facility),
    (end_use.speaks_of("advanced_node"), advanced_node.unknown_node),
    (end_use.speaks_of("advanced_node"), advanced_node.design),
    (end_use.speaks_of("sme"), chip_equipment.direct),
    (end_use.speaks_of("sme"), chip_equipment.indirect),
    (end_use.speaks_of_onward, end_use.onward),
)
# 746.8(a)(12) and 746.6(a)(3) leave deemed exports out; 746.2(a)(2) and 746.9(a) those of EAR99 technology as well
OF_PERSONS = frozenset({cuba, iran.iran, north_korea, syria})
OF_PERSONS_FOR_EAR99 = frozenset({iran.iran, north_korea})
EXCEPTIONS: tuple[Callable[[Deal, Class], Examined], ...] = (
    nac_aca.nac,
    nac_aca.aca,
    ai_authorization.aia,
    ai_authorization.lpp,
    ai_authorization.acm,
    temporary.tmp,
    replacement.rpl,
    governments.gov,
    memory.hbm,
    validated_end_user.veu,
)
OF_THE_EMBARGOED: tuple[Callable[[Deal, Class], Examined], ...] = (
    consumer_communications.ccd,
    consumer_communications.spp,
)

EXCEPTIONS_OF_DATA: tuple[Callable[[Deal, Class], Examined], ...] = (
    of_technology.nac,
    of_technology.aca,
    of_technology.aia,
    of_technology.acm,
    governments.gov,
)


def requirements(deal: Deal, found: Class, reading: str) -> Iterator[Requirement]:
    """Every provision that can ask for a license, in the order of the sequence of part 732."""
    released = release.is_release(deal)
    if not released:
        yield of_class(deal, f"a_items.{reading}", partial(regional_stability.a_items, reading=reading))
    if found.weights is not Truth.NO:
        yield of_class(deal, f"weights.{reading}", partial(eccn_4e091.license_requirement, reading=reading))
    kind, rules = ("goods", BY_CLASS) if found.goods else ("release", BY_RELEASE) if released else ("data", BY_DATA)
    yield from deal.recall(f"by_class.{kind}", lambda one: tuple(of_class(one, name_of(rule), rule) for rule in rules))
    abroad = doors.foreign(deal)
    by_entry = not released if found.goods else beside_the_lines(found) and software_technology.of_data(deal)
    if by_entry and not (abroad and footnotes.only_by_tools(deal, found)):
        yield from deal.recall("by_entry", _by_entry)
    yield from deal.recall("footnotes", _by_footnote) if abroad else deal.recall("by_list", _by_list)
    yield from deal.recall("by_end_use", _by_end_use)
    yield from deal.recall("by_embargo", _by_embargo)
    if deal.look("activity") in activities.SERVING:  # ordering, buying and financing is support, section 744.6(b)(6)
        yield from deal.recall("us_persons", us_persons.requirements)


def _by_entry(deal: Deal) -> tuple[Requirement, ...]:
    return list_based.requirements(deal, classification.classify(deal))


def _by_footnote(deal: Deal) -> tuple[Requirement, ...]:
    """What the lists ask for, for an item made abroad."""
    return footnotes.settled(deal, classification.classify(deal), deal.recall("by_list", _by_list))


def _by_list(deal: Deal) -> tuple[Requirement, ...]:
    rules = BY_LIST if listed_parties.anyone_listed(deal) else (listed_parties.nobody,)
    return tuple(rule(deal) for rule in rules)


def _by_end_use(deal: Deal) -> tuple[Requirement, ...]:
    if not end_use.touched(deal):
        return (end_use.none_named(deal),)
    return tuple(rule(deal) for speaks, rule in BY_END_USE if speaks(deal))


def _by_embargo(deal: Deal) -> tuple[Requirement, ...]:
    rules = (embargoes.elsewhere,) if embargoes.none_touched(deal) else embargoes.sections(deal)
    if release.is_release(deal):
        ear99 = software_technology.stated_entry(deal) == software_technology.EAR99
        kept = OF_PERSONS_FOR_EAR99 if ear99 else OF_PERSONS
        rules = tuple(rule for rule in rules if rule in kept)
    return tuple(rule(deal) for rule in rules)


@cache
def name_of(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__name__}"


def of_class(deal: Deal, name: str, rule: Callable[[Deal, Class], T]) -> T:
    """A question about the class rests on what the class rests on."""
    return deal.recall(name, lambda one: rule(one, classification.classify(one)))


def absolute_bars(deal: Deal, found: Class) -> Iterator[Step]:
    """What forbids the transaction, license or not."""
    if any(deal.look(f"parties[{index}].listings") for index in range(deal.parties)):
        yield deal.recall("denied_person", general_prohibitions.denied_person)
        yield deal.recall("blocked_person", us_persons.blocked_person)
    if listed_parties.anyone_listed(deal):
        yield deal.recall("treasury", designated.barred_by_treasury)
    yield of_class(deal, "general_prohibition_10", general_prohibitions.knowledge_of_violation)
    if iran.touched(deal):
        yield deal.recall("iran_by_treasury", iran.iran_by_treasury)


def exceptions(deal: Deal) -> tuple[Examined, ...]:
    """Every exception that people ask about, each with why."""
    left = embargoes.left_open(deal)
    goods = classification.classify(deal).goods
    examine = EXCEPTIONS if goods else EXCEPTIONS_OF_DATA
    if left:
        examine += OF_THE_EMBARGOED
    looked_at = (of_class(deal, name_of(one), one) for one in examine)
    orders = (deal.recall("order_7", general_orders.order_7),) if listed_parties.any_owner_listed(deal) else ()
    entry = entry_of(deal)
    found = offered(deal, entry) if entry is not None and beside_the_lines(classification.classify(deal)) else ()
    never = (*(() if goods else of_technology.NOT_FOR_DATA), *others.never(left))
    codes = {one.code for one in found}
    return (*orders, *looked_at, *found, *(one for one in never if one.code not in codes))


def below_the_lines(found: Class) -> bool:
    return found.goods and beside_the_lines(found)


def beside_the_lines(found: Class) -> bool:
    """No advanced computing item, memory, or weights, nor software or technology for one."""
    return found.advanced is Truth.NO and found.c is Truth.NO and found.weights is Truth.NO
