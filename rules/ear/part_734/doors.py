"""Is a foreign-made item subject to the EAR? The five doors of 15 CFR 734.3(a).

(1) in the United States, also in transit; (2) of US origin; (3) more than de minimis US content, 734.4;
(4), (5) direct product, or product of a plant that is one, 734.9. Outside only where every door is
shut. An item of which nobody said that it was made abroad is taken as being inside, unasked.
"""

from __future__ import annotations

from dataclasses import dataclass

from rules.deal import Ask, Deal
from rules.ear.part_734 import de_minimis, direct_product
from rules.ear.part_774.advanced_computing import Class
from rules.ear.part_774.classification import classify
from rules.proof import Step, step
from rules.truth import Truth, any_of

HOME = frozenset({"US"})
TOOLS_ONLY = frozenset({"part_734.de_minimis.tools", "part_734.direct_product.footnote_5"})
TELECOM_ONLY = frozenset({"part_734.direct_product.footnote_1"})


@dataclass(frozen=True, slots=True)
class Doors:
    """Each door as a step, in the order of section 734.3(a)."""

    steps: tuple[Step, ...]

    @property
    def subject(self) -> Truth:
        """Is one of them open?"""
        return any_of(one.holds for one in self.steps)

    @property
    def outside(self) -> bool:
        """Was every door examined, and is every one shut?"""
        return bool(self.steps) and self.subject is Truth.NO

    @property
    def doubtful(self) -> bool:
        """Can nobody tell yet?"""
        return self.subject is Truth.UNKNOWN

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What would settle the doors that nobody can tell, production facts first."""
        return tuple(ask for one in self.steps for ask in one.asks)

    @property
    def shown(self) -> tuple[Step, ...]:
        """The doors that the proof prints: open ones, and those that read a fact."""
        return tuple(one for one in self.steps if one.holds is not Truth.NO or one.used)

    def besides(self, rules: frozenset[str]) -> Truth:
        """Is a door open other than these?"""
        return any_of(one.holds for one in self.steps if one.rule not in rules)


def foreign(deal: Deal) -> bool:
    """Is it said to have been made abroad?"""
    made_in = deal.look("content.made_in")
    return isinstance(made_in, str) and deal.law.row(made_in) not in HOME


def examine(deal: Deal) -> Doors:
    """The doors for an item made abroad, worked out once."""
    return deal.recall("doors", lambda one: _examine(one, classify(one)))


def _examine(deal: Deal, found: Class) -> Doors:
    inside = _in_united_states(deal)
    if inside.holds is Truth.YES:
        return Doors((inside,))
    # production facts before the share: one answer there settles most
    return Doors((inside, *direct_product.tests(deal, found), *de_minimis.tests(deal, found)))


def _in_united_states(deal: Deal) -> Step:
    """(1): does it leave the United States, or pass through them?"""
    leaves = deal.place_in("departure", HOME)
    if leaves is Truth.YES and not deal.told("departure"):
        leaves = deal.one_of("activity", ("export", "deemed_export"))  # a reexport begins abroad
    deal.bound("content.made_in")
    holds = Truth.YES if HOME & set(deal.look("route")) else leaves
    return step(
        deal,
        "part_734.doors.in_united_states",
        "Does the item lie in the United States, or pass through them?",
        holds,
        "subject to the EAR",
        cites=("15 CFR 734.3(a)",),
    )
