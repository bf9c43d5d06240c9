"""One evaluation: the ordered list of questions, over facts as far as they are known.

No logic of its own beyond the order: bars, event, scope, class, requirements, exceptions, policy,
gates. An evaluation that is not decided says which split would bring it further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeVar

from rules.deal import Ask, Deal
from rules.ear import clearance
from rules.ear.examined import Examined
from rules.ear.part_734 import activities, doors, release, scope
from rules.ear.part_734.doors import Doors
from rules.ear.part_736 import general_orders, general_prohibitions, transit
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
from rules.ear.part_740.restrictions import SURVIVORS, SURVIVORS_OF_2022, by_way_of_hong_kong, met, struck_out
from rules.ear.part_742 import list_based, regional_stability, review_policy
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
    unverified,
    us_persons,
    weapons,
)
from rules.ear.part_746 import embargoes, iran, iraq
from rules.ear.part_746.cuba import cuba
from rules.ear.part_746.north_korea import north_korea
from rules.ear.part_746.syria import syria
from rules.ear.part_748 import validated_end_user
from rules.ear.part_774 import below, classification, eccn_4e091, software_technology
from rules.ear.part_774.advanced_computing import Class
from rules.ear.part_774.commerce_control_list import entry_of
from rules.ear.requirement import Requirement
from rules.proof import Outcome, Policy, Step, strictest_policy
from rules.truth import Truth, any_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the questions gave. `outcome` None: `asks` hold what would settle the first open question."""

    outcome: Outcome | None
    policy: Policy | None
    eccn: str | None
    early: tuple[Step, ...]  # class, bars, event and scope
    needed: tuple[Requirement, ...]
    late: tuple[Step, ...]  # policy and gates
    exceptions: tuple[Examined, ...]
    asks: tuple[Ask, ...]
    read: set[str]
    kind: Class

    @property
    def steps(self) -> tuple[Step, ...]:
        """The proof in order, without provisions that do not touch the item at all."""
        return (*self.early, *(one.step for one in self.needed if _worth_showing(one)), *self.late)

    @property
    def license_required(self) -> Truth:
        """Does some provision ask for a license, before exceptions?"""
        return any_of(one.holds for one in self.needed)


class Open(Exception):
    """Carries the asks of the first open question."""

    def __init__(self, asks: tuple[Ask, ...]) -> None:
        self.asks = asks


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
        yield _of_class(deal, f"a_items.{reading}", partial(regional_stability.a_items, reading=reading))
    if found.weights is not Truth.NO:
        yield _of_class(deal, f"weights.{reading}", partial(eccn_4e091.license_requirement, reading=reading))
    rules = BY_CLASS if found.goods else BY_RELEASE if released else BY_DATA
    yield from deal.recall("by_class", lambda one: tuple(_of_class(one, _name(rule), rule) for rule in rules))
    abroad = doors.foreign(deal)
    by_entry = not released if found.goods else _beside(found) and software_technology.of_data(deal)
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
def _name(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__name__}"


def _of_class(deal: Deal, name: str, rule: Callable[[Deal, Class], T]) -> T:
    """A question about the class rests on what the class rests on."""
    return deal.recall(name, lambda one: rule(one, classification.classify(one)))


def absolute_bars(deal: Deal, found: Class) -> Iterator[Step]:
    """What forbids the transaction, license or not."""
    if any(deal.look(f"parties[{index}].listings") for index in range(deal.parties)):
        yield deal.recall("denied_person", general_prohibitions.denied_person)
        yield deal.recall("blocked_person", us_persons.blocked_person)
    if listed_parties.anyone_listed(deal):
        yield deal.recall("treasury", designated.barred_by_treasury)
    yield _of_class(deal, "general_prohibition_10", general_prohibitions.knowledge_of_violation)
    if iran.touched(deal):
        yield deal.recall("iran_by_treasury", iran.iran_by_treasury)


def exceptions(deal: Deal) -> tuple[Examined, ...]:
    """Every exception that people ask about, each with why."""
    left = embargoes.left_open(deal)
    goods = classification.classify(deal).goods
    examine = EXCEPTIONS if goods else EXCEPTIONS_OF_DATA
    if left:
        examine += OF_THE_EMBARGOED
    looked_at = (_of_class(deal, _name(one), one) for one in examine)
    orders = (deal.recall("order_7", general_orders.order_7),) if listed_parties.any_owner_listed(deal) else ()
    entry = entry_of(deal)
    found = offered(deal, entry) if entry is not None and _beside(classification.classify(deal)) else ()
    never = (*(() if goods else of_technology.NOT_FOR_DATA), *others.never(left))
    codes = {one.code for one in found}
    return (*orders, *looked_at, *found, *(one for one in never if one.code not in codes))


