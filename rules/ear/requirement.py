"""A license requirement: which provision asks for a license, and what may lift it."""

from __future__ import annotations

from dataclasses import dataclass

from rules.proof import Policy, Step
from rules.truth import Truth


@dataclass(frozen=True, slots=True)
class Requirement:
    """`lifted_by` names the exceptions that can meet it, whole ("RPL") or one limb ("GOV(b)"); empty: none does."""

    step: Step
    reason: str  # RS, NS, end_user, end_use, embargo
    policy: Policy | None = None  # None: worked out by section 742.6(b)(10)
    lifted_by: frozenset[str] = frozenset()

    @property
    def holds(self) -> Truth:
        """Does the provision ask for a license?"""
        return self.step.holds


LIST_BASED = frozenset({"NAC", "ACA", "AIA", "LPP", "ACM", "TMP", "RPL", "GOV", "TSU", "HBM"})
