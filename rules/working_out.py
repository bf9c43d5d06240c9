"""The outcome out of the answers: the first question that is not settled stops it.

Bars, event, scope, requirements, exceptions, review policy, gates, in this order.
"""

from __future__ import annotations

from functools import partial

from rules.deal import Ask, Deal
from rules.ear import clearance
from rules.ear.examined import Examined
from rules.ear.part_734 import activities, release
from rules.ear.part_734.doors import Doors
from rules.ear.part_736 import general_orders, transit
from rules.ear.part_740.restrictions import SURVIVORS, SURVIVORS_OF_2022, by_way_of_hong_kong, met, struck_out
from rules.ear.part_742 import review_policy
from rules.ear.part_744 import (
    designated,
    end_use,
    military,
    unverified,
    us_persons,
)
from rules.ear.part_746 import iran
from rules.ear.part_774 import classification
from rules.ear.part_774.advanced_computing import Class
from rules.ear.requirement import Requirement
from rules.proof import Outcome, Policy, Step, strictest_policy
from rules.sequence import exceptions, name_of, of_class, requirements
from rules.truth import Truth


class Open(Exception):
    """Carries the asks of the first open question."""

    def __init__(self, asks: tuple[Ask, ...]) -> None:
        self.asks = asks


def asks_of(steps: tuple[Step, ...] | list[Step]) -> tuple[Ask, ...]:
    return tuple(ask for one in steps for ask in one.asks)


class Result:
    """Works the outcome out of the answers; collects the steps that came late."""

    def __init__(
        self,
        deal: Deal,
        found: Class,
        needed: tuple[Requirement, ...],
        reading: str,
        entered: Doors,
        brief: bool = False,
    ) -> None:
        self.deal, self.found, self.needed, self.reading, self.doors = deal, found, needed, reading, entered
        self.brief = brief
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
            return self._through((of_class(self.deal, "flags", clearance.flags_resolved),), "no_license_required")
        if published.holds is not Truth.NO:
            self._settled([published])
            return self._outside()
        if self.doors.outside:
            barred = self.deal.recall("treasury_outside", designated.barred_outside)
            self.late.append(barred)
            self._settled([barred])
            if barred.holds is Truth.YES:
                return "prohibited", None
            gates = of_class(self.deal, "gates_outside", clearance.outside)
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
        return self._through(of_class(self.deal, name_of(gates), gates), "no_license_required")

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
            raise Open(asks_of(still))
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
        return self._through(of_class(self.deal, name_of(gates), gates), "no_license_required")

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
        return asks_of(self.found.steps)

    def _settled(self, steps: tuple[Step, ...] | list[Step]) -> None:
        """Raises Open where a step is open; its own asks first, then those of the class."""
        still = [one for one in steps if one.holds is Truth.UNKNOWN]
        if not still:
            return
        if self._class_is_open():
            raise Open(self._class_asks())
        raise Open(asks_of(still))

    def _fitting(self, firm: list[Requirement]) -> list[Examined]:
        """The exceptions that could meet every requirement; none with a party on the Unverified List."""
        listed = self.deal.recall("unverified", unverified.unverified)
        self.late.append(listed)
        if self.brief and not all(one.lifted_by for one in firm):
            return []
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
        self.examined = by_way_of_hong_kong(self.deal, tuple(met(one, left, firm) for one in self.examined))
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
            found = of_class(self.deal, f"policy.{self.reading}", partial(review_policy.reviewed, reading=self.reading))
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
        return self._through(of_class(self.deal, "gates", clearance.passed), outcome)

    def _unladen(self) -> tuple[Outcome, Policy | None] | None:
        """General Prohibition Eight: the license that the item would need for a country where it is unladen."""
        for place in transit.places(self.deal):
            there = self.deal.with_values({"destination": place, "route": ()})
            barred = iran.iran_by_treasury(there)
            if barred.holds is not Truth.NO:  # what Treasury forbids to send there may not pass through either
                self.deal.count_read(there)
                self.late.append(barred)
                self._settled([barred])
                return "prohibited", None
            found = classification.classify(there)
            result = Result(there, found, tuple(requirements(there, found, self.reading)), self.reading, self.doors)
            try:
                if iran.touched(there):
                    barred = iran.iran_by_treasury(there)
                    self._settled([barred])
                    if barred.holds is Truth.YES:
                        self.late += [transit.step_for(self.deal, place, Truth.YES), barred]
                        return "prohibited", None
                outcome, policy = result.by_requirements()
            finally:
                self.deal.count_read(there)
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