def evaluate(deal: Deal, reading: str) -> Evaluation:
    """The outcome under one reading, or the first open question. Pure: same deal, same result."""
    found = classification.classify(deal)
    under = deal.recall("below", below.described_in_p) if _below(found) else None
    eccn = below.paragraph_of(deal, found, under)
    bars = tuple(absolute_bars(deal, found))
    event, published = deal.recall("event", scope.is_event), deal.recall("published", scope.is_published)
    entered = doors.examine(deal) if doors.foreign(deal) else Doors(())
    without = activities.without_item(deal) and not release.reads_files(deal)
    needed = () if without else tuple(requirements(deal, found, reading))
    result = _Result(deal, found, needed, reading, entered)
    try:
        outcome, policy = result.decide(bars, event, published)
        asks: tuple[Ask, ...] = ()
    except Open as still:
        outcome, policy, asks = None, None, still.asks
    early = (*found.steps, *([under] if under is not None else []), *bars, event, published, *entered.shown)
    late, shown = tuple(result.late), result.shown
    return Evaluation(outcome, policy, eccn, early, shown, late, result.examined, asks, deal.read, found)


def _below(found: Class) -> bool:
    return found.goods and _beside(found)


def _beside(found: Class) -> bool:
    """No advanced computing item, memory, or weights, nor software or technology for one."""
    return found.advanced is Truth.NO and found.c is Truth.NO and found.weights is Truth.NO


def _worth_showing(requirement: Requirement) -> bool:
    """A provision that does not touch the item at all is no step of this proof."""
    return requirement.holds is not Truth.NO or bool(requirement.step.used)


def _asks(steps: tuple[Step, ...] | list[Step]) -> tuple[Ask, ...]:
    return tuple(ask for one in steps for ask in one.asks)


