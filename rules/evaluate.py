"""One evaluation: the ordered list of questions, over facts as far as they are known.

An evaluation that is not decided says which split would bring it further.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.deal import Ask, Deal
from rules.ear.examined import Examined
from rules.ear.part_734 import activities, doors, release, scope
from rules.ear.part_734.doors import Doors
from rules.ear.part_774 import below, classification
from rules.ear.part_774.advanced_computing import Class
from rules.ear.requirement import Requirement
from rules.proof import Outcome, Policy, Step
from rules.sequence import absolute_bars, below_the_lines, requirements
from rules.truth import Truth, any_of
from rules.working_out import Open, Result


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the questions gave. `outcome` None: `asks` hold what would settle the first open question."""

    outcome: Outcome | None
    policy: Policy | None
    eccn: str | None
    early: tuple[Step, ...]  # class, bars, event and scope
    needed: tuple[Requirement, ...]
    late: tuple[Step, ...]  # policy and gates
    steps: tuple[Step, ...]  # the proof in order, without provisions that do not touch the item at all
    exceptions: tuple[Examined, ...]
    asks: tuple[Ask, ...]
    read: Mapping[str, None]
    kind: Class

    @property
    def license_required(self) -> Truth:
        """Does some provision ask for a license, before exceptions?"""
        return any_of(one.holds for one in self.needed)


def evaluate(deal: Deal, reading: str, brief: bool = False) -> Evaluation:
    """The outcome under one reading, or the first open question. Pure: same deal, same result.

    `brief`: only the outcome is wanted, so what the proof alone would show may be left out.
    """
    found = classification.settled(deal)
    under = deal.recall("below", below.described_in_p) if below_the_lines(found) else None
    eccn = below.paragraph_of(deal, found, under)
    bars = tuple(absolute_bars(deal, found))
    event, published = deal.recall("event", scope.is_event), deal.recall("published", scope.is_published)
    entered = doors.examine(deal) if doors.foreign(deal) else Doors(())
    barred = brief and any(one.holds is Truth.YES for one in bars)
    without = barred or (activities.without_item(deal) and not release.reads_files(deal))
    needed = () if without else tuple(requirements(deal, found, reading))
    result = Result(deal, found, needed, reading, entered, brief)
    try:
        outcome, policy = result.decide(bars, event, published)
        asks: tuple[Ask, ...] = ()
    except Open as still:
        outcome, policy, asks = None, None, still.asks
    early = (*found.steps, *([under] if under is not None else []), *bars, event, published, *entered.shown)
    late, shown = tuple(result.late), result.shown
    steps = (*early, *(one.step for one in shown if _worth_showing(one)), *late)
    return Evaluation(outcome, policy, eccn, early, shown, late, steps, result.examined, asks, deal.read, found)


def _worth_showing(requirement: Requirement) -> bool:
    """A provision that does not touch the item at all is no step of this proof."""
    return requirement.holds is not Truth.NO or bool(requirement.step.used)