class _Result:
    """Works the outcome out of the answers; collects the steps that came late."""

    def __init__(self, deal: Deal, found: Class, needed: tuple[Requirement, ...], reading: str, entered: Doors) -> None:
        self.deal, self.found, self.needed, self.reading, self.doors = deal, found, needed, reading, entered
        self.shown = needed  # what the proof shows of them
        self.late: list[Step] = []
        self.examined: tuple[Examined, ...] = ()

    def decide(self, bars: tuple[Step, ...], event: Step, published: Step) -> tuple[Outcome, Policy | None]:
        """Raises Open at the first question that is not settled."""
        if any(one.holds is Truth.YES for one in bars):
            return "prohibited", None
        self._settled(bars)
        self._settled([event])
        if event.holds is Truth.NO:
            if not release.stays_encrypted(self.deal) and (self._moves_nothing() or release.of_goods(self.deal)):
                return self._act()
            return self._through((_of_class(self.deal, "flags", clearance.flags_resolved),), "no_license_required")
        if published.holds is not Truth.NO:
            self._settled([published])
            return self._outside()
        if self.doors.outside:
            barred = self.deal.recall("treasury_outside", designated.barred_outside)
            self.late.append(barred)
            self._settled([barred])
            if barred.holds is Truth.YES:
                return "prohibited", None
            gates = _of_class(self.deal, "gates_outside", clearance.outside)
            return self._caught_by_person() or self._through(gates, "not_subject_to_ear")
        return self._by_requirements()

    def _moves_nothing(self) -> bool:
        still = activities.moves_nothing(self.deal)
        self.deal.take_used()  # the event's step has said it
        return still is Truth.YES

    def _act(self) -> tuple[Outcome, Policy | None]:
        """An act that moves nothing: what section 744.6 forbids, how the item came there, and the gates."""
        self.shown = ()
        caught = self._caught_by_person()
        if caught is not None:
            return caught
        if self.deal.look("content#outside") is True:
            return self._outside_act()
        if activities.in_hand(self.deal) is Truth.YES and not self._came_lawfully():
            return "prohibited", None
        in_hand = activities.in_hand(self.deal)
        self.deal.take_used()
        gates = clearance.passed_in_hand if in_hand is Truth.YES else clearance.passed_by_access
        return self._through(_of_class(self.deal, _name(gates), gates), "no_license_required")

    def _caught_by_person(self) -> tuple[Outcome, Policy | None] | None:
        """The license that section 744.6 asks of a US person, or the weights that leave."""
        asked = self.deal.recall("us_persons", us_persons.requirements)
        if self.deal.look("end_uses#model_training_for_others") is not False:
            asked = (*asked, self.deal.recall("weights_leave", us_persons.weights_leave))
        self.late += [one.step for one in asked]
        firm = [one.policy for one in asked if one.holds is Truth.YES and one.policy is not None]
        if firm:
            return "license_required", strictest_policy(firm)
        still = [one.step for one in asked if one.holds is Truth.UNKNOWN]
        if still:
            raise Open(_asks(still))
        return None

    def _outside(self) -> tuple[Outcome, Policy | None]:
        """The item is outside the EAR: nothing is left but what US persons may not do."""
        return self._caught_by_person() or ("not_subject_to_ear", None)

    def _outside_act(self) -> tuple[Outcome, Policy | None]:
        """A US person works on an item outside the EAR, or somebody else does, whom the EAR does not reach."""
        person = self.deal.recall("us_person", us_persons.is_us_person)
        self.late.append(person)
        if person.holds is Truth.NO:
            return "not_subject_to_ear", None
        if person.holds is Truth.UNKNOWN:
            raise Open(person.asks)
        gates = clearance.passed_outside
        return self._through(_of_class(self.deal, _name(gates), gates), "no_license_required")

    def _came_lawfully(self) -> bool:
        """Is the item lawfully there: by its nature, or shown where sending it there would need a license?"""
        deal = self.deal
        if deal.look("supply_history_lawful#shown") is not True:
            if deal.look("destination") == "US":
                return True
            self.shown = self.needed
            firm = [one for one in self.needed if one.holds is Truth.YES]
            if not firm:
                self._settled([one.step for one in self.needed])
                return True
            if self._class_is_open():
                raise Open(self._class_asks())
            if any(one.holds is Truth.YES for one in self._fitting(firm)):
                return True
        history = deal.recall("history", activities.lawfully_there)
        self.late.append(history)
        if history.holds is Truth.UNKNOWN:
            raise Open(history.asks)
        return history.holds is Truth.YES

    def _by_requirements(self) -> tuple[Outcome, Policy | None]:
        outcome, policy = self.by_requirements()
        return (outcome, policy) if outcome == "license_required" else self._cleared(outcome)

    def by_requirements(self) -> tuple[Outcome, Policy | None]:
        """License, exception or neither, before the gates."""
        firm = [one for one in self.needed if one.holds is Truth.YES]
        if not firm:
            self._settled([one.step for one in self.needed])
            return "no_license_required", None
        if self._class_is_open():
            raise Open(self._class_asks())
        fit = self._fitting(firm)
        if any(one.holds is not Truth.NO for one in fit):
            self._settled([one.step for one in self.needed])
            if any(one.holds is Truth.YES for one in fit):
                return "license_exception", None
            raise Open(tuple(ask for one in fit for ask in one.asks))
        if self.doors.doubtful:  # only what is subject to the EAR needs a license
            raise Open(self.doors.asks)
        return "license_required", self._policy(firm)

    def _class_is_open(self) -> bool:
        found = self.found
        return Truth.UNKNOWN in {found.a, found.b, found.c, found.v1, found.weights}

    def _class_asks(self) -> tuple[Ask, ...]:
        return _asks(self.found.steps)

    def _settled(self, steps: tuple[Step, ...] | list[Step]) -> None:
        """Raises Open where a step is open; its own asks first, then those of the class."""
        still = [one for one in steps if one.holds is Truth.UNKNOWN]
        if not still:
            return
        if self._class_is_open():
            raise Open(self._class_asks())
        raise Open(_asks(still))

    def _fitting(self, firm: list[Requirement]) -> list[Examined]:
        """The exceptions that could meet every requirement; none with a party on the Unverified List."""
        listed = self.deal.recall("unverified", unverified.unverified)
        self.late.append(listed)
        self.examined = self.deal.recall("exceptions", exceptions)
        if listed.holds is Truth.YES:
            cite = ("15 CFR 740.2(a)(17)",)
            why = ("none with a party on the Unverified List",)
            self.examined = tuple(Examined(one.code, Truth.NO, why, cite) for one in self.examined)
        if listed.holds is Truth.YES:
            return []
        beyond = next((one for one in firm if not one.lifted_by), None)
        left = None if beyond else self._left_over()
        left = None if left is None else left | general_orders.CODES  # no exceptions of part 740
        self.examined = tuple(by_way_of_hong_kong(self.deal, met(one, left, firm)) for one in self.examined)
        fit = [one for one in self.examined if one.holds is not Truth.NO]
        if any(one.holds is not Truth.NO for one in fit):
            self._settled([listed])
        return fit

    def _left_over(self) -> frozenset[str] | None:
        """The exceptions that survive section 740.2(a)(9), or None where it does not apply."""
        if self.found.v1 is Truth.YES:
            return SURVIVORS_OF_2022
        if self.found.advanced is Truth.NO and self.found.c is Truth.NO:
            return None
        struck = struck_out(self.deal)
        self.deal.take_used()
        asks = tuple(self.deal.take_asks())
        if struck is Truth.UNKNOWN:
            raise Open(asks)
        return SURVIVORS if struck is Truth.YES else None

    def _policy(self, firm: list[Requirement]) -> Policy | None:
        policies = [one.policy for one in firm if one.policy is not None]
        if any(one.policy is None for one in firm):
            found = _of_class(
                self.deal, f"policy.{self.reading}", partial(review_policy.reviewed, reading=self.reading)
            )
            self.late.append(found.step)
            if found.policy is None:
                raise Open(found.asks)
            policies.append(found.policy)
        if end_use.speaks_of_forces(self.deal):  # 744.21(e)(3) draws every license for such a user under one policy
            drawn = self.deal.recall("other_licenses", military.other_licenses)
            self.late.append(drawn.step)
            self._settled([drawn.step])
            if drawn.holds is Truth.YES and drawn.policy is not None:
                policies.append(drawn.policy)
        return strictest_policy(policies)

    def _cleared(self, outcome: Outcome) -> tuple[Outcome, Policy | None]:
        """The outcome once every gate passes; Open at the first open gate, a license where one fails."""
        if self.deal.look("route"):
            on_the_way = self._unladen()
            if on_the_way is not None:
                return on_the_way
        if outcome == "no_license_required":
            listed = self.deal.recall("unverified", unverified.unverified)
            self.late.append(listed)
            self._settled([listed])
        return self._through(_of_class(self.deal, "gates", clearance.passed), outcome)

    def _unladen(self) -> tuple[Outcome, Policy | None] | None:
        """General Prohibition Eight: the license that the item would need for a country where it is unladen."""
        for place in transit.places(self.deal):
            there = self.deal.with_values({"destination": place, "route": ()})
            barred = iran.iran_by_treasury(there)
            if barred.holds is not Truth.NO:  # what Treasury forbids to send there may not pass through either
                self.deal.read |= there.read
                self.late.append(barred)
                self._settled([barred])
                return "prohibited", None
            found = classification.classify(there)
            result = _Result(there, found, tuple(requirements(there, found, self.reading)), self.reading, self.doors)
            try:
                if iran.touched(there):
                    barred = iran.iran_by_treasury(there)
                    self._settled([barred])
                    if barred.holds is Truth.YES:
                        self.late += [transit.step_for(self.deal, place, Truth.YES), barred]
                        return "prohibited", None
                outcome, policy = result.by_requirements()
            finally:
                self.deal.read |= there.read
            self.late.append(transit.step_for(self.deal, place, Truth.of(outcome == "license_required")))
            if outcome == "license_required":
                self.late += [one.step for one in result.needed if one.holds is Truth.YES]
                return outcome, policy
        return None

    def _through(self, gates: tuple[Step, ...], outcome: Outcome) -> tuple[Outcome, Policy | None]:
        self.late += [gate for gate in gates if gate.used or gate.holds is not Truth.YES]
        if gates[-1].rule == clearance.COVERAGE and gates[-1].holds is not Truth.YES and self.doors.doubtful:
            raise Open(self.doors.asks)  # what is outside the EAR needs no further provision
        self._settled(gates[-1:])
        if gates[-1].holds is Truth.NO:
            return "license_required", "presumption_of_denial"
        return outcome, None
